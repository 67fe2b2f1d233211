package io.github.backup4j.huawei.internal.http;

import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Unavailable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A text that is found out when it is first needed: by one thread, while others that need it wait for the same answer. A
 * failure is theirs too, but is not kept.
 */
final class Lazy {
    private final AtomicReference<@Nullable CompletableFuture<String>> finding = new AtomicReference<>();
    private volatile @Nullable String known;

    /**
     * Creates it.
     *
     * @param known the text, where it is known already
     */
    Lazy(@Nullable String known) {
        this.known = known;
    }

    /** The text, or null where it was not found out yet. */
    @Nullable
    String known() {
        return known;
    }

    String get(Supplier<String> find) {
        String text = known;
        return text == null ? findOrWait(find) : text;
    }

    private String findOrWait(Supplier<String> find) {
        CompletableFuture<String> mine = new CompletableFuture<>();
        CompletableFuture<String> other = finding.compareAndExchange(null, mine);
        if (other != null) {
            return wait(other);
        }
        try {
            String text = known;
            String found = text == null ? find.get() : text;
            known = found;
            mine.complete(found);
            return found;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            finding.set(null);
        }
    }

    private static String wait(CompletableFuture<String> other) {
        try {
            return other.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("interrupted before the call was made; nothing was changed", Detail.NONE, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        }
    }
}
