@NullMarked
package io.github.backup4j.examples.cli;

import org.jspecify.annotations.NullMarked;
