package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.NotFound;
import io.github.backup4j.QuotaExceeded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates a resource with a request key, once. Before a call is repeated, by the caller or after a lost reply, it looks
 * for a resource with the mark of the key.
 *
 * <p>Two resources may still be created: by a request that a proxy delivers twice, or by two callers at the same moment.
 * All callers then agree on one survivor: the oldest, or among equally old ones the one with the smallest id. The call
 * that created a younger one withdraws it before it returns, if it is unchanged since its creation; no caller has
 * received it by then. No other call removes anything: duplicates are reported to {@link Duplicates}, since somebody
 * may use them. {@link AgreedCreate} creates resources whose creation time the service does not report.
 */
public final class IdempotentCreate {
    private static final Logger LOG = LoggerFactory.getLogger("io.github.backup4j.huawei");

    /** The maximum number of attempts to list the resources with a mark, and to withdraw one. */
    private static final int MOST_TRIES = 5;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final Context context;

    public IdempotentCreate(Context context) {
        this.context = context;
    }

    /**
     * A resource that carries a mark.
     *
     * @param mark the mark
     * @param made what identifies it to the caller
     * @param id its id
     * @param createdAt when it was created, by the service's clock; null: the service does not say
     * @param pending whether the call that created it may still withdraw it, as its mark says; see {@link AgreedCreate}
     * @param <T> the type of {@code made}
     */
    public record Marked<T>(
            RequestMark mark, T made, String id, @Nullable Instant createdAt, boolean pending) {
        private static final Comparator<Marked<?>> OLDEST_FIRST = Comparator.<Marked<?>, Boolean>comparing(
                        Marked::pending)
                .thenComparing(Marked::mayBeCopy)
                .thenComparing(marked -> marked.createdAt == null ? Instant.EPOCH : marked.createdAt)
                .thenComparing(Marked::id);

        /** Creates a resource that its call does not withdraw once it has been seen. */
        public Marked(RequestMark mark, T made, String id, @Nullable Instant createdAt) {
            this(mark, made, id, createdAt, false);
        }

        /** Whether the mark may be a copy from another resource, since neither time nor letters of the id rule that out. */
        private boolean mayBeCopy() {
            return createdAt == null && !mark.isOf(id);
        }

        /** Returns the same resource, identified by another value. */
        public <U> Marked<U> as(U other) {
            return new Marked<>(mark, other, id, createdAt, pending);
        }
    }

    /**
     * A resource that a call has created.
     *
     * @param made what identifies it to the caller
     * @param id its id
     * @param createdAt when it was created, by the service's clock; null: the service does not say
     * @param <T> the type of {@code made}
     */
    public record Created<T>(T made, String id, @Nullable Instant createdAt) {}

    /**
     * Removes a resource that the running call has created, if it is still as it was created.
     *
     * @param <T> the type that identifies a resource
     */
    public interface Withdrawal<T> {
        /**
         * Reads the resource, and removes it if nobody uses it.
         *
         * @return why it stays; null: it was removed
         * @throws Busy if it cannot be removed yet
         */
        @Nullable
        String withdraw(T made);
    }

    /**
     * Returns the resource that was created with a key, or creates it if there is none.
     *
     * @param kind the kind of resource, in one word or two
     * @param search reads all resources that carry a mark and may match the request
     * @param create creates it, by one call that changes something
     * @param withdrawal removes a younger resource that this call has created
     */
    public <T> T make(
            Request request,
            String kind,
            Supplier<List<Marked<T>>> search,
            Supplier<Created<T>> create,
            Withdrawal<T> withdrawal) {
        return find(request, kind, search).orElseGet(() -> create(request, kind, search, create, withdrawal));
    }

    /** Creates a resource for a key that was looked for already. */
    public <T> T create(
            Request request,
            String kind,
            Supplier<List<Marked<T>>> search,
            Supplier<Created<T>> create,
            Withdrawal<T> withdrawal) {
        RequestMark mark = request.mark();
        if (mark == null) {
            return create.get().made();
        }
        Marked<T> mine = createNow(request, mark, search, () -> marked(mark, create.get()));
        return settle(request, mark, kind, mine, search, withdrawal).made();
    }

    /**
     * Creates a resource that {@link #settle} is called for later, for a key that was looked for already and that has a mark.
     *
     * @param search reads all resources that carry a mark and may match the request
     * @param create creates it, by one call that changes something
     */
    public <T> Marked<T> createUnsettled(
            Request request, Supplier<List<Marked<T>>> search, Supplier<Created<T>> create) {
        RequestMark mark = mark(request);
        return createNow(request, mark, search, () -> marked(mark, create.get()));
    }

    /**
     * Agrees with other callers that have the key on one of the resources that were created with it, and returns that.
     *
     * @param mine the resource that this call has created
     * @param search reads all resources that carry a mark and may match the request
     */
    public <T> T settle(
            Request request, String kind, Marked<T> mine, Supplier<List<Marked<T>>> search, Withdrawal<T> withdrawal) {
        return settle(request, mark(request), kind, mine, search, withdrawal).made();
    }

    private static RequestMark mark(Request request) {
        return Objects.requireNonNull(request.mark(), "the request has no mark");
    }

    /**
     * Begins to create a resource that becomes visible only later, for a key that was looked for already. Its work compares
     * it with others in the end.
     *
     * @param search reads all resources that carry a mark and may match the request
     * @param create begins to create it, by one call that changes something
     */
    public <T> T begin(Request request, Supplier<List<Marked<T>>> search, Supplier<T> create) {
        RequestMark mark = request.mark();
        return mark == null
                ? create.get()
                : createNow(request, mark, search, () -> new Marked<>(mark, create.get(), "", null))
                        .made();
    }

    private static <T> Marked<T> marked(RequestMark mark, Created<T> created) {
        return new Marked<>(mark, created.made(), created.id(), created.createdAt());
    }

    /** Returns the resource that a repeated call has created already; empty: there is none, or the call is not repeated. */
    public <T> Optional<T> find(Request request, String kind, Supplier<List<Marked<T>>> search) {
        return findMarked(request, kind, search).map(Marked::made);
    }

    /** Returns the resource that a repeated call has created already, with its mark, and reports duplicates. */
    public <T> Optional<Marked<T>> findMarked(Request request, String kind, Supplier<List<Marked<T>>> search) {
        RequestMark mark = request.mark();
        if (mark == null || !request.keyChosen()) {
            return Optional.empty();
        }
        List<Marked<T>> all = search.get();
        Optional<Marked<T>> first = first(request, mark, all);
        first.ifPresent(kept -> context.duplicates().report(kind, request.key(), kept, others(all, kept)));
        return first;
    }

    /** Returns the other resources of the same request as the kept one. */
    public static <T> List<Marked<T>> others(List<Marked<T>> all, Marked<T> kept) {
        return of(all, kept.mark()).stream()
                .filter(marked -> !marked.id().equals(kept.id()))
                .toList();
    }

    /** Returns the resources that were created with the same key and parameters, the survivor first. */
    public static <T> List<Marked<T>> of(List<Marked<T>> all, RequestMark mark) {
        return all.stream()
                .filter(marked ->
                        marked.mark().sameRequest(mark) && marked.mark().fits(marked.createdAt()))
                .sorted(Marked.OLDEST_FIRST)
                .toList();
    }

    /** Returns the oldest resource that carries each of some marks, by the text of the mark. */
    public static <T> Map<String, T> byMark(Stream<Marked<T>> all, Collection<String> marks) {
        Map<String, T> found = new HashMap<>();
        all.filter(marked ->
                        marks.contains(marked.mark().text()) && marked.mark().fits(marked.createdAt()))
                .sorted(Marked.OLDEST_FIRST)
                .forEach(marked -> found.putIfAbsent(marked.mark().text(), marked.made()));
        return found;
    }

    /**
     * Reads the resource that was created.
     *
     * @throws AmbiguousOutcome with the key if it cannot be read, since a retry without the key would create another
     */
    public static <V> V told(Request request, Object made, Supplier<V> read) {
        try {
            return read.get();
        } catch (BackupException e) {
            throw new AmbiguousOutcome(
                    made + " was created, but cannot be read; repeat the call with its request key. " + e.getMessage(),
                    request.key(),
                    Detail.NONE,
                    e);
        }
    }

    <T> Marked<T> createNow(
            Request request, RequestMark mark, Supplier<List<Marked<T>>> search, Supplier<Marked<T>> create) {
        try {
            return new CreateAttempts(context).create(request.key(), () -> first(request, mark, search.get()), create);
        } catch (Conflict | Busy | QuotaExceeded refused) {
            // The resource in the way may be that of the call's own first delivery, or of another caller with the key.
            return madeDespite(refused, () -> of(search.get(), mark).stream().findFirst());
        }
    }

    /**
     * Returns the resource that a call has created although it was refused: if a request is delivered twice, the first
     * delivery may create the resource, and the second is then refused.
     *
     * @throws BackupException the refusal, if no resource is found
     * @throws AmbiguousOutcome if the search finds that the outcome is not known
     */
    public static <T> T madeDespite(BackupException refused, Supplier<Optional<T>> search) {
        Optional<T> made = Optional.empty();
        try {
            made = search.get();
        } catch (AmbiguousOutcome unknown) {
            throw unknown;
        } catch (BackupException e) {
            refused.addSuppressed(e);
        }
        return made.orElseThrow(() -> refused);
    }

    /** Returns the oldest resource that carries the mark of the key. */
    static <T> Optional<Marked<T>> first(Request request, RequestMark mark, List<Marked<T>> all) {
        Optional<Marked<T>> first = ofKey(all, mark).findFirst();
        first.ifPresent(marked -> requireSameParameters(request, mark, marked, "nothing was created"));
        return first;
    }

    static <T> Stream<Marked<T>> ofKey(List<Marked<T>> all, RequestMark mark) {
        return all.stream()
                .filter(marked -> marked.mark().sameKey(mark) && marked.mark().fits(marked.createdAt()))
                .sorted(Marked.OLDEST_FIRST);
    }

    static void requireSameParameters(Request request, RequestMark mark, Marked<?> there, String so) {
        if (!there.mark().sameParameters(mark)) {
            throw new Conflict("request key \"" + request.key().value() + "\" was used with other parameters: "
                    + there.id() + " was created with it; " + so);
        }
    }

    // ---- after the call

    private <T> Marked<T> settle(
            Request request,
            RequestMark mark,
            String kind,
            Marked<T> mine,
            Supplier<List<Marked<T>>> search,
            Withdrawal<T> withdrawal) {
        List<Marked<T>> all = allWith(mine, search);
        // A key that nobody else knows needs no agreement.
        Marked<T> first = request.keyChosen() ? ofKey(all, mark).findFirst().orElse(mine) : mine;
        List<Marked<T>> left = new ArrayList<>();
        for (Marked<T> own : all) {
            boolean surplus = isOfCall(own, mine, mark) && !own.id().equals(first.id());
            if (surplus && !withdrawn(kind, own, first, withdrawal)) {
                left.add(own);
            }
        }
        context.duplicates().report(kind, request.key(), first, left);
        requireSameParameters(
                request,
                mark,
                first,
                left.isEmpty() ? "nothing else is left of this call" : "this call has created " + ids(left));
        return first.mark().equals(mark) ? first : stillThere(request, mark, kind, first, search);
    }

    /**
     * Returns whether the call with a mark has created a resource: the one that the service has answered with, or one that carries the
     * mark and is not older, where the service says how old it is. An older one carries a copy of the mark.
     */
    private static boolean isOfCall(Marked<?> own, Marked<?> mine, RequestMark mark) {
        return own.mark().equals(mark) && (own.id().equals(mine.id()) || mark.fits(own.createdAt()));
    }

    static String ids(List<? extends Marked<?>> marked) {
        return marked.stream().map(Marked::id).toList().toString();
    }

    /**
     * Returns the resources that carry a mark, and the one that this call has created, which the list may not show yet.
     */
    <T> List<Marked<T>> allWith(Marked<T> mine, Supplier<List<Marked<T>>> search) {
        List<Marked<T>> all = new ArrayList<>();
        for (int tries = 1; tries <= MOST_TRIES; tries++) {
            try {
                all.addAll(search.get());
                break;
            } catch (BackupException e) {
                if (tries == MOST_TRIES || !e.retryable()) {
                    LOG.warn(
                            "{} was created; listing its duplicates failed, so there may be one: {}",
                            mine.id(),
                            e.getMessage());
                    break;
                }
            }
        }
        if (all.stream().noneMatch(marked -> marked.id().equals(mine.id()))) {
            all.add(mine);
        }
        return all;
    }

    /** Withdraws a resource that this call has created beside an older one. */
    <T> boolean withdrawn(String kind, Marked<T> own, Marked<T> first, Withdrawal<T> withdrawal) {
        Duration pause = FIRST_PAUSE;
        String reason = "";
        for (int tries = 1; tries <= MOST_TRIES; tries++) {
            try {
                String why = withdrawal.withdraw(own.made());
                if (why == null) {
                    LOG.info(
                            "{} {} was a duplicate of {} {}, which is older; the call that created it has removed it",
                            kind,
                            own.id(),
                            kind,
                            first.id());
                    return true;
                }
                LOG.info("{} {} stays: {}", kind, own.id(), why);
                return false;
            } catch (NotFound e) {
                // An earlier attempt was carried out, but its reply was lost.
                return true;
            } catch (BackupException e) {
                reason = String.valueOf(e.getMessage());
                boolean again = e.retryable() || e instanceof AmbiguousOutcome;
                if (!again || tries == MOST_TRIES || !context.client().pause(pause)) {
                    break;
                }
                pause = pause.multipliedBy(2);
            }
        }
        LOG.info("{} {} stays: {}", kind, own.id(), reason);
        return false;
    }

    /**
     * Checks that the survivor of another caller still exists: that caller may have withdrawn it for an even older one.
     */
    private <T> Marked<T> stillThere(
            Request request, RequestMark mark, String kind, Marked<T> first, Supplier<List<Marked<T>>> search) {
        List<Marked<T>> now;
        try {
            now = ofKey(search.get(), mark).toList();
        } catch (BackupException e) {
            throw ambiguous(request, kind, first, e);
        }
        if (now.isEmpty()) {
            throw ambiguous(request, kind, first, null);
        }
        requireSameParameters(request, mark, now.get(0), "nothing else is left of this call");
        return now.get(0);
    }

    static AmbiguousOutcome ambiguous(Request request, String kind, Marked<?> first, @Nullable BackupException cause) {
        return new AmbiguousOutcome(
                kind + " " + first.id() + " was created with request key \""
                        + request.key().value()
                        + "\" by another caller at the same moment, and does not exist any more; repeat the call"
                        + " with the key",
                request.key(),
                Detail.NONE,
                cause);
    }
}
