package io.github.backup4j.examples.cli;

import io.github.backup4j.Operation;
import io.github.backup4j.StillRunning;
import java.time.Duration;
import java.util.function.ToIntFunction;

/** Waits for work in the cloud, and shows how far it is. Whatever ends the wait, the token to go on with is printed. */
final class Waiting {
    private final CloudCommand command;

    Waiting(CloudCommand command) {
        this.command = command;
    }

    /**
     * Waits until work has ended.
     *
     * @param operation the work
     * @param what what it does, in a word or two
     * @param timeout how long to wait
     * @param result what is done with its result, which returns the exit code
     */
    <T> int await(Operation<T> operation, String what, Duration timeout, ToIntFunction<? super T> result) {
        T done;
        try (ProgressView view = new ProgressView(command.terminal(), what)) {
            done = OnInterrupt.say(
                    command.terminal(), () -> goOn(operation.token()), () -> operation.await(timeout, view::show));
        } catch (StillRunning e) {
            if (command.asJson()) {
                command.print(Json.put(Json.put(Json.object(), "running", true), "token", e.token()), e.token());
            }
            command.say(goOn(e.token()));
            return ExitCode.STILL_RUNNING;
        }
        return result.applyAsInt(done);
    }

    private String goOn(String token) {
        String still = "Still running: it continues in the cloud. ";
        return Clouds.endsWithProcess(command.cloud())
                ? still + "But this cloud is in memory, and ends with this process; 'backup4j demo --serve' keeps one."
                : still + "Go on with: " + command.commandLine("operations resume " + token);
    }
}
