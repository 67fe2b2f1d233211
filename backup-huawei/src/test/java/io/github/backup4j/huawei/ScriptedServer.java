package io.github.backup4j.huawei;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A server that reads requests and answers each with the next answer of its script, or breaks the connection. */
final class ScriptedServer implements AutoCloseable {
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    private final ServerSocket socket;
    private final Deque<RawAnswer> script = new ArrayDeque<>();
    private final Function<String, RawAnswer> afterScript;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final CountDownLatch silent = new CountDownLatch(1);
    private volatile Runnable beforeAnswers = () -> {};

    /** Breaks the connection when its script has ended. */
    ScriptedServer() {
        this(request -> RawAnswer.BREAK);
    }

    /**
     * Answers what somebody says when its script has ended.
     *
     * @param afterScript answers a request, which is given as its head and its body
     */
    ScriptedServer(Function<String, RawAnswer> afterScript) {
        this.afterScript = afterScript;
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    /** The connections that were opened to here, whether or not anything was sent; closed when the other side has left. */
    List<Socket> connections() {
        return open;
    }

    /** Forgets the rest of the script. */
    synchronized void forget() {
        script.clear();
    }

    /** Does something whenever a request has come in, before it is answered. */
    void beforeAnswers(Runnable action) {
        beforeAnswers = action;
    }

    /** What came in, each as its head and its body. */
    List<String> requests() {
        return requests;
    }

    /** The first lines of what came in, without the version. */
    List<String> lines() {
        return requests.stream()
                .map(request -> request.substring(0, request.indexOf(" HTTP/1.1")))
                .toList();
    }

    /** Answers with JSON. */
    ScriptedServer json(int status, String body) {
        return raw(status, "Content-Type: application/json\r\n", body);
    }

    /** Answers with headers of its own, each ended by a line break. */
    ScriptedServer raw(int status, String headers, String body) {
        return add(RawAnswer.of(status, headers, body));
    }

    /** Reads the request, and closes the connection without an answer. */
    ScriptedServer breakOff() {
        return add(RawAnswer.BREAK);
    }

    /** Reads the request, and never answers; the connection stays open. */
    ScriptedServer saysNothing() {
        return add(RawAnswer.SILENCE);
    }

    /** Waits for a request that is never answered. */
    void awaitSilence() throws InterruptedException {
        silent.await();
    }

    /** Answers byte for byte. */
    synchronized ScriptedServer add(RawAnswer answer) {
        script.add(answer);
        return this;
    }

    /** How many connections there are that neither side has closed. */
    int openConnections() {
        return unfinished.get();
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket connection : open) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                open.add(connection);
                daemon(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        unfinished.incrementAndGet();
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            OutputStream out = connection.getOutputStream();
            RawAnswer answer = RawAnswer.BREAK;
            do {
                String request = readRequest(in);
                if (request.isEmpty()) {
                    return;
                }
                requests.add(request);
                beforeAnswers.run();
                answer = next(request);
                if (answer.equals(RawAnswer.SILENCE)) {
                    silent.countDown();
                }
                out.write(answer.text().getBytes(StandardCharsets.UTF_8));
                out.flush();
            } while (!answer.last());
        } catch (IOException e) {
            // The client has gone.
            return;
        } finally {
            unfinished.decrementAndGet();
        }
    }

    /** A request with its body; "" where none comes any more. */
    private static String readRequest(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int ended = 0;
        while (ended < END_OF_HEAD.length) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
            ended = next == END_OF_HEAD[ended] ? ended + 1 : next == END_OF_HEAD[0] ? 1 : 0;
        }
        String text = head.toString(StandardCharsets.UTF_8);
        int length = text.lines()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .filter(line -> line.startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).trim()))
                .findFirst()
                .orElse(0);
        return text + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private synchronized RawAnswer next(String request) {
        return script.isEmpty() ? afterScript.apply(request) : script.remove();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }
}
