/**
 * Huawei Cloud behind the neutral API: {@link io.github.backup4j.huawei.HuaweiBackup} is the only public type.
 *
 * <p>Vaults, policies and restore points are those of CBR, snapshots and disks of EVS, images of IMS, servers of ECS, orders
 * of BSS, all through the official SDK.
 */
@NullMarked
package io.github.backup4j.huawei;

import org.jspecify.annotations.NullMarked;
