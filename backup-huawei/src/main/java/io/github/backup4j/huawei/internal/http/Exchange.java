package io.github.backup4j.huawei.internal.http;

import java.io.IOException;
import java.time.Duration;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;

/**
 * What happened below the SDK during one attempt at a call: the SDK hides most of it when a call fails. The thread that
 * sends the request writes and reads it; another thread may {@link #cancel} it.
 *
 * <p>Credentials that renew themselves send requests of their own first. The fields describe the last request.
 */
final class Exchange {
    /** Whether the service may have received the request. */
    boolean sent;

    /** When it was sent, as {@link io.github.backup4j.TimeSource#elapsed()} counts. */
    Duration sentAt = Duration.ZERO;

    /** The HTTP status; 0: no response was received. */
    int status;

    /** Why the body of the response could not be read to its end; null: it could, or was not read. */
    @Nullable
    String cut;

    /** The host that the request is for; null: no request was started. */
    @Nullable
    String host;

    /** The host and port. */
    @Nullable
    String server;

    /** The failure of the request below the SDK; null: it did not fail. */
    @Nullable
    IOException failure;

    @Nullable
    String requestId;

    @Nullable
    Duration retryAfter;

    private @Nullable Call running;
    private boolean cancelled;

    /** Starts a request, and forgets the previous one. */
    void begin(Call request) {
        sent = false;
        cut = null;
        status = 0;
        failure = null;
        requestId = null;
        retryAfter = null;
        host = request.request().url().host();
        server = host + ":" + request.request().url().port();
        run(request);
    }

    private synchronized void run(Call request) {
        running = request;
        if (cancelled) {
            request.cancel();
        }
    }

    /** Notes that a request has ended, and drops it, since it holds a security token. */
    synchronized void end(Call request) {
        if (request.equals(running)) {
            running = null;
        }
    }

    /** Cancels the request that is in flight, if there is one, and all that follow it. */
    synchronized void cancel() {
        cancelled = true;
        if (running != null) {
            running.cancel();
        }
    }
}
