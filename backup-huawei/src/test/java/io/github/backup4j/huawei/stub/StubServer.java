package io.github.backup4j.huawei.stub;

import com.github.tomakehurst.wiremock.http.Response;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A WireMock server that a test has for itself from its construction to {@link #close}.
 *
 * <p>A new WireMock server takes 20 ms to start, the first one of a JVM more than a second. So a server that was closed serves
 * the next test, if no client is connected to it any more; otherwise it is stopped, as a late request must not reach that test.
 */
public final class StubServer implements AutoCloseable {
    private static final Duration LAST_CONNECTIONS = Duration.ofMillis(300);
    private static final ConcurrentLinkedDeque<Engine> IDLE = new ConcurrentLinkedDeque<>();

    private final Engine engine;

    /**
     * Starts a server, or takes one that is idle.
     *
     * @param answers how it answers
     */
    public StubServer(Answers answers) {
        Engine idle = IDLE.poll();
        engine = idle == null ? new Engine() : idle;
        engine.serve(answers);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + engine.port());
    }

    /** The requests that were received so far, the first one first. */
    public List<LoggedRequest> requests() {
        List<LoggedRequest> requests = new ArrayList<>();
        for (ServeEvent event : engine.journal()) {
            requests.add(event.getRequest());
        }
        Collections.reverse(requests);
        return requests;
    }

    /** Clears the journal of requests. */
    public void forgetRequests() {
        engine.forgetRequests();
    }

    /** The connections that clients have opened, whether or not they sent anything, and whether or not they are closed. */
    public List<Socket> connections() {
        return engine.connections();
    }

    /** How many connections are open. */
    public int openConnections() {
        return engine.openConnections();
    }

    /** Waits until all connections are closed; returns false if the time runs out before. */
    public boolean awaitNoConnection(Duration timeout) {
        return awaitConnections(0, timeout);
    }

    /** Waits until no more than that many connections are open; returns false if the time runs out before. */
    public boolean awaitConnections(int most, Duration timeout) {
        return engine.awaitConnections(most, timeout);
    }

    /** How many bytes the server has sent, including heads. */
    public long sentBytes() {
        return engine.sentBytes();
    }

    @Override
    public void close() {
        if (engine.awaitConnections(0, LAST_CONNECTIONS)) {
            engine.reset();
            IDLE.push(engine);
        } else {
            engine.stop();
        }
    }

    /** How a server answers. Several threads may call it at once. */
    @FunctionalInterface
    public interface Answers {
        /** Returns the response to a request, or where to get it. */
        ResponseDefinition answer(LoggedRequest request);

        /**
         * Returns what is sent instead of a response.
         *
         * @param request the request as it was given to {@link #answer}
         * @param response the response that was made of what {@link #answer} returned
         */
        default Response change(LoggedRequest request, Response response) {
            return response;
        }
    }
}
