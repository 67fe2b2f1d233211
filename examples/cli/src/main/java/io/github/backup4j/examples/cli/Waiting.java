package io.github.backup4j.examples.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.RequestKey;
import io.github.backup4j.StillRunning;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Starts work in the cloud, waits for it, and shows how far it is. Whatever ends the wait, the way to go on is printed: the token,
 * or the same command with the same key as long as there is no token.
 */
final class Waiting {
    private final CloudCommand command;
    private final CommandText repeat;
    private final @Nullable RequestKey key;
    private final AtomicReference<@Nullable Operation<?>> started = new AtomicReference<>();

    /**
     * Creates it.
     *
     * @param command the command that waits
     * @param repeat the words of the command that starts the same work and no other
     * @param key the request key of the work; null: the work was started before
     */
    Waiting(CloudCommand command, CommandText repeat, @Nullable RequestKey key) {
        this.command = command;
        this.repeat = repeat;
        this.key = key;
    }

    /**
     * Starts work, and waits until it has ended.
     *
     * @param start starts the work
     * @param what what it does, in a word or two
     * @param timeout how long to wait
     * @param result what is done with its result, which returns the exit code
     */
    <T> int await(
            Supplier<Operation<? extends T>> start, String what, Duration timeout, ToIntFunction<? super T> result) {
        T done;
        try (ProgressView view = new ProgressView(command.terminal(), what)) {
            done = OnInterrupt.say(command.terminal(), this::sayHowToGoOn, () -> {
                Operation<? extends T> operation = start.get();
                started.set(operation);
                return operation.await(timeout, view::show);
            });
        } catch (StillRunning e) {
            return sayHowToGoOn();
        } catch (BackupException e) {
            if (mayGoOn(e)) {
                var unused = sayHowToGoOn();
            }
            throw e;
        }
        return result.applyAsInt(done);
    }

    /** Returns whether there is, or may be, work in the cloud after a failure. */
    private boolean mayGoOn(BackupException failure) {
        return started.get() == null
                ? failure instanceof AmbiguousOutcome || failure.retryable()
                : !(failure instanceof OperationFailed);
    }

    private int sayHowToGoOn() {
        Operation<?> operation = started.get();
        ObjectNode known = Json.object();
        if (operation == null) {
            Json.put(known, "key", key == null ? null : key.value());
            command.sayHowToGoOn("It is not known whether the work was started.", known, repeat);
        } else {
            Json.put(known, "running", true);
            Json.put(known, "token", operation.token());
            command.sayHowToGoOn(
                    "Still running: it continues in the cloud.",
                    known,
                    new CommandText("operations resume").with(operation.token()));
        }
        return ExitCode.STILL_RUNNING;
    }
}
