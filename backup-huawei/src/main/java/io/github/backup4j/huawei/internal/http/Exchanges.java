package io.github.backup4j.huawei.internal.http;

import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.TimeSource;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
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
 * <p>Only a header can tell OkHttp which call of the SDK a request belongs to. So a signed request gets a
 * {@link #HEADER} with the number of its exchange, and {@link BoundedHttp} removes the header before the request is
 * sent. Safe for use by many threads.
 */
public final class Exchanges implements EventListener.Factory {
    /** Names the exchange of a request on its way through the SDK. It is never sent to a server. */
    static final String HEADER = "X-Backup4j-Exchange";

    /** The status of a response that refuses the signature of a request. */
    private static final int UNAUTHORIZED = 401;

    private final Map<String, Exchange> open = new ConcurrentHashMap<>();
    private final AtomicLong last = new AtomicLong();
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

    /** Opens an exchange, and returns the value of {@link #HEADER} for its requests. */
    String open(Exchange exchange) {
        String number = Long.toString(last.incrementAndGet());
        open.put(number, exchange);
        return number;
    }

    /** Closes an exchange. A request that still names it is watched, but its exchange is not used. */
    void close(String number) {
        open.remove(number);
    }

    /**
     * Returns the exchange that a request names; a new one if it names none, such as a request of an unwrapped SDK
     * client.
     */
    Exchange of(Request request) {
        String number = request.header(HEADER);
        Exchange known = number == null ? null : open.get(number);
        return known == null ? new Exchange() : known;
    }

    @Override
    public EventListener create(Call call) {
        return new Watch(of(call.request()));
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
