package io.github.backup4j.huawei.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.huawei.internal.http.LimitedService.Counting;
import io.github.backup4j.huawei.support.SimulatedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two hundred callers at once, and a service that takes ten calls a second: ideally it takes 20 seconds and no call is refused. */
class StormTest {
    private static final int CALLERS = 200;
    private static final int LIMIT = 10;

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
        return new CallChain(
                time,
                rules,
                new Backoff(new Random(seed)),
                () -> new ServiceLimiter(time, time.permits(rules.callsAtOnce())),
                call -> service.answer());
    }
}
