package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.huawei.internal.work.IdempotentCreate.Created;
import io.github.backup4j.huawei.internal.work.IdempotentCreate.Marked;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Creates a resource with a request key, once, where the service reports no creation times.
 *
 * <p>A new resource is pending, as its mark says, until its call has looked for others. A call withdraws its own pending
 * resource if it sees a settled one, or a pending one with a smaller id. The pending resource with the smallest id is
 * settled, and from then on nobody withdraws it: a settled resource may have been returned. So two callers never withdraw
 * their resources for each other, however late their requests are. A caller that finds a pending resource waits for its call,
 * and settles it if that call does not. A settled mark has letters of the id of its resource, so that a copy of the mark on
 * another resource never comes first.
 *
 * @param <T> the type that identifies a resource
 */
public final class AgreedCreate<T> {
    /** How often a call checks whether another call has settled or withdrawn its resource. */
    private static final int SEARCHES_FOR_OTHERS = 3;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final Context context;
    private final IdempotentCreate once;
    private final Request request;
    private final String kind;
    private final Supplier<List<Marked<T>>> search;
    private final Steps<T> steps;

    /**
     * The steps that differ between kinds of resources.
     *
     * @param <T> the type that identifies a resource
     */
    public interface Steps<T> extends IdempotentCreate.Withdrawal<T> {
        /** Creates a pending resource, by one call that changes something. */
        Created<T> create();

        /**
         * Settles the mark of a resource, with the letters of its id, if it is still pending, and changes nothing else about
         * it.
         */
        void settle(Marked<T> pending);
    }

    /**
     * Creates it for one call.
     *
     * @param kind the kind of resource, in one word or two
     * @param search reads all resources that carry a mark and may match the request
     */
    public AgreedCreate(
            Context context, Request request, String kind, Supplier<List<Marked<T>>> search, Steps<T> steps) {
        this.context = context;
        once = new IdempotentCreate(context);
        this.request = request;
        this.kind = kind;
        this.search = search;
        this.steps = steps;
    }

    /** Returns the resource that was created with the key, or creates it if there is none. */
    public T make() {
        RequestMark mark = request.mark();
        if (mark == null || !request.keyChosen()) {
            // A key that nobody else knows needs no agreement.
            return once.create(request, kind, search, steps::create, steps);
        }
        return found(mark).orElseGet(() -> created(mark)).made();
    }

    private Optional<Marked<T>> found(RequestMark mark) {
        List<Marked<T>> all = search.get();
        Optional<Marked<T>> first = IdempotentCreate.first(request, mark, all);
        if (first.isEmpty() || !first.get().pending()) {
            return first.map(settled -> reported(settled, IdempotentCreate.others(all, settled)));
        }
        // A duplicate that was seen before may have been withdrawn meanwhile.
        return settledByItsCall(mark).map(settled -> reported(settled, IdempotentCreate.others(search.get(), settled)));
    }

    private Marked<T> created(RequestMark mark) {
        Marked<T> mine = once.createNow(request, mark, search, () -> {
            Created<T> created = steps.create();
            return new Marked<>(mark, created.made(), created.id(), null, true);
        });
        Marked<T> first = firstAfterOthers(mine, mark);
        if (!first.mark().equals(mark)) {
            List<Marked<T>> left = withdrawn(once.allWith(mine, search), mark, first);
            IdempotentCreate.requireSameParameters(
                    request,
                    mark,
                    first,
                    left.isEmpty()
                            ? "nothing else is left of this call"
                            : "this call has created " + IdempotentCreate.ids(left));
            Marked<T> settled = first.pending()
                    ? settledByItsCall(mark).orElseThrow(() -> IdempotentCreate.ambiguous(request, kind, first, null))
                    : first;
            return reported(
                    settled,
                    left.stream().filter(own -> !own.id().equals(settled.id())).toList());
        }
        settle(first);
        // A caller that stopped waiting for this call may have settled another resource.
        List<Marked<T>> all = once.allWith(settled(first), search);
        Marked<T> winner = IdempotentCreate.ofKey(all, mark)
                .filter(marked -> !marked.pending())
                .findFirst()
                .orElse(first);
        return reported(winner, withdrawn(all, mark, first));
    }

    /** Returns the resource that stays, as far as can be seen; if it is this call's own, waits for the others. */
    private Marked<T> firstAfterOthers(Marked<T> mine, RequestMark mark) {
        Duration pause = FIRST_PAUSE;
        for (int searches = 0; ; searches++) {
            List<Marked<T>> all = once.allWith(mine, search);
            Marked<T> first = IdempotentCreate.ofKey(all, mark).findFirst().orElse(mine);
            boolean alone = IdempotentCreate.ofKey(all, mark)
                    .allMatch(marked -> marked.mark().equals(mark));
            if (!first.mark().equals(mark)
                    || alone
                    || searches == SEARCHES_FOR_OTHERS
                    || !context.client().pause(pause)) {
                return first;
            }
            pause = pause.multipliedBy(2);
        }
    }

    /** Waits until a resource is settled, and settles that with the smallest id if none is. Empty if none is left. */
    private Optional<Marked<T>> settledByItsCall(RequestMark mark) {
        Duration pause = FIRST_PAUSE;
        for (int searches = 1; ; searches++) {
            boolean more = searches <= SEARCHES_FOR_OTHERS && context.client().pause(pause);
            Optional<Marked<T>> first = IdempotentCreate.first(request, mark, search.get());
            if (first.isEmpty() || !first.get().pending()) {
                return first;
            }
            if (!more) {
                settle(first.get());
                return Optional.of(settled(first.get()));
            }
            pause = pause.multipliedBy(2);
        }
    }

    private void settle(Marked<T> pending) {
        if (!pending.pending()) {
            return;
        }
        try {
            steps.settle(pending);
        } catch (BackupException e) {
            throw new AmbiguousOutcome(
                    kind + " " + pending.id() + " was created with request key \""
                            + request.key().value()
                            + "\", but its mark may still say that it is pending; repeat the call with the key, which"
                            + " continues from there. " + e.getMessage(),
                    request.key(),
                    Detail.NONE,
                    e);
        }
    }

    private static <T> Marked<T> settled(Marked<T> marked) {
        return new Marked<>(marked.mark().of(marked.id()), marked.made(), marked.id(), marked.createdAt(), false);
    }

    /** Withdraws the resources of this call other than the first, and returns those that stay. */
    private List<Marked<T>> withdrawn(List<Marked<T>> all, RequestMark mark, Marked<T> first) {
        return all.stream()
                .filter(own -> own.mark().equals(mark) && !own.id().equals(first.id()))
                .filter(own -> !once.withdrawn(kind, own, first, steps))
                .toList();
    }

    private Marked<T> reported(Marked<T> first, List<Marked<T>> surplus) {
        context.duplicates().report(kind, request.key(), first, surplus);
        return first;
    }
}
