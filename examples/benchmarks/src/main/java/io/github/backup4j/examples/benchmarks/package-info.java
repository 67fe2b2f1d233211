/** What the library costs. */
@NullMarked
package io.github.backup4j.examples.benchmarks;

import org.jspecify.annotations.NullMarked;
