/**
 * Images, and servers that are created from them. Uses work and http, and the packages of vaults, restore points, snapshots,
 * disks and servers: an image is built from any of them.
 */
@NullMarked
package io.github.backup4j.huawei.internal.images;

import org.jspecify.annotations.NullMarked;
