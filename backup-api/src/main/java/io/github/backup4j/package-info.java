/**
 * Backups, snapshots and images of cloud disks and servers: start at {@link io.github.backup4j.CloudBackup}.
 *
 * <p>{@link io.github.backup4j.Vaults} hold {@link io.github.backup4j.RestorePoints}, which {@link
 * io.github.backup4j.Policies} create and expire; {@link io.github.backup4j.Snapshots} and {@link
 * io.github.backup4j.Images} are taken manually. Long-running work is an {@link io.github.backup4j.Operation}; every
 * failure is a {@link io.github.backup4j.BackupException}.
 *
 * <p>References are never null unless they are marked so; a null argument is refused with {@link NullPointerException}.
 */
@NullMarked
package io.github.backup4j;

import org.jspecify.annotations.NullMarked;
