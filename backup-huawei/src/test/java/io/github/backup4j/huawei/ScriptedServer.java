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

/** A server that reads requests and answers each with the next raw answer of its script; or breaks the connection. */
final class ScriptedServer implements AutoCloseable {
    private static final String BREAK = "";
    private static final String SILENCE = "silence";

    private final ServerSocket socket;
    private final Deque<String> script = new ArrayDeque<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile Runnable beforeAnswers = () -> {};
    private final CountDownLatch silent = new CountDownLatch(1);

    ScriptedServer() {
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
    synchronized ScriptedServer raw(int status, String headers, String body) {
        script.add("HTTP/1.1 " + status + " Whatever\r\nX-Request-Id: req-1\r\n" + headers + "Content-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
        return this;
    }

    /** Reads the request, and closes the connection without an answer. */
    synchronized ScriptedServer breakOff() {
        script.add(BREAK);
        return this;
    }

    /** Reads the request, and never answers; the connection stays open. */
    synchronized ScriptedServer saysNothing() {
        script.add(SILENCE);
        return this;
    }

    /** Waits for a request that is never answered. */
    void awaitSilence() throws InterruptedException {
        silent.await();
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
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            OutputStream out = connection.getOutputStream();
            while (readRequest(in)) {
                beforeAnswers.run();
                String answer = next();
                if (answer.equals(BREAK)) {
                    return;
                }
                if (answer.equals(SILENCE)) {
                    silent.countDown();
                    continue;
                }
                out.write(answer.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (IOException e) {
            // The client has gone.
            return;
        }
    }

    private boolean readRequest(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.UTF_8).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            head.write(next);
        }
        String text = head.toString(StandardCharsets.UTF_8);
        int length = text.lines()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .filter(line -> line.startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(line.substring(15).trim()))
                .findFirst()
                .orElse(0);
        requests.add(text + new String(in.readNBytes(length), StandardCharsets.UTF_8));
        return true;
    }

    private synchronized String next() {
        return script.isEmpty() ? BREAK : script.remove();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }
}
