/**
 * An HTTP server that speaks the API of Huawei Cloud, for tests on one machine: start with {@link
 * io.github.backup4j.huawei.emulator.HuaweiEmulator}. Its state is an {@link io.github.backup4j.testkit.InMemoryCloud}; it
 * follows Huawei's documentation and recordings, independently of the provider.
 */
@NullMarked
package io.github.backup4j.huawei.emulator;

import org.jspecify.annotations.NullMarked;
