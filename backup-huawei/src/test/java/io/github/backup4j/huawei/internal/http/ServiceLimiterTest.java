package io.github.backup4j.huawei.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.NotFound;
import io.github.backup4j.Throttled;
import io.github.backup4j.Unavailable;
import io.github.backup4j.testkit.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** However a call ends, or does not begin, its slot is free again. */
class ServiceLimiterTest {
    private static final int SLOTS = 2;

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-01T00:00:00Z"));
    private final Semaphore slots = new Semaphore(SLOTS);
    private final ServiceLimiter limiter = new ServiceLimiter(time, slots);

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @Test
    void run_anyEnd_givesTheSlotBack() {
        enter(Duration.ofSeconds(1));
        assertThat(slots.availablePermits()).isEqualTo(SLOTS - 1);
        assertThat(limiter.run(() -> "answer")).isEqualTo("answer");
        assertThat(slots.availablePermits()).isEqualTo(SLOTS);

        for (RuntimeException failure : new RuntimeException[] {
            new NotFound("gone", new Detail(null, null, 404, null), null),
            throttled(),
            new IllegalStateException("a defect")
        }) {
            slots.acquireUninterruptibly();
            assertThatThrownBy(() -> limiter.run(() -> {
                        throw failure;
                    }))
                    .isSameAs(failure);
            assertThat(slots.availablePermits()).as("after %s", failure).isEqualTo(SLOTS);
        }
    }

    @Test
    void enter_noSlotUntilTheDeadline_throttledAndNothingTaken() {
        slots.acquireUninterruptibly(SLOTS);

        assertThatThrownBy(() -> enter(Duration.ZERO)).isInstanceOfSatisfying(Throttled.class, e -> {
            assertThat(e).hasMessageContainingAll("ListThings was not sent", "nothing was changed");
            assertThat(e.retryAfter()).isPresent();
        });
        assertThat(slots.availablePermits()).isZero();
    }

    @Test
    void enter_turnComesAfterTheDeadline_throttledAndTheSlotIsFree() {
        refuse();
        Duration before = time.elapsed();

        assertThatThrownBy(() -> enter(Duration.ofMillis(100)))
                .isInstanceOf(Throttled.class)
                .hasMessageContaining("was not sent");

        assertThat(slots.availablePermits()).isEqualTo(SLOTS);
        assertThat(time.elapsed().minus(before)).isLessThanOrEqualTo(Duration.ofMillis(100));
    }

    @Test
    void enter_turnComesInTime_waitsForItOnTheClock() {
        refuse();
        Duration before = time.elapsed();

        enter(Duration.ofMinutes(1));

        assertThat(time.elapsed().minus(before)).isPositive().isLessThan(Duration.ofSeconds(10));
        assertThat(slots.availablePermits()).isEqualTo(SLOTS - 1);
    }

    @Test
    void enter_interrupted_unavailableWithTheFlagSetAndNoSlotTaken() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> enter(Duration.ofMinutes(1)))
                .isInstanceOf(Unavailable.class)
                .hasMessageContainingAll("ListThings was not sent", "interrupted", "nothing was changed");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(slots.availablePermits()).isEqualTo(SLOTS);
    }

    @Test
    void enterForPoll_noSlot_throttledAtOnce() {
        slots.acquireUninterruptibly(SLOTS);

        assertThatThrownBy(() -> limiter.enterForPoll("ShowThing", true, Duration.ZERO))
                .isInstanceOf(Throttled.class);
        assertThat(slots.availablePermits()).isZero();
    }

    @Test
    void enterForPoll_afterARefusal_firstCallWaitsItsTurnAndLaterOnesDoNot() {
        refuse();

        assertThatThrownBy(() -> limiter.enterForPoll("ShowThing", true, Duration.ZERO))
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.retryAfter()).isPresent());
        assertThat(slots.availablePermits()).isEqualTo(SLOTS);

        limiter.enterForPoll("ShowThing", false, Duration.ZERO);
        assertThat(slots.availablePermits()).isEqualTo(SLOTS - 1);
    }

    /** A service that has refused a call at a time when it had accepted none: the slowest rate. */
    private void refuse() {
        slots.acquireUninterruptibly();
        assertThatThrownBy(() -> limiter.run(() -> {
                    throw throttled();
                }))
                .isInstanceOf(Throttled.class);
        time.advance(Duration.ofMillis(1));
        enter(Duration.ofMinutes(1));
        limiter.run(() -> "answer");
    }

    private void enter(Duration longest) {
        limiter.enter("ListThings", limiter.join(), time.elapsed().plus(longest));
    }

    private static Throttled throttled() {
        return new Throttled("too many", new Detail(null, null, 429, null), null);
    }
}
