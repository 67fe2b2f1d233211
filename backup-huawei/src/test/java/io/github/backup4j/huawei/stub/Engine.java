package io.github.backup4j.huawei.stub;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.common.Slf4jNotifier;
import com.github.tomakehurst.wiremock.core.Options;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.extension.ResponseTransformerV2;
import com.github.tomakehurst.wiremock.http.Response;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.http.trafficlistener.WiremockNetworkTrafficListener;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import wiremock.org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A WireMock server, with what it does not count by itself: connections and bytes. */
final class Engine {
    private final WireMockServer server = new WireMockServer(WireMockConfiguration.options()
            .dynamicPort()
            .bindAddress("127.0.0.1")
            .http2PlainDisabled(true)
            .gzipDisabled(true)
            .stubRequestLoggingDisabled(true)
            .notifier(new Slf4jNotifier(false))
            // A response says how long it is, unless it says that it comes in chunks.
            .useChunkedTransferEncoding(Options.ChunkedEncodingPolicy.NEVER)
            .jettyStopTimeout(100L)
            .threadPoolFactory(options -> daemons())
            .networkTrafficListener(new Connections())
            .extensions(new Answering(), new Changing()));

    private final List<Socket> connections = new ArrayList<>();
    private final Set<Socket> open = new HashSet<>();
    private long sentBytes;
    private volatile StubServer.Answers answers = Engine::nobodyAnswers;

    Engine() {
        server.start();
        server.stubFor(any(anyUrl()));
    }

    int port() {
        return server.port();
    }

    void serve(StubServer.Answers newAnswers) {
        answers = newAnswers;
    }

    /** Forgets everything that came in, and serves nobody. */
    synchronized void reset() {
        answers = Engine::nobodyAnswers;
        server.resetRequests();
        connections.clear();
        open.clear();
        sentBytes = 0;
    }

    void stop() {
        server.stop();
    }

    /** The newest first. */
    List<ServeEvent> journal() {
        return server.getAllServeEvents();
    }

    void forgetRequests() {
        server.resetRequests();
    }

    synchronized List<Socket> connections() {
        return List.copyOf(connections);
    }

    synchronized int openConnections() {
        return open.size();
    }

    synchronized long sentBytes() {
        return sentBytes;
    }

    synchronized boolean awaitConnections(int most, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        while (open.size() > most) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private static ResponseDefinition nobodyAnswers(Object request) {
        throw new IllegalStateException("no test uses this server now, but a request came in: " + request);
    }

    /** Tests that look for threads left behind know these by their name. */
    private static QueuedThreadPool daemons() {
        QueuedThreadPool pool = new QueuedThreadPool(16);
        pool.setDaemon(true);
        pool.setName("stub-server");
        return pool;
    }

    private final class Answering implements ResponseDefinitionTransformerV2 {
        @Override
        public String getName() {
            return "answering";
        }

        @Override
        public ResponseDefinition transform(ServeEvent event) {
            return answers.answer(event.getRequest());
        }
    }

    private final class Changing implements ResponseTransformerV2 {
        @Override
        public String getName() {
            return "changing";
        }

        @Override
        public Response transform(Response response, ServeEvent event) {
            return answers.change(event.getRequest(), response);
        }
    }

    private final class Connections implements WiremockNetworkTrafficListener {
        @Override
        public void opened(Socket socket) {
            synchronized (Engine.this) {
                connections.add(socket);
                open.add(socket);
            }
        }

        @Override
        public void incoming(Socket socket, ByteBuffer bytes) {
            // The journal has the requests.
        }

        @Override
        public void outgoing(Socket socket, ByteBuffer bytes) {
            synchronized (Engine.this) {
                sentBytes += bytes.remaining();
            }
        }

        @Override
        public void closed(Socket socket) {
            synchronized (Engine.this) {
                open.remove(socket);
                Engine.this.notifyAll();
            }
        }
    }
}
