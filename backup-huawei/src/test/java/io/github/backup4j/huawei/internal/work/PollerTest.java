package io.github.backup4j.huawei.internal.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Denied;
import io.github.backup4j.Operation;
import io.github.backup4j.Progress;
import io.github.backup4j.Throttled;
import io.github.backup4j.TimeSource;
import io.github.backup4j.Unavailable;
import io.github.backup4j.huawei.support.SetClock;
import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.testkit.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Futures of long work: what is looked at when, and what becomes of the thread that looks. */
class PollerTest {
    private static final Duration TO_NOTICE = Duration.ofSeconds(30);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final VirtualTime time = VirtualTime.create();
    private final Poller poller = new Poller(time, INTERVAL);

    @Test
    void watch_workOfHours_lookedAtEverMoreRarely() {
        Driven work = endingAfter(Duration.ofHours(3));

        assertThat(future(work)).succeedsWithin(TO_NOTICE);

        List<Duration> pauses = work.pauses();
        assertThat(pauses.get(0)).isEqualTo(INTERVAL);
        assertThat(pauses).isSorted();
        assertThat(pauses.get(pauses.size() - 1)).isEqualTo(INTERVAL.multipliedBy(6));
        assertThat(pauses).hasSizeLessThan(400);
    }

    @Test
    void watch_looksFailForAPassingReason_goesOnAndLooksMoreRarely() {
        Driven work = endingAfter(Duration.ofMinutes(5));
        for (int i = 0; i < 10; i++) {
            work.failures.add(
                    i % 2 == 0
                            ? new Unavailable("away")
                            : new Throttled("too many", new Detail(null, null, 429, Duration.ofSeconds(45)), null));
        }

        assertThat(future(work)).succeedsWithin(TO_NOTICE);

        assertThat(work.pauses().subList(0, 4))
                .containsExactly(
                        Duration.ofSeconds(10), Duration.ofSeconds(45), Duration.ofSeconds(30), Duration.ofSeconds(45));
    }

    @Test
    void watch_lookFailsForGood_failsWithThat() {
        Driven work = endingAfter(Duration.ofMinutes(5));
        Denied denied = new Denied("not yours");
        work.failures.add(denied);

        assertThat(future(work)).failsWithin(TO_NOTICE).withThrowableThat().withCause(denied);
    }

    @Test
    void watch_many_eachLookedAtOnItsOwnAndNoneForgotten() {
        List<Driven> works = new ArrayList<>();
        List<CompletableFuture<Operation.Status<String>>> futures = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            works.add(endingAfter(Duration.ofSeconds(i)));
        }
        works.forEach(work -> futures.add(future(work)));

        CompletableFuture<Void> all = CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));

        assertThat(all).succeedsWithin(TO_NOTICE);
        assertThat(works).allSatisfy(work -> assertThat(work.looks).hasSizeLessThan(60));
    }

    @Test
    void watch_nothingLeft_threadEndsAndComesBackWhenNeeded() throws InterruptedException {
        Driven first = endingAfter(Duration.ZERO);
        assertThat(future(first)).succeedsWithin(TO_NOTICE);
        first.lookedBy().join(TO_NOTICE.toMillis());
        assertThat(first.lookedBy().isAlive()).isFalse();

        assertThat(future(endingAfter(Duration.ofMinutes(1)))).succeedsWithin(TO_NOTICE);
    }

    @Test
    void close_whileWatching_futuresFailAndTheThreadEnds() throws InterruptedException {
        Driven work = endingAfter(Duration.ofDays(100_000));
        CompletableFuture<Operation.Status<String>> future = future(work);
        Thread thread = work.lookedBy();

        poller.close();

        assertThat(future).failsWithin(TO_NOTICE).withThrowableThat().withCauseInstanceOf(IllegalStateException.class);
        thread.join(TO_NOTICE.toMillis());
        assertThat(thread.isAlive()).isFalse();
    }

    // ---- looks that do not end

    @Test
    void watch_looksHang_othersEndMeanwhile() {
        CountDownLatch release = new CountDownLatch(1);
        List<CompletableFuture<Operation.Status<String>>> hanging = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            hanging.add(future(hangingUntil(release)));
        }
        List<CompletableFuture<Operation.Status<String>>> others = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            others.add(future(endingAfter(Duration.ofMinutes(i))));
        }

        assertThat(CompletableFuture.allOf(others.toArray(CompletableFuture[]::new)))
                .succeedsWithin(TO_NOTICE);
        assertThat(hanging).noneMatch(CompletableFuture::isDone);

        release.countDown();
        assertThat(CompletableFuture.allOf(hanging.toArray(CompletableFuture[]::new)))
                .succeedsWithin(TO_NOTICE);
    }

    /** Each of them takes as long as a look may, again and again: they get half of the threads, and the others end. */
    @Test
    void watch_manyLooksAreSlowEachTime_othersAreLookedAtInBetween() {
        Poller impatient = new Poller(time, INTERVAL, Duration.ofMillis(100), Poller::daemon);
        for (int i = 0; i < 8; i++) {
            Driven slow = endingAfter(Duration.ofDays(100_000));
            slow.during = () -> LockSupport.parkNanos(Duration.ofMillis(400).toNanos());
            impatient.watch(slow, progress -> {});
        }

        assertThat(impatient
                        .watch(endingAfter(Duration.ofHours(1)), progress -> {})
                        .toCompletableFuture())
                .succeedsWithin(TO_NOTICE);

        impatient.close();
    }

    @Test
    void watch_manyAtOnce_fourLooksAtOnceAtMost() {
        AtomicInteger looking = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<CompletableFuture<Operation.Status<String>>> futures = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Driven work = endingAfter(Duration.ZERO);
            work.during = () -> {
                most.accumulateAndGet(looking.incrementAndGet(), Math::max);
                LockSupport.parkNanos(1_000_000);
                looking.decrementAndGet();
            };
            futures.add(future(work));
        }

        assertThat(CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)))
                .succeedsWithin(TO_NOTICE);

        assertThat(most.get()).isBetween(1, Poller.POLLS);
    }

    @Test
    void watch_cancelled_notLookedAtAgain() {
        Driven work = endingAfter(Duration.ofDays(100_000));
        Driven other = endingAfter(Duration.ofDays(100_000));
        CompletableFuture<Operation.Status<String>> future = future(work);
        CompletableFuture<Operation.Status<String>> kept = future(other);
        awaitLooks(work, 3);

        future.cancel(false);
        int looks = work.looks.size();
        awaitLooks(other, other.looks.size() + 20);

        assertThat(work.looks).as("one may have been under way").hasSizeLessThanOrEqualTo(looks + 1);
        kept.cancel(false);
    }

    @Test
    void watch_operationFutureCancelled_notLookedAtAgainAndTheThreadsEnd() throws InterruptedException {
        Driven work = endingAfter(Duration.ofDays(100_000));
        work.poller = poller;
        CompletableFuture<String> future = Operation.of(time, work).toCompletableFuture();
        awaitLooks(work, 3);

        future.cancel(false);

        work.lookedBy().join(TO_NOTICE.toMillis());
        assertThat(work.lookedBy().isAlive()).isFalse();
    }

    @Test
    void watch_wallClockSetBack_looksGoOn() {
        SetClock clock = new SetClock(time, Duration.ZERO);
        Poller other = new Poller(clock, INTERVAL);
        Driven work = endingAfter(Duration.ofMinutes(10));
        clock.setWhileSleeping(Duration.ofHours(-1));

        assertThat(other.watch(work, progress -> {}).toCompletableFuture()).succeedsWithin(TO_NOTICE);

        assertThat(Duration.between(VirtualTime.DEFAULT_START, time.now())).isLessThan(Duration.ofMinutes(11));
        assertThat(work.pauses().get(0)).isEqualTo(INTERVAL);
    }

    @Test
    void watch_lookThrowsAnError_onlyItsFutureFails() {
        Driven work = endingAfter(Duration.ofMinutes(1));
        StackOverflowError error = new StackOverflowError();
        work.during = () -> {
            throw error;
        };

        assertThat(future(work)).failsWithin(TO_NOTICE).withThrowableThat().withCause(error);
        assertThat(future(endingAfter(Duration.ofMinutes(1)))).succeedsWithin(TO_NOTICE);
    }

    // ---- what callers do when a future completes

    /** As many as there are threads that poll end at once, and what is done then needs another poll. */
    @Test
    void watch_callbacksWaitForOtherOperations_allEnd() {
        CountDownLatch release = new CountDownLatch(1);
        List<CompletableFuture<String>> chains = new ArrayList<>();
        for (int i = 0; i < 2 * Poller.POLLS; i++) {
            Driven first = hangingUntil(release);
            if (i % 2 == 0) {
                first.failures.add(new Denied("not yours"));
            }
            chains.add(future(first).handle((status, failure) -> {
                future(endingAfter(Duration.ofMinutes(1))).join();
                return failure == null ? "ended" : "failed";
            }));
        }

        release.countDown();

        assertThat(CompletableFuture.allOf(chains.toArray(CompletableFuture[]::new)))
                .succeedsWithin(TO_NOTICE);
        assertThat(chains).map(CompletableFuture::join).contains("ended", "failed");
    }

    /** On a virtual clock, what callers do next begins when the work has ended, not at a later poll of other work. */
    @Test
    void watch_callback_clockStandsMeanwhile() {
        CompletableFuture<Operation.Status<String>> other = future(endingAfter(Duration.ofDays(100_000)));
        CountDownLatch release = new CountDownLatch(1);
        Driven work = hangingUntil(release);
        CompletableFuture<Duration> passed = future(work).thenApply(status -> {
            Instant before = time.now();
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            return Duration.between(before, time.now());
        });

        release.countDown();

        assertThat(passed).succeedsWithin(TO_NOTICE).isEqualTo(Duration.ZERO);
        other.cancel(false);
    }

    @Test
    void watch_callbackEnded_itsThreadEnds() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Thread> calling = future(hangingUntil(release)).thenApply(status -> Thread.currentThread());

        release.countDown();
        Thread thread = calling.join();
        thread.join(TO_NOTICE.toMillis());

        assertThat(thread.getName()).isEqualTo(Poller.THREAD + "-end");
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.isAlive()).isFalse();
    }

    // ---- threads that end too soon

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void watch_sleepThrows_futuresFailAndTheNextIsLookedAt(boolean interrupted) {
        IllegalStateException broken = new IllegalStateException("no clock");
        AtomicInteger sleeps = new AtomicInteger();
        Poller other = new Poller(
                new TimeSource() {
                    @Override
                    public Instant now() {
                        return time.now();
                    }

                    @Override
                    public Duration elapsed() {
                        return time.elapsed();
                    }

                    @Override
                    public void sleep(Duration duration) throws InterruptedException {
                        if (sleeps.incrementAndGet() == 2) {
                            if (interrupted) {
                                throw new InterruptedException();
                            }
                            throw broken;
                        }
                        time.sleep(duration);
                    }
                },
                INTERVAL);

        assertThat(other.watch(endingAfter(Duration.ofHours(1)), progress -> {}).toCompletableFuture())
                .failsWithin(TO_NOTICE)
                .withThrowableThat()
                .withCauseInstanceOf(IllegalStateException.class);
        assertThat(other.watch(endingAfter(Duration.ofHours(1)), progress -> {}).toCompletableFuture())
                .succeedsWithin(TO_NOTICE);
    }

    @Test
    void watch_noThreadToWait_throwsAndTheNextIsLookedAt() {
        Poller other = pollerThatLacksAThread("");
        Driven work = endingAfter(Duration.ZERO);

        assertThatThrownBy(() -> other.watch(work, progress -> {})).isInstanceOf(OutOfMemoryError.class);

        assertThat(other.watch(endingAfter(Duration.ofMinutes(1)), progress -> {})
                        .toCompletableFuture())
                .succeedsWithin(TO_NOTICE);
        assertThat(work.looks).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-poll", "-end"})
    void watch_noThreadToPollOrToComplete_completesAnyway(String suffix) {
        Poller other = pollerThatLacksAThread(suffix);

        assertThat(other.watch(endingAfter(Duration.ofMinutes(1)), progress -> {})
                        .toCompletableFuture())
                .succeedsWithin(TO_NOTICE);
        assertThat(other.watch(endingAfter(Duration.ofMinutes(1)), progress -> {})
                        .toCompletableFuture())
                .succeedsWithin(TO_NOTICE);
    }

    /** The first thread of this name does not start, as the machine has none left. */
    private Poller pollerThatLacksAThread(String suffix) {
        AtomicBoolean lacking = new AtomicBoolean(true);
        return new Poller(time, INTERVAL, Duration.ofSeconds(2), (task, name) -> {
            if (!name.equals(Poller.THREAD + suffix) || !lacking.getAndSet(false)) {
                return Poller.daemon(task, name);
            }
            return new Thread(task, name) {
                @Override
                public synchronized void start() {
                    throw new OutOfMemoryError("unable to create native thread");
                }
            };
        });
    }

    private static void awaitLooks(Driven work, int count) {
        while (work.looks.size() < count) {
            Thread.onSpinWait();
        }
    }

    private Driven hangingUntil(CountDownLatch release) {
        Driven work = endingAfter(Duration.ZERO);
        work.during = () -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        return work;
    }

    private CompletableFuture<Operation.Status<String>> future(Driven work) {
        return poller.watch(work, progress -> {}).toCompletableFuture();
    }

    private Driven endingAfter(Duration duration) {
        Instant end = time.now().plus(duration);
        return new Driven(time, () -> time.now().isBefore(end));
    }

    /** Work that runs as long as it is told to, and remembers when it was looked at. */
    private static final class Driven implements OperationDriver<String> {
        final List<BackupException> failures = new ArrayList<>();
        final List<Instant> looks = Collections.synchronizedList(new ArrayList<>());
        Runnable during = () -> {};

        @Nullable
        Poller poller;

        private final CompletableFuture<Thread> lookedBy = new CompletableFuture<>();
        private final VirtualTime time;
        private final Supplier<Boolean> runs;

        Driven(VirtualTime time, Supplier<Boolean> runs) {
            this.time = time;
            this.runs = runs;
        }

        Thread lookedBy() {
            return lookedBy.join();
        }

        List<Duration> pauses() {
            List<Duration> pauses = new ArrayList<>();
            for (int i = 1; i < looks.size(); i++) {
                pauses.add(Duration.between(looks.get(i - 1), looks.get(i)));
            }
            return pauses;
        }

        @Override
        public String token() {
            return "token";
        }

        @Override
        public Operation.Status<String> poll() {
            lookedBy.complete(Thread.currentThread());
            Instant now = time.now();
            looks.add(now);
            during.run();
            if (!failures.isEmpty()) {
                throw failures.remove(0);
            }
            return runs.get()
                    ? new Operation.Status.Running<>(new Progress(Progress.Phase.RUNNING, null, "", now), null)
                    : new Operation.Status.Succeeded<>("done");
        }

        @Override
        public Duration pollInterval() {
            return INTERVAL;
        }

        @Override
        public CompletionStage<Operation.Status<String>> settled(Consumer<? super Progress> onProgress) {
            return Objects.requireNonNull(poller, "what futures are made with").watch(this, onProgress);
        }
    }
}
