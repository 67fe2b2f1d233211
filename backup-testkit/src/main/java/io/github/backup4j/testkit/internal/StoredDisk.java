package io.github.backup4j.testkit.internal;

import io.github.backup4j.DataSize;
import io.github.backup4j.ProtectableResource.Status;
import io.github.backup4j.Resource;
import io.github.backup4j.testkit.DiskSetup;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A disk in the world. */
final class StoredDisk implements StoredResource {
    final Resource.Disk disk;
    final String name;
    final String zone;
    final String type;
    final boolean encrypted;
    final Map<String, String> tags;
    private final List<StoredDisk> itself = List.of(this);

    /** It as it is now; another object after each change, so that restore points can share one as long as nothing changes. */
    private StoredPart now;

    State state = State.READY;
    boolean deleted;

    /** When it was created; null: not known yet. */
    @Nullable
    Instant createdAt;

    /** The value of the key of the call that made it; null: it was not restored. */
    @Nullable
    String madeWith;

    /** The server that it was made together with; null: it was made alone. */
    Resource.@Nullable Server madeFor;

    /** The server that it is attached to. */
    @Nullable
    StoredServer server;

    StoredDisk(Resource.Disk disk, DiskSetup setup) {
        this.disk = disk;
        name = setup.name();
        zone = setup.zone();
        type = setup.type();
        encrypted = setup.encrypted();
        tags = new LinkedHashMap<>(setup.tags());
        now = new StoredPart(disk, name, setup.size(), false, encrypted, DiskContent.EMPTY, zone, type);
    }

    /** It as a restore point that is taken now holds it. */
    StoredPart now() {
        return now;
    }

    DiskContent content() {
        return now.content();
    }

    /** Whether a server can start from it. */
    boolean bootable() {
        return now.bootable();
    }

    void fill(DiskContent content) {
        now = now.withContent(content);
    }

    void resize(DataSize size) {
        now = now.withSize(size);
    }

    void makeBootable() {
        now = now.asBootable();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public DataSize size() {
        return now.size();
    }

    @Override
    public List<StoredDisk> disks() {
        return itself;
    }

    @Override
    public boolean deleted() {
        return deleted;
    }

    @Override
    public Status status() {
        return switch (state) {
            case READY -> server == null ? Status.AVAILABLE : Status.IN_USE;
            case CREATING, RESTORING, ROLLING_BACK, DELETING -> Status.CHANGING;
            case ERROR -> Status.ERROR;
        };
    }

    /** The status in the words of the block storage service. */
    String statusText() {
        return switch (state) {
            case READY -> server == null ? "available" : "in-use";
            case CREATING -> "creating";
            case RESTORING -> "restoring-backup";
            case ROLLING_BACK -> "rollbacking";
            case DELETING -> "deleting";
            case ERROR -> "error";
        };
    }

    enum State {
        READY,
        CREATING,
        RESTORING,
        ROLLING_BACK,
        DELETING,
        ERROR
    }
}
