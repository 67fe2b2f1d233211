package io.github.backup4j.huawei.emulator.internal.cbr;

import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * The {@code limit}, {@code offset} and {@code marker} of a list request; past the end the page is empty.
 *
 * @param limit the maximum number of elements
 * @param offset the number of elements to skip
 * @param marker the id after which the page begins; empty: at the first element
 */
record CbrPages(int limit, int offset, String marker) {
    /** Reads the three from a query; refused with 9900 if they are not numbers or out of range. */
    static CbrPages of(WireRequest request, int mostAtOnce) {
        int limit = number(request, "limit", mostAtOnce);
        if (limit < 1 || limit > mostAtOnce) {
            throw CbrErrors.invalid("Invalid limit: " + limit + " is not between 1 and " + mostAtOnce + ".");
        }
        return new CbrPages(
                limit, number(request, "offset", 0), request.query("marker").orElse(""));
    }

    <T> List<T> of(List<T> all, Function<T, String> id) {
        int first = 0;
        if (!marker.isEmpty()) {
            first = IntStream.range(0, all.size())
                    .filter(i -> id.apply(all.get(i)).equals(marker))
                    .map(i -> i + 1)
                    .findFirst()
                    .orElse(all.size());
        }
        int from = (int) Math.min(all.size(), (long) first + offset);
        return all.subList(from, (int) Math.min(all.size(), (long) from + limit));
    }

    private static int number(WireRequest request, String key, int otherwise) {
        String value = request.query(key).orElse("");
        if (value.isEmpty()) {
            return otherwise;
        }
        if (!value.matches("\\d{1,9}")) {
            throw CbrErrors.invalid("Invalid " + key + ": '" + value + "' is not a whole number.");
        }
        return Integer.parseInt(value);
    }
}
