/**
 * Restore points: on-demand backups, restores and copies. Depends on the packages work, http, vaults, operations and
 * resources. A restore to a new server takes a temporary image, which {@link
 * io.github.backup4j.huawei.internal.points.ServersFromPoints} creates.
 */
@NullMarked
package io.github.backup4j.huawei.internal.points;

import org.jspecify.annotations.NullMarked;
