/** State that all services share: the cloud behind them, what the HTTP APIs show beyond it, orders, jobs and public images. */
@NullMarked
package io.github.backup4j.huawei.emulator.internal.world;

import org.jspecify.annotations.NullMarked;
