package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Selector;
import io.github.backup4j.plan.Sizing;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import java.time.Duration;
import java.time.Period;
import org.junit.jupiter.api.Test;

/** Names are anybody's, and texts are read at terminals and in mails: no name turns the text around it or begins a line. */
class TextsOfNamesTest {
    private static final String NAME = "shop\u202e\u2066gol\u2028CRITICAL nothing\u200b";

    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();
    private final Resource.Disk disk = cloud.addDisk(NAME, DataSize.gib(10));

    @Test
    void posture_nameWithControls_isOnOneLine() {
        assertPlain(Posture.of(backup, Objectives.defaults().rpo(Duration.ofHours(26)))
                .toString());
    }

    @Test
    void plan_nameWithControls_isOnOneLine() {
        assertPlain(Protection.of("shop")
                .of(Selector.resources(disk))
                .every(Schedule.dailyAt("02:00"))
                .keeping(Retention.latest(7))
                .inVaults(Sizing.ofMembers(2.0))
                .plan(backup)
                .toString());
    }

    @Test
    void preflight_nameWithControls_isOnOneLine() {
        Snapshot snapshot = backup.snapshots().take(SnapshotSpec.of(disk, "s")).await(Duration.ofHours(1));

        assertPlain(
                backup.snapshots().preflight(snapshot.id(), DiskSpec.of(NAME)).toString());
    }

    @Test
    void forecast_namesWithControls_areOnOneLine() {
        VaultId vault = backup.vaults()
                .create(VaultSpec.forDisks("disks", DataSize.gib(100)))
                .id();
        backup.vaults().add(vault, disk);
        CloudModel today = InMemoryCloud.modelOf(backup, Growth.perDay(DataSize.gib(1)));
        CloudModel renamed = today.changedBy(NAME, copy -> {});

        assertPlain(Forecast.of(renamed, Period.ofDays(3)).toString());
        assertPlain(Comparison.of(Forecast.of(today, Period.ofDays(3)), Forecast.of(renamed, Period.ofDays(3)))
                .toString());
    }

    private static void assertPlain(String text) {
        assertThat(text.lines().filter(line -> line.contains("shop")))
                .isNotEmpty()
                .allMatch(line -> !line.contains("gol") || line.contains("CRITICAL nothing"));
        assertThat(text.replace("\n", "")).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\u2028\\u2029]");
    }
}
