package io.github.backup4j;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Receives the events of a backup: calls, requests, long-running work, duplicates. Each method does nothing by default.
 * Give an implementation to the builder of a provider, or to {@link CloudBackup#listening}.
 *
 * <p>Methods are called on the thread on which the event occurs, so they must return soon and be safe for use by many threads. What they
 * throw is logged and has no effect on the call. Names of calls, services, operations and outcomes come from small fixed sets, so they
 * can name metrics; subjects and request ids do not. No event holds a secret.
 *
 * <pre>{@code
 * BackupListener meters = new BackupListener() {
 *     public void callEnded(CallEnd end) {
 *         registry.timer("backup.calls", "call", end.call().name(), "outcome", end.outcome()).record(end.took());
 *     }
 *
 *     public void duplicated(Duplicate duplicate) {
 *         pager.tell(duplicate.advice());
 *     }
 * };
 * CloudBackup observed = backup.listening(meters);
 * }</pre>
 */
public interface BackupListener {
    /**
     * A call of the API begins. It always ends, on the same thread, and with this very object as {@link CallEnd#call()}: since calls of
     * one name and subject are equal, a listener that keeps something from the begin to the end keeps it by identity.
     *
     * <pre>{@code
     * Map<Call, Span> open = Collections.synchronizedMap(new IdentityHashMap<>());
     * }</pre>
     *
     * <p>A list is one call: its first request, when the stream is used. A later page that fails is reported as a
     * separate call.
     *
     * @param call the call
     */
    default void callBegun(Call call) {}

    /**
     * A call of the API has ended: with its result, or with an exception.
     *
     * @param end the call, how long it took, how many requests were sent for it and how it ended
     */
    default void callEnded(CallEnd end) {}

    /**
     * A provider has sent a request to a service, and has received its response or given up. One call may take several
     * requests, and one request several attempts.
     *
     * @param request the request, as it was sent
     */
    default void requestSent(Request request) {}

    /**
     * Long-running work was started, or was found by its request key. A caller that stores the token finds the work with {@link
     * Operations#resume}. Work is reported when the call that started it returns; of the runs of {@link RestorePoints#takeAll},
     * each is reported once the cloud has accepted it, before the next is started, so that their tokens are known even if this
     * process ends before that call returns. Work that is resumed is not reported.
     *
     * <p>A restore drill is not reported: keep its own token. The restore that it begins is, and again by each process that
     * finds it by its key.
     *
     * @param start the work, and its token
     */
    default void workStarted(WorkStart start) {}

    /**
     * Long-running work was polled, by a caller or on behalf of a future, and is still running. Its token is the newest: store it
     * in place of the one before, since work in several steps is best resumed from there.
     *
     * <p>Polls for futures run on a few threads of the backup: a listener that waits there, above all for another future, holds them
     * up. If several threads poll one operation, their events may come in another order; an older token finds the same work.
     *
     * <pre>{@code
     * public void workSeen(Work work) {
     *     database.update("update work set token = ? where first_token = ?", work.token(), work.firstToken());
     * }
     * }</pre>
     *
     * @param work the work, and how far it is
     */
    default void workSeen(Work work) {}

    /**
     * Long-running work was found to have ended. It is reported once for each {@link Operation}, before a future of it completes.
     * {@link WorkEnd#firstToken()} says which work it is, also after {@link Operations#resumeAll}.
     *
     * @param end the work, and how it ended
     */
    default void workEnded(WorkEnd end) {}

    /**
     * A resource exists more than once, although it was requested once: a request was delivered twice, or two callers
     * used one request key at the same moment. Nothing is removed, since somebody may use it; an order may have been
     * paid twice. May be called again with the same duplicate when the call is repeated.
     *
     * @param duplicate the resources, and what to do about them
     */
    default void duplicated(Duplicate duplicate) {}

    /**
     * A call of the API.
     *
     * @param name the service and the method, such as {@code "vaults.create"}; overloads have one name
     * @param subject the id or name of what it is about; null for a list, and for an operation that is resumed from its token
     */
    record Call(String name, @Nullable String subject) {
        /** Refuses null where it is not allowed. */
        public Call {
            Require.nonNull(name, "name");
        }
    }

    /**
     * A call of the API that has ended.
     *
     * @param call the call, the same object as at its begin
     * @param took how long it took, by the clock of the provider
     * @param attempts how many attempts the provider sent for it, the first ones and retries; 0 if it was refused before any was sent
     * @param failure what it threw; null: it returned
     */
    record CallEnd(
            Call call,
            Duration took,
            int attempts,
            @Nullable Throwable failure) {
        /** Refuses null where it is not allowed, and a count less than zero. */
        public CallEnd {
            Require.nonNull(call, "call");
            Require.nonNull(took, "took");
            Require.notNegative(attempts, "attempts");
        }

        /**
         * Returns {@code "ok"}, or the simple name of an exception of this package, such as {@code "NotFound"}: for an exception that is
         * derived from {@link BackupException} elsewhere {@code "BackupException"}. Whatever else is thrown within a call, such as by
         * the code that a caller gives to {@code update}, is {@code "other"}.
         */
        public String outcome() {
            if (failure == null) {
                return "ok";
            }
            if (!(failure instanceof BackupException)) {
                return "other";
            }
            Class<?> type = failure.getClass();
            boolean ours = type.getPackageName().equals(BackupException.class.getPackageName());
            return (ours ? type : BackupException.class).getSimpleName();
        }
    }

    /**
     * A request that a provider has sent.
     *
     * @param service the service of the cloud, such as {@code "cbr"}
     * @param operation the operation of that service, such as {@code "createVault"}
     * @param attempt 1 for the first, more for a retry
     * @param status the status of the response; null: there was none
     * @param requestId the cloud's id of the request; null: the cloud does not say
     * @param took how long it took
     */
    record Request(
            String service,
            String operation,
            int attempt,
            @Nullable Integer status,
            @Nullable String requestId,
            Duration took) {
        /** Refuses null where it is not allowed. */
        public Request {
            Require.nonNull(service, "service");
            Require.nonNull(operation, "operation");
            Require.nonNull(took, "took");
        }
    }

    /**
     * Long-running work that was started, or was found by its request key.
     *
     * @param startedBy the call that started it, such as {@code "restorePoints.take"}; also for a run of {@link
     *     RestorePoints#takeAll}
     * @param subject the id or name of what it is about, as in {@link Call}: the vault of a backup run
     * @param token the token of the work, for {@link Operations#resume}
     */
    record WorkStart(String startedBy, String subject, String token) {
        /** Refuses null. */
        public WorkStart {
            Require.nonNull(startedBy, "startedBy");
            Require.nonNull(subject, "subject");
            Require.nonNull(token, "token");
        }
    }

    /**
     * Long-running work that is still running.
     *
     * @param startedBy the call that started it, such as {@code "restorePoints.take"}, or {@code "operations.resume"}
     * @param subject the id or name of what it is about, as in {@link WorkStart}; null if it was resumed from its token
     * @param firstToken the token that {@link WorkStart} reported, or from which the work was resumed: the same in all events of one
     *     {@link Operation}, so that it finds the row of a database that holds it
     * @param token the newest token, as {@link Operation#token()} returns it after this poll
     * @param phase what it is doing, or waiting for
     * @param percent how much of it is done, 0 to 100; null if the cloud does not say
     */
    record Work(
            String startedBy,
            @Nullable String subject,
            String firstToken,
            String token,
            Progress.Phase phase,
            @Nullable Integer percent) {
        /** Refuses null where it is not allowed. */
        public Work {
            Require.nonNull(startedBy, "startedBy");
            Require.nonNull(firstToken, "firstToken");
            Require.nonNull(token, "token");
            Require.nonNull(phase, "phase");
        }
    }

    /**
     * Long-running work that has ended.
     *
     * @param startedBy the call that started it, or {@code "operations.resume"}
     * @param subject the id or name of what it is about, as in {@link Work}; null if it was resumed from its token
     * @param firstToken the token that {@link WorkStart} reported, or from which the work was resumed, as in {@link Work}
     * @param token the newest token; {@link Operations#resume} finds the same end by it
     * @param failure why it ended without its result; null: it succeeded
     */
    record WorkEnd(
            String startedBy,
            @Nullable String subject,
            String firstToken,
            String token,
            @Nullable OperationFailed failure) {
        /** Refuses null where it is not allowed. */
        public WorkEnd {
            Require.nonNull(startedBy, "startedBy");
            Require.nonNull(firstToken, "firstToken");
            Require.nonNull(token, "token");
        }
    }

    /**
     * Resources that exist beside the one that a call returns.
     *
     * @param kind what they are: one of {@code vault}, {@code policy}, {@code snapshot}, {@code image}, {@code backup run},
     *     {@code disk} or {@code server}
     * @param kept the id of the one that the call returns
     * @param surplus the ids of the others, at least one
     * @param advice what to do, for a person to read
     */
    record Duplicate(String kind, String kept, List<String> surplus, String advice) {
        /** Refuses null, and an empty list. */
        public Duplicate {
            Require.nonNull(kind, "kind");
            Require.nonNull(kept, "kept");
            surplus = List.copyOf(Require.nonNull(surplus, "surplus"));
            Require.nonNull(advice, "advice");
            if (surplus.isEmpty()) {
                throw new Invalid("surplus is empty: there is no duplicate");
            }
        }
    }
}
