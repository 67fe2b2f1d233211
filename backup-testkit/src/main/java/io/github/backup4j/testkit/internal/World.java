package io.github.backup4j.testkit.internal;

import io.github.backup4j.Capability;
import io.github.backup4j.Site;
import io.github.backup4j.TimeSource;
import io.github.backup4j.spi.Limits;
import io.github.backup4j.testkit.HistoryEntry;
import io.github.backup4j.testkit.Work;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Everything that all sites of one in-memory cloud share. Guarded by the lock of its clock. */
final class World {
    private static final int HISTORY_LIMIT = 10_000;

    final Timeline time;

    /** The clock of {@link #time}, as users see it. */
    final TimeSource clock;

    final PlannedFaults faults;
    final Set<Capability> capabilities;
    final Limits limits;

    /** Whether restore points with an expiry are deleted at that time even if no policy acts on their vault. */
    final boolean stampsOutlivePolicy;

    /** The unfinished work that has a future. */
    final Set<Job<?>> waitedFor = new LinkedHashSet<>();

    /** The availability zones of each region: the usual ones, and those that something was ever in. */
    private final Map<String, Set<String>> zones = new HashMap<>();

    private final Map<Site, SiteEngine> engines = new LinkedHashMap<>();
    private final Map<Work, Duration> durations = new EnumMap<>(Work.class);

    /** The last number used, by kind, in an array of one. */
    private final Map<String, int[]> lastNumbers = new HashMap<>();

    /** The ids of resources that were copied from another cloud. */
    private final Set<String> reserved = new HashSet<>();

    private final Deque<Event> history = new ArrayDeque<>();

    /** Whether ids are UUIDs as in a real cloud, so that no number can be read from them. */
    final boolean uuids;

    World(
            Timeline time,
            TimeSource clock,
            Set<Capability> capabilities,
            Limits limits,
            boolean stampsOutlivePolicy,
            boolean uuids) {
        this.uuids = uuids;
        this.time = time;
        this.clock = clock;
        this.capabilities = capabilities;
        this.limits = limits;
        this.stampsOutlivePolicy = stampsOutlivePolicy;
        faults = new PlannedFaults(this);
    }

    SiteEngine at(Site site) {
        return engines.computeIfAbsent(site, key -> new SiteEngine(this, key));
    }

    Set<String> zonesOf(String region) {
        return zones.computeIfAbsent(
                region,
                name -> new TreeSet<>(List.of("zone-1", "zone-2", "zone-3", name + "a", name + "b", name + "c")));
    }

    List<SiteStore> stores() {
        return engines.values().stream().map(engine -> engine.store).toList();
    }

    /** The next id of a kind: {@code "vault-1"}, {@code "vault-2"}, ..., or a UUID that is the same in each run. */
    String nextId(String kind) {
        return idOf(kind, nextFreeNumber(kind));
    }

    /** The number of the next id of a kind; the id itself is built only when it is read, which is rare. */
    int nextFreeNumber(String kind) {
        int number;
        do {
            number = nextNumber(kind);
        } while (!reserved.isEmpty() && reserved.contains(idOf(kind, number)));
        return number;
    }

    /** The first of several numbers in a row, each that of an id. */
    int nextFreeNumbers(String kind, int count) {
        int first = nextFreeNumber(kind);
        for (int last = first; last - first < count - 1; ) {
            int next = nextFreeNumber(kind);
            if (next != last + 1) {
                first = next;
            }
            last = next;
        }
        return first;
    }

    /** Keeps an id from being given to another resource. */
    void reserve(String id) {
        reserved.add(id);
    }

    /** The next number of a kind, whether its id is free or not. */
    int nextNumber(String kind) {
        return nextNumbers(kind, 1);
    }

    /** The first of the next numbers of a kind, in a row, whether their ids are free or not. */
    int nextNumbers(String kind, int count) {
        int[] last = lastNumbers.get(kind);
        if (last == null) {
            last = new int[1];
            lastNumbers.put(kind, last);
        }
        int first = last[0] + 1;
        last[0] += count;
        return first;
    }

    /** The id of a kind that has a number. */
    String idOf(String kind, int number) {
        String id = kind + "-" + number;
        return uuids
                ? UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString()
                : id;
    }

    /** The number from which {@link #idOf} builds an id; 0: it builds no such id. */
    int numberOf(String kind, String id) {
        int start = kind.length() + 1;
        if (uuids || !id.startsWith(kind) || id.length() <= start || id.charAt(start - 1) != '-') {
            return 0;
        }
        long number = 0;
        for (int i = start; i < id.length(); i++) {
            int digit = id.charAt(i) - '0';
            boolean canStart = digit != 0 || i > start;
            if (digit < 0 || digit > 9 || !canStart || number > Integer.MAX_VALUE / 10) {
                return 0;
            }
            number = 10 * number + digit;
        }
        return number > Integer.MAX_VALUE ? 0 : (int) number;
    }

    Duration durationOf(Work work) {
        return durations.getOrDefault(work, work.usual());
    }

    void setDuration(Work work, Duration duration) {
        durations.put(work, duration);
    }

    /** Schedules an action for the end of work of a kind. */
    void after(Work work, Runnable action) {
        Duration duration = durationOf(work);
        if (duration.isZero()) {
            action.run();
        } else {
            time.schedule(time.now().plus(duration), action);
        }
    }

    /** Records an event; its text is built only when it is read. */
    void record(SiteStore store, String event, Object subject, Object detail) {
        if (history.size() == HISTORY_LIMIT) {
            history.removeFirst();
        }
        history.addLast(new Event(time.now(), store.site, event, named(subject), named(detail)));
    }

    /** What has the same text, and does not keep the data of a restore point that is deleted later. */
    private static Object named(Object what) {
        return what instanceof StoredPoint point ? point.label() : what;
    }

    List<HistoryEntry> history() {
        return history.stream().map(Event::inWords).toList();
    }

    private record Event(Instant at, Site site, String event, Object subject, Object detail) {
        HistoryEntry inWords() {
            return new HistoryEntry(at, site, event, subject.toString(), detail.toString());
        }
    }

    /** An id that is built from its number only when it is read. */
    record NumberedId(World world, String kind, int number) {
        @Override
        public String toString() {
            return world.idOf(kind, number);
        }
    }
}
