package io.github.backup4j.testkit.contract;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.ServerSetup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the contract needs beside a {@link CloudBackup}: a world with disks and servers in it, and a clock that moves.
 *
 * <p>Each test gets a fresh one and closes it. {@link InMemoryHarness} is one over an in-memory cloud; a provider that is
 * tested against an emulator with such a cloud behind it extends that and overrides {@link #backup(Site)} alone.
 */
public interface Harness extends AutoCloseable {
    /**
     * Adds a vault for what the library does not know, such as file shares; returns its id, or empty where that cannot be done.
     *
     * @param name its name
     */
    default Optional<VaultId> addForeignVault(String name) {
        return Optional.empty();
    }

    /** Returns the place that the tests work in. */
    Site site();

    /** Returns another region of the same cloud, with a project of the same account. */
    Site otherRegion();

    /** Returns another project in the same region. */
    Site otherProject();

    /** Returns what is under test, in the place that the tests work in; newly opened each time. */
    default CloudBackup backup() {
        return backup(site());
    }

    /**
     * Returns what is under test, in some place; newly opened each time, as another process would have it.
     *
     * @param site one of the places that this harness names
     */
    CloudBackup backup(Site site);

    /**
     * Puts a disk into the world.
     *
     * @param setup what it shall be
     */
    Resource.Disk addDisk(DiskSetup setup);

    /**
     * Puts a plain disk into the world.
     *
     * @param name its name
     * @param size how large it is
     */
    default Resource.Disk addDisk(String name, DataSize size) {
        return addDisk(DiskSetup.of(name, size));
    }

    /**
     * Puts a running server into the world.
     *
     * @param setup what it shall be
     */
    Resource.Server addServer(ServerSetup setup);

    /**
     * Puts a plain, running server into the world.
     *
     * @param name its name
     * @param disks its disks; it starts from the first
     */
    default Resource.Server addServer(String name, Resource.Disk... disks) {
        return addServer(ServerSetup.of(name, disks));
    }

    /**
     * Replaces what is on a disk.
     *
     * @param disk the disk
     * @param content what is on it from now on
     */
    void write(Resource.Disk disk, byte[] content);

    /**
     * Returns what is on a disk.
     *
     * @param disk the disk
     */
    byte[] read(Resource.Disk disk);

    /**
     * Enlarges a disk.
     *
     * @param disk the disk
     * @param size how large it is from now on
     */
    void enlarge(Resource.Disk disk, DataSize size);

    /**
     * Detaches a disk from its server.
     *
     * @param disk the disk
     */
    void detach(Resource.Disk disk);

    /**
     * Stops a server.
     *
     * @param server the server
     */
    void stop(Resource.Server server);

    /**
     * Deletes a disk or a server; the disks of a server stay.
     *
     * @param resource the disk or server
     */
    void delete(Resource resource);

    /**
     * Returns the disks of a server, the one it starts from first.
     *
     * @param server the server
     */
    List<Resource.Disk> disksOf(Resource.Server server);

    /**
     * Pays the order that an operation waits for.
     *
     * @param token the token of the operation
     */
    void pay(String token);

    /**
     * Lets the cloud refuse the next calls as too many, in place of what was asked for before; returns whether it can.
     *
     * @param calls how many; zero: no more
     */
    default boolean throttle(int calls) {
        return false;
    }

    /**
     * Returns what is under test, in the place that the tests work in, in a process whose clock is wrong; newly opened. Empty, the
     * default: what is under test looks at no clock but the cloud's, or this harness cannot set it.
     *
     * @param ahead by how much that clock is ahead of the cloud's; negative: behind
     */
    default Optional<CloudBackup> backupWithClockOff(Duration ahead) {
        return Optional.empty();
    }

    /**
     * Lets everything that the cloud lists show what is new only after some time, from now on; returns whether it can.
     *
     * @param duration how long; zero: at once, as usual
     */
    default boolean lag(Duration duration) {
        return false;
    }

    /**
     * Lets the backups of a disk or server fail when their time is over; returns whether it can.
     *
     * @param resource the disk or server
     * @param code the code of the failure, such as {@code "BackupService.6212"}
     * @param reason why, in words
     */
    default boolean failBackupsOf(Resource resource, String code, String reason) {
        return false;
    }

    /**
     * Returns whether, of two callers that make something with one key at the same moment, the younger's may stay beside the
     * one that both get; false by default. A provider says true where its cloud cannot remove what is still being made, or
     * where it costs money.
     *
     * @param kind what they make
     */
    default boolean mayLeaveASecond(Made kind) {
        return false;
    }

    /** What can be made with a request key. */
    enum Made {
        /** A vault that is paid for by use. */
        VAULT,
        /** A vault that is paid for in advance. */
        ORDERED_VAULT,
        /** A policy. */
        POLICY,
        /** A backup by hand, with its restore points. */
        BACKUP,
        /** A disk. */
        DISK,
        /** A server. */
        SERVER,
        /** A snapshot. */
        SNAPSHOT,
        /** An image. */
        IMAGE
    }

    /**
     * Lets time pass from now on while somebody waits for a future of an operation. Does nothing where it does so anyway: in a
     * world whose clock stands still, but for those who wait.
     */
    default void letFuturesPassTime() {}

    /** Returns the present instant of the world. */
    Instant now();

    /**
     * Lets time pass in the world.
     *
     * @param duration how much
     */
    void advance(Duration duration);

    /** Returns the world in words, for the message of a failing test. */
    String describe();

    /** Lets go of what this opened. */
    @Override
    void close();
}
