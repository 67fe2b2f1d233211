package io.github.backup4j.huawei.internal.http;

import io.github.backup4j.Unavailable;
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

/**
 * Lists that are read page by page as they are used, and that end: a service that gives the same page again and again, or ever
 * new ones, is not followed without end.
 */
public final class Pages {
    /** A page may be known as a whole where so much came in between that all moved on by one; the next one is not. */
    private static final int KNOWN_PAGES = 2;

    private final int most;

    /**
     * Creates them.
     *
     * @param most how many elements a list may have
     */
    Pages(int most) {
        this.most = most;
    }

    /** As {@link #read}, with the usual limit. */
    static <T> Stream<T> byOffset(int size, IntFunction<List<T>> page, Function<T, Object> identity) {
        return new Pages(ResponseLimits.USUAL.listElements()).read(size, page, identity);
    }

    /**
     * A list that is asked for by the number of elements seen so far, until a page is not full. What a page repeats of those
     * before it, because something came or went in between, is left out. A list that does not end is {@link Unavailable} to who
     * reads on; none of it is left out silently.
     *
     * @param size how many elements a full page holds
     * @param page asks for the page from an offset on
     * @param identity what makes an element the same as another
     */
    public <T> Stream<T> read(int size, IntFunction<List<T>> page, Function<T, Object> identity) {
        Iterator<T> elements = new Elements<>(size, most, page, identity);
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(elements, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    private static final class Elements<T> implements Iterator<T> {
        private final int size;
        private final int most;
        private final IntFunction<List<T>> page;
        private final Function<T, Object> identity;
        private final Deque<T> ready = new ArrayDeque<>();
        private final Set<Object> seen = new HashSet<>();
        private int offset;
        private int pages;
        private int given;
        private int knownInARow;
        private boolean last;

        Elements(int size, int most, IntFunction<List<T>> page, Function<T, Object> identity) {
            this.size = size;
            this.most = most;
            this.page = page;
            this.identity = identity;
        }

        @Override
        public boolean hasNext() {
            while (ready.isEmpty() && !last) {
                // Elements that are known already count too: a service may send one new one with each page.
                if (offset / 2 > most) {
                    throw tooLong();
                }
                readPage();
            }
            if (!ready.isEmpty() && given >= most) {
                throw tooLong();
            }
            return !ready.isEmpty();
        }

        private void readPage() {
            List<T> next = new ArrayList<>(page.apply(offset));
            pages++;
            offset += next.size();
            last = next.size() < size;
            next.removeIf(element -> !seen.add(identity.apply(element)));
            knownInARow = next.isEmpty() ? knownInARow + 1 : 0;
            if (!last && knownInARow >= KNOWN_PAGES) {
                throw endless(
                        "the last " + knownInARow + " hold only what was on pages before them: the service seems to"
                                + " ignore where a page shall begin");
            }
            ready.addAll(next);
        }

        private Unavailable tooLong() {
            return endless(
                    "a list may have no more than " + most + "; ask for less of it, or set a higher listLimit(..)");
        }

        private Unavailable endless(String why) {
            return new Unavailable("a list was not read to its end: " + seen.size() + " elements came on " + pages
                    + " pages, and " + why + ". What was read before is right; nothing was changed");
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            given++;
            return ready.remove();
        }
    }
}
