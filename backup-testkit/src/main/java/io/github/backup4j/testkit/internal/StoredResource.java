package io.github.backup4j.testkit.internal;

import io.github.backup4j.DataSize;
import io.github.backup4j.ProtectableResource.Status;
import java.util.List;

/** A resource in the world that can be backed up. */
sealed interface StoredResource permits StoredDisk, StoredServer {
    String name();

    DataSize size();

    Status status();

    /** Whether it no longer exists. */
    boolean deleted();

    /** The disks that it consists of now. */
    List<StoredDisk> disks();
}
