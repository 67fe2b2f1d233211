package io.github.backup4j.huawei.simulation;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Operation;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.EmulatedBackup;
import io.github.backup4j.huawei.emulator.LaggingLists;
import io.github.backup4j.huawei.restart.LongWork;
import io.github.backup4j.huawei.support.Inventory;
import io.github.backup4j.huawei.support.SmallWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Two processes that do something in one {@link SmallWorld} at the same time; a third one can go on alone when they have ended.
 * All of them do what the API says: they repeat what may be repeated, with its key.
 */
final class Race implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration SETTLING = Duration.ofMinutes(3);
    private static final int MOST_TRIES = 40;
    private static final int MOST_LOOKS = 500;

    final SmallWorld world;
    final Surplus surplus;
    private final SplittableRandom random;
    private final Reports reports = new Reports();
    private final Turns turns;
    private final Duration lag;

    /**
     * Creates a world.
     *
     * @param lag how much every list lags
     * @param prepare brings it into the state that the race is about
     */
    Race(long seed, Duration lag, LongWork prepare) {
        this.lag = lag;
        random = new SplittableRandom(seed);
        turns = new Turns(random.split());
        world = prepare.world(turns);
        // All that there is has been there for long.
        world.cloud.time().advance(SETTLING);
        turns.lag(lag.isZero() ? null : new LaggingLists(random.nextLong(), world.cloud.time(), lag, lag));
        surplus = new Surplus(world.cloud, reports);
    }

    @Override
    public void close() {
        world.close();
    }

    /** Whether lists lag behind. */
    boolean lags() {
        return !lag.isZero();
    }

    /** Decides by chance, the same for the same seed. */
    int draw(int bound) {
        return random.nextInt(bound);
    }

    /** Lets two processes run; returns how each of them ended. */
    List<Outcome> run(Function<CloudBackup, Object> first, Function<CloudBackup, Object> second) {
        Outcome[] outcomes = new Outcome[2];
        List<Runnable> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int number = i;
            long seed = random.nextLong();
            Function<CloudBackup, Object> call = i == 0 ? first : second;
            processes.add(() -> outcomes[number] = outcome(seed, call));
        }
        turns.run(world.cloud.time(), processes, Duration.ofSeconds(1));
        return List.of(outcomes);
    }

    /** Lets one process run when the others have ended and all has come to rest. */
    Outcome alone(Function<CloudBackup, Object> call) {
        settle();
        Outcome outcome = outcome(random.nextLong(), call);
        settle();
        return outcome;
    }

    /** Lets late things and deletions come to their end. */
    void settle() {
        world.emulator.advance(SETTLING);
    }

    /** What happened, for a person. */
    String describe() {
        return String.join("\n", turns.journal()) + "\n" + world.cloud.describe();
    }

    private Outcome outcome(long seed, Function<CloudBackup, Object> call) {
        TimeSource clock = turns.clock(world.cloud.time());
        Outcome outcome;
        try (CloudBackup backup = reports.of(EmulatedBackup.builder(new SplittableRandom(seed)))
                .region(world.cloud.site().region())
                .project(world.cloud.site().project())
                .accessKey("AKEXAMPLE", "SKEXAMPLE")
                .endpoint(world.emulator.address())
                .timeSource(clock)
                .build()) {
            outcome = new Outcome(repeat(clock, new Random(seed), () -> call.apply(backup)), null);
        } catch (BackupException | AssertionError e) {
            outcome = new Outcome(null, e);
        }
        turns.note("ended: " + outcome);
        return outcome;
    }

    /** Until it is done, or refused for good. */
    private Object repeat(TimeSource clock, Random pauses, Supplier<Object> call) {
        for (int tries = 1; ; tries++) {
            try {
                Object result = call.get();
                return result instanceof Operation<?> work ? await(clock, pauses, work) : result;
            } catch (BackupException e) {
                turns.note(e.getClass().getSimpleName() + ": " + e.getMessage());
                boolean again = e.retryable() || e instanceof AmbiguousOutcome;
                if (!again || tries == MOST_TRIES) {
                    throw e;
                }
                pause(clock, e.retryAfter().orElse(PAUSE));
            }
        }
    }

    private Object await(TimeSource clock, Random pauses, Operation<?> work) {
        for (int looks = 0; looks < MOST_LOOKS; looks++) {
            Operation.Status<?> status = look(work);
            if (status instanceof Operation.Status.Succeeded<?> succeeded) {
                return succeeded.result();
            }
            if (status instanceof Operation.Status.Failed<?> failed) {
                throw failed.failure();
            }
            pause(clock, PAUSE.plusMillis(pauses.nextInt(2_000)));
        }
        throw new AssertionError("work has not ended after " + MOST_LOOKS + " looks");
    }

    /** A look that fails is made again; null: it has failed, and is made later. */
    private Operation.@Nullable Status<?> look(Operation<?> work) {
        try {
            return work.poll();
        } catch (BackupException e) {
            turns.note("look failed: " + e.getClass().getSimpleName() + ": " + e.getMessage());
            if (e.retryable()) {
                return null;
            }
            throw e;
        }
    }

    private static void pause(TimeSource clock, Duration duration) {
        try {
            clock.sleep(duration);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * How a process ended.
     *
     * @param result what it got, or null
     * @param failure why it got nothing, or null
     */
    record Outcome(@Nullable Object result, @Nullable Throwable failure) {
        /** What it got, in the words of an inventory; empty: nothing, or nothing that is in one. */
        Stream<String> keys() {
            return result == null ? Stream.empty() : Inventory.keys(result).stream();
        }

        @Override
        public String toString() {
            return failure == null
                    ? String.valueOf(keys().toList())
                    : failure.getClass().getSimpleName() + ": " + failure.getMessage();
        }
    }
}
