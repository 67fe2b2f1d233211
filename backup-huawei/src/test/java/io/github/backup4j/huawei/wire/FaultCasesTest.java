package io.github.backup4j.huawei.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Progress;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.StillRunning;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.support.RawAnswer;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The ten faults: what becomes of calls whose answers are refused, lost or spoilt between the provider and the service, and
 * that nothing is made twice. The service is an emulator, so that what was made is seen in its world.
 */
class FaultCasesTest {
    private static final VaultSpec SPEC = VaultSpec.forDisks("orders", DataSize.gib(100));
    private static final RawAnswer THROTTLED = RawAnswer.json(
            429, "{\"error_code\":\"APIG.0308\",\"error_msg\":\"The throttling threshold has been reached\"}");
    private static final RawAnswer BUSY = RawAnswer.json(
            500, "{\"error_code\":\"BackupService.0002\",\"error_msg\":\"The resource is being backed up.\"}");
    private static final Duration HOUR = Duration.ofHours(1);

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
    private final Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(10));
    private final CloudBackup world = cloud.backup();
    private final String project = cloud.site().project();

    private final HuaweiEmulator emulator;
    private final Middleman middleman;
    private final CloudBackup backup;

    FaultCasesTest() throws IOException {
        emulator = HuaweiEmulator.start(cloud, Form.RECORDED);
        middleman = new Middleman(emulator.address());
        backup = provider(middleman);
    }

    @AfterEach
    void close() {
        backup.close();
        middleman.close();
        emulator.close();
    }

    // ---- refused

    @Test
    void throttledTwice_createTriedAgain_oneVault() {
        middleman.refuse(vaults(), THROTTLED);
        middleman.refuse(vaults(), THROTTLED);

        Vault vault = backup.vaults().create(SPEC);

        assertThat(world.vaults().list()).extracting(Vault::id).containsExactly(vault.id());
        assertThat(middleman.count(vaults())).isEqualTo(3);
    }

    @Test
    void busyForEver_createGivenUpInBoundedTime_noVault() {
        Instant begun = cloud.time().now();
        for (int i = 0; i < 1_000; i++) {
            middleman.refuse(vaults(), BUSY);
        }

        Busy failure = catchThrowableOfType(Busy.class, () -> backup.vaults().create(SPEC));

        assertThat(failure.code()).contains("BackupService.0002");
        assertThat(Duration.between(begun, cloud.time().now())).isLessThan(HOUR);
        assertThat(middleman.count(vaults())).isBetween(1L, 100L);
        assertThat(world.vaults().list()).isEmpty();
    }

    @Test
    void inAnotherVaultAlready_conflictAndSentOnce() {
        middleman.refuse(
                vaults(),
                RawAnswer.json(
                        500, "{\"error_code\":\"BackupService.6137\",\"error_msg\":\"It is in another vault.\"}"));

        Conflict failure =
                catchThrowableOfType(Conflict.class, () -> backup.vaults().create(SPEC));

        assertThat(failure.code()).contains("BackupService.6137");
        assertThat(middleman.count(vaults())).isEqualTo(1);
        assertThat(world.vaults().list()).isEmpty();
    }

    /** The image service refuses what does not exist with a page for people. */
    @Test
    void pageOfHtmlInsteadOfAnImage_notFoundWithoutACode() {
        try (Replay replay = new Replay()) {
            Mutation page = new Mutation(
                    "",
                    "a page",
                    false,
                    RawAnswer.of(404, "Content-Type: text/html\r\n", "<html><h1>404 Not Found</h1></html>"));

            NotFound failure = catchThrowableOfType(
                    NotFound.class,
                    () -> replay.play(
                            WireCase.read("tc25b-delete-image"), 1, page, WireCalls.of("tc25b-delete-image")));

            assertThat(failure.code()).isEmpty();
            assertThat(failure).hasMessageNotContaining("<html>");
            assertThat(replay.sent()).hasSize(2);
        }
    }

    // ---- spoilt

    /** The documentation has numbers where the service sends texts, and the SDK's own answer types fail on them. */
    @Test
    void answersAsDocumented_readAllTheSame_oneVault() throws IOException {
        try (HuaweiEmulator documented = HuaweiEmulator.start(cloud, Form.DOCUMENTED);
                Middleman between = new Middleman(documented.address());
                CloudBackup provider = provider(between)) {
            Vault vault = provider.vaults().create(SPEC);

            assertThat(vault.capacity()).isEqualTo(DataSize.gib(100));
            assertThat(world.vaults().list()).extracting(Vault::id).containsExactly(vault.id());
            assertThat(between.count(vaults())).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Type: text/plain\r\n", ""})
    void answerOfAnotherType_vaultOrAmbiguous_oneVaultAndSentOnce(String header) {
        middleman.change(vaults(), answer -> {
            return RawAnswer.of(200, header, answer.body());
        });

        assertMadeOnceOrAmbiguous(() -> backup.vaults().create(SPEC).id());

        assertThat(world.vaults().list()).hasSize(1);
        assertThat(middleman.count(vaults())).isEqualTo(1);
    }

    // ---- lost

    @ParameterizedTest
    @EnumSource(Making.class)
    void replyLostAfterItWasMade_resultOrAmbiguous_oneThing(Making making) {
        making.prepare(this);
        long before = making.count(world);
        middleman.change("POST " + making.path.formatted(project), answer -> RawAnswer.BREAK);

        assertMadeOnceOrAmbiguous(() -> making.make(this));

        assertThat(making.count(world)).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @EnumSource(Making.class)
    void replyLostBeforeItWasMade_resultOrAmbiguous_oneThingAtMost(Making making) {
        making.prepare(this);
        long before = making.count(world);
        middleman.refuse("POST " + making.path.formatted(project), RawAnswer.BREAK);

        boolean made = assertMadeOnceOrAmbiguous(() -> making.make(this));

        assertThat(making.count(world)).isEqualTo(before + (made ? 1 : 0));
    }

    /** A disk is made with a key that the service knows, so that asking once more is safe. */
    @Test
    void replyLostForANewDisk_askedAgainWithTheSameKey_oneDisk() {
        Making.DISK.prepare(this);
        middleman.change("POST /v2.1/" + project + "/cloudvolumes", answer -> RawAnswer.BREAK);

        Making.DISK.make(this);

        assertThat(middleman.count("POST /v2.1/" + project + "/cloudvolumes")).isEqualTo(2);
        assertThat(cloud.disks()).hasSize(2);
    }

    // ---- never done, or done badly

    @Test
    void checkpointForEverProtecting_stillRunningWithWhatWasSeenLast() {
        Vault vault = protectedDisk();
        Operation<?> taking = backup.restorePoints().take(BackupSpec.of(vault.id()));
        for (int i = 0; i < 1_000; i++) {
            middleman.change(
                    "GET /v3/" + project + "/checkpoints/",
                    answer -> answer.replacing("\"status\":\"available\"", "\"status\":\"protecting\""));
        }

        StillRunning failure = catchThrowableOfType(StillRunning.class, () -> taking.await(HOUR));

        assertThat(failure.progress().map(Progress::phase)).contains(Progress.Phase.RUNNING);
        assertThat(failure.progress().orElseThrow().step()).startsWith("backing up: ");
        assertThat(middleman.count("POST /v3/" + project + "/checkpoints")).isEqualTo(1);
    }

    @Test
    void jobFails_codeAndReason_oneJob() {
        Making.DISK.prepare(this);
        RawAnswer failed = RawAnswer.json(
                200,
                "{\"status\":\"FAIL\",\"entities\":{},\"job_id\":\"j-1\",\"error_code\":\"EVS.2024\","
                        + "\"fail_reason\":\"volume is error!\"}");
        for (int i = 0; i < 10; i++) {
            middleman.refuse("GET /v1/" + project + "/jobs/", failed);
        }

        OperationFailed failure = catchThrowableOfType(OperationFailed.class, () -> Making.DISK.make(this));

        assertThat(failure.code()).contains("EVS.2024");
        assertThat(failure).hasMessageContaining("volume is error!");
        assertThat(middleman.count("POST /v2.1/" + project + "/cloudvolumes")).isEqualTo(1);
    }

    @Test
    void orderNeverPaid_saysThatSomebodyHasTo_oneOrder() {
        Operation<Vault> buying =
                backup.vaults().subscribe(SPEC, Subscription.months(1).paidByHand());

        StillRunning failure = catchThrowableOfType(StillRunning.class, () -> buying.await(HOUR));

        assertThat(failure.progress().map(Progress::phase)).contains(Progress.Phase.PAYMENT_REQUIRED);
        assertThat(middleman.count("POST /v3/" + project + "/vaults/order")).isEqualTo(1);
        assertThat(backup.vaults().list()).isEmpty();
    }

    // ---- what is made

    /** What the provider can be asked to make, and how often it is there. */
    enum Making {
        VAULT("/v3/%s/vaults") {
            @Override
            Object make(FaultCasesTest test) {
                return test.backup.vaults().create(SPEC);
            }

            @Override
            long count(CloudBackup world) {
                return world.vaults().list().count();
            }
        },
        POLICY("/v3/%s/policies") {
            @Override
            Object make(FaultCasesTest test) {
                return test.backup
                        .policies()
                        .create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(7)));
            }

            @Override
            long count(CloudBackup world) {
                return world.policies().list().count();
            }
        },
        RESTORE_POINT("/v3/%s/checkpoints") {
            @Override
            void prepare(FaultCasesTest test) {
                test.protectedDisk();
            }

            @Override
            Object make(FaultCasesTest test) {
                VaultId vault =
                        test.world.vaults().list().findFirst().orElseThrow().id();
                return test.backup.restorePoints().take(BackupSpec.of(vault)).await(HOUR);
            }

            @Override
            long count(CloudBackup world) {
                return world.restorePoints().list().count();
            }
        },
        SNAPSHOT("/v2/%s/cloudsnapshots") {
            @Override
            Object make(FaultCasesTest test) {
                return test.backup
                        .snapshots()
                        .take(SnapshotSpec.of(test.disk, "before-upgrade"))
                        .await(HOUR);
            }

            @Override
            long count(CloudBackup world) {
                return world.snapshots().list().count();
            }
        },
        DISK("/v2.1/%s/cloudvolumes") {
            @Override
            void prepare(FaultCasesTest test) {
                test.world
                        .snapshots()
                        .take(SnapshotSpec.of(test.disk, "before-upgrade"))
                        .await(HOUR);
            }

            @Override
            Object make(FaultCasesTest test) {
                SnapshotId snapshot =
                        test.world.snapshots().list().findFirst().orElseThrow().id();
                return test.backup
                        .snapshots()
                        .restore(snapshot, DiskSpec.of("copy"))
                        .await(HOUR);
            }

            @Override
            long count(CloudBackup world) {
                return world.resources().list().count();
            }
        };

        private final String path;

        Making(String path) {
            this.path = path;
        }

        /** Makes what has to be there before, behind the back of the provider. */
        void prepare(FaultCasesTest test) {}

        abstract Object make(FaultCasesTest test);

        abstract long count(CloudBackup world);
    }

    /** A vault with the disk in it. */
    private Vault protectedDisk() {
        Vault vault = world.vaults().create(SPEC);
        return world.vaults().add(vault.id(), disk);
    }

    /** Whether it was made; if that is not known, it has to be said. */
    private static boolean assertMadeOnceOrAmbiguous(Callable<?> making) {
        Throwable failure = catchThrowable(making::call);
        assertThat(failure == null || failure instanceof AmbiguousOutcome)
                .as("made, or ambiguous, but: %s", failure)
                .isTrue();
        assertThat(failure == null || !((BackupException) failure).retryable()).isTrue();
        return failure == null;
    }

    private String vaults() {
        return "POST /v3/" + project + "/vaults";
    }

    private CloudBackup provider(Middleman between) {
        return HuaweiBackup.builder()
                .region(cloud.site().region())
                .project(project)
                .accessKey("AKEXAMPLE", "SKEXAMPLE")
                .endpoint(between.address())
                .timeSource(cloud.time())
                .build();
    }
}
