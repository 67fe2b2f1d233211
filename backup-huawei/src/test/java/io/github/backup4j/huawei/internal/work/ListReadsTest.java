package io.github.backup4j.huawei.internal.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.Denied;
import io.github.backup4j.Unavailable;
import io.github.backup4j.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ListReadsTest {
    private static final Duration SHARED = Duration.ofSeconds(5);
    private static final String ENDED = "ended";

    private final VirtualTime time = VirtualTime.create();
    private final ListReads<String, String> reads = new ListReads<>(time, SHARED);
    private final Listed list = new Listed();
    private final List<String> alone = new ArrayList<>();

    // ---- what is kept in mind

    /** Who begins backups every night and never waits for them does not fill the memory. */
    @Test
    void note_runsThatNobodyAskedForInAnHour_areForgotten() {
        reads.note("first", null);
        reads.note("second", null);
        time.advance(Duration.ofMinutes(61));

        reads.note("third", null);

        assertThat(reads.pending()).containsOnlyKeys("third");
    }

    @Test
    void note_runThatIsAskedFor_staysHoweverLong() {
        reads.note("first", null);
        for (int minutes = 0; minutes < 180; minutes += 15) {
            time.advance(Duration.ofMinutes(15));
            assertThat(poll("first")).isEqualTo("alone");
        }

        reads.note("second", null);

        assertThat(reads.pending()).containsOnlyKeys("first", "second");
    }

    /** A caller who waits for one after the other polls the second once the first has ended. */
    @Test
    void note_runBehindOneThatIsAskedFor_staysAsLongAsThatOne() {
        reads.note("first", null);
        reads.note("second", null);
        for (int minutes = 0; minutes < 180; minutes += 15) {
            time.advance(Duration.ofMinutes(15));
            assertThat(poll("first")).isEqualTo("alone");
        }

        assertThat(reads.pending()).containsOnlyKeys("first", "second");
        reads.forget("first");
        assertThat(reads.pending()).isEmpty();
    }

    @Test
    void note_whatIsKnownLater_isKept() {
        reads.note("first", null);
        reads.note("first", "known");
        reads.note("first", null);

        assertThat(reads.known("first")).isEqualTo("known");
    }

    // ---- one read for all

    @Test
    void poll_fewThings_asksForEach() {
        note(2);

        assertThat(poll("thing-0")).isEqualTo("alone");
        assertThat(list.reads).isZero();
    }

    @Test
    void poll_manyThings_serveAllUntilItIsOld() {
        note(100);
        list.showAll(100, "going");

        IntStream.range(0, 100).forEach(i -> assertThat(poll("thing-" + i)).isEqualTo("shown"));
        assertThat(list.reads).isEqualTo(1);
        time.advance(SHARED);
        IntStream.range(0, 100).forEach(i -> assertThat(poll("thing-" + i)).isEqualTo("shown"));

        assertThat(list.reads).isEqualTo(2);
        assertThat(alone).isEmpty();
    }

    @Test
    void poll_thingThatHasEnded_isToldAtAnyTimeAndNotPolledAgain() {
        note(4);
        list.showAll(4, "going");
        list.shown.put("thing-0", ENDED);
        assertThat(poll("thing-1")).isEqualTo("shown");
        list.shown.clear();
        time.advance(Duration.ofMinutes(10));

        assertThat(poll("thing-0")).isEqualTo("shown");
        assertThat(list.reads).isEqualTo(1);
        assertThat(reads.pending()).doesNotContainKey("thing-0");
    }

    /** What the work has made may have been deleted since. */
    @Test
    void poll_endThatWasShownLongAgo_isLookedAtAgain() {
        note(4);
        list.showAll(4, "going");
        list.shown.put("thing-3", ENDED);
        for (int minutes = 0; minutes <= 75; minutes += 15) {
            assertThat(poll("thing-0")).isEqualTo("shown");
            time.advance(Duration.ofMinutes(15));
        }
        list.shown.remove("thing-3");

        assertThat(poll("thing-3")).isNotEqualTo("shown");
        assertThat(reads.pending()).containsKey("thing-3");
    }

    /** A list may be older than what the thing itself says. */
    @Test
    void reopen_thingThatHasNotEnded_isPolledAgain() {
        note(4);
        list.showAll(4, ENDED);
        assertThat(poll("thing-0")).isEqualTo("shown");
        assertThat(reads.pending()).isEmpty();

        IntStream.range(0, 4).forEach(i -> reads.reopen("thing-" + i));
        time.advance(SHARED);

        assertThat(poll("thing-0")).isEqualTo("shown");
        assertThat(list.reads).isEqualTo(2);
    }

    @Test
    void poll_thingsThatAreNew_areNotAnsweredByAReadBefore() {
        note(3);
        list.showAll(3, "going");
        assertThat(poll("thing-0")).isEqualTo("shown");
        for (String id : List.of("new-0", "new-1", "new-2")) {
            list.shown.put(id, "going");
            reads.note(id, null);
        }

        assertThat(poll("new-0")).isEqualTo("shown");
        assertThat(poll("new-1")).isEqualTo("shown");
        assertThat(list.reads).isEqualTo(2);
    }

    /** Who resumes one operation after the other does not read the list for each. */
    @Test
    void poll_oneThingAfterTheOtherThatIsNew_asksForEachUntilTheListIsReadAgain() {
        note(3);
        list.showAll(100, "going");
        assertThat(poll("thing-0")).isEqualTo("shown");

        IntStream.range(3, 100).forEach(i -> {
            assertThat(poll("thing-" + i)).isIn("alone", "shown");
        });

        assertThat(list.reads).isLessThanOrEqualTo(6);
        time.advance(SHARED);
        int before = list.reads;
        IntStream.range(0, 100).forEach(i -> assertThat(poll("thing-" + i)).isEqualTo("shown"));
        assertThat(list.reads - before).isEqualTo(1);
    }

    // ---- lists that take longer than a poll

    @Test
    void poll_listThatTakesSeveralPolls_isContinuedAndReadOnce() {
        note(100);
        list.showAll(100, "going");
        list.perPoll = 30;
        for (int i = 0; i < 3; i++) {
            String id = "thing-" + i;
            assertThatThrownBy(() -> poll(id)).isInstanceOf(Unavailable.class);
        }

        assertThat(poll("thing-3")).isEqualTo("shown");

        IntStream.range(0, 100).forEach(i -> assertThat(poll("thing-" + i)).isEqualTo("shown"));
        assertThat(list.given).hasSize(100).doesNotHaveDuplicates();
        assertThat(alone).isEmpty();
    }

    @Test
    void poll_partOfAListShowsAnEnd_isToldBeforeTheListHasEnded() {
        note(100);
        list.showAll(100, "going");
        list.shown.put("thing-10", ENDED);
        list.perPoll = 30;

        assertThatThrownBy(() -> poll("thing-50")).isInstanceOf(Unavailable.class);

        assertThat(poll("thing-10")).isEqualTo("shown");
        assertThat(list.reads).isEqualTo(1);
        assertThat(reads.pending()).hasSize(99);
    }

    /** What the first part has shown is told once: who knows better has polled it again since. */
    @Test
    void reopen_whileAListIsBeingRead_staysOpen() {
        note(100);
        list.showAll(100, "going");
        list.shown.put("thing-10", ENDED);
        list.perPoll = 60;
        assertThatThrownBy(() -> poll("thing-50")).isInstanceOf(Unavailable.class);
        reads.reopen("thing-10");

        assertThat(poll("thing-50")).isEqualTo("shown");

        assertThat(reads.pending()).containsKey("thing-10");
    }

    /** Otherwise, lists as long as the time between two new items would never end. */
    @Test
    void poll_thingThatIsNewWhileAListIsBeingRead_continuesItAndIsReadNext() {
        note(100);
        list.showAll(100, "going");
        list.perPoll = 60;
        assertThatThrownBy(() -> poll("thing-0")).isInstanceOf(Unavailable.class);
        list.shown.put("thing-new", "going");

        assertThat(poll("thing-new")).isEqualTo("nothing");
        assertThat(list.given).hasSize(101).doesNotHaveDuplicates();
        list.perPoll = 200;
        time.advance(SHARED);

        assertThat(poll("thing-new")).isEqualTo("shown");
    }

    @Test
    void poll_listThatWasLeftForLong_isBegunAnew() {
        note(100);
        list.showAll(100, "going");
        list.perPoll = 60;
        assertThatThrownBy(() -> poll("thing-0")).isInstanceOf(Unavailable.class);
        list.perPoll = 200;
        time.advance(Duration.ofMinutes(21));

        assertThat(poll("thing-0")).isEqualTo("shown");

        assertThat(list.given).hasSize(160);
    }

    /** A list that fails without a new element does not keep what is awaited from being asked for by itself. */
    @Test
    void poll_listThatDoesNotAdvance_asksForEach() {
        note(40);
        list.showAll(40, "going");
        list.perPoll = 30;
        assertThatThrownBy(() -> poll("thing-0")).isInstanceOf(Unavailable.class);
        list.perPoll = 0;

        assertThatThrownBy(() -> poll("thing-0")).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> poll("thing-0")).isInstanceOf(Unavailable.class);
        assertThat(poll("thing-0")).isEqualTo("alone");
    }

    /** However many are awaited, they share one read. */
    @Test
    void poll_moreThingsThanAreKeptUnpolled_shareOneRead() {
        int many = 50_000;
        note(many / 2);
        list.showAll(many, "going");
        IntStream.range(0, many / 2).forEach(i -> poll("thing-" + i));
        IntStream.range(many / 2, many).forEach(i -> reads.note("thing-" + i, null));
        IntStream.range(many / 2, many).forEach(i -> poll("thing-" + i));
        time.advance(SHARED);
        int before = list.reads;

        IntStream.range(0, many).forEach(i -> assertThat(poll("thing-" + i)).isEqualTo("shown"));

        assertThat(list.reads - before).isEqualTo(1);
    }

    @Test
    void note_moreThingsThanAreKeptUnpolled_dropsTheOldestThatNobodyPolled() {
        reads.note("polled", null);
        assertThat(poll("polled")).isEqualTo("alone");

        note(20_001);

        assertThat(reads.pending()).hasSize(20_001).containsKey("polled").doesNotContainKey("thing-0");
    }

    /** One operation that goes on for days does not keep all that were polled once and then left. */
    @Test
    void note_manyThingsThatWereLeftBehindOneThatIsPolled_areDropped() {
        list.showAll(0, "going");
        reads.note("polled", null);
        for (int hour = 0; hour < 20; hour++) {
            for (int i = 0; i < 10_000; i++) {
                String id = "left-" + hour + "-" + i;
                reads.note(id, null);
                poll(id);
            }
            time.advance(Duration.ofMinutes(59));
            poll("polled");
            time.advance(Duration.ofMinutes(2));
        }

        assertThat(reads.pending()).hasSizeLessThanOrEqualTo(50_000).containsKey("polled");
    }

    // ---- what a list leaves out

    @Test
    void poll_thingThatTheListLeavesOut_isAskedForByItselfAfterSeveralReads() {
        note(5);
        list.showAll(5, "going");
        list.shown.remove("thing-3");
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            seen.add(poll("thing-3"));
            time.advance(SHARED);
        }

        assertThat(seen).containsExactly("nothing", "nothing", "alone", "alone");
    }

    /** Each that has ended is worth a request; those that go on all the same are not, again and again. */
    @Test
    void poll_manyThingsThatTheListMisses_eachIsAskedForOnceAndThenSomeAtATime() {
        note(200);
        list.missesWhatItDoesNotShow = true;
        list.goesOn = true;

        IntStream.range(0, 200).forEach(i -> poll("thing-" + i));
        assertThat(alone).hasSize(200).doesNotHaveDuplicates();
        alone.clear();
        for (int round = 0; round < 4; round++) {
            time.advance(SHARED);
            int before = alone.size();
            IntStream.range(0, 200).forEach(i -> poll("thing-" + i));
            assertThat(alone.size() - before)
                    .as("read by themselves in round " + round)
                    .isBetween(40, 60);
        }

        assertThat(alone).as("each in its turn").hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void poll_thingThatTheListMissesAgainAfterItHasShownIt_isAskedForAtOnce() {
        note(200);
        list.missesWhatItDoesNotShow = true;
        list.goesOn = true;
        IntStream.range(0, 200).forEach(i -> poll("thing-" + i));
        list.showAll(200, "going");
        time.advance(SHARED);
        IntStream.range(0, 200).forEach(i -> poll("thing-" + i));
        list.shown.clear();
        alone.clear();
        time.advance(SHARED);

        IntStream.range(0, 200).forEach(i -> poll("thing-" + i));

        assertThat(alone).hasSize(200);
    }

    @Test
    void poll_manyThingsThatTheListLeavesOut_someAreAskedForAtATimeAndEachInTurn() {
        note(500);
        Map<String, Integer> asked = new HashMap<>();
        for (int round = 0; round < 12; round++) {
            for (int i = 0; i < 500; i++) {
                var unused = poll("thing-" + i);
            }
            assertThat(alone).as("round " + round).hasSizeLessThanOrEqualTo(50);
            alone.forEach(id -> asked.merge(id, 1, Integer::sum));
            alone.clear();
            time.advance(SHARED);
        }

        assertThat(asked)
                .hasSize(500)
                .allSatisfy((id, times) -> assertThat(times).isEqualTo(1));
    }

    // ---- lists that cannot be read

    @Test
    void poll_listIsDenied_asksForEachAndTriesItAgainLater() {
        note(5);
        list.failure = new Denied("not yours");

        assertThat(poll("thing-0")).isEqualTo("alone");
        time.advance(SHARED);
        assertThat(poll("thing-1")).isEqualTo("alone");
        assertThat(list.reads).isEqualTo(1);
        list.failure = null;
        list.showAll(5, "going");
        time.advance(Duration.ofMinutes(1));

        assertThat(poll("thing-0")).isEqualTo("shown");
    }

    @Test
    void poll_listFailsAgainAndAgain_asksForEach() {
        note(5);
        list.failure = new Unavailable("away");

        assertThatThrownBy(() -> poll("thing-0")).isSameAs(list.failure);
        assertThatThrownBy(() -> poll("thing-0")).isSameAs(list.failure);

        assertThat(poll("thing-0")).isEqualTo("alone");
        assertThat(list.reads).isEqualTo(2);
    }

    // ---- threads

    /** The service of another thread's read may drip. */
    @Test
    void poll_whileAnotherThreadReads_waitsForAMomentOnly() throws InterruptedException {
        note(5);
        list.showAll(5, "going");
        list.entered = new CountDownLatch(1);
        list.release = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Thread slow = new Thread(() -> {
            var unused = poll("thing-0");
            ended.countDown();
        });
        slow.setDaemon(true);
        slow.start();
        assertThat(list.entered.await(30, TimeUnit.SECONDS)).isTrue();

        assertThat(poll("thing-1")).isEqualTo("nothing");
        Thread.currentThread().interrupt();
        assertThat(poll("thing-2")).isEqualTo("nothing");
        assertThat(Thread.interrupted()).isTrue();
        list.release.countDown();
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();

        assertThat(poll("thing-1")).isEqualTo("shown");
        assertThat(list.reads).isEqualTo(1);
    }

    /** Each waits for its own operation; all have come before the read ends, so that none of them only finds what another has read. */
    @Test
    void poll_thousandThreadsAtOnce_shareOneRead() throws Exception {
        int count = 1_000;
        note(count);
        list.showAll(count, "going");
        list.entered = new CountDownLatch(1);
        list.release = new CountDownLatch(1);
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch ready = new CountDownLatch(count - 1);
        CountDownLatch come = new CountDownLatch(count - 1);
        ExecutorService callers = Executors.newFixedThreadPool(count);
        List<Future<String>> answers = new ArrayList<>();
        try {
            for (int i = 1; i < count; i++) {
                String id = "thing-" + i;
                answers.add(callers.submit(() -> {
                    ready.countDown();
                    reading.await();
                    come.countDown();
                    return poll(id);
                }));
            }
            assertThat(ready.await(30, TimeUnit.SECONDS)).isTrue();
            answers.add(callers.submit(() -> poll("thing-0")));
            assertThat(list.entered.await(30, TimeUnit.SECONDS)).isTrue();
            reading.countDown();
            assertThat(come.await(30, TimeUnit.SECONDS)).isTrue();
            list.release.countDown();

            for (Future<String> answer : answers) {
                assertThat(answer.get(30, TimeUnit.SECONDS)).isIn("shown", "nothing");
            }
        } finally {
            callers.shutdownNow();
        }

        // Whoever came more than a moment after the read began has its answer at the next poll, from the same read.
        assertThat(IntStream.range(0, count).mapToObj(i -> poll("thing-" + i))).containsOnly("shown");
        assertThat(list.reads).isEqualTo(1);
        assertThat(alone).isEmpty();
    }

    /** The moment counts from the beginning of the read: many that wait are held up no longer than one. */
    @Test
    void poll_whileAnotherThreadIsSlow_manyReturnAtOnce() throws InterruptedException {
        note(200);
        list.entered = new CountDownLatch(1);
        list.release = new CountDownLatch(1);
        Thread slow = new Thread(() -> poll("thing-0"));
        slow.setDaemon(true);
        slow.start();
        assertThat(list.entered.await(30, TimeUnit.SECONDS)).isTrue();
        long start = System.nanoTime();

        for (int i = 1; i < 200; i++) {
            assertThat(poll("thing-" + i)).isEqualTo("nothing");
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        list.release.countDown();
        slow.join();
    }

    /** Who only expects a thing knows less than who has begun it, whichever came first. */
    @Test
    void expect_thingThatWasBegun_keepsWhatIsKnown() {
        reads.note("begun", "all");
        reads.expect("begun", "its vault");
        reads.expect("resumed", "its vault");
        reads.note("resumed", "all");

        assertThat(reads.known("begun")).isEqualTo("all");
        assertThat(reads.known("resumed")).isEqualTo("all");
    }

    /** A look may see its end at once, while one that was just begun is not looked for. */
    @Test
    void isNew_thingThatIsExpected_false() {
        reads.note("begun", "all");
        reads.expect("resumed", "its vault");
        reads.expect("other", "its vault");

        assertThat(reads.isNew("begun")).isTrue();
        assertThat(reads.isNew("resumed")).isFalse();
    }

    private void note(int count) {
        IntStream.range(0, count).forEach(i -> reads.note("thing-" + i, null));
    }

    private String poll(String id) {
        Step<String> step = reads.poll(id, list, shown -> new Step.Done<>("shown"), () -> {
            alone.add(id);
            return list.goesOn ? Step.going("") : new Step.Done<>("alone");
        });
        return step instanceof Step.Done<String> done ? done.result() : "nothing";
    }

    private static final class Listed implements ListRead<String, String> {
        private final Map<String, String> shown = new HashMap<>();
        private boolean missesWhatItDoesNotShow;

        /** Whether what is asked for by itself goes on. */
        private boolean goesOn;

        private @Nullable RuntimeException failure;
        private @Nullable CountDownLatch entered;
        private @Nullable CountDownLatch release;
        private int reads;

        /** How many items a poll reads before its time is over. */
        private int perPoll = Integer.MAX_VALUE / 2;

        /** The items that were read, in this order. */
        private final List<String> given = new ArrayList<>();

        void showAll(int count, String sight) {
            IntStream.range(0, count).forEach(i -> shown.put("thing-" + i, sight));
        }

        @Override
        public void read(Look<String, String> look) {
            reads++;
            if (failure != null) {
                throw failure;
            }
            if (entered != null && release != null) {
                entered.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            Got got = look.part(Got.class, Got::new);
            int most = got.to + perPoll;
            List<String> all = shown.keySet().stream().sorted().toList();
            for (; got.to < all.size(); got.to++) {
                if (got.to == most) {
                    throw new Unavailable("the poll is over");
                }
                String id = all.get(got.to);
                given.add(id);
                look.saw(id, Objects.requireNonNull(shown.get(id), id));
                look.advanced();
            }
            if (missesWhatItDoesNotShow) {
                look.things().keySet().forEach(look::missed);
            }
        }

        /** How far a look has got. */
        private static final class Got {
            private int to;
        }

        @Override
        public boolean isEnd(String sight) {
            return sight.equals(ENDED);
        }
    }
}
