package io.github.backup4j.spi;

import io.github.backup4j.BackupListener;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Site;
import io.github.backup4j.TimeSource;
import java.util.Optional;
import java.util.Set;

/**
 * Backup in one cloud, for one project in one region, as a provider implements it. {@link CloudBackup#of} makes of it what users see.
 *
 * <p>Making one does no I/O. Implementations are safe for use by many threads; {@code toString()} says in a few words which cloud and
 * place it is about, without I/O and without secrets.
 */
public interface BackupDriver extends AutoCloseable {
    /** Returns the region and project that all of this is about. */
    Site site();

    /** Returns what waiting waits on, and what times are taken by. */
    TimeSource time();

    /** Returns what this cloud can do beyond what every cloud can; the same each time. */
    Set<Capability> capabilities();

    /** Returns how long, large and many things may be; the same each time. */
    Limits limits();

    /**
     * Returns whether names, descriptions and tags that look like the marks of request keys are refused, as users' are; true by default.
     * False is for the driver behind an emulator of a cloud, to which a mark is a name as any other.
     */
    default boolean reservesNames() {
        return true;
    }

    /** Returns who is told of what happens in this driver and in the portable types over it. */
    Listeners listeners();

    /**
     * Returns a driver that shares everything with this one, and tells one more listener of its own calls.
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
     * Returns something of the provider's own, such as a client of a vendor's SDK, for what the portable types do not offer; empty where
     * it has none of that type.
     *
     * @param type the type
     * @param <T> the type
     */
    default <T> Optional<T> unwrap(Class<T> type) {
        return Optional.empty();
    }

    /** Releases threads and connections that this opened. It is called once. */
    @Override
    void close();
}
