package io.github.backup4j.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.Resource;
import io.github.backup4j.TimeSource;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** How long a poll waits for the caller's check. */
class VerificationTest {
    private static final Resource MADE = Resource.disk("made");
    private static final Duration LONG = Duration.ofHours(1);

    /** Otherwise a clock that a test moves passes the deadline while the check waits for the processor. */
    @Test
    void look_checkThatRuns_waitsForItAtEachPoll() {
        Thread polling = Thread.currentThread();
        AtomicBoolean again = new AtomicBoolean();
        AtomicBoolean over = new AtomicBoolean();
        Verification verification = begin((restored, deadline) -> {
            while (!over.get() && !(again.get() && polling.getState() == Thread.State.TIMED_WAITING)) {
                Thread.onSpinWait();
            }
            return true;
        });
        assertThat(verification.look()).isEmpty();

        again.set(true);
        try {
            assertThat(verification.look())
                    .hasValueSatisfying(done -> assertThat(done.check().held()).isTrue());
        } finally {
            over.set(true);
        }
    }

    /** A poll of a check that takes an hour is not much slower than any other. */
    @Test
    void look_checkThatWaitsForSomething_doesNotWaitForItAgain() {
        CountDownLatch latch = new CountDownLatch(1);
        Verification verification = begin((restored, deadline) -> {
            latch.await();
            return true;
        });

        for (int polls = 0; polls < 3; polls++) {
            assertThat(verification.look()).isEmpty();
        }
        latch.countDown();
    }

    private static Verification begin(Verifier verifier) {
        TimeSource time = TimeSource.system();
        return new Verification(verifier, MADE, time.now().plus(LONG), time, LONG);
    }
}
