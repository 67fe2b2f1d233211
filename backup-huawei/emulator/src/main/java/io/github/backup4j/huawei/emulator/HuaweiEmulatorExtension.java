package io.github.backup4j.huawei.emulator;

import io.github.backup4j.testkit.junit.WorldExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Gives each test a {@link HuaweiEmulator} of its own, on a free port. A test that fails prints what is in its cloud.
 *
 * <pre>{@code
 * @ExtendWith(HuaweiEmulatorExtension.class)
 * class BackupClientTest {
 *     @Test
 *     void protectNightly_disk_hasRestorePoints(HuaweiEmulator emulator) {
 *         BackupClient client = new BackupClient(emulator.address(), emulator.site());
 *         ...
 *     }
 * }
 * }</pre>
 *
 * <p>It needs JUnit 5.12 or later, or JUnit 6; the emulator does not bring it along. See {@link WorldExtension} for what tests
 * share.
 */
public final class HuaweiEmulatorExtension extends WorldExtension<HuaweiEmulator> {
    private final Supplier<HuaweiEmulator.Builder> setup;

    /** Creates an extension that gives each test an emulator of an empty cloud with the default settings. */
    public HuaweiEmulatorExtension() {
        this(HuaweiEmulator::builder);
    }

    private HuaweiEmulatorExtension(Supplier<HuaweiEmulator.Builder> setup) {
        super(HuaweiEmulator.class, Map.of(HuaweiEmulator.class, emulator -> emulator));
        this.setup = setup;
    }

    /**
     * Returns an extension that gives each test an emulator of its own.
     *
     * @param setup makes a new builder each time
     */
    public static HuaweiEmulatorExtension of(Supplier<HuaweiEmulator.Builder> setup) {
        return new HuaweiEmulatorExtension(setup);
    }

    /**
     * Returns the emulator of the test that is running.
     *
     * @throws IllegalStateException if none is running, or several that share this extension
     */
    public HuaweiEmulator emulator() {
        return world();
    }

    @Override
    protected HuaweiEmulator open() {
        try {
            return setup.get().start();
        } catch (IOException e) {
            throw new UncheckedIOException("the emulator of Huawei Cloud cannot listen on this machine", e);
        }
    }

    @Override
    protected void close(HuaweiEmulator emulator) {
        emulator.close();
    }

    @Override
    protected String describe(HuaweiEmulator emulator) {
        return emulator.cloud().describe();
    }
}
