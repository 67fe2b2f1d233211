package io.github.backup4j.huawei;

import io.github.backup4j.Operation;
import io.github.backup4j.OperationDriver;
import io.github.backup4j.Progress;
import io.github.backup4j.Site;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Looks at work of any kind, one step after the other, and keeps its token up to date.
 *
 * @param <T> what the work results in
 */
final class WorkDriver<T> implements OperationDriver<T> {
    private final Work<T> work;
    private final Context context;
    private Token token;
    private Operation.@Nullable Status<T> ended;

    WorkDriver(Work<T> work, Token token, Context context) {
        this.work = work;
        this.token = token;
        this.context = context;
    }

    @Override
    public synchronized String token() {
        return token.write(site());
    }

    @Override
    public synchronized Operation.Status<T> poll() {
        if (ended != null) {
            return ended;
        }
        Step<T> step = context.wire().look(() -> work.look(token));
        if (step instanceof Step.Next<T> next) {
            token = next.next();
            return running(new Step.Going<>(Progress.Phase.RUNNING, null, "step " + (token.step() + 1)));
        }
        if (step instanceof Step.Going<T> going) {
            return running(going);
        }
        Operation.Status<T> end = step instanceof Step.Done<T> done
                ? new Operation.Status.Succeeded<>(done.result())
                : new Operation.Status.Failed<>(((Step.Failed<T>) step).failure());
        ended = end;
        return end;
    }

    @Override
    public Duration pollInterval() {
        return context.pollInterval();
    }

    @Override
    public CompletionStage<Operation.Status<T>> settled() {
        return context.poller().watch(this);
    }

    private Operation.Status<T> running(Step.Going<T> going) {
        return new Operation.Status.Running<>(
                new Progress(
                        going.phase(),
                        going.percent(),
                        going.note(),
                        context.time().now()),
                null);
    }

    private Site site() {
        return context.site();
    }
}
