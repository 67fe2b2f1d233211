package io.github.backup4j.huawei.internal.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.Operation;
import io.github.backup4j.Site;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a look that takes long holds up: who polls the same work, and nobody else. */
class WorkDriverTest {
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final CountDownLatch looking = new CountDownLatch(1);
    private final CountDownLatch answered = new CountDownLatch(1);
    private final SlowOnce work = new SlowOnce(looking, answered, new AtomicReference<>());
    private final Context context = context(work);

    @AfterEach
    void stop() {
        answered.countDown();
        threads.shutdownNow();
    }

    @Test
    void poll_anotherOperationIsLookedAtForLong_doesNotWaitForIt() throws Exception {
        WorkDriver<Site> slow = driver("slow");
        Future<Operation.Status<Site>> first = threads.submit(slow::poll);
        looking.await();

        Operation.Status<Site> other = driver("quick").poll();

        assertThat(other).isInstanceOf(Operation.Status.Running.class);
        assertThat(first).isNotDone();
    }

    @Test
    void token_ofAnOperationThatIsLookedAt_isReadMeanwhile() throws Exception {
        WorkDriver<Site> slow = driver("slow");
        String before = slow.token();
        Future<Operation.Status<Site>> first = threads.submit(slow::poll);
        looking.await();

        Future<String> token = threads.submit(slow::token);

        assertThat(token).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(before);
        assertThat(first).isNotDone();
    }

    /** Who polls the same work waits for the look, and makes none of its own. */
    @Test
    void poll_sameOperationIsLookedAt_sharesTheLook() throws Exception {
        WorkDriver<Site> slow = driver("slow");
        Future<Operation.Status<Site>> first = threads.submit(slow::poll);
        looking.await();
        Future<Operation.Status<Site>> second = threads.submit(slow::poll);

        answered.countDown();

        assertThat(second.get()).isSameAs(first.get());
    }

    /** A virtual thread that waits for a response in a monitor keeps its carrier thread from all others. */
    @Test
    void poll_whileTheServiceIsAsked_holdsNoMonitor() {
        WorkDriver<Site> driver = driver("monitor");
        work.polled().set(driver);

        var unused = driver.poll();

        assertThat(work.polled().get()).isNull();
    }

    /** Each reason is as long and as bad as a service can make it. */
    @ParameterizedTest
    @ValueSource(strings = {"\u0001", "\"", "\\", "\u5931", "\ud83d\ude00", "\ud800", "x"})
    void token_failureOfAnyKind_fitsAndKeepsThatItFailed(String unit) {
        Token full = Token.of(work.kind()).with("job", "j".repeat(64));
        for (int i = 0; i < 5; i++) {
            full = full.with("id" + i, "i".repeat(64));
        }

        Token failed = KeptFailure.keep(full, unit.repeat(10_000), unit.repeat(10_000));

        String text = new WorkDriver<>(work, failed, context).token();
        assertThat(text).matches("[ -~]{1,1024}");
        assertThat(KeptFailure.in(Token.read(text, context.site()))).isNotNull();
    }

    /** Otherwise the wait of a caller who resumes the work before each poll would begin anew each time. */
    @Test
    void token_longFailureWhileItWaits_keepsSinceWhenItWaits() {
        Instant since = Instant.parse("2026-01-01T00:00:00Z");
        Token failed = longestThatFits();

        Token waiting = failed.with("waits", since).with("looked", since.plusSeconds(60));
        Token kept = Token.read(new WorkDriver<>(work, waiting, context).token(), context.site());

        assertThat(kept.instant("waits")).isEqualTo(since);
        assertThat(KeptFailure.in(kept)).isNotNull();
        assertThat(kept.find("fail")).hasSizeLessThan(failed.find("fail").length());
    }

    /** Failed work whose token has just room for its whole failure, as long as it does not wait. */
    private Token longestThatFits() {
        for (int length = 700; ; length--) {
            Token failed = KeptFailure.keep(
                    Token.of(work.kind()).with("job", "j".repeat(length)), "r".repeat(200), "BackupService.6212");
            if (failed.fits(context.site(), context.seal())) {
                return failed;
            }
        }
    }

    @Test
    void token_withoutRoomForAReason_keepsThatItFailed() {
        Token full = Token.of(work.kind()).with("job", "j".repeat(640));

        Token failed = KeptFailure.keep(full, "r".repeat(1_000), "C".repeat(1_000));

        String text = new WorkDriver<>(work, failed, context).token();
        assertThat(text).hasSizeLessThanOrEqualTo(1024);
        assertThat(KeptFailure.in(Token.read(text, context.site()))).isNotNull();
    }

    private WorkDriver<Site> driver(String id) {
        return new WorkDriver<>(work, Token.of(work.kind()).with("job", id), context);
    }

    private static Context context(Work<?> work) {
        Context known = Unconnected.context();
        return new Context(
                known.identity(),
                known.time(),
                known.client(),
                known.poller(),
                known.pollInterval(),
                known.duplicates(),
                known.seal(),
                known.shared(),
                unused -> Works.of(work));
    }

    /** Work of which one look takes until somebody answers. */
    private record SlowOnce(CountDownLatch looking, CountDownLatch answered, AtomicReference<@Nullable Object> polled)
            implements Work<Site> {
        @Override
        public String kind() {
            return "slow";
        }

        @Override
        public TokenFields fields() {
            return TokenFields.none().with(TokenFields.ID, "job");
        }

        @Override
        public Class<Site> resultType() {
            return Site.class;
        }

        @Override
        public String words() {
            return "working";
        }

        @Override
        public Step<Site> poll(Token token) {
            Object driver = polled.get();
            if (driver != null && !Thread.holdsLock(driver)) {
                polled.set(null);
            }
            if (Objects.equals(token.find("job"), "slow")) {
                looking.countDown();
                try {
                    answered.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return Step.going("");
        }
    }
}
