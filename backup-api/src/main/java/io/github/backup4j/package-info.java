/** Backups, snapshots and images of cloud disks and servers, whoever's cloud it is. */
@NullMarked
package io.github.backup4j;

import org.jspecify.annotations.NullMarked;
