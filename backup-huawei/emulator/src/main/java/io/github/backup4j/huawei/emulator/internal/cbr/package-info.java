/** The wire of CBR: vaults, policies, checkpoints and backups. */
@NullMarked
package io.github.backup4j.huawei.emulator.internal.cbr;

import org.jspecify.annotations.NullMarked;
