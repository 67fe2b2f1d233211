package io.github.backup4j.testkit.junit;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.VirtualTime;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Gives each test an {@link InMemoryCloud} of its own. A test that fails prints {@link InMemoryCloud#describe()}, and the faults that
 * were injected and never happened.
 *
 * <pre>{@code
 * @ExtendWith(InMemoryCloudExtension.class)
 * class NightlyProtectionTest {
 *     @Test
 *     void protect_disk_isBackedUpEachNight(InMemoryCloud cloud, CloudBackup backup) { ... }
 * }
 * }</pre>
 *
 * <p>Or as a field, which also sets up the cloud:
 *
 * <pre>{@code
 * @RegisterExtension
 * final InMemoryCloudExtension clouds = InMemoryCloudExtension.of(() -> InMemoryCloud.builder().withUuids().build());
 *
 * @BeforeEach
 * void addDisk() {
 *     disk = clouds.cloud().addDisk("orders", DataSize.gib(40));
 * }
 * }</pre>
 *
 * <p>Parameters may be of type {@link InMemoryCloud}, {@link CloudBackup} or {@link VirtualTime}. See {@link WorldExtension} for
 * what tests share.
 */
public final class InMemoryCloudExtension extends WorldExtension<InMemoryCloud> {
    private final Supplier<InMemoryCloud> setup;
    private final boolean strict;

    /** Creates an extension that gives each test an empty cloud with the default settings. */
    public InMemoryCloudExtension() {
        this(InMemoryCloud::create, false);
    }

    private InMemoryCloudExtension(Supplier<InMemoryCloud> setup, boolean strict) {
        super(
                InMemoryCloud.class,
                Map.of(
                        InMemoryCloud.class,
                        cloud -> cloud,
                        CloudBackup.class,
                        InMemoryCloud::backup,
                        VirtualTime.class,
                        InMemoryCloud::time));
        this.setup = setup;
        this.strict = strict;
    }

    /**
     * Returns an extension that gives each test a cloud of its own.
     *
     * @param setup makes a new cloud each time
     */
    public static InMemoryCloudExtension of(Supplier<InMemoryCloud> setup) {
        return new InMemoryCloudExtension(setup, false);
    }

    /**
     * Returns the same extension, which also fails a test that would pass although a fault that it has injected never happened: such a
     * test proves nothing about the fault. A test that needs none of them any more calls {@code cloud.faults().clear()}.
     *
     * <pre>{@code
     * @RegisterExtension
     * final InMemoryCloudExtension clouds =
     *         InMemoryCloudExtension.of(InMemoryCloud::create).failingOnPendingFaults();
     * }</pre>
     *
     * @see io.github.backup4j.testkit.Faults#pending()
     */
    public InMemoryCloudExtension failingOnPendingFaults() {
        return new InMemoryCloudExtension(setup, true);
    }

    /**
     * Returns the cloud of the test that is running.
     *
     * @throws IllegalStateException if none is running, or several that share this extension
     */
    public InMemoryCloud cloud() {
        return world();
    }

    /**
     * Returns the API over the cloud of the test that is running.
     *
     * @throws IllegalStateException if none is running, or several that share this extension
     */
    public CloudBackup backup() {
        return world().backup();
    }

    @Override
    protected InMemoryCloud open() {
        return setup.get();
    }

    @Override
    protected void close(InMemoryCloud cloud) {
        // It holds memory only.
    }

    @Override
    protected void verify(InMemoryCloud cloud) {
        List<String> pending = cloud.faults().pending();
        if (strict && !pending.isEmpty()) {
            throw new AssertionError(neverHappened(pending)
                    + ": the code under test has not come to the call or the work that they are for. Correct the test, or call"
                    + " faults().clear() where they are no longer needed");
        }
    }

    @Override
    protected String describe(InMemoryCloud cloud) {
        List<String> pending = cloud.faults().pending();
        return cloud.describe() + (pending.isEmpty() ? "" : "\n" + neverHappened(pending));
    }

    private static String neverHappened(List<String> pending) {
        return "faults that were injected and never happened: " + String.join(", ", pending);
    }
}
