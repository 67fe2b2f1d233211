/**
 * Restore points: backups by hand, restores and copies. Uses work and http, and of other nouns vaults, operations, disks and
 * servers. A restore to a new server takes an image on the way, which {@link
 * io.github.backup4j.huawei.internal.points.ServersFromPoints} creates.
 */
@NullMarked
package io.github.backup4j.huawei.internal.points;

import org.jspecify.annotations.NullMarked;
