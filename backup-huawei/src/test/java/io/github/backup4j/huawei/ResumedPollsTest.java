package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.support.SmallWorld;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Work that is resumed before each poll, from the token that it had after the last one, each time by another process. */
class ResumedPollsTest {
    private static final Duration PAUSE = Duration.ofSeconds(10);

    /** What is missing is polled for two minutes, and again if a list still shows it. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Hidden hidden = new Hidden();
    private final SmallWorld world = new SmallWorld(hidden);
    private CloudBackup backup = world.open();
    private String token = "";

    @BeforeEach
    void begin() {
        token = backup.restorePoints()
                .restore(world.freePoint.id(), DiskSpec.of("copy"))
                .token();
    }

    @AfterEach
    void close() {
        backup.close();
        world.close();
    }

    @Test
    void poll_whatItMadeIsGone_endsAsSoonAsForWhoHoldsTheOperation() {
        String first = token;
        hidden.hides = true;
        Instant begun = world.cloud.time().now();

        Operation.Status<Resource> ended = pollUntilEnded();

        Duration took = Duration.between(begun, world.cloud.time().now());
        assertThat(ended).isInstanceOf(Operation.Status.Failed.class);
        assertThat(took).isBetween(Duration.ofMinutes(2), PATIENCE);
        Instant again = world.cloud.time().now();
        assertThatThrownBy(() -> backup.operations().resume(first).await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class);
        assertThat(Duration.between(again, world.cloud.time().now()))
                .as("how long it takes who holds the operation")
                .isBetween(Duration.ofMinutes(2), PATIENCE);
    }

    @Test
    void poll_whatItMadeIsNotVisibleForAMinute_goesOn() {
        hidden.hides = true;
        for (int polls = 0; polls < 6; polls++) {
            assertThat(pollOnce().ended()).isFalse();
        }
        hidden.hides = false;
        assertThat(pollOnce().ended()).isFalse();
        hidden.hides = true;
        for (int polls = 0; polls < 7; polls++) {
            assertThat(pollOnce().ended()).as("misses are counted anew").isFalse();
        }
        hidden.hides = false;

        assertThat(pollUntilEnded()).isInstanceOf(Operation.Status.Succeeded.class);
    }

    @Test
    void poll_onceAfterALongPause_isPatientFromThenOn() {
        world.cloud.time().advance(Duration.ofDays(3));
        hidden.hides = true;

        assertThat(pollOnce().ended()).isFalse();
        world.cloud.time().advance(Duration.ofHours(1));
        String before = token;
        assertThat(pollOnce().ended()).as("two polls are too few").isFalse();
        assertThat(step(token)).isEqualTo(step(before));
        Instant begun = world.cloud.time().now();
        assertThat(pollUntilEnded()).isInstanceOf(Operation.Status.Failed.class);
        assertThat(Duration.between(begun, world.cloud.time().now())).isLessThan(PATIENCE);
    }

    /** The token is hours old. Whoever polled with newer ones has found the resource since, and now it is not visible for a moment. */
    @Test
    void poll_onceWithAnOldTokenOfMisses_goesOnIfTheNextPollFindsIt() {
        hidden.hides = true;
        while (Token.read(token, world.cloud.site())
                        .data()
                        .getOrDefault("missed", "")
                        .compareTo("2")
                < 0) {
            assertThat(pollOnce().ended()).isFalse();
        }
        String old = token;
        world.cloud.time().advance(Duration.ofHours(5));

        assertThat(pollOnce().ended()).isFalse();
        assertThat(step(token)).as("one miss after a long pause").isEqualTo(step(old));
        hidden.hides = false;
        assertThat(pollUntilEnded()).isInstanceOf(Operation.Status.Succeeded.class);

        token = old;
        hidden.hides = true;
        assertThat(pollOnce().ended()).isFalse();
        assertThat(step(token)).as("one miss after a long pause").isEqualTo(step(old));
        assertThat(pollOnce().ended()).isFalse();
        assertThat(step(token)).as("two misses after a long pause").isEqualTo(step(old) + 1);
    }

    @Test
    void poll_everyFewHoursAndItIsGone_ends() {
        hidden.hides = true;
        int polls = 1;
        while (!pollOnce().ended()) {
            assertThat(++polls).as("polls").isLessThan(10);
            world.cloud.time().advance(Duration.ofHours(3));
        }

        // Three polls of each of the two steps miss what they need.
        assertThat(polls).isEqualTo(6);
    }

    private int step(String of) {
        return Token.read(of, world.cloud.site()).step();
    }

    private Operation.Status<Resource> pollUntilEnded() {
        for (int polls = 0; polls < 200; polls++) {
            Operation.Status<Resource> status = pollOnce();
            if (status.ended()) {
                return status;
            }
        }
        throw new AssertionError("the work has not ended; its token is " + token);
    }

    private Operation.Status<Resource> pollOnce() {
        backup.close();
        backup = world.open();
        Operation<Resource> work = backup.operations().resume(token, Resource.class);
        Operation.Status<Resource> status = work.poll();
        token = work.token();
        if (!status.ended()) {
            world.cloud.time().advance(PAUSE);
        }
        return status;
    }

    /** Hides jobs and disks. */
    private static final class Hidden implements Interference {
        private volatile boolean hides;

        @Override
        public Fault before(String method, URI target) {
            boolean asked = target.getPath().matches(".*/(jobs|cloudvolumes|volumes)/[^/]+")
                    && !target.getPath().endsWith("/detail");
            return hides && method.equals("GET") && asked ? Fault.NOT_YET_THERE : Fault.NONE;
        }
    }
}
