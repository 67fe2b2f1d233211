package io.github.backup4j;

import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
    private final Supplier<Stream<T>> list;
    private @Nullable Spliterator<T> elements;

    LazyListing(Calls calls, String name, Supplier<Stream<T>> list) {
        this.calls = calls;
        this.name = name;
        this.list = list;
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
        Holder<T> next = new Holder<>();
        Spliterator<T> begun = elements;
        boolean found = begun == null
                ? calls.call(name, "", () -> {
                    Spliterator<T> opened = list.get().spliterator();
                    elements = opened;
                    return opened.tryAdvance(next);
                })
                : goOn(begun, next);
        if (found) {
            action.accept(next.get());
        }
        return found;
    }

    private boolean goOn(Spliterator<T> begun, Holder<T> next) {
        calls.checkOpen();
        try {
            return begun.tryAdvance(next);
        } catch (RuntimeException e) {
            return calls.call(name, "", () -> {
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
