package io.github.backup4j.huawei;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Lists that are read page by page as they are used. */
final class Pages {
    private Pages() {}

    /**
     * A list that is asked for by the number of elements seen so far, until a page is not full. What a page repeats of those
     * before it, because something came or went in between, is left out.
     *
     * @param size how many elements a full page holds
     * @param page asks for the page from an offset on
     * @param identity what makes an element the same as another
     */
    static <T> Stream<T> byOffset(int size, IntFunction<List<T>> page, Function<T, Object> identity) {
        Iterator<T> elements = new Elements<>(size, page, identity);
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(elements, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    private static final class Elements<T> implements Iterator<T> {
        private final int size;
        private final IntFunction<List<T>> page;
        private final Function<T, Object> identity;
        private final Deque<T> ready = new ArrayDeque<>();
        private final Set<Object> seen = new HashSet<>();
        private int offset;
        private boolean last;

        Elements(int size, IntFunction<List<T>> page, Function<T, Object> identity) {
            this.size = size;
            this.page = page;
            this.identity = identity;
        }

        @Override
        public boolean hasNext() {
            while (ready.isEmpty() && !last) {
                List<T> next = new ArrayList<>(page.apply(offset));
                offset += next.size();
                last = next.size() < size;
                next.removeIf(element -> !seen.add(identity.apply(element)));
                ready.addAll(next);
            }
            return !ready.isEmpty();
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ready.remove();
        }
    }
}
