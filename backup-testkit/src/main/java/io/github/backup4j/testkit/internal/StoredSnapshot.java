package io.github.backup4j.testkit.internal;

import io.github.backup4j.DataSize;
import io.github.backup4j.Reported;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotId;
import java.time.Instant;

/** A snapshot in the world. */
final class StoredSnapshot {
    final SnapshotId id;
    final StoredDisk source;
    final DataSize size;
    final DiskContent content;
    final Instant createdAt;
    String name;
    String description;
    Snapshot.Status status = Snapshot.Status.CREATING;

    StoredSnapshot(SnapshotId id, StoredDisk source, String name, String description, Instant createdAt) {
        this.id = id;
        this.source = source;
        this.name = name;
        this.description = description;
        this.createdAt = createdAt;
        size = source.size();
        content = source.content();
    }

    Snapshot view() {
        String text = switch (status) {
            case CREATING -> "creating";
            case AVAILABLE -> "available";
            case ROLLING_BACK -> "rollbacking";
            case BACKING_UP -> "backing-up";
            case DELETING -> "deleting";
            case ERROR -> "error";
            case UNRECOGNIZED -> "unrecognized";
        };
        return new Snapshot(
                id,
                name,
                description,
                source.disk,
                size,
                Reported.of(status, text),
                source.encrypted,
                false,
                createdAt);
    }
}
