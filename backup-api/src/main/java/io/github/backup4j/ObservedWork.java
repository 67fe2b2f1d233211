package io.github.backup4j;

import io.github.backup4j.BackupListener.Work;
import io.github.backup4j.BackupListener.WorkEnd;
import io.github.backup4j.spi.OperationDriver;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Long-running work that can be polled only while the backup is open, and that reports its polls to the listeners.
 *
 * @param <T> what the work results in
 */
final class ObservedWork<T> implements OperationDriver<T> {
    private final String startedBy;
    private final @Nullable String subject;
    private final OperationDriver<T> work;
    private final String firstToken;
    private final Calls calls;
    private final AtomicBoolean endTold = new AtomicBoolean();

    /**
     * Observes work.
     *
     * @param startedBy the call that started it
     * @param subject the id or name of what it is about; null: not known
     * @param firstToken the token by which listeners know it
     */
    ObservedWork(String startedBy, @Nullable String subject, String firstToken, OperationDriver<T> work, Calls calls) {
        this.startedBy = startedBy;
        this.subject = subject;
        this.firstToken = firstToken;
        this.work = Require.nonNull(work, "work");
        this.calls = calls;
    }

    @Override
    public String token() {
        return work.token();
    }

    /** Returns why it cannot be polled any more, as its backup was closed; null: it can. */
    @Nullable
    Unavailable closed() {
        return calls.isClosed() ? calls.closedMeanwhile() : null;
    }

    @Override
    public Operation.Status<T> poll() {
        calls.checkOpen();
        Operation.Status<T> status = work.poll();
        tell(status);
        return status;
    }

    @Override
    public Duration pollInterval() {
        return work.pollInterval();
    }

    @Override
    public CompletionStage<Operation.Status<T>> settled(Consumer<? super Progress> onProgress) {
        calls.checkOpen();
        if (calls.listeners().isEmpty()) {
            return work.settled(onProgress);
        }
        CompletionStage<Operation.Status<T>> settled = work.settled(progress -> {
            tellSeen(progress);
            onProgress.accept(progress);
        });
        CompletionStage<Operation.Status<T>> told = settled.whenComplete((status, failure) -> {
            if (status != null) {
                tell(status);
            }
        });
        CompletionStage<Operation.Status<T>> unused = told.whenComplete((status, failure) -> {
            if (failure instanceof CancellationException) {
                settled.toCompletableFuture().cancel(false);
            }
        });
        return told;
    }

    private void tell(Operation.Status<T> status) {
        if (calls.listeners().isEmpty()) {
            return;
        }
        if (status instanceof Operation.Status.Running<T> running) {
            tellSeen(running.progress());
        } else if (endTold.compareAndSet(false, true)) {
            calls.listeners().workEnded(new WorkEnd(startedBy, subject, firstToken, work.token(), failureOf(status)));
        }
    }

    private void tellSeen(Progress progress) {
        calls.listeners()
                .workSeen(new Work(startedBy, subject, firstToken, work.token(), progress.phase(), progress.percent()));
    }

    private static @Nullable OperationFailed failureOf(Operation.Status<?> status) {
        return status instanceof Operation.Status.Failed<?> failed ? failed.failure() : null;
    }
}
