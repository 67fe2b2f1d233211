package io.github.backup4j.examples.tasks;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.testkit.InMemoryCloud;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * The place that an example runs in: a {@link CloudBackup}, and what is around it but no part of it, which is disks and
 * servers, what is on them, and the passing of time.
 *
 * <p>The examples themselves are written against {@link #backup()} alone. Another provider is put in their place in one
 * line, where the world is made.
 */
public interface World extends AutoCloseable {
    /**
     * Returns a new world as the arguments of a program say, on 1 January 2026.
     *
     * @param args none for a world in memory, {@code --huawei} for one behind the provider for Huawei Cloud
     * @throws IllegalArgumentException if there is no such world
     */
    static World of(String... args) {
        return switch (String.join(" ", args)) {
            case "" -> inMemory();
            case "--huawei" -> HuaweiWorld.open();
            default ->
                throw new IllegalArgumentException("there is no world " + String.join(" ", args)
                        + "; give --huawei, or nothing for one in memory");
        };
    }

    /** Returns a new world in memory, on 1 January 2026. */
    static World inMemory() {
        return new InMemoryWorld(InMemoryCloud.create());
    }

    /** Returns what this world is, for people. */
    String description();

    /** Returns the backup service of this world. */
    CloudBackup backup();

    /**
     * Adds a disk that no server uses.
     *
     * @param name its name
     * @param size how large it is
     */
    Resource.Disk addDisk(String name, DataSize size);

    /**
     * Adds a running server.
     *
     * @param name its name
     * @param disks its disks; it starts from the first
     */
    Resource.Server addServer(String name, Resource.Disk... disks);

    /**
     * Puts a tag on a disk or server.
     *
     * @param resource the disk or server
     * @param key the key
     * @param value the value
     */
    void tag(Resource resource, String key, String value);

    /**
     * Replaces what is on a disk.
     *
     * @param disk the disk
     * @param content what is on it from now on
     */
    void write(Resource.Disk disk, byte[] content);

    /**
     * Replaces what is on a disk by a text.
     *
     * @param disk the disk
     * @param text what is on it from now on
     */
    default void write(Resource.Disk disk, String text) {
        write(disk, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns what is on a disk.
     *
     * @param disk the disk
     */
    byte[] read(Resource.Disk disk);

    /**
     * Returns the text that is on a disk.
     *
     * @param disk the disk
     */
    default String readText(Resource.Disk disk) {
        return new String(read(disk), StandardCharsets.UTF_8);
    }

    /** Returns the present instant. */
    Instant now();

    /**
     * Lets time pass.
     *
     * @param duration how much
     */
    void advance(Duration duration);

    /** Lets go of what this opened. */
    @Override
    void close();
}
