/** Many callers, faults and kills in random order on simulated time, and what must hold after each of them. */
@NullMarked
package io.github.backup4j.huawei.simulation;

import org.jspecify.annotations.NullMarked;
