package io.github.backup4j.examples.tasks;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.testkit.InMemoryCloud;
import java.time.Duration;
import java.time.Instant;

/** A world in memory. */
class InMemoryWorld implements World {
    private final InMemoryCloud cloud;

    InMemoryWorld(InMemoryCloud cloud) {
        this.cloud = cloud;
    }

    @Override
    public String description() {
        return "a cloud in memory";
    }

    @Override
    public CloudBackup backup() {
        return cloud.backup();
    }

    @Override
    public Resource.Disk addDisk(String name, DataSize size) {
        return cloud.addDisk(name, size);
    }

    @Override
    public Resource.Server addServer(String name, Resource.Disk... disks) {
        return cloud.addServer(name, disks);
    }

    @Override
    public void tag(Resource resource, String key, String value) {
        cloud.tag(resource, key, value);
    }

    @Override
    public void write(Resource.Disk disk, byte[] content) {
        cloud.write(disk, content);
    }

    @Override
    public byte[] read(Resource.Disk disk) {
        return cloud.read(disk);
    }

    @Override
    public Instant now() {
        return cloud.time().now();
    }

    @Override
    public void advance(Duration duration) {
        cloud.time().advance(duration);
    }

    @Override
    public void close() {
        cloud.backup().close();
    }
}
