package io.github.backup4j.huawei.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.EmulatedBackup;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Many things that are waited for together, whose lists take longer than a poll: the next poll goes on where the last has stopped. The
 * lists show a hundred at a time, among others' things, and of two requests for a list that follow each other, the second fails.
 */
class LongListsTest {
    private static final Duration LONG = Duration.ofHours(12);

    private static final Duration WORK = Duration.ofMinutes(10);

    /** So few that the list of them is one page, if others have none. */
    private static final int COUNT = 12;

    private static final int OTHERS = 230;

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
    private final List<Resource.Disk> disks = disks("disk", COUNT);
    private final List<Resource.Disk> others = disks("other", OTHERS);

    /** How a request for a list fails. */
    enum Cut {
        /** The service refuses it. */
        REFUSED(Duration.ofMinutes(1), Duration.ofMinutes(8)),
        /** The response does not come before the time of the poll is over, which takes seconds each time, so polls are rare. */
        TOO_LATE(Duration.ofMinutes(15), Duration.ofHours(2));

        private final Duration interval;
        private final Duration latest;

        Cut(Duration interval, Duration latest) {
            this.interval = interval;
            this.latest = latest;
        }
    }

    @Test
    void backups_listsAreCut_endInTimeWithEachRestorePointOnce() throws IOException {
        VaultId vault = vault(disks);
        VaultId another = vault(others);

        Waited<BackupRun> waited = wait(
                Cut.REFUSED,
                backup -> {
                    List<Operation<BackupRun>> runs = disks.stream()
                            .map(disk -> backup.restorePoints()
                                    .take(BackupSpec.of(vault).only(disk)))
                            .toList();
                    var unused = cloud.backup().restorePoints().take(BackupSpec.of(another));
                    return runs;
                },
                "/checkpoints/");

        assertThat(waited.results())
                .flatMap(BackupRun::restorePoints)
                .map(RestorePoint::resource)
                .containsExactlyElementsOf(new ArrayList<Resource>(disks));
        assertThat(waited.alone()).as("runs that were requested by themselves").isZero();
    }

    @Test
    void restoresInPlace_listsAreCut_endInTime() throws IOException {
        List<RestorePoint> points = backUp(disks);
        List<RestorePoint> ofOthers = backUp(others);
        disks.forEach(disk -> cloud.write(disk, "new"));

        Waited<Resource.Disk> waited = wait(
                Cut.REFUSED,
                backup -> {
                    List<Operation<Resource.Disk>> restores = restores(backup, points);
                    var unused = restores(cloud.backup(), ofOthers);
                    return restores;
                },
                "/operation-logs/");

        assertThat(waited.results()).containsExactlyElementsOf(disks);
        assertThat(disks).allSatisfy(disk -> assertThat(cloud.readText(disk)).isEqualTo("old"));
        assertThat(waited.alone())
                .as("entries that were requested by themselves")
                .isZero();
    }

    @Test
    void snapshots_listsAreCut_endInTime() throws IOException {
        takeSnapshots(Cut.REFUSED);
    }

    @Test
    void snapshots_listsTakeLongerThanAPoll_endInTime() throws IOException {
        takeSnapshots(Cut.TOO_LATE);
    }

    private void takeSnapshots(Cut cut) throws IOException {
        Waited<Snapshot> waited = wait(
                cut,
                backup -> {
                    List<Operation<Snapshot>> snapshots = snapshots(backup, disks);
                    var unused = snapshots(cloud.backup(), others);
                    return snapshots;
                },
                "/snapshots/");

        assertThat(waited.results()).extracting(Snapshot::disk).containsExactlyElementsOf(disks);
        assertThat(waited.alone())
                .as("snapshots that were requested by themselves")
                .isZero();
    }

    @Test
    void images_listsAreCut_endInTime() throws IOException {
        Waited<Image> waited = wait(
                Cut.REFUSED,
                backup -> {
                    others.forEach(disk -> {
                        var unused = cloud.backup().images().build(ImageSpec.of("other", ImageSource.disk(disk)));
                    });
                    return disks.stream()
                            .map(disk -> backup.images().build(ImageSpec.of("image", ImageSource.disk(disk))))
                            .toList();
                },
                "/jobs/");

        assertThat(waited.results()).extracting(Image::name).hasSize(COUNT).containsOnly("image");
        assertThat(waited.alone()).as("jobs that were requested by themselves").isLessThanOrEqualTo(3 * COUNT);
    }

    /** Fifty disks are listed at a time. */
    @Test
    void newDisks_listsAreCut_endInTime() throws IOException {
        List<RestorePoint> points = backUp(others.subList(0, 110));

        Waited<Resource.Disk> waited = wait(
                Cut.REFUSED,
                backup -> points.stream()
                        .map(point -> backup.restorePoints()
                                .restore(
                                        point.id(),
                                        DiskSpec.of("copy").inZone("zone-1").withType("SSD")))
                        .toList(),
                "/jobs/");

        assertThat(waited.results())
                .hasSize(110)
                .allSatisfy(disk -> assertThat(cloud.readText(disk)).isEqualTo("old"));
        assertThat(waited.alone()).as("jobs that were requested by themselves").isLessThanOrEqualTo(4 * 110);
    }

    /** A look at fifty of them by their ids takes 21 requests, the list of all disks takes three. */
    @Test
    void newDisks_moreThanAThousand_areReadFromTheListOfAllDisks() throws IOException {
        List<RestorePoint> points = backUp(others.subList(0, 1));
        cloud.takes(Work.NEW_DISK, WORK);
        int many = 1_050;
        AtomicInteger lists = new AtomicInteger();
        BackupListener counting = new BackupListener() {
            @Override
            public void requestSent(Request request) {
                if (request.operation().equals("ListVolumes")) {
                    lists.incrementAndGet();
                }
            }
        };
        try (HuaweiEmulator emulator = HuaweiEmulator.builder().cloud(cloud).start();
                CloudBackup backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            CloudBackup heard = backup.listening(counting);
            List<Operation<Resource.Disk>> restores = IntStream.range(0, many)
                    .mapToObj(i -> heard.restorePoints()
                            .restore(
                                    points.get(0).id(),
                                    DiskSpec.of("copy-" + i).inZone("zone-1").withType("SSD")))
                    .toList();
            int before = lists.get();

            assertThat(heard.operations().awaitAll(restores, LONG).results())
                    .hasSize(many)
                    .allSatisfy(disk -> assertThat(cloud.readText(disk)).isEqualTo("old"));

            assertThat(lists.get() - before).as("requests for lists of disks").isLessThanOrEqualTo(150);
        }
    }

    /**
     * What came of a wait.
     *
     * @param alone how often something was requested by itself
     */
    private record Waited<T>(List<T> results, int alone) {}

    private <T> Waited<T> wait(Cut how, Function<CloudBackup, List<Operation<T>>> start, String alone)
            throws IOException {
        for (Work work : Work.values()) {
            cloud.takes(work, WORK);
        }
        Cutting cutting = new Cutting(how, alone);
        Instant begun = cloud.time().now();
        try (HuaweiEmulator emulator = HuaweiEmulator.builder()
                        .cloud(cloud)
                        .interference(cutting)
                        .start();
                CloudBackup backup = open(emulator.address(), how);
                cutting) {
            List<Operation<T>> operations = start.apply(backup);
            cutting.on = true;
            List<T> results = backup.operations().awaitAll(operations, LONG).results();
            assertThat(cutting.cuts).as("requests that failed").isPositive();
            assertThat(Duration.between(begun, cloud.time().now()))
                    .as("when all ends were noticed")
                    .isLessThan(WORK.plus(how.latest));
            return new Waited<>(results, cutting.alone);
        }
    }

    private CloudBackup open(URI address, Cut how) {
        return EmulatedBackup.builder()
                .region(cloud.site().region())
                .project(cloud.site().project())
                .accessKey("AKEXAMPLE", "SKEXAMPLE")
                .endpoint(address)
                .timeSource(cloud.time())
                .pollTime(how == Cut.TOO_LATE ? Duration.ofSeconds(2) : Duration.ofMinutes(1))
                .pollInterval(how.interval)
                .build();
    }

    private static List<Operation<Resource.Disk>> restores(CloudBackup backup, List<RestorePoint> points) {
        return points.stream()
                .map(point ->
                        backup.restorePoints().restore(point.id(), InPlace.over((Resource.Disk) point.resource())))
                .toList();
    }

    private static List<Operation<Snapshot>> snapshots(CloudBackup backup, List<Resource.Disk> of) {
        return of.stream()
                .map(disk -> backup.snapshots().take(SnapshotSpec.of(disk, "before")))
                .toList();
    }

    private List<RestorePoint> backUp(List<Resource.Disk> members) {
        members.forEach(disk -> cloud.write(disk, "old"));
        return cloud.backup()
                .restorePoints()
                .take(BackupSpec.of(vault(members)))
                .await(LONG)
                .restorePoints();
    }

    private VaultId vault(List<Resource.Disk> members) {
        VaultId vault = cloud.backup()
                .vaults()
                .create(VaultSpec.forDisks("vault", DataSize.gib(10_000)))
                .id();
        cloud.backup().vaults().add(vault, members);
        return vault;
    }

    private List<Resource.Disk> disks(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> cloud.addDisk(name + "-" + i, DataSize.gib(10)))
                .toList();
    }

    /** Cuts the second of two requests for lists that follow each other, and pages after a hundred elements. */
    private static final class Cutting implements Interference, AutoCloseable {
        private static final int PAGE = 100;

        private final Cut how;
        private final String aloneIn;
        private final CountDownLatch end = new CountDownLatch(1);
        private volatile boolean on;
        private boolean cutNext;
        private int cuts;
        private int alone;

        Cutting(Cut how, String aloneIn) {
            this.how = how;
            this.aloneIn = aloneIn;
        }

        @Override
        public void arrived(String method, URI target) {
            if (!on || !method.equals("GET")) {
                return;
            }
            if (how == Cut.TOO_LATE && isCut(target)) {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public Fault before(String method, URI target) {
            if (on && method.equals("GET") && target.getPath().contains(aloneIn) && !isList(target)) {
                alone++;
            }
            boolean refused = on && method.equals("GET") && how == Cut.REFUSED && isCut(target);
            return refused ? Fault.FAILED : Fault.NONE;
        }

        private synchronized boolean isCut(URI target) {
            if (!isList(target)) {
                cutNext = false;
                return false;
            }
            boolean cut = cutNext;
            cutNext = !cut;
            cuts += cut ? 1 : 0;
            return cut;
        }

        private static boolean isList(URI target) {
            String path = target.getPath();
            return path.endsWith("/detail")
                    || path.endsWith("/backups")
                    || path.endsWith("/operation-logs")
                    || path.endsWith("/cloudimages")
                    || path.endsWith("/vaults");
        }

        @Override
        public void close() {
            on = false;
            end.countDown();
        }

        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            if (!on || !method.equals("GET") || !isList(target)) {
                return answer;
            }
            ObjectNode shown = answer.deepCopy();
            for (JsonNode field : shown) {
                if (field instanceof ArrayNode array) {
                    while (array.size() > PAGE) {
                        array.remove(array.size() - 1);
                    }
                }
            }
            return shown;
        }
    }
}
