package io.github.backup4j.drill;

import io.github.backup4j.Resource;
import io.github.backup4j.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One run of the caller's check, on a thread of its own. It ends when the time is over that was left until the deadline as it began, by
 * the stop watch of the backup: the date may be set meanwhile, and that of an emulated cloud may pass faster than the check runs.
 *
 * <p>A poll waits a moment for the check, of the machine's time and not of the {@link TimeSource}: the check is a real thread. A poll
 * that slept by the clock of a test would take no time, and such a clock would pass the deadline before the thread has got the processor.
 */
final class Verification {
    /** How long a poll waits: the first one for a quick check, whose result then needs no other poll, and later ones while it runs. */
    private static final Duration LOOK = Duration.ofMillis(250);

    /** How often a poll asks meanwhile whether the check still runs. */
    private static final Duration GLANCE = Duration.ofMillis(5);

    /** How long the poll after the deadline waits, so that a result that is about to be there is not lost. */
    private static final Duration LAST_LOOK = Duration.ofSeconds(1);

    private final TimeSource time;
    private final Instant deadline;

    /** When the time is over, as {@link TimeSource#elapsed()} counts. */
    private final Duration end;

    private final Duration whileItRuns;
    private final CompletableFuture<Done> done = new CompletableFuture<>();
    private final Thread thread;
    private boolean looked;

    Verification(Verifier verifier, Resource restored, Instant deadline, TimeSource time) {
        this(verifier, restored, deadline, time, LOOK);
    }

    /**
     * Creates it.
     *
     * @param whileItRuns how long a poll but the first waits for a check that runs
     */
    Verification(Verifier verifier, Resource restored, Instant deadline, TimeSource time, Duration whileItRuns) {
        this.time = time;
        this.deadline = deadline;
        end = time.elapsed().plus(Duration.between(time.now(), deadline));
        this.whileItRuns = whileItRuns;
        thread = new Thread(() -> done.complete(run(verifier, restored)), "backup4j-drill-check");
        thread.setDaemon(true);
        thread.start();
    }

    /** The result of the check, with when it was there, and whether that was too late. */
    record Done(DrillCheck check, Instant at, boolean late) {}

    private boolean isOver() {
        return time.elapsed().compareTo(end) >= 0;
    }

    @SuppressWarnings("CatchingUnchecked") // whatever a check throws, what was restored has to be cleaned up
    private Done run(Verifier verifier, Resource restored) {
        DrillCheck check;
        try {
            check = verifier.verify(restored, deadline)
                    ? DrillCheck.held("the caller's check found the data good")
                    : DrillCheck.failed("the caller's check found the data not good");
        } catch (Throwable e) {
            check = DrillCheck.failed("the caller's check threw " + Texts.of(e));
        }
        return new Done(check, time.now(), time.elapsed().compareTo(end) > 0);
    }

    /** Returns the result if the check has ended, or has to. */
    Optional<Done> look() {
        boolean late = isOver();
        Optional<Done> ended = late ? await(LAST_LOOK) : looked ? awaitWhileItRuns() : await(LOOK);
        looked = true;
        if (ended.isPresent()) {
            Done result = ended.get();
            return result.late()
                    ? Optional.of(new Done(
                            DrillCheck.failed("the caller's check ended after its deadline, " + deadline),
                            result.at(),
                            true))
                    : ended;
        }
        if (!late) {
            return Optional.empty();
        }
        thread.interrupt();
        return Optional.of(new Done(
                DrillCheck.failed("the caller's check had no result by its deadline, " + deadline), time.now(), true));
    }

    /** Waits for a check that computes, or has not got the processor yet, and for none that itself waits. */
    private Optional<Done> awaitWhileItRuns() {
        Optional<Done> ended = await(Duration.ZERO);
        long glances = whileItRuns.dividedBy(GLANCE);
        for (long i = 0; i < glances && ended.isEmpty() && runs(); i++) {
            ended = await(GLANCE);
        }
        return ended;
    }

    private boolean runs() {
        return switch (thread.getState()) {
            case NEW, RUNNABLE, BLOCKED -> true;
            case WAITING, TIMED_WAITING, TERMINATED -> false;
        };
    }

    private Optional<Done> await(Duration moment) {
        try {
            return Optional.of(done.get(moment.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a check completes without exceptions", e);
        }
    }
}
