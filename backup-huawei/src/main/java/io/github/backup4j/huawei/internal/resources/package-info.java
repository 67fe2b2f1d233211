/**
 * Disks and servers, CBR's obstacles to protecting them, and the creation of disks with data. Depends on the packages
 * work and http only: it reads which vaults hold a disk or server through {@link
 * io.github.backup4j.huawei.internal.resources.ProtectingVaults}.
 */
@NullMarked
package io.github.backup4j.huawei.internal.resources;

import org.jspecify.annotations.NullMarked;
