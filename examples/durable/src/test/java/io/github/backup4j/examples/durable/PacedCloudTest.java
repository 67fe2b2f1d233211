package io.github.backup4j.examples.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Invalid;
import io.github.backup4j.Throttled;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PacedCloudTest {
    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
    private final VirtualTime time = cloud.time();
    private final HuaweiEmulator emulator;
    private final CloudBackup backup;
    private final PacedCloud paced;

    PacedCloudTest() throws IOException {
        emulator = HuaweiEmulator.builder().cloud(cloud).start();
        backup = HuaweiBackup.builder()
                .region(emulator.site().region())
                .project(emulator.site().project())
                .accessKey("access-key", "secret-key")
                .endpoint(emulator.address())
                .timeSource(time)
                .build();
        paced = new PacedCloud(backup, 6, time);
    }

    @AfterEach
    void close() {
        backup.close();
        emulator.close();
    }

    @Test
    void get_afterAStepOfThreeRequests_isRefusedUntilTheyArePaidOff() {
        CloudBackup step = paced.get();
        for (int i = 0; i < 3; i++) {
            assertThat(step.vaults().list()).isEmpty();
        }
        assertThat(emulator.requests()).isEqualTo(3);

        assertThatThrownBy(paced::get)
                .isInstanceOfSatisfying(
                        Throttled.class,
                        refusal -> assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(30)));
        time.advance(Duration.ofSeconds(29));
        assertThatThrownBy(paced::get).isInstanceOf(Throttled.class);
        time.advance(Duration.ofSeconds(1));
        assertThat(paced.get().vaults().list()).isEmpty();
    }

    @Test
    void get_manyRefused_areToldToComeOneAfterTheOther() {
        assertThat(paced.get().vaults().list()).isEmpty();
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            try {
                CloudBackup unused = paced.get();
            } catch (Throttled e) {
                waits.add(e.retryAfter().orElseThrow());
            }
        }

        assertThat(waits).containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    @Test
    void get_afterIdleHours_allowsNoMoreThanBefore() {
        time.advance(Duration.ofHours(5));
        assertThat(paced.get().vaults().list()).isEmpty();

        assertThatThrownBy(paced::get).isInstanceOf(Throttled.class);
    }

    @Test
    void create_lessThanOne_isRefused() {
        assertThatThrownBy(() -> new PacedCloud(backup, 0, time)).isInstanceOf(Invalid.class);
    }
}
