package io.github.backup4j.huawei.simulation;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.RequestKey;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.SeededInterference;
import io.github.backup4j.huawei.support.Inventory;
import io.github.backup4j.testkit.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A caller that does what the API says about each failure, and whose process is killed now and then: it repeats what may be
 * repeated, asks again with the same key what makes something, looks before it repeats anything else, and goes on with work
 * by a token that it stored, not always the last, or by its key.
 */
final class PatientCaller {
    private static final Duration PAUSE = Duration.ofSeconds(5);
    /** Where every third request is refused, a call of fifteen requests comes through once in hundreds of tries. */
    private static final int MOST_TRIES = 3000;

    /** A caller that does what the API warns of fills the world with what nobody will ever find. */
    private static final int MOST_TRIES_OF_THE_CARELESS = 100;

    private static final int MOST_LOOKS = 2_000;

    private final Supplier<CloudBackup> open;
    private final SeededInterference interference;
    private final VirtualTime time;
    private final TimeSource clock;
    private final SplittableRandom random;
    private final boolean careful;
    private final double kills;
    private final List<Made> made = new ArrayList<>();
    private CloudBackup backup;
    private @Nullable Made last;
    private int keys;
    private int killed;
    private boolean told;

    /** Whether work of an earlier token of the call that runs last, or of an earlier try of it, may have changed something. */
    private boolean older;

    /**
     * Creates a caller.
     *
     * @param open opens the provider, as a process does when it starts
     * @param time the clock that the world goes by
     * @param clock the caller's own clock, which knows when a key was first used
     * @param random decides when the process is killed
     * @param careful whether it asks again with the same key; if not, it does what the API warns of
     */
    PatientCaller(
            Supplier<CloudBackup> open,
            SeededInterference interference,
            VirtualTime time,
            TimeSource clock,
            SplittableRandom random,
            boolean careful) {
        this.open = open;
        this.interference = interference;
        this.time = time;
        this.clock = clock;
        this.random = random;
        this.careful = careful;
        kills = random.nextBoolean() ? 0 : random.nextDouble() / 4;
        backup = open.get();
    }

    void close() {
        backup.close();
    }

    /** How often its process was killed. */
    int killed() {
        return killed;
    }

    /** Whether the work that ran last said before that a server may have to be started manually. */
    boolean wasToldToStart() {
        return told;
    }

    /** Reads something, until that succeeds. */
    <T> T look(String what, Function<CloudBackup, T> read) {
        return new Call(what).repeat(() -> read.apply(backup));
    }

    /** Makes something that is there when the call returns; all tries have the same key. */
    <T> T make(String what, Keyed<T> call) {
        Supplier<RequestKey> key = keyOfCall();
        return keep(
                what,
                () -> true,
                () -> new Call(what).repeat(() -> {
                    T result = call.make(backup, key.get());
                    return dies() ? call.make(backup, key.get()) : result;
                }));
    }

    /** Changes something by a call that has no key; before it is repeated, there is a look whether it is done. */
    void change(String what, Consumer<CloudBackup> call, BooleanSupplier done) {
        last = null;
        Call change = new Call(what);
        boolean unused = change.repeat(() -> {
            if (!(change.doubtful() && done.getAsBoolean())) {
                call.accept(backup);
            }
            return true;
        });
    }

    /** Has work done, and returns its result; work that fails is begun again with the same key. */
    <T> T run(String what, Class<T> type, Keyed<Operation<T>> begin) {
        return run(what, type, begin, () -> true);
    }

    /**
     * The same.
     *
     * @param repeatable whether the call can be repeated long afterwards, if what it returns is still there
     */
    <T> T run(String what, Class<T> type, Keyed<Operation<T>> begin, BooleanSupplier repeatable) {
        KeyInUse key = new KeyInUse(keyOfCall());
        return keep(what, repeatable, () -> run(new Call(what), type, begin, key, true));
    }

    /** Has work done that takes no key; once its token is stored, it is not begun again. */
    <T> T runWithoutKey(String what, Class<T> type, Function<CloudBackup, Operation<T>> begin) {
        last = null;
        KeyInUse none = new KeyInUse(keyOfCall());
        return run(new Call(what), type, (provider, key) -> begin.apply(provider), none, false);
    }

    private <T> T run(Call call, Class<T> type, Keyed<Operation<T>> begin, KeyInUse key, boolean keyed) {
        told = false;
        older = false;
        Supplier<Operation<T>> again = () -> {
            call.doubtful = true;
            return begin.make(backup, key.now.get());
        };
        return call.repeat(() -> {
            Operation<T> work = begin.make(backup, key.now.get());
            try {
                return finish(dies() ? again.get() : work, type, keyed ? again : null);
            } catch (OperationFailed e) {
                if (saysAnotherKey(e)) {
                    key.now = keyOfCall();
                }
                if (saysToStart(e) && !older && !call.stoppedAgain()) {
                    throw new AssertionError(call.what + " does not know whether it has stopped a server itself", e);
                }
                told |= saysAnotherKey(e) || saysToStart(e);
                older = true;
                throw e;
            }
        });
    }

    private static boolean saysAnotherKey(BackupException failure) {
        return String.valueOf(failure.getMessage()).contains("begin it with another request key");
    }

    private static boolean saysToStart(BackupException failure) {
        return String.valueOf(failure.getMessage()).contains("start it, unless somebody else has stopped it");
    }

    private <T> T keep(String what, BooleanSupplier repeatable, Supplier<T> call) {
        T result = call.get();
        Made whole = new Made(what, call, result, repeatable, time.now());
        made.add(whole);
        last = whole;
        return result;
    }

    /** Everything that was made with a key, in its order. */
    List<Made> made() {
        return made;
    }

    /** Does not expect any longer that a call is known by its key: the one that made a thing, named as in an inventory. */
    void forget(String thing) {
        made.removeIf(known -> Inventory.keys(known.result()).contains(thing));
    }

    /** Makes a call again, with the key that it was first made with; returns what it returns now. */
    Object repeat(Made known) {
        last = known;
        return known.call().get();
    }

    /** Makes the last call again, without anything going wrong, so that it can tell what there is too much of. */
    void askAgain() {
        Made known = last;
        if (known != null) {
            quietly("again, to be told of doubles", () -> {
                Object unused = known.call().get();
            });
        }
    }

    /** Does something without anything going wrong. */
    void quietly(String what, Runnable action) {
        interference.note("-- " + what);
        interference.quietly(action);
    }

    /**
     * Waits for work, with its process being killed in between.
     *
     * @param again asks for it again by its key; null: it has none
     */
    private <T> T finish(Operation<T> begun, Class<T> type, @Nullable Supplier<Operation<T>> again) {
        Operation<T> work = begun;
        List<String> tokens = new ArrayList<>();
        for (int looks = 0; looks < MOST_LOOKS; looks++) {
            if (tokens.isEmpty() || !tokens.get(tokens.size() - 1).equals(work.token())) {
                tokens.add(work.token());
            }
            if (dies()) {
                work = goOn(tokens, type, again);
            }
            Operation.Status<T> status = poll(work);
            if (status instanceof Operation.Status.Succeeded<T> succeeded) {
                return succeeded.result();
            }
            if (status instanceof Operation.Status.Failed<T> failed) {
                throw failed.failure();
            }
            pause(PAUSE);
        }
        throw new AssertionError("work has not ended after " + MOST_LOOKS + " looks");
    }

    /** By the token that was stored last, or an older one, or without any. */
    private <T> Operation<T> goOn(List<String> tokens, Class<T> type, @Nullable Supplier<Operation<T>> again) {
        int choice = random.nextInt(3);
        if (choice == 0 && again != null) {
            older = true;
            return again.get();
        }
        int stored = choice == 1 ? random.nextInt(tokens.size()) : tokens.size() - 1;
        older |= stored < tokens.size() - 1;
        return backup.operations().resume(tokens.get(stored), type);
    }

    private <T> Operation.Status<T> poll(Operation<T> work) {
        return new Call("").repeat(work::poll);
    }

    /** Whether the process is killed now; if so, there is another one when this returns. */
    private boolean dies() {
        if (random.nextDouble() >= kills) {
            return false;
        }
        interference.note("-- killed, and started again");
        killed++;
        backup.close();
        backup = open.get();
        return true;
    }

    private Supplier<RequestKey> keyOfCall() {
        RequestKey same = nextKey();
        return careful ? () -> same : this::nextKey;
    }

    private RequestKey nextKey() {
        keys++;
        return RequestKey.of("key-" + keys).madeAt(clock.now());
    }

    private void pause(Duration duration) {
        time.advance(duration);
    }

    /**
     * A call with a key.
     *
     * @param <T> what it makes
     */
    interface Keyed<T> {
        T make(CloudBackup backup, RequestKey key);
    }

    /**
     * A call with a key that has ended.
     *
     * @param what what it was
     * @param call makes it again with its key, as often as that takes
     * @param result what it returned
     * @param repeatable whether it can be repeated long afterwards, if what it returned is still there
     * @param ended when it ended
     */
    record Made(String what, Supplier<?> call, Object result, BooleanSupplier repeatable, Instant ended) {}

    /** The key of a call: another one, once a failure has said that the call can only be begun with another. */
    private static final class KeyInUse {
        private Supplier<RequestKey> now;

        KeyInUse(Supplier<RequestKey> first) {
            now = first;
        }
    }

    /** A call and what is known about it, over all its tries. */
    private final class Call {
        private final String what;
        private final int begun = interference.lines();
        private boolean doubtful;

        Call(String what) {
            this.what = what;
            if (!what.isEmpty()) {
                interference.note("-- " + what);
            }
        }

        /** Whether an earlier try may have been carried out. */
        boolean doubtful() {
            return doubtful;
        }

        /** Whether a request to stop a server was delivered twice, and the second one refused: the client knows of no other. */
        boolean stoppedAgain() {
            return interference.journal().stream()
                    .skip(begun)
                    .anyMatch(line -> line.contains("/cloudservers/action -> 4")
                            && line.endsWith("!! " + Fault.TWICE_WITH_SECOND_ANSWER));
        }

        <T> T repeat(Supplier<T> call) {
            for (int tries = 1; ; tries++) {
                try {
                    return call.get();
                } catch (BackupException e) {
                    interference.note("-- " + e.getClass().getSimpleName() + ": " + e.getMessage());
                    if (!mayRepeat(e)) {
                        throw new AssertionError(what + " failed, and no fault explains it", e);
                    }
                    if (tries == (careful ? MOST_TRIES : MOST_TRIES_OF_THE_CARELESS)) {
                        throw new AssertionError(what + " failed " + tries + " times", e);
                    }
                    pause(e.retryAfter().orElse(PAUSE));
                }
            }
        }

        /** A refusal is worth another try only if a fault may have been the reason of it. */
        private boolean mayRepeat(BackupException failure) {
            boolean explained = doubtful || interference.anyLasting(begun);
            doubtful |= failure instanceof AmbiguousOutcome || interference.anyLasting(begun);
            return failure.retryable() || failure instanceof AmbiguousOutcome || explained || saysAnotherKey(failure);
        }
    }
}
