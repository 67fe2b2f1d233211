package io.github.backup4j.huawei.internal.vaults;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.BackupException;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * A short-lived cache of vaults that were read for a backup, so that many backups do not each read a vault.
 *
 * <p>Backups of members of one vault share what one read of it has shown. Backups of whole vaults, one vault after the other,
 * share a list of the vaults. Only they do: CBR ignores a resource that is no member, and a list may show a member for a while
 * after it has left.
 *
 * <p>Changes by this process drop the cached vault, and lists are not believed about it for a while; a member that another process
 * removes at that moment is reported as skipped, as always. Safe for use by many threads.
 */
public final class MemberViews {
    /** How many vaults are kept, and listed at most: more than one process backs up at once. */
    private static final int MOST = 500;

    /** How long a vault is kept at most: others may change it. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** How long a list may show a vault as it was before a change. */
    private static final Duration LISTS_LAG = Duration.ofMinutes(2);

    private static final Set<String> BUSY = Set.of("protecting", "restoring", "removing");

    private final TimeSource time;
    private final Duration fresh;

    /** Held by a thread that lists vaults, so that others wait for its list instead of reading each their own. */
    private final Object listing = new Object();

    private final Map<VaultId, Kept> views = new LinkedHashMap<>();

    /** When this process has changed a vault or begun a backup in it, the latest last. */
    private final Map<VaultId, Duration> touched = new LinkedHashMap<>();

    /** The vaults that were read by themselves one soon after the other, for a backup of the whole vault. */
    private final Set<VaultId> alone = new LinkedHashSet<>();

    private Duration lastAlone = Duration.ZERO;

    /** How many vaults have to be read by themselves before a list is read. */
    private int beforeList = 1;

    /**
     * Creates a cache.
     *
     * @param fresh how long a vault is kept, five seconds at most
     */
    public MemberViews(TimeSource time, Duration fresh) {
        this.time = time;
        this.fresh = fresh.compareTo(LONGEST) < 0 ? fresh : LONGEST;
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
        boolean usable =
                members.isEmpty() ? kept.taken.isEmpty() : !kept.listed && Collections.disjoint(kept.taken, members);
        return usable ? Optional.of(kept.view) : Optional.empty();
    }

    /**
     * The vault as a list shows it; empty if no list is worth its request, or if it shows no vault that is known well enough. A list is
     * worthwhile once as many other vaults were read by themselves one soon after the other as the list takes requests. One that
     * does not show the vault is not read again before that has doubled.
     *
     * @param list lists at most so many vaults
     */
    public Optional<View> listed(VaultId vault, LongFunction<Stream<JsonNode>> list) {
        synchronized (listing) {
            Optional<View> known = of(vault, List.of());
            if (known.isPresent()) {
                return known;
            }
            int requests = worthwhileRequests(vault);
            if (requests > 0) {
                Duration at = time.elapsed();
                Map<VaultId, View> all = new LinkedHashMap<>();
                try (Stream<JsonNode> vaults = list.apply(Math.min((long) VaultCalls.PAGE * requests, MOST))) {
                    vaults.forEach(each -> all.put(VaultReader.id(each), View.of(each)));
                } catch (BackupException e) {
                    // The vault is read by itself, and that exception says what is wrong.
                    all.clear();
                }
                keepListed(vault, all, at, requests);
            }
            Optional<View> found = of(vault, List.of());
            if (found.isEmpty()) {
                isReadAlone(vault);
            }
            return found;
        }
    }

    /** How many requests of a list of vaults are not too many, since other vaults have been read by themselves; 0: any is. */
    private synchronized int worthwhileRequests(VaultId vault) {
        if (!isFresh(lastAlone)) {
            alone.clear();
            beforeList = 1;
        }
        int others = alone.size() - (alone.contains(vault) ? 1 : 0);
        return others >= beforeList && !isTouched(vault) ? others : 0;
    }

    private synchronized void keepListed(VaultId wanted, Map<VaultId, View> all, Duration at, int requests) {
        all.forEach((vault, view) -> {
            if (!isTouched(vault) && (vault.equals(wanted) || of(vault, List.of()).isEmpty())) {
                put(vault, new Kept(view, at, true, new HashSet<>()));
            }
        });
        if (all.containsKey(wanted)) {
            alone.clear();
            beforeList = 1;
        } else {
            beforeList = 2 * requests;
        }
    }

    private synchronized void isReadAlone(VaultId vault) {
        alone.add(vault);
        lastAlone = time.elapsed();
        if (alone.size() > MOST) {
            alone.clear();
        }
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

    /** Caches the current state of a vault, which was read by itself. */
    public synchronized void keep(VaultId vault, View view) {
        put(vault, new Kept(view, time.elapsed(), false, new HashSet<>()));
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
        touched.put(vault, time.elapsed());
        Iterator<Duration> oldest = touched.values().iterator();
        while (oldest.hasNext() && age(oldest.next()).compareTo(LISTS_LAG) >= 0) {
            oldest.remove();
        }
    }

    private boolean isTouched(VaultId vault) {
        Duration at = touched.get(vault);
        return at != null && age(at).compareTo(LISTS_LAG) < 0;
    }

    private boolean isFresh(Duration at) {
        return age(at).compareTo(fresh) < 0;
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
            boolean forCopies = CbrTypes.purpose(
                                    JsonFields.text(vault.path("billing"), "protect_type"))
                            .value()
                    == Purpose.REPLICATION;
            return new View(forCopies, members, busy);
        }
    }

    /**
     * A view, and how far it can be relied on.
     *
     * @param listed whether a list has shown it
     * @param taken the members of which a backup has started since; guarded by the enclosing object
     */
    private record Kept(View view, Duration at, boolean listed, Set<Resource> taken) {}
}
