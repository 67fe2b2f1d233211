/** The calls that control the emulator itself, which no cloud has. */
@NullMarked
package io.github.backup4j.huawei.emulator.internal.control;

import org.jspecify.annotations.NullMarked;
