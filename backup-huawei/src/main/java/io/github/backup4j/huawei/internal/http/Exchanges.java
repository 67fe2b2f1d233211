package io.github.backup4j.huawei.internal.http;

import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.TimeSource;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Watches each request below the SDK: keeps OkHttp from retrying requests that change something, and notes in the
 * {@link Exchange} what the SDK hides when a call fails.
 *
 * <p>OkHttp retries a request when a pooled connection breaks, when the host has another address, and on 408 and on 503
 * with {@code Retry-After: 0}. The SDK leaves these retries on, and has no setting to turn them off.
 *
 * <p>The SDK tells OkHttp nothing of the call that a request belongs to. But it sends all requests of a call, those with which
 * credentials renew themselves included, on the thread of the call: so the exchange of a thread is that of its requests. Safe for use
 * by many threads.
 */
public final class Exchanges implements EventListener.Factory {
    /** The exchange of the call that a thread makes. */
    private static final ThreadLocal<@Nullable Exchange> OF_THREAD = new ThreadLocal<>();

    /** The status of a response that refuses the signature of a request. */
    private static final int UNAUTHORIZED = 401;

    private final TimeSource time;
    private final ServiceClock clock;
    private final @Nullable String dateHeader;
    private final Runnable ended;

    /**
     * Creates a watch.
     *
     * @param clock learns the dates of responses
     * @param dateHeader the header whose dates the clock learns; null: it learns none
     * @param ended what to do when a request has ended and its connection is free again
     */
    Exchanges(TimeSource time, ServiceClock clock, @Nullable String dateHeader, Runnable ended) {
        this.time = time;
        this.clock = clock;
        this.dateHeader = dateHeader;
        this.ended = ended;
    }

    /** Makes a call whose requests belong to an exchange. Credentials of the caller's own may make another one meanwhile. */
    static <T> T during(Exchange exchange, Supplier<T> call) {
        Exchange outer = OF_THREAD.get();
        OF_THREAD.set(exchange);
        try {
            return call.get();
        } finally {
            if (outer == null) {
                OF_THREAD.remove();
            } else {
                OF_THREAD.set(outer);
            }
        }
    }

    /** Returns the exchange of this thread; a new one if it has none, as for a request that the SDK sends on a thread of its own. */
    static Exchange current() {
        Exchange known = OF_THREAD.get();
        return known == null ? new Exchange() : known;
    }

    @Override
    public EventListener create(Call call) {
        return new Watch(current());
    }

    private final class Watch extends EventListener {
        private final Exchange exchange;

        Watch(Exchange exchange) {
            this.exchange = exchange;
        }

        @Override
        public void callStart(Call call) {
            exchange.begin(call);
        }

        @Override
        public void callEnd(Call call) {
            exchange.end(call);
            ended.run();
        }

        @Override
        public void callFailed(Call call, IOException failure) {
            exchange.end(call);
            exchange.failure = failure;
            ended.run();
        }

        @Override
        public void requestHeadersEnd(Call call, Request request) {
            exchange.sent = true;
            exchange.sentAt = time.elapsed();
        }

        @Override
        public void requestFailed(Call call, IOException failure) {
            stopUnlessRead(call);
        }

        @Override
        public void responseFailed(Call call, IOException failure) {
            stopUnlessRead(call);
        }

        @Override
        public void responseHeadersEnd(Call call, Response response) {
            exchange.status = response.code();
            exchange.requestId = new Detail(null, response.header("X-Request-Id"), null, null).requestId();
            Instant date = HttpDates.parse(response.header(dateHeader == null ? "Date" : dateHeader));
            if (date != null && dateHeader != null && isFromService(response)) {
                clock.answered(exchange.sentAt, date, response.code() == UNAUTHORIZED);
            }
            String retryAfter = response.header("Retry-After");
            exchange.retryAfter = HttpDates.pause(retryAfter, date == null ? clock.now() : date);
            if (wouldBeSentAgain(response.code(), retryAfter)) {
                stopUnlessRead(call);
            }
        }
    }

    /** Returns whether a service has just sent a response: not a gateway with a clock of its own, nor a cache. */
    private static boolean isFromService(Response response) {
        return response.header("X-Request-Id") != null && response.header("Age") == null;
    }

    private static boolean wouldBeSentAgain(int status, @Nullable String retryAfter) {
        return status == 408 || (status == 503 && retryAfter != null && retryAfter.matches("0+"));
    }

    private static void stopUnlessRead(Call call) {
        if (!call.request().method().equals("GET")) {
            call.cancel();
        }
    }
}
