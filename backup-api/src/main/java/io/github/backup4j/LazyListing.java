package io.github.backup4j;

import io.github.backup4j.BackupListener.Call;
import io.github.backup4j.spi.BackupDriver;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A list that calls the driver when it is used, and stops once the backup is closed. It reports its first request to
 * the listeners, and a later one that fails.
 *
 * @param <T> what is listed
 */
final class LazyListing<T> implements Spliterator<T> {
    private final Calls calls;
    private final String name;
    private final Function<BackupDriver, Stream<T>> list;
    private @Nullable Spliterator<T> elements;
    private @Nullable Attempts attempts;

    LazyListing(Calls calls, String name, Function<BackupDriver, Stream<T>> list) {
        this.calls = calls;
        this.name = name;
        this.list = list;
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
        Holder<T> next = new Holder<>();
        Spliterator<T> begun = elements;
        boolean found = begun == null ? begin(next) : goOn(begun, next);
        if (found) {
            action.accept(next.get());
        }
        return found;
    }

    private boolean begin(Holder<T> next) {
        calls.checkOpen();
        if (calls.listeners().isEmpty()) {
            return first(calls.driver(), next);
        }
        Attempts counted = new Attempts(calls.driver());
        attempts = counted;
        return calls.observed(new Call(name, null), counted, driver -> first(driver, next));
    }

    private boolean first(BackupDriver driver, Holder<T> next) {
        Spliterator<T> opened = list.apply(driver).spliterator();
        elements = opened;
        return opened.tryAdvance(next);
    }

    private boolean goOn(Spliterator<T> begun, Holder<T> next) {
        calls.checkOpen();
        Attempts counted = attempts;
        if (counted == null) {
            return begun.tryAdvance(next);
        }
        counted.reset();
        try {
            return begun.tryAdvance(next);
        } catch (RuntimeException e) {
            return calls.observed(new Call(name, null), counted, driver -> {
                throw e;
            });
        }
    }

    @Override
    public @Nullable Spliterator<T> trySplit() {
        return null;
    }

    @Override
    public long estimateSize() {
        return Long.MAX_VALUE;
    }

    @Override
    public int characteristics() {
        return ORDERED | NONNULL;
    }

    /** What was read last; what the caller does with it is not part of the call. */
    private static final class Holder<T> implements Consumer<T> {
        private @Nullable T value;

        @Override
        public void accept(T element) {
            value = element;
        }

        T get() {
            return Require.nonNull(value, "an element of a list");
        }
    }
}
