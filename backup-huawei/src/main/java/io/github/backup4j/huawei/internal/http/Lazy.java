package io.github.backup4j.huawei.internal.http;

import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Unavailable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A text that is looked up when it is first needed. One thread looks it up; others that need it meanwhile wait for the
 * result. A failure is thrown to all of them, and not kept. If the thread that looks it up is interrupted, another one does.
 */
final class Lazy {
    private final AtomicReference<@Nullable CompletableFuture<String>> finding = new AtomicReference<>();
    private volatile @Nullable String known;

    /**
     * Creates a text.
     *
     * @param known the text, if it is known already; null: it is not
     */
    Lazy(@Nullable String known) {
        this.known = known;
    }

    /** Returns the text; null if it is not known yet. */
    @Nullable
    String known() {
        return known;
    }

    String get(Supplier<String> find) {
        String text = known;
        return text == null ? findOrWait(find) : text;
    }

    private String findOrWait(Supplier<String> find) {
        while (true) {
            CompletableFuture<String> mine = new CompletableFuture<>();
            CompletableFuture<String> other = finding.compareAndExchange(null, mine);
            if (other == null) {
                return find(find, mine);
            }
            try {
                return wait(other);
            } catch (CancellationException e) {
                // The other thread was interrupted, which says nothing to this one: it asks itself.
            }
        }
    }

    private String find(Supplier<String> find, CompletableFuture<String> mine) {
        try {
            String text = known;
            String found = text == null ? find.get() : text;
            known = found;
            finding.set(null);
            mine.complete(found);
            return found;
        } catch (RuntimeException | Error e) {
            finding.set(null);
            if (Thread.currentThread().isInterrupted()) {
                mine.cancel(false);
            } else {
                mine.completeExceptionally(e);
            }
            throw e;
        }
    }

    private static String wait(CompletableFuture<String> other) {
        try {
            return other.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable(
                    "the thread was interrupted before the call was sent; nothing was changed", Detail.NONE, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        }
    }
}
