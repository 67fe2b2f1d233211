package io.github.backup4j.huawei.support;

import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.github.backup4j.huawei.stub.StubServer;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** A server that answers each request with the next answer of its script, or breaks the connection. */
public final class ScriptedServer implements AutoCloseable {
    private final StubServer server;
    private final Deque<RawAnswer> script = new ArrayDeque<>();
    private final Function<LoggedRequest, RawAnswer> afterScript;
    private final CountDownLatch silent = new CountDownLatch(1);
    private volatile Runnable beforeAnswers = () -> {};

    /** Breaks the connection when its script has ended. */
    public ScriptedServer() {
        this(request -> RawAnswer.BREAK);
    }

    /** Answers what somebody says when its script has ended. */
    public ScriptedServer(Function<LoggedRequest, RawAnswer> afterScript) {
        this.afterScript = afterScript;
        server = new StubServer(this::answer);
    }

    public URI address() {
        return server.address();
    }

    /** The connections that were opened to here, whether or not anything was sent; closed when the other side has left. */
    public List<Socket> connections() {
        return server.connections();
    }

    /** Waits until no connection is open. */
    public boolean awaitNoConnection(Duration timeout) {
        return server.awaitNoConnection(timeout);
    }

    /** Waits until no more than that many connections are open; returns false if the time runs out before. */
    public boolean awaitConnections(int most, Duration timeout) {
        return server.awaitConnections(most, timeout);
    }

    /** Forgets the rest of the script. */
    public synchronized void forget() {
        script.clear();
    }

    /** Does something whenever a request has come in, before it is answered. */
    public void beforeAnswers(Runnable action) {
        beforeAnswers = action;
    }

    /** What came in, each as its head and its body. */
    public List<String> requests() {
        return server.requests().stream().map(ScriptedServer::text).toList();
    }

    /** The first lines of what came in, without the version. */
    public List<String> lines() {
        return server.requests().stream().map(ScriptedServer::line).toList();
    }

    /** Answers with JSON. */
    public ScriptedServer json(int status, String body) {
        return add(RawAnswer.json(status, body));
    }

    /** Answers with headers of its own, each ended by a line break. */
    public ScriptedServer raw(int status, String headers, String body) {
        return add(RawAnswer.of(status, headers, body));
    }

    /** Reads the request, and closes the connection without an answer. */
    public ScriptedServer breakOff() {
        return add(RawAnswer.BREAK);
    }

    /** Reads the request, and never answers; the connection stays open. */
    public ScriptedServer saysNothing() {
        return add(RawAnswer.SILENCE);
    }

    /** Waits for a request that is never answered. */
    public void awaitSilence() throws InterruptedException {
        silent.await();
    }

    public synchronized ScriptedServer add(RawAnswer answer) {
        script.add(answer);
        return this;
    }

    /** How many connections there are that neither side has closed. */
    public int openConnections() {
        return server.openConnections();
    }

    @Override
    public void close() {
        server.close();
    }

    /** The first line of a request, without the version. */
    public static String line(LoggedRequest request) {
        return request.getMethod() + " " + request.getUrl();
    }

    private static String text(LoggedRequest request) {
        StringBuilder text = new StringBuilder(line(request)).append(" HTTP/1.1\r\n");
        request.getHeaders()
                .all()
                .forEach(header -> header.values()
                        .forEach(value -> text.append(header.key())
                                .append(": ")
                                .append(value)
                                .append("\r\n")));
        return text.append("\r\n").append(request.getBodyAsString()).toString();
    }

    private ResponseDefinition answer(LoggedRequest request) {
        beforeAnswers.run();
        RawAnswer answer = next(request);
        if (answer.equals(RawAnswer.SILENCE)) {
            silent.countDown();
        }
        return answer.response();
    }

    private synchronized RawAnswer next(LoggedRequest request) {
        return script.isEmpty() ? afterScript.apply(request) : script.remove();
    }
}
