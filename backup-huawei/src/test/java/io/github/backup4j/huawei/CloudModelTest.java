package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.testkit.CloudModel;
import io.github.backup4j.testkit.Forecast;
import io.github.backup4j.testkit.Growth;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A model that is read through the provider agrees with the world behind the emulator after months.
 *
 * <p>CBR does not report what one restore point takes, so that the growth is given here, and what vaults hold is compared to the
 * MiB in which CBR reports it.
 */
class CloudModelTest {
    private static final int MIB = 1 << 20;

    /** Longer than any restore point is kept, so that each rule of retention has deleted. */
    private static final Duration LONG = Duration.ofDays(230);

    @ParameterizedTest
    @EnumSource(Form.class)
    void modelOf_afterMonths_isLikeTheWorld(Form form) throws IOException {
        InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
        Resource.Disk orders = cloud.addDisk("orders", DataSize.gib(10));
        Resource.Disk bills = cloud.addDisk("bills", DataSize.gib(10));
        Resource.Disk system = cloud.addDisk("system", DataSize.gib(10));
        Resource.Disk left = cloud.addDisk("left", DataSize.gib(10));
        Resource.Server shop = cloud.addServer("shop", system, left);
        List<Resource.Disk> disks = List.of(orders, bills, system, left);
        disks.forEach(disk -> cloud.write(disk, new byte[4 * MIB]));
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, form);
                CloudBackup backup = EmulatedBackup.builder()
                        .region(cloud.site().region())
                        .project(cloud.site().project())
                        .accessKey("AKEXAMPLE", "SKEXAMPLE")
                        .endpoint(emulator.address())
                        .timeSource(cloud.time())
                        .build()) {
            Vault forDisks = backup.vaults().create(VaultSpec.forDisks("disks", DataSize.gib(100)));
            Vault forServers = backup.vaults().create(VaultSpec.forServers("servers", DataSize.gib(100)));
            Vault unused = backup.vaults().add(forDisks.id(), orders, bills);
            Vault unusedToo = backup.vaults().addServerExcluding(forServers.id(), shop, Set.of(left));
            Policy nightly = backup.policies()
                    .create(PolicySpec.backup("nightly", Schedule.dailyAt("22:30"), Retention.days(20)));
            Policy months = backup.policies()
                    .create(PolicySpec.backup(
                            "months",
                            Schedule.weekly(DayOfWeek.MONDAY, DayOfWeek.THURSDAY)
                                    .at("03:00"),
                            Retention.latest(3).plusWeekly(4, ZoneOffset.UTC).plusMonthly(6, ZoneOffset.UTC)));
            backup.policies().attach(nightly.id(), forDisks.id());
            backup.policies().attach(months.id(), forServers.id());
            live(cloud, disks, Duration.ofDays(40).plusHours(6));
            Object byHand = backup.restorePoints()
                    .take(BackupSpec.of(forDisks.id()).only(orders))
                    .await(Duration.ofHours(1));
            live(cloud, disks, Duration.ofDays(2).plusHours(7));
            cloud.faults().fill(forDisks.id(), DataSize.mib(3));

            CloudModel model = InMemoryCloud.modelOf(backup, Growth.perBackup(DataSize.mib(1)));
            Posture posture = Posture.of(backup, Objectives.defaults().rpo(Duration.ofDays(2)));
            InMemoryCloud copy = model.cloud();
            copy.time().advance(LONG);
            live(cloud, disks, LONG);

            assertThat(byHand).isNotNull();
            assertThat(model.requests()).isBetween(4L, posture.requests());
            assertThat(model.remarks())
                    .anySatisfy(remark -> assertThat(remark).contains("does not say how much one restore point takes"))
                    .contains(
                            "vaults hold more than the restore points that were copied, and the rest stays: disks (100"
                                    + " GiB)");
            assertThat(snapshot(copy.backup())).isEqualTo(snapshot(cloud.reopen()));
        }
    }

    /** What its restore points take is shared out, which shows nothing: a full one of 10 MiB and two of 1 MiB are no growth. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void modelOf_observed_observesNothingAndAsksForAGrowth(Form form) throws IOException {
        InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
        Resource.Disk orders = cloud.addDisk("orders", DataSize.gib(10));
        cloud.write(orders, new byte[10 * MIB]);
        VaultId vault = cloud.backup()
                .vaults()
                .create(VaultSpec.forDisks("disks", DataSize.gib(100)))
                .id();
        Vault unused = cloud.backup().vaults().add(vault, orders);
        Policy nightly = cloud.backup()
                .policies()
                .create(PolicySpec.backup("nightly", Schedule.dailyAt("22:30"), Retention.latest(10)));
        cloud.backup().policies().attach(nightly.id(), vault);
        for (byte day = 1; day <= 3; day++) {
            byte[] news = new byte[MIB];
            Arrays.fill(news, day);
            cloud.writeAt(orders, 0, news);
            cloud.time().advance(Duration.ofDays(1));
        }
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, form);
                CloudBackup backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            CloudModel model = InMemoryCloud.modelOf(backup, Growth.observed());

            assertThat(backup.vaults().get(vault).used()).isEqualTo(DataSize.mib(12));
            assertThat(model.remarks())
                    .contains("growth: none is observed")
                    .noneMatch(remark -> remark.contains("a day in all"))
                    .anySatisfy(remark -> assertThat(remark).contains("name a growth: " + orders));
            assertThat(Forecast.of(model, Period.ofDays(30)).of(vault).used()).isEqualTo(DataSize.mib(12));
        }
    }

    /** Changes a MiB of each disk each day: policies run a day or more apart. */
    private static void live(InMemoryCloud cloud, List<Resource.Disk> disks, Duration time) {
        Instant end = cloud.time().now().plus(time);
        byte number = 0;
        while (cloud.time().now().isBefore(end)) {
            byte[] news = new byte[MIB];
            Arrays.fill(news, ++number);
            disks.forEach(disk -> cloud.writeAt(disk, 0, news));
            Instant next = cloud.time().now().plus(Duration.ofDays(1));
            cloud.time().advanceTo(next.isAfter(end) ? end : next);
        }
    }

    private static List<String> snapshot(CloudBackup backup) {
        Map<String, String> lines = new TreeMap<>();
        backup.vaults()
                .list()
                .forEach(vault -> lines.put(
                        "vault " + vault.name(),
                        vault.used() + " of " + vault.capacity() + ", "
                                + vault.members().size()));
        backup.restorePoints()
                .list()
                .forEach(point -> lines.put("point of " + point.resource() + " at " + point.createdAt(), text(point)));
        return lines.entrySet().stream()
                .map(line -> line.getKey() + ": " + line.getValue())
                .toList();
    }

    private static String text(RestorePoint point) {
        return point.status() + ", automatic " + point.automatic() + ", " + point.stored() + ", expires "
                + point.expiresAt();
    }
}
