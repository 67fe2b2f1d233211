package io.github.backup4j.testkit.contract;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.ServerPlacement;
import io.github.backup4j.testkit.ServerSetup;
import io.github.backup4j.testkit.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the contract needs besides a {@link CloudBackup}: a world with disks and servers, and a clock that it can move.
 *
 * <p>Each test gets a fresh one and closes it. {@link InMemoryHarness} is one over an in-memory cloud; a provider that is
 * tested against an emulator with such a cloud behind it extends that and overrides {@link #backup(Site)} alone.
 *
 * <p>Methods with a default are hooks: without one, the cases that need it are skipped. Some cases protect data: that nothing is deleted or
 * overwritten that somebody else uses. So {@link #attach}, {@link #tag}, {@link #failBackupsOf}, {@link #fill} and {@link #placementOf}
 * have to be implemented where the cloud has what they are about. A harness without one fails a case of {@code Hooks}, which says what
 * is not tested; a provider that cannot have it states that case as a divergence.
 *
 * <p>Cases of placements name zones {@code zone-1} and {@code zone-2}, disk types {@code SSD} and {@code SAS}, flavors {@code
 * s6.large.2} and {@code c6.xlarge.4}, networks, subnets, security groups and key pairs such as {@code network-9}, {@code subnet-9}, {@code
 * group-9} and {@code pair-9}, and cases of offers a project of 32 hexadecimal digits: the world of the test accepts them.
 */
public interface Harness extends AutoCloseable {
    /**
     * Adds a vault of a kind that the library does not know, such as file shares; returns its id, or empty if this harness cannot.
     *
     * @param name its name
     */
    default Optional<VaultId> addForeignVault(String name) {
        return Optional.empty();
    }

    /** Returns the region and project in which the tests work. */
    Site site();

    /** Returns another region of the same cloud, with a project of the same account. */
    Site otherRegion();

    /** Returns another project in the same region. */
    Site otherProject();

    /** Opens the provider under test, for the site of the tests; a new connection on each call. */
    default CloudBackup backup() {
        return backup(site());
    }

    /**
     * Opens the provider under test, for a site; a new connection on each call, as another process would have.
     *
     * @param site one of the sites of this harness
     */
    CloudBackup backup(Site site);

    /**
     * Adds a disk.
     *
     * @param setup its properties
     */
    Resource.Disk addDisk(DiskSetup setup);

    /**
     * Adds a disk with default properties.
     *
     * @param name its name
     * @param size its size
     */
    default Resource.Disk addDisk(String name, DataSize size) {
        return addDisk(DiskSetup.of(name, size));
    }

    /**
     * Adds a running server.
     *
     * @param setup its properties
     */
    Resource.Server addServer(ServerSetup setup);

    /**
     * Adds a running server with default properties.
     *
     * @param name its name
     * @param disks its disks; it boots from the first
     */
    default Resource.Server addServer(String name, Resource.Disk... disks) {
        return addServer(ServerSetup.of(name, disks));
    }

    /**
     * Replaces the content of a disk.
     *
     * @param disk the disk
     * @param content its new content
     */
    void write(Resource.Disk disk, byte[] content);

    /**
     * Returns the content of a disk.
     *
     * @param disk the disk
     */
    byte[] read(Resource.Disk disk);

    /**
     * Enlarges a disk.
     *
     * @param disk the disk
     * @param size its new size
     */
    void enlarge(Resource.Disk disk, DataSize size);

    /**
     * Detaches a disk from its server.
     *
     * @param disk the disk
     */
    void detach(Resource.Disk disk);

    /**
     * Attaches a disk to a server; returns whether this harness can.
     *
     * @param disk the disk, attached to no server
     * @param server the server
     */
    default boolean attach(Resource.Disk disk, Resource.Server server) {
        return false;
    }

    /**
     * Gives a disk or server a tag, as somebody else would; returns whether this harness can.
     *
     * @param resource the disk or server
     * @param key the name of the tag
     * @param value its value
     */
    default boolean tag(Resource resource, String key, String value) {
        return false;
    }

    /**
     * Returns where a server is placed, as the cloud says it; empty, the default: this harness cannot tell.
     *
     * @param server the server
     */
    default Optional<ServerPlacement> placementOf(Resource.Server server) {
        return Optional.empty();
    }

    /**
     * Returns a number of elements that surely needs more than one page of a list; 25 by default. A provider returns one more than the
     * largest page that it requests: a list that ends with its first page loses what protects data.
     *
     * @param kind what is listed
     */
    default int moreThanAPage(Listed kind) {
        return 25;
    }

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
     * Returns the disks of a server, the boot disk first.
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
     * Makes the cloud throttle the next calls, instead of those of an earlier request; returns whether it can.
     *
     * @param calls the number of calls; zero: none from now on
     */
    default boolean throttle(int calls) {
        return false;
    }

    /**
     * Opens the provider under test, for the site of the tests, in a process whose clock is wrong. Empty, the
     * default: the provider reads no clock but the cloud's, or this harness cannot set it.
     *
     * @param ahead how far that clock is ahead of the cloud's; negative: behind
     */
    default Optional<CloudBackup> backupWithClockOff(Duration ahead) {
        return Optional.empty();
    }

    /**
     * Makes all lists of the cloud show new resources only after a delay, from now on; returns whether it can.
     *
     * @param duration the delay; zero: none, as usual
     */
    default boolean lag(Duration duration) {
        return false;
    }

    /**
     * Makes the backups of a disk or server fail at their end; returns whether it can.
     *
     * @param resource the disk or server
     * @param code the code of the failure, such as {@code "BackupService.6212"}
     * @param reason the message of the failure
     */
    default boolean failBackupsOf(Resource resource, String code, String reason) {
        return false;
    }

    /**
     * Makes the next work of a kind fail at its end, once; returns whether it can. The work is that of the cloud: a provider may do more
     * for one call.
     *
     * @param work the kind of work
     * @param code the code of the failure, such as {@code "BackupService.6212"}
     * @param reason the message of the failure
     */
    default boolean failNext(Work work, String code, String reason) {
        return false;
    }

    /**
     * Loses one reply: the cloud carries out one of the next requests that change something, and the connection breaks before the reply
     * arrives. Replaces what an earlier call of this method has asked for; returns whether it can.
     *
     * @param before how many such requests get their reply before
     */
    default boolean loseReply(int before) {
        return false;
    }

    /** Returns whether the reply that {@link #loseReply} asked for has been lost. */
    default boolean hasLostReply() {
        return false;
    }

    /**
     * Fills a vault with data that belongs to nobody; returns whether it can.
     *
     * @param vault the vault
     * @param left the free capacity that is left
     */
    default boolean fill(VaultId vault, DataSize left) {
        return false;
    }

    /**
     * Lets the agent in a server fail, so that its backups in application-consistent vaults are only crash-consistent; returns
     * whether it can and lists say so.
     *
     * @param server the server
     * @param code the code of the failure, such as {@code "BackupService.6212"}
     * @param reason the message of the failure
     */
    default boolean failAgentOf(Resource.Server server, String code, String reason) {
        return false;
    }

    /**
     * Returns whether the cloud reports how much of a backup and of a restore is done; true by default. If not, the
     * progress of an operation has no percentage.
     */
    default boolean reportsPercentages() {
        return true;
    }

    /**
     * Limits how many disks the project may have; returns whether it can.
     *
     * @param disks the maximum number of disks
     */
    default boolean limitDisks(int disks) {
        return false;
    }

    /**
     * Returns whether, if two callers create something with one key at the same moment, the younger one may remain beside the
     * one that both return; false by default. A provider returns true if its cloud cannot remove a resource that is still being
     * created, or if the resource costs money.
     *
     * @param kind the kind of resource
     */
    default boolean mayLeaveASecond(Made kind) {
        return false;
    }

    /**
     * Has the calling thread take part in a race: until it calls {@link #leaveRace}, the clock of the cloud moves only while all
     * threads that take part are waiting. Otherwise one of them could pass minutes of a clock that jumps, while a request of another
     * one takes a moment. Does nothing by default: that is enough for a cloud that answers at once.
     */
    default void joinRace() {
        // The clock does not jump while a call is in progress.
    }

    /** Ends the part of the calling thread in a race. */
    default void leaveRace() {
        // As it joined none.
    }

    /** What lists hold. */
    enum Listed {
        /** Disks. */
        DISKS,
        /** Servers. */
        SERVERS,
        /** Vaults. */
        VAULTS,
        /** Restore points. */
        RESTORE_POINTS,
        /** Snapshots. */
        SNAPSHOTS,
        /** Images. */
        IMAGES,
        /** Entries in the log of operations. */
        OPERATIONS
    }

    /** What can be created with a request key. */
    enum Made {
        /** A pay-per-use vault. */
        VAULT,
        /** A prepaid vault. */
        ORDERED_VAULT,
        /** A policy. */
        POLICY,
        /** A manual backup, with its restore points. */
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
     * Makes time pass from now on while a caller waits for a future of an operation. Does nothing if time passes by itself; it
     * is for worlds whose clock moves only when a caller waits.
     */
    default void letFuturesPassTime() {}

    /** Returns the current time of the world. */
    Instant now();

    /**
     * Advances the clock of the world.
     *
     * @param duration how far
     */
    void advance(Duration duration);

    /** Returns a description of the world, for the message of a failing test. */
    String describe();

    /** Closes the connections that this opened, and releases its resources. */
    @Override
    void close();
}
