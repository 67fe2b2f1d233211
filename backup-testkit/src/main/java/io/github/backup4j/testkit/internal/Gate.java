package io.github.backup4j.testkit.internal;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupListener;
import io.github.backup4j.Busy;
import io.github.backup4j.Capability;
import io.github.backup4j.Conflict;
import io.github.backup4j.Denied;
import io.github.backup4j.NotFound;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.RequestKey;
import io.github.backup4j.ReservedNames;
import io.github.backup4j.Throttled;
import io.github.backup4j.Unavailable;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.testkit.Call;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Every call of the API passes this gate: one at a time, faults first, and with a history entry if it changes something. */
final class Gate {
    /** How many elements one page of a list holds. */
    private static final int PAGE = 20;

    /** The calls by the names that listeners see, such as {@code RestorePointsList}. */
    private static final Map<Call, String> NAMES =
            Arrays.stream(Call.values()).collect(Collectors.toUnmodifiableMap(call -> call, Gate::nameOf));

    final SiteStore store;
    private final World world;
    private final boolean reservingNames;
    private final AtomicBoolean closed;
    private final BackupListener listener;

    Gate(SiteStore store, boolean reservingNames) {
        this(store, reservingNames, new AtomicBoolean(), new BackupListener() {});
    }

    private Gate(SiteStore store, boolean reservingNames, AtomicBoolean closed, BackupListener listener) {
        this.store = store;
        this.reservingNames = reservingNames;
        this.closed = closed;
        this.listener = listener;
        world = store.world;
    }

    /** The same gate with another listener to its calls. Both are closed together. */
    Gate telling(BackupListener other) {
        return new Gate(store, reservingNames, closed, other);
    }

    void close() {
        world.time.locked(() -> closed.getAndSet(true));
    }

    boolean isClosed() {
        return world.time.locked(closed::get);
    }

    /** Runs a call that changes nothing. */
    <T> T read(Call call, Supplier<T> body) {
        return pass(call, false, null, body);
    }

    /** Runs a call that changes something. */
    <T> T change(Call call, Object subject, Supplier<T> body) {
        return pass(call, true, null, () -> recorded(call, subject, body));
    }

    /**
     * Runs a call that creates a resource, unless a call with the same key has already created it.
     *
     * @param parameters the parameters of the call beside the key; the history names the first
     * @param make creates the resource
     * @param present whether the created resource still exists
     * @param view converts it to the result of the call
     */
    <S, T> T once(
            Call call, CallKey key, List<?> parameters, Supplier<S> make, Predicate<S> present, Function<S, T> view) {
        return pass(
                call,
                true,
                key.key(),
                () -> view.apply(store.requests.once(
                        call, key.key(), parameters, () -> recorded(call, parameters.get(0), make), present)));
    }

    private <T> T recorded(Call call, Object subject, Supplier<T> body) {
        T result = body.get();
        world.record(store, call.toString(), subject, "");
        return result;
    }

    /** Runs a call that changes something and has no result. */
    void run(Call call, Object subject, Runnable body) {
        boolean unused = change(call, subject, () -> {
            body.run();
            return true;
        });
    }

    /**
     * A lazy list, which reads one page at a time; resources that are gone by then are left out.
     *
     * @param matches makes a list, which nobody else changes, at the first page
     * @param view converts an element to what the caller sees; empty: it is gone
     */
    <S, T> Stream<T> list(Call call, Supplier<List<S>> matches, Function<S, Optional<T>> view) {
        Iterator<T> pages = new Pages<>(call, matches, view);
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(pages, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    /** The tags that callers see: an emulator must see all of them, to show them to its own clients. */
    Map<String, String> shown(Map<String, String> tags) {
        return reservingNames ? ReservedNames.shown(tags) : tags;
    }

    /**
     * Sorts a list that promises no order into one that no caller would rely on: scattered, by id. The order is the same each
     * time, so that a failing test fails again and pages fit together.
     */
    static <S> List<S> inNoOrder(Stream<S> things, Function<S, String> id) {
        return things.sorted(Comparator.comparingInt(thing -> scattered(id.apply(thing))))
                .toList();
    }

    private static int scattered(String id) {
        int mixed = id.hashCode() * 0x9E3779B9;
        return mixed ^ (mixed >>> 15);
    }

    void require(Capability capability) {
        if (!world.capabilities.contains(capability)) {
            throw Refusal.unsupported(capability);
        }
    }

    /** Each call that reaches the world is one request. Listeners run outside of the lock, since they may make calls. */
    private <T> T pass(Call call, boolean changes, @Nullable RequestKey key, Supplier<T> body) {
        Duration start = world.clock.elapsed();
        T result;
        try {
            result = locked(call, changes, key, body);
        } catch (BackupException e) {
            tell(call, start, statusOf(e));
            throw e;
        }
        tell(call, start, 200);
        return result;
    }

    private void tell(Call call, Duration start, @Nullable Integer status) {
        listener.requestSent(new BackupListener.Request(
                "memory",
                Objects.requireNonNull(NAMES.get(call)),
                1,
                status,
                null,
                world.clock.elapsed().minus(start)));
    }

    private static String nameOf(Call call) {
        return String.join(
                "",
                Arrays.stream(call.toString().split(" ", -1))
                        .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                        .toList());
    }

    /** The HTTP status that a real service would return; null: none, as after a lost reply. */
    private static @Nullable Integer statusOf(BackupException failure) {
        if (failure instanceof AmbiguousOutcome) {
            return null;
        } else if (failure instanceof NotFound) {
            return 404;
        } else if (failure instanceof Throttled) {
            return 429;
        } else if (failure instanceof Unavailable) {
            return 503;
        } else if (failure instanceof Denied || failure instanceof QuotaExceeded) {
            return 403;
        } else if (failure instanceof Conflict || failure instanceof Busy) {
            return 409;
        }
        return 400;
    }

    private <T> T locked(Call call, boolean changes, @Nullable RequestKey key, Supplier<T> body) {
        return world.time.locked(() -> {
            checkOpen();
            world.faults.beforeCall(call);
            T result = body.get();
            world.faults.afterCall(call, changes, key);
            return result;
        });
    }

    private void checkOpen() {
        if (world.time.locked(closed::get)) {
            throw new IllegalStateException("this CloudBackup of " + store.site + " is closed");
        }
    }

    private final class Pages<S, T> implements Iterator<T> {
        private final Call call;
        private final Supplier<List<S>> matches;
        private final Function<S, Optional<T>> view;
        private final ArrayDeque<T> page = new ArrayDeque<>();

        /** What no page has shown yet; null before the first page. */
        private @Nullable Iterator<S> left;

        Pages(Call call, Supplier<List<S>> matches, Function<S, Optional<T>> view) {
            this.call = call;
            this.matches = matches;
            this.view = view;
        }

        @Override
        public boolean hasNext() {
            while (page.isEmpty() && (left == null || left.hasNext())) {
                page.addAll(read(call, this::nextPage));
            }
            return !page.isEmpty();
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return page.remove();
        }

        private List<T> nextPage() {
            if (left == null) {
                left = matches.get().iterator();
            }
            List<T> found = new ArrayList<>(PAGE);
            while (found.size() < PAGE && left.hasNext()) {
                view.apply(left.next()).ifPresent(found::add);
            }
            return found;
        }
    }
}
