package io.github.backup4j.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.Operation;
import io.github.backup4j.Progress;
import io.github.backup4j.TimeSource;
import io.github.backup4j.spi.OperationDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Work in steps, each of which one poll leaves behind. */
class CaughtUpTest {
    @Test
    void poll_workThatWaitsAfterSomeSteps_pollsUntilItWaits() {
        Steps work = new Steps(3, false);
        assertThat(CaughtUp.poll(Operation.of(TimeSource.system(), work)).ended())
                .isFalse();
        assertThat(work.polls).isEqualTo(4);
    }

    @Test
    void poll_workThatEndsAfterSomeSteps_pollsNoMore() {
        Steps work = new Steps(3, true);
        assertThat(CaughtUp.poll(Operation.of(TimeSource.system(), work)).ended())
                .isTrue();
        assertThat(work.polls).isEqualTo(3);
    }

    @Test
    void poll_workThatNeverWaits_pollsALimitedNumberOfTimes() {
        Steps work = new Steps(Integer.MAX_VALUE, false);
        assertThat(CaughtUp.poll(Operation.of(TimeSource.system(), work)).ended())
                .isFalse();
        assertThat(work.polls).isEqualTo(32);
    }

    /** Work whose token changes with each poll until it waits or ends. */
    private static final class Steps implements OperationDriver<String> {
        private final int steps;
        private final boolean ends;
        private int polls;

        Steps(int steps, boolean ends) {
            this.steps = steps;
            this.ends = ends;
        }

        @Override
        public String token() {
            return "step-" + Math.min(polls, steps);
        }

        @Override
        public Operation.Status<String> poll() {
            polls++;
            return ends && polls >= steps
                    ? new Operation.Status.Succeeded<>("done")
                    : new Operation.Status.Running<>(
                            new Progress(Progress.Phase.RUNNING, null, "", Instant.EPOCH), null);
        }

        @Override
        public Duration pollInterval() {
            return Duration.ofSeconds(1);
        }

        @Override
        public CompletionStage<Operation.Status<String>> settled(Consumer<? super Progress> onProgress) {
            return new CompletableFuture<>();
        }
    }
}
