package io.github.backup4j.huawei.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.Work;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How many requests it takes to wait for many things that take ten minutes, in whatever way: looks at all of them by lists, and a few
 * requests for the end of each.
 */
class FleetWaitsTest {
    private static final Duration LONG = Duration.ofHours(12);
    private static final Duration WORK = Duration.ofMinutes(10);
    private static final DataSize SIZE = DataSize.gib(10);

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();

    FleetWaitsTest() {
        for (Work work : Work.values()) {
            cloud.takes(work, WORK);
        }
    }

    /** How many things are waited for: more than are read by themselves at once when lists leave them out. */
    private static int many(Way way, Form form) {
        return way == Way.FUTURES && form == Form.RECORDED ? 100 : 60;
    }

    /** How callers wait. */
    enum Way {
        AWAIT_IN_TURN {
            @Override
            <T> List<T> results(CloudBackup backup, List<Operation<T>> operations) {
                return operations.stream().map(each -> each.await(LONG)).toList();
            }
        },
        AWAIT_BY_THREADS {
            @Override
            <T> List<T> results(CloudBackup backup, List<Operation<T>> operations)
                    throws InterruptedException, ExecutionException {
                ExecutorService threads = Executors.newFixedThreadPool(8);
                try {
                    List<Callable<T>> waits = operations.stream()
                            .map(each -> (Callable<T>) () -> each.await(LONG))
                            .toList();
                    List<T> results = new ArrayList<>();
                    for (Future<T> each : threads.invokeAll(waits)) {
                        results.add(each.get());
                    }
                    return results;
                } finally {
                    threads.shutdownNow();
                }
            }
        },
        FUTURES {
            @Override
            <T> List<T> results(CloudBackup backup, List<Operation<T>> operations)
                    throws InterruptedException, ExecutionException {
                List<CompletableFuture<T>> futures =
                        operations.stream().map(Operation::toCompletableFuture).toList();
                List<T> results = new ArrayList<>();
                for (CompletableFuture<T> each : futures) {
                    results.add(each.get());
                }
                return results;
            }
        },
        AWAIT_ALL {
            @Override
            <T> List<T> results(CloudBackup backup, List<Operation<T>> operations) {
                return backup.operations().awaitAll(operations, LONG).results();
            }
        };

        abstract <T> List<T> results(CloudBackup backup, List<Operation<T>> operations)
                throws InterruptedException, ExecutionException;
    }

    static Stream<Arguments> waysAndForms() {
        // The forms differ in what a list says, which futures ask most often for.
        return Stream.concat(
                Arrays.stream(Way.values()).map(way -> Arguments.of(way, Form.RECORDED)),
                Stream.of(Arguments.of(Way.FUTURES, Form.DOCUMENTED)));
    }

    /** Work of several steps goes on only while somebody waits for it: who waits in turn begins the steps one after the other. */
    static Stream<Arguments> waysAtOnceAndForms() {
        return waysAndForms().filter(each -> each.get()[0] != Way.AWAIT_IN_TURN);
    }

    /**
     * The point and the create; then the job and the disk, each once. A disk is listed as ready once before it is filled, and its job
     * is asked a few times meanwhile.
     */
    @ParameterizedTest
    @MethodSource("waysAndForms")
    void restoreToNewDisks_manyWaitedFor_looksAtAllTogether(Way way, Form form) throws Exception {
        int many = many(way, form);
        List<RestorePoint> points = backUpDisks(many);

        Requests requests = requests(
                way,
                form,
                backup -> points.stream()
                        .map(point -> backup.restorePoints()
                                .restore(
                                        point.id(),
                                        DiskSpec.of("copy").inZone("zone-1").withType("SSD")))
                        .toList());

        assertThat(requests.starting()).isLessThanOrEqualTo(2L * many);
        assertThat(requests.waiting()).as("requests").isBetween(2L * many, 6L * many + 120);
        assertThat(requests.results()).doesNotHaveDuplicates().hasSize(many);
    }

    /** The log says how each ended; the disk is looked at twice, as a list may show it as it was before. */
    @ParameterizedTest
    @MethodSource("waysAndForms")
    void restoreInPlace_manyWaitedFor_looksAtAllTogether(Way way, Form form) throws Exception {
        int many = many(way, form);
        List<RestorePoint> points = backUpDisks(many);

        Requests requests = requests(
                way,
                form,
                backup -> points.stream()
                        .map(point -> backup.restorePoints()
                                .restore(point.id(), InPlace.over((Resource.Disk) point.resource())))
                        .toList());

        assertThat(requests.waiting()).as("requests").isBetween(2L * many, 2L * many + 60);
        assertThat(requests.results())
                .containsExactlyElementsOf(
                        points.stream().<Object>map(RestorePoint::resource).toList());
    }

    /** Lists say all. */
    @ParameterizedTest
    @MethodSource("waysAndForms")
    void take_manySnapshotsWaitedFor_looksAtAllTogether(Way way, Form form) throws Exception {
        int many = many(way, form);
        List<Resource.Disk> disks = disks(many);

        Requests requests = requests(
                way,
                form,
                backup -> disks.stream()
                        .map(disk -> backup.snapshots().take(SnapshotSpec.of(disk, "before")))
                        .toList());

        assertThat(requests.starting()).isLessThanOrEqualTo(3L * many);
        assertThat(requests.waiting()).as("requests").isBetween(2L, 80L);
        assertThat(requests.results()).map(result -> ((Snapshot) result).disk()).containsExactlyElementsOf(disks);
    }

    /** The disk and the snapshot, each once. */
    @ParameterizedTest
    @MethodSource("waysAndForms")
    void rollBack_manyWaitedFor_looksAtAllTogether(Way way, Form form) throws Exception {
        int many = many(way, form);
        List<Resource.Disk> disks = disks(many);
        List<Snapshot> snapshots = disks.stream()
                .map(disk -> cloud.backup()
                        .snapshots()
                        .take(SnapshotSpec.of(disk, "before"))
                        .await(LONG))
                .toList();

        Requests requests = requests(
                way,
                form,
                backup -> snapshots.stream()
                        .map(snapshot -> backup.snapshots().rollBack(snapshot.id(), snapshot.disk()))
                        .toList());

        assertThat(requests.waiting()).as("requests").isBetween(2L * many, 2L * many + 160);
        assertThat(requests.results()).containsExactlyElementsOf(new ArrayList<Object>(disks));
    }

    /** What was copied is asked for once, with its disks. */
    @ParameterizedTest
    @MethodSource("waysAndForms")
    void copy_twentyWaitedFor_looksAtAllTogether(Way way, Form form) throws Exception {
        List<RestorePoint> points = backUpServers(20);
        VaultId there = cloud.at(SmallWorld.otherRegion())
                .backup()
                .vaults()
                .create(VaultSpec.forServers("elsewhere", DataSize.gib(5000)).forReplication())
                .id();

        Requests requests = requests(
                way,
                form,
                backup -> points.stream()
                        .map(point -> backup.restorePoints().copy(point.id(), SmallWorld.otherRegion(), there, "copy"))
                        .toList());

        assertThat(requests.waiting()).as("requests").isBetween(20L, 20L + 60);
        assertThat(requests.results())
                .map(result -> ((RestorePoint) result).id())
                .containsExactlyElementsOf(points.stream().map(RestorePoint::id).toList());
    }

    /** Each is asked for once, as it alone says what it skipped; what they have made is one list. */
    @ParameterizedTest
    @MethodSource("waysAndForms")
    void resume_fortyRuns_asksForEachOnce(Way way, Form form) throws Exception {
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            VaultId vault = vault(VaultSpec.forDisks("vault-" + i, DataSize.gib(500)), disks(2));
            tokens.add(vault.value());
        }
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, form);
                CloudBackup backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            tokens.replaceAll(vault -> backup.restorePoints()
                    .take(BackupSpec.of(new VaultId(vault)))
                    .token());
        }

        Requests requests = requests(
                way,
                form,
                backup -> tokens.stream()
                        .map(token -> backup.operations().resume(token, BackupRun.class))
                        .toList());

        assertThat(requests.starting()).isZero();
        assertThat(requests.waiting()).as("requests").isBetween(40L, 40L + 60);
        assertThat(requests.results())
                .allSatisfy(result ->
                        assertThat(((BackupRun) result).restorePoints()).hasSize(2));
    }

    /** A deletion looks at what it deletes, whatever lists say, and is waited for by nobody. */
    @ParameterizedTest
    @EnumSource
    void delete_many_looksAtEachOnce(Form form) throws Exception {
        int many = 60;
        List<RestorePoint> points = backUpDisks(many);

        Requests requests = requests(Way.AWAIT_IN_TURN, form, backup -> {
            points.forEach(point -> backup.restorePoints().delete(point.id()));
            return List.<Operation<Object>>of();
        });

        assertThat(requests.starting()).isEqualTo(2L * many);
        assertThat(requests.waiting()).isZero();
    }

    /** The disk and the build; then the job of each, once. Lists say the rest. */
    @ParameterizedTest
    @MethodSource("waysAndForms")
    void build_manyImagesWaitedFor_looksAtAllTogether(Way way, Form form) throws Exception {
        int many = many(way, form);
        List<Resource.Disk> disks = disks(many);

        Requests requests = requests(
                way,
                form,
                backup -> disks.stream()
                        .map(disk -> backup.images().build(ImageSpec.of("image", ImageSource.disk(disk))))
                        .toList());

        assertThat(requests.starting()).isLessThanOrEqualTo(2L * many);
        assertThat(requests.waiting()).as("requests").isBetween((long) many, many + 250L);
        assertThat(requests.results())
                .map(result -> ((Image) result).source())
                .containsExactlyElementsOf(disks.stream().map(ImageSource::disk).toList());
        assertThat(requests.results())
                .allSatisfy(result -> assertThat(((Image) result).status()).isEqualTo(Image.Status.ACTIVE));
    }

    /** The original and the copy; then the job of each, once. Lists say the rest. */
    @ParameterizedTest
    @MethodSource("waysAndForms")
    void copy_manyImagesWaitedFor_looksAtAllTogether(Way way, Form form) throws Exception {
        int many = many(way, form);
        ImageId original = image(ImageSource.disk(disks(1).get(0)));

        Requests requests = requests(
                way,
                form,
                backup -> IntStream.range(0, many)
                        .mapToObj(i -> backup.images().copy(original, ImageCopySpec.of("copy-" + i)))
                        .toList());

        assertThat(requests.starting()).isLessThanOrEqualTo(2L * many);
        assertThat(requests.waiting()).as("requests").isBetween((long) many, many + 250L);
        assertThat(requests.results())
                .map(result -> ((Image) result).name())
                .containsExactlyElementsOf(
                        IntStream.range(0, many).mapToObj(i -> "copy-" + i).toList());
    }

    /** The job of each, once or twice, as a server may run before it has all its disks; lists say the rest. */
    @ParameterizedTest
    @MethodSource("waysAndForms")
    void restore_manyServersFromAnImageWaitedFor_looksAtAllTogether(Way way, Form form) throws Exception {
        int many = many(way, form);
        ImageId image = image(ImageSource.systemDiskOf(cloud.addServer("server", cloud.addDisk("system", SIZE))));

        Requests requests = requests(
                way,
                form,
                backup -> IntStream.range(0, many)
                        .mapToObj(i -> backup.images().restore(image, ServerSpec.of("server-" + i)))
                        .toList());

        assertThat(requests.waiting()).as("requests").isBetween((long) many, 2L * many + 200);
        assertThat(requests.results()).doesNotHaveDuplicates().hasSize(many);
    }

    /** The temporary image of each is looked at before the server is created, and when it is deleted. */
    @ParameterizedTest
    @MethodSource("waysAtOnceAndForms")
    void restore_twentyServersFromPointsWaitedFor_looksAtAllTogether(Way way, Form form) throws Exception {
        List<RestorePoint> points = backUpServers(20);

        Requests requests = requests(
                way,
                form,
                backup -> points.stream()
                        .map(point -> backup.restorePoints().restore(point.id(), ServerSpec.of("twin")))
                        .toList());

        assertThat(requests.waiting()).as("requests").isBetween(20L * 6, 20L * 9 + 400);
        assertThat(requests.results()).doesNotHaveDuplicates().hasSize(20);
    }

    /** The temporary disk of each is looked at before the image is built, and when it is deleted. */
    @ParameterizedTest
    @MethodSource("waysAtOnceAndForms")
    void build_twentyImagesOfSnapshotsWaitedFor_looksAtAllTogether(Way way, Form form) throws Exception {
        List<SnapshotId> snapshots = disks(20).stream()
                .map(disk -> cloud.backup()
                        .snapshots()
                        .take(SnapshotSpec.of(disk, "before"))
                        .await(LONG)
                        .id())
                .toList();

        Requests requests = requests(
                way,
                form,
                backup -> snapshots.stream()
                        .map(snapshot -> backup.images().build(ImageSpec.of("image", ImageSource.snapshot(snapshot))))
                        .toList());

        // Each of the threads moves the clock for all, so that the time passes as they happen to run, and looks go by
        // time.
        long looks =
                way == Way.AWAIT_BY_THREADS ? Math.max(160, 4 * requests.took().dividedBy(Duration.ofSeconds(5))) : 160;
        assertThat(requests.lists()).as("requests for lists").isLessThanOrEqualTo(looks);
        assertThat(requests.waiting() - requests.lists())
                .as("requests for one thing")
                .isBetween(20L * 5, 20L * (way == Way.AWAIT_BY_THREADS ? 13 : 10));
        assertThat(requests.results()).doesNotHaveDuplicates().hasSize(20);
    }

    private ImageId image(ImageSource source) {
        return cloud.backup()
                .images()
                .build(ImageSpec.of("image", source))
                .await(LONG)
                .id();
    }

    private List<Resource.Disk> disks(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> cloud.addDisk("disk-" + i, SIZE))
                .toList();
    }

    private List<RestorePoint> backUpDisks(int count) {
        VaultId vault = vault(VaultSpec.forDisks("disks", DataSize.gib(5000)), disks(count));
        return backUp(vault);
    }

    private List<RestorePoint> backUpServers(int count) {
        List<Resource.Server> servers = IntStream.range(0, count)
                .mapToObj(i -> cloud.addServer("server-" + i, cloud.addDisk("system-" + i, SIZE)))
                .toList();
        return backUp(vault(VaultSpec.forServers("servers", DataSize.gib(5000)), servers));
    }

    private VaultId vault(VaultSpec spec, List<? extends Resource> members) {
        VaultId vault = cloud.backup().vaults().create(spec).id();
        cloud.backup().vaults().add(vault, members);
        return vault;
    }

    private List<RestorePoint> backUp(VaultId vault) {
        return cloud.backup()
                .restorePoints()
                .take(BackupSpec.of(vault))
                .await(LONG)
                .restorePoints();
    }

    /**
     * What it took.
     *
     * @param starting how many requests were sent to begin
     * @param waiting how many to wait
     * @param lists how many of these were for lists
     * @param took how long it was waited
     * @param results what was waited for
     */
    private record Requests(long starting, long waiting, long lists, Duration took, List<Object> results) {}

    private <T> Requests requests(Way way, Form form, Function<CloudBackup, List<Operation<T>>> start)
            throws IOException, InterruptedException, ExecutionException {
        Lists lists = new Lists();
        try (HuaweiEmulator emulator = HuaweiEmulator.builder()
                        .cloud(cloud)
                        .form(form)
                        .interference(lists)
                        .start();
                CloudBackup backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            List<Operation<T>> operations = start.apply(backup);
            long starting = emulator.requests();
            lists.read.set(0);
            Duration begun = cloud.time().elapsed();
            List<T> results = way.results(backup, operations);
            Requests requests = new Requests(
                    starting,
                    emulator.requests() - starting,
                    lists.read.get(),
                    cloud.time().elapsed().minus(begun),
                    new ArrayList<Object>(results));
            return requests;
        }
    }

    /** Counts the requests for lists of things that are waited for. */
    private static final class Lists implements Interference {
        final AtomicLong read = new AtomicLong();

        @Override
        public Fault before(String method, URI target) {
            String path = target.getPath();
            boolean one = path.endsWith("/cloudimages") && ("&" + target.getQuery()).contains("&id=");
            boolean list =
                    path.endsWith("/detail") || path.endsWith("/operation-logs") || path.endsWith("/cloudimages");
            if (list && !one && method.equals("GET")) {
                read.incrementAndGet();
            }
            return Fault.NONE;
        }
    }
}
