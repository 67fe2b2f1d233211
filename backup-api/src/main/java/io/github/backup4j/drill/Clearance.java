package io.github.backup4j.drill;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Busy;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.Temporary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Deletes the resources of drills whose mark meets a condition: lists what carries a mark, discards it, and lists again until nothing
 * is left or what is left is refused. Servers go first, since their disks go with them.
 */
final class Clearance {
    /** How often something has to be refused, in as many lists, before it is left: what a cloud shows may be old. */
    private static final int REFUSALS = 3;

    /** For how long it has to be refused at least. */
    private static final Duration REFUSED = Duration.ofMinutes(5);

    /** How many lists in a row have to show nothing, as new resources may come late into a list. */
    private static final int EMPTY_LISTS = 2;

    private static final String FOUND = "found";
    private static final String STILL_THERE = "it is still there";
    private static final String ADOPTED = "adopted: it does not carry the mark any more";

    private final CloudBackup backup;
    private final Predicate<Temporary> condition;
    private final @Nullable Resource known;
    private final Map<String, Operation<? extends Resource>> running = new LinkedHashMap<>();
    private final Map<String, Leftover> seen = new LinkedHashMap<>();
    private final Map<String, String> reasons = new HashMap<>();
    private final Map<String, Refusals> refusals = new HashMap<>();
    private final Set<String> concerned = new HashSet<>();
    private final Set<String> gone = new HashSet<>();
    private List<Leftover> found = List.of();
    private List<Leftover> last = List.of();
    private Instant listedAt;
    private boolean begun;
    private int emptyLists;

    /**
     * How often something was refused.
     *
     * @param first when it was refused first
     */
    private record Refusals(int count, Instant first) {}

    /**
     * Creates it.
     *
     * @param condition which marks are cleared
     * @param known a resource that is looked up even if no list shows it; null: none
     */
    Clearance(CloudBackup backup, Predicate<Temporary> condition, @Nullable Resource known) {
        this.backup = backup;
        this.condition = condition;
        this.known = known;
        listedAt = backup.time().now();
    }

    /**
     * Goes on where another process was.
     *
     * @param reached how far that had come
     * @param mark the mark of what it had seen
     */
    void resume(Cleaning reached, Temporary mark) {
        emptyLists = Math.min(reached.emptyLists(), EMPTY_LISTS - 1);
        for (Cleaning.Trace one : reached.traces()) {
            Leftover trace = new Leftover(one.resource(), one.image(), "", mark, FOUND);
            note(trace);
            Instant refusedAt = one.refusedAt();
            if (refusedAt != null) {
                refusals.put(trace.what(), new Refusals(one.refusals(), refusedAt));
            }
        }
    }

    /** Returns how far it has come, for {@link #resume}. */
    Cleaning reached(Cleaning before) {
        return before.reached(
                emptyLists,
                seen.values().stream()
                        .filter(this::isConcerned)
                        .map(this::trace)
                        .toList());
    }

    private Cleaning.Trace trace(Leftover one) {
        Refusals noted = refusals.get(one.what());
        return noted == null
                ? new Cleaning.Trace(one.resource(), one.image(), 0, null)
                : new Cleaning.Trace(one.resource(), one.image(), Math.min(noted.count(), REFUSALS), noted.first());
    }

    /**
     * Goes on, without waiting.
     *
     * @param until when to give up
     * @return whether it has ended
     * @throws BackupException if a list could not be read
     */
    boolean step(Instant until) {
        return step(!backup.time().now().isBefore(until), "by " + until);
    }

    /**
     * Goes on, without waiting.
     *
     * @param over whether to give up
     * @param limit the limit that is then over, in words
     * @return whether it has ended
     * @throws BackupException if a list could not be read
     */
    boolean step(boolean over, String limit) {
        running.entrySet().removeIf(work -> hasEnded(work.getKey(), work.getValue(), false));
        if (!running.isEmpty() && !over) {
            return false;
        }
        last = list();
        listedAt = backup.time().now();
        if (!begun) {
            begun = true;
            found = last;
        }
        List<Leftover> left = last.stream().filter(this::isToBeDiscarded).toList();
        if (over) {
            left.forEach(one -> reasons.putIfAbsent(one.what(), "it could not be deleted " + limit));
            return true;
        }
        if (left.isEmpty()) {
            emptyLists++;
            return emptyLists >= EMPTY_LISTS && isKnownWhy();
        }
        emptyLists = 0;
        boolean servers = left.stream().anyMatch(one -> one.resource() instanceof Resource.Server);
        for (Leftover one : left) {
            if (!servers || !(one.resource() instanceof Resource.Disk)) {
                discard(one);
            }
        }
        return false;
    }

    /** Whether it is known why something is left. Another process has taken its reasons with it: then the cloud is asked again. */
    private boolean isKnownWhy() {
        boolean all = true;
        for (Leftover one : last) {
            Temporary mark = one.mark();
            if (mark != null && condition.test(mark) && !reasons.containsKey(one.what())) {
                discard(one);
                all &= reasons.containsKey(one.what());
            }
        }
        if (!all) {
            // It is being deleted after all.
            emptyLists = 0;
        }
        return all;
    }

    private boolean isToBeDiscarded(Leftover one) {
        Temporary mark = one.mark();
        return mark != null && condition.test(mark) && !isRefused(one.what());
    }

    private boolean isRefused(String what) {
        Refusals noted = refusals.get(what);
        return noted != null
                && noted.count() >= REFUSALS
                && !backup.time().now().isBefore(noted.first().plus(REFUSED));
    }

    private void discard(Leftover one) {
        Temporary mark = one.mark();
        Resource resource = one.resource();
        ImageId image = one.image();
        if (mark == null) {
            return;
        }
        try {
            if (resource != null) {
                Operation<? extends Resource> work = backup.resources().discard(resource, mark);
                if (!hasEnded(one.what(), work, true)) {
                    running.put(one.what(), work);
                }
            } else if (image != null) {
                backup.images().discard(image, mark);
            }
        } catch (NotFound e) {
            // It is gone already.
        } catch (BackupException e) {
            note(one.what(), e);
        }
    }

    private boolean hasEnded(String what, Operation<? extends Resource> work, boolean first) {
        try {
            Operation.Status<? extends Resource> status = first ? CaughtUp.poll(work) : work.poll();
            if (status instanceof Operation.Status.Failed<? extends Resource> failed) {
                note(what, failed.failure());
            }
            return status.ended();
        } catch (NotFound e) {
            return true;
        } catch (BackupException e) {
            note(what, e);
            return !e.retryable();
        }
    }

    private void note(String what, BackupException failure) {
        reasons.put(what, String.valueOf(failure.getMessage()));
        boolean passes = failure.retryable() || failure instanceof Busy || failure instanceof AmbiguousOutcome;
        if (!passes) {
            refusals.merge(
                    what,
                    new Refusals(1, backup.time().now()),
                    (before, one) -> new Refusals(before.count() + 1, before.first()));
        }
    }

    /** What the lists show, and what they do not show any more and is not gone. */
    private List<Leftover> list() {
        List<Leftover> all = new ArrayList<>(marked(backup));
        for (Leftover one : all) {
            note(one);
        }
        Set<String> listed = all.stream().map(Leftover::what).collect(Collectors.toSet());
        gone.removeAll(listed);
        for (Leftover one : List.copyOf(seen.values())) {
            if (!listed.contains(one.what()) && !gone.contains(one.what())) {
                Leftover there = lookUp(one);
                if (there == null) {
                    gone.add(one.what());
                } else {
                    all.add(there);
                }
            }
        }
        if (known != null && !seen.containsKey(known.toString()) && !gone.contains(known.toString())) {
            try {
                Leftover there = of(backup.resources().get(known));
                note(there);
                all.add(there);
            } catch (NotFound e) {
                // Another process may have deleted it, and taken with it that a list has shown it.
                note(new Leftover(known, null, "", null, FOUND));
                gone.add(known.toString());
            }
        }
        return all;
    }

    private void note(Leftover one) {
        seen.putIfAbsent(one.what(), one);
        if (isWanted(one)) {
            concerned.add(one.what());
        }
    }

    private boolean isWanted(Leftover one) {
        Temporary mark = one.mark();
        return (mark != null && condition.test(mark)) || (known != null && known.equals(one.resource()));
    }

    /** Returns it as it is now; null: it is gone. No list shows that: what has no mark any more is not listed either. */
    private @Nullable Leftover lookUp(Leftover one) {
        Resource resource = one.resource();
        ImageId image = one.image();
        try {
            if (resource != null) {
                return of(backup.resources().get(resource));
            }
            if (image != null) {
                Image found = backup.images().get(image);
                return found.status() == Image.Status.DELETED ? null : of(found);
            }
            return null;
        } catch (NotFound e) {
            return null;
        }
    }

    /** Everything that has the tag of a temporary resource, whatever it holds. */
    static List<Leftover> marked(CloudBackup backup) {
        List<Leftover> marked = new ArrayList<>();
        try (var resources = backup.resources().list()) {
            resources
                    .filter(one -> one.tags().containsKey(Temporary.TAG))
                    .map(Clearance::of)
                    .forEach(marked::add);
        }
        if (backup.supports(Capability.IMAGES)) {
            try (var images = backup.images().list()) {
                // A list may show for a while what is deleted.
                images.filter(one -> one.tags().containsKey(Temporary.TAG) && one.status() != Image.Status.DELETED)
                        .map(Clearance::of)
                        .forEach(marked::add);
            }
        }
        return marked;
    }

    private static Leftover of(ProtectableResource one) {
        return new Leftover(
                one.resource(), null, one.name(), Temporary.in(one.tags()).orElse(null), FOUND);
    }

    private static Leftover of(Image one) {
        return new Leftover(null, one.id(), one.name(), Temporary.in(one.tags()).orElse(null), FOUND);
    }

    // ---- what it has seen

    /** What the first list showed. */
    List<Leftover> found() {
        return found;
    }

    Instant listedAt() {
        return listedAt;
    }

    /** What is gone: a list showed it, or it is the known resource, and it is not found by its id any more. */
    List<Leftover> deleted() {
        return seen.values().stream()
                .filter(this::isConcerned)
                .filter(one -> gone.contains(one.what()))
                .map(one -> one.because("deleted"))
                .toList();
    }

    /** What is still there, and the condition is about or was about. */
    List<Leftover> left() {
        return last.stream()
                .filter(this::isConcerned)
                .map(one -> one.because(why(one)))
                .toList();
    }

    private String why(Leftover one) {
        Temporary mark = one.mark();
        return mark != null && condition.test(mark) ? reasons.getOrDefault(one.what(), STILL_THERE) : ADOPTED;
    }

    /** What the last list still shows and the condition is not about. */
    List<Leftover> spared() {
        return last.stream().filter(one -> !isConcerned(one)).toList();
    }

    private boolean isConcerned(Leftover one) {
        return concerned.contains(one.what());
    }
}
