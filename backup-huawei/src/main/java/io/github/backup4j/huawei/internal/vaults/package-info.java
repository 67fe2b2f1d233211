/**
 * Vaults, their members, and orders of vaults. Uses work and http, and of other nouns policies, disks and servers; the restore
 * points in a vault it learns through {@link io.github.backup4j.huawei.internal.vaults.StoredPoints}.
 */
@NullMarked
package io.github.backup4j.huawei.internal.vaults;

import org.jspecify.annotations.NullMarked;
