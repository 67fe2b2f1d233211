/** The wire of EVS, and of Cinder: disks and snapshots. */
@NullMarked
package io.github.backup4j.huawei.emulator.internal.evs;

import org.jspecify.annotations.NullMarked;
