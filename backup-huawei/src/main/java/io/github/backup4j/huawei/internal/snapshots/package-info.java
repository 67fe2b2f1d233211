/**
 * Snapshots of disks. Uses work and http, and of other nouns disks and servers.
 */
@NullMarked
package io.github.backup4j.huawei.internal.snapshots;

import org.jspecify.annotations.NullMarked;
