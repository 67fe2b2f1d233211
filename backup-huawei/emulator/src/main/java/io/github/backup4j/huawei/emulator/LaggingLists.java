package io.github.backup4j.huawei.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Target;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lists that lag behind the resources: a new resource is missing, a changed one appears in its old state, and a deleted one
 * remains, each for a time of its own. A GET by id shows the current state.
 *
 * <p>The time of creation comes from the list itself, or else from the call that created the resource.
 */
public final class LaggingLists {
    private static final Pattern ID =
            Pattern.compile("\"(\\p{XDigit}{32}|\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})\"");
    private static final Pattern INSTANT =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?).*");

    private final long seed;
    private final TimeSource time;
    private final Duration least;
    private final Duration most;
    private final Map<String, Instant> born = new HashMap<>();
    private final Map<String, Version> versions = new HashMap<>();
    /** The previous content of each list, by its address and by id. */
    private final Map<String, Map<String, JsonNode>> lists = new HashMap<>();

    private final Map<String, Instant> gone = new HashMap<>();

    /**
     * Creates them.
     *
     * @param seed determines the lag of each resource
     * @param time the clock of the cloud
     * @param least the minimum lag
     * @param most the maximum lag
     */
    public LaggingLists(long seed, TimeSource time, Duration least, Duration most) {
        this.seed = seed;
        this.time = time;
        this.least = least;
        this.most = most;
    }

    /** Records what a call has created. */
    public void answered(String method, URI target, int status, JsonNode answer) {
        boolean makes = method.equals("POST") && !target.getPath().endsWith("/query");
        if (status < 300 && makes) {
            Matcher ids = ID.matcher(answer.toString());
            while (ids.find()) {
                born.putIfAbsent(ids.group(1), time.now());
            }
        }
    }

    /** Returns a response as it appears now. */
    public JsonNode shown(String method, URI target, JsonNode answer) {
        boolean list = method.equals("GET")
                && answer.isObject()
                && Target.id(target).isEmpty()
                && !target.getPath().contains("/jobs/");
        if (!list) {
            return answer;
        }
        ObjectNode shown = answer.deepCopy();
        answer.properties().forEach(entry -> {
            if (entry.getValue() instanceof ArrayNode items) {
                ArrayNode late = late(target, entry.getKey(), items);
                shown.set(entry.getKey(), late);
                recount(shown, late.size() - items.size());
            }
        });
        return shown;
    }

    private static void recount(ObjectNode shown, int difference) {
        for (String count : new String[] {"count", "total_count"}) {
            if (shown.path(count).isInt()) {
                shown.put(count, Math.max(0, shown.path(count).intValue() + difference));
            }
        }
    }

    private ArrayNode late(URI target, String field, ArrayNode items) {
        String address = target + " " + field;
        Map<String, JsonNode> before = lists.getOrDefault(address, Map.of());
        Map<String, JsonNode> now = new LinkedHashMap<>();
        ArrayNode late = Json.array();
        for (JsonNode item : items) {
            String id = id(item);
            if (id.isEmpty()) {
                late.add(item);
                continue;
            }
            now.put(id, item);
            gone.remove(address + id);
            JsonNode version = version(target.getPath() + " " + id, id, item);
            if (version != null) {
                late.add(version);
            }
        }
        before.forEach((id, item) -> {
            if (!now.containsKey(id) && isCurrent(gone.computeIfAbsent(address + id, key -> time.now()), id)) {
                now.put(id, item);
                late.add(item);
            }
        });
        lists.put(address, now);
        return late;
    }

    /** The visible state of an item, or null. */
    private @Nullable JsonNode version(String key, String id, JsonNode item) {
        Version known = versions.get(key);
        if (known == null) {
            known = new Version(null, item, created(item).orElse(born.getOrDefault(id, Instant.EPOCH)));
        } else if (!known.now.equals(item)) {
            known = new Version(shown(known, id), item, time.now());
        }
        versions.put(key, known);
        return shown(known, id);
    }

    private @Nullable JsonNode shown(Version version, String id) {
        return isCurrent(version.since, id) ? version.before : version.now;
    }

    /** Whether a change at an instant is not visible yet. */
    private boolean isCurrent(Instant happened, String id) {
        return time.now().isBefore(happened.plus(lag(id)));
    }

    private Duration lag(String id) {
        long range = most.minus(least).toMillis();
        return least.plusMillis(new SplittableRandom(seed ^ id.hashCode()).nextLong(range + 1));
    }

    private static String id(JsonNode item) {
        String id = item.path("id").asText("");
        return id.isEmpty() ? item.path("order_id").asText("") : id;
    }

    private static Optional<Instant> created(JsonNode item) {
        return Optional.of(item.path("created_at").asText(""))
                .filter(text -> !text.isEmpty())
                .or(() -> Optional.of(item.path("created").asText("")).filter(text -> !text.isEmpty()))
                .or(() -> Optional.of(item.path("create_time").asText("")))
                .map(INSTANT::matcher)
                .filter(Matcher::matches)
                .map(match -> Instant.parse(match.group(1).replace(' ', 'T') + "Z"));
    }

    /**
     * The old and the new state of an item.
     *
     * @param before the old state; null: it did not exist
     * @param now the new state
     * @param since the time of the change
     */
    private record Version(@Nullable JsonNode before, JsonNode now, Instant since) {}
}
