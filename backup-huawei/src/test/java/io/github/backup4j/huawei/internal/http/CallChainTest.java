package io.github.backup4j.huawei.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.NotFound;
import io.github.backup4j.Throttled;
import io.github.backup4j.Unavailable;
import io.github.backup4j.huawei.support.SetClock;
import io.github.backup4j.testkit.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which calls are made again, when, and what is thrown in the end. */
class CallChainTest {
    private static final Response ANSWER = Calls.answered();

    private final VirtualTime time = VirtualTime.create();
    private final CallChain chain = chain(RetryRules.USUAL);

    /** What the next calls throw; then they succeed. */
    private final Deque<BackupException> failures = new ArrayDeque<>();

    private int calls;

    // ---- what is repeated

    @Test
    void call_readFailsForAPassingReason_repeatedAfterPauses() {
        fail(unavailable(500), unavailable(null), throttled(null));

        assertThat(read()).isSameAs(ANSWER);

        assertThat(calls).isEqualTo(4);
        assertThat(waited()).isBetween(Duration.ofMillis(10), Duration.ofMillis(5_500));
    }

    @Test
    void call_readFailsForEver_lastFailureAfterAllAttempts() {
        Unavailable last = unavailable(503);
        fail(unavailable(500), unavailable(500), unavailable(500), unavailable(500), last);

        assertThatThrownBy(this::read).isSameAs(last);

        assertThat(calls).isEqualTo(5);
    }

    @Test
    void call_changeRefusedAsTooManyOrNeverSentOrBusy_repeated() {
        fail(throttled(null), unavailable(null), new Busy("at work"));

        assertThat(change()).isSameAs(ANSWER);

        assertThat(calls).isEqualTo(4);
    }

    @Test
    void call_changeWithAReplyThatWasLost_madeOnce() {
        AmbiguousOutcome lost = lost();
        fail(lost);

        assertThatThrownBy(this::change).isSameAs(lost);

        assertThat(calls).isEqualTo(1);
    }

    @Test
    void call_repeatableAndRepliesLost_repeated() {
        fail(lost(), lost());

        assertThat(read()).isSameAs(ANSWER);

        assertThat(calls).isEqualTo(3);
    }

    @Test
    void call_refusedWithoutATraceAfterALostReply_ambiguous() {
        AmbiguousOutcome lost = lost();
        Throttled[] refusals =
                IntStream.range(0, 4).mapToObj(i -> throttled(null)).toArray(Throttled[]::new);
        fail(lost);
        fail(refusals);

        assertThatThrownBy(this::read).isSameAs(lost).hasSuppressedException(refusals[3]);
    }

    @Test
    void call_refusedForGoodAfterALostReply_refused() {
        Conflict refusal = new Conflict("in another vault");
        fail(lost(), refusal);

        assertThatThrownBy(this::read).isSameAs(refusal);
    }

    @Test
    void call_refusedForGood_madeOnce() {
        NotFound refusal = new NotFound("gone");
        fail(refusal);

        assertThatThrownBy(this::read).isSameAs(refusal);

        assertThat(calls).isEqualTo(1);
    }

    @Test
    void call_redirected_madeOnce() {
        fail(unavailable(302));

        assertThatThrownBy(this::read).isInstanceOf(Unavailable.class);

        assertThat(calls).isEqualTo(1);
    }

    // ---- how long

    @Test
    void call_serviceAsksToWait_neverSooner() {
        fail(throttled(Duration.ofSeconds(40)), throttled(Duration.ofSeconds(50)));

        assertThat(change()).isSameAs(ANSWER);

        assertThat(waited()).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(95));
    }

    @Test
    void call_serviceAsksToWaitLongerThanThereIsTime_failsAtOnceAndTellsHowLong() {
        fail(throttled(Duration.ofMinutes(3)));

        Throttled failure = catchThrowableOfType(Throttled.class, this::change);

        assertThat(failure.retryAfter()).contains(Duration.ofMinutes(3));
        assertThat(calls).isEqualTo(1);
        assertThat(waited()).isZero();
    }

    @Test
    void call_busyForLong_busyWithinItsTime() {
        fail(IntStream.range(0, 5).mapToObj(i -> new Busy("at work")).toArray(Busy[]::new));

        assertThatThrownBy(this::change).isInstanceOf(Busy.class);

        assertThat(calls).isGreaterThan(2);
        assertThat(waited()).isLessThanOrEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void call_busyWithoutTimeForIt_madeOnce() {
        CallChain strict = chain(RetryRules.USUAL.withBusyTime(Duration.ZERO));
        fail(new Busy("at work"));

        assertThatThrownBy(() -> call(strict, false)).isInstanceOf(Busy.class);

        assertThat(calls).isEqualTo(1);
    }

    @Test
    void call_keyedAndBusy_madeOnceSinceItsMarkIsLookedForFirst() {
        Busy busy = new Busy("perhaps with its own first delivery");
        fail(busy);

        assertThatThrownBy(() -> chain.call(Calls.of(Service.CBR, CallMode.KEYED)))
                .isSameAs(busy);

        assertThat(calls).isEqualTo(1);
    }

    @Test
    void call_oneAttempt_madeOnce() {
        CallChain once = chain(RetryRules.USUAL.withAttempts(1));
        fail(throttled(null));

        assertThatThrownBy(() -> call(once, true)).isInstanceOf(Throttled.class);

        assertThat(calls).isEqualTo(1);
    }

    @Test
    void call_interruptedWhileItPauses_lastFailureAtOnceAndFlagKept() {
        Unavailable failure = unavailable(500);
        fail(failure);

        CallChain interrupted = CallChain.of(time, RetryRules.USUAL, new Random(1), (call, told) -> {
            Thread.currentThread().interrupt();
            return answer();
        });
        boolean flag;
        try {
            assertThatThrownBy(() -> call(interrupted, true)).isSameAs(failure);
        } finally {
            flag = Thread.interrupted();
        }

        assertThat(flag).isTrue();
        assertThat(calls).isEqualTo(1);
        assertThat(waited()).isZero();
    }

    @Test
    void call_interruptedBeforeItsTurn_notSentAndFlagKept() {
        boolean flag;
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(this::change)
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("CBR call was not sent");
        } finally {
            flag = Thread.interrupted();
        }

        assertThat(flag).isTrue();
        assertThat(calls).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void call_anyFailures_withinAttemptsAndTimeAndNothingDoneTwice(long seed) {
        Random random = new Random(seed);
        RetryRules rules = new RetryRules(
                1 + random.nextInt(8),
                Duration.ofSeconds(random.nextInt(60)),
                Duration.ofSeconds(random.nextInt(20)),
                1,
                Duration.ofMinutes(1));
        CallChain any = CallChain.of(time, rules, random, (call, told) -> answer());
        for (int i = 0; i < 500; i++) {
            boolean repeatable = random.nextBoolean();
            calls = 0;
            failures.clear();
            for (int j = random.nextInt(10); j > 0; j--) {
                failures.add(anyFailure(random));
            }
            List<BackupException> planned = List.copyOf(failures);
            Instant begun = time.now();
            BackupException thrown = catchThrowableOfType(BackupException.class, () -> call(any, repeatable));
            assertThat(calls).isLessThanOrEqualTo(rules.attempts());
            assertThat(Duration.between(begun, time.now())).isLessThanOrEqualTo(rules.time());
            assertThat(thrown == null).as("succeeded").isEqualTo(calls > planned.size());
            List<BackupException> repeated = planned.subList(0, Math.max(0, calls - 1));
            assertThat(repeated).doesNotHaveAnyElementsOfTypes(NotFound.class);
            if (!repeatable) {
                assertThat(repeated).noneMatch(AmbiguousOutcome.class::isInstance);
                assertThat(repeated).noneMatch(e -> e.httpStatus().orElse(0) == 500);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-3_600, 3_600})
    void call_wallClockIsSetMeanwhile_repeatedForAsLongAsItMay(long seconds) {
        RetryRules rules = new RetryRules(1_000, Duration.ofMinutes(3), Duration.ZERO, 16, Duration.ofMinutes(1));
        SetClock clock = new SetClock(time, Duration.ZERO);
        CallChain patient = CallChain.of(clock, rules, new Random(1), (call, told) -> {
            clock.set(Duration.ofSeconds(seconds));
            return answer();
        });
        for (int i = 0; i < 1_000; i++) {
            fail(throttled(Duration.ofSeconds(1)));
        }

        assertThatThrownBy(() -> call(patient, true)).isInstanceOf(Throttled.class);

        assertThat(waited()).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(3));
    }

    // ---- storms

    @Test
    void call_everythingFails_repetitionsDoNotMultiply() {
        failAThousandTimes();

        assertThat(calls).isEqualTo(1_050);
    }

    private void failAThousandTimes() {
        for (int i = 0; i < 1_000; i++) {
            fail(unavailable(500), unavailable(500), unavailable(500), unavailable(500), unavailable(500));
            assertThatThrownBy(this::read).isInstanceOf(Unavailable.class);
            failures.clear();
        }
    }

    @Test
    void call_anotherServiceFails_repeatedAllTheSame() {
        failAThousandTimes();
        fail(unavailable(500));

        assertThat(chain.call(Calls.of(Service.IMS, CallMode.READ))).isSameAs(ANSWER);
    }

    @Test
    void call_turnDoesNotComeInTime_throttledAndNotSent() {
        CallChain hasty = chain(RetryRules.USUAL.withTime(Duration.ofSeconds(1)));
        fail(throttled(Duration.ofSeconds(5)));
        assertThatThrownBy(() -> call(hasty, false)).isInstanceOf(Throttled.class);

        Throttled held = catchThrowableOfType(Throttled.class, () -> call(hasty, false));

        assertThat(held).hasMessageContaining("was not sent");
        assertThat(held.retryAfter()).isPresent();
        assertThat(calls).isEqualTo(1);
        assertThat(waited()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void call_noSlotBecomesFree_throttledAndNotSent() throws Exception {
        RetryRules one = new RetryRules(1, Duration.ofMillis(50), Duration.ZERO, 1, Duration.ofMinutes(1));
        CountDownLatch sent = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        CallChain narrow = CallChain.of(time, one, new Random(1), (call, told) -> {
            sent.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return answer();
        });
        Thread holder = new Thread(() -> {
            var unused = call(narrow, true);
        });
        holder.start();
        sent.await();
        try {
            assertThatThrownBy(() -> call(narrow, false))
                    .isInstanceOf(Throttled.class)
                    .hasMessageContaining("was not sent");
        } finally {
            mayEnd.countDown();
            holder.join();
        }
        assertThat(calls).isEqualTo(1);
    }

    // ---- polls

    @Test
    void call_withinAPollAndFails_madeOnceWithoutAPause() {
        Unavailable failure = unavailable(500);
        fail(failure);

        assertThatThrownBy(() -> read(poll())).isSameAs(failure);

        assertThat(calls).isEqualTo(1);
        assertThat(waited()).isZero();
    }

    @Test
    void call_withinAPollAndServiceRefusesTooMany_notSentUntilItMayBe() {
        fail(throttled(null));
        assertThatThrownBy(() -> read(poll())).isInstanceOf(Throttled.class);

        Throttled held = catchThrowableOfType(Throttled.class, () -> read(poll()));

        assertThat(calls).isEqualTo(1);
        assertThat(waited()).isZero();
        time.advance(held.retryAfter().orElseThrow());
        assertThat(read(poll())).isSameAs(ANSWER);
    }

    @Test
    void call_withinAPollThatHasBegun_goesOnWithAllItsCalls() {
        fail(throttled(null));
        assertThatThrownBy(() -> read(poll())).isInstanceOf(Throttled.class);
        time.advance(Duration.ofSeconds(2));

        Poll poll = poll();
        for (int i = 0; i < 3; i++) {
            assertThat(read(poll)).isSameAs(ANSWER);
        }

        assertThat(waited()).isEqualTo(Duration.ofSeconds(2));
    }

    private void fail(BackupException... next) {
        failures.addAll(Arrays.asList(next));
    }

    private Response read() {
        return call(chain, true);
    }

    private Response read(Poll poll) {
        return chain.call(Calls.of(Service.CBR, CallMode.READ, poll));
    }

    private static Poll poll() {
        return new Poll(RetryRules.USUAL.pollTime());
    }

    private Response change() {
        return call(chain, false);
    }

    private static Response call(CallChain by, boolean repeatable) {
        return by.call(Calls.of(Service.CBR, repeatable ? CallMode.READ : CallMode.CHANGE));
    }

    private CallChain chain(RetryRules rules) {
        return CallChain.of(time, rules, new Random(1), (call, told) -> answer());
    }

    private Response answer() {
        calls++;
        if (!failures.isEmpty()) {
            throw failures.remove();
        }
        return ANSWER;
    }

    private Duration waited() {
        return Duration.between(VirtualTime.DEFAULT_START, time.now());
    }

    private static BackupException anyFailure(Random random) {
        return switch (random.nextInt(7)) {
            case 0 -> throttled(null);
            case 1 -> throttled(Duration.ofSeconds(random.nextInt(30)));
            case 2 -> unavailable(null);
            case 3 -> unavailable(500);
            case 4 -> new Busy("at work");
            case 5 -> new NotFound("gone");
            default -> lost();
        };
    }

    private static Throttled throttled(@Nullable Duration retryAfter) {
        return new Throttled("too many", new Detail("APIG.0308", null, 429, retryAfter), null);
    }

    private static Unavailable unavailable(@Nullable Integer status) {
        return new Unavailable("away", new Detail(null, null, status, null), null);
    }

    private static AmbiguousOutcome lost() {
        return new AmbiguousOutcome("no reply", null, Detail.NONE, null);
    }
}
