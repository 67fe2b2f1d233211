/**
 * The engine of the in-memory cloud: the world with its events and faults, what each site stores, and the drivers of the API over it.
 *
 * <p>Not exported. {@link io.github.backup4j.testkit.internal.SiteControl}, {@link io.github.backup4j.testkit.internal.MemoryDriver},
 * {@link io.github.backup4j.testkit.internal.Timeline} and {@link io.github.backup4j.testkit.internal.PlannedFaults} are the
 * basis of the public package. The engine in turn uses the value types of that package, such as {@code Call} and
 * {@code DiskSetup}, but not the classes that users hold.
 */
@NullMarked
package io.github.backup4j.testkit.internal;

import org.jspecify.annotations.NullMarked;
