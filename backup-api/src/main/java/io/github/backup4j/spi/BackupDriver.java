package io.github.backup4j.spi;

import io.github.backup4j.BackupListener;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Site;
import io.github.backup4j.TimeSource;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The backups of one project in one region of a cloud, as a provider implements them. {@link CloudBackup#of} turns a
 * driver into the type that users see.
 *
 * <p>Creating a driver does no I/O. Implementations are safe for use by many threads; {@code toString()} names cloud,
 * region and project in a few words, without I/O and without secrets. Once {@link #site()} has been called, it returns the
 * same text for all drivers of one project, and different texts for different ones.
 */
public interface BackupDriver extends AutoCloseable {
    /** Returns the region and project. */
    Site site();

    /** Returns the clock: it gives the time, and waits. */
    TimeSource time();

    /**
     * Returns the present instant by the clock of the cloud, as far as its responses have told; by default that of {@link
     * #time()}. It makes no call.
     */
    default Instant serviceTime() {
        return time().now();
    }

    /** Returns the optional features of this cloud; the same each time. */
    Set<Capability> capabilities();

    /** Returns the limits of this cloud on lengths, sizes and counts; the same each time. */
    Limits limits();

    /**
     * Returns whether names, descriptions and tags that look like the marks of request keys are refused, as users' are;
     * true by default. False is for the driver behind an emulator, for which a mark is a name like any other.
     */
    default boolean reservesNames() {
        return true;
    }

    /** Returns the listeners of this driver and of the portable types over it. */
    Listeners listeners();

    /**
     * Returns a driver that shares everything with this one, and reports its own calls to one more listener. It does no I/O and is
     * cheap: while anybody listens, the portable types ask for one for each call, to count the requests of that call alone.
     *
     * @param listener the listener
     */
    BackupDriver listening(BackupListener listener);

    /** Returns the driver of {@link CloudBackup#vaults()}. */
    VaultsDriver vaults();

    /** Returns the driver of {@link CloudBackup#policies()}; not called without {@link Capability#POLICIES}. */
    default PoliciesDriver policies() {
        throw Unimplemented.of(Capability.POLICIES, this);
    }

    /** Returns the driver of {@link CloudBackup#restorePoints()}. */
    RestorePointsDriver restorePoints();

    /** Returns the driver of {@link CloudBackup#snapshots()}. */
    SnapshotsDriver snapshots();

    /** Returns the driver of {@link CloudBackup#images()}; not called without {@link Capability#IMAGES}. */
    default ImagesDriver images() {
        throw Unimplemented.of(Capability.IMAGES, this);
    }

    /** Returns the driver of {@link CloudBackup#resources()}. */
    ResourcesDriver resources();

    /** Returns the driver of {@link CloudBackup#operations()}. */
    OperationsDriver operations();

    /**
     * Returns an object of the provider, such as a client of the vendor's SDK, for what the portable types do not
     * offer; empty if it has none of that type.
     *
     * @param type the type
     * @param <T> the type
     */
    default <T> Optional<T> unwrap(Class<T> type) {
        return Optional.empty();
    }

    /** Releases the threads and connections of this driver. It is called once. */
    @Override
    void close();
}
