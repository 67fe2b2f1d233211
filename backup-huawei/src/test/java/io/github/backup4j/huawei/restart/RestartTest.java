package io.github.backup4j.huawei.restart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.backup4j.BackupException;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Operation;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.Inventory;
import io.github.backup4j.huawei.support.SmallWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A process that ends at any moment of any work, and another that goes on: with a token that was stored, or with the request key
 * where none was. What comes of it is the same, and nothing else is left.
 *
 * <p>At each step these are the first token and the last two; {@code -Drestart.tokens=all} takes those in between, too.
 */
class RestartTest {
    /** The note, the request, twice, and the note of its acceptance: a process can end after or before each. */
    private static final int UNKNOWN = 4;

    /** The note and the request: here the log shows a request that was carried out. */
    private static final int UNKNOWN_OF_A_PART = 2;

    /** How many changes each work asks for, as far as it was counted. */
    private static final Map<String, Integer> CHANGES = new ConcurrentHashMap<>();

    private static final boolean ALL = "all".equals(System.getProperty("restart.tokens"));

    static List<LongWork> works() {
        return Stream.concat(LongWorks.all().stream(), LongWorks.drills().stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("works")
    void resume_atEachStepWithOlderTokens_endsTheSame(LongWork work) {
        int steps = tokensOf(work).size();
        IntStream.range(0, steps)
                .parallel()
                .forEach(reached -> IntStream.rangeClosed(0, reached)
                        .filter(stored -> ALL || stored == 0 || stored >= reached - 1)
                        .forEach(stored -> resume(work, reached, stored)));
    }

    @ParameterizedTest
    @MethodSource("works")
    void resume_whenWorkHasEnded_endsTheSame(LongWork work) {
        int stored = 0;
        int steps;
        do {
            Killer nobody = new Killer(0, false);
            try (SmallWorld world = work.world(nobody)) {
                SortedMap<String, String> before = Inventory.of(world.cloud);
                List<String> tokens = new ArrayList<>();
                run(world, work, nobody, tokens);
                steps = tokens.size();
                int changes = nobody.changes();
                SortedMap<String, String> ended = Inventory.of(world.cloud);
                // As long as neither the work nor who looks at its effect changes anything, the next one meets the same
                // world.
                do {
                    String when = "when it has ended, with the token of step " + stored;
                    Restarts.requireSame(world, work, before, tokens.get(stored), when);
                    stored++;
                } while (stored < steps
                        && nobody.changes() == changes
                        && Inventory.of(world.cloud).equals(ended));
            }
        } while (stored < steps);
    }

    @ParameterizedTest
    @MethodSource("works")
    void resume_killedAtEachChange_endsTheSame(LongWork work) {
        killAtEachChange(work, true);
    }

    @ParameterizedTest
    @MethodSource("works")
    void beginAgain_killedAtEachChangeAndNoTokenStored_endsTheSame(LongWork work) {
        killAtEachChange(work, false);
    }

    /** An export leaves nothing in the project by which it could be told without its job. */
    @ParameterizedTest
    @MethodSource("works")
    void resume_afterJobsWereForgotten_endsTheSame(LongWork work) {
        assumeFalse(work.name().equals("export of an image"));
        Interference forgetful =
                (method, target) -> target.getPath().contains("/jobs/") ? Fault.NOT_YET_THERE : Fault.NONE;
        try (SmallWorld world = work.world(forgetful)) {
            SortedMap<String, String> before = Inventory.of(world.cloud);
            String token = Restarts.beginAgain(world, work);
            world.cloud.time().advance(Duration.ofHours(6));
            Restarts.requireSame(world, work, before, token, "looked at late, by a service that knows no job");
        }
    }

    private static void killAtEachChange(LongWork work, boolean tokensStored) {
        AtomicInteger unknown = new AtomicInteger();
        IntStream.rangeClosed(1, changesOf(work)).parallel().forEach(change -> {
            killAt(work, change, true, tokensStored, unknown);
            killAt(work, change, false, tokensStored, unknown);
        });
        assertThat(unknown.get())
                .as("moments at which %s cannot be known to have begun: from its note to that of its acceptance", work)
                .isEqualTo(unknownOf(work));
    }

    private static int changesOf(LongWork work) {
        return CHANGES.computeIfAbsent(work.name(), name -> Restarts.changesOf(work));
    }

    private static int unknownOf(LongWork work) {
        if (work.name().equals(LongWorks.PART)) {
            return UNKNOWN_OF_A_PART;
        }
        return work.name().matches("roll back of .*(key|attached disk)") ? UNKNOWN : 0;
    }

    private static void resume(LongWork work, int reached, int stored) {
        try (SmallWorld world = work.world(Interference.none())) {
            SortedMap<String, String> before = Inventory.of(world.cloud);
            List<String> tokens = new ArrayList<>();
            try (CloudBackup first = world.open()) {
                Operation<?> begun = work.begin().begin(world, first, Restarts.key(world));
                Restarts.keep(begun, tokens);
                while (tokens.size() <= reached && !begun.poll().ended()) {
                    Restarts.keep(begun, tokens);
                    world.cloud.time().advance(Restarts.PAUSE);
                }
            }
            String when = "at step " + reached + " with the token of step " + stored;
            Restarts.requireSame(world, work, before, tokens.get(stored), when);
        }
    }

    private static void killAt(
            LongWork work, int change, boolean carriedOut, boolean tokensStored, AtomicInteger unknown) {
        Killer killer = new Killer(change, carriedOut);
        try (SmallWorld world = work.world(killer)) {
            SortedMap<String, String> before = Inventory.of(world.cloud);
            List<String> tokens = new ArrayList<>();
            try {
                run(world, work, killer, tokens);
            } catch (BackupException e) {
                // so it looks to the process that is killed
            }
            killer.restart();
            world.cloud.time().advance(Restarts.DOWN);
            String when = "killed at change " + change + ", which was " + (carriedOut ? "" : "not ") + "carried out"
                    + (tokensStored ? "" : ", and asked for again");
            String token = tokens.isEmpty() || !tokensStored
                    ? Restarts.beginAgain(world, work)
                    : tokens.get(tokens.size() - 1);
            if (Restarts.isUnknown(world, work, token)) {
                unknown.incrementAndGet();
                assertThat(world.cloud.readText(world.free)).as(when).isIn("old free", "new free");
                assertThat(world.cloud.readText(world.data)).as(when).isIn("old data", "new data");
                return;
            }
            Restarts.requireSame(world, work, before, token, when);
        }
    }

    /** Runs work until it ends or its process is killed, and stores each token until then. */
    private static void run(SmallWorld world, LongWork work, Killer killer, List<String> tokens) {
        try (CloudBackup backup = world.open()) {
            Operation<?> begun = work.begin().begin(world, backup, Restarts.key(world));
            while (!killer.dead()) {
                Restarts.keep(begun, tokens);
                if (begun.poll().ended()) {
                    return;
                }
                world.cloud.time().advance(Restarts.PAUSE);
            }
        }
    }

    private static List<String> tokensOf(LongWork work) {
        List<String> tokens = new ArrayList<>();
        Killer nobody = new Killer(0, false);
        try (SmallWorld world = work.world(nobody)) {
            run(world, work, nobody, tokens);
        }
        return tokens;
    }
}
