/** What the modules of this repository have in common, and the tests that hold it. */
@NullMarked
package io.github.backup4j.rules;

import org.jspecify.annotations.NullMarked;
