package io.github.backup4j.examples.benchmarks;

import com.huaweicloud.sdk.cbr.v1.CbrClient;
import com.huaweicloud.sdk.cbr.v1.model.CheckpointParam;
import com.huaweicloud.sdk.cbr.v1.model.CreateCheckpointRequest;
import com.huaweicloud.sdk.cbr.v1.model.ListBackupsRequest;
import com.huaweicloud.sdk.cbr.v1.model.ListPoliciesRequest;
import com.huaweicloud.sdk.cbr.v1.model.ListVaultRequest;
import com.huaweicloud.sdk.cbr.v1.model.ShowCheckpointRequest;
import com.huaweicloud.sdk.cbr.v1.model.VaultBackup;
import com.huaweicloud.sdk.cbr.v1.model.VaultBackupReq;
import com.sun.management.ThreadMXBean;
import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.FleetSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.VirtualTime;
import io.github.backup4j.testkit.Work;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What fleets cost on the emulator of Huawei Cloud: requests of backups and lists beside the least that CBR needs, times and
 * bytes as ratios to the SDK alone, and how late the ends of long work are noticed, in one run of one to three minutes.
 *
 * <pre>{@code
 * mvn -q -Pbench -DskipTests -pl examples/benchmarks -am verify \
 *     -Dbench.main=io.github.backup4j.examples.benchmarks.FleetCost
 * }</pre>
 *
 * <p>Waits take no time, as they move the clock of the cloud. Arguments are sections: {@code requests}, {@code lists}, {@code
 * stream}, {@code latency}, {@code late}, {@code open}, {@code storm}, {@code fake}; none: all. With {@code full}, there are also 10,000 disks
 * in 40 vaults, and more of all that is measured: 100,000 restore points instead of 20,000, 1,000 disks with a run for each
 * instead of 200, 1,000 with latency instead of 100, late ends of 1,000 instead of 200, and 10,000 open operations instead of
 * 500, and 10,000 in a storm instead of 1,000. That takes about ten minutes.
 */
public final class FleetCost {
    private static final Duration LONG = Duration.ofHours(24);
    private static final DataSize SIZE = DataSize.gib(10);
    private static final int CALLERS = 16;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private FleetCost() {}

    /**
     * Measures, and prints.
     *
     * @param args the sections
     * @throws Exception if something could not be measured
     */
    public static void main(String... args) throws Exception {
        List<String> sections = new ArrayList<>(List.of(args));
        boolean full = sections.remove("full");
        if (sections.isEmpty()) {
            sections.addAll(List.of("requests", "lists", "stream", "latency", "late", "open", "storm", "fake"));
        }
        for (String section : sections) {
            long begun = System.nanoTime();
            switch (section) {
                case "requests" -> requests(full);
                case "lists" -> lists();
                case "stream" -> stream(full ? 100_000 : 20_000);
                case "latency" -> latency(full ? 1_000 : 100);
                case "late" -> late(full ? 1_000 : 200);
                case "open" -> open(full ? 10_000 : 500);
                case "storm" -> storm(full ? 10_000 : 1_000);
                case "fake" -> fake();
                default -> throw new IllegalArgumentException("there is no section " + section);
            }
            System.out.printf(Locale.ROOT, "  (measured in %.0f s)%n", (System.nanoTime() - begun) / 1e9);
        }
    }

    // ---- requests

    private static void requests(boolean full) throws Exception {
        System.out.println(
                "Backups of 10 minutes: requests, beside the least that CBR needs: a start for each run, six looks"
                        + " by a list, and the restore points in pages of 1,000");
        int[][] worlds =
                full ? new int[][] {{1_000, 4}, {1_000, 100}, {10_000, 40}} : new int[][] {{1_000, 4}, {1_000, 100}};
        for (int[] world : worlds) {
            int least = world[1] + 6 + (world[0] + 999) / 1_000;
            String what = world[0] + " disks in " + world[1] + " vaults";
            for (Way way : Way.values()) {
                try (World scene = new World(world[0], world[1])) {
                    print(what + ", " + way.words, scene.count(way::take), least);
                }
            }
        }
        int disks = full ? 1_000 : 200;
        for (Way way : List.of(Way.IN_TURN, Way.FUTURES)) {
            try (World scene = new World(disks, 4)) {
                print(
                        disks + " disks in 4 vaults, a run for each disk, " + way.words,
                        scene.count(self -> way.wait(self.takeEach())),
                        disks + 6 + 1);
            }
        }
        longRequests();
    }

    private static void longRequests() throws Exception {
        System.out.println(
                "Backups of six hours: requests, beside the least that notices each end within a quarter of an hour whatever"
                        + " the backups do: a start for each run, a look each quarter of an hour and one at the start, and the restore points");
        for (int vaults : new int[] {4, 100}) {
            for (int nights : new int[] {0, 2}) {
                for (Way way : Way.values()) {
                    try (World scene = new World(1_000, vaults)) {
                        scene.cloud.takes(Work.BACKUP, Duration.ofHours(6));
                        scene.backUpFor(nights);
                        print(
                                "1000 disks in " + vaults + " vaults, " + way.words
                                        + (nights == 0 ? ", the first time" : ", as in " + nights + " nights before"),
                                scene.count(way::take),
                                vaults + 6 * 4 + 1 + 1);
                    }
                }
            }
        }
    }

    /** How a fleet is backed up. */
    private enum Way {
        TAKE_ALL("takeAll"),
        IN_TURN("take and await in turn"),
        FUTURES("take and futures");

        private final String words;

        Way(String words) {
            this.words = words;
        }

        void take(World scene) throws InterruptedException, ExecutionException {
            if (this == TAKE_ALL) {
                List<BackupSpec> specs = scene.vaults.keySet().stream()
                        .map(vault -> BackupSpec.of(vault))
                        .toList();
                RequestKey key =
                        RequestKey.of("nightly").madeAt(scene.cloud.time().now());
                if (!scene.backup
                        .restorePoints()
                        .takeAll(FleetSpec.of(specs), key, LONG)
                        .complete()) {
                    throw new IllegalStateException("not all disks were backed up");
                }
                return;
            }
            wait(scene.vaults.keySet().stream()
                    .map(vault -> scene.backup.restorePoints().take(BackupSpec.of(vault)))
                    .toList());
        }

        void wait(List<Operation<BackupRun>> runs) throws InterruptedException, ExecutionException {
            if (this == FUTURES) {
                for (CompletableFuture<BackupRun> run :
                        runs.stream().map(Operation::toCompletableFuture).toList()) {
                    var unused = run.get();
                }
            } else {
                runs.forEach(run -> {
                    var unused = run.await(LONG);
                });
            }
        }
    }

    // ---- lists

    private static void lists() throws Exception {
        System.out.println("Lists and reads: requests, beside the least that the services need");
        try (World scene = new World(1_000, 4)) {
            print(
                    "resources().list() of 1,000 disks in 4 vaults",
                    scene.count(self -> used(self.backup.resources().list())),
                    4);
            var unused = scene.cloud
                    .backup()
                    .restorePoints()
                    .takeAll(
                            FleetSpec.of(scene.vaults.keySet().stream()
                                    .map(vault -> BackupSpec.of(vault))
                                    .toList()),
                            RequestKey.of("first"),
                            LONG);
            print(
                    "newest point of 300 disks, in one call",
                    scene.count(self -> {
                        int found = self.backup
                                .restorePoints()
                                .newest(self.disks().subList(0, 300))
                                .size();
                        if (found != 300) {
                            throw new IllegalStateException(found + " of 300 disks have a restore point");
                        }
                    }),
                    2);
            print(
                    "vaults().list() of 4",
                    scene.count(self -> used(self.backup.vaults().list())),
                    2);
            VaultId one = scene.vaults.keySet().iterator().next();
            print(
                    "vaults().get",
                    scene.count(self -> self.backup.vaults().get(one).id()),
                    2);
        }
        try (World scene = new World(1_000, 0)) {
            print(
                    "resources().list() of 1,000 disks in no vault",
                    scene.count(self -> used(self.backup.resources().list())),
                    3);
        }
        changes();
        System.out.println("vaults().list(): bytes allocated for each vault of 10 disks, beside the SDK's two calls");
        for (int attached : new int[] {0, 32, 128}) {
            vaultBytes(attached);
        }
    }

    private static void changes() throws Exception {
        try (World scene = new World(1, 1)) {
            VaultId vault = scene.vaults.keySet().iterator().next();
            List<Resource.Disk> disks = IntStream.range(0, 6)
                    .mapToObj(disk -> scene.cloud.addDisk("disk-" + disk, SIZE))
                    .toList();
            print(
                    "vaults().create: the vault, and whether its request came twice",
                    scene.count(self -> self.backup.vaults().create(VaultSpec.forDisks("new", SIZE))),
                    2);
            PolicySpec nightly = PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(7));
            List<PolicyId> policies = new ArrayList<>();
            print(
                    "policies().create: the same, and the mark taken off its name",
                    scene.count(self ->
                            policies.add(self.backup.policies().create(nightly).id())),
                    3);
            print(
                    "policies().attach: the policies, the vault, the change",
                    scene.count(self -> self.backup.policies().attach(policies.get(0), vault)),
                    3);
            print(
                    "vaults().add of 5 disks: the vault, the disks, their vaults and obstacles, the change, the result",
                    scene.count(self -> self.backup.vaults().add(vault, disks.subList(0, 5))),
                    7);
            print(
                    "resources().get of a disk in no vault: the disk, its vault, its obstacle",
                    scene.count(self -> self.backup.resources().get(disks.get(5))),
                    3);
        }
    }

    private static void vaultBytes(int attached) throws IOException {
        try (World scene = new World(10 * 128, 128)) {
            var policy = scene.cloud
                    .backup()
                    .policies()
                    .create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(7)))
                    .id();
            scene.vaults.keySet().stream()
                    .limit(attached)
                    .forEach(vault -> scene.cloud.backup().policies().attach(policy, vault));
            CbrClient sdk = scene.sdk();
            long ours = 0;
            long theirs = 0;
            for (int round = 0; round < 6; round++) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                used(scene.backup.vaults().list());
                ours = THREADS.getCurrentThreadAllocatedBytes() - before;
                before = THREADS.getCurrentThreadAllocatedBytes();
                int read = 0;
                for (int page = 100; page == 100; ) {
                    page = sdk.listVault(new ListVaultRequest().withLimit(100).withOffset(read))
                            .getVaults()
                            .size();
                    read += page;
                }
                var unused = sdk.listPolicies(new ListPoliciesRequest());
                theirs = THREADS.getCurrentThreadAllocatedBytes() - before;
            }
            System.out.printf(
                    Locale.ROOT,
                    "  %3d attachments: %.1f KB, x %.2f of the SDK's%n",
                    attached,
                    ours / 1024.0 / 128,
                    (double) ours / theirs);
        }
    }

    private static long used(Stream<?> list) {
        try (list) {
            long[] count = {0};
            list.forEach(each -> count[0]++);
            return count[0];
        }
    }

    // ---- streams

    private static void stream(int points) throws IOException {
        System.out.printf(Locale.ROOT, "%,d restore points streamed, beside the SDK with pages of 100%n", points);
        InMemoryCloud cloud =
                InMemoryCloud.builder().withUuids().site(HuaweiClients.SITE).build();
        Worlds.addNightly(cloud, 1_000, Retention.days(10_000));
        cloud.time().advance(Duration.ofDays(points / 1_000));
        try (HuaweiEmulator emulator = HuaweiEmulator.builder().cloud(cloud).start();
                ReplayServer server = new ReplayServer(emulator.address());
                CloudBackup backup = HuaweiClients.provider(server.address())) {
            CbrClient sdk = HuaweiClients.sdk(CbrClient.newBuilder(), server.address());
            // The server keeps what it is asked for the first time.
            long unusedFirst = used(backup.restorePoints().list()) + paged(sdk);
            AtomicInteger requests = new AtomicInteger();
            var unusedPoint = backup.listening(new BackupListener() {
                        @Override
                        public void requestSent(Request request) {
                            requests.incrementAndGet();
                        }
                    })
                    .restorePoints()
                    .list()
                    .findFirst();
            print("the first of all", requests.get(), 1);
            streamedHeap(server.address(), points);
            List<long[]> rounds = new ArrayList<>();
            for (int round = 0; round < 5; round++) {
                long begun = System.nanoTime();
                long ours = used(backup.restorePoints().list().map(RestorePoint::id));
                long between = System.nanoTime();
                long theirs = paged(sdk);
                if (ours != theirs) {
                    throw new IllegalStateException(ours + " restore points against " + theirs);
                }
                rounds.add(new long[] {between - begun, System.nanoTime() - between});
            }
            Spread ratio = Spread.of(rounds, round -> (double) round[1] / round[0]);
            System.out.printf(
                    Locale.ROOT,
                    "  throughput x %.2f (%.2f to %.2f) of the SDK's%n",
                    ratio.median(),
                    ratio.least(),
                    ratio.most());
        }
    }

    /** The heap of a JVM that does nothing but read them. */
    private static void streamedHeap(URI server, int points) throws IOException {
        long[] heap = new long[3];
        try (ChildJvm child = ChildJvm.start(StreamedHeap.class, List.of(server.toString(), String.valueOf(points)))) {
            for (int i = 0; i < heap.length; i++) {
                heap[i] = Long.parseLong(Objects.requireNonNull(child.line(), "the other JVM has ended early"));
            }
        }
        System.out.printf(
                Locale.ROOT,
                "  heap in use after a tenth, half and all of them: %,d, %,d and %,d KB: %+.1f B a point from a tenth on%n",
                heap[0] / 1024,
                heap[1] / 1024,
                heap[2] / 1024,
                (heap[2] - heap[0]) / (0.9 * points - 1_000));
    }

    private static long paged(CbrClient sdk) {
        long count = 0;
        for (int page = 100; page == 100; count += page) {
            page = sdk.listBackups(new ListBackupsRequest()
                            .withSort("created_at:desc")
                            .withShowReplication(true)
                            .withLimit(100)
                            .withOffset((int) count))
                    .getBackups()
                    .size();
        }
        return count;
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    // ---- latency

    private static void latency(int disks) throws Exception {
        System.out.println("A run for each of " + disks + " disks, 20 ms a request, " + CALLERS
                + " callers: time on the clock, beside a loop over the SDK that polls each run at the same pauses");
        long ours;
        try (World scene = new World(disks, 4, Duration.ofMillis(20))) {
            long begun = System.nanoTime();
            Way.FUTURES.wait(scene.takeEach());
            ours = System.nanoTime() - begun;
        }
        long theirs;
        try (World scene = new World(disks, 4, Duration.ofMillis(20))) {
            long begun = System.nanoTime();
            takeBySdk(scene);
            theirs = System.nanoTime() - begun;
        }
        System.out.printf(
                Locale.ROOT, "  x %.3f: %.1f s against %.1f s%n", (double) ours / theirs, ours / 1e9, theirs / 1e9);
    }

    private static void takeBySdk(World scene) throws Exception {
        CbrClient sdk = scene.sdk();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Callable<String>> starts = new ArrayList<>();
            scene.vaults.forEach((vault, disks) ->
                    disks.forEach(disk -> starts.add(() -> sdk.createCheckpoint(new CreateCheckpointRequest()
                                    .withBody(new VaultBackupReq()
                                            .withCheckpoint(new VaultBackup()
                                                    .withVaultId(vault.value())
                                                    .withParameters(
                                                            new CheckpointParam().withResources(List.of(disk.id()))))))
                            .getCheckpoint()
                            .getId())));
            List<String> open = all(callers, starts);
            Duration waited = Duration.ZERO;
            while (!open.isEmpty()) {
                Duration pause = Duration.ofSeconds(5 * Math.max(1, Math.min(6, waited.toSeconds() / 50)));
                scene.cloud.time().advance(pause);
                waited = waited.plus(pause);
                List<Callable<String>> polls = open.stream()
                        .map(run -> (Callable<String>)
                                () -> sdk.showCheckpoint(new ShowCheckpointRequest().withCheckpointId(run))
                                                .getCheckpoint()
                                                .getStatus()
                                                .getValue()
                                                .equals("available")
                                        ? ""
                                        : run)
                        .toList();
                open = all(callers, polls).stream()
                        .filter(run -> !run.isEmpty())
                        .toList();
            }
        } finally {
            callers.shutdownNow();
        }
    }

    private static <T> List<T> all(ExecutorService callers, List<Callable<T>> tasks) throws Exception {
        List<T> results = new ArrayList<>();
        for (Future<T> each : callers.invokeAll(tasks)) {
            results.add(each.get());
        }
        return results;
    }

    // ---- late ends

    /** Each request moves the clock of the cloud, by as much for 16 callers at once as for one after the other. */
    private static void late(int disks) throws Exception {
        Duration length = Duration.ofMinutes(10);
        System.out.printf(
                Locale.ROOT,
                "A run of 10 minutes for each of %,d disks, awaited by futures, 100 ms a request: how late ends are noticed%n",
                disks);
        try (World scene = new World(disks, 4, World.onItsClock(Duration.ofMillis(100)))) {
            List<Duration> late = new CopyOnWriteArrayList<>();
            List<CompletableFuture<Void>> futures = new ArrayList<>();
            for (Operation<BackupRun> run : scene.takeEach()) {
                futures.add(noteLateness(scene, run, length, late));
            }
            for (CompletableFuture<Void> future : futures) {
                var unused = future.get();
            }
            Spread lateness = Spread.of(late, each -> each.toMillis() / 1000.0);
            System.out.printf(
                    Locale.ROOT,
                    "  late by %.0f s (%.0f to %.0f)%n",
                    lateness.median(),
                    lateness.least(),
                    lateness.most());
        }
    }

    private static CompletableFuture<Void> noteLateness(
            World scene, Operation<BackupRun> run, Duration length, List<Duration> late) {
        return run.toCompletableFuture().thenAccept(made -> {
            Instant end = Objects.requireNonNull(made.startedAt(), "not known").plus(length);
            late.add(Duration.between(end, scene.cloud.time().now()));
        });
    }

    // ---- operations that are open for hours

    /** A run for each disk, all awaited by futures; their lengths differ, from half of the longest on. */
    // ---- a storm

    private static void storm(int operations) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "A service that takes %d calls a second, in real time, and %,d backups that are awaited by futures: how long the"
                        + " start of a restore takes half a minute later%n",
                Limited.CALLS_A_SECOND,
                operations);
        printStorm("nothing else is awaited", 0, true);
        printStorm("they are listed", operations, true);
        printStorm("the lists are denied", operations, false);
    }

    private static void printStorm(String what, int operations, boolean listed) throws Exception {
        Limited limited = new Limited();
        try (World scene = new World(Math.max(1, operations), Math.max(1, operations / 250), unused -> limited);
                CloudBackup backup = HuaweiBackup.builder()
                        .region(HuaweiClients.SITE.region())
                        .project(HuaweiClients.SITE.project())
                        .accessKey("any-key", "any-key")
                        .endpoint(scene.emulator.address())
                        .build()) {
            Resource.Disk disk = scene.cloud.addDisk("restored", SIZE);
            VaultId own = scene.cloud
                    .backup()
                    .vaults()
                    .create(VaultSpec.forDisks("restored", DataSize.gib(100)))
                    .id();
            scene.cloud.backup().vaults().add(own, disk);
            RestorePoint point = scene.cloud
                    .backup()
                    .restorePoints()
                    .take(BackupSpec.of(own))
                    .await(LONG)
                    .restorePoints()
                    .get(0);
            // The clock of the cloud stands still: they do not end.
            List<CompletableFuture<BackupRun>> waits = new ArrayList<>();
            if (operations > 0) {
                scene.takeEach(backup).forEach(run -> waits.add(run.toCompletableFuture()));
            }
            limited.begin(listed);
            Thread.sleep(30_000);
            int before = limited.taken.get() + limited.refused.get();
            int refused = limited.refused.get();
            long begun = System.nanoTime();
            String token = backup.restorePoints()
                    .restore(point.id(), InPlace.over(disk))
                    .token();
            System.out.printf(
                    Locale.ROOT,
                    "  %-26s %4.1f s; %,d calls in the half minute before, %,d of them refused; token of %d characters%n",
                    what,
                    (System.nanoTime() - begun) / 1e9,
                    before,
                    refused,
                    token.length());
            waits.forEach(wait -> wait.cancel(false));
        }
    }

    /** A service that takes some calls in each second, once it has begun to count. */
    private static final class Limited implements Interference {
        static final int CALLS_A_SECOND = 10;

        final AtomicInteger taken = new AtomicInteger();
        final AtomicInteger refused = new AtomicInteger();
        private final Deque<Long> lastSecond = new ArrayDeque<>();
        private boolean limits;
        private boolean shows = true;

        synchronized void begin(boolean listed) {
            limits = true;
            shows = listed;
        }

        @Override
        public synchronized Fault before(String method, URI target) {
            if (!limits) {
                return Fault.NONE;
            }
            long now = System.nanoTime();
            while (!lastSecond.isEmpty() && now - lastSecond.element() > 1_000_000_000L) {
                lastSecond.remove();
            }
            if (lastSecond.size() >= CALLS_A_SECOND) {
                refused.incrementAndGet();
                return Fault.THROTTLED;
            }
            lastSecond.add(now);
            taken.incrementAndGet();
            String path = target.getPath();
            boolean ofRuns = path.endsWith("/backups")
                    || (path.endsWith("/operation-logs") && target.toString().contains("operation_type=backup"));
            return !shows && ofRuns ? Fault.REFUSED : Fault.NONE;
        }
    }

    // ---- open operations

    private static void open(int operations) throws Exception {
        Duration longest = Duration.ofHours(6);
        int vaults = Math.max(20, operations / 250);
        System.out.printf(
                Locale.ROOT,
                "%,d backups of 3 to 6 hours, awaited by futures: requests a minute, and how late their ends are noticed%n",
                operations);
        try (World scene = new World(operations, vaults)) {
            long heapBefore = usedHeap();
            int threadsBefore = THREADS.getThreadCount();
            List<Duration> late = new CopyOnWriteArrayList<>();
            List<CompletableFuture<Void>> futures = new ArrayList<>();
            List<List<Resource.Disk>> byVault = List.copyOf(scene.vaults.values());
            List<VaultId> ids = List.copyOf(scene.vaults.keySet());
            Instant begun = scene.cloud.time().now();
            for (int i = 0; i < vaults; i++) {
                Duration length = longest.minus(longest.multipliedBy(i).dividedBy(2L * vaults));
                scene.cloud.takes(Work.BACKUP, length);
                for (Operation<BackupRun> run : scene.takeEach(scene.backup, ids.get(i), byVault.get(i))) {
                    futures.add(noteLateness(scene, run, length, late));
                }
            }
            long heap = usedHeap() - heapBefore;
            int threads = THREADS.getThreadCount() - threadsBefore;
            long requests = scene.count(self -> CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new))
                    .get());
            double minutes = Duration.between(begun, scene.cloud.time().now()).toSeconds() / 60.0;
            Spread lateness = Spread.of(late, each -> each.toMillis() / 1000.0);
            System.out.printf(
                    Locale.ROOT,
                    "  %.1f requests a minute over %.0f minutes; late by %.0f s (%.0f to %.0f); %.1f KB of heap an operation,"
                            + " with what the cloud keeps of it; %d threads%n",
                    requests / minutes,
                    minutes,
                    lateness.median(),
                    lateness.least(),
                    lateness.most(),
                    heap / 1024.0 / operations,
                    threads);
        }
    }

    // ---- the fake

    private static void fake() {
        System.out.println("The in-memory cloud: 10,000 disks backed up each night for a year, under GFS retention");
        InMemoryCloud small = Worlds.nightly(1_000, Worlds.GFS);
        small.time().advance(Duration.ofDays(365));
        long heapBefore = usedHeap();
        long begun = System.nanoTime();
        InMemoryCloud cloud = Worlds.nightly(10_000, Worlds.GFS);
        cloud.time().advance(Duration.ofDays(365));
        double seconds = (System.nanoTime() - begun) / 1e9;
        long points = used(cloud.backup().restorePoints().list());
        System.out.printf(
                Locale.ROOT,
                "  %.1f s, %.2f us a backup; %d B of heap for each of %,d restore points%n",
                seconds,
                seconds * 1e6 / (10_000 * 365),
                (usedHeap() - heapBefore) / points,
                points);
    }

    // ---- scenes

    private static void print(String what, long requests, int least) {
        System.out.printf(
                Locale.ROOT, "  %-100s %6d  least %6d  x %.2f%n", what, requests, least, (double) requests / least);
    }

    /** What is done in a scene, without a result. */
    private interface Steps {
        void run(World scene) throws InterruptedException, ExecutionException;
    }

    /** An emulated project with disks in vaults, whose clock moves while somebody waits. */
    private static final class World implements AutoCloseable {
        private final InMemoryCloud cloud =
                InMemoryCloud.builder().withUuids().site(HuaweiClients.SITE).build();
        private final Map<VaultId, List<Resource.Disk>> vaults = new LinkedHashMap<>();
        private final HuaweiEmulator emulator;
        private final CloudBackup backup;

        World(int disks, int vaultCount) throws IOException {
            this(disks, vaultCount, Duration.ZERO);
        }

        World(int disks, int vaultCount, Duration latency) throws IOException {
            this(disks, vaultCount, unused -> new Latency(latency));
        }

        World(int disks, int vaultCount, Function<VirtualTime, Interference> interference) throws IOException {
            cloud.takes(Work.BACKUP, Duration.ofMinutes(10));
            int each = vaultCount == 0 ? disks : disks / vaultCount;
            for (int i = 0; i < Math.max(1, vaultCount); i++) {
                List<Resource.Disk> its = IntStream.range(0, each)
                        .mapToObj(disk -> cloud.addDisk("disk", SIZE))
                        .toList();
                if (vaultCount > 0) {
                    VaultId vault = cloud.backup()
                            .vaults()
                            .create(VaultSpec.forDisks("vault-" + i, DataSize.gib(100_000)))
                            .id();
                    cloud.backup().vaults().add(vault, its);
                    vaults.put(vault, its);
                }
            }
            emulator = HuaweiEmulator.builder()
                    .cloud(cloud)
                    .interference(interference.apply(cloud.time()))
                    .start();
            backup = HuaweiBackup.builder()
                    .region(HuaweiClients.SITE.region())
                    .project(HuaweiClients.SITE.project())
                    .accessKey("any-key", "any-key")
                    .endpoint(emulator.address())
                    .timeSource(cloud.time())
                    .build();
        }

        /** Lets each request move the clock of the cloud. */
        static Function<VirtualTime, Interference> onItsClock(Duration each) {
            return time -> new Interference() {
                @Override
                public void arrived(String method, URI target) {
                    time.advance(each);
                }

                @Override
                public Fault before(String method, URI target) {
                    return Fault.NONE;
                }
            };
        }

        /** Takes nightly backups of all vaults. */
        void backUpFor(int nights) {
            for (int night = 0; night < nights; night++) {
                vaults.keySet().stream()
                        .map(vault -> cloud.backup().restorePoints().take(BackupSpec.of(vault)))
                        .toList()
                        .forEach(run -> run.await(LONG));
                cloud.time().advance(Duration.ofHours(18));
            }
        }

        CbrClient sdk() {
            return HuaweiClients.sdk(CbrClient.newBuilder(), emulator.address());
        }

        List<Resource.Disk> disks() {
            return vaults.values().stream().flatMap(List::stream).toList();
        }

        /** Starts a run for each disk, by several callers at once. */
        List<Operation<BackupRun>> takeEach() throws InterruptedException, ExecutionException {
            return takeEach(backup);
        }

        List<Operation<BackupRun>> takeEach(CloudBackup by) throws InterruptedException, ExecutionException {
            List<Operation<BackupRun>> runs = new ArrayList<>();
            for (Map.Entry<VaultId, List<Resource.Disk>> vault : vaults.entrySet()) {
                runs.addAll(takeEach(by, vault.getKey(), vault.getValue()));
            }
            return runs;
        }

        List<Operation<BackupRun>> takeEach(CloudBackup by, VaultId vault, List<Resource.Disk> disks)
                throws InterruptedException, ExecutionException {
            ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
            try {
                List<Callable<Operation<BackupRun>>> takes = new ArrayList<>();
                disks.forEach(disk -> takes.add(
                        () -> by.restorePoints().take(BackupSpec.of(vault).only(disk))));
                List<Operation<BackupRun>> runs = new ArrayList<>();
                for (Future<Operation<BackupRun>> each : callers.invokeAll(takes)) {
                    runs.add(each.get());
                }
                return runs;
            } finally {
                callers.shutdownNow();
            }
        }

        long count(Steps steps) throws InterruptedException, ExecutionException {
            long before = emulator.requests();
            steps.run(this);
            return emulator.requests() - before;
        }

        @Override
        public void close() {
            backup.close();
            emulator.close();
        }
    }

    /** Delays each request by some time on the clock of the machine. */
    private record Latency(Duration each) implements Interference {
        @Override
        public void arrived(String method, URI target) {
            if (!each.isZero()) {
                try {
                    TimeUnit.MILLISECONDS.sleep(each.toMillis());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public Fault before(String method, URI target) {
            return Fault.NONE;
        }
    }
}
