package io.github.backup4j.examples.cli;

/**
 * What commands need of the process.
 *
 * @param clouds opens clouds
 * @param terminal where they read and write
 */
record Environment(Clouds clouds, Terminal terminal) {}
