package io.github.backup4j.huawei.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupRunFilter;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.ImageFilter;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFilter;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How many requests the lists take, and the calls that create and change things: as many as their Javadoc says. */
class ListRequestsTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final DataSize SIZE = DataSize.gib(10);

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
    private final CloudBackup direct = cloud.backup();

    @ParameterizedTest
    @EnumSource(Form.class)
    void lists_ofNothing_takeOneRequest(Form form) {
        assertList(form, 0, 1, backup -> backup.vaults().list());
        assertList(form, 0, 1, backup -> backup.policies().list());
        assertList(form, 0, 1, backup -> backup.restorePoints().list());
        assertList(form, 0, 1, backup -> backup.restorePoints().runs(BackupRunFilter.all()));
        assertList(form, 0, 1, backup -> backup.snapshots().list());
        assertList(form, 0, 1, backup -> backup.images().list());
        assertList(form, 0, 1, backup -> backup.operations().list());
        assertList(form, 0, 2, backup -> backup.resources().list());
    }

    /** A page of a hundred and one of all others, and the policies of all. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void listVaults_hundreds_threeRequests(Form form) {
        for (int i = 0; i < 450; i++) {
            var unused = direct.vaults().create(VaultSpec.forDisks("vault-" + i, SIZE));
        }

        assertList(form, 450, 3, backup -> backup.vaults().list());
    }

    /** Without policies, which the other region has. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void copyTargets_hundreds_oneRequestForEachHundred(Form form) {
        Site other = SmallWorld.otherRegion();
        CloudBackup there = cloud.at(other).backup();
        for (int i = 0; i < 250; i++) {
            var unused = there.vaults()
                    .create(VaultSpec.forServers("copies-" + i, SIZE).forReplication());
        }

        assertList(form, 250, 3, backup -> backup.vaults().copyTargets(other));
    }

    /** As many as a project may have. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void listPolicies_thirty_oneRequest(Form form) {
        for (int i = 0; i < 30; i++) {
            var unused = direct.policies()
                    .create(PolicySpec.backup("policy-" + i, Schedule.dailyAt("02:00"), Retention.days(7)));
        }

        assertList(form, 30, 1, backup -> backup.policies().list());
    }

    /** A page of a hundred and pages of a thousand; the log has an entry for each restore point. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void listRestorePoints_elevenHundredAndFifty_threeRequests(Form form) {
        VaultId vault = direct.vaults()
                .create(VaultSpec.forDisks("vault", DataSize.gib(100_000)))
                .id();
        direct.vaults().add(vault, disks(230));
        for (int run = 0; run < 5; run++) {
            var unused = direct.restorePoints().take(BackupSpec.of(vault)).await(LONG);
        }

        assertList(form, 1_150, 3, backup -> backup.restorePoints().list());
        assertList(form, 5, 2, backup -> backup.restorePoints().runs(BackupRunFilter.all()));
        // The documents show log entries without the vault, which the runs tell.
        int runs = form == Form.DOCUMENTED ? 5 : 0;
        assertList(form, 1_150, 3 + runs, backup -> backup.operations().list(OperationFilter.all()));
        // Whoever reads one, reads a small page.
        assertThat(requests(
                        form,
                        backup -> assertThat(backup.restorePoints().list().findFirst())
                                .isPresent()))
                .isEqualTo(1);
    }

    /** Restore points of servers come without their disks, so that none is read by itself. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void listRestorePoints_twoHundredOfServers_twoRequests(Form form) {
        List<Resource.Server> servers = IntStream.range(0, 100)
                .mapToObj(i -> cloud.addServer("server-" + i, cloud.addDisk("system-" + i, SIZE)))
                .toList();
        VaultId vault = direct.vaults()
                .create(VaultSpec.forServers("servers", DataSize.gib(100_000)))
                .id();
        direct.vaults().add(vault, servers);
        for (int run = 0; run < 2; run++) {
            var unused = direct.restorePoints().take(BackupSpec.of(vault)).await(LONG);
        }

        assertList(form, 200, 2, backup -> backup.restorePoints().list());
    }

    /** A page of a hundred and one of all others, and the disks of each, which tell whether they are encrypted. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void listSnapshots_hundreds_fourRequests(Form form) {
        for (Resource.Disk disk : disks(60)) {
            for (int i = 0; i < 5; i++) {
                var unused = direct.snapshots()
                        .take(SnapshotSpec.of(disk, "snapshot-" + i))
                        .await(LONG);
            }
        }

        assertList(form, 300, 4, backup -> backup.snapshots().list());
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void listImages_hundreds_oneRequestForEachHundred(Form form) {
        Resource.Disk disk = cloud.addDisk("disk", SIZE);
        for (int i = 0; i < 250; i++) {
            var unused = direct.images()
                    .build(ImageSpec.of("image-" + i, ImageSource.disk(disk)))
                    .await(LONG);
        }

        assertList(form, 250, 3, backup -> backup.images().list());
    }

    /** Three lists: of offers without an answer, which have two pages, of accepted ones, and of rejected ones. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void listImages_ofAnotherProject_aListForEachAnswer(Form form) throws IOException {
        Site site = cloud.site();
        InMemoryCloud other = cloud.at(new Site(site.region(), "%032x".formatted(7)));
        Resource.Disk disk = other.addDisk("disk", SIZE);
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, form);
                CloudBackup them = SmallWorld.open(other.site(), emulator.address(), cloud.time());
                CloudBackup backup = SmallWorld.open(site, emulator.address(), cloud.time())) {
            List<Operation<Image>> builds = IntStream.range(0, 130)
                    .mapToObj(i -> them.images().build(ImageSpec.of("image-" + i, ImageSource.disk(disk))))
                    .toList();
            for (Image image : them.operations().<Image>awaitAll(builds, LONG).results()) {
                var unused = them.images().share(image.id(), site.project());
            }
            long before = emulator.requests();

            assertThat(backup.images().list(ImageFilter.all().sharedWithProject()))
                    .hasSize(130);

            assertThat(emulator.requests() - before).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void shares_ofImageAndOfRestorePoint_oneRequestAndTwo(Form form) {
        VaultId vault =
                direct.vaults().create(VaultSpec.forDisks("vault", SIZE)).id();
        direct.vaults().add(vault, disks(1));
        RestorePoint point = direct.restorePoints()
                .take(BackupSpec.of(vault))
                .await(LONG)
                .restorePoints()
                .get(0);
        Image image = direct.images()
                .build(ImageSpec.of("image", ImageSource.disk((Resource.Disk) point.resource())))
                .await(LONG);
        for (int i = 0; i < 5; i++) {
            String project = "%032x".formatted(i + 1);
            var unusedPoint = direct.restorePoints().share(point.id(), project);
            var unusedImage = direct.images().share(image.id(), project);
        }

        assertList(form, 5, 1, backup -> backup.images().shares(image.id()));
        assertList(form, 5, 2, backup -> backup.restorePoints().shares(point.id()));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void newest_ofDiskAndOfServer_oneRequestAndTwo(Form form) {
        Resource.Disk disk = cloud.addDisk("disk", SIZE);
        Resource.Server server = cloud.addServer("server", cloud.addDisk("system", SIZE));
        VaultId disks =
                direct.vaults().create(VaultSpec.forDisks("disks", SIZE)).id();
        VaultId servers =
                direct.vaults().create(VaultSpec.forServers("servers", SIZE)).id();
        direct.vaults().add(disks, disk);
        direct.vaults().add(servers, server);
        var unusedDisk = direct.restorePoints().take(BackupSpec.of(disks)).await(LONG);
        var unusedServer = direct.restorePoints().take(BackupSpec.of(servers)).await(LONG);

        assertThat(requests(
                        form,
                        backup ->
                                assertThat(backup.restorePoints().newest(disk)).isPresent()))
                .isEqualTo(1);
        assertThat(requests(
                        form,
                        backup -> assertThat(backup.restorePoints().newest(server))
                                .isPresent()))
                .isLessThanOrEqualTo(2);
        Instant later = cloud.time().now().plusSeconds(1);
        assertThat(requests(
                        form,
                        backup -> assertThat(backup.restorePoints().newestBefore(disk, later))
                                .isPresent()))
                .isEqualTo(1);
        assertThat(requests(
                        form,
                        backup -> assertThat(backup.restorePoints().newestBefore(server, later))
                                .isPresent()))
                .isLessThanOrEqualTo(2);
    }

    // ---- what is created and changed

    /** The vault, and whether its request was delivered twice. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void createVault_withoutAKey_looksForDoublesOnce(Form form) {
        assertThat(requests(form, backup -> backup.vaults().create(VaultSpec.forDisks("vault", SIZE))))
                .isEqualTo(2);
    }

    /** The policy, whether its request was delivered twice, and its name without the mark. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void createPolicy_withoutAKey_looksForDoublesAndTakesTheMarkOff(Form form) {
        assertThat(requests(
                        form,
                        backup -> backup.policies()
                                .create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(7)))))
                .isEqualTo(3);
    }

    private List<Resource.Disk> disks(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> cloud.addDisk("disk-" + i, SIZE))
                .toList();
    }

    private void assertList(Form form, int size, int requests, Function<CloudBackup, Stream<?>> list) {
        assertThat(requests(form, backup -> assertThat(list.apply(backup)).hasSize(size)))
                .as("requests")
                .isEqualTo(requests);
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
