package io.github.backup4j.testkit.thin;

import io.github.backup4j.BackupException;
import io.github.backup4j.Operation.Status;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Progress;
import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.OperationWatch;
import io.github.backup4j.testkit.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work that ends when its time has come.
 *
 * @param <T> what it results in
 */
final class MapWork<T> implements OperationDriver<T> {
    final Class<T> resultType;
    private final MapWorld world;
    private final String token;
    private final String words;
    private final Instant due;
    private final Steps<T> steps;
    private final Work kind;
    private final @Nullable OperationFailed planned;
    private @Nullable Status<T> end;

    /**
     * What work does at its end.
     *
     * @param finish takes effect, or throws and changes nothing
     * @param putBack reverts what the start has changed, if the work fails
     */
    record Steps<T>(Supplier<T> finish, Runnable putBack) {}

    MapWork(
            MapWorld world,
            String token,
            String words,
            Class<T> resultType,
            Instant due,
            Steps<T> steps,
            Work kind,
            @Nullable OperationFailed planned) {
        this.world = world;
        this.token = token;
        this.words = words;
        this.resultType = resultType;
        this.due = due;
        this.steps = steps;
        this.kind = kind;
        this.planned = planned;
    }

    Instant due() {
        return due;
    }

    /** Returns whether a call with the same key gets this work: it is running, or its result still exists. */
    boolean stands(Predicate<T> exists) {
        return end == null || (end instanceof Status.Succeeded<T> succeeded && exists.test(succeeded.result()));
    }

    void settle() {
        if (end == null && !due.isAfter(world.time.now())) {
            end = outcome();
        }
    }

    /** Work that fails leaves nothing busy: whatever its start has changed is put back. */
    private Status<T> outcome() {
        try {
            if (planned != null) {
                throw planned;
            }
            return new Status.Succeeded<>(steps.finish().get());
        } catch (OperationFailed e) {
            return failed(e);
        } catch (BackupException e) {
            return failed(new OperationFailed(String.valueOf(e.getMessage())));
        }
    }

    private Status<T> failed(OperationFailed failure) {
        steps.putBack().run();
        boolean overwrites = kind == Work.RESTORE || kind == Work.ROLL_BACK;
        return new Status.Failed<>(overwrites ? failure : failure.with(OperationFailed.Effect.UNCHANGED));
    }

    @Override
    public String token() {
        return token;
    }

    @Override
    public Status<T> poll() {
        synchronized (world) {
            world.settle();
            return end != null
                    ? end
                    : new Status.Running<>(new Progress(Progress.Phase.RUNNING, null, words, world.time.now()), null);
        }
    }

    @Override
    public Duration pollInterval() {
        return Duration.ofSeconds(5);
    }

    /** One thread for each future: enough for tests. */
    @Override
    public CompletionStage<Status<T>> settled(Consumer<? super Progress> onProgress) {
        CompletableFuture<Status<T>> future = new CompletableFuture<>();
        return future.completeAsync(() -> {
            OperationWatch<T> watch = new OperationWatch<>(world.time, this);
            while (true) {
                Optional<Status<T>> ended = watch.look();
                if (ended.isPresent()) {
                    return ended.get();
                }
                if (watch.failure().isEmpty() && !future.isDone()) {
                    watch.progress().ifPresent(onProgress);
                }
                try {
                    world.pause(watch.pause());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new CompletionException(e);
                }
            }
        });
    }
}
