package io.github.backup4j.examples.durable;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupRun;
import io.github.backup4j.Operation.Status;
import io.github.backup4j.OperationFailed;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a poll of an operation has found: its result, its end without one, or that it is to be polled again. */
public sealed interface Polled {
    /** Returns the newest token. */
    String token();

    /** Returns what becomes of the operation if nobody polls it any more: {@code "done"}, {@code "failed"} or {@code "lost"}. */
    String outcome();

    /** Returns a sentence for people. */
    String text();

    /**
     * The operation has ended with its result.
     *
     * @param token the newest token
     * @param result the result
     */
    record Done(String token, Object result) implements Polled {
        @Override
        public String outcome() {
            return "done";
        }

        /** Names the restore points of a run, which stay until somebody deletes them, and the members that it missed. */
        @Override
        public String text() {
            if (!(result instanceof BackupRun run)) {
                return result.toString();
            }
            return "backup run " + run.id() + " made restore points "
                    + run.restorePoints().stream()
                            .map(point -> point.id().value())
                            .toList()
                    + Stream.concat(run.failures().stream(), run.skipped().stream())
                            .map(missed -> "; " + missed)
                            .collect(Collectors.joining());
        }
    }

    /**
     * The operation has ended without its result, or it cannot be polled any more: its token is damaged, or the cloud does not know it.
     *
     * @param token the newest token
     * @param failure what the cloud says of its work, or why it cannot be polled
     */
    record Over(String token, BackupException failure) implements Polled {
        @Override
        public String outcome() {
            return failure instanceof OperationFailed ? "failed" : "lost";
        }

        @Override
        public String text() {
            return failure instanceof OperationFailed
                    ? String.valueOf(failure.getMessage())
                    : failure.getClass().getSimpleName() + ": " + failure.getMessage();
        }
    }

    /**
     * The operation has not ended, as far as this poll can tell: poll it again.
     *
     * @param token the newest token, by which to poll
     * @param why why it is to be polled again
     * @param type {@code "Running"}, or the name of the exception
     * @param message how far it is, or the message of the exception
     * @param after how long to wait; null: nobody says
     * @param failure why the poll failed; null: it did not
     */
    record Again(
            String token,
            Why why,
            String type,
            String message,
            @Nullable Duration after,
            @Nullable BackupException failure)
            implements Polled {
        /**
         * Returns what a poll has found that saw work in progress.
         *
         * @param token the newest token
         * @param status what it saw
         */
        public static Again running(String token, Status.Running<?> status) {
            return new Again(token, Why.RUNNING, "Running", status.progress().toString(), status.nextPoll(), null);
        }

        /**
         * Returns what a poll has found that was not sent.
         *
         * @param token the newest token
         * @param refusal why
         */
        public static Again notSent(String token, BackupException refusal) {
            return of(token, Why.NOT_SENT, refusal);
        }

        /**
         * Returns what a poll has found that failed.
         *
         * @param token the newest token
         * @param refusal why
         */
        public static Again refused(String token, BackupException refusal) {
            return of(token, Upkeep.mayPass(refusal) ? Why.MAY_PASS : Why.REFUSED, refusal);
        }

        private static Again of(String token, Why why, BackupException refusal) {
            String type = refusal.getClass().getSimpleName();
            String message = String.valueOf(refusal.getMessage());
            return new Again(token, why, type, message, refusal.retryAfter().orElse(null), refusal);
        }

        @Override
        public String outcome() {
            return "lost";
        }

        @Override
        public String text() {
            return type + ": " + message;
        }
    }

    /** Why an operation is to be polled again. */
    enum Why {
        /** Its work is in progress. */
        RUNNING,
        /** The pace of this process left no room: nothing was sent. */
        NOT_SENT,
        /** The poll failed, and the next one may succeed. */
        MAY_PASS,
        /** The cloud refused the poll, and will again until somebody changes something, such as a permission. */
        REFUSED
    }
}
