package io.github.backup4j.huawei;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import java.util.function.Function;
import java.util.function.Supplier;

/** Begins the next step of work whose steps find what they have begun already. */
final class Attempt {
    private Attempt() {}

    /**
     * Makes a call that changes something, within a look.
     *
     * @param call makes it, and says what follows
     * @param refused says what follows if it is refused for good
     */
    static <T> Step<T> to(Supplier<Step<T>> call, Function<BackupException, Step<T>> refused) {
        try {
            return call.get();
        } catch (AmbiguousOutcome e) {
            // The next look finds out, as it would in another process that has an older token.
            return Step.going("looking for what a lost reply was about");
        } catch (BackupException e) {
            if (e.retryable()) {
                throw e;
            }
            return refused.apply(e);
        }
    }
}
