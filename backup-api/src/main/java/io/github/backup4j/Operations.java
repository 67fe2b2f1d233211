package io.github.backup4j;

import io.github.backup4j.internal.DrillToken;
import io.github.backup4j.spi.BackupDriver;
import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.ResumedWork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The long-running work in the cloud. Get it from {@link CloudBackup#operations()}. Safe for use by many threads.
 *
 * <pre>{@code
 * Operation<Snapshot> operation = backup.operations().resume(token, Snapshot.class); // of this process or another
 * Snapshot snapshot = operation.await(Duration.ofMinutes(30));
 * }</pre>
 *
 * <p>See {@link CloudBackup} for what every call may throw.
 */
public final class Operations {
    private static final String RESUME = "operations.resume";

    private static final Comparator<OperationRecord> NEWEST_FIRST = Calls.byTime(OperationRecord::startedAt, true);

    private final Calls calls;

    Operations(Calls calls) {
        this.calls = calls;
    }

    /**
     * Returns the operation of a token, wherever and whenever it was started.
     *
     * <p>Whether the cloud still knows the work may show only when it is polled. On Huawei Cloud this call sends nothing; if the work
     * is gone, a poll ends it as {@link OperationFailed}, which says what that means for the data.
     *
     * @param token what {@link Operation#token()} returned
     * @param resultType what the work results in, or a type above it, such as {@code Resource.class} for a restore over a
     *     disk or a server
     * @param <T> what the work results in
     * @throws Invalid if the token cannot be read, is of another cloud, region or project, was written by a newer version, or
     *     the result has another type; the token of a restore drill, which {@code RestoreDrill.resume} takes
     * @throws NotFound if it already shows here that the cloud no longer knows the work, as in the in-memory cloud
     */
    public <T> Operation<T> resume(String token, Class<T> resultType) {
        Require.nonNull(token, "token");
        Require.nonNull(resultType, "resultType");
        OperationDriver<? extends T> work =
                calls.call(RESUME, null, driver -> typed(resumed(driver, token), token, resultType));
        @SuppressWarnings("unchecked") // a driver only produces results, and those are of this type
        OperationDriver<T> typed = (OperationDriver<T>) work;
        return calls.operation(RESUME, null, token, typed);
    }

    /**
     * Returns the operation of a token, with a result of any type.
     *
     * @param token what {@link Operation#token()} returned
     * @throws Invalid as {@link #resume(String, Class)}
     * @throws NotFound as {@link #resume(String, Class)}
     */
    public Operation<?> resume(String token) {
        Require.nonNull(token, "token");
        return calls.operation(
                RESUME,
                null,
                token,
                calls.call(RESUME, null, driver -> resumed(driver, token)).work());
    }

    /**
     * Returns the operations that tokens stand for, in the order of the tokens. A token that is refused keeps no other from being
     * found.
     *
     * @param tokens what {@link Operation#token()} returned
     * @param resultType what the work results in, or a type above it
     * @param <T> what the work results in
     * @return one for each token; {@link Resumption.Refused} with what {@link #resume(String, Class)} throws for it
     */
    public <T> List<Resumption<T>> resumeAll(Collection<String> tokens, Class<T> resultType) {
        Require.nonNull(resultType, "resultType");
        List<String> all = Require.all(tokens, "tokens");
        calls.checkOpen();
        List<Resumption<T>> found = new ArrayList<>();
        for (String token : all) {
            found.add(resumption(token, resultType));
        }
        return List.copyOf(found);
    }

    /**
     * Waits until all work has ended, and returns an outcome for each operation.
     *
     * @param operations the work, of one kind or of several
     * @param timeout how long to wait in all; zero polls each once
     * @param <T> what the work results in
     * @return one for each operation, in their order
     * @throws Invalid if the timeout is less than zero
     * @see #awaitAll(Collection, Duration, Consumer)
     */
    public <T> Outcomes<T> awaitAll(Collection<? extends Operation<? extends T>> operations, Duration timeout) {
        return awaitAll(operations, timeout, progress -> {});
    }

    /**
     * Waits until all work has ended, reports the overall progress, and returns an outcome for each operation. Nothing is thrown
     * for one that fails or cannot be polled: the others have their outcomes.
     *
     * <p>Each is polled as {@link Operation#await} does; operations that the cloud shows in one list share one request. If
     * the thread is interrupted, the call returns what is known, and the interrupt flag stays set. If another thread closes the backup
     * of an operation, that operation is {@link Outcome.Running} from its next poll on, with its token and {@link Unavailable} with the
     * code {@code CLOSED}: open the cloud again and resume it by its token; waiting for it again does not help, however often. On
     * Huawei Cloud, where three or more of a kind are waited for, a failure that no list shows is noticed after up to 20 minutes; after
     * about ten minutes for each thousand of them, if there are more than two thousand that no list shows.
     *
     * <pre>{@code
     * Outcomes<BackupRun> nightly = backup.operations().awaitAll(runs, Duration.ofHours(6), System.out::println);
     * nightly.failed().forEach(failed -> alert(failed.failure()));
     * nightly.running().forEach(running -> store(running.token()));
     * }</pre>
     *
     * @param operations the work, of one kind or of several
     * @param timeout how long to wait in all; zero polls each once. Once it is over, no further poll begins: what was not polled by then
     *     is {@link Outcome.Running} without progress
     * @param onProgress called on this thread after each round of polls; what it throws ends the waiting
     * @param <T> what the work results in
     * @return one for each operation, in their order
     * @throws Invalid if the timeout is less than zero
     */
    public <T> Outcomes<T> awaitAll(
            Collection<? extends Operation<? extends T>> operations,
            Duration timeout,
            Consumer<? super ProgressOfAll> onProgress) {
        List<Operation<? extends T>> all = Require.all(operations, "operations");
        Require.nonNull(timeout, "timeout");
        Require.nonNull(onProgress, "onProgress");
        if (timeout.isNegative()) {
            throw new Invalid("timeout is " + timeout + ", less than zero");
        }
        calls.checkOpen();
        return new WaitForAll<>(calls.time(), all, timeout).await(onProgress);
    }

    /**
     * Returns the entries of the cloud's log that match a filter, newest first, read page by page as the stream is
     * used; it holds work that anybody started, and is kept for a limited time. On Huawei Cloud, one request reads the first
     * hundred entries, and one more each further thousand; where an entry names a backup run without its vault, as in Huawei's
     * documents, one request reads the run.
     *
     * @param filter the conditions
     * @throws Unsupported without {@link Capability#OPERATION_LOG}, when the stream is used
     */
    public Stream<OperationRecord> list(OperationFilter filter) {
        Require.nonNull(filter, "filter");
        return calls.list(
                "operations.list",
                driver -> {
                    calls.require(Capability.OPERATION_LOG, "the log of long work");
                    return driver.operations().list(filter);
                },
                filter::matches,
                NEWEST_FIRST);
    }

    /** Returns all entries of the cloud's log, as {@link #list(OperationFilter)} does. */
    public Stream<OperationRecord> list() {
        return list(OperationFilter.all());
    }

    private <T> Resumption<T> resumption(String token, Class<T> resultType) {
        try {
            return new Resumption.Found<>(token, resume(token, resultType));
        } catch (BackupException e) {
            return new Resumption.Refused<>(token, e);
        }
    }

    private static ResumedWork<?> resumed(BackupDriver driver, String token) {
        if (DrillToken.is(token)) {
            throw new Invalid(
                    "token is of a restore drill, which is resumed with its definition: call resume(backup, token) of"
                            + " the RestoreDrill that it was started with");
        }
        return driver.operations().resume(token);
    }

    private static <T> OperationDriver<? extends T> typed(ResumedWork<?> found, String token, Class<T> resultType) {
        if (!resultType.isAssignableFrom(found.resultType())) {
            throw Calls.invalid(
                    "WRONG_RESULT_TYPE",
                    "operation " + token + " results in " + found.resultType().getSimpleName() + ", not in "
                            + resultType.getSimpleName());
        }
        @SuppressWarnings("unchecked") // just looked at
        ResumedWork<? extends T> typed = (ResumedWork<? extends T>) found;
        return typed.work();
    }
}
