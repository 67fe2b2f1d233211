package io.github.backup4j.huawei.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.EmulatedBackup;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.LaggingLists;
import io.github.backup4j.huawei.emulator.SeededInterference;
import io.github.backup4j.huawei.support.Inventory;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.Work;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * A whole scenario, composed and disturbed by a seed: a caller protects disks and servers, backs them up, restores them, takes
 * snapshots, builds images and cleans up, over a wire on which anything goes wrong. After each step the world holds what was asked
 * for, and nothing else; in the end, all that was kept is brought back and holds what it should.
 */
final class Simulation implements AutoCloseable {
    private static final int FEWEST_STEPS = 4;
    private static final int MORE_STEPS = 10;
    private static final int MOST_SECONDS = 40;

    /** How often a step stands among the others that comes up more often than they do. */
    private static final int OFTEN = 4;

    /** One step in so many is work of several calls, of which each may be the last of a process. */
    private static final int COMPOSED = 3;

    private static final Duration LONG = Duration.ofHours(3);
    /** How long what is there at the beginning has been there. */
    private static final Duration LONG_BEFORE = Duration.ofMinutes(20);

    private static final Duration MOST_LAG = Duration.ofSeconds(8);
    private static final Duration MOST_SKEW = Duration.ofMinutes(14);
    private static final DataSize SIZE = DataSize.gib(10);

    private final SplittableRandom random;
    private final SplittableRandom jitter;
    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
    private final SeededInterference interference;
    private final HuaweiEmulator emulator;
    private final PatientCaller caller;
    private final Ledger ledger = new Ledger();
    private final Scene scene;
    private final Surplus surplus;
    private final Reports reports = new Reports();
    private final Set<Hardship> hardships;
    private final TimeSource clock;

    private Simulation(long seed, boolean careful, Set<Hardship> hardships) {
        this.hardships = hardships;
        random = new SplittableRandom(seed);
        jitter = random.split();
        interference = new SeededInterference(random.nextLong(), cloud.time());
        Form form = random.nextBoolean() ? Form.RECORDED : Form.DOCUMENTED;
        clock = beHard(new SplittableRandom(~seed));
        try {
            emulator = HuaweiEmulator.builder()
                    .cloud(cloud)
                    .form(form)
                    .interference(interference)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Work work : Work.values()) {
            cloud.takes(work, Duration.ofSeconds(1 + random.nextInt(MOST_SECONDS)));
        }
        Duration interval = Duration.ofSeconds(5 + random.nextInt(20));
        caller = new PatientCaller(() -> open(interval), interference, cloud.time(), clock, random.split(), careful);
        scene = new Scene(cloud, emulator, caller, ledger, random, new AtomicInteger());
        surplus = new Surplus(cloud, reports);
    }

    /** Returns the caller's clock. */
    private TimeSource beHard(SplittableRandom chance) {
        Duration lag = Duration.ofMillis(1 + chance.nextLong(MOST_LAG.toMillis()));
        Duration ahead = Duration.ofSeconds(chance.nextLong(-MOST_SKEW.toSeconds(), MOST_SKEW.toSeconds() + 1));
        if (hardships.contains(Hardship.LAGGING_LISTS)) {
            interference.allowLagging(new LaggingLists(chance.nextLong(), cloud.time(), Duration.ZERO, lag));
        }
        if (hardships.contains(Hardship.LATE_REQUESTS)) {
            interference.allowLateRequests(Boolean.getBoolean("simulation.undefendable"));
        }
        return hardships.contains(Hardship.SKEWED_CLOCK) ? new SkewedTime(cloud.time(), ahead) : cloud.time();
    }

    /**
     * Runs a scenario.
     *
     * @param careful whether the caller asks again with the same key; if not, it does what the API warns of
     * @param hardships what is hard about it
     * @throws AssertionError if the world is not as it should be, or a call failed without a reason; it tells the seed, the steps,
     *     each request and fault, and the world
     */
    static Report run(long seed, boolean careful, Set<Hardship> hardships) {
        try (Simulation simulation = new Simulation(seed, careful, hardships)) {
            try {
                simulation.play();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(simulation.describe(seed, e), e);
            }
            return simulation.report();
        }
    }

    @Override
    public void close() {
        caller.close();
        emulator.close();
    }

    private CloudBackup open(Duration pollInterval) {
        return reports.of(EmulatedBackup.builder(jitter))
                .region(cloud.site().region())
                .project(cloud.site().project())
                .accessKey("AKEXAMPLE", "SKEXAMPLE")
                .endpoint(emulator.address())
                .timeSource(clock)
                .pollInterval(pollInterval)
                .build();
    }

    private void play() {
        populate();
        ProtectSteps protect = new ProtectSteps(scene);
        BackUpSteps backUp = new BackUpSteps(scene);
        RestoreSteps restore = new RestoreSteps(scene);
        SnapshotSteps snapshots = new SnapshotSteps(scene);
        ImageSteps images = new ImageSteps(scene, restore);
        RemoveSteps remove = new RemoveSteps(scene);
        List<BooleanSupplier> beginning = List.of(protect::createVault, protect::addMember, backUp::takeBackup);
        List<BooleanSupplier> composed = List.of(
                restore::restoreDisk,
                restore::restoreDiskOfServer,
                restore::attachedDiskOfPoint,
                snapshots::rollBackDetaching,
                restore::newServerOfPoint,
                images::ofSnapshot,
                images::ofPoint);
        List<BooleanSupplier> single = new ArrayList<>(List.of(
                protect::createVault,
                protect::addMember,
                protect::createPolicy,
                protect::attachPolicy,
                backUp::write,
                backUp::takeBackup,
                backUp::passNight,
                restore::restoreServer,
                restore::newDiskOfPoint,
                snapshots::take,
                snapshots::rollBack,
                snapshots::newDisk,
                images::ofSystemDisk,
                images::ofDisk,
                images::ofServer,
                images::copy,
                images::newDisk,
                images::newServer,
                images::delete,
                snapshots::delete,
                remove::deletePoint,
                remove::removeMember,
                remove::detachPolicy,
                remove::deletePolicy,
                remove::deleteVault));
        addHardSteps(single, protect);
        beginning.forEach(this::step);
        int most = FEWEST_STEPS + random.nextInt(MORE_STEPS);
        for (int done = 0; done < most; ) {
            List<BooleanSupplier> steps = random.nextInt(COMPOSED) == 0 ? composed : single;
            BooleanSupplier next = backUp.nightIsNear() ? backUp::passNight : steps.get(random.nextInt(steps.size()));
            done += step(next) ? 1 : 0;
        }
        interference.beQuiet();
        requireContents();
    }

    private void addHardSteps(List<BooleanSupplier> single, ProtectSteps protect) {
        boolean neighbour = hardships.contains(Hardship.NEIGHBOUR);
        if (hardships.contains(Hardship.ORDERS)) {
            single.addAll(Collections.nCopies(OFTEN, protect::subscribe));
        }
        if (neighbour || hardships.contains(Hardship.OLD_KEYS)) {
            RepeatSteps repeats = new RepeatSteps(
                    scene,
                    neighbour ? new Neighbour(emulator.address(), cloud.site().project()) : null);
            single.addAll(Collections.nCopies(2 * OFTEN, repeats::repeat));
        }
    }

    private void populate() {
        for (int i = 0; i < 2; i++) {
            Ledger.Disk root = addDisk("root-" + i);
            Ledger.Disk data = addDisk("data-" + i);
            Ledger.Server server =
                    new Ledger.Server(cloud.addServer("server-of-" + i, root.id, data.id), "server-of-" + i);
            server.add(root);
            server.add(data);
            ledger.servers.add(server);
            addDisk("free-" + i);
        }
        lookQuietly();
        cloud.time().advance(LONG_BEFORE);
    }

    /** By another client than the caller's. The services say that what is there was created when they are first asked for it. */
    private void lookQuietly() {
        try (CloudBackup other = open(Duration.ofSeconds(5))) {
            interference.quietly(() -> {
                var unused = other.resources().list().toList();
            });
        }
    }

    private Ledger.Disk addDisk(String name) {
        Ledger.Disk disk = new Ledger.Disk(cloud.addDisk(name, SIZE), name, "first of " + name);
        cloud.write(disk.id, disk.content);
        ledger.disks.add(disk);
        return disk;
    }

    private boolean step(BooleanSupplier step) {
        boolean done = step.getAsBoolean();
        if (done) {
            scene.settle();
            requireWhatWasAskedFor();
        }
        return done;
    }

    /** What is there twice is told now, or when the call that made it is repeated; then somebody removes it. */
    private void requireWhatWasAskedFor() {
        SortedMap<String, String> things = ledger.things();
        List<String> unexplained = surplus.unexplained(things);
        if (!unexplained.isEmpty() && unexplained.stream().allMatch(Inventory::isSurplus)) {
            caller.askAgain();
            scene.settle();
        }
        assertThat(surplus.unexplained(things)).isEmpty();
        surplus.remove(things);
    }

    /** Brings everything back that was kept, in the cloud behind, and compares. */
    private void requireContents() {
        CloudBackup direct = cloud.backup();
        ledger.points.forEach(point -> {
            RestorePoint found = direct.restorePoints().get(point.id());
            found.parts()
                    .forEach(part -> requireContent(
                            direct.restorePoints().restore(part.id(), look()).await(LONG),
                            point.on(part.disk()),
                            found));
        });
        ledger.snapshots.forEach(snapshot -> requireContent(
                direct.snapshots().restore(snapshot.id(), DiskSpec.of("look")).await(LONG),
                snapshot.content(),
                snapshot));
        ledger.images.forEach(image -> {
            if (image.kind() == Image.Kind.WHOLE_SERVER) {
                ServerSpec spec = ServerSpec.of("look")
                        .withFlavor("s6.large.2")
                        .inZone("zone-1")
                        .inNetwork("network-1", "subnet-1")
                        .withSecurityGroups("group-1");
                Resource.Server server =
                        direct.images().restore(image.id(), spec).await(LONG);
                List<String> contents =
                        cloud.disksOf(server).stream().map(cloud::readText).toList();
                assertThat(contents).as("content of " + image).isEqualTo(image.contents());
            } else {
                requireContent(
                        direct.images().restore(image.id(), look()).await(LONG),
                        image.contents().get(0),
                        image);
            }
        });
    }

    private static DiskSpec look() {
        return DiskSpec.of("look").inZone("zone-1").withType("SSD");
    }

    private void requireContent(Resource.Disk disk, String content, Object of) {
        assertThat(cloud.readText(disk)).as("content of " + of).isEqualTo(content);
    }

    private String describe(long seed, Throwable failure) {
        return "seed " + seed + " (replay it with -Dsimulation.seed=" + seed + hardships() + "): "
                + failure.getMessage() + "\n"
                + String.join("\n", interference.journal()) + "\n" + cloud.describe();
    }

    private String hardships() {
        return hardships.isEmpty()
                ? ""
                : " -Dsimulation.hardships="
                        + hardships.stream().map(Hardship::name).collect(Collectors.joining(","));
    }

    private Report report() {
        Tally tally = new Tally(emulator.requests(), caller.killed(), interference.faults());
        return new Report(tally, interference.journal());
    }

    /**
     * What a scenario was.
     *
     * @param tally what came up how often
     * @param journal all requests, faults and steps
     */
    record Report(Tally tally, List<String> journal) {}

    /**
     * What came up how often.
     *
     * @param requests how many requests the emulator got
     * @param kills how often the caller's process was killed
     * @param faults how many requests went wrong in which way
     */
    record Tally(long requests, int kills, Map<Fault, Integer> faults) {
        static final Tally NONE = new Tally(0, 0, Map.of());

        Tally plus(Tally other) {
            Map<Fault, Integer> sum = new EnumMap<>(Fault.class);
            sum.putAll(faults);
            other.faults.forEach((fault, count) -> sum.merge(fault, count, Integer::sum));
            return new Tally(requests + other.requests, kills + other.kills, sum);
        }
    }
}
