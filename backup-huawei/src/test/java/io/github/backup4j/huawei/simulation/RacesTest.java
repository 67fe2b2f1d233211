package io.github.backup4j.huawei.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.restart.LongWork;
import io.github.backup4j.huawei.restart.LongWorks;
import io.github.backup4j.huawei.restart.Restarts;
import io.github.backup4j.huawei.support.Inventory;
import io.github.backup4j.huawei.support.SmallWorld;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two processes at the same time: with one key, or with one token. {@code -Draces.seeds=1000} lets more seeds race, {@code
 * -Draces.seed=42} one alone, and {@code -Draces.measure=true} counts how often two things exist in the end.
 */
class RacesTest {
    private static final long SEEDS = 6;
    private static final int MOST_TOLD = 2;
    private static final long MEASURED = Long.getLong("races.measured", 200);

    /** How much lists lag, drawn by the seed. */
    private static final List<Duration> LAGS =
            List.of(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5));

    /** What has no key, or leaves what is in no inventory. */
    private static final Set<String> NOT_RACED = Set.of("roll back", "export of an image", "copy of a restore point");

    /** What is measured, and by which name the documentation calls it. */
    private static final List<String> MEASURED_KINDS = List.of(
            "vault",
            "policy",
            "snapshot",
            "backup",
            "disk of a restore point",
            "server of an image",
            "image of a disk",
            "image of a snapshot");

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    @ParameterizedTest
    @MethodSource("keyed")
    void sameKey_twoCallers_bothGetWhatIsThereAndDoublesAreTold(Keyed work) {
        race(
                "two callers with one key, " + work.name(),
                seed -> race(seed, lag(seed), work.world(), race -> requireOne(race, work)));
    }

    @ParameterizedTest
    @MethodSource("conflicting")
    void sameKey_twoCallersWithOtherParameters_oneIsRefused(Conflicting work) {
        race(
                "two callers with one key and other parameters, " + work.name(),
                seed -> race(seed, Duration.ZERO, anyWorld(), race -> requireConflict(race, work)));
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void sameToken_twoProcesses_bothGetTheSameAndNothingElseIsLeft(LongWork work) {
        race(
                "two processes with one token, " + work.name(),
                seed -> race(seed, Duration.ZERO, work, race -> requireSame(race, work)));
    }

    @Test
    void sameSeed_sameJournal() {
        assertThat(journal(7)).isEqualTo(journal(7));
        assertThat(journal(7)).isNotEqualTo(journal(8));
    }

    /** Not a promise: the figures that the documentation of keys names. */
    @Test
    @EnabledIfSystemProperty(named = "races.measure", matches = "true")
    void measure_twoCallersWithOneKey_howOftenTwoThingsAreThere() {
        List<Duration> lags =
                List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(5));
        System.out.println("two things of " + MEASURED + ", by how much lists lag: " + lags);
        for (String name : MEASURED_KINDS) {
            Keyed work =
                    keyed().filter(kind -> kind.name().equals(name)).findFirst().orElseThrow();
            List<Long> doubles = lags.stream().map(lag -> doubles(work, lag)).toList();
            System.out.println(name + ": " + doubles);
        }
    }

    // ---- what is required

    private static void requireOne(Race race, Keyed work) {
        SortedMap<String, String> before = Inventory.of(race.world.cloud);
        List<Race.Outcome> outcomes = raceFor(race, work);
        race.settle();
        requireThere(race, outcomes);
        Race.Outcome again = race.alone(backup -> work.begin().begin(race.world, backup, Restarts.key(race.world)));
        requireThere(race, List.of(again));
        requireNotRefused(race, outcomes);
        assertThat(again.failure()).as("who repeats the call").isNull();
        SortedMap<String, String> after = Inventory.of(race.world.cloud);
        SortedMap<String, String> expected =
                work.effect().expected(race.world, before, Objects.requireNonNull(again.result()));
        assertThat(race.surplus.unexplained(expected, after)).isEmpty();
    }

    /**
     * Where lists lag, a service may refuse the second of two although its caller cannot see the first. An order of capacity carries
     * no key, so the second caller cannot know that it is its own, and orders nothing.
     */
    private static void requireNotRefused(Race race, List<Race.Outcome> outcomes) {
        List<Throwable> failures = outcomes.stream()
                .flatMap(outcome -> Stream.ofNullable(outcome.failure()))
                .toList();
        boolean explained = failures.size() == 1
                && failures.get(0) instanceof Conflict conflict
                && (race.lags() || String.valueOf(conflict.getMessage()).contains("nothing was ordered"));
        assertThat(explained ? List.of() : failures)
                .as("what callers failed with")
                .isEmpty();
    }

    private static List<Race.Outcome> raceFor(Race race, Keyed work) {
        return race.run(
                backup -> work.begin().begin(race.world, backup, Restarts.key(race.world)),
                backup -> work.begin().begin(race.world, backup, Restarts.key(race.world)));
    }

    private static void requireThere(Race race, List<Race.Outcome> outcomes) {
        assertThat(Inventory.of(race.world.cloud).keySet())
                .as("what is there, of what was returned: " + outcomes)
                .containsAll(outcomes.stream().flatMap(Race.Outcome::keys).toList());
    }

    private static void requireConflict(Race race, Conflicting work) {
        SortedMap<String, String> before = Inventory.of(race.world.cloud);
        List<Race.Outcome> outcomes = race.run(
                backup -> work.first().begin(race.world, backup, Restarts.key(race.world)),
                backup -> work.second().begin(race.world, backup, Restarts.key(race.world)));
        race.settle();
        requireThere(race, outcomes);
        List<Race.Outcome> refused =
                outcomes.stream().filter(outcome -> outcome.failure() != null).toList();
        if (refused.isEmpty() && !work.ordered()) {
            outcomes = List.of(
                    race.alone(backup -> work.first().begin(race.world, backup, Restarts.key(race.world))),
                    race.alone(backup -> work.second().begin(race.world, backup, Restarts.key(race.world))));
            refused = outcomes.stream()
                    .filter(outcome -> outcome.failure() != null)
                    .toList();
            before.putAll(Inventory.of(race.world.cloud));
        }
        assertThat(refused).as("who is refused, of " + outcomes).hasSize(1);
        assertThat(refused.get(0).failure()).isInstanceOf(Conflict.class);
        boolean first = outcomes.get(0).failure() == null;
        Race.Outcome again = race.alone(
                backup -> (first ? work.first() : work.second()).begin(race.world, backup, Restarts.key(race.world)));
        assertThat(again.keys()).isEqualTo(outcomes.get(first ? 0 : 1).keys().toList());
        SortedMap<String, String> expected = Inventory.of(race.world.cloud);
        expected.keySet()
                .retainAll(Stream.concat(before.keySet().stream(), again.keys()).toList());
        assertThat(race.surplus.unexplained(expected)).isEmpty();
    }

    private static void requireSame(Race race, LongWork work) {
        SortedMap<String, String> before = Inventory.of(race.world.cloud);
        int looks = race.draw(6);
        Race.Outcome begun = race.alone(backup -> {
            var operation = work.begin().begin(race.world, backup, Restarts.key(race.world));
            for (int i = 0; i < looks; i++) {
                var unused = operation.poll();
                race.world.cloud.time().advance(Restarts.PAUSE);
            }
            return operation.token();
        });
        String token = String.valueOf(begun.result());
        List<Race.Outcome> outcomes = race.run(
                backup -> backup.operations().resume(token),
                backup -> backup.operations().resume(token));
        race.settle();
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.failure()).isNull());
        assertThat(outcomes.get(0).keys().toList())
                .isEqualTo(outcomes.get(1).keys().toList());
        if (!NOT_RACED.contains(work.name())) {
            Race.Outcome again = race.alone(backup -> work.begin().begin(race.world, backup, Restarts.key(race.world)));
            assertThat(again.keys().toList())
                    .as("who repeats the call")
                    .isEqualTo(outcomes.get(0).keys().toList());
        }
        SortedMap<String, String> after = Inventory.of(race.world.cloud);
        SortedMap<String, String> expected = work.expected(
                race.world, before, Objects.requireNonNull(outcomes.get(0).result()));
        assertThat(race.surplus.unexplained(expected, after)).isEmpty();
    }

    /** With a journal, if it fails. */
    private static void race(long seed, Duration lag, LongWork world, Consumer<Race> run) {
        try (Race race = new Race(seed, lag, world)) {
            try {
                run.accept(race);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("lists lag " + lag + ": " + e.getMessage() + "\n" + race.describe(), e);
            }
        }
    }

    private static Duration lag(long seed) {
        return LAGS.get((int) (seed % LAGS.size()));
    }

    private void race(String what, LongConsumer seeds) {
        Long one = Long.getLong("races.seed");
        long first = one == null ? 1 : one;
        long count = one == null ? Long.getLong("races.seeds", SEEDS) : 1;
        LongStream.range(first, first + count).parallel().forEach(seed -> {
            try {
                seeds.accept(seed);
            } catch (AssertionError e) {
                failures.add("seed " + seed + " (replay it with -Draces.seed=" + seed + "): " + e.getMessage());
            }
        });
        System.out.println(what + ": " + failures.size() + " of " + count + " seeds failed");
        assertThat(failures.stream().limit(MOST_TOLD))
                .as(failures.size() + " of " + count + " seeds failed")
                .isEmpty();
    }

    private static List<String> journal(long seed) {
        Keyed work = keyed().filter(kind -> kind.name().equals("image of a disk"))
                .findFirst()
                .orElseThrow();
        try (Race race = new Race(seed, Duration.ofSeconds(1), work.world())) {
            var unused = raceFor(race, work);
            // A mark holds letters of the one call that nobody can know beforehand.
            return List.of(race.describe().replaceAll("backup4j-request=[a-z2-7]{20}", "backup4j-request"));
        }
    }

    private static long doubles(Keyed work, Duration lag) {
        return LongStream.range(0, MEASURED)
                .parallel()
                .filter(seed -> {
                    try (Race race = new Race(seed, lag, work.world())) {
                        SortedMap<String, String> before = Inventory.of(race.world.cloud);
                        List<Race.Outcome> outcomes = raceFor(race, work);
                        race.settle();
                        Object result = outcomes.get(0).result();
                        result = result == null ? outcomes.get(1).result() : result;
                        SortedMap<String, String> after = Inventory.of(race.world.cloud);
                        return result != null
                                && Surplus.count(work.effect().expected(race.world, before, result), after) > 0;
                    }
                })
                .count();
    }

    // ---- what is raced for

    static Stream<Keyed> keyed() {
        List<Keyed> all = new ArrayList<>();
        all.add(new Keyed(
                "vault",
                anyWorld(),
                (world, backup, key) -> backup.vaults().create(vault(100), key),
                (world, before, result) -> {
                    before.put("vault " + ((Vault) result).id(), Inventory.vault("raced", List.of(), List.of()));
                    return before;
                }));
        all.add(new Keyed(
                "policy",
                anyWorld(),
                (world, backup, key) -> backup.policies().create(policy(1), key),
                (world, before, result) -> {
                    before.put("policy " + ((Policy) result).id(), Inventory.policy("raced"));
                    return before;
                }));
        LongWorks.all().stream()
                .filter(work -> !NOT_RACED.contains(work.name()))
                .forEach(work -> all.add(new Keyed(work.name(), work, work.begin()::begin, work::expected)));
        return all.stream();
    }

    static Stream<Conflicting> conflicting() {
        return Stream.of(
                new Conflicting(
                        "vault",
                        (world, backup, key) -> backup.vaults().create(vault(100), key),
                        (world, backup, key) -> backup.vaults().create(vault(200), key),
                        true),
                new Conflicting(
                        "policy",
                        (world, backup, key) -> backup.policies().create(policy(1), key),
                        (world, backup, key) -> backup.policies().create(policy(2), key),
                        false),
                new Conflicting(
                        "snapshot",
                        (world, backup, key) -> backup.snapshots().take(SnapshotSpec.of(world.free, "one"), key),
                        (world, backup, key) -> backup.snapshots().take(SnapshotSpec.of(world.free, "two"), key),
                        true),
                new Conflicting(
                        "image of a disk",
                        (world, backup, key) ->
                                backup.images().build(ImageSpec.of("one", ImageSource.disk(world.free)), key),
                        (world, backup, key) ->
                                backup.images().build(ImageSpec.of("two", ImageSource.disk(world.free)), key),
                        false));
    }

    static Stream<LongWork> tokens() {
        return LongWorks.all().stream();
    }

    private static LongWork anyWorld() {
        return LongWorks.all().get(0);
    }

    private static VaultSpec vault(int size) {
        return VaultSpec.forDisks("raced", DataSize.gib(size));
    }

    private static PolicySpec policy(int latest) {
        return PolicySpec.backup("raced", Schedule.dailyAt(LocalTime.of(23, 0)), Retention.latest(latest));
    }

    /**
     * A call with a key.
     *
     * @param name what it makes
     * @param world where
     * @param begin makes it, or begins to
     * @param effect what is there afterwards
     */
    record Keyed(String name, LongWork world, Begin begin, Effect effect) {
        /** For the names of tests. */
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * Two calls of which only one can have a key.
     *
     * @param name what they make
     * @param first the one
     * @param second the other
     * @param ordered whether the service says which is older while both are being created; where it does not, nobody is refused
     *     before the call is repeated
     */
    record Conflicting(String name, Begin first, Begin second, boolean ordered) {
        /** For the names of tests. */
        @Override
        public String toString() {
            return name;
        }
    }

    /** Makes something, or begins to. */
    interface Begin {
        Object begin(SmallWorld world, CloudBackup backup, RequestKey key);
    }

    /** What is there afterwards, of what was there before. */
    interface Effect {
        SortedMap<String, String> expected(SmallWorld world, SortedMap<String, String> before, Object result);
    }
}
