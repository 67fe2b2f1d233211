/**
 * Snapshots of disks. Depends on the packages work, http and resources.
 */
@NullMarked
package io.github.backup4j.huawei.internal.snapshots;

import org.jspecify.annotations.NullMarked;
