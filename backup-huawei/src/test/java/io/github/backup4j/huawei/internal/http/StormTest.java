package io.github.backup4j.huawei.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.Throttled;
import io.github.backup4j.huawei.internal.http.LimitedService.Counting;
import io.github.backup4j.huawei.support.SimulatedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two hundred callers at once, and a service that takes ten calls a second: ideally it takes 20 seconds and no call is refused. */
class StormTest {
    private static final int CALLERS = 200;
    private static final int LIMIT = 10;

    /** How many threads poll on behalf of futures. */
    private static final int POLLERS = 4;

    private static final int CALLS_OF_A_START = 5;

    private final SimulatedTime time = new SimulatedTime();

    @ParameterizedTest
    @CsvSource({
        "SINCE_THE_SECOND, , 1",
        "SINCE_THE_SECOND, PT1S, 2",
        "LAST_SECOND, , 3",
        "LAST_SECOND, PT1S, 4",
        "LAST_SECOND, PT3S, 5"
    })
    void call_usualLimit_allFinishSoonAndFewCallsAreWasted(Counting counting, Duration retryAfter, long seed) {
        LimitedService service = new LimitedService(time, LIMIT, counting, retryAfter);
        CallChain chain = client(RetryRules.USUAL, seed, service);

        time.run(callers(CALLERS, chain));

        assertThat(service.wasted()).as("share of refused calls").isLessThan(0.08);
        assertThat(time.passed()).isLessThan(Duration.ofSeconds(25));
    }

    @Test
    void call_allAtOnce_onlyTheFirstBurstIsWasted() {
        LimitedService service = new LimitedService(time, LIMIT, Counting.LAST_SECOND, null);
        CallChain chain = client(RetryRules.USUAL.withCallsAtOnce(CALLERS), 6, service);

        time.run(callers(CALLERS, chain));

        assertThat(service.calls()).isBetween(2 * CALLERS - LIMIT, 2 * CALLERS + 10);
        assertThat(time.passed()).isLessThan(Duration.ofSeconds(25));
    }

    @Test
    void call_twoClientsThatDoNotKnowOfEachOther_shareWhatThereIs() {
        LimitedService service = new LimitedService(time, LIMIT, Counting.LAST_SECOND, null);
        List<Runnable> callers = callers(CALLERS / 2, client(RetryRules.USUAL, 7, service));
        callers.addAll(callers(CALLERS / 2, client(RetryRules.USUAL, 8, service)));

        time.run(callers);

        assertThat(service.wasted()).as("share of refused calls").isLessThan(0.2);
        assertThat(time.passed()).isLessThan(Duration.ofSeconds(30));
    }

    /**
     * Ten thousand operations are open, and each is polled by itself every 30 seconds, so polls want 333 calls a second, and
     * the service takes ten. Some polls make many calls. A restore needs five calls to start.
     */
    @ParameterizedTest
    @CsvSource({"1, 11", "4, 12", "20, 13"})
    void call_tenThousandOperationsArePolled_restoreStartsSoon(int callsOfAPoll, long seed) {
        Duration alone = untilStarted(0, callsOfAPoll, seed);
        Duration among = untilStarted(10_000, callsOfAPoll, seed);

        // Polls and starts go by turns, so that a start takes twice as long, and a poll that has begun goes on first.
        Duration turns = Duration.ofMillis(2L * CALLS_OF_A_START * 1000 / LIMIT);
        Duration begunPolls = Duration.ofMillis((POLLERS - 1L + callsOfAPoll) * 1000 / LIMIT);
        assertThat(among)
                .as("start of a restore during the storm, which takes %s without it", alone)
                .isLessThan(turns.plus(begunPolls).plusSeconds(4));
    }

    /** How long a restore takes to start that is asked for when polls have been refused for 20 seconds. */
    private Duration untilStarted(int operations, int callsOfAPoll, long seed) {
        SimulatedTime clock = new SimulatedTime();
        LimitedService service = new LimitedService(clock, LIMIT, Counting.LAST_SECOND, null);
        CallChain chain = client(clock, RetryRules.USUAL, seed, service);
        AtomicReference<Duration> took = new AtomicReference<>();
        List<Runnable> tasks = new ArrayList<>();
        for (int i = 0; i < (operations == 0 ? 0 : POLLERS); i++) {
            int calls = i == 0 ? callsOfAPoll : 1;
            tasks.add(() -> poll(clock, chain, operations / POLLERS, calls, took));
        }
        tasks.add(() -> {
            sleep(clock, Duration.ofSeconds(20));
            Duration asked = clock.passed();
            for (int call = 0; call < CALLS_OF_A_START; call++) {
                var unused = chain.call(Calls.of(Service.CBR, CallMode.CHANGE));
            }
            took.set(clock.passed().minus(asked));
        });
        clock.run(tasks);
        return Objects.requireNonNull(took.get(), "the restore was not started");
    }

    /** Polls operations as a thread of the poller does, until the restore has started or a minute is over. */
    private static void poll(
            SimulatedTime clock, CallChain chain, int operations, int callsOfAPoll, AtomicReference<Duration> took) {
        Queue<Duration> due = new PriorityQueue<>(Collections.nCopies(operations, Duration.ZERO));
        while (took.get() == null && clock.passed().compareTo(Duration.ofMinutes(1)) < 0) {
            Duration next = due.remove();
            if (next.compareTo(clock.passed()) > 0) {
                sleep(clock, next.minus(clock.passed()));
            }
            Poll poll = new Poll(Duration.ofMinutes(10));
            Duration pause = Duration.ofSeconds(30);
            try {
                for (int call = 0; call < callsOfAPoll; call++) {
                    var unused = chain.call(Calls.of(Service.CBR, CallMode.READ, poll));
                }
            } catch (Throttled e) {
                // It was held back, or refused: it is polled again soon, so that there is always one that is due.
                pause = Duration.ofSeconds(1);
                sleep(clock, Duration.ofMillis(1));
            }
            due.add(clock.passed().plus(pause));
        }
    }

    private static void sleep(SimulatedTime clock, Duration duration) {
        try {
            clock.sleep(duration);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each caller fails the test if its call fails. */
    private static List<Runnable> callers(int count, CallChain chain) {
        List<Runnable> callers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            callers.add(() -> assertThat(
                            chain.call(Calls.of(Service.CBR, CallMode.CHANGE)).fields())
                    .isEmpty());
        }
        return callers;
    }

    private CallChain client(RetryRules rules, long seed, LimitedService service) {
        return client(time, rules, seed, service);
    }

    private static CallChain client(SimulatedTime clock, RetryRules rules, long seed, LimitedService service) {
        return new CallChain(
                clock,
                rules,
                new Backoff(new Random(seed)),
                () -> new ServiceLimiter(clock, clock.permits(rules.callsAtOnce())),
                (call, told) -> service.answer());
    }
}
