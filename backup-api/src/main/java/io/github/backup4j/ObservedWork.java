package io.github.backup4j;

import io.github.backup4j.BackupListener.Work;
import io.github.backup4j.BackupListener.WorkEnd;
import io.github.backup4j.spi.OperationDriver;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Long-running work that can be polled only while the backup is open, and that reports its polls to the listeners.
 *
 * @param <T> what the work results in
 */
final class ObservedWork<T> implements OperationDriver<T> {
    private final String startedBy;
    private final OperationDriver<T> work;
    private final Calls calls;
    private final AtomicBoolean endTold = new AtomicBoolean();

    ObservedWork(String startedBy, OperationDriver<T> work, Calls calls) {
        this.startedBy = startedBy;
        this.work = Require.nonNull(work, "work");
        this.calls = calls;
    }

    @Override
    public String token() {
        return work.token();
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
    public CompletionStage<Operation.Status<T>> settled() {
        calls.checkOpen();
        CompletionStage<Operation.Status<T>> settled = work.settled();
        if (calls.listeners().isEmpty()) {
            return settled;
        }
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
            Progress progress = running.progress();
            calls.listeners().workSeen(new Work(startedBy, progress.phase(), progress.percent()));
        } else if (endTold.compareAndSet(false, true)) {
            calls.listeners().workEnded(new WorkEnd(startedBy, failureOf(status)));
        }
    }

    private static @Nullable OperationFailed failureOf(Operation.Status<?> status) {
        return status instanceof Operation.Status.Failed<?> failed ? failed.failure() : null;
    }
}
