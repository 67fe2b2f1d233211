/** The wire of BSS: orders and subscriptions. */
@NullMarked
package io.github.backup4j.huawei.emulator.internal.bss;

import org.jspecify.annotations.NullMarked;
