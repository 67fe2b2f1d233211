package io.github.backup4j.huawei.internal.vaults;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.TimeSource;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.resources.CbrTypes;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A short-lived cache of vaults that were read for a backup: those that were read by themselves, so that many backups of one vault
 * do not each read it, and those of a list, so that backups of many vaults do not read each.
 *
 * <p>It also knows which vaults this process has changed or backed up lately: a list may show those as they were before, for
 * instance with a member that has left, which CBR may refuse or ignore. Safe for use by many threads.
 */
public final class MemberViews {
    /** How many vaults are kept at most. */
    private static final int MOST = 500;

    /** For how long a vault is believed to be as it was read: another process may change it. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    /** How long a list may show a vault as it was before a change. A list that is older than that is not to be used. */
    public static final Duration LISTS_LAG = Duration.ofMinutes(2);

    private static final Set<String> BUSY = Set.of("protecting", "restoring", "removing");

    /** How long threads wait for the read of another thread, in real time. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final TimeSource time;

    /** Held while a vault is read, by the thread that reads it; a few vaults share each. */
    private final List<ReentrantLock> reading =
            Stream.generate(ReentrantLock::new).limit(64).toList();

    private final Map<VaultId, Kept> views = new LinkedHashMap<>();

    /** When this process has changed a vault or begun a backup in it, the latest last. */
    private final Map<VaultId, Touched> touched = new LinkedHashMap<>();

    private long changes;

    /** When a vault was last read by itself, or a list was; null: never. */
    private @Nullable Duration lastRead;

    /** How many vaults were read by themselves without a pause as long as {@link #FRESH}. */
    private int readAlone;

    /** How many the last list was worth, since then. */
    private int worth;

    private boolean listing;

    /** The vaults that the last list has shown as ready for a backup of all members. */
    private Set<VaultId> ready = Set.of();

    private Duration readyAt = Duration.ZERO;

    public MemberViews(TimeSource time) {
        this.time = time;
    }

    /**
     * The vault as it was read a moment ago; empty if it was not read, or if a backup of these members has started since.
     *
     * @param members the members to back up; empty: all
     */
    public synchronized Optional<View> of(VaultId vault, Collection<Resource> members) {
        Kept kept = views.get(vault);
        if (kept == null || !isFresh(kept.at)) {
            return Optional.empty();
        }
        boolean usable = members.isEmpty() ? kept.taken.isEmpty() : Collections.disjoint(kept.taken, members);
        return usable ? Optional.of(kept.view) : Optional.empty();
    }

    /**
     * Runs what reads a vault unless it is known, one thread at a time, so that many threads that begin backups of one vault do not each
     * read it. A thread waits for a moment, and then runs it beside the others.
     */
    public void oneAtATime(VaultId vault, Runnable read) {
        ReentrantLock lock = reading.get(Math.floorMod(vault.hashCode(), reading.size()));
        boolean held = false;
        try {
            held = lock.tryLock(MOMENT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            read.run();
        } finally {
            if (held) {
                lock.unlock();
            }
        }
    }

    /**
     * Whether a list that was read at an instant may show a vault as it was before this process changed it or began a backup in it.
     *
     * @param listedAt when the list was read, as {@link TimeSource#elapsed()} counts, less than {@link #LISTS_LAG} ago
     */
    public synchronized boolean mayLag(VaultId vault, Duration listedAt) {
        Touched last = touched.get(vault);
        return last != null && listedAt.minus(last.at).compareTo(LISTS_LAG) < 0;
    }

    /** Notes that a backup of members is about to start, after which their cached state is outdated. */
    public synchronized void taken(VaultId vault, Collection<Resource> members) {
        touch(vault);
        Kept kept = views.get(vault);
        if (kept != null && members.isEmpty()) {
            views.remove(vault);
        } else if (kept != null) {
            kept.taken.addAll(members);
        }
    }

    /** Returns how many changes and backups of vaults this process has begun, for {@link #keep}. */
    public synchronized long changes() {
        return changes;
    }

    /**
     * Caches a vault that was read by itself, unless this process has changed it, or begun a backup in it, since it was requested.
     *
     * @param changesBefore {@link #changes} before the vault was requested
     */
    public synchronized void keep(VaultId vault, View view, long changesBefore) {
        resetAfterPause();
        readAlone++;
        lastRead = time.elapsed();
        Touched last = touched.get(vault);
        if (last == null || last.number <= changesBefore) {
            put(vault, new Kept(view, time.elapsed(), new HashSet<>()));
        }
    }

    /**
     * Whether a list has shown a vault as ready for a backup of all members a moment ago, and this process has neither changed it nor
     * begun a backup in it lately. Another process may have: so such a list does not serve backups that name members.
     */
    public synchronized boolean isListedAsReady(VaultId vault) {
        return isFresh(readyAt) && ready.contains(vault) && !mayLag(vault, readyAt);
    }

    /**
     * How many vaults this process has read by themselves in a row, if it is worth it to read a list of at most as many pages instead of
     * one more; otherwise 0. After another result than 0, {@link #listed} or {@link #notListed} has to be called. Each list is at least twice
     * as long as the one before, since it begins anew: so lists cost no more than twice the reads of single vaults.
     */
    public synchronized int worthListing() {
        resetAfterPause();
        if (listing || readAlone == 0 || readAlone < 2L * worth) {
            return 0;
        }
        listing = true;
        worth = readAlone;
        return readAlone;
    }

    /**
     * Keeps what a list has shown.
     *
     * @param vaults those that are ready for a backup of all members
     * @param at when it was requested, as {@link TimeSource#elapsed()} counts
     */
    public synchronized void listed(Set<VaultId> vaults, Duration at) {
        listingEnded(vaults, at, true);
    }

    /**
     * Notes that a list could not be read.
     *
     * @param at when it was requested, as {@link TimeSource#elapsed()} counts
     * @param mayTryAgain whether it is worth another try once as many more vaults were read by themselves; else it is not tried again
     *     before a pause
     */
    public synchronized void notListed(Duration at, boolean mayTryAgain) {
        listingEnded(Set.of(), at, mayTryAgain);
    }

    /** A list that took so long that it serves nobody is not tried again before a pause either. */
    private void listingEnded(Set<VaultId> vaults, Duration at, boolean mayTryAgain) {
        listing = false;
        lastRead = time.elapsed();
        ready = vaults;
        readyAt = at;
        worth = mayTryAgain && isFresh(at) ? worth : Integer.MAX_VALUE;
    }

    private void resetAfterPause() {
        if (lastRead == null || !isFresh(lastRead)) {
            readAlone = 0;
            worth = 0;
        }
    }

    /** Forgets a vault that is about to be changed. */
    synchronized void forget(VaultId vault) {
        touch(vault);
        views.remove(vault);
    }

    private void put(VaultId vault, Kept kept) {
        views.remove(vault);
        views.put(vault, kept);
        Iterator<Kept> oldest = views.values().iterator();
        while (oldest.hasNext() && (!isFresh(oldest.next().at) || views.size() > MOST)) {
            oldest.remove();
        }
    }

    private void touch(VaultId vault) {
        touched.remove(vault);
        touched.put(vault, new Touched(time.elapsed(), ++changes));
        // A list may have been read a lag ago, and show the vault as it was a lag before.
        Duration longest = LISTS_LAG.multipliedBy(2);
        Iterator<Touched> oldest = touched.values().iterator();
        while (oldest.hasNext() && age(oldest.next().at).compareTo(longest) >= 0) {
            oldest.remove();
        }
    }

    private boolean isFresh(Duration at) {
        return age(at).compareTo(FRESH) < 0;
    }

    private Duration age(Duration at) {
        return time.elapsed().minus(at);
    }

    /**
     * What matters of a vault for a backup.
     *
     * @param forCopies whether it is for copies from other regions, and can hold no backups
     * @param members the resources that it holds
     * @param busy those that are being backed up, restored or removed
     */
    public record View(boolean forCopies, Set<Resource> members, Set<Resource> busy) {
        /** Reads a vault. */
        public static View of(JsonNode vault) {
            Set<Resource> members = new HashSet<>();
            Set<Resource> busy = new HashSet<>();
            for (JsonNode member : JsonFields.list(vault, "resources", "a vault")) {
                Resource resource = CbrTypes.resource(
                        JsonFields.text(member, "type"), JsonFields.id(member, "id", "a member of a vault"));
                members.add(resource);
                if (BUSY.contains(JsonFields.text(member, "protect_status"))) {
                    busy.add(resource);
                }
            }
            boolean forCopies = CbrTypes.purpose(JsonFields.text(vault.path("billing"), "protect_type"))
                            .value()
                    == Purpose.REPLICATION;
            return new View(forCopies, members, busy);
        }
    }

    /**
     * A view, and how far it can be relied on.
     *
     * @param taken the members of which a backup has started since; guarded by the enclosing object
     */
    private record Kept(View view, Duration at, Set<Resource> taken) {}

    /**
     * When this process began a change of a vault or a backup in it.
     *
     * @param number how many such there were until then, in all vaults
     */
    private record Touched(Duration at, long number) {}
}
