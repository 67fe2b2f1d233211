package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Temporary;
import io.github.backup4j.TimeSource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.drill.DrillReport;
import io.github.backup4j.drill.RestoreDrill;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.posture.Assessment;
import io.github.backup4j.posture.Control;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client whose clock is the machine's, of an emulated cloud whose clock is another: such as one in a process of its own, which goes
 * faster or stands still.
 */
class ClockApartTest {
    private static final Duration LONG = Duration.ofHours(2);
    private static final VaultSpec SPEC = VaultSpec.forDisks("ledger", DataSize.gib(100));

    @ParameterizedTest
    @ValueSource(strings = {"-P30D", "-PT7M", "PT0S", "PT3H", "P30D"})
    void dateHeader_cloudWithAnotherClock_keysAreRecognized(String ahead) throws IOException {
        InMemoryCloud cloud = cloud(ahead);
        try (HuaweiEmulator emulator = HuaweiEmulator.builder().cloud(cloud).start();
                CloudBackup first = open(emulator);
                CloudBackup second = open(emulator)) {
            Vault atOnce = first.vaults().create(SPEC, RequestKey.of("first call of its process"));
            cloud.time().advance(Duration.ofDays(8));
            Vault later = first.vaults().create(SPEC, RequestKey.of("long after the last response"));

            assertThat(second.vaults().create(SPEC, RequestKey.of("first call of its process")))
                    .isEqualTo(atOnce);
            assertThat(second.vaults().create(SPEC, RequestKey.of("long after the last response")))
                    .isEqualTo(later);
            assertThat(first.vaults().list()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT3H", "P30D"})
    void dateHeader_cloudWhoseClockIsAhead_temporariesAreDiscarded(String ahead) throws IOException {
        InMemoryCloud cloud = cloud(ahead);
        Resource.Disk disk = cloud.addDisk("ledger", DataSize.gib(10));
        try (HuaweiEmulator emulator = HuaweiEmulator.builder()
                        .cloud(cloud)
                        .perLook(Duration.ofMinutes(10))
                        .start();
                CloudBackup backup = open(emulator)) {
            Vault vault = backup.vaults().create(SPEC);
            backup.vaults().add(vault.id(), disk);
            backup.restorePoints().take(BackupSpec.of(vault.id())).await(LONG);
            RestorePoint point = backup.restorePoints().newest(disk).orElseThrow();
            Instant now = TimeSource.system().now();
            Temporary mark = Temporary.of(RequestKey.of("check"), now, now.plus(LONG));
            DiskSpec spec = DiskSpec.of("check").withTags(mark.tags());
            Resource.Disk made =
                    backup.restorePoints().restore(point.id(), spec, mark.key()).await(LONG);

            assertThat(backup.resources().discard(made, mark).await(LONG)).isEqualTo(made);
        }
    }

    /** Its clock is another one, not one that is off. */
    @ParameterizedTest
    @ValueSource(strings = {"-P30D", "PT0S", "PT3H", "P30D"})
    void dateHeader_cloudWithAnotherClock_postureJudgesByThat(String ahead) throws IOException {
        InMemoryCloud cloud = cloud(ahead);
        Resource.Disk disk = cloud.addDisk("ledger", DataSize.gib(10));
        try (HuaweiEmulator emulator =
                        HuaweiEmulator.builder().cloud(cloud).speed(600).start();
                CloudBackup backup = open(emulator)) {
            Vault vault = backup.vaults().create(SPEC);
            backup.vaults().add(vault.id(), disk);
            backup.restorePoints().take(BackupSpec.of(vault.id())).await(LONG);
            cloud.time().advance(Duration.ofHours(30));

            try (CloudBackup another = open(emulator)) {
                Posture posture = Posture.of(another, Objectives.defaults().rpo(Duration.ofHours(26)));

                assertThat(posture.gaps()).isEmpty();
                assertThat(posture.of(disk).of(Control.RPO_BREACHED).result()).isEqualTo(Assessment.Result.BREACHED);
                assertThat(posture.of(disk).points().age()).isBetween(Duration.ofHours(30), Duration.ofHours(60));
                assertThat(Duration.between(another.time().now(), cloud.time().now()))
                        .isBetween(Duration.ofHours(-1), Duration.ofHours(30));
            }
        }
    }

    /** Its stop watch is the machine's, so that a check has the time that it was given, however fast the cloud's days pass. */
    @Test
    void dateHeader_cloudWhoseClockIsFast_drillIsMeasuredByItAndItsCheckIsNot() throws IOException {
        InMemoryCloud cloud = cloud("P30D");
        Resource.Disk disk = cloud.addDisk("ledger", DataSize.gib(10));
        try (HuaweiEmulator emulator = HuaweiEmulator.builder()
                        .cloud(cloud)
                        .perLook(Duration.ofMinutes(1))
                        .start();
                CloudBackup backup = open(emulator)) {
            Vault vault = backup.vaults().create(SPEC);
            backup.vaults().add(vault.id(), disk);
            backup.restorePoints().take(BackupSpec.of(vault.id())).await(LONG);
            AtomicBoolean checking = new AtomicBoolean();
            CountDownLatch polls = new CountDownLatch(10);

            DrillReport report = RestoreDrill.of(disk)
                    .to(DiskSpec.of("drill"))
                    .within(Duration.ofMinutes(1))
                    .verifiedBy((restored, until) -> {
                        checking.set(true);
                        return polls.await(1, TimeUnit.MINUTES);
                    })
                    .start(backup, RequestKey.of("drill"))
                    .await(LONG, progress -> {
                        if (checking.get()) {
                            cloud.time().advance(Duration.ofMinutes(5));
                            assertThat(backup.vaults().list())
                                    .as("and it is known here")
                                    .hasSize(1);
                            polls.countDown();
                        }
                    });

            assertThat(report.verified().held()).as(report.toString()).isTrue();
            assertThat(report.withinRto().held())
                    .as("a restore takes longer by the cloud's clock")
                    .isFalse();
            assertThat(report.times().begunAt())
                    .isAfter(TimeSource.system().now().plus(Duration.ofDays(29)));
        }
    }

    private static InMemoryCloud cloud(String ahead) {
        Instant start = TimeSource.system().now().plus(Duration.parse(ahead));
        return InMemoryCloud.builder()
                .withUuids()
                .time(VirtualTime.startingAt(start))
                .build();
    }

    private static CloudBackup open(HuaweiEmulator emulator) {
        return HuaweiBackup.builder()
                .region(emulator.site().region())
                .project(emulator.site().project())
                .accessKey("any", "any")
                .endpoint(emulator.address())
                .dateHeader(HuaweiEmulator.DATE_HEADER)
                .pollInterval(Duration.ofMillis(1))
                .build();
    }
}
