/**
 * A server on this machine that speaks Huawei Cloud's wire: start with {@link
 * io.github.backup4j.huawei.emulator.HuaweiEmulator}. Its state is an {@link io.github.backup4j.testkit.InMemoryCloud}; it
 * follows Huawei's documents, not our adapter.
 */
@NullMarked
package io.github.backup4j.huawei.emulator;

import org.jspecify.annotations.NullMarked;
