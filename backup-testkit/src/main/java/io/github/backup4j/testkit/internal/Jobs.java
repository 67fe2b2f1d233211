package io.github.backup4j.testkit.internal;

import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Progress;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.OperationDriver;
import io.github.backup4j.spi.OperationWatch;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.Work;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The long-running work of one site, and the tokens by which it is found again. */
final class Jobs {
    private static final String TOKEN_START = "backup4j-1/memory/";
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);

    private final SiteStore store;

    Jobs(SiteStore store) {
        this.store = store;
    }

    /** Starts work that a caller waits for. */
    <T> Job<T> start(Work work, Class<T> resultType, Supplier<T> finish, Consumer<OperationFailed> abandon) {
        return start(false, work, resultType, finish, abandon);
    }

    /**
     * Starts work that a caller waits for.
     *
     * @param inSteps whether it has several steps, and so ends only while somebody polls it
     */
    <T> Job<T> start(
            boolean inSteps, Work work, Class<T> resultType, Supplier<T> finish, Consumer<OperationFailed> abandon) {
        Job<T> job = keep(work, resultType, finish, abandon);
        return (inSteps ? job.inSteps() : job).begin();
    }

    /** Prepares work that starts once it is paid. */
    <T> Job<T> startUnpaid(Work work, Class<T> resultType, Supplier<T> finish) {
        return keep(work, resultType, finish, failure -> {}).unpaid();
    }

    /** Starts work that no caller waits for, and that cannot be found again. */
    Job<Boolean> startInBackground(Work work, Runnable finish, Consumer<OperationFailed> abandon) {
        Job<Boolean> job = new Job<>(
                store.world,
                "background",
                work,
                Boolean.class,
                () -> {
                    finish.run();
                    return true;
                },
                abandon);
        return job.begin();
    }

    <T> OperationDriver<T> work(Gate gate, Job<T> job) {
        return new Driver<>(gate, job, tokenOf(job));
    }

    /** Starts work, unless a call with the same key has already started it. */
    <T> OperationDriver<T> once(
            Gate gate, Call call, CallKey key, List<?> parameters, Supplier<Job<T>> start, Predicate<T> present) {
        return gate.once(call, key, parameters, start, job -> job.stands(present), job -> work(gate, job));
    }

    Job<?> find(String token) {
        String start = TOKEN_START + store.site + "/";
        if (!token.startsWith(TOKEN_START)) {
            throw Refusal.invalid(
                    Code.UNKNOWN_TOKEN, "token belongs to another cloud, or was written by another version");
        }
        if (!token.startsWith(start)) {
            throw Refusal.invalid(
                    Code.UNKNOWN_TOKEN, "token belongs to another region or project, not to " + store.site);
        }
        Job<?> job = store.jobs.get(token.substring(start.length()));
        if (job == null) {
            throw Refusal.notFound(Code.OPERATION_NOT_FOUND, "there is no operation " + token);
        }
        return job;
    }

    private <T> Job<T> keep(Work work, Class<T> resultType, Supplier<T> finish, Consumer<OperationFailed> abandon) {
        Job<T> job = new Job<>(store.world, store.world.nextId("job"), work, resultType, finish, abandon);
        store.jobs.put(job.id, job);
        return job;
    }

    private String tokenOf(Job<?> job) {
        return TOKEN_START + store.site + "/" + job.id;
    }

    private record Driver<T>(Gate gate, Job<T> job, String token) implements OperationDriver<T> {
        @Override
        public Operation.Status<T> poll() {
            return gate.read(Call.OPERATIONS_POLL, job::poll);
        }

        @Override
        public Duration pollInterval() {
            return POLL_INTERVAL;
        }

        @Override
        public CompletionStage<Operation.Status<T>> settled(Consumer<? super Progress> onProgress) {
            World world = gate.store.world;
            return world.time.locked(() -> new Unrecorded<>(world, job, token).settled(onProgress));
        }
    }

    /** Polls as a future does: it is no call, so that no history records it and no fault hits it. */
    private record Unrecorded<T>(World world, Job<T> job, String token) implements OperationDriver<T> {
        @Override
        public Operation.Status<T> poll() {
            return job.status();
        }

        @Override
        public Duration pollInterval() {
            return POLL_INTERVAL;
        }

        @Override
        public CompletionStage<Operation.Status<T>> settled(Consumer<? super Progress> onProgress) {
            return job.settled(new OperationWatch<>(world.clock, this), onProgress);
        }
    }
}
