package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.ImageUpdate;
import io.github.backup4j.InPlace;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Site;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Subscription;
import io.github.backup4j.Unsupported;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The in-memory cloud itself")
class InMemoryCloudTest {
    private static final Duration LONG = Duration.ofHours(12);

    private final InMemoryCloud cloud = InMemoryCloud.create();

    @Nested
    @DisplayName("Its world")
    class ItsWorld {
        private final Resource.Disk disk = cloud.addDisk("data", DataSize.mib(1));

        @Test
        void addDisk_withAnId_hasItAndNoOtherGetsIt() {
            Resource.Disk fixed =
                    cloud.addDisk(DiskSetup.of("fixed", DataSize.gib(1)).withId("disk-2"));
            Resource.Disk other = cloud.addDisk("other", DataSize.gib(1));

            assertThat(fixed).isEqualTo(Resource.disk("disk-2"));
            assertThat(other).isEqualTo(Resource.disk("disk-3"));
            assertThat(cloud.disks()).containsExactly(disk, fixed, other);
        }

        @Test
        void addServer_withAnId_hasIt() {
            Resource.Server server = cloud.addServer(ServerSetup.of("web", disk).withId("web-1"));

            assertThat(cloud.servers())
                    .containsExactly(Resource.server("web-1"))
                    .containsExactly(server);
        }

        @Test
        void add_withAnIdThatIsThere_isRefusedAndChangesNothing() {
            Resource.Server server = cloud.addServer("web", disk);
            Resource.Disk more = cloud.addDisk("more", DataSize.gib(1));

            assertThatThrownBy(() ->
                            cloud.addDisk(DiskSetup.of("again", DataSize.gib(1)).withId(disk.id())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("id is " + disk.id());
            assertThatThrownBy(
                            () -> cloud.addServer(ServerSetup.of("again", more).withId(server.id())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("id is " + server.id());
            assertThat(cloud.disks()).containsExactly(disk, more);
            assertThat(cloud.disksOf(server)).containsExactly(disk);
        }

        @Test
        void write_text_replacesAllThatWasThere() {
            cloud.write(disk, "a long text with ümlauts");
            cloud.write(disk, "kurz ü");

            assertThat(cloud.readText(disk)).isEqualTo("kurz ü");
            assertThat(cloud.read(disk)).isEqualTo("kurz ü".getBytes(StandardCharsets.UTF_8));
        }

        @Test
        void writeAt_offset_overwritesThoseBytesOnly() {
            cloud.write(disk, "0123456789");
            cloud.writeAt(disk, 3, new byte[] {'x', 'y'});
            cloud.writeAt(disk, 12, new byte[] {'z'});

            assertThat(cloud.readText(disk)).isEqualTo("012xy56789\0\0z");
        }

        @Test
        void write_upToTheEnd_isAllowedAndNoByteMore() {
            int size = 1 << 20;
            cloud.write(disk, new byte[size]);
            cloud.writeAt(disk, size - 1, new byte[1]);

            refused(() -> cloud.write(disk, new byte[size + 1]), "1 MiB");
            refused(() -> cloud.writeAt(disk, size, new byte[1]), "1 MiB");
            refused(() -> cloud.writeAt(disk, size - 1, new byte[2]), "1 MiB");
            refused(() -> cloud.writeAt(disk, -1, new byte[1]), "-1");
            assertThat(cloud.read(disk)).hasSize(size);
        }

        @Test
        void enlarge_disk_hasRoomAndNeverShrinks() {
            cloud.enlarge(disk, DataSize.mib(2));
            cloud.writeAt(disk, 1 << 20, new byte[] {1});
            cloud.enlarge(disk, DataSize.mib(2));

            refused(() -> cloud.enlarge(disk, DataSize.mib(1)), "2 MiB");
            assertThat(cloud.backup().resources().get(disk).size()).isEqualTo(DataSize.mib(2));
        }

        @Test
        void attach_disk_comesLastAndOnce() {
            Resource.Server server = cloud.addServer("s", cloud.addDisk("system", DataSize.gib(1)));
            Resource.Server other = cloud.addServer("o", cloud.addDisk("system", DataSize.gib(1)));
            cloud.attach(disk, server);

            assertThat(cloud.disksOf(server)).hasSize(2).last().isEqualTo(disk);
            refused(() -> cloud.attach(disk, server), "attached");
            refused(() -> cloud.attach(disk, other), "attached");
            refused(() -> cloud.addServer("third", disk), "attached");
            cloud.detach(disk);
            assertThat(cloud.disksOf(server)).hasSize(1);
            refused(() -> cloud.detach(disk), "attached to no server");
        }

        @Test
        void addServer_withoutDisks_isRefused() {
            refused(() -> cloud.addServer("s"), "disks is empty");
            assertThat(cloud.servers()).isEmpty();
        }

        @Test
        void stop_server_andStart_showsAtTheServer() {
            Resource.Server server = cloud.addServer("s", disk);
            cloud.stop(server);
            assertThat(cloud.backup().resources().get(server).statusText()).isEqualTo("SHUTOFF");
            cloud.start(server);
            assertThat(cloud.backup().resources().get(server).statusText()).isEqualTo("ACTIVE");
        }

        @Test
        void delete_server_leavesItsDisksDetached() {
            Resource.Disk system = cloud.addDisk("system", DataSize.gib(1));
            Resource.Server server = cloud.addServer("s", system, disk);
            cloud.write(disk, "kept");

            cloud.delete(server);

            assertThat(cloud.servers()).isEmpty();
            assertThat(cloud.disks()).containsExactly(disk, system);
            assertThat(cloud.backup().resources().get(disk).servers()).isEmpty();
            assertThat(cloud.readText(disk)).isEqualTo("kept");
            cloud.addServer("again", system, disk);
        }

        @Test
        void delete_attachedDisk_leavesTheServerWithoutIt() {
            Resource.Disk system = cloud.addDisk("system", DataSize.gib(1));
            Resource.Server server = cloud.addServer("s", system, disk);

            cloud.delete(disk);

            assertThat(cloud.disksOf(server)).containsExactly(system);
            assertThat(cloud.disks()).containsExactly(system);
        }

        @Test
        void tag_diskAndServer_setsAndReplaces() {
            Resource.Server server = cloud.addServer(ServerSetup.of("s", disk).withTags(Map.of("env", "test")));
            cloud.tag(server, "env", "prod");
            cloud.tag(disk, "a", "b");

            assertThat(cloud.backup().resources().get(server).tags()).containsExactly(Map.entry("env", "prod"));
            assertThat(cloud.backup().resources().get(disk).tags()).containsExactly(Map.entry("a", "b"));
        }

        @Test
        void untag_diskAndServer_takesOneTagAway() {
            Resource.Server server =
                    cloud.addServer(ServerSetup.of("s", disk).withTags(Map.of("env", "test", "a", "b")));
            cloud.tag(disk, "a", "b");
            cloud.untag(server, "env");
            cloud.untag(disk, "a");
            cloud.untag(disk, "never there");

            assertThat(cloud.backup().resources().get(server).tags()).containsExactly(Map.entry("a", "b"));
            assertThat(cloud.backup().resources().get(disk).tags()).isEmpty();
        }

        @Test
        void addImage_ofASystemDisk_startsServers() {
            ImageId image = cloud.addImage("golden", Image.Kind.SYSTEM_DISK, DataSize.gib(1));
            cloud.write(image, "system".getBytes(StandardCharsets.UTF_8));

            Image shown = cloud.backup().images().get(image);
            assertThat(shown.status()).isEqualTo(Image.Status.ACTIVE);
            assertThat(shown.source()).isNull();
            assertThat(shown.size()).isEqualTo(DataSize.gib(1));
            assertThat(cloud.backup()
                            .images()
                            .update(image, new ImageUpdate("gold", "best", Map.of("k", "v")))
                            .name())
                    .isEqualTo("gold");
            Resource.Server server = cloud.backup()
                    .images()
                    .restore(
                            image,
                            ServerSpec.of("new")
                                    .withFlavor("f")
                                    .inNetwork("n", "s")
                                    .withSecurityGroups("g"))
                    .await(Duration.ofHours(1));
            assertThat(cloud.readText(cloud.disksOf(server).get(0))).isEqualTo("system");
            assertThat(cloud.describe()).contains("\"gold\" SYSTEM_DISK ACTIVE");
        }

        @Test
        void addImage_ofADataDisk_becomesADisk() {
            ImageId image = cloud.addImage("data", Image.Kind.DATA_DISK, DataSize.mib(1));
            cloud.write(image, "data".getBytes(StandardCharsets.UTF_8));

            Resource.Disk made =
                    cloud.backup().images().restore(image, DiskSpec.of("new")).await(Duration.ofHours(1));

            assertThat(cloud.readText(made)).isEqualTo("data");
        }

        @Test
        void images_thatCannotBe_areRefused() {
            ImageId image = cloud.addImage("data", Image.Kind.DATA_DISK, DataSize.bytes(4));

            assertThatThrownBy(() -> cloud.addImage("whole", Image.Kind.WHOLE_SERVER, DataSize.gib(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("WHOLE_SERVER");
            assertThatThrownBy(() -> cloud.write(image, new byte[5]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("5 bytes");
            assertThatThrownBy(() -> cloud.write(new ImageId("image-99"), new byte[1]))
                    .isInstanceOf(NotFound.class);
        }

        @Test
        void anyOfThem_unknown_isNotFound() {
            Resource.Disk noDisk = Resource.disk("disk-99");
            Resource.Server noServer = Resource.server("server-99");
            List<ThrowingCallable> calls = List.of(
                    () -> cloud.write(noDisk, "x"),
                    () -> cloud.writeAt(noDisk, 0, new byte[1]),
                    () -> cloud.read(noDisk),
                    () -> cloud.readText(noDisk),
                    () -> cloud.enlarge(noDisk, DataSize.gib(1)),
                    () -> cloud.detach(noDisk),
                    () -> cloud.attach(noDisk, noServer),
                    () -> cloud.attach(disk, noServer),
                    () -> cloud.start(noServer),
                    () -> cloud.stop(noServer),
                    () -> cloud.disksOf(noServer),
                    () -> cloud.delete(noDisk),
                    () -> cloud.delete(noServer),
                    () -> cloud.tag(noDisk, "k", "v"),
                    () -> cloud.tag(noServer, "k", "v"),
                    () -> cloud.untag(noDisk, "k"),
                    () -> cloud.untag(noServer, "k"),
                    () -> cloud.addServer("s", noDisk));

            assertThat(calls).allSatisfy(call -> assertThatThrownBy(call).isInstanceOf(NotFound.class));
        }

        @Test
        void disk_setUpInFull_isAsItWasSetUp() {
            Resource.Disk special = cloud.addDisk(DiskSetup.of("special", DataSize.gib(3))
                    .encryptedToo()
                    .inZone("zone-7")
                    .ofType("SAS")
                    .withTags(Map.of("k", "v")));

            assertThat(cloud.backup().resources().get(special)).satisfies(seen -> {
                assertThat(seen.name()).isEqualTo("special");
                assertThat(seen.size()).isEqualTo(DataSize.gib(3));
                assertThat(seen.encrypted()).isTrue();
                assertThat(seen.zone()).isEqualTo("zone-7");
                assertThat(seen.tags()).containsExactly(Map.entry("k", "v"));
            });
        }

        @Test
        void server_setUpInFull_isAsItWasSetUp() {
            Resource.Server server = cloud.addServer(
                    ServerSetup.of("s", disk).inZone("zone-7").ofFlavor("c7").withTags(Map.of("k", "v")));

            assertThat(cloud.backup().resources().get(server)).satisfies(seen -> {
                assertThat(seen.zone()).isEqualTo("zone-7");
                assertThat(seen.tags()).containsExactly(Map.entry("k", "v"));
            });
            assertThat(ServerSetup.of("s", disk).ofFlavor("c7").flavor()).isEqualTo("c7");
        }

        @Test
        void pay_whatIsNotToBePaid_isRefused() {
            VaultId vault = diskVault(cloud, disk);
            Operation<?> operation = cloud.backup().restorePoints().take(BackupSpec.of(vault));

            refused(() -> cloud.pay(operation.token()), "is not waiting for a payment");
            Operation<Vault> order = cloud.backup()
                    .vaults()
                    .subscribe(
                            VaultSpec.forDisks("v", DataSize.gib(10)),
                            Subscription.months(1).paidByHand());
            cloud.pay(order.token());
            refused(() -> cloud.pay(order.token()), "is not waiting for a payment");
        }

        @Test
        void readExport_exported_isReadableAndACopy() {
            cloud.write(disk, "exported");
            Image image = cloud.backup()
                    .images()
                    .build(ImageSpec.of("i", ImageSource.disk(disk)))
                    .await(LONG);
            cloud.write(disk, "changed since");
            cloud.backup()
                    .images()
                    .export(image.id(), "bucket:images/one.qcow2", Image.Format.QCOW2)
                    .await(LONG);

            byte[] read = cloud.readExport("bucket:images/one.qcow2");
            assertThat(new String(read, StandardCharsets.UTF_8)).isEqualTo("exported");
            read[0] = 'X';
            assertThat(cloud.readExport("bucket:images/one.qcow2")[0]).isEqualTo((byte) 'e');
            refused(() -> cloud.readExport("bucket:images/two.qcow2"), "two.qcow2");
        }

        @Test
        void readExport_notFinished_isRefused() {
            Image image = cloud.backup()
                    .images()
                    .build(ImageSpec.of("i", ImageSource.disk(disk)))
                    .await(LONG);
            cloud.backup().images().export(image.id(), "bucket:one", Image.Format.QCOW2);

            refused(() -> cloud.readExport("bucket:one"), "no image was exported");
        }

        private void refused(ThrowingCallable call, String message) {
            assertThatThrownBy(call)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(message);
        }
    }

    @Nested
    @DisplayName("How it is opened")
    class Opening {
        @Test
        void backup_again_isTheSameAndReopenIsNot() {
            assertThat(cloud.backup()).isSameAs(cloud.backup()).isNotSameAs(cloud.reopen());
            assertThat(cloud.reopen().site()).isEqualTo(cloud.site());
        }

        @Test
        void reopen_closed_leavesTheOtherOpen() {
            CloudBackup another = cloud.reopen();
            Vault vault = another.vaults().create(VaultSpec.forDisks("v", DataSize.gib(10)));
            another.close();

            assertThat(cloud.backup().vaults().get(vault.id())).isEqualTo(vault);
            assertThatThrownBy(() -> another.vaults().get(vault.id())).isInstanceOf(IllegalStateException.class);
            assertThat(cloud.reopen().vaults().get(vault.id())).isEqualTo(vault);
        }

        @Test
        void backup_closed_leavesReopenedAndTheWorldOpen() {
            CloudBackup another = cloud.reopen();
            CloudBackup first = cloud.backup();
            first.close();

            assertThatThrownBy(() -> first.vaults().list()).isInstanceOf(IllegalStateException.class);
            assertThat(another.vaults().list()).isEmpty();
            cloud.addDisk("d", DataSize.gib(1));
            cloud.time().advance(Duration.ofDays(1));
        }

        /** A container closes it at the end of each test; the next test asks for it again. */
        @Test
        void backup_closed_nextIsOpenAndTheSameFromThenOn() {
            cloud.backup().close();

            assertThat(cloud.backup().vaults().list()).isEmpty();
            assertThat(cloud.backup()).isSameAs(cloud.backup());
        }

        @Test
        void operation_openerClosed_isResumedByAnother() {
            Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
            VaultId vault = diskVault(cloud, disk);
            CloudBackup another = cloud.reopen();
            Operation<?> operation = another.restorePoints().take(BackupSpec.of(vault));
            another.close();

            assertThatThrownBy(operation::poll).isInstanceOf(IllegalStateException.class);
            assertThat(cloud.backup().operations().resume(operation.token()).await(LONG))
                    .isNotNull();
        }

        @Test
        void at_anotherSite_sharesClockFaultsAndHistoryAndNothingElse() {
            Site elsewhere = new Site("region-2", "project-2");
            InMemoryCloud there = cloud.at(elsewhere);
            there.addDisk("d", DataSize.gib(1));
            there.backup().vaults().create(VaultSpec.forDisks("v", DataSize.gib(10)));

            assertThat(there.site()).isEqualTo(elsewhere);
            assertThat(there.time()).isSameAs(cloud.time());
            assertThat(there.faults()).isSameAs(cloud.faults());
            assertThat(there.history()).isEqualTo(cloud.history()).isNotEmpty();
            assertThat(cloud.disks()).isEmpty();
            assertThat(cloud.backup().vaults().list()).isEmpty();
            assertThat(cloud.at(elsewhere).disks()).hasSize(1);
            assertThat(cloud.at(elsewhere).backup().vaults().list()).hasSize(1);
        }

        @Test
        void toString_anything_saysWhereAndWhen() {
            assertThat(cloud).hasToString("in-memory cloud region-1/project-1 at 2026-01-01T00:00:00Z");
            assertThat(cloud.backup()).hasToString("in-memory backup of region-1/project-1");
        }
    }

    @Nested
    @DisplayName("How it is built")
    class Building {
        @Test
        void builder_plain_canEverythingButZonedSchedules() {
            assertThat(cloud.backup().capabilities())
                    .isEqualTo(EnumSet.complementOf(EnumSet.of(Capability.ZONED_SCHEDULES)));
        }

        @ParameterizedTest
        @EnumSource(Capability.class)
        void without_one_lacksThatOneOnly(Capability missing) {
            EnumSet<Capability> expected = EnumSet.allOf(Capability.class);
            expected.remove(missing);

            CloudBackup less = InMemoryCloud.builder()
                    .withZonedSchedules()
                    .without(missing)
                    .build()
                    .backup();

            assertThat(less.capabilities()).isEqualTo(expected);
            assertThat(less.supports(missing)).isFalse();
        }

        @Test
        void without_some_refusesTheirCallsAndChangesNothing() {
            InMemoryCloud less = InMemoryCloud.builder()
                    .without(
                            Capability.SUBSCRIPTIONS,
                            Capability.VAULT_LOCK,
                            Capability.MEMBER_MOVE,
                            Capability.AUTO_EXPAND,
                            Capability.RESTORE_TO_NEW_SERVER,
                            Capability.IMAGE_EXPORT,
                            Capability.WHOLE_SERVER_IMAGES)
                    .build();
            CloudBackup backup = less.backup();
            Resource.Server server = less.addServer("s", less.addDisk("d", DataSize.gib(1)));
            VaultId vault = backup.vaults()
                    .create(VaultSpec.forServers("v", DataSize.gib(10)))
                    .id();
            backup.vaults().add(vault, server);
            RestorePoint point = backup.restorePoints()
                    .take(BackupSpec.of(vault))
                    .await(LONG)
                    .restorePoints()
                    .get(0);
            String before = less.describe();
            List<ThrowingCallable> calls = List.of(
                    () -> backup.vaults().subscribe(VaultSpec.forDisks("x", DataSize.gib(10)), Subscription.months(1)),
                    () -> backup.vaults().subscribe(vault, Subscription.months(1)),
                    () -> backup.vaults().lockForever(vault),
                    () -> backup.vaults().move(vault, vault, List.of(server)),
                    () -> backup.vaults()
                            .create(VaultSpec.forDisks("x", DataSize.gib(10)).withAutoExpand(true)),
                    () -> backup.restorePoints().restore(point.id(), ServerSpec.of("x")),
                    () -> backup.images().build(ImageSpec.of("i", ImageSource.restorePoint(point.id()))),
                    () -> backup.images().build(ImageSpec.of("i", ImageSource.wholeServer(server, vault))),
                    () -> backup.images().export(new ImageId("image-1"), "bucket:x", Image.Format.QCOW2));

            assertThat(calls)
                    .allSatisfy(call -> assertThatThrownBy(call)
                            .isInstanceOf(Unsupported.class)
                            .extracting(refusal ->
                                    ((BackupException) refusal).code().orElseThrow())
                            .isEqualTo("NO_CAPABILITY"));
            assertThat(less.describe()).isEqualTo(before);
        }

        @Test
        void withZonedSchedules_zoneWithSummerTime_isKeptThroughTheYear() {
            InMemoryCloud zoned = InMemoryCloud.builder().withZonedSchedules().build();
            Schedule schedule = Schedule.dailyAt("02:30").in(ZoneId.of("Europe/Berlin"));
            Resource.Disk disk = zoned.addDisk("d", DataSize.gib(1));
            Policy policy = protect(zoned, disk, schedule, Retention.latest(1));

            assertThat(policy.schedule()).isEqualTo(schedule);
            zoned.time().advanceTo(Instant.parse("2026-03-01T12:00:00Z"));
            assertThat(newest(zoned, disk).createdAt()).isEqualTo(Instant.parse("2026-03-01T01:30:00Z"));
            zoned.time().advanceTo(Instant.parse("2026-06-01T12:00:00Z"));
            assertThat(newest(zoned, disk).createdAt()).isEqualTo(Instant.parse("2026-06-01T00:30:00Z"));
        }

        @Test
        void withUuids_ids_areUuidsAndTheSameEachTime() {
            InMemoryCloud one = InMemoryCloud.builder().withUuids().build();
            InMemoryCloud two = InMemoryCloud.builder().withUuids().build();

            List<String> ids = idsOf(one);
            assertThat(ids)
                    .doesNotHaveDuplicates()
                    .isEqualTo(idsOf(two))
                    .allSatisfy(id -> assertThat(UUID.fromString(id)).hasToString(id));
        }

        @Test
        void withoutUuids_ids_areReadable() {
            assertThat(idsOf(cloud)).containsExactly("disk-1", "vault-1", "point-1", "policy-1");
        }

        @Test
        void time_shared_movesBothClouds() {
            VirtualTime time = VirtualTime.startingAt(Instant.parse("2030-01-01T00:00:00Z"));
            InMemoryCloud one = InMemoryCloud.builder().time(time).build();
            InMemoryCloud two =
                    InMemoryCloud.builder().time(time).site(new Site("r", "p")).build();
            Resource.Disk disk = two.addDisk("d", DataSize.gib(1));
            protect(two, disk, Schedule.dailyAt("02:00"), Retention.forever());

            one.time().advance(Duration.ofDays(2));

            assertThat(one.disks()).isEmpty();
            assertThat(points(two, disk)).hasSize(2);
            assertThat(two.site()).isEqualTo(new Site("r", "p"));
        }

        @Test
        void expiringWithoutPolicy_policyDetached_stampedPointsGoAllTheSame() {
            assertThat(pointsLeftAfterDetaching(
                            InMemoryCloud.builder().expiringWithoutPolicy().build()))
                    .isZero();
            assertThat(pointsLeftAfterDetaching(cloud)).as("by default").isEqualTo(3);
        }

        private long pointsLeftAfterDetaching(InMemoryCloud some) {
            Resource.Disk disk = some.addDisk("d", DataSize.gib(1));
            Policy policy = protect(some, disk, Schedule.dailyAt("09:00"), Retention.days(5));
            some.time().advance(Duration.ofDays(3));
            assertThat(points(some, disk)).hasSize(3);
            some.backup().policies().detach(policy.id(), newest(some, disk).vault());
            some.time().advance(Duration.ofDays(30));
            return points(some, disk).size();
        }

        private List<String> idsOf(InMemoryCloud some) {
            Resource.Disk disk = some.addDisk("d", DataSize.gib(1));
            VaultId vault = diskVault(some, disk);
            RestorePoint point = some.backup()
                    .restorePoints()
                    .take(BackupSpec.of(vault))
                    .await(LONG)
                    .restorePoints()
                    .get(0);
            Policy policy = some.backup()
                    .policies()
                    .create(PolicySpec.backup("p", Schedule.dailyAt("02:00"), Retention.forever()));
            return List.of(
                    disk.id(), vault.value(), point.id().value(), policy.id().value());
        }
    }

    @Nested
    @DisplayName("How long work takes")
    class Durations {
        @Test
        void takes_negative_isRefused() {
            assertThatThrownBy(() -> cloud.takes(Work.BACKUP, Duration.ofSeconds(-1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void takes_longer_appliesToWhatBeginsLater() {
            Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
            VaultId vault = diskVault(cloud, disk);
            Operation<?> before = cloud.backup().restorePoints().take(BackupSpec.of(vault));
            cloud.takes(Work.BACKUP, Duration.ofHours(3));

            cloud.time().advance(Work.BACKUP.usual());
            assertThat(before.poll().ended()).isTrue();
            Operation<?> after = cloud.backup().restorePoints().take(BackupSpec.of(vault));
            cloud.time().advance(Duration.ofHours(3).minusNanos(1));
            assertThat(after.poll().ended()).isFalse();
            cloud.time().advance(Duration.ofNanos(1));
            assertThat(after.poll().ended()).isTrue();
        }

        @Test
        void takes_nothingAtAll_everyKindOfWorkIsDoneAtOnce() {
            for (Work work : Work.values()) {
                cloud.takes(work, Duration.ZERO);
            }
            CloudBackup backup = cloud.backup();
            Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
            cloud.write(disk, "one");
            VaultId vault = backup.vaults()
                    .subscribe(VaultSpec.forDisks("v", DataSize.gib(10)), Subscription.months(1))
                    .await(Duration.ZERO)
                    .id();
            backup.vaults().add(vault, disk);

            RestorePoint point = backup.restorePoints()
                    .take(BackupSpec.of(vault))
                    .await(Duration.ZERO)
                    .restorePoints()
                    .get(0);
            assertThat(point.available()).isTrue();
            Snapshot snapshot =
                    backup.snapshots().take(SnapshotSpec.of(disk, "s")).await(Duration.ZERO);
            assertThat(snapshot.status()).isEqualTo(Snapshot.Status.AVAILABLE);
            cloud.write(disk, "two");
            assertThat(backup.restorePoints()
                            .restore(point.id(), InPlace.over(disk))
                            .await(Duration.ZERO))
                    .isEqualTo(disk);
            assertThat(cloud.readText(disk)).isEqualTo("one");
            cloud.write(disk, "three");
            backup.snapshots().rollBack(snapshot.id(), disk).await(Duration.ZERO);
            assertThat(cloud.readText(disk)).isEqualTo("one");
            Resource.Disk fresh = backup.restorePoints()
                    .restore(point.id(), DiskSpec.of("new"))
                    .await(Duration.ZERO);
            assertThat(cloud.readText(fresh)).isEqualTo("one");
            Image image = backup.images()
                    .build(ImageSpec.of("i", ImageSource.disk(disk)))
                    .await(Duration.ZERO);
            backup.images().export(image.id(), "bucket:x", Image.Format.QCOW2).await(Duration.ZERO);
            assertThat(cloud.readExport("bucket:x")).isEqualTo("one".getBytes(StandardCharsets.UTF_8));

            backup.images().delete(image.id(), Removal.KEEPING_RESTORE_POINTS);
            backup.snapshots().delete(snapshot.id());
            backup.restorePoints().delete(point.id());
            assertThat(backup.images().list()).isEmpty();
            assertThat(backup.snapshots().list()).isEmpty();
            assertThat(backup.restorePoints().list()).isEmpty();
            backup.vaults().remove(vault, List.of(disk), Removal.DELETING_RESTORE_POINTS);
            assertThat(backup.vaults().get(vault).members()).isEmpty();
            backup.vaults().delete(vault, Removal.KEEPING_RESTORE_POINTS);
            assertThat(backup.vaults().list()).isEmpty();
            assertThat(cloud.time().now()).isEqualTo(VirtualTime.DEFAULT_START);
        }

        @Test
        void takes_nothing_automaticRunsNeitherOverlapNorStick() {
            cloud.takes(Work.BACKUP, Duration.ZERO);
            Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
            protect(cloud, disk, Schedule.dailyAt("02:00", "03:00"), Retention.latest(5));

            cloud.time().advance(Duration.ofDays(4));

            assertThat(points(cloud, disk)).hasSize(5).allMatch(RestorePoint::available);
            assertThat(cloud.history()).extracting(HistoryEntry::event).doesNotContain("slot skipped");
            assertThat(cloud.backup().operations().list())
                    .hasSize(8)
                    .allMatch(entry -> entry.status() == OperationRecord.Status.SUCCEEDED);
        }

        @Test
        void takes_nothing_failedBackupsLeaveNothingBusy() {
            cloud.takes(Work.BACKUP, Duration.ZERO);
            Resource.Disk disk = cloud.addDisk("d", DataSize.gib(1));
            VaultId vault = diskVault(cloud, disk);
            cloud.faults().failNext(Work.BACKUP, "E", "broken");

            Operation<?> operation = cloud.backup().restorePoints().take(BackupSpec.of(vault));

            assertThat(operation.poll()).isInstanceOf(Operation.Status.Failed.class);
            assertThat(cloud.backup()
                            .restorePoints()
                            .take(BackupSpec.of(vault))
                            .await(Duration.ZERO)
                            .complete())
                    .isTrue();
        }
    }

    @Nested
    @DisplayName("The same calls")
    class Determinism {
        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void describe_twoCloudsSameCalls_isTheSame(boolean uuids) {
            InMemoryCloud one = busyCloud(uuids);
            InMemoryCloud two = busyCloud(uuids);

            assertThat(one.describe()).isEqualTo(two.describe());
            assertThat(one.history()).isEqualTo(two.history()).hasSizeGreaterThan(100);
            assertThat(one.backup().operations().list().toList())
                    .isEqualTo(two.backup().operations().list().toList());
            assertThat(one.backup().restorePoints().list().toList())
                    .isEqualTo(two.backup().restorePoints().list().toList());
        }

        private InMemoryCloud busyCloud(boolean uuids) {
            InMemoryCloud.Builder builder = InMemoryCloud.builder();
            InMemoryCloud busy = (uuids ? builder.withUuids() : builder).build();
            for (int i = 0; i < 5; i++) {
                Resource.Disk disk = busy.addDisk("d" + i, DataSize.gib(1));
                protect(busy, disk, Schedule.dailyAt("02:00", "03:00"), Retention.latest(3));
                busy.faults().failNext(Work.BACKUP, "E", "broken");
                busy.write(disk, "text " + i);
                busy.time().advance(Duration.ofDays(2));
            }
            return busy;
        }
    }

    private static VaultId diskVault(InMemoryCloud cloud, Resource.Disk disk) {
        VaultId vault = cloud.backup()
                .vaults()
                .create(VaultSpec.forDisks("v", DataSize.gib(10)))
                .id();
        cloud.backup().vaults().add(vault, disk);
        return vault;
    }

    private static Policy protect(InMemoryCloud cloud, Resource.Disk disk, Schedule schedule, Retention retention) {
        Policy policy = cloud.backup().policies().create(PolicySpec.backup("p", schedule, retention));
        cloud.backup().policies().attach(policy.id(), diskVault(cloud, disk));
        return policy;
    }

    private static List<RestorePoint> points(InMemoryCloud cloud, Resource resource) {
        return cloud.backup()
                .restorePoints()
                .list(RestorePointFilter.of(resource))
                .toList();
    }

    private static RestorePoint newest(InMemoryCloud cloud, Resource resource) {
        return points(cloud, resource).get(0);
    }
}
