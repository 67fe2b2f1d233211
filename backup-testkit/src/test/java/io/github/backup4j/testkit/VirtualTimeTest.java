package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.DataSize;
import io.github.backup4j.Operation;
import io.github.backup4j.Resource;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Virtual time")
class VirtualTimeTest {
    private static final Instant START = VirtualTime.DEFAULT_START;

    private final VirtualTime time = VirtualTime.create();
    private final List<String> happened = new ArrayList<>();

    @Test
    void create_plain_standsAtTheDefaultStart() {
        assertThat(time.now()).isEqualTo(START).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(time.now()).isEqualTo(START);
    }

    @Test
    void startingAt_anInstant_standsThere() {
        Instant start = Instant.parse("2031-05-06T07:08:09Z");

        assertThat(VirtualTime.startingAt(start).now()).isEqualTo(start);
        assertThat(VirtualTime.startingAt(start)).hasToString("virtual time 2031-05-06T07:08:09Z");
    }

    @Test
    void elapsed_clockMoves_asFarAsItMoved() {
        VirtualTime other = VirtualTime.startingAt(Instant.parse("2031-05-06T07:08:09Z"));
        assertThat(other.elapsed()).isZero();

        other.advance(Duration.ofMinutes(90));

        assertThat(other.elapsed()).isEqualTo(Duration.ofMinutes(90));
    }

    @Test
    @SuppressWarnings("NullAway") // that null is refused is what is tested
    void startingAt_null_isRefused() {
        assertThatThrownBy(() -> VirtualTime.startingAt(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("start");
    }

    @Test
    void advance_severalDue_happenInOrderEachAtItsInstant() {
        note("third", 30);
        note("first", 10);
        note("second", 20);
        note("later", 61);

        time.advance(Duration.ofMinutes(60));

        assertThat(happened).containsExactly("first at 10", "second at 20", "third at 30");
        assertThat(time.now()).isEqualTo(START.plus(Duration.ofMinutes(60)));
    }

    @Test
    void at_severalInstants_happenInOrderEachAtItsInstant() {
        time.at(START.plusSeconds(20), () -> happened.add("second at " + time.elapsed()));
        time.at(START.plusSeconds(10), () -> happened.add("first at " + time.elapsed()));
        time.at(START.plusSeconds(20), () -> happened.add("third at " + time.elapsed()));
        time.at(START, () -> happened.add("now at " + time.elapsed()));
        assertThat(happened).isEmpty();

        time.advance(Duration.ofMinutes(1));

        assertThat(happened).containsExactly("now at PT0S", "first at PT10S", "second at PT20S", "third at PT20S");
    }

    @Test
    void at_actionThrows_theMoveThrowsAndTheRestHappensWithTheNext() {
        time.at(START.plusSeconds(10), () -> {
            throw new IllegalStateException("on purpose");
        });
        time.at(START.plusSeconds(20), () -> happened.add("later"));

        assertThatThrownBy(() -> time.advance(Duration.ofMinutes(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("on purpose");
        assertThat(time.now()).isEqualTo(START.plusSeconds(10));
        assertThat(happened).isEmpty();
        time.advance(Duration.ofMinutes(1));

        assertThat(happened).containsExactly("later");
        assertThat(time.now()).isEqualTo(START.plusSeconds(70));
    }

    @Test
    void at_past_refused() {
        time.advance(Duration.ofMinutes(1));

        assertThatThrownBy(() -> time.at(START, () -> happened.add("late")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not go back");
        time.advance(Duration.ofMinutes(1));
        assertThat(happened).isEmpty();
    }

    @Test
    void at_whileWorkRuns_seesTheCloudAsOfThatInstant() {
        InMemoryCloud cloud = InMemoryCloud.create();
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(10));
        cloud.write(disk, "old");
        Operation<Snapshot> taking = cloud.backup().snapshots().take(SnapshotSpec.of(disk, "before"));
        cloud.time().at(START.plusSeconds(1), () -> cloud.write(disk, "new"));
        cloud.time().at(START.plusSeconds(1), () -> happened.add(cloud.readText(disk)));

        taking.await(Duration.ofHours(1));

        assertThat(happened).containsExactly("new");
    }

    @Test
    void asClock_timePasses_follows() {
        Clock clock = time.asClock(ZoneId.of("Europe/Berlin"));
        assertThat(clock.instant()).isEqualTo(START);

        time.advance(Duration.ofHours(23));

        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofHours(23)));
        assertThat(LocalDateTime.now(clock)).isEqualTo(LocalDateTime.parse("2026-01-02T00:00:00"));
        assertThat(clock.withZone(ZoneOffset.UTC).getZone()).isEqualTo(ZoneOffset.UTC);
    }

    @Test
    void advance_dueAtTheSameInstant_happenInTheOrderInWhichTheyWerePlanned() {
        for (int i = 0; i < 20; i++) {
            note("n" + i, 5);
        }

        time.advance(Duration.ofMinutes(5));

        assertThat(happened).hasSize(20).first().isEqualTo("n0 at 5");
        assertThat(happened)
                .isEqualTo(
                        IntStream.range(0, 20).mapToObj(i -> "n" + i + " at 5").toList());
    }

    @Test
    void advance_dueAtTheVeryEnd_happens() {
        note("end", 10);

        time.advance(Duration.ofMinutes(10).minusNanos(1));
        assertThat(happened).isEmpty();
        time.advance(Duration.ofNanos(1));

        assertThat(happened).containsExactly("end at 10");
    }

    @Test
    void advance_zero_letsHappenWhatIsDueNow() {
        note("now", 0);

        time.advance(Duration.ZERO);

        assertThat(happened).containsExactly("now at 0");
        assertThat(time.now()).isEqualTo(START);
    }

    @Test
    void advance_plannedInThePast_happensNowWithoutGoingBack() {
        time.advance(Duration.ofMinutes(10));
        note("past", 3);

        time.advance(Duration.ofMinutes(1));

        assertThat(happened).containsExactly("past at 10");
        assertThat(time.now()).isEqualTo(START.plus(Duration.ofMinutes(11)));
    }

    @Test
    void advance_negative_isRefusedAndMovesNothing() {
        note("due", 0);

        assertThatThrownBy(() -> time.advance(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);

        assertThat(time.now()).isEqualTo(START);
        assertThat(happened).isEmpty();
    }

    @Test
    void advance_plannedOnTheWay_happensInTheSameMove() {
        time.timeline().schedule(START.plus(Duration.ofMinutes(10)), () -> {
            happened.add("one");
            time.timeline()
                    .schedule(time.now().plus(Duration.ofMinutes(10)), () -> happened.add("two at " + minutes()));
            time.timeline().schedule(time.now().plus(Duration.ofMinutes(51)), () -> happened.add("too late"));
        });

        time.advance(Duration.ofMinutes(60));

        assertThat(happened).containsExactly("one", "two at 20");
    }

    @Test
    void advance_whatHappensWaitsItself_letsOthersHappenMeanwhile() {
        time.timeline().schedule(START.plus(Duration.ofMinutes(10)), () -> {
            happened.add("begins at " + minutes());
            time.advance(Duration.ofMinutes(30));
            happened.add("ends at " + minutes());
        });
        note("between", 20);
        note("after", 45);

        time.advance(Duration.ofMinutes(15));

        assertThat(happened).containsExactly("begins at 10", "between at 20", "ends at 40");
        assertThat(time.now()).as("it does not go back").isEqualTo(START.plus(Duration.ofMinutes(40)));
        time.advance(Duration.ofMinutes(5));
        assertThat(happened).endsWith("after at 45");
    }

    @Test
    void advance_whatHappensThrows_theRestHappensWithTheNextMove() {
        time.timeline().schedule(START.plus(Duration.ofMinutes(10)), () -> {
            throw new IllegalStateException("broken");
        });
        note("after", 20);

        assertThatThrownBy(() -> time.advance(Duration.ofMinutes(60)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("broken");

        assertThat(time.now()).isEqualTo(START.plus(Duration.ofMinutes(10)));
        time.advance(Duration.ofMinutes(10));
        assertThat(happened).containsExactly("after at 20");
    }

    @Test
    void advanceTo_laterInstant_standsThere() {
        note("due", 10);

        time.advanceTo(START.plus(Duration.ofMinutes(10)));

        assertThat(happened).containsExactly("due at 10");
        assertThat(time.now()).isEqualTo(START.plus(Duration.ofMinutes(10)));
    }

    @Test
    void advanceTo_now_movesNothing() {
        time.advanceTo(START);

        assertThat(time.now()).isEqualTo(START);
    }

    @Test
    void advanceTo_earlierInstant_isRefused() {
        assertThatThrownBy(() -> time.advanceTo(START.minusNanos(1))).isInstanceOf(IllegalArgumentException.class);
        assertThat(time.now()).isEqualTo(START);
    }

    @Test
    void sleep_someTime_movesTheClockInstead() throws InterruptedException {
        note("due", 10);

        time.sleep(Duration.ofHours(1));

        assertThat(happened).containsExactly("due at 10");
        assertThat(time.now()).isEqualTo(START.plus(Duration.ofHours(1)));
    }

    @Test
    void sleep_zeroOrLess_movesNothing() throws InterruptedException {
        note("due", 0);

        time.sleep(Duration.ZERO);
        time.sleep(Duration.ofMinutes(-5));

        assertThat(time.now()).isEqualTo(START);
        assertThat(happened).isEmpty();
    }

    @Test
    void sleep_interrupted_throwsClearsTheFlagAndMovesNothing() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> time.sleep(Duration.ofHours(1))).isInstanceOf(InterruptedException.class);

        assertThat(Thread.interrupted()).as("the flag").isFalse();
        assertThat(time.now()).isEqualTo(START);
    }

    @Test
    void afterUnlock_insideNestedLocks_runsOnceTheOutermostIsLeft() {
        AtomicBoolean inside = new AtomicBoolean(true);

        String result = time.timeline().locked(() -> {
            String inner = time.timeline().locked(() -> {
                time.timeline().afterUnlock(() -> happened.add("callback, inside: " + inside.get()));
                return "inner";
            });
            happened.add("still inside");
            inside.set(false);
            return inner;
        });

        assertThat(result).isEqualTo("inner");
        assertThat(happened).containsExactly("still inside", "callback, inside: false");
        time.advance(Duration.ZERO);
        assertThat(happened).as("it runs once").hasSize(2);
    }

    @Test
    void afterUnlock_actionThrows_runsAllTheSame() {
        assertThatThrownBy(() -> time.timeline().locked(() -> {
                    time.timeline().afterUnlock(() -> happened.add("callback"));
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");

        assertThat(happened).containsExactly("callback");
    }

    @Test
    void afterUnlock_callback_letsOtherThreadsIn() {
        AtomicBoolean otherGotIn = new AtomicBoolean();

        boolean unused = time.timeline().locked(() -> {
            time.timeline()
                    .afterUnlock(() -> otherGotIn.set(CompletableFuture.supplyAsync(time::now)
                            .thenApply(START::equals)
                            .completeOnTimeout(false, 20, TimeUnit.SECONDS)
                            .join()));
            return true;
        });

        assertThat(otherGotIn).isTrue();
    }

    /** Futures complete once the clock is free, so that it would wait forever. */
    @Test
    void at_actionThatWaitsForAFuture_isRefused() {
        InMemoryCloud cloud = InMemoryCloud.create();
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(1));
        cloud.time().at(cloud.time().now().plusSeconds(60), () -> {
            Operation<Snapshot> taking = cloud.backup().snapshots().take(SnapshotSpec.of(disk, "now"));
            Snapshot unused = taking.toCompletableFuture().join();
        });

        assertThatThrownBy(() -> cloud.time().advance(Duration.ofMinutes(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("await the operation");
    }

    @Test
    void locked_byOneThread_keepsOthersOut() {
        CompletableFuture<Instant> other = time.timeline().locked(() -> {
            CompletableFuture<Instant> asked = CompletableFuture.supplyAsync(time::now);
            time.advance(Duration.ofMinutes(10));
            return asked;
        });

        assertThat(other.orTimeout(20, TimeUnit.SECONDS).join())
                .as("what a thread sees that asked while another held the clock")
                .isEqualTo(START.plus(Duration.ofMinutes(10)));
    }

    private void note(String what, int minute) {
        time.timeline().schedule(START.plus(Duration.ofMinutes(minute)), () -> happened.add(what + " at " + minutes()));
    }

    private long minutes() {
        return Duration.between(START, time.now()).toMinutes();
    }
}
