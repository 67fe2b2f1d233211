package io.github.backup4j.testkit.internal;

import io.github.backup4j.DataSize;
import io.github.backup4j.ProtectableResource.Status;
import io.github.backup4j.Resource;
import io.github.backup4j.testkit.ServerSetup;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A server in the world. */
final class StoredServer implements StoredResource {
    final Resource.Server server;
    final String name;
    final String zone;
    final String flavor;
    final String network;
    final String subnet;
    final List<String> securityGroups;

    /** The name of the key pair that was given to it; null: none. */
    @Nullable
    final String keyPair;

    final Map<String, String> tags;

    /** Its disks; it starts from the first. */
    final List<StoredDisk> disks = new ArrayList<>();

    boolean running = true;
    State state = State.READY;
    boolean deleted;

    /** When it was created; null: not known yet. */
    @Nullable
    Instant createdAt;

    /** The value of the key of the call that made it; null: it was not restored. */
    @Nullable
    String madeWith;

    StoredServer(Resource.Server server, ServerSetup setup) {
        this.server = server;
        name = setup.name();
        zone = setup.zone();
        flavor = setup.flavor();
        network = setup.network();
        subnet = setup.subnet();
        securityGroups = setup.securityGroups();
        keyPair = setup.keyPair();
        tags = new LinkedHashMap<>(setup.tags());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<StoredDisk> disks() {
        return List.copyOf(disks);
    }

    @Override
    public DataSize size() {
        return disks.stream().map(StoredDisk::size).reduce(DataSize.ZERO, DataSize::plus);
    }

    boolean encrypted() {
        return disks.stream().anyMatch(disk -> disk.encrypted);
    }

    @Override
    public boolean deleted() {
        return deleted;
    }

    @Override
    public Status status() {
        return switch (state) {
            case READY -> running ? Status.RUNNING : Status.STOPPED;
            case CREATING, RESTORING, DELETING -> Status.CHANGING;
            case ERROR -> Status.ERROR;
        };
    }

    /** The status in the words of the compute service. */
    String statusText() {
        return switch (state) {
            case READY -> running ? "ACTIVE" : "SHUTOFF";
            case CREATING -> "BUILD";
            case RESTORING -> "SHUTOFF";
            case DELETING -> "DELETING";
            case ERROR -> "ERROR";
        };
    }

    enum State {
        READY,
        CREATING,
        RESTORING,
        DELETING,
        ERROR
    }
}
