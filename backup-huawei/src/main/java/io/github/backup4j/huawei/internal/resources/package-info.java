/**
 * Disks and servers: what EVS and ECS know of them, what CBR has against protecting them, and disks that are created with data. Uses
 * work and http, and no other noun: which vaults hold a disk or server it learns through {@link
 * io.github.backup4j.huawei.internal.resources.ProtectingVaults}.
 */
@NullMarked
package io.github.backup4j.huawei.internal.resources;

import org.jspecify.annotations.NullMarked;
