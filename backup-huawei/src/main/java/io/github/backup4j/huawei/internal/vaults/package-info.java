/**
 * Vaults, their members, and orders of vaults. Uses work and http, and the packages of policies, disks and servers; reads the
 * restore points in a vault through {@link io.github.backup4j.huawei.internal.vaults.StoredPoints}.
 */
@NullMarked
package io.github.backup4j.huawei.internal.vaults;

import org.jspecify.annotations.NullMarked;
