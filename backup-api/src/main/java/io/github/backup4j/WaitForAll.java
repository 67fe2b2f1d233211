package io.github.backup4j;

import io.github.backup4j.spi.OperationWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One wait for many operations, on the thread that waits: each is looked at when {@link OperationWatch} says so, and one that
 * fails holds up no other. What a provider looks at together costs one look for all.
 *
 * @param <T> what the work results in
 */
final class WaitForAll<T> {
    private final TimeSource time;
    private final Duration timeout;
    private final Duration begun;
    private final List<Waiting<T>> all = new ArrayList<>();
    private final List<Waiting<T>> open = new ArrayList<>();
    private final Rate rate = new Rate();
    private int queued;
    private int refused;

    /** Whether more work could not be started since {@link ProgressOfAll} was last told. */
    private boolean news;

    WaitForAll(TimeSource time, List<? extends Operation<? extends T>> operations, Duration timeout) {
        this.time = time;
        this.timeout = timeout;
        begun = time.elapsed();
        operations.forEach(this::add);
    }

    /** Adds an operation. */
    void add(Operation<? extends T> operation) {
        Waiting<T> waiting = new Waiting<>(operation, time.elapsed());
        all.add(waiting);
        open.add(waiting);
    }

    /** How many are to be looked at again. */
    int open() {
        return open.size();
    }

    /** How many have not ended, as far as is known: those that are to be looked at again, and those whose look failed for good. */
    int running() {
        return all.size() - count(Outcome.Done.class) - count(Outcome.Failed.class);
    }

    /**
     * Counts work that is not waited for as part of the whole.
     *
     * @param notStarted how much is not started yet
     * @param notStartable how much could not be started
     */
    void alsoCount(int notStarted, int notStartable) {
        queued = notStarted;
        news |= refused != notStartable;
        refused = notStartable;
    }

    Outcomes<T> await(Consumer<? super ProgressOfAll> onProgress) {
        do {
            look(onProgress);
        } while (!open.isEmpty() && !isOver() && pause());
        return outcomes();
    }

    /** Looks at what is due, and tells how far the whole is if anything was, or more work could not be started. */
    void look(Consumer<? super ProgressOfAll> onProgress) {
        if (lookAtDue() || news) {
            news = false;
            onProgress.accept(progress());
        }
    }

    Outcomes<T> outcomes() {
        return new Outcomes<>(all.stream().map(Waiting::outcome).toList());
    }

    /**
     * Looks at what is due, and takes out what has ended. The end of the time cuts it off, except that without any time each is
     * looked at once.
     *
     * @return whether anything was looked at
     */
    private boolean lookAtDue() {
        boolean looked = false;
        for (Waiting<T> waiting : List.copyOf(open)) {
            if (waiting.noteClosed()) {
                waiting.ended = true;
                looked = true;
                continue;
            }
            if (isOver() && (waiting.looked || !timeout.isZero())) {
                continue;
            }
            if (waiting.due.compareTo(time.elapsed()) <= 0) {
                looked = true;
                waiting.looked = true;
                if (waiting.look()) {
                    waiting.ended = true;
                } else {
                    waiting.due = time.elapsed().plus(waiting.watch.pause());
                }
            }
        }
        open.removeIf(waiting -> waiting.ended);
        return looked;
    }

    boolean isOver() {
        return waited().compareTo(timeout) >= 0;
    }

    private Duration waited() {
        return time.elapsed().minus(begun);
    }

    /** Waits until something is due or the time is over; false if the thread was interrupted. */
    boolean pause() {
        return pause(null);
    }

    /**
     * Waits likewise, but no longer than until an instant.
     *
     * @param until as {@link TimeSource#elapsed()} counts; null: any length
     */
    boolean pause(@Nullable Duration until) {
        Duration now = time.elapsed();
        Duration pause = timeout.minus(now.minus(begun));
        if (until != null && until.minus(now).compareTo(pause) < 0) {
            pause = until.minus(now);
        }
        for (Waiting<T> waiting : open) {
            Duration left = waiting.due.minus(now);
            pause = left.compareTo(pause) < 0 ? left : pause;
        }
        if (pause.isNegative() || pause.isZero()) {
            return true;
        }
        try {
            time.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private ProgressOfAll progress() {
        int running = running() + queued;
        int total = all.size() + queued + refused;
        long percents = 100L * refused + all.stream().mapToInt(Waiting::percent).sum();
        return new ProgressOfAll(
                count(Outcome.Done.class),
                count(Outcome.Failed.class) + refused,
                running,
                (int) (percents / total),
                running == 0 ? Duration.ZERO : rate.left(percents, 100L * total, waited()),
                farthestFromItsEnd());
    }

    /** What the operation that is farthest from its end is doing; null: no poll has seen it. */
    private @Nullable String farthestFromItsEnd() {
        return all.stream()
                .filter(waiting -> waiting.step() != null)
                .min(Comparator.comparingInt(Waiting::percent))
                .map(Waiting::step)
                .orElse(null);
    }

    private int count(Class<?> type) {
        return (int)
                all.stream().filter(waiting -> type.isInstance(waiting.outcome)).count();
    }

    /** How fast the whole has moved since it was first seen. */
    private static final class Rate {
        private @Nullable Duration since;
        private long from;

        /** How long the rest takes at that rate; null: nothing has moved. */
        @Nullable
        Duration left(long units, long of, Duration at) {
            if (since == null) {
                since = at;
                from = units;
            }
            long moved = units - from;
            Duration took = at.minus(since);
            if (moved <= 0 || took.isZero()) {
                return null;
            }
            double secondsLeft = took.toMillis() / 1000.0 / moved * (of - units);
            return Duration.ofSeconds(Math.round(secondsLeft));
        }
    }

    private static final class Waiting<T> {
        final Operation<? extends T> operation;
        final OperationWatch<? extends T> watch;

        /** When to look next, as {@link TimeSource#elapsed()} counts. */
        Duration due;

        /** Whether it was looked at. */
        boolean looked;

        /** Whether there is no reason to look again. */
        boolean ended;

        @Nullable
        Outcome<T> outcome;

        private @Nullable BackupException lookFailure;

        Waiting(Operation<? extends T> operation, Duration due) {
            this.operation = operation;
            watch = operation.watch();
            this.due = due;
        }

        /** Notes why it cannot be looked at again, if its backup was closed; returns whether it was. */
        boolean noteClosed() {
            Unavailable closed = operation.closed();
            if (closed != null) {
                lookFailure = closed;
            }
            return closed != null;
        }

        /** Looks once; returns whether there is no reason to look again. */
        boolean look() {
            try {
                Operation.Status<? extends T> status = watch.look().orElse(null);
                lookFailure = watch.failure().orElse(null);
                if (status instanceof Operation.Status.Succeeded<? extends T> succeeded) {
                    outcome = new Outcome.Done<>(operation, succeeded.result());
                } else if (status instanceof Operation.Status.Failed<? extends T> failed) {
                    outcome = new Outcome.Failed<>(operation, failed.failure());
                }
                return status != null;
            } catch (BackupException e) {
                lookFailure = e;
                return true;
            } catch (RuntimeException defect) {
                if (!noteClosed()) {
                    lookFailure = new Unavailable(
                            "polling failed by a defect of the provider, a "
                                    + defect.getClass().getSimpleName()
                                    + ", and is not tried again; the work itself is not affected. Keep its token, and"
                                    + " report the cause",
                            BackupException.Detail.NONE,
                            defect);
                }
                return true;
            }
        }

        Outcome<T> outcome() {
            return outcome != null
                    ? outcome
                    : new Outcome.Running<>(
                            operation, operation.token(), watch.progress().orElse(null), lookFailure);
        }

        /** What it is doing; null: it has ended, or does not say. */
        @Nullable
        String step() {
            return outcome != null ? null : watch.progress().map(Progress::step).orElse(null);
        }

        int percent() {
            Integer seen = watch.progress().map(Progress::percent).orElse(null);
            return outcome != null ? 100 : seen == null ? 0 : seen;
        }
    }
}
