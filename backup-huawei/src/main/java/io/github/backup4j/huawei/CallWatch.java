package io.github.backup4j.huawei;

import io.github.backup4j.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Watches each call under the SDK: it keeps OkHttp from sending again what may not be sent twice, and remembers what the SDK
 * hides when a call fails.
 *
 * <p>OkHttp sends a request once more when a pooled connection breaks, when another address is known, and on 408 and on 503
 * with {@code Retry-After: 0}; the SDK leaves that switched on and has no switch for it. Synchronous calls run on the thread of
 * the caller, so what is remembered is kept by thread.
 */
final class CallWatch extends EventListener {
    private final ThreadLocal<Seen> seen = ThreadLocal.withInitial(Seen::new);
    private final TimeSource time;
    private final ServiceClock clock;
    private final String dateHeader;
    private final Runnable ended;

    /**
     * Creates a watch.
     *
     * @param clock is told the dates of answers
     * @param dateHeader the header that an answer says its date in
     * @param ended what to do when a call has ended and its connection is free again
     */
    CallWatch(TimeSource time, ServiceClock clock, String dateHeader, Runnable ended) {
        this.time = time;
        this.clock = clock;
        this.dateHeader = dateHeader;
        this.ended = ended;
    }

    /** Forgets the call before, at the start of one. */
    Seen begin() {
        Seen fresh = new Seen();
        fresh.by = seen.get().by;
        seen.set(fresh);
        return fresh;
    }

    /** What was seen of the last call of this thread. */
    Seen last() {
        return seen.get();
    }

    /** Credentials that renew themselves make calls of their own before; what counts is the last call. */
    @Override
    public void callStart(Call call) {
        Seen now = seen.get();
        now.clear();
        now.by.begin(call);
        now.host = call.request().url().host();
        now.server = now.host + ":" + call.request().url().port();
    }

    /** Lets somebody who waits for what this thread does give up its calls. */
    void callsMayBeGivenUpBy(Waiting waiting) {
        seen.get().by = waiting;
    }

    @Override
    public void callEnd(Call call) {
        seen.get().by.end(call);
        ended.run();
    }

    @Override
    public void callFailed(Call call, IOException failure) {
        seen.get().by.end(call);
        seen.get().failure = failure;
        ended.run();
    }

    @Override
    public void requestHeadersEnd(Call call, Request request) {
        Seen now = seen.get();
        now.sent = true;
        now.sentAt = time.elapsed();
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
        Seen now = seen.get();
        now.status = response.code();
        now.requestId = response.header("X-Request-Id");
        Instant date = HttpDates.parse(response.header(dateHeader));
        if (date != null) {
            clock.answered(now.sentAt, date);
        }
        now.retryAfter = HttpDates.pause(response.header("Retry-After"), date == null ? clock.now() : date);
        now.unread = isLeftUnread(response);
        if (now.unread) {
            call.cancel();
        }
        String retryAfter = response.header("Retry-After");
        boolean wouldBeSentAgain =
                response.code() == 408 || (response.code() == 503 && retryAfter != null && retryAfter.matches("0+"));
        if (wouldBeSentAgain) {
            stopUnlessRead(call);
        }
    }

    private static void stopUnlessRead(Call call) {
        if (!call.request().method().equals("GET")) {
            call.cancel();
        }
    }

    /** What the SDK neither reads nor closes, so that its connection would stay open: bodies of types that it does not know. */
    private static boolean isLeftUnread(Response response) {
        String type = response.header("Content-Type");
        String length = response.header("Content-Length");
        boolean empty = length == null ? response.header("Transfer-Encoding") == null : length.equals("0");
        return !empty && (type == null || !type.matches("(?i)(application/(.*\\+)?(json|xml)|text/).*"));
    }

    /** Somebody who waits for the calls of another thread, and may give them up. */
    static final class Waiting {
        private @Nullable Call call;
        private boolean over;

        /** Ends the call that is made now, if there is one, and all that follow it. */
        synchronized void giveUp() {
            over = true;
            if (call != null) {
                call.cancel();
            }
        }

        /** A call holds its request, and with that a security token. */
        private synchronized void end(Call last) {
            if (last.equals(call)) {
                call = null;
            }
        }

        private synchronized void begin(Call next) {
            call = next;
            if (over) {
                next.cancel();
            }
        }
    }

    /** What was seen of one call. */
    static final class Seen {
        /** Whether the service may have got it. */
        boolean sent;

        /** The HTTP status; 0: no answer came. */
        int status;

        /** Whether the answer has a body that the SDK does not read. */
        boolean unread;

        /** Why the body of the answer could not be read to its end; null: it could, or nobody tried. */
        @Nullable
        String cut;
        /** The host that the call is for; null: no call was begun. */
        @Nullable
        String host;

        /** The host and port. */
        @Nullable
        String server;

        /** What the call failed with beneath the SDK. */
        @Nullable
        IOException failure;

        @Nullable
        String requestId;

        @Nullable
        Duration retryAfter;

        private Duration sentAt = Duration.ZERO;
        private Waiting by = new Waiting();

        private void clear() {
            sent = false;
            cut = null;
            status = 0;
            failure = null;
            requestId = null;
            retryAfter = null;
        }
    }
}
