package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Denied;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Invalid;
import io.github.backup4j.Operation;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Temporary;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.drill.DrillCheck;
import io.github.backup4j.drill.DrillReport;
import io.github.backup4j.drill.RestoreDrill;
import io.github.backup4j.drill.SweepReport;
import io.github.backup4j.testkit.internal.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * From any world: a drill that is killed after any request, and then continued by its token, continued by its key, or swept, leaves
 * the world as it was; and disks that somebody has given its mark are left. {@code -Ddrills.seeds=100} tries more.
 */
@Isolated("it waits for all checks of drills in the JVM")
class DrillPropertyTest {
    private static final RequestKey KEY = RequestKey.of("drill");
    private static final Duration LONG = Duration.ofHours(12);

    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("drills.seeds", 6));
    }

    /** How it goes on after the process has died. */
    private enum Then {
        RESUMED_BY_TOKEN,
        STARTED_AGAIN_BY_KEY,
        SWEPT
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void drill_killedAfterAnyRequest_leavesTheWorldAsItWas(long seed) {
        int requests = new World(seed).undisturbed();
        for (int at = 1; at <= requests; at++) {
            for (Then then : Then.values()) {
                World world = new World(seed);
                String what = "seed " + seed + ", killed after request " + at + " of " + requests + ", " + then;
                world.killed(at);
                world.goOn(then, what);
                assertThat(world.snapshot()).as(what).isEqualTo(world.before);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void drill_replyOfAnyChangeLost_endsAsUsual(long seed) {
        for (Call call : List.of(Call.RESTORE_POINTS_RESTORE, Call.RESOURCES_DISCARD)) {
            World world = new World(seed);
            world.cloud.faults().loseReplyOf(call);
            String what = "seed " + seed + ", reply of " + call + " lost";
            world.requireGood(world.drill.start(world.backup, KEY).await(LONG), what);
            assertThat(world.snapshot()).as(what).isEqualTo(world.before);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void drill_restoreThatFails_isReportedAndLeavesNothing(long seed) {
        World world = new World(seed);
        Work work = world.source instanceof Resource.Server ? Work.NEW_SERVER : Work.NEW_DISK;
        world.cloud.faults().failNext(work, "DISK_ERROR", "the backup cannot be read");
        DrillReport report = world.drill.start(world.backup, KEY).await(LONG);
        assertThat(report.restored().status()).as("%s", report).isEqualTo(DrillCheck.Status.FAILED);
        assertThat(report.restored().why()).contains("the backup cannot be read");
        assertThat(report.verified().status()).isEqualTo(DrillCheck.Status.NOT_PERFORMED);
        assertThat(report.proof().holds()).isFalse();
        assertThat(world.snapshot()).isEqualTo(world.before);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void drill_restoreThatIsRefused_isNotPerformedAndLeavesNothing(long seed) {
        for (BackupException refusal : List.of(
                new Denied("may not make disks"), new QuotaExceeded("no disk more"), new Invalid("no such zone"))) {
            World world = new World(seed);
            world.cloud.faults().failNext(Call.RESTORE_POINTS_RESTORE, refusal);
            DrillReport report = world.drill.start(world.backup, KEY).await(LONG);
            assertThat(report.restored().status()).as("%s", report).isEqualTo(DrillCheck.Status.NOT_PERFORMED);
            assertThat(report.restored().why()).contains(String.valueOf(refusal.getMessage()));
            assertThat(report.verified().status()).isEqualTo(DrillCheck.Status.NOT_PERFORMED);
            assertThat(report.withinRto().status()).isEqualTo(DrillCheck.Status.NOT_PERFORMED);
            assertThat(report.cleanedUp().held()).as("%s", report).isEqualTo(world.decoys.isEmpty());
            assertThat(report.proof().holds()).isFalse();
            assertThat(world.snapshot()).isEqualTo(world.before);
        }
    }

    @Test
    void worlds_ofTheSeeds_meetAllKinds() {
        List<World> worlds = seeds().mapToObj(World::new).toList();
        assertThat(worlds).anyMatch(world -> world.source instanceof Resource.Disk);
        assertThat(worlds).anyMatch(world -> world.source instanceof Resource.Server);
        assertThat(worlds).anyMatch(world -> world.decoys.isEmpty());
        assertThat(worlds).anyMatch(world -> !world.decoys.isEmpty());
        assertThat(worlds).anyMatch(world -> world.verdict).anyMatch(world -> !world.verdict);
    }

    /** A protected disk or server, other disks, and now and then some that carry the mark of the drill. */
    private static final class World {
        final InMemoryCloud cloud = InMemoryCloud.create();
        final CloudBackup backup = cloud.backup();
        final Resource source;
        final RestoreDrill drill;
        final List<Resource.Disk> decoys = new ArrayList<>();
        final boolean verdict;
        final SortedMap<String, String> before;
        final AtomicInteger verified = new AtomicInteger();
        private final Set<Thread> checksOfOthers = Set.copyOf(checks());
        private @Nullable String token;

        /** Whether no drill goes on here any more, so that no check begins. */
        private boolean dead;

        World(long seed) {
            letChecksEndEachMinute();
            Random random = new Random(seed);
            verdict = seed % 4 != 3;
            boolean server = seed % 2 == 1;
            Resource.Disk system = disk("system", 40);
            if (server) {
                Resource.Server shop = cloud.addServer("shop", system);
                for (int i = random.nextInt(3); i > 0; i--) {
                    cloud.attach(disk("data-" + i, 10), shop);
                }
                source = shop;
            } else {
                source = system;
            }
            VaultSpec spec = server
                    ? VaultSpec.forServers("vault", DataSize.gib(400))
                    : VaultSpec.forDisks("vault", DataSize.gib(400));
            Vault vault = backup.vaults().create(spec);
            backup.vaults().add(vault.id(), source);
            backup.restorePoints().take(BackupSpec.of(vault.id())).await(LONG);
            disk("other", 10);
            Instant now = cloud.time().now();
            Temporary mark = Temporary.of(KEY, now, now.plus(Duration.ofHours(24)));
            for (int i = seed % 3 == 2 ? 1 + random.nextInt(2) : 0; i > 0; i--) {
                Resource.Disk decoy = disk("decoy-" + i, 10);
                cloud.tag(decoy, Temporary.TAG, mark.value());
                decoys.add(decoy);
            }
            RestoreDrill plain = RestoreDrill.of(source);
            drill = (server
                            ? plain.to(ServerSpec.of("drill").inNetwork("drill-network", "drill-subnet"))
                            : plain.to(DiskSpec.of("drill")))
                    .verifiedBy((restored, deadline) -> {
                        verified.incrementAndGet();
                        return verdict;
                    });
            before = snapshot();
        }

        /**
         * The check of a drill runs on a thread of its own, and the clock moves in no time. So each minute the clock waits until the
         * check has ended: on a busy machine, the deadline would be over before the thread has its turn.
         */
        private void letChecksEndEachMinute() {
            Timeline timeline = cloud.time().timeline();
            timeline.schedule(timeline.now().plus(Duration.ofMinutes(1)), () -> {
                timeline.afterUnlock(this::letChecksEnd);
                letChecksEndEachMinute();
            });
        }

        private void letChecksEnd() {
            if (dead) {
                return;
            }
            for (Thread check : checks()) {
                if (!checksOfOthers.contains(check)) {
                    try {
                        check.join();
                    } catch (InterruptedException e) {
                        throw new AssertionError("interrupted while a check runs", e);
                    }
                }
            }
        }

        private static List<Thread> checks() {
            Thread[] threads = new Thread[Thread.activeCount() + 100];
            int count = Thread.enumerate(threads);
            return Arrays.stream(threads, 0, count)
                    .filter(thread -> thread.getName().equals("backup4j-drill-check"))
                    .toList();
        }

        private Resource.Disk disk(String name, int gib) {
            Resource.Disk disk = cloud.addDisk(name, DataSize.gib(gib));
            cloud.write(disk, "content of " + name);
            return disk;
        }

        /** Runs the drill, and returns how many requests it takes. */
        int undisturbed() {
            Killer counter = new Killer(Integer.MAX_VALUE);
            requireGood(drill.start(backup.listening(counter), KEY).await(LONG), "undisturbed");
            assertThat(verified).hasValue(1);
            assertThat(snapshot()).isEqualTo(before);
            return counter.requests;
        }

        /** Runs the drill in a process that dies after a request. */
        void killed(int at) {
            Killer killer = new Killer(at);
            CloudBackup doomed = backup.listening(killer);
            try {
                Operation<DrillReport> work = drill.start(doomed, KEY);
                boolean ended = false;
                while (!killer.dead && !ended) {
                    // What a poll has changed in which the process dies, nobody can store any more.
                    token = work.token();
                    ended = work.poll().ended();
                    cloud.time().advance(Duration.ofSeconds(10));
                }
            } catch (BackupException e) {
                // So it looks to a process that is killed.
            }
            cloud.faults().clear();
            cloud.time().advance(Duration.ofMinutes(1));
        }

        void goOn(Then then, String what) {
            switch (then) {
                case RESUMED_BY_TOKEN -> {
                    String stored = token;
                    DrillReport report =
                            (stored == null ? drill.start(backup, KEY) : drill.resume(backup, stored)).await(LONG);
                    requireGood(report, what);
                    assertThat(report.restored().why()).as(what).doesNotContain("begun anew");
                    assertThat(report.cleanUp().deleted())
                            .as("%s: %s", what, report)
                            .contains(String.valueOf(report.made()));
                }
                case STARTED_AGAIN_BY_KEY ->
                    requireGood(drill.start(backup, KEY).await(LONG), what);
                case SWEPT -> {
                    dead = true;
                    cloud.time().advance(Duration.ofHours(24));
                    SweepReport swept = RestoreDrill.sweep(backup);
                    assertThat(swept.left()).as("%s: %s", what, swept).hasSize(decoys.size());
                }
            }
        }

        void requireGood(DrillReport report, String what) {
            assertThat(report.restored().held()).as("%s: %s", what, report).isTrue();
            assertThat(report.verified().held()).as("%s: %s", what, report).isEqualTo(verdict);
            assertThat(report.cleanedUp().held()).as("%s: %s", what, report).isEqualTo(decoys.isEmpty());
            assertThat(report.cleanUp().left()).as("%s: %s", what, report).hasSize(decoys.size());
            if (!decoys.isEmpty()) {
                // A sweep refuses them, too.
                assertThat(report.cleanedUp().why()).contains("delete yourself what that refuses");
            }
            assertThat(DrillReport.parse(report.print())).isEqualTo(report);
        }

        SortedMap<String, String> snapshot() {
            SortedMap<String, String> all = new TreeMap<>();
            backup.resources().list().forEach(one -> all.put(one.resource().toString(), one.toString()));
            cloud.disks().forEach(one -> all.put("content of " + one, cloud.readText(one)));
            backup.restorePoints().list().forEach(one -> all.put("point " + one.id(), one.toString()));
            backup.snapshots().list().forEach(one -> all.put("snapshot " + one.id(), one.toString()));
            backup.images().list().forEach(one -> all.put("image " + one.id(), one.toString()));
            backup.vaults()
                    .list()
                    .forEach(one ->
                            all.put("vault " + one.id(), Map.of("vault", one).toString()));
            return all;
        }

        /** Lets no request of anybody arrive any more after one. */
        private final class Killer implements BackupListener {
            private final int at;
            int requests;
            boolean dead;

            Killer(int at) {
                this.at = at;
            }

            @Override
            public void requestSent(Request request) {
                requests++;
                if (requests == at) {
                    dead = true;
                    cloud.faults().throttle(Integer.MAX_VALUE);
                }
            }
        }
    }
}
