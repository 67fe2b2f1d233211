package io.github.backup4j.huawei.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.emulator.internal.http.Target;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Random faults, the same for the same seed and the same requests, and a journal of both.
 *
 * <p>Each seed chooses the kinds of faults, their rate, and the maximum run of consecutive faults, so that some seeds test
 * a single fault and others all of them.
 */
public final class SeededInterference implements Interference {
    private static final double FEWEST = 0.02;
    private static final double MOST = 0.3;
    private static final double MORE_FOR_CHANGES = 2;
    private static final int LONGEST_ROW = 4;

    /** The maximum number of late changes, if there are any. */
    private static final double MOST_LATE = 0.2;

    /** The maximum delay; long-running work ends within it, and a settling world waits longer. */
    private static final Duration LATEST = Duration.ofSeconds(100);

    /**
     * Changes that are deliberately reverted later: stop and start, attach and detach, tags. When such a request arrives
     * again after that, it takes effect, and no client can tell it from a new one.
     */
    private static final Pattern UNDEFENDABLE = Pattern.compile(
            ".*/(cloudservers/action|attachvolume|detachvolume/[^/]+|(cloud)?volumes/[^/]+/tags(/.*)?)(\\?.*)?");

    /** Late requests are drawn apart; expired credentials do not come back by themselves. */
    private static final Set<Fault> NEVER_DRAWN =
            EnumSet.of(Fault.NONE, Fault.UNAUTHENTICATED, Fault.LATE, Fault.AGAIN_LATE);

    private final SplittableRandom random;
    private final TimeSource time;
    private final Set<Fault> possible = EnumSet.noneOf(Fault.class);
    private final double rate;
    private final int longestRow;
    private final NewIds newIds = new NewIds();
    private final List<Entry> journal = new ArrayList<>();
    /** The number of consecutive faults, by request. */
    private final Map<String, Integer> rows = new HashMap<>();

    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private final SplittableRandom lateRandom;
    private double late;
    private boolean undefendable;
    private @Nullable LaggingLists lists;
    private boolean quiet;

    /**
     * Creates one.
     *
     * @param seed the seed of the random numbers
     * @param time the clock of the journal
     */
    public SeededInterference(long seed, TimeSource time) {
        this.time = time;
        random = new SplittableRandom(seed);
        rate = FEWEST + (MOST - FEWEST) * random.nextDouble();
        longestRow = 1 + random.nextInt(LONGEST_ROW);
        double share = random.nextDouble();
        lateRandom = new SplittableRandom(~seed);
        for (Fault fault : EnumSet.complementOf(EnumSet.copyOf(NEVER_DRAWN))) {
            if (random.nextDouble() < share) {
                possible.add(fault);
            }
        }
    }

    /**
     * Makes some changes late: they are processed after newer ones.
     *
     * @param all whether to include those that no client can defend against
     */
    public synchronized void allowLateRequests(boolean all) {
        undefendable = all;
        late = MOST_LATE * lateRandom.nextDouble();
    }

    /** Makes lists lag. */
    public synchronized void allowLagging(LaggingLists lagging) {
        lists = lagging;
    }

    /** Ends all faults from now on; lists continue to lag. */
    public synchronized void beQuiet() {
        quiet = true;
    }

    /** Suspends faults while an action runs. */
    public void quietly(Runnable action) {
        boolean before = setQuiet(true);
        try {
            action.run();
        } finally {
            boolean unused = setQuiet(before);
        }
    }

    private synchronized boolean setQuiet(boolean now) {
        boolean before = quiet;
        quiet = now;
        return before;
    }

    /** Returns the number of faults of each kind. */
    public synchronized Map<Fault, Integer> faults() {
        return new EnumMap<>(faults);
    }

    /** Adds a line of the client to the journal. */
    public synchronized void note(String line) {
        journal.add(new Entry(time.now(), line, Fault.NONE));
    }

    /** Returns whether, since a line of the journal, a client met a fault or an old list that it may take as final. */
    public synchronized boolean anyLasting(int since) {
        return lists != null || journal.stream().skip(since).anyMatch(entry -> entry.fault.lasting());
    }

    /** Returns the number of lines of the journal. */
    public synchronized int lines() {
        return journal.size();
    }

    /** Returns all requests, their faults and the client's lines, in order. */
    public synchronized List<String> journal() {
        return journal.stream().map(Entry::inWords).toList();
    }

    @Override
    public synchronized Fault before(String method, URI target) {
        String asked = method + " " + target;
        int row = rows.getOrDefault(asked, 0);
        Fault fault = draw(method, target, row);
        rows.put(asked, fault == Fault.NONE ? 0 : row + 1);
        if (fault != Fault.NONE) {
            faults.merge(fault, 1, Integer::sum);
        }
        if (method.equals("GET")) {
            newIds.lookedFor(Target.id(target));
        }
        journal.add(new Entry(time.now(), asked, fault));
        return fault;
    }

    @Override
    public synchronized void after(String method, URI target, int status, JsonNode answer) {
        journal.get(journal.size() - 1).status = status;
        newIds.answered(method, target, status, answer);
        if (lists != null) {
            lists.answered(method, target, status, answer);
        }
    }

    @Override
    public synchronized JsonNode shown(String method, URI target, JsonNode answer) {
        return lists == null ? answer : lists.shown(method, target, answer);
    }

    @Override
    public synchronized Duration lateness() {
        return Duration.ofMillis(1 + lateRandom.nextLong(LATEST.toMillis()));
    }

    @Override
    public synchronized void carriedOutLate(String method, URI target, int status) {
        note("-- late: " + method + " " + target + " -> " + status);
    }

    private Fault draw(String method, URI target, int row) {
        boolean mayBeLate = late > 0 && !method.equals("GET") && !quiet && row < longestRow;
        if (mayBeLate
                && (undefendable || !UNDEFENDABLE.matcher(target.toString()).matches())
                && lateRandom.nextDouble() < late) {
            return lateRandom.nextBoolean() ? Fault.LATE : Fault.AGAIN_LATE;
        }
        double chance = method.equals("GET") ? rate : MORE_FOR_CHANGES * rate;
        if (quiet || possible.isEmpty() || row >= longestRow || random.nextDouble() >= chance) {
            return Fault.NONE;
        }
        List<Fault> fitting =
                possible.stream().filter(fault -> fits(fault, method, target)).toList();
        return fitting.isEmpty() ? Fault.NONE : fitting.get(random.nextInt(fitting.size()));
    }

    private boolean fits(Fault fault, String method, URI target) {
        return switch (fault) {
            case NOT_YET_THERE -> method.equals("GET") && newIds.isNew(Target.id(target));
            case TWICE_WITH_FIRST_ANSWER, TWICE_WITH_SECOND_ANSWER -> !method.equals("GET");
            default -> true;
        };
    }

    private static final class Entry {
        private final Instant at;
        private final String line;
        private final Fault fault;
        private @Nullable Integer status;

        Entry(Instant at, String line, Fault fault) {
            this.at = at;
            this.line = line;
            this.fault = fault;
        }

        String inWords() {
            return at + " " + line + (status == null ? "" : " -> " + status)
                    + (fault == Fault.NONE ? "" : " !! " + fault);
        }
    }
}
