package io.github.backup4j.huawei;

import java.io.IOException;
import java.time.Duration;
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
    private final Runnable ended;

    /**
     * Creates a watch.
     *
     * @param ended what to do when a call has ended and its connection is free again
     */
    CallWatch(Runnable ended) {
        this.ended = ended;
    }

    /** Forgets the call before, at the start of one. */
    Seen begin() {
        Seen fresh = new Seen();
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
        now.host = call.request().url().host();
        now.server = now.host + ":" + call.request().url().port();
    }

    @Override
    public void callEnd(Call call) {
        ended.run();
    }

    @Override
    public void callFailed(Call call, IOException failure) {
        seen.get().failure = failure;
        ended.run();
    }

    @Override
    public void requestHeadersEnd(Call call, Request request) {
        seen.get().sent = true;
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
        now.retryAfter = seconds(response.header("Retry-After"));
        now.unread = isLeftUnread(response);
        if (now.unread) {
            call.cancel();
        }
        boolean wouldBeSentAgain =
                response.code() == 408 || (response.code() == 503 && "0".equals(response.header("Retry-After")));
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

    private static @Nullable Duration seconds(@Nullable String header) {
        return header != null && header.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(header)) : null;
    }

    /** What was seen of one call. */
    static final class Seen {
        /** Whether the service may have got it. */
        boolean sent;

        /** The HTTP status; 0: no answer came. */
        int status;

        /** Whether the answer has a body that the SDK does not read. */
        boolean unread;

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

        private void clear() {
            sent = false;
            status = 0;
            failure = null;
            requestId = null;
            retryAfter = null;
        }
    }
}
