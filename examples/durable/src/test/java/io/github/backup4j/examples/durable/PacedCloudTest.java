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
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

        assertThat(refusals(3)).containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(30));
    }

    @Test
    void get_newcomerBehindAThousandRefused_waitsAMinuteAtMostAfterThereIsRoom() {
        assertThat(paced.get().vaults().list()).isEmpty();
        List<Duration> waits = refusals(1_001);

        assertThat(waits)
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(70)));
        assertThat(Set.copyOf(waits))
                .as("as many places as the rate has in a minute")
                .hasSize(6);
    }

    @Test
    void get_stepsWithoutRequests_areNotRefused() {
        assertThat(paced.get().vaults().list()).isEmpty();
        assertThat(refusals(100)).hasSize(100);
        time.advance(Duration.ofSeconds(10));

        for (int i = 0; i < 100; i++) {
            assertThat(paced.get()).isNotNull();
        }
        assertThat(emulator.requests()).isEqualTo(1);
        assertThat(paced.get().vaults().list()).isEmpty();
        assertThat(refusals(1))
                .as("the first one that is refused after others were not")
                .containsExactly(Duration.ofSeconds(10));
    }

    /** Each thread may have one step that has begun, and none of them is lost in the count. */
    @Test
    void get_severalThreads_sendTheRateAndOneStepEach() throws Exception {
        int threads = 4;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        long minutes = 5;
        try {
            for (int second = 0; second < minutes * 60; second++) {
                List<Callable<Boolean>> steps = Collections.nCopies(threads, this::step);
                for (Future<Boolean> step : pool.invokeAll(steps)) {
                    boolean unused = step.get();
                }
                time.advance(Duration.ofSeconds(1));
            }
        } finally {
            pool.shutdownNow();
        }

        assertThat(emulator.requests()).isBetween(6 * minutes - threads, 6 * minutes + threads);
    }

    private boolean step() {
        try {
            return paced.get().vaults().list().findAny().isEmpty();
        } catch (Throttled e) {
            return false;
        }
    }

    @Test
    void begun_countsWhatItSendsAndRefusesNothing() {
        for (int i = 0; i < 3; i++) {
            assertThat(paced.begun().vaults().list()).isEmpty();
        }

        assertThat(refusals(1)).containsExactly(Duration.ofSeconds(30));
    }

    @Test
    void of_noLimit_refusesNothing() {
        PacedCloud free = PacedCloud.of(backup, 0);
        for (int i = 0; i < 50; i++) {
            assertThat(free.get().vaults().list()).isEmpty();
        }
    }

    @Test
    void get_refused_messageNamesTheRate() {
        PacedCloud fast = new PacedCloud(backup, 6_000, time);
        assertThat(fast.get().vaults().list()).isEmpty();

        assertThatThrownBy(fast::get)
                .isInstanceOf(Throttled.class)
                .hasMessageContaining("6000 a minute")
                .hasMessageContaining("PT0.01S");
    }

    private List<Duration> refusals(int times) {
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            try {
                CloudBackup unused = paced.get();
            } catch (Throttled e) {
                waits.add(e.retryAfter().orElseThrow());
            }
        }
        return waits;
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
