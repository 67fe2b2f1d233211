package io.github.backup4j.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Denied;
import io.github.backup4j.Operation;
import io.github.backup4j.Progress;
import io.github.backup4j.StillRunning;
import io.github.backup4j.Throttled;
import io.github.backup4j.TimeSource;
import io.github.backup4j.Unavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How work is waited for, whoever waits. */
class OperationWatchTest {
    private static final Duration FIRST = Duration.ofSeconds(5);

    private final Clock clock = new Clock();
    private final Scripted driver = new Scripted();
    private final OperationWatch<String> watch = new OperationWatch<>(clock, driver);

    @Test
    void pause_waitedLonger_growsToSixTimesTheFirst() {
        assertThat(pauseAfterWaiting(0)).isEqualTo(FIRST);
        assertThat(pauseAfterWaiting(99)).isEqualTo(FIRST);
        assertThat(pauseAfterWaiting(100)).isEqualTo(FIRST.multipliedBy(2));
        assertThat(pauseAfterWaiting(249)).isEqualTo(FIRST.multipliedBy(4));
        assertThat(pauseAfterWaiting(300)).isEqualTo(Duration.ofSeconds(30));
        assertThat(pauseAfterWaiting(100_000)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void pause_looksFailInARow_doublesAndStartsAnew() {
        for (long seconds : List.of(10, 20, 30, 30)) {
            driver.fail(new Unavailable("away"));
            assertThat(watch.look()).isEmpty();
            assertThat(watch.pause()).isEqualTo(Duration.ofSeconds(seconds));
        }
        driver.run(null);
        assertThat(watch.look()).isEmpty();
        assertThat(watch.pause()).isEqualTo(FIRST);
    }

    @Test
    void pause_cloudAskedToWait_neverSooner() {
        driver.fail(throttled(Duration.ofMinutes(3)));
        assertThat(watch.look()).isEmpty();
        assertThat(watch.pause()).isEqualTo(Duration.ofMinutes(3));

        driver.fail(throttled(Duration.ofSeconds(1)));
        assertThat(watch.look()).isEmpty();
        assertThat(watch.pause()).as("a second would be more often than usual").isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void pause_cloudSaidWhenALookIsWorthwhile_then() {
        driver.run(Duration.ofSeconds(2));
        assertThat(watch.look()).isEmpty();
        assertThat(watch.pause()).isEqualTo(Duration.ofSeconds(2));

        driver.run(Duration.ofMinutes(10));
        assertThat(watch.look()).isEmpty();
        assertThat(watch.pause()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void pause_wallClockSetBack_asLongAsBefore() {
        assertThat(pauseAfterWaiting(300)).isEqualTo(Duration.ofSeconds(30));
        clock.set = Duration.ofDays(-1);

        assertThat(watch.pause()).isEqualTo(Duration.ofSeconds(30));
    }

    /** An hour back would wait an hour longer, an hour ahead not at all. */
    @ParameterizedTest
    @ValueSource(longs = {-3_600, 3_600})
    void await_wallClockIsSetMeanwhile_waitsAsLongAsItWasAskedTo(long seconds) {
        for (int i = 0; i < 10; i++) {
            driver.run(null);
        }
        driver.beforeLooks = () -> clock.set = Duration.ofSeconds(seconds);

        assertThatThrownBy(() -> operation().await(Duration.ofSeconds(8))).isInstanceOf(StillRunning.class);

        assertThat(clock.sleeps).containsExactly(FIRST, Duration.ofSeconds(3));
    }

    @Test
    void elapsed_timeSourceThatSaysNothingOfIt_followsItsClock() {
        Instant start = Clock.START;
        List<Instant> readings = new ArrayList<>(List.of(start, start.plusSeconds(7)));
        TimeSource plain = new TimeSource() {
            @Override
            public Instant now() {
                return readings.remove(0);
            }

            @Override
            public void sleep(Duration duration) {
                throw new UnsupportedOperationException("nothing waits here");
            }
        };
        Duration begun = plain.elapsed();

        assertThat(plain.elapsed().minus(begun)).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void elapsed_system_goesOnAndNeverBack() {
        TimeSource system = TimeSource.system();
        Duration last = system.elapsed();
        Duration first = last;
        while (last.minus(first).compareTo(Duration.ofMillis(5)) < 0) {
            Duration next = system.elapsed();
            assertThat(next).isGreaterThanOrEqualTo(last);
            last = next;
        }
    }

    @Test
    void toCompletableFuture_cancelled_nothingLooksForItAnyMore() {
        CompletableFuture<String> future = operation().toCompletableFuture();
        CompletableFuture<String> other = operation().toCompletableFuture();

        future.cancel(false);

        assertThat(driver.settled.get(0)).isCancelled();
        assertThat(driver.settled.get(1)).isNotDone();
        assertThat(other).isNotDone();
    }

    @Test
    void look_failsAfterItSucceeded_keepsWhatWasSeen() {
        driver.run(null);
        Unavailable failure = new Unavailable("away");
        driver.fail(failure);

        assertThat(watch.look()).isEmpty();
        assertThat(watch.failure()).isEmpty();
        assertThat(watch.progress()).isPresent();
        assertThat(watch.look()).isEmpty();

        assertThat(watch.failure()).contains(failure);
        assertThat(watch.progress()).isPresent();
    }

    @Test
    void look_failsForGood_throws() {
        Denied denied = new Denied("not yours");
        driver.fail(denied);

        assertThatThrownBy(watch::look).isSameAs(denied);
    }

    @Test
    void look_ended_theLastStatus() {
        assertThat(watch.look()).contains(new Operation.Status.Succeeded<>("done"));
    }

    @Test
    void await_looksFail_listenerIsNotToldTheSameTwice() {
        driver.run(null);
        driver.fail(throttled(null));
        driver.run(null);
        List<Progress> told = new ArrayList<>();

        assertThat(operation().await(Duration.ofHours(1), told::add)).isEqualTo("done");

        assertThat(told).hasSize(2);
        assertThat(clock.sleeps).containsExactly(FIRST, FIRST.multipliedBy(2), FIRST);
    }

    @Test
    void await_listenerThrowsWhatWouldPassForALook_endsTheWaiting() {
        driver.run(null);
        Unavailable mine = new Unavailable("the listener's own");

        assertThatThrownBy(() -> operation().await(Duration.ofHours(1), progress -> {
                    throw mine;
                }))
                .isSameAs(mine);
    }

    @Test
    void await_timeIsOver_looksOnceMoreAndSaysWhy() {
        driver.run(null);
        for (int i = 0; i < 10; i++) {
            driver.fail(throttled(null));
        }

        StillRunning stillRunning =
                catchThrowableOfType(StillRunning.class, () -> operation().await(Duration.ofSeconds(12)));

        assertThat(clock.sleeps).containsExactly(FIRST, Duration.ofSeconds(7));
        assertThat(stillRunning.progress()).isPresent();
        assertThat(stillRunning).hasCauseInstanceOf(Throttled.class);
    }

    private Operation<String> operation() {
        return Operation.of(clock, driver);
    }

    private Duration pauseAfterWaiting(long seconds) {
        clock.now = Clock.START.plusSeconds(seconds);
        return watch.pause();
    }

    private static Throttled throttled(@Nullable Duration retryAfter) {
        return new Throttled("too many", new Detail(null, null, 429, retryAfter), null);
    }

    private static final class Clock implements TimeSource {
        static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
        final List<Duration> sleeps = new ArrayList<>();
        Instant now = START;

        /** How far somebody has set it. */
        Duration set = Duration.ZERO;

        @Override
        public Instant now() {
            return now.plus(set);
        }

        @Override
        public Duration elapsed() {
            return Duration.between(START, now);
        }

        @Override
        public void sleep(Duration duration) {
            sleeps.add(duration);
            now = now.plus(duration);
        }
    }

    /** Work whose looks see what was written down, and then that it is done. */
    private final class Scripted implements OperationDriver<String> {
        final List<CompletableFuture<Operation.Status<String>>> settled = new ArrayList<>();
        Runnable beforeLooks = () -> {};
        private final Deque<Object> script = new ArrayDeque<>();

        void fail(BackupException failure) {
            script.add(failure);
        }

        void run(@Nullable Duration nextPoll) {
            Progress progress = new Progress(Progress.Phase.RUNNING, null, "", clock.now);
            script.add(new Operation.Status.Running<String>(progress, nextPoll));
        }

        @Override
        public String token() {
            return "token";
        }

        @Override
        @SuppressWarnings("unchecked") // put in above
        public Operation.Status<String> poll() {
            beforeLooks.run();
            Object next = script.isEmpty() ? new Operation.Status.Succeeded<>("done") : script.remove();
            if (next instanceof BackupException failure) {
                throw failure;
            }
            return (Operation.Status<String>) next;
        }

        @Override
        public Duration pollInterval() {
            return FIRST;
        }

        @Override
        public CompletionStage<Operation.Status<String>> settled(Consumer<? super Progress> onProgress) {
            settled.add(new CompletableFuture<>());
            return settled.get(settled.size() - 1);
        }
    }
}
