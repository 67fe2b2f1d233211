package io.github.backup4j.examples.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupListener;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.FleetResult;
import io.github.backup4j.FleetSpec;
import io.github.backup4j.Policy;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Retention;
import io.github.backup4j.RetentionChange;
import io.github.backup4j.Schedule;
import io.github.backup4j.drill.DrillReport;
import io.github.backup4j.drill.RestoreDrill;
import io.github.backup4j.plan.Allowing;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Selector;
import io.github.backup4j.plan.Sizing;
import io.github.backup4j.posture.Assessment;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.testkit.CloudModel;
import io.github.backup4j.testkit.Comparison;
import io.github.backup4j.testkit.Forecast;
import io.github.backup4j.testkit.Growth;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.junit.InMemoryCloudExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The code of docs/tool-builder.md, which {@link DocumentsTest} compares with it. */
@ExtendWith(InMemoryCloudExtension.class)
class ToolBuilderGuideTest {
    @Test
    void plan_applied_inSync(InMemoryCloud cloud, CloudBackup backup) {
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        cloud.tag(disk, "app", "shop");

        Protection shop = Protection.of("shop")
                .of(Selector.tagged("app", "shop"))
                .every(Schedule.dailyAt("02:00"))
                .keeping(Retention.latest(7))
                .inVaults(Sizing.ofMembers(2.0));
        Plan plan = shop.plan(backup);
        System.out.println(plan);
        PlanResult result = plan.apply(Allowing.nothingDestroyed());

        assertThat(result.complete()).isTrue();
        assertThat(shop.plan(backup).isEmpty()).isTrue();

        cloud.time().advance(Duration.ofDays(3));
        cloud.untag(disk, "app");
        Plan removal = shop.plan(backup);
        assertThat(removal.destroys()).isNotEmpty();
        assertThat(removal.apply(Allowing.nothingDestroyed()).complete()).isFalse();
        assertThat(backup.restorePoints().newest(disk)).isPresent();

        Plan confirmed = shop.plan(backup);
        confirmed.apply(Allowing.removing(disk));

        assertThat(backup.restorePoints().newest(disk)).isEmpty();
    }

    @Test
    void takeAll_tagged_eachHasAnOutcome(InMemoryCloud cloud, CloudBackup backup) {
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        cloud.tag(disk, "tier", "gold");
        new NightlyProtection(backup).protect(disk);

        RequestKey key = RequestKey.of("gold-2026-01-01").madeAt(Instant.parse("2025-12-31T00:00:00Z"));
        FleetResult night = backup.restorePoints()
                .takeAll(
                        FleetSpec.matching(ResourceFilter.all().tagged("tier", "gold"))
                                .atMostRuns(20),
                        key,
                        Duration.ofHours(8));
        night.notDone().forEach(System.out::println);

        assertThat(night.complete()).isTrue();
    }

    @Test
    void posture_forgottenDisk_isAFinding(InMemoryCloud cloud, CloudBackup backup) {
        cloud.addDisk("forgotten", DataSize.gib(40));

        Objectives objectives = Objectives.defaults()
                .rpo(Duration.ofHours(26))
                .retention(Duration.ofDays(30))
                .vaultsBelow(85)
                .provenWithin(Duration.ofDays(90));
        Posture posture = Posture.of(backup, objectives);
        posture.findings().forEach(System.out::println);
        posture.unknowns().forEach(System.out::println);

        assertThat(posture.findings()).isNotEmpty();
    }

    @Test
    void drill_disk_provesItselfAndLeavesNothing(InMemoryCloud cloud, CloudBackup backup) {
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        cloud.write(disk, "order 4711");
        new NightlyProtection(backup).protect(disk);
        cloud.time().advance(Duration.ofDays(1));

        DrillReport report = RestoreDrill.of(disk)
                .to(DiskSpec.of("drill-january"))
                .verifiedBy((restored, deadline) -> holdsOrders(cloud, restored))
                .within(Duration.ofHours(2))
                .start(backup, RequestKey.of("drill-january"))
                .await(Duration.ofHours(4));
        System.out.println(report);
        Posture proven =
                Posture.of(backup, Objectives.defaults().provenWithin(Duration.ofDays(90)), List.of(report.proof()));
        RestoreDrill.sweep(backup);

        assertThat(report.held()).isTrue();
        assertThat(proven.of(disk).result()).isEqualTo(Assessment.Result.OK);
        assertThat(cloud.disks()).containsExactly(disk);
    }

    private static boolean holdsOrders(InMemoryCloud cloud, Resource restored) {
        return restored instanceof Resource.Disk disk && cloud.readText(disk).equals("order 4711");
    }

    @Test
    void whatIf_otherRetention_comparedWithoutTouchingTheCloud(InMemoryCloud cloud, CloudBackup backup) {
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        new NightlyProtection(backup).protect(disk);
        cloud.time().advance(Duration.ofDays(7));
        Policy nightly = backup.policies().list().findFirst().orElseThrow();

        CloudModel model =
                InMemoryCloud.modelOf(backup, Growth.perDay(DataSize.gib(2)).ofWhichNew(10));
        CloudModel longer = model.changedBy("90 days", copy -> {
            var unused = copy.policies().update(nightly.id(), nightly.toSpec().withRetention(Retention.days(90)));
        });
        Period year = Period.ofYears(1);
        System.out.println(Comparison.of(Forecast.of(model, year), Forecast.of(longer, year)));

        assertThat(backup.policies().get(nightly.id())).isEqualTo(nightly);
    }

    @Test
    void preview_shorterRetention_listsWhatGoes(InMemoryCloud cloud, CloudBackup backup) {
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        new NightlyProtection(backup).protect(disk);
        cloud.time().advance(Duration.ofDays(10));
        Policy nightly = backup.policies().list().findFirst().orElseThrow();

        List<RestorePoint> points =
                backup.restorePoints().list(RestorePointFilter.of(disk)).toList();
        RetentionChange<RestorePoint> change = nightly.retention()
                .previewChangeTo(Retention.latest(7), points, backup.time().now());
        System.out.println(change);

        assertThat(points).hasSize(10);
        assertThat(change.to()).isEqualTo(Retention.latest(7));
    }

    @Test
    void listener_calls_areSeen(InMemoryCloud cloud, CloudBackup backup) {
        cloud.addDisk("orders", DataSize.gib(40));
        LongAdder requests = new LongAdder();
        List<String> failures = new ArrayList<>();

        CloudBackup observed = backup.listening(new BackupListener() {
            @Override
            public void callEnded(CallEnd end) {
                requests.increment();
                if (end.failure() != null) {
                    failures.add(end.call().name() + ": " + end.outcome());
                }
            }
        });
        observed.vaults().list().forEach(System.out::println);

        assertThat(requests.sum()).isOne();
        assertThat(failures).isEmpty();
    }
}
