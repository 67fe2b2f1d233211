package io.github.backup4j;

import io.github.backup4j.spi.BackupDriver;
import io.github.backup4j.spi.Limits;
import io.github.backup4j.spi.ProviderSettings;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The backups of one project in one region of a cloud: the entry point of this API.
 *
 * <p>Creating one does no I/O; the first call does. Safe for use by many threads. Every call may throw {@link
 * Throttled}, {@link Unavailable} or {@link Denied}, and every call that changes something {@link AmbiguousOutcome} if
 * the reply was lost, or if the result could not be read after the change; methods list only what they throw besides. A null
 * argument throws {@link NullPointerException}.
 *
 * <pre>{@code
 * Vault vault = backup.vaults().create(VaultSpec.forDisks("orders", DataSize.gib(200)));
 * backup.vaults().add(vault.id(), disk);
 * Policy nightly = backup.policies()
 *         .create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30)));
 * backup.policies().attach(nightly.id(), vault.id());
 * }</pre>
 *
 * <p>It is a portable type over a {@link BackupDriver}, which a provider implements: checks, the order of lists and the
 * events for listeners are the same in every cloud.
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
     * Returns a backup over a driver; for providers, and for decorators of a driver.
     *
     * @param driver what the provider implements
     */
    public static CloudBackup of(BackupDriver driver) {
        return new CloudBackup(Require.nonNull(driver, "driver"), new AtomicBoolean());
    }

    /**
     * Opens a cloud by its address, with the provider of that name on the class path. It does no I/O. Each call opens another
     * backup, to be closed by the caller.
     *
     * <pre>{@code
     * CloudBackup backup = CloudBackup.open("huawei://eu-west-101/0605767b5780d5762fc5c0118072a564?attempts=3");
     * CloudBackup forTests = CloudBackup.open("memory:");
     * }</pre>
     *
     * @param address {@code provider://region/project?name=value} or {@code provider:name}; the provider's documentation
     *     lists the settings. It holds no secrets: the provider finds credentials in the environment of the
     *     process
     * @throws Invalid if the address cannot be read or holds a secret, no provider has that name (the message lists those on the
     *     class path), or a setting is missing, unknown or out of range
     */
    public static CloudBackup open(String address) {
        return Providers.open(ProviderSettings.parse(Require.nonNull(address, "address")));
    }

    /**
     * Opens a cloud by settings, as configuration files hold them, with the provider that they name. It does no I/O. Each call
     * opens another backup, to be closed by the caller.
     *
     * @param settings texts by name: {@code provider}, {@code region}, {@code project} and others that the provider's
     *     documentation names. Case, hyphens and underscores in names do not matter; a blank text counts as none. No secrets
     * @throws Invalid as {@link #open(String)}
     */
    public static CloudBackup open(Map<String, String> settings) {
        return Providers.open(ProviderSettings.of(Require.nonNull(settings, "settings")));
    }

    /**
     * Returns the same backup, which also reports the calls made through it to a listener. Both share all connections:
     * closing one closes the other.
     *
     * @param listener the listener, called after those that exist already
     */
    public CloudBackup listening(BackupListener listener) {
        return new CloudBackup(driver.listening(Require.nonNull(listener, "listener")), closed);
    }

    /** Returns the vaults, which hold restore points. */
    public Vaults vaults() {
        return vaults;
    }

    /** Returns the policies, which create and expire restore points. */
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

    /** Returns the images, from which new disks and servers are created. */
    public Images images() {
        return images;
    }

    /** Returns the disks and servers that can be protected, and where they are protected. */
    public Resources resources() {
        return resources;
    }

    /** Returns the long-running operations: to resume by token, to list. */
    public Operations operations() {
        return operations;
    }

    /** Returns the region and project. A provider may have to request the project from the cloud, once. */
    public Site site() {
        return driver.site();
    }

    /** Returns the clock of this backup, by which it measures waits and ages. */
    public TimeSource time() {
        return driver.time();
    }

    /**
     * Returns the present instant by the clock of the cloud, as read from its responses. Before the first response, it is that
     * of {@link #time()}. If the two differ by minutes, one of the clocks is off, and ages of restore points are too. It makes
     * no call.
     */
    public Instant serviceTime() {
        return driver.serviceTime();
    }

    /** Returns the optional features of this cloud; unmodifiable, and the same as long as this is open. */
    public Set<Capability> capabilities() {
        return calls.capabilities();
    }

    /**
     * Returns whether this cloud has a feature.
     *
     * @param capability the feature
     */
    public boolean supports(Capability capability) {
        return calls.capabilities().contains(Require.nonNull(capability, "capability"));
    }

    /** Returns the limits of this cloud on lengths, sizes and counts. */
    public Limits limits() {
        return calls.limits();
    }

    /**
     * Returns an object of the provider, for what this API does not offer; the provider documents which types it has.
     * The object keeps none of the promises of this API.
     *
     * <pre>{@code
     * CbrClient client = backup.unwrap(CbrClient.class);
     * }</pre>
     *
     * @param type its type, such as the client of a vendor's SDK
     * @param <T> the type
     * @throws Invalid if the provider has nothing of that type
     * @throws IllegalStateException if this is closed
     */
    public <T> T unwrap(Class<T> type) {
        Require.nonNull(type, "type");
        calls.checkOpen();
        return driver.unwrap(type)
                .orElseThrow(
                        () -> new Invalid("type is " + type.getName() + ", but " + driver + " has no such object"));
    }

    /**
     * Releases the threads and connections of this backup. It cancels no work in the cloud, but ends all polling of this backup:
     * <strong>work in several steps stops where it is</strong> until another backup resumes it by its token and polls it, as {@link
     * Operation} says. Until then a server may stay stopped with its disk detached. Futures that are not complete fail. A call of
     * another thread that has begun sends nothing more: it returns what it has created, or throws {@link AmbiguousOutcome} with its
     * request key, or {@link Unavailable} with the code {@code CLOSED}. {@link RestorePoints#takeAll}, once it starts runs, and {@link
     * Operations#awaitAll} return what is known by then at their next call, with the tokens of the work that goes on. Other calls that
     * are made of several, such as {@code Plan.apply}, throw {@link IllegalStateException} at their next one: wait for them before you
     * close. A second call does nothing; later calls that would reach the cloud throw {@link IllegalStateException}.
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            driver.close();
        }
    }

    /** Returns the cloud, region and project in a few words, without secrets. */
    @Override
    public String toString() {
        return driver.toString();
    }
}
