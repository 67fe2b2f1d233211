package io.github.backup4j;

import java.util.Set;

/**
 * Backup in one cloud, for one project in one region: where everything starts.
 *
 * <p>Making one does no I/O; the first call does. Safe for use by many threads. Every call throws {@link Throttled}, {@link
 * Unavailable} or {@link Denied} where the cloud answers so, and each that changes something {@link AmbiguousOutcome} where
 * the reply was lost; only what a call throws beside these is listed with it. A null argument is refused with {@link
 * NullPointerException}.
 *
 * <pre>{@code
 * Vault vault = backup.vaults().create(VaultSpec.forDisks("orders", DataSize.gib(200)));
 * backup.vaults().add(vault.id(), disk);
 * Policy nightly = backup.policies()
 *         .create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30)));
 * backup.policies().attach(nightly.id(), vault.id());
 * }</pre>
 */
public interface CloudBackup extends AutoCloseable {
    /** Returns the vaults, which hold restore points. */
    Vaults vaults();

    /** Returns the policies, which make and expire restore points. */
    Policies policies();

    /** Returns the restore points: to take, to restore from, to delete. */
    RestorePoints restorePoints();

    /** Returns the snapshots, kept beside their disks. */
    Snapshots snapshots();

    /** Returns the images, from which new disks and servers are made. */
    Images images();

    /** Returns the disks and servers that can be protected, and where they are protected. */
    Resources resources();

    /** Returns the long work in the cloud: to resume by token, to list. */
    Operations operations();

    /** Returns the region and project that all of this is about. */
    Site site();

    /** Returns what this cloud can do beyond what every cloud can; unmodifiable, and the same as long as this is open. */
    Set<Capability> capabilities();

    /**
     * Returns whether this cloud can do one thing.
     *
     * @param capability what
     */
    default boolean supports(Capability capability) {
        return capabilities().contains(capability);
    }

    /**
     * Lets go of threads and connections that this opened. Work in the cloud goes on. A second call does nothing; calls
     * that would reach the cloud throw {@link IllegalStateException} after it.
     */
    @Override
    void close();
}
