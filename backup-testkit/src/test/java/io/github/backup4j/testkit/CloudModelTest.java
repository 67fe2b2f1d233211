package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.AutoBind;
import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Purpose;
import io.github.backup4j.Removal;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.Unavailable;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a model is read by, what it has, and what it says that it lacks. */
class CloudModelTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();
    private final Resource.Disk orders = cloud.addDisk("orders", DataSize.gib(40));
    private final Vault disks = backup.vaults().create(VaultSpec.forDisks("disks", DataSize.gib(100)));
    private final Policy nightly =
            backup.policies().create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30)));

    CloudModelTest() {
        Vault unused = backup.vaults().add(disks.id(), orders);
        backup.policies().attach(nightly.id(), disks.id());
        cloud.write(orders, "orders");
        cloud.time().advance(Duration.ofDays(3));
    }

    @Test
    void modelOf_manyResources_readsFourListsAndNoMoreThanPosture() {
        for (int i = 0; i < 45; i++) {
            Resource.Disk disk = cloud.addDisk("disk " + i, DataSize.gib(10));
            Vault unused = backup.vaults().add(disks.id(), disk);
        }
        cloud.time().advance(Duration.ofDays(3));
        Set<String> calls = new TreeSet<>();
        List<String> requests = new ArrayList<>();
        CloudBackup listened = backup.listening(new BackupListener() {
            @Override
            public void requestSent(Request request) {
                calls.add(request.operation());
                requests.add(request.operation());
            }
        });

        CloudModel model = InMemoryCloud.modelOf(listened, Growth.observed());

        assertThat(calls).containsExactly("PoliciesList", "ResourcesList", "RestorePointsList", "VaultsList");
        assertThat(model.requests()).isEqualTo(requests.size());
        assertThat(model.requests())
                .isLessThan(Posture.of(backup, Objectives.defaults().rpo(Duration.ofDays(1)))
                        .requests());
    }

    @Test
    void cloud_anyTime_isAnewAndIndependent() {
        CloudModel model = InMemoryCloud.modelOf(backup, Growth.observed());

        InMemoryCloud first = model.cloud();
        first.time().advance(Duration.ofDays(50));
        first.backup().vaults().delete(disks.id(), Removal.DELETING_RESTORE_POINTS);
        InMemoryCloud second = model.cloud();

        assertThat(second.time().now()).isEqualTo(cloud.time().now()).isEqualTo(model.asOf());
        assertThat(second.site()).isEqualTo(cloud.site());
        assertThat(second.backup().vaults().get(disks.id()))
                .isEqualTo(backup.vaults().get(disks.id()));
        assertThat(second.backup().policies().get(nightly.id()))
                .isEqualTo(backup.policies().get(nightly.id()));
        assertThat(second.backup().restorePoints().list().toList())
                .isEqualTo(backup.restorePoints().list().toList());
        assertThat(second.backup().resources().list().toList())
                .isEqualTo(backup.resources().list().toList());
    }

    @Test
    void cloud_newResources_getIdsThatNothingElseHas() {
        InMemoryCloud copy = InMemoryCloud.modelOf(backup, Growth.observed()).cloud();

        Vault vault = copy.backup().vaults().create(VaultSpec.forDisks("another", DataSize.gib(10)));
        Policy policy = copy.backup()
                .policies()
                .create(PolicySpec.backup("another", Schedule.dailyAt("03:00"), Retention.days(1)));
        copy.time().advance(Duration.ofDays(1));

        assertThat(vault.id()).isNotEqualTo(disks.id());
        assertThat(policy.id()).isNotEqualTo(nightly.id());
        assertThat(copy.backup().restorePoints().list().map(RestorePoint::id).distinct())
                .hasSize(4);
    }

    @ParameterizedTest
    @EnumSource(
            value = Call.class,
            names = {"RESOURCES_LIST", "VAULTS_LIST", "POLICIES_LIST", "RESTORE_POINTS_LIST"})
    void modelOf_listThatBreaksOff_saysSoAndKeepsTheRest(Call list) {
        cloud.faults().failNext(list, new Unavailable("the service is down"));

        CloudModel model = InMemoryCloud.modelOf(backup, Growth.observed());
        Forecast forecast = Forecast.of(model, Period.ofDays(10));

        assertThat(model.remarks())
                .anySatisfy(remark -> assertThat(remark).contains("broke off", "Unavailable: the service is down"));
        if (list == Call.RESOURCES_LIST) {
            assertThat(model.remarks()).contains("members that were not read are taken to exist: " + orders);
        }
        if (list == Call.POLICIES_LIST) {
            assertThat(model.remarks())
                    .contains("policies that are attached but not listed are left out: " + nightly.id() + " of disks");
        }
        int backups = list == Call.POLICIES_LIST ? 0 : 10;
        int before = list == Call.RESTORE_POINTS_LIST ? 0 : 3;
        if (list == Call.VAULTS_LIST) {
            assertThat(forecast.vaults()).isEmpty();
            assertThat(model.remarks())
                    .contains("attachments to vaults that are not listed are left out: nightly")
                    .anySatisfy(remark -> assertThat(remark)
                            .startsWith("restore points in vaults that are not listed are left out: point-"));
        } else {
            assertThat(forecast.of(disks.id()).points()).isEqualTo(backups + before);
        }
    }

    @Test
    void modelOf_whatCannotBeCopied_isToldOnceForEachReason() {
        Resource.Server shop = cloud.addServer("shop", cloud.addDisk("system", DataSize.gib(40)));
        InMemoryCloud there = cloud.at(new Site("region-2", "project-2"));
        Vault copies = there.backup()
                .vaults()
                .create(VaultSpec.forServers("copies", DataSize.gib(100)).forReplication());
        Vault servers = backup.vaults().create(VaultSpec.forServers("servers", DataSize.gib(100)));
        Vault unused = backup.vaults().add(servers.id(), shop);
        Policy copying = backup.policies()
                .create(PolicySpec.replication("copying", Schedule.dailyAt("05:00"), Retention.days(9), there.site()));
        backup.policies().attach(copying.id(), servers.id(), copies.id());
        backup.policies().attach(nightly.id(), servers.id());
        Object unusedFile = cloud.addForeignVault(VaultSpec.of("files", Resource.Kind.UNRECOGNIZED, DataSize.gib(100)));
        cloud.time().advance(Duration.ofDays(2));
        cloud.faults().fill(disks.id(), DataSize.gib(1));

        CloudModel model = InMemoryCloud.modelOf(backup, Growth.observed());
        CloudModel ofCopies = InMemoryCloud.modelOf(there.backup(), Growth.observed());

        assertThat(model.remarks())
                .contains(
                        "vaults for resources of an unknown kind stay as they are: files",
                        "policies that copy to other regions do nothing, since only this region was read: copying",
                        "vaults hold more than the restore points that were copied, and the rest stays: disks (99 GiB)")
                .anySatisfy(remark -> assertThat(remark).startsWith("copies in other regions are not in the model: "));
        assertThat(model.cloud().backup().policies().get(copying.id()).attachments())
                .isEqualTo(backup.policies().get(copying.id()).attachments());
        assertThat(ofCopies.remarks())
                .contains("copies that arrive from other regions are not in the model; vaults for copies stay as they"
                        + " are: copies");
        assertThat(Forecast.of(ofCopies, Period.ofMonths(2)).of(copies.id()).points())
                .isEqualTo(2);
    }

    @Test
    void modelOf_workUnderWay_isTakenToEndWell() {
        Object running = backup.restorePoints().take(BackupSpec.of(disks.id()));
        assertThat(running).isNotNull();

        CloudModel model = InMemoryCloud.modelOf(backup, Growth.observed());
        InMemoryCloud copy = model.cloud();
        Vault.Member busy =
                copy.backup().vaults().get(disks.id()).member(orders).orElseThrow();
        copy.time().advance(HOUR);

        assertThat(model.remarks())
                .anySatisfy(remark ->
                        assertThat(remark).startsWith("backups that are in progress are assumed to succeed: point-"));
        assertThat(busy.status()).isEqualTo(Vault.MemberStatus.PROTECTING);
        assertThat(copy.backup()
                        .restorePoints()
                        .list(RestorePointFilter.of(orders).available()))
                .hasSize(4);
    }

    @Test
    void modelOf_membersOnTheirWayOut_areLeftOut() {
        cloud.takes(Work.DELETE, Duration.ofDays(1));
        Vault unused = backup.vaults().remove(disks.id(), orders, Removal.DELETING_RESTORE_POINTS);

        CloudModel model = InMemoryCloud.modelOf(backup, Growth.observed());

        assertThat(model.remarks())
                .contains("members that are being removed are left out: " + orders)
                .anySatisfy(remark ->
                        assertThat(remark).startsWith("restore points that are being deleted are left out: "));
        assertThat(model.cloud().backup().vaults().get(disks.id()).members()).isEmpty();
    }

    @Test
    void observed_newMembers_growAsTheOthersInProportion() {
        cloud.faults().clear();
        for (int day = 0; day < 5; day++) {
            cloud.write(orders, new byte[] {(byte) day});
            cloud.time().advance(Duration.ofDays(1));
        }
        Resource.Disk bills = cloud.addDisk("bills", DataSize.gib(20));
        Vault unused = backup.vaults().add(disks.id(), bills);

        CloudModel model = InMemoryCloud.modelOf(backup, Growth.observed().filled(10));
        CloudModel given = InMemoryCloud.modelOf(
                backup,
                Growth.observed().orElse(Growth.perBackup(DataSize.mib(1))).filled(10));
        Forecast forecast = Forecast.of(model, Period.ofDays(5));

        assertThat(model.remarks())
                .contains(
                        "nothing shows how data changes, which is assumed to change as that of the others: " + bills,
                        "the first restore point is assumed to hold 10 % of the size of a resource");
        assertThat(given.remarks()).noneMatch(remark -> remark.startsWith("nothing shows"));
        // 4 KiB a day of 40 GiB are 2 KiB of 20 GiB.
        assertThat(storedOf(forecast, "bills"))
                .isBetween(DataSize.gib(2).bytes() - 200, DataSize.gib(2).bytes() + 4 * 2300);
        assertThat(storedOf(Forecast.of(given, Period.ofDays(5)), "bills"))
                .isGreaterThan(DataSize.gib(1).bytes());
    }

    /** As Huawei Cloud reports it: a member has a size, its restore points have none. */
    @Test
    void observed_sizesOfPointsUnreported_observesNothingAndAsksForAGrowth() {
        cloud.time().advance(Duration.ofDays(3));
        CloudBackup silent = CloudBackup.of(new EditedLists(backup).editingPoints(CloudModelTest::withoutSize));

        CloudModel model = InMemoryCloud.modelOf(silent, Growth.observed());
        CloudModel given = InMemoryCloud.modelOf(silent, Growth.observed().orElse(Growth.perDay(DataSize.gib(1))));
        Forecast before = Forecast.of(InMemoryCloud.modelOf(backup, Growth.perDay(DataSize.ZERO)), Period.ofDays(60));
        Forecast forecast = Forecast.of(model, Period.ofDays(60));

        assertThat(backup.restorePoints().list().filter(RestorePoint::incremental))
                .isNotEmpty();
        assertThat(model.remarks())
                .contains(
                        "growth: none is observed",
                        "the cloud does not say how much one restore point takes, so that nothing shows how data changes,"
                                + " which is assumed not to change; name a growth: " + orders)
                .noneMatch(remark -> remark.contains("a day in all"));
        assertThat(storedOf(forecast, "orders")).isEqualTo(storedOf(before, "orders"));
        assertThat(given.remarks()).noneMatch(remark -> remark.contains("name a growth"));
        // 29 of 30 restore points take a day each.
        assertThat(storedOf(Forecast.of(given, Period.ofDays(60)), "orders"))
                .isGreaterThanOrEqualTo(DataSize.gib(29).bytes());
    }

    @Test
    void modelOf_excludedDisks_areNotInTheFirstBackup() {
        Resource.Disk scratch = cloud.addDisk("scratch", DataSize.gib(30));
        Resource.Server shop = cloud.addServer("shop", cloud.addDisk("system", DataSize.gib(10)), scratch);
        Vault servers = backup.vaults().create(VaultSpec.forServers("servers", DataSize.gib(100)));
        Vault unused = backup.vaults().addServerExcluding(servers.id(), shop, Set.of(scratch));
        backup.policies().attach(nightly.id(), servers.id());

        Forecast still = Forecast.of(InMemoryCloud.modelOf(backup, Growth.perDay(DataSize.ZERO)), Period.ofDays(2));
        Growth filling = Growth.perDay(DataSize.gib(20)).ofWhichNew(100).filled(50);
        Forecast filled = Forecast.of(InMemoryCloud.modelOf(backup, filling), Period.ofDays(9));

        assertThat(storedOf(still, "shop")).isEqualTo(DataSize.gib(10).bytes());
        assertThat(storedOf(filled, "shop")).isEqualTo(DataSize.gib(10).bytes());
    }

    @Test
    void modelOf_pointOfAnUnknownKind_isLeftOutAndTold() {
        Resource share = new Resource.Unrecognized("OS::Share", "share-1");
        CloudBackup odd = CloudBackup.of(new EditedLists(backup).editingPoints(point -> ofAnother(point, share)));

        CloudModel model = InMemoryCloud.modelOf(odd, Growth.observed());

        assertThat(model.remarks())
                .anySatisfy(remark -> assertThat(remark)
                        .startsWith("restore points of resources of an unknown kind are left out: point-"));
        assertThat(model.cloud().backup().restorePoints().list()).isEmpty();
    }

    @Test
    void modelOf_memberOfTwoVaults_isInTheOneForBackups() {
        Vault first = vaultLike(disks, new VaultId("a-first"), Purpose.REPLICATION);
        CloudBackup twice = CloudBackup.of(new EditedLists(backup).withVaultFirst(first));

        CloudModel model = InMemoryCloud.modelOf(twice, Growth.observed());
        CloudBackup copy = model.cloud().backup();

        assertThat(model.remarks())
                .contains("a member of two vaults is assumed to be in one alone, for backups rather than for copies: "
                        + orders + " is left out of a-first");
        assertThat(copy.vaults().get(disks.id()).member(orders)).isPresent();
        assertThat(copy.vaults().get(first.id()).members()).isEmpty();
    }

    private Vault vaultLike(Vault like, VaultId id, Purpose purpose) {
        Vault.Protection protection = like.protection();
        return new Vault(
                id,
                id.value(),
                null,
                new Vault.Protection(
                        protection.reportedKind(), Reported.of(purpose), protection.reportedConsistency(), null, false),
                like.reportedStatus(),
                like.space(),
                like.billing(),
                backup.vaults().get(like.id()).members(),
                List.of(),
                Map.of(),
                like.createdAt());
    }

    static RestorePoint withoutSize(RestorePoint point) {
        RestorePoint.Content content = point.content();
        return edited(
                point,
                point.source(),
                new RestorePoint.Content(
                        content.incremental(), content.encrypted(), null, content.parts(), content.agentFailure()));
    }

    private static RestorePoint ofAnother(RestorePoint point, Resource resource) {
        RestorePoint.Source source = point.source();
        return edited(
                point, new RestorePoint.Source(resource, source.name(), source.size(), source.zone()), point.content());
    }

    private static RestorePoint edited(RestorePoint point, RestorePoint.Source source, RestorePoint.Content content) {
        return new RestorePoint(
                point.id(),
                point.name(),
                point.description(),
                point.vault(),
                point.provenance(),
                source,
                point.reportedStatus(),
                point.createdAt(),
                point.expiresAt(),
                content,
                point.images(),
                point.copies());
    }

    @Test
    void modelOf_autoBind_takesServersInAsTheCloudWould() {
        Resource.Server shop = cloud.addServer("shop", cloud.addDisk("system", DataSize.gib(40)));
        cloud.tag(shop, "backup", "yes");
        Vault servers = backup.vaults()
                .create(VaultSpec.forServers("servers", DataSize.gib(100))
                        .withAutoBind(AutoBind.serversTagged("backup", "yes")));
        backup.policies().attach(nightly.id(), servers.id());

        Forecast forecast =
                Forecast.of(InMemoryCloud.modelOf(backup, Growth.observed().filled(25)), Period.ofDays(10));

        assertThat(forecast.of(servers.id()).resources()).singleElement().satisfies(row -> {
            assertThat(row.resource()).isEqualTo(shop);
            assertThat(row.points()).hasSize(10);
            assertThat(row.stored()).isEqualTo(DataSize.gib(10));
        });
    }

    @Test
    void modelOf_disabledPolicyAndExpiry_saysThatItIsNotSettled() {
        Policy unused = backup.policies().update(nightly.id(), nightly.toSpec().withEnabled(false));

        CloudModel model = InMemoryCloud.modelOf(backup, Growth.observed());

        assertThat(model.remarks())
                .contains("whether restore points expire while no policy acts on their vault is not settled; here they"
                        + " stay: disks");
        assertThat(Forecast.of(model, Period.ofYears(1)).of(disks.id()).points())
                .isEqualTo(3);
    }

    @Test
    void modelOf_modelOfAModel_isTheSame() {
        CloudModel model = InMemoryCloud.modelOf(backup, Growth.observed());

        CloudModel again = InMemoryCloud.modelOf(model.cloud().backup(), Growth.observed());

        assertThat(again.remarks()).isEqualTo(model.remarks());
        assertThat(Forecast.of(again, Period.ofYears(1)))
                .hasToString(Forecast.of(model, Period.ofYears(1)).toString());
    }

    @Test
    void growth_badFigures_areRefused() {
        assertThatThrownBy(() -> Growth.observed().ofWhichNew(101)).hasMessageContaining("percent is 101");
        assertThatThrownBy(() -> Growth.observed().filled(-1)).hasMessageContaining("percent is -1");
        assertThatThrownBy(() -> Growth.observed().orElse(Growth.observed())).hasMessageContaining("observed");
        assertThat(Growth.perDay(DataSize.gib(5)).ofWhichNew(20))
                .hasToString("5 GiB a day, of which 20 % are new data");
        assertThat(Growth.perBackup(DataSize.mib(3)).except(orders, Growth.observed()))
                .hasToString("3 MiB a backup, all replacing data, other growth for " + orders);
    }

    private static long storedOf(Forecast forecast, String name) {
        return forecast.vaults().stream()
                .flatMap(vault -> vault.resources().stream())
                .filter(resource -> resource.name().equals(name))
                .findFirst()
                .orElseThrow()
                .stored()
                .bytes();
    }
}
