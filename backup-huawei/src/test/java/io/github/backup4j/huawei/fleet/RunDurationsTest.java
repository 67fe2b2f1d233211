package io.github.backup4j.huawei.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.Work;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs that show no percentage before they end: how long earlier runs have taken says when a poll is worthwhile. */
class RunDurationsTest {
    private static final Duration LONG = Duration.ofHours(12);
    private static final Duration HOURS = Duration.ofHours(6);
    private static final Duration MINUTES = Duration.ofMinutes(4);

    /** The longest pause between polls of work of which nothing is known. */
    private static final Duration ONE_PAUSE = Duration.ofSeconds(30);

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
    private final Blank blank = new Blank();
    private final VaultId vault = vault("vault");

    @Test
    void await_nothingIsKnownOfEarlierRuns_isPolledEveryHalfMinute() throws IOException {
        Waited waited = await(HOURS);

        assertThat(waited.requests()).isBetween(1_400, 1_600);
        assertThat(waited.late()).isLessThanOrEqualTo(ONE_PAUSE);
    }

    @Test
    void await_asLongAsEarlierRuns_isPolledEveryQuarterOfAnHourAndNoticedSoon() throws IOException {
        backedUpIn(HOURS);
        backedUpIn(HOURS);

        Waited waited = await(HOURS);

        assertThat(waited.requests()).isLessThanOrEqualTo(90);
        assertThat(waited.late()).isLessThanOrEqualTo(ONE_PAUSE);
        assertThat(waited.history())
                .as("requests for earlier runs, once an hour")
                .isLessThanOrEqualTo(7);
    }

    /** A full backup takes a hundred times as long as the incremental one after it. */
    @Test
    void await_oneEarlierRunTookHours_isNoticedSoon() throws IOException {
        backedUpIn(HOURS);

        assertThat(await(MINUTES).late()).isLessThanOrEqualTo(ONE_PAUSE);
    }

    @Test
    void await_oneOfTheEarlierRunsWasAsFast_isNoticedSoon() throws IOException {
        backedUpIn(HOURS);
        backedUpIn(MINUTES);
        backedUpIn(HOURS);

        assertThat(await(MINUTES).late()).isLessThanOrEqualTo(ONE_PAUSE);
    }

    @Test
    void await_fasterThanAllEarlierRuns_isNoticedWithinAQuarterOfAnHour() throws IOException {
        backedUpIn(HOURS);
        backedUpIn(HOURS);

        assertThat(await(Duration.ofMinutes(40)).late()).isBetween(ONE_PAUSE, Duration.ofMinutes(15));
    }

    /** Most runs that cannot succeed fail at once. */
    @Test
    void await_endsAtOnce_isNoticedAtOnce() throws IOException {
        backedUpIn(HOURS);
        backedUpIn(HOURS);

        assertThat(await(Duration.ofSeconds(9)).late()).isLessThanOrEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void await_slowerThanEarlierRuns_isNoticedSoonAllTheSame() throws IOException {
        backedUpIn(MINUTES);
        backedUpIn(MINUTES);

        assertThat(await(HOURS).late()).isLessThanOrEqualTo(ONE_PAUSE);
    }

    @Test
    void await_earlierRunsCannotBeRead_isPolledAsUsual() throws IOException {
        backedUpIn(HOURS);
        backedUpIn(HOURS);
        blank.historyFails = true;

        Waited waited = await(Duration.ofMinutes(40));

        assertThat(waited.late()).isLessThanOrEqualTo(ONE_PAUSE);
        assertThat(waited.history()).as("requests for earlier runs").isEqualTo(1);
    }

    /** What is known of the vaults that were polled before does not keep those of another from being read. */
    @Test
    void await_runOfAnotherVaultLater_isPolledByItsEarlierRunsToo() throws IOException {
        VaultId later = vault("later");
        for (int night = 0; night < 2; night++) {
            cloud.takes(Work.BACKUP, HOURS);
            var unused =
                    cloud.backup().restorePoints().take(BackupSpec.of(later)).await(LONG);
        }
        try (HuaweiEmulator emulator = HuaweiEmulator.builder()
                        .cloud(cloud)
                        .interference(blank)
                        .start();
                CloudBackup backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            cloud.takes(Work.BACKUP, Duration.ofMinutes(10));
            var unused = backup.restorePoints().take(BackupSpec.of(vault)).await(LONG);
            int before = blank.requests;
            cloud.takes(Work.BACKUP, HOURS);

            BackupRun run = backup.restorePoints().take(BackupSpec.of(later)).await(LONG);

            assertThat(run.restorePoints()).hasSize(1);
            assertThat(blank.requests - before).isLessThanOrEqualTo(90);
        }
    }

    /**
     * What came of a wait.
     *
     * @param late how long after its end the run was noticed
     * @param history how many requests read how long earlier runs took
     */
    private record Waited(int requests, Duration late, int history) {}

    private Waited await(Duration takes) throws IOException {
        cloud.takes(Work.BACKUP, takes);
        try (HuaweiEmulator emulator = HuaweiEmulator.builder()
                        .cloud(cloud)
                        .interference(blank)
                        .start();
                CloudBackup backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            Instant begun = cloud.time().now();
            BackupRun run = backup.restorePoints().take(BackupSpec.of(vault)).await(LONG);
            assertThat(run.restorePoints()).hasSize(1);
            return new Waited(
                    blank.requests,
                    Duration.between(begun.plus(takes), cloud.time().now()),
                    blank.history);
        }
    }

    private void backedUpIn(Duration duration) {
        cloud.takes(Work.BACKUP, duration);
        var unused = cloud.backup().restorePoints().take(BackupSpec.of(vault)).await(LONG);
        cloud.time().advance(Duration.ofHours(18));
    }

    private VaultId vault(String name) {
        CloudBackup backup = cloud.backup();
        VaultId created = backup.vaults()
                .create(VaultSpec.forDisks(name, DataSize.gib(100)))
                .id();
        backup.vaults().add(created, List.of(cloud.addDisk("disk of " + name, DataSize.gib(10))));
        return created;
    }

    /** Shows no percentage. */
    private static final class Blank implements Interference {
        private int requests;
        private int history;
        private boolean historyFails;

        @Override
        public Fault before(String method, URI target) {
            requests++;
            boolean ofEarlierRuns = target.toString().contains("status=success");
            history += ofEarlierRuns ? 1 : 0;
            return ofEarlierRuns && historyFails ? Fault.FAILED : Fault.NONE;
        }

        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            ObjectNode shown = answer.deepCopy();
            shown.path("operation_logs").forEach(log -> {
                if (log.path("extra_info").path("common") instanceof ObjectNode common) {
                    common.remove("progress");
                }
            });
            return shown;
        }
    }
}
