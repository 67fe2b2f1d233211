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
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads lists page by page as the stream is used. Every list ends: reading fails if the service returns the same page
 * again and again, or more elements than the limit.
 */
public final class Pages {
    /**
     * One page may repeat the page before it, if as many new elements moved the list on by one page; two in a row may
     * not.
     */
    private static final int KNOWN_PAGES = 2;

    /** The number of recent elements that are recognized if a page repeats them; bounds the memory of a long list. */
    static final int REMEMBERED = 10_000;

    /** How many elements are read again where a list is continued: so many may have been deleted meanwhile without a gap. */
    static final int OVERLAP = 100;

    /**
     * Several times what a service writes about one part, so that large pages stay far below the limit of a response.
     */
    private static final int PART_BYTES = 8 << 10;

    /** The minimum length of a page that counts as cut by the service: each service returns this many elements at least, if there are more. */
    private static final int SHORTEST_CUT = 100;

    private final int most;
    private final int mostParts;

    /**
     * Creates a reader of lists.
     *
     * @param most the maximum number of elements of a list
     */
    Pages(int most) {
        this(ResponseLimits.USUAL.withListElements(most));
    }

    /**
     * Creates a reader of lists.
     *
     * @param limits the maximum number of elements of a list, and the maximum length of a response
     */
    Pages(ResponseLimits limits) {
        most = limits.listElements();
        mostParts = Math.max(1, limits.answerBytes() / PART_BYTES);
    }

    /** Reads a list like {@link #read}, with the default limit. */
    static <T> Stream<T> byOffset(int size, IntFunction<List<T>> page, Function<T, Object> identity) {
        return new Pages(ResponseLimits.USUAL.listElements()).read(size, page, identity);
    }

    /**
     * Reads a list whose pages are requested by offset, until a page is not full. Elements that a page repeats, because
     * others were created or deleted meanwhile, are left out. If the list does not end, the stream throws
     * {@link Unavailable}; it never stops silently before the end.
     *
     * @param size the number of elements of a full page
     * @param page requests the page that begins at an offset
     * @param identity returns what makes two elements the same
     */
    public <T> Stream<T> read(int size, IntFunction<List<T>> page, Function<T, Object> identity) {
        return stream(new Elements<>(
                new Sizes(size, size, mostParts), most, (offset, limit) -> Page.of(page.apply(offset)), identity));
    }

    /**
     * Reads a list like {@link #read}, with a small first page, which is enough for many lists, and large pages after
     * it.
     *
     * @param first the maximum number of elements of the first page
     * @param size the maximum number of elements of the following pages; fewer if each element has many parts
     * @param page requests a page
     * @param identity returns what makes two elements the same
     */
    public <T> Stream<T> readGrowing(int first, int size, PageCall<T> page, Function<T, Object> identity) {
        return readGrowing(first, size, page, identity, new Place<>());
    }

    /**
     * Reads a list like {@link #readGrowing(int, int, PageCall, Function)}, from a place on. The stream has the elements that no
     * stream of that place has had.
     *
     * @param place where it begins; moves on with each page and each element
     */
    public <T> Stream<T> readGrowing(
            int first, int size, PageCall<T> page, Function<T, Object> identity, Place<T> place) {
        return stream(
                place.begunOr(page, () -> new Elements<>(new Sizes(first, size, mostParts), most, page, identity)));
    }

    /** Returns how many elements a page may have without its response becoming too long, if an element has one part. */
    public int largest(int size) {
        return Math.min(size, mostParts);
    }

    private static <T> Stream<T> stream(Iterator<T> elements) {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(elements, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    /**
     * Where the reading of a list has got to, so that a later poll can continue it. What was created or deleted meanwhile moves
     * the rest of the list: reading begins again a little before the end of the last page, and leaves out what it has had.
     *
     * <p>For use by one thread at a time.
     *
     * @param <T> the type of the elements
     */
    public static final class Place<T> {
        private @Nullable Elements<T> elements;

        /** Returns how many pages were read, repeated ones included. */
        public int pages() {
            return elements == null ? 0 : elements.pages;
        }

        /** Returns how many elements were read, each counted once: a service that repeats a page does not move it. */
        public int elements() {
            return elements == null ? 0 : elements.come;
        }

        /** Returns how many elements streams have had. */
        public int given() {
            return elements == null ? 0 : elements.given;
        }

        private Elements<T> begunOr(PageCall<T> page, Supplier<Elements<T>> begin) {
            Elements<T> known = elements;
            if (known == null) {
                known = begin.get();
                elements = known;
            } else {
                known.goOn(page);
            }
            return known;
        }
    }

    /**
     * Requests a page.
     *
     * @param <T> the type of the elements
     */
    public interface PageCall<T> {
        /**
         * Requests it.
         *
         * @param offset the number of elements before it
         * @param limit the maximum number of its elements
         */
        Page<T> from(int offset, int limit);
    }

    /**
     * A page.
     *
     * @param elements its elements
     * @param total the number of elements of the list, as the service reports it; null: not reported. A page of a
     *     hundred elements or more that is not full counts as the last one unless the total is higher: a service may return
     *     smaller pages than requested
     * @param parts the number of parts that the response describes: the elements, and their own parts
     * @param <T> the type of the elements
     */
    public record Page<T>(List<T> elements, @Nullable Integer total, int parts) {
        /** Returns a page of elements with one part each, without a total. */
        public static <T> Page<T> of(List<T> elements) {
            return of(elements, null);
        }

        /** Returns a page of elements with one part each. */
        public static <T> Page<T> of(List<T> elements, @Nullable Integer total) {
            return new Page<>(elements, total, elements.size());
        }
    }

    /**
     * The size of the next page: small enough that its response, judged by the earlier ones, does not become too long.
     */
    private static final class Sizes {
        private final int first;
        private final int largest;
        private final int mostParts;
        private int heaviest = 1;
        private boolean started;

        Sizes(int first, int largest, int mostParts) {
            this.first = first;
            this.largest = largest;
            this.mostParts = mostParts;
        }

        int next() {
            return started ? Math.max(first, Math.min(largest, mostParts / heaviest)) : first;
        }

        /**
         * Returns whether a page that is not full is not the last one either, as the service returns smaller pages than
         * requested. That of a short page is not believed: services count what they do not show.
         */
        static boolean isCut(Page<?> page, int read) {
            return page.elements().size() >= SHORTEST_CUT && page.total() != null && read < page.total();
        }

        void read(Page<?> page) {
            started = true;
            int count = page.elements().size();
            if (count > 0) {
                heaviest = Math.max(heaviest, (page.parts() + count - 1) / count);
            }
        }
    }

    private static final class Elements<T> implements Iterator<T> {
        private final Sizes sizes;
        private final int most;
        private final Function<T, Object> identity;
        private PageCall<T> page;
        private final Deque<T> ready = new ArrayDeque<>();
        private final Set<Object> seen = new LinkedHashSet<>();
        private int offset;

        /** The number of elements before and in the last page. */
        private int end;

        private int pages;
        private int come;
        private int given;
        private int knownInARow;
        private int lastSize;
        private boolean last;

        Elements(Sizes sizes, int most, PageCall<T> page, Function<T, Object> identity) {
            this.sizes = sizes;
            this.most = most;
            this.page = page;
            this.identity = identity;
        }

        /** Goes on a little before the end of the last page, and not before its half: each page must bring something new. */
        void goOn(PageCall<T> next) {
            page = next;
            offset = end - Math.min(OVERLAP, lastSize / 2);
        }

        @Override
        public boolean hasNext() {
            while (ready.isEmpty() && !last) {
                // Repeated elements count too: a service may send one new element with each page.
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
            end = offset;
            next.removeIf(element -> !seen.add(identity.apply(element)));
            come += next.size();
            int size = read.elements().size();
            lastSize = size;
            last = size == 0 || (size < limit && !Sizes.isCut(read, come));
            knownInARow = next.isEmpty() ? knownInARow + 1 : 0;
            if (!last && knownInARow >= KNOWN_PAGES) {
                throw endless("the last " + knownInARow
                        + " repeat earlier ones: the service seems to ignore the offset of a" + " page");
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
            return endless("the limit is " + most + "; narrow the filter, or set a higher listLimit(..)");
        }

        private Unavailable endless(String why) {
            return new Unavailable("a list was not read to its end: " + pages + " pages brought " + come
                    + " elements, and " + why + ". The elements returned so far are right; nothing was changed");
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
