package io.github.backup4j.huawei.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.Unavailable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A text that several threads need at the same time. */
class LazyTest {
    private static final Duration TO_NOTICE = Duration.ofSeconds(30);

    private final Lazy lazy = new Lazy(null);
    private final CountDownLatch finding = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @Test
    void get_otherThreadIsInterruptedWhileItLooksUp_thisOneLooksUp() throws InterruptedException {
        Thread other = interruptible();
        Waiter waiter = new Waiter(() -> lazy.get(() -> "found"));

        other.interrupt();

        assertThat(waiter.result).succeedsWithin(TO_NOTICE).isEqualTo("found");
        assertThat(lazy.known()).isEqualTo("found");
    }

    @Test
    void get_otherThreadFails_failsWithTheSameAndIsNotKept() throws InterruptedException {
        Unavailable failure = new Unavailable("away");
        Thread other = new Thread(() -> {
            try {
                String unused = lazy.get(() -> {
                    finding.countDown();
                    await(release);
                    throw failure;
                });
            } catch (Unavailable e) {
                assertThat(e).isSameAs(failure);
            }
        });
        other.start();
        finding.await();
        Waiter waiter = new Waiter(() -> lazy.get(() -> "found"));

        release.countDown();

        assertThatThrownBy(waiter.result::join).hasCause(failure);
        assertThat(lazy.get(() -> "found later")).isEqualTo("found later");
    }

    @Test
    void get_many_oneLooksUp() throws InterruptedException {
        AtomicInteger lookUps = new AtomicInteger();
        Supplier<String> find = () -> {
            lookUps.incrementAndGet();
            await(release);
            return "found";
        };
        Waiter first = new Waiter(() -> lazy.get(find));
        Waiter second = new Waiter(() -> lazy.get(find));

        release.countDown();

        assertThat(first.result).succeedsWithin(TO_NOTICE).isEqualTo("found");
        assertThat(second.result).succeedsWithin(TO_NOTICE).isEqualTo("found");
        assertThat(lookUps).hasValue(1);
    }

    /** Looks it up until it is interrupted. */
    private Thread interruptible() throws InterruptedException {
        Thread thread = new Thread(() -> {
            try {
                String unused = lazy.get(() -> {
                    finding.countDown();
                    await(release);
                    throw new Unavailable("the thread was interrupted");
                });
            } catch (Unavailable e) {
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            }
        });
        thread.start();
        finding.await();
        return thread;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A thread that waits for the text, and does so by the time this is created. */
    private static final class Waiter {
        final CompletableFuture<String> result = new CompletableFuture<>();

        Waiter(Supplier<String> text) {
            Thread thread = new Thread(() -> {
                try {
                    result.complete(text.get());
                } catch (RuntimeException e) {
                    result.completeExceptionally(e);
                }
            });
            thread.start();
            while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
                Thread.onSpinWait();
            }
        }
    }
}
