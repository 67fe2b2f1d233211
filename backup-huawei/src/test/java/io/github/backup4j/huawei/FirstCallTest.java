package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.SetClock;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The first call of a process, which no response has told the time of the services yet: our clock may be as far off as the
 * services accept in signatures.
 */
class FirstCallTest {
    private static final VaultSpec SPEC = VaultSpec.forDisks("orders", DataSize.gib(100));
    private static final RequestKey KEY = RequestKey.of("order 4711");

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
    private final AtomicInteger repliesToLose = new AtomicInteger();

    @ParameterizedTest
    @ValueSource(longs = {-14, -7, 0, 7, 14})
    void create_clockIsOff_foundByItsKeyInAnotherProcess(long minutesAhead) throws IOException {
        try (HuaweiEmulator emulator = emulator();
                CloudBackup off = open(emulator, minutesAhead);
                CloudBackup right = open(emulator, 0)) {
            Vault vault = off.vaults().create(SPEC, KEY);

            assertThat(right.vaults().create(SPEC, KEY).id()).isEqualTo(vault.id());
            assertThat(cloud.backup().vaults().list()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-14, -7, 0, 7, 14})
    void create_clockIsOffAndReplyLost_createdOnce(long minutesAhead) throws IOException {
        repliesToLose.set(1);
        try (HuaweiEmulator emulator = emulator();
                CloudBackup off = open(emulator, minutesAhead)) {
            Vault vault = off.vaults().create(SPEC);

            assertThat(cloud.backup().vaults().list()).extracting(Vault::id).containsExactly(vault.id());
        }
    }

    private HuaweiEmulator emulator() throws IOException {
        return HuaweiEmulator.builder()
                .cloud(cloud)
                .form(Form.RECORDED)
                .interference(new Interference() {
                    @Override
                    public Fault before(String method, URI target) {
                        boolean lost = method.equals("POST") && repliesToLose.getAndDecrement() > 0;
                        return lost ? Fault.LOST_REPLY : Fault.NONE;
                    }
                })
                .start();
    }

    private CloudBackup open(HuaweiEmulator emulator, long minutesAhead) {
        return EmulatedBackup.builder()
                .region(cloud.site().region())
                .project(cloud.site().project())
                .accessKey("AKEXAMPLE", "SKEXAMPLE")
                .endpoint(emulator.address())
                .timeSource(new SetClock(cloud.time(), Duration.ofMinutes(minutesAhead)))
                .build();
    }
}
