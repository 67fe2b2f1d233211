package io.github.backup4j.huawei;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.QuotaExceeded;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what was asked for with a request key, once: what carries its mark is looked for before the call is repeated, by the
 * caller or after a lost reply, and what was made twice by one call is removed again.
 *
 * <p>A request can be delivered twice, as by a proxy that repeats it. What then carries the mark of the very same call is a
 * twin, which nobody else can know of; it is removed before anybody can use it.
 */
final class Once {
    private static final Logger LOG = LoggerFactory.getLogger(HuaweiBackup.class);

    /** How often a twin is looked for and removed at most, until that succeeds. */
    private static final int MOST_TRIES = 5;

    private final Wire wire;

    Once(Wire wire) {
        this.wire = wire;
    }

    /**
     * Something that carries a mark.
     *
     * @param mark the mark
     * @param made what it is known by
     * @param <T> the type of that
     */
    record Marked<T>(Mark mark, T made) {}

    /**
     * Returns what was made with a key, making it if it is not there.
     *
     * @param look reads everything that carries a mark, and may be meant
     * @param create makes it, by one call that changes something
     * @param remove removes a twin; null: there can be none, or it is removed later
     */
    <T> T make(Request request, Supplier<List<Marked<T>>> look, Supplier<T> create, @Nullable Consumer<T> remove) {
        Mark mark = request.mark();
        if (mark == null) {
            return create.get();
        }
        // The process that made it may have ended before it could remove a twin.
        Marked<T> made =
                findMarked(request, look).orElseGet(() -> new Marked<>(mark, makeNow(request, mark, look, create)));
        if (remove != null) {
            removeTwins(made.made(), made.mark(), look, remove);
        }
        return made.made();
    }

    /** What a repeated call has made already; empty: nothing, or it is not repeated. */
    <T> Optional<T> find(Request request, Supplier<List<Marked<T>>> look) {
        return findMarked(request, look).map(Marked::made);
    }

    /** The same, with the mark of the call that has made it. */
    <T> Optional<Marked<T>> findMarked(Request request, Supplier<List<Marked<T>>> look) {
        Mark mark = request.mark();
        return mark == null || !request.repeated() ? Optional.empty() : find(request, mark, look.get());
    }

    /**
     * Reads what was made.
     *
     * @throws AmbiguousOutcome with the key if it cannot be read, since repeating the call without it would make another
     */
    static <V> V told(Request request, Object made, Supplier<V> read) {
        try {
            return read.get();
        } catch (BackupException e) {
            throw new AmbiguousOutcome(
                    made + " was made, but cannot be read; repeat the call with its request key. " + e.getMessage(),
                    request.key(),
                    Detail.NONE,
                    e);
        }
    }

    private <T> T makeNow(Request request, Mark mark, Supplier<List<Marked<T>>> look, Supplier<T> create) {
        try {
            return wire.create(
                    request.key(), () -> find(request, mark, look.get()).map(Marked::made), create);
        } catch (Conflict | Busy | QuotaExceeded refused) {
            return madeDespite(
                    refused,
                    () -> look.get().stream()
                            .filter(marked -> marked.mark().equals(mark))
                            .findFirst()
                            .map(Marked::made));
        }
    }

    /**
     * Returns what a call that was refused has made all the same: delivered twice, the first may have made it, and the second
     * been refused for that.
     *
     * @throws BackupException the refusal, if nothing is found
     */
    static <T> T madeDespite(BackupException refused, Supplier<Optional<T>> look) {
        Optional<T> made = Optional.empty();
        try {
            made = look.get();
        } catch (BackupException e) {
            refused.addSuppressed(e);
        }
        return made.orElseThrow(() -> refused);
    }

    private static <T> Optional<Marked<T>> find(Request request, Mark mark, List<Marked<T>> all) {
        List<Marked<T>> same =
                all.stream().filter(marked -> marked.mark().sameKey(mark)).toList();
        for (Marked<T> marked : same) {
            if (!marked.mark().sameParameters(mark)) {
                throw new Conflict("request key \"" + request.key().value() + "\" was used with other parameters: "
                        + marked.made() + " was made with it; nothing was made");
            }
        }
        return same.stream().findFirst();
    }

    private static <T> void removeTwins(T made, Mark mark, Supplier<List<Marked<T>>> look, Consumer<T> remove) {
        for (int tries = 1; ; tries++) {
            try {
                removeTwinsNow(made, mark, look, remove);
                return;
            } catch (BackupException e) {
                if (tries == MOST_TRIES) {
                    LOG.warn("{} was made; whether it was made twice could not be found out: {}", made, e.getMessage());
                    return;
                }
            }
        }
    }

    private static <T> void removeTwinsNow(T made, Mark mark, Supplier<List<Marked<T>>> look, Consumer<T> remove) {
        for (Marked<T> marked : look.get()) {
            if (marked.mark().equals(mark) && !marked.made().equals(made)) {
                LOG.warn(
                        "{} was made beside {} by a request that was delivered twice; it is removed",
                        marked.made(),
                        made);
                remove.accept(marked.made());
            }
        }
    }
}
