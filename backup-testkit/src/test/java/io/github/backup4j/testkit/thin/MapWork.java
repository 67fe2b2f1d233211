package io.github.backup4j.testkit.thin;

import io.github.backup4j.BackupException;
import io.github.backup4j.Operation.Status;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Progress;
import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.OperationWatch;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
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
    private final Supplier<T> finish;
    private @Nullable Status<T> end;

    MapWork(MapWorld world, String token, String words, Class<T> resultType, Instant due, Supplier<T> finish) {
        this.world = world;
        this.token = token;
        this.words = words;
        this.resultType = resultType;
        this.due = due;
        this.finish = finish;
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
            try {
                end = new Status.Succeeded<>(finish.get());
            } catch (OperationFailed e) {
                end = new Status.Failed<>(e);
            } catch (BackupException e) {
                end = new Status.Failed<>(new OperationFailed(String.valueOf(e.getMessage())));
            }
        }
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
    public CompletionStage<Status<T>> settled() {
        return CompletableFuture.supplyAsync(() -> {
            OperationWatch<T> watch = new OperationWatch<>(world.time, this);
            while (true) {
                Optional<Status<T>> ended = watch.look();
                if (ended.isPresent()) {
                    return ended.get();
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
