package io.github.backup4j.huawei.internal.http;

import io.github.backup4j.Unavailable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lists that are read page by page as they are used, and that end: a service that gives the same page again and again, or ever
 * new ones, is not followed without end.
 */
public final class Pages {
    /** A page may be known as a whole where so much came in between that all moved on by one; the next one is not. */
    private static final int KNOWN_PAGES = 2;

    /** So many of the elements read last are known again, which bounds what a long list holds. */
    static final int REMEMBERED = 10_000;

    /** More than a service writes about one thing, several times over: large pages stay far below the longest answer. */
    private static final int PART_BYTES = 8 << 10;

    private final int most;
    private final int mostParts;

    /**
     * Creates them.
     *
     * @param most how many elements a list may have
     */
    Pages(int most) {
        this(ResponseLimits.USUAL.withListElements(most));
    }

    /**
     * Creates them.
     *
     * @param limits how many elements a list may have, and how long an answer may be
     */
    Pages(ResponseLimits limits) {
        most = limits.listElements();
        mostParts = Math.max(1, limits.answerBytes() / PART_BYTES);
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
        return stream(new Elements<>(
                new Sizes(size, size, mostParts), most, (offset, limit) -> Page.of(page.apply(offset)), identity));
    }

    /**
     * As {@link #read}, with a small first page, which is all that many lists need, and large ones after it.
     *
     * @param first how many elements the first page holds at most
     * @param size how many elements the pages after it hold at most; fewer where each element has many parts
     * @param page asks for a page
     * @param identity what makes an element the same as another
     */
    public <T> Stream<T> readGrowing(int first, int size, PageCall<T> page, Function<T, Object> identity) {
        return stream(new Elements<>(new Sizes(first, size, mostParts), most, page, identity));
    }

    /** How many elements a page may hold so that its answer is not too long, if an element has one part. */
    public int largest(int size) {
        return Math.min(size, mostParts);
    }

    private static <T> Stream<T> stream(Iterator<T> elements) {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(elements, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    /**
     * Asks for a page.
     *
     * @param <T> what is listed
     */
    public interface PageCall<T> {
        /**
         * Asks for it.
         *
         * @param offset how many elements are before it
         * @param limit how many elements it holds at most
         */
        Page<T> from(int offset, int limit);
    }

    /**
     * A page.
     *
     * @param elements what is on it
     * @param total how many elements the list has, as the service says; null: it does not. A large page that is not full is the
     *     last one only if this does not say otherwise: a service may give smaller pages than it is asked for
     * @param parts how many things the answer tells of: the elements, and what they consist of
     * @param <T> what is listed
     */
    public record Page<T>(List<T> elements, @Nullable Integer total, int parts) {
        /** A page of which nothing more is said. */
        public static <T> Page<T> of(List<T> elements) {
            return new Page<>(elements, null, elements.size());
        }
    }

    /** How large the next page is: no larger than the answers before let expect that its answer is not too long. */
    private static final class Sizes {
        private final int first;
        private final int largest;
        private final int mostParts;
        private int heaviest = 1;
        private boolean begun;

        Sizes(int first, int largest, int mostParts) {
            this.first = first;
            this.largest = largest;
            this.mostParts = mostParts;
        }

        int next() {
            return begun ? Math.max(first, Math.min(largest, mostParts / heaviest)) : first;
        }

        /** Whether a large page was not full because the service gives none as large, and not because it is the last one. */
        boolean isCut(Page<?> page, int limit, int read) {
            return limit > first && page.elements().size() >= first && page.total() != null && read < page.total();
        }

        void read(Page<?> page) {
            begun = true;
            int count = page.elements().size();
            if (count > 0) {
                heaviest = Math.max(heaviest, (page.parts() + count - 1) / count);
            }
        }
    }

    private static final class Elements<T> implements Iterator<T> {
        private final Sizes sizes;
        private final int most;
        private final PageCall<T> page;
        private final Function<T, Object> identity;
        private final Deque<T> ready = new ArrayDeque<>();
        private final Set<Object> seen = new LinkedHashSet<>();
        private int offset;
        private int pages;
        private int come;
        private int given;
        private int knownInARow;
        private boolean last;

        Elements(Sizes sizes, int most, PageCall<T> page, Function<T, Object> identity) {
            this.sizes = sizes;
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
            int limit = sizes.next();
            Page<T> read = page.from(offset, limit);
            sizes.read(read);
            List<T> next = new ArrayList<>(read.elements());
            pages++;
            offset += next.size();
            last = next.isEmpty() || (next.size() < limit && !sizes.isCut(read, limit, offset));
            next.removeIf(element -> !seen.add(identity.apply(element)));
            come += next.size();
            knownInARow = next.isEmpty() ? knownInARow + 1 : 0;
            if (!last && knownInARow >= KNOWN_PAGES) {
                throw endless(
                        "the last " + knownInARow + " hold only what was on pages before them: the service seems to"
                                + " ignore where a page shall begin");
            }
            ready.addAll(next);
            forget();
        }

        /** Forgets the elements that were read first. */
        private void forget() {
            Iterator<Object> oldest = seen.iterator();
            for (int extra = seen.size() - REMEMBERED; extra > 0; extra--) {
                var unused = oldest.next();
                oldest.remove();
            }
        }

        private Unavailable tooLong() {
            return endless(
                    "a list may have no more than " + most + "; ask for less of it, or set a higher listLimit(..)");
        }

        private Unavailable endless(String why) {
            return new Unavailable("a list was not read to its end: " + come + " elements came on " + pages
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
