/** Code that makes backups, and is tested. */
@NullMarked
package io.github.backup4j.examples.junit;

import org.jspecify.annotations.NullMarked;
