package io.github.backup4j.huawei.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultFilter;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How many requests calls take that are made often: no more than what they promise to look at needs. */
class RequestCountsTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
    private final List<Resource.Disk> disks = IntStream.range(0, 5)
            .mapToObj(i -> cloud.addDisk("disk-" + i, DataSize.gib(10)))
            .toList();
    private final Resource.Disk root = cloud.addDisk("root", DataSize.gib(10));
    private final Resource.Server server = cloud.addServer("shop", root);
    private final CloudBackup direct = cloud.backup();
    private final VaultId vault = direct.vaults()
            .create(VaultSpec.forDisks("vault", DataSize.gib(500)))
            .id();
    private final VaultId servers = direct.vaults()
            .create(VaultSpec.forServers("servers", DataSize.gib(500)))
            .id();
    private final PolicyId policy = policy("nightly");

    /** The policies with what they are attached to, the vault, and the change. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void attach_ofOnePolicy_looksAtPoliciesAndVault(Form form) {
        var unused = policy("another");

        assertThat(requests(form, backup -> backup.policies().attach(policy, vault)))
                .isEqualTo(3);

        assertThat(direct.vaults().get(vault).policies())
                .extracting(Vault.AttachedPolicy::policy)
                .containsExactly(policy);
    }

    /** Nothing is changed, so the change is saved; the policy itself is asked, since a list may lag behind. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void attach_ofOneThatIsInPlace_looksAtPoliciesPolicyAndVault(Form form) {
        direct.policies().attach(policy, vault);

        assertThat(requests(form, backup -> backup.policies().attach(policy, vault)))
                .isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void attach_whereAnotherIs_isRefusedBeforeTheChange(Form form) {
        PolicyId another = policy("another");
        direct.policies().attach(policy, vault);

        assertThat(requests(
                        form,
                        backup -> assertThatThrownBy(() -> backup.policies().attach(another, vault))
                                .isInstanceOf(Conflict.class)))
                .isEqualTo(2);
    }

    /**
     * The vault, the disks, the vaults that hold them, and what CBR has against them; the change; then the vault and its policies
     * as they are returned.
     */
    @ParameterizedTest
    @EnumSource(Form.class)
    void add_ofFiveDisks_looksAtAllOfThemAtOnce(Form form) {
        assertThat(requests(form, backup -> backup.vaults().add(vault, disks))).isEqualTo(7);

        assertThat(direct.vaults().get(vault).members()).hasSize(5);
    }

    /** The disk, the vaults that hold it or its servers, and what CBR has against protecting it. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void getResource_diskInNoVault_asksThreeServices(Form form) {
        assertThat(requests(form, backup -> backup.resources().get(disks.get(0))))
                .isEqualTo(3);
    }

    /** What CBR has against protecting one that is in a vault is known: that it is. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void getResource_diskInAVault_doesNotAskWhetherItCouldBe(Form form) {
        direct.vaults().add(vault, disks.get(0));

        assertThat(requests(
                        form,
                        backup -> assertThat(
                                        backup.resources().get(disks.get(0)).vault())
                                .isEqualTo(vault)))
                .isEqualTo(2);
    }

    /** The server, its disks and the vaults that hold it. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void getResource_serverInAVault_doesNotAskWhetherItCouldBe(Form form) {
        direct.vaults().add(servers, server);

        assertThat(requests(form, backup -> backup.resources().get(server))).isEqualTo(3);
    }

    /** Where it is protected, and its newest restore point. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void health_ofOneDisk_isTheDiskItsVaultAndItsNewestPoint(Form form) {
        direct.vaults().add(vault, disks.get(0));
        var unused = direct.restorePoints().take(BackupSpec.of(vault)).await(LONG);

        assertThat(requests(form, backup -> {
                    assertThat(backup.resources().get(disks.get(0)).isProtected())
                            .isTrue();
                    assertThat(backup.restorePoints().newest(disks.get(0))).isPresent();
                }))
                .isEqualTo(3);
    }

    /**
     * A list asks whether they could be protected only of those that are in no vault: the disks, their vaults, the servers and
     * theirs. The disks of the servers it has read before.
     */
    @ParameterizedTest
    @EnumSource(Form.class)
    void listResources_allInVaults_doesNotAskWhetherTheyCouldBe(Form form) {
        direct.vaults()
                .add(vault, Stream.concat(disks.stream(), Stream.of(root)).toList());
        direct.vaults().add(servers, server);

        assertThat(requests(
                        form,
                        backup -> new ArrayList<>(backup.resources().list().toList())))
                .isEqualTo(4);
    }

    /** The vault as it is, the change, and the vault and its policies as they are returned. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void updateVault_ofItsName_doesNotAskForPoliciesBefore(Form form) {
        VaultSpec spec = direct.vaults().get(vault).toSpec();

        assertThat(requests(form, backup -> backup.vaults().update(vault, spec.named("renamed"))))
                .isEqualTo(4);
    }

    // ---- fleets

    /** A small page of disks and a large one, the vaults of the small one and all vaults, and the servers. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void listResources_thousandDisksInFourVaults_fiveRequests(Form form) {
        var unused = fleet(994, 250);
        direct.vaults()
                .add(vault, Stream.concat(disks.stream(), Stream.of(root)).toList());
        direct.vaults().add(servers, server);

        assertThat(requests(
                        form,
                        backup -> assertThat(backup.resources().list(ResourceFilter.all()))
                                .hasSize(1_001)))
                .isEqualTo(5);
    }

    /** A small page of disks and a large one, and their vaults: CBR lists its obstacles in pages of fifty. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void listResources_thousandDisksInNoVaultWithoutObstacles_fourRequests(Form form) {
        for (int i = 0; i < 994; i++) {
            var unused = cloud.addDisk("fleet-" + i, DataSize.gib(10));
        }
        ResourceFilter disksOnly = ResourceFilter.all().ofKind(Resource.Kind.DISK);

        assertThat(requests(
                        form,
                        backup -> assertThat(backup.resources().list(disksOnly.withoutObstacles()))
                                .hasSize(1_000)))
                .isEqualTo(4);
        assertThat(requests(
                        form,
                        backup -> assertThat(backup.resources().list(disksOnly)).hasSize(1_000)))
                .isEqualTo(4 + 1_000 / 50);
    }

    /** The obstacles to protecting a few among many take two requests each, wherever they stand in CBR's list. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void listResources_twoOfAThousandInNoVault_asksForTheirObstaclesOnly(Form form) {
        List<Resource.Disk> alone = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            var unused = fleet(497, 249);
            alone.add(cloud.addDisk("alone-" + i, DataSize.gib(10)));
        }
        direct.vaults()
                .add(vault, Stream.concat(disks.stream(), Stream.of(root)).toList());
        ResourceFilter disksOnly = ResourceFilter.all().ofKind(Resource.Kind.DISK);

        assertThat(requests(
                        form,
                        backup -> assertThat(backup.resources().list(disksOnly))
                                .filteredOn(one -> one.vault() == null)
                                .hasSize(2)
                                .allSatisfy(one -> assertThat(one.obstacle())
                                        .isEqualTo(direct.resources()
                                                .get(one.resource())
                                                .obstacle()))))
                .isBetween(4L + 1, 4L + 2L * alone.size());
    }

    /** Obstacles are asked for only if something that matches is in no vault. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void listResources_thousandOthersInNoVault_asksForObstaclesOfNoneOfThem(Form form) {
        for (int i = 0; i < 994; i++) {
            var unused = cloud.addDisk("fleet-" + i, DataSize.gib(10));
        }
        direct.vaults().add(vault, disks);
        ResourceFilter ours = ResourceFilter.all().ofKind(Resource.Kind.DISK).inVault(vault);

        assertThat(requests(
                        form,
                        backup -> assertThat(backup.resources().list(ours)).hasSize(5)))
                .isEqualTo(4);
    }

    /** As many of their disks are read with the servers as one list holds. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void listResources_manyServersAlone_listsTheirDisksOnce(Form form) {
        List<Resource> members = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            members.add(cloud.addServer("server-" + i, cloud.addDisk("root-" + i, DataSize.gib(10))));
        }
        direct.vaults().add(servers, members);
        direct.vaults().add(servers, server);

        // Two pages of servers, their vaults and all vaults, the disks of the first page by their ids, and all disks.
        assertThat(requests(
                        form,
                        backup -> assertThat(backup.resources()
                                        .list(ResourceFilter.all().ofKind(Resource.Kind.SERVER)))
                                .hasSize(121)
                                .allMatch(one -> one.size().equals(DataSize.gib(10)))))
                .isEqualTo(6);
    }

    /** A small page of restore points and a large one. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void newest_ofThreeHundredDisks_twoRequests(Form form) {
        List<Resource.Disk> fleet = fleet(300, 150);
        for (int night = 0; night < 2; night++) {
            direct.vaults().list(VaultFilter.all()).forEach(one -> {
                if (!one.members().isEmpty()) {
                    var unusedRun =
                            direct.restorePoints().take(BackupSpec.of(one.id())).await(Duration.ofHours(12));
                }
            });
        }

        assertThat(requests(
                        form,
                        backup -> assertThat(backup.restorePoints().newest(fleet))
                                .hasSize(300)
                                .allSatisfy((disk, point) -> assertThat(point.id())
                                        .isEqualTo(direct.restorePoints()
                                                .newest(disk)
                                                .orElseThrow()
                                                .id()))))
                .isEqualTo(2);
    }

    /** Those that have none are found to have none where the list ends. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void newest_ofDisksWithoutAny_oneRequest(Form form) {
        assertThat(requests(
                        form,
                        backup ->
                                assertThat(backup.restorePoints().newest(disks)).isEmpty()))
                .isEqualTo(1);
    }

    /** Vaults with all their members, and all policies once. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void listVaults_asManyAsThereAre_twoRequests(Form form) {
        var unused = fleet(600, 20);
        direct.policies().attach(policy, vault);

        assertThat(requests(
                        form,
                        backup -> assertThat(backup.vaults().list())
                                .hasSize(32)
                                .anyMatch(one -> !one.policies().isEmpty())))
                .isEqualTo(2);
    }

    private List<Resource.Disk> fleet(int count, int aVault) {
        List<Resource.Disk> fleet = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fleet.add(cloud.addDisk("fleet-" + i, DataSize.gib(10)));
        }
        for (int from = 0; from < count; from += aVault) {
            VaultId id = direct.vaults()
                    .create(VaultSpec.forDisks("fleet-" + from, DataSize.gib(10_000)))
                    .id();
            direct.vaults().add(id, fleet.subList(from, Math.min(count, from + aVault)));
        }
        return fleet;
    }

    private PolicyId policy(String name) {
        return direct.policies()
                .create(PolicySpec.backup(name, Schedule.dailyAt("02:00"), Retention.days(30)))
                .id();
    }

    private long requests(Form form, Consumer<CloudBackup> call) {
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, form);
                CloudBackup backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            call.accept(backup);
            return emulator.requests();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
