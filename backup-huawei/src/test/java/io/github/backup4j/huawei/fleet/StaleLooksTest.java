package io.github.backup4j.huawei.fleet;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.emulator.LaggingLists;
import io.github.backup4j.huawei.stub.StubServer;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.Work;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many things that are waited for together, where lists show late, or not at all, or slowly what there is. */
class StaleLooksTest {
    private static final Duration LONG = Duration.ofHours(12);
    private static final int COUNT = 6;

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
    private final List<Resource.Disk> disks = IntStream.range(0, COUNT)
            .mapToObj(i -> cloud.addDisk("disk-" + i, DataSize.gib(10)))
            .toList();

    /** What is wrong with lists. */
    enum Lists {
        LAG,
        SHOW_NOTHING
    }

    @ParameterizedTest
    @EnumSource(Lists.class)
    void restoreInPlace_manyWhereListsAreStale_endOnceTheirDataIsThere(Lists lists) throws IOException {
        List<RestorePoint> points = backUp();
        disks.forEach(disk -> cloud.write(disk, "new"));

        var unused = wait(
                lists,
                backup -> points.stream()
                        .map(point -> backup.restorePoints()
                                .restore(point.id(), InPlace.over((Resource.Disk) point.resource())))
                        .toList());

        assertThat(disks).allSatisfy(disk -> assertThat(cloud.readText(disk)).isEqualTo("old"));
    }

    /** A run for each disk. */
    @ParameterizedTest
    @EnumSource(Lists.class)
    void backups_manyWhereListsAreStale_endWithTheirRestorePoints(Lists lists) throws IOException {
        cloud.takes(Work.BACKUP, Duration.ofMinutes(3));
        VaultId vault = vault();

        List<BackupRun> runs = wait(
                lists,
                backup -> disks.stream()
                        .map(disk ->
                                backup.restorePoints().take(BackupSpec.of(vault).only(disk)))
                        .toList());

        assertThat(runs)
                .flatMap(BackupRun::restorePoints)
                .map(RestorePoint::resource)
                .containsExactlyElementsOf(new ArrayList<Resource>(disks));
        assertThat(runs)
                .flatMap(BackupRun::restorePoints)
                .allSatisfy(point -> assertThat(point.status()).isEqualTo(RestorePoint.Status.AVAILABLE));
    }

    @ParameterizedTest
    @EnumSource(Lists.class)
    void restoreToNewDisks_manyWhereListsAreStale_endOnceTheirDataIsThere(Lists lists) throws IOException {
        List<RestorePoint> points = backUp();

        List<Resource.Disk> made = wait(
                lists,
                backup -> points.stream()
                        .map(point -> backup.restorePoints()
                                .restore(
                                        point.id(),
                                        DiskSpec.of("copy").inZone("zone-1").withType("SSD")))
                        .toList());

        assertThat(made)
                .hasSize(COUNT)
                .allSatisfy(disk -> assertThat(cloud.readText(disk)).isEqualTo("old"));
    }

    @ParameterizedTest
    @EnumSource(Lists.class)
    void snapshots_manyWhereListsAreStale_endAsAvailable(Lists lists) throws IOException {
        List<Snapshot> taken = wait(
                lists,
                backup -> disks.stream()
                        .map(disk -> backup.snapshots().take(SnapshotSpec.of(disk, "before")))
                        .toList());

        assertThat(taken).extracting(Snapshot::disk).containsExactlyElementsOf(disks);
        assertThat(taken).allSatisfy(snapshot -> assertThat(snapshot.status()).isEqualTo(Snapshot.Status.AVAILABLE));
    }

    @ParameterizedTest
    @EnumSource(Lists.class)
    void rollBacks_manyWhereListsAreStale_endOnceTheirDataIsThere(Lists lists) throws IOException {
        disks.forEach(disk -> cloud.write(disk, "old"));
        List<Snapshot> taken = disks.stream()
                .map(disk -> cloud.backup()
                        .snapshots()
                        .take(SnapshotSpec.of(disk, "before"))
                        .await(LONG))
                .toList();
        disks.forEach(disk -> cloud.write(disk, "new"));

        var unused = wait(
                lists,
                backup -> taken.stream()
                        .map(snapshot -> backup.snapshots().rollBack(snapshot.id(), snapshot.disk()))
                        .toList());

        assertThat(disks).allSatisfy(disk -> assertThat(cloud.readText(disk)).isEqualTo("old"));
    }

    @ParameterizedTest
    @EnumSource(Lists.class)
    void images_manyWhereListsAreStale_endAsActiveImagesOfTheirDisks(Lists lists) throws IOException {
        List<Image> built = wait(
                lists,
                backup -> disks.stream()
                        .map(disk -> backup.images().build(ImageSpec.of("image", ImageSource.disk(disk))))
                        .toList());

        assertThat(built)
                .extracting(Image::source)
                .containsExactlyElementsOf(disks.stream().map(ImageSource::disk).toList());
        assertThat(built).allSatisfy(image -> assertThat(image.status()).isEqualTo(Image.Status.ACTIVE));
    }

    @ParameterizedTest
    @EnumSource(Lists.class)
    void servers_manyWhereListsAreStale_endOnceTheyRun(Lists lists) throws IOException {
        Resource.Server original = cloud.addServer("server", cloud.addDisk("system", DataSize.gib(10)));
        ImageId image = cloud.backup()
                .images()
                .build(ImageSpec.of("image", ImageSource.systemDiskOf(original)))
                .await(LONG)
                .id();

        List<Resource.Server> made = wait(
                lists,
                backup -> disks.stream()
                        .map(disk -> backup.images().restore(image, ServerSpec.of("twin")))
                        .toList());

        assertThat(made).doesNotHaveDuplicates().doesNotContain(original).hasSize(COUNT);
        assertThat(made)
                .allSatisfy(server -> assertThat(
                                cloud.backup().resources().get(server).status())
                        .isEqualTo(ProtectableResource.Status.RUNNING));
    }

    /** The look at restores does not end within a minute; those at snapshots are made by other threads meanwhile. */
    @Test
    void futures_lookOfOneKindDrips_doesNotHoldUpAnotherKind() throws IOException {
        List<RestorePoint> points = backUp();
        List<Resource.Disk> others = IntStream.range(0, COUNT)
                .mapToObj(i -> cloud.addDisk("other-" + i, DataSize.gib(10)))
                .toList();
        AtomicInteger dripping = new AtomicInteger();
        AtomicBoolean begun = new AtomicBoolean();
        try (HuaweiEmulator emulator = HuaweiEmulator.builder().cloud(cloud).start();
                StubServer proxy = new StubServer(request -> {
                    boolean look = begun.get() && request.getUrl().contains("/operation-logs?");
                    if (!look) {
                        return aResponse()
                                .proxiedFrom(emulator.address().toString())
                                .build();
                    }
                    dripping.incrementAndGet();
                    return aResponse()
                            .withHeader("Content-Type", "application/json")
                            .withBody(" ".repeat(1000))
                            .withChunkedDribbleDelay(1000, 120_000)
                            .build();
                });
                CloudBackup backup = SmallWorld.open(cloud.site(), proxy.address(), cloud.time())) {
            List<Operation<Snapshot>> snapshots = others.stream()
                    .map(disk -> backup.snapshots().take(SnapshotSpec.of(disk, "before")))
                    .toList();
            List<Operation<Resource.Disk>> restores = points.stream()
                    .map(point ->
                            backup.restorePoints().restore(point.id(), InPlace.over((Resource.Disk) point.resource())))
                    .toList();
            begun.set(true);
            List<CompletableFuture<Resource.Disk>> slow =
                    restores.stream().map(Operation::toCompletableFuture).toList();
            while (dripping.get() == 0) {
                Thread.onSpinWait();
            }

            CompletableFuture<?> all = CompletableFuture.allOf(
                    snapshots.stream().map(Operation::toCompletableFuture).toArray(CompletableFuture<?>[]::new));

            assertThat(all).succeedsWithin(Duration.ofSeconds(30));
            assertThat(slow).allSatisfy(each -> assertThat(each).isNotDone());
            slow.forEach(each -> each.cancel(true));
        }
    }

    private <T> List<T> wait(Lists lists, Function<CloudBackup, List<Operation<T>>> start) throws IOException {
        Stale stale = new Stale(lists);
        try (HuaweiEmulator emulator = HuaweiEmulator.builder()
                        .cloud(cloud)
                        .interference(stale)
                        .start();
                CloudBackup backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            List<Operation<T>> operations = start.apply(backup);
            stale.on = true;
            List<T> results = backup.operations().awaitAll(operations, LONG).results();
            assertThat(stale.lists.get()).as("lists read").isPositive();
            return new ArrayList<>(results);
        }
    }

    private List<RestorePoint> backUp() {
        disks.forEach(disk -> cloud.write(disk, "old"));
        return cloud.backup()
                .restorePoints()
                .take(BackupSpec.of(vault()))
                .await(LONG)
                .restorePoints();
    }

    private VaultId vault() {
        CloudBackup direct = cloud.backup();
        VaultId vault = direct.vaults()
                .create(VaultSpec.forDisks("disks", DataSize.gib(5000)))
                .id();
        direct.vaults().add(vault, disks);
        return vault;
    }

    /** Lists that show what there was a minute ago, or nothing. */
    private final class Stale implements Interference {
        private final Lists how;
        private @Nullable LaggingLists lagging;
        private volatile boolean on;
        private final AtomicInteger lists = new AtomicInteger();

        Stale(Lists how) {
            this.how = how;
        }

        private LaggingLists lagging() {
            if (lagging == null) {
                lagging = new LaggingLists(1, cloud.time(), Duration.ofMinutes(1), Duration.ofMinutes(1));
            }
            return lagging;
        }

        @Override
        public Fault before(String method, URI target) {
            return Fault.NONE;
        }

        @Override
        public void after(String method, URI target, int status, JsonNode answer) {
            lagging().answered(method, target, status, answer);
        }

        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            if (how == Lists.LAG) {
                lists.incrementAndGet();
                return lagging().shown(method, target, answer);
            }
            String path = target.getPath();
            boolean images = path.endsWith("/cloudimages")
                    && !String.valueOf(target.getQuery()).contains("id=");
            boolean backups = path.endsWith("/backups")
                    && !String.valueOf(target.getQuery()).contains("checkpoint_id=");
            boolean list = path.endsWith("/detail") || path.endsWith("/operation-logs") || images || backups;
            if (!on || !list || !method.equals("GET")) {
                return answer;
            }
            lists.incrementAndGet();
            ObjectNode shown = answer.deepCopy();
            for (JsonNode field : shown) {
                if (field instanceof ArrayNode array) {
                    array.removeAll();
                }
            }
            shown.put("count", 0);
            return shown;
        }
    }
}
