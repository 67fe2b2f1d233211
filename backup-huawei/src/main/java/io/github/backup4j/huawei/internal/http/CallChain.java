package io.github.backup4j.huawei.internal.http;

import com.huaweicloud.sdk.core.HcClient;
import com.huaweicloud.sdk.core.http.HttpRequestDef;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupListener;
import io.github.backup4j.Busy;
import io.github.backup4j.Throttled;
import io.github.backup4j.TimeSource;
import io.github.backup4j.Unavailable;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chain that every call goes down: attempts, limits, interruptible, send, classify.
 *
 * <ol>
 *   <li><b>Attempts.</b> A call that failed for a reason that may pass is retried after a pause, if its {@link CallMode}
 *       allows that. A call of a {@link Poll} is sent once.
 *   <li><b>Limits.</b> Each attempt waits until the {@link ServiceLimiter} admits it.
 *   <li><b>Interruptible.</b> A read of a poll runs on another thread, so that an interrupt or the end of the poll ends
 *       the wait.
 *   <li><b>Send.</b> The SDK builds, signs and sends the request; {@link BoundedHttp} reads the response below it, and an {@link
 *       Exchange} notes what the SDK hides.
 *   <li><b>Classify.</b> A response is returned; a failure is mapped to an exception of the API.
 * </ol>
 *
 * <p>Safe for use by many threads.
 */
public final class CallChain {
    private final TimeSource time;
    private final RetryRules rules;
    private final Backoff backoff;
    private final Sender sender;
    private final Map<Service, ServiceLimiter> limiters = new EnumMap<>(Service.class);
    private final Map<Service, RetryBudget> budgets = new EnumMap<>(Service.class);

    /** The lower half of the chain: sends one attempt that the limits have admitted. */
    interface Sender {
        /**
         * Sends a call.
         *
         * @param afterwards takes the task to run once the slot of the call is free: a listener may call the backup itself
         * @throws BackupException if it fails
         */
        Response send(Call<?> call, Consumer<Runnable> afterwards);
    }

    /**
     * Creates a chain.
     *
     * @param newLimiter creates the limiter of a service
     * @param sender sends the attempts
     */
    CallChain(TimeSource time, RetryRules rules, Backoff backoff, Supplier<ServiceLimiter> newLimiter, Sender sender) {
        this.time = time;
        this.rules = rules;
        this.backoff = backoff;
        this.sender = sender;
        for (Service service : Service.values()) {
            limiters.put(service, newLimiter.get());
            budgets.put(service, new RetryBudget());
        }
    }

    /**
     * Creates the chain to all services.
     *
     * @param random decides the length of pauses; safe for use by many threads
     * @param sender sends the attempts
     */
    static CallChain of(TimeSource time, RetryRules rules, RandomGenerator random, Sender sender) {
        Supplier<ServiceLimiter> newLimiter = () -> new ServiceLimiter(time, new Semaphore(rules.callsAtOnce(), true));
        return new CallChain(time, rules, new Backoff(random), newLimiter, sender);
    }

    // ---- attempts

    /**
     * Sends a call, with as many attempts as it needs and may have.
     *
     * @throws BackupException the last failure; {@link Throttled} or {@link Unavailable} if the call was never sent
     */
    Response call(Call<?> call) {
        ServiceLimiter limiter = of(limiters, call.service());
        Poll poll = call.poll();
        if (poll != null) {
            limiter.enterForPoll(call.name(), poll.begin(), poll.left());
            return limited(call, limiter);
        }
        RetryState attempts = new RetryState(rules, backoff, of(budgets, call.service()), call.mode(), time.elapsed());
        CallRate.Place place = limiter.join();
        for (Call<?> attempt = call; ; attempt = attempt.again()) {
            try {
                limiter.enter(call.name(), place, attempts.deadline);
            } catch (Throttled | Unavailable e) {
                throw attempts.outcome(e);
            }
            try {
                Response response = limited(attempt, limiter);
                attempts.succeeded();
                return response;
            } catch (Throttled | Unavailable | Busy | AmbiguousOutcome e) {
                Optional<Duration> pause = attempts.failed(e, time.elapsed());
                if (pause.isEmpty() || !pause(pause.get())) {
                    throw attempts.outcome(e);
                }
            }
        }
    }

    /** Waits, and returns whether it was not interrupted; the interrupt flag stays set if it was. */
    public boolean pause(Duration pause) {
        try {
            time.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static <V> V of(Map<Service, V> values, Service service) {
        V value = values.get(service);
        if (value == null) {
            throw new IllegalArgumentException("service is " + service);
        }
        return value;
    }

    // ---- limits

    /** Sends a call that the limiter has admitted, and gives its slot back. */
    private Response limited(Call<?> call, ServiceLimiter limiter) {
        Afterwards afterwards = new Afterwards();
        try {
            return limiter.run(() -> sender.send(call, afterwards));
        } finally {
            afterwards.free();
        }
    }

    /** The task that runs once the slot is free. If it comes later, the thread that is still making the attempt runs it. */
    private static final class Afterwards implements Consumer<Runnable> {
        private @Nullable Runnable kept;
        private boolean free;

        @Override
        public void accept(Runnable task) {
            if (!keeps(task)) {
                task.run();
            }
        }

        private synchronized boolean keeps(Runnable task) {
            if (!free) {
                kept = task;
            }
            return !free;
        }

        void free() {
            Runnable task = taken();
            if (task != null) {
                task.run();
            }
        }

        private synchronized @Nullable Runnable taken() {
            free = true;
            return kept;
        }
    }

    /** Sends attempts through the SDK. */
    static final class SdkSender implements Sender {
        private static final Logger LOG = LoggerFactory.getLogger("io.github.backup4j.huawei.http");

        private final Connection connection;
        private final Interruptible interruptible;
        private final Map<HttpRequestDef<?, ?>, HttpRequestDef<?, Answer>> definitions = new ConcurrentHashMap<>();

        SdkSender(Connection connection) {
            this.connection = connection;
            interruptible = new Interruptible(connection.executor());
        }

        // ---- interruptible

        @Override
        public Response send(Call<?> call, Consumer<Runnable> afterwards) {
            Exchange exchange = new Exchange();
            Poll poll = call.poll();
            if (poll == null || call.mode().changes()) {
                return send(call, exchange, afterwards);
            }
            return interruptible.call(
                    call.name(), () -> send(call, exchange, afterwards), exchange::cancel, poll.left());
        }

        // ---- send

        private <R> Response send(Call<R> call, Exchange exchange, Consumer<Runnable> afterwards) {
            connection.checkStillOpen(call.name());
            Duration start = connection.time().elapsed();
            String number = connection.exchanges().open(exchange);
            BackupException failure;
            try {
                HcClient client = connection.client(call.service(), number);
                Answer answer = client.syncInvokeHttp(call.request(), lenient(call.definition()));
                if (answer != null && exchange.status >= 200 && exchange.status < 300) {
                    log(call, start, exchange, "done");
                    tell(call, start, exchange, afterwards);
                    return new Response(answer.fields(), exchange);
                }
                failure = Failures.unreadable(exchange, call, null);
            } catch (RuntimeException e) {
                failure = classify(e, call, exchange);
            } finally {
                connection.exchanges().close(number);
            }
            log(call, start, exchange, failure.getClass().getSimpleName());
            tell(call, start, exchange, afterwards);
            throw failure;
        }

        @SuppressWarnings("unchecked") // each value is created from its key
        private <R> HttpRequestDef<R, Answer> lenient(HttpRequestDef<R, ?> definition) {
            if (definition.getResponseType() == Answer.class) {
                return (HttpRequestDef<R, Answer>) definition;
            }
            return (HttpRequestDef<R, Answer>) definitions.computeIfAbsent(definition, Answer::of);
        }

        // ---- classify

        private static BackupException classify(RuntimeException failure, Call<?> call, Exchange exchange) {
            return Failures.of(failure, exchange, call);
        }

        private void tell(Call<?> call, Duration start, Exchange exchange, Consumer<Runnable> afterwards) {
            BackupListener.Request told = new BackupListener.Request(
                    call.service().name().toLowerCase(Locale.ROOT),
                    call.definition().getName(),
                    call.attempt(),
                    exchange.status == 0 ? null : exchange.status,
                    exchange.requestId,
                    connection.time().elapsed().minus(start));
            afterwards.accept(() -> call.listener().requestSent(told));
        }

        private void log(Call<?> call, Duration start, Exchange exchange, String outcome) {
            if (LOG.isDebugEnabled()) {
                Duration took = connection.time().elapsed().minus(start);
                LOG.debug(
                        "{} took {} ms, status {}, request {}: {}",
                        call.name(),
                        took.toMillis(),
                        exchange.status,
                        exchange.requestId,
                        outcome);
            }
        }
    }
}
