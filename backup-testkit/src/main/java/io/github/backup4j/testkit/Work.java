package io.github.backup4j.testkit;

import java.time.Duration;

/** The kinds of work that take time in an {@link InMemoryCloud}, and how long each takes by default. */
public enum Work {
    /** A backup run, from its start to its restore points: 10 minutes. */
    BACKUP(Duration.ofMinutes(10), "backing up"),
    /** A restore in place: 10 minutes. */
    RESTORE(Duration.ofMinutes(10), "restoring"),
    /** Creating a disk from a restore point, a snapshot or an image: 2 minutes. */
    NEW_DISK(Duration.ofMinutes(2), "creating the disk"),
    /** Creating a server from a restore point or an image: 5 minutes. */
    NEW_SERVER(Duration.ofMinutes(5), "creating the server"),
    /**
     * Copying a restore point to another region, or an image of a whole server, whose data is in a restore point: 30
     * minutes.
     */
    COPY(Duration.ofMinutes(30), "copying"),
    /** Taking a snapshot: 30 seconds. */
    SNAPSHOT(Duration.ofSeconds(30), "taking the snapshot"),
    /** Rolling a disk back to a snapshot: 2 minutes. */
    ROLL_BACK(Duration.ofMinutes(2), "rolling back"),
    /** Building an image: 10 minutes. */
    IMAGE(Duration.ofMinutes(10), "building the image"),
    /** Copying an image of one disk, or exporting it: 20 minutes. */
    IMAGE_TRANSFER(Duration.ofMinutes(20), "transferring the image"),
    /** Deleting a resource that is listed until it is gone: 30 seconds. */
    DELETE(Duration.ofSeconds(30), "deleting"),
    /** Delivering an order that was paid: 1 minute. */
    ORDER(Duration.ofMinutes(1), "ordering the vault");

    private final Duration usual;
    private final String words;

    Work(Duration usual, String words) {
        this.usual = usual;
        this.words = words;
    }

    /** Returns what it does, in the words of its progress. */
    public String words() {
        return words;
    }

    /** Returns how long it takes by default. */
    public Duration usual() {
        return usual;
    }
}
