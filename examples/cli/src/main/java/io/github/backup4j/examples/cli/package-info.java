/**
 * The library as a command line. Commands are thin: they read options, call the library, and hand what it returns to a writer of
 * text, JSON or a page.
 */
@NullMarked
package io.github.backup4j.examples.cli;

import org.jspecify.annotations.NullMarked;
