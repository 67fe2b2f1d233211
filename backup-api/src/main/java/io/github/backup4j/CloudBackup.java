package io.github.backup4j;

import io.github.backup4j.spi.BackupDriver;
import io.github.backup4j.spi.Limits;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

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
 *
 * <p>It is a portable type over a {@link BackupDriver}, which a provider implements: what is refused, how lists are ordered and what
 * listeners are told is the same in every cloud.
 */
public final class CloudBackup implements AutoCloseable {
    private final BackupDriver driver;
    private final AtomicBoolean closed;
    private final Calls calls;
    private final Vaults vaults;
    private final Policies policies;
    private final RestorePoints restorePoints;
    private final Snapshots snapshots;
    private final Images images;
    private final Resources resources;
    private final Operations operations;

    private CloudBackup(BackupDriver driver, AtomicBoolean closed) {
        this.driver = driver;
        this.closed = closed;
        calls = new Calls(driver, closed);
        vaults = new Vaults(calls);
        policies = new Policies(calls);
        restorePoints = new RestorePoints(calls);
        snapshots = new Snapshots(calls);
        images = new Images(calls);
        resources = new Resources(calls);
        operations = new Operations(calls);
    }

    /**
     * Returns the backup that a provider implements; for providers, and for who wraps a driver.
     *
     * @param driver what the provider implements
     */
    public static CloudBackup of(BackupDriver driver) {
        return new CloudBackup(Require.nonNull(driver, "driver"), new AtomicBoolean());
    }

    /**
     * Returns the same backup, which also tells a listener of the calls that are made through what is returned. Both share all
     * connections: closing one closes the other.
     *
     * @param listener who is told, after those who are told already
     */
    public CloudBackup listening(BackupListener listener) {
        return new CloudBackup(driver.listening(Require.nonNull(listener, "listener")), closed);
    }

    /** Returns the vaults, which hold restore points. */
    public Vaults vaults() {
        return vaults;
    }

    /** Returns the policies, which make and expire restore points. */
    public Policies policies() {
        return policies;
    }

    /** Returns the restore points: to take, to restore from, to delete. */
    public RestorePoints restorePoints() {
        return restorePoints;
    }

    /** Returns the snapshots, kept beside their disks. */
    public Snapshots snapshots() {
        return snapshots;
    }

    /** Returns the images, from which new disks and servers are made. */
    public Images images() {
        return images;
    }

    /** Returns the disks and servers that can be protected, and where they are protected. */
    public Resources resources() {
        return resources;
    }

    /** Returns the long work in the cloud: to resume by token, to list. */
    public Operations operations() {
        return operations;
    }

    /** Returns the region and project that all of this is about. A provider may have to ask the cloud for the project, once. */
    public Site site() {
        return driver.site();
    }

    /** Returns what this cloud can do beyond what every cloud can; unmodifiable, and the same as long as this is open. */
    public Set<Capability> capabilities() {
        return calls.capabilities();
    }

    /**
     * Returns whether this cloud can do one thing.
     *
     * @param capability what
     */
    public boolean supports(Capability capability) {
        return calls.capabilities().contains(Require.nonNull(capability, "capability"));
    }

    /** Returns how long, large and many things may be in this cloud. */
    public Limits limits() {
        return calls.limits();
    }

    /**
     * Returns something of the provider's own, for what this API does not offer: the provider says what it has. It does none of what
     * this API promises.
     *
     * <pre>{@code
     * CbrClient client = backup.unwrap(CbrClient.class);
     * }</pre>
     *
     * @param type what it shall be, such as the client of a vendor's SDK
     * @param <T> the type
     * @throws Invalid if the provider has nothing of that type
     * @throws IllegalStateException if this is closed
     */
    public <T> T unwrap(Class<T> type) {
        Require.nonNull(type, "type");
        calls.checkOpen();
        return driver.unwrap(type)
                .orElseThrow(() -> new Invalid("type is " + type.getName() + ", of which " + driver + " has nothing"));
    }

    /**
     * Releases threads and connections that this opened. Work in the cloud goes on. A second call does nothing; calls that would reach
     * the cloud throw {@link IllegalStateException} after it.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            driver.close();
        }
    }

    /** Returns which cloud and place this is about, in a few words without secrets. */
    @Override
    public String toString() {
        return driver.toString();
    }
}
