package io.github.backup4j.testkit.junit;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.VirtualTime;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Gives each test an {@link InMemoryCloud} of its own. A test that fails prints {@link InMemoryCloud#describe()}.
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

    /** Creates an extension that gives each test an empty cloud with the default settings. */
    public InMemoryCloudExtension() {
        this(InMemoryCloud::create);
    }

    private InMemoryCloudExtension(Supplier<InMemoryCloud> setup) {
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
    }

    /**
     * Returns an extension that gives each test a cloud of its own.
     *
     * @param setup makes a new cloud each time
     */
    public static InMemoryCloudExtension of(Supplier<InMemoryCloud> setup) {
        return new InMemoryCloudExtension(setup);
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
    protected String describe(InMemoryCloud cloud) {
        return cloud.describe();
    }
}
