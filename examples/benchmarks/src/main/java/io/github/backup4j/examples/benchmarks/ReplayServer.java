package io.github.backup4j.examples.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server on the loopback address that answers each GET as another one did the first time.
 *
 * <p>Its own cost is next to nothing, and the same for all who ask: a repeated answer is one write of bytes that are there,
 * and allocates nothing. It counts the connections that clients hold.
 */
final class ReplayServer implements AutoCloseable {
    /** The name of its threads. */
    static final String THREAD = "replay-server";

    private static final int LONGEST_HEAD = 16 * 1024;

    private final URI origin;
    private final ServerSocket socket;
    private final List<Answer> answers = new CopyOnWriteArrayList<>();
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger opened = new AtomicInteger();

    /**
     * Starts a server on a free port.
     *
     * @param origin the address of the server that is asked first
     */
    ReplayServer(URI origin) {
        this.origin = origin;
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

    /** Returns how many connections clients hold now. */
    int connections() {
        return connections.size();
    }

    /** Returns how many connections clients have opened so far. */
    int opened() {
        return opened.get();
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket connection : connections) {
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
                connections.add(connection);
                opened.incrementAndGet();
                daemon(() -> serve(connection));
            } catch (IOException e) {
                // It was closed.
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            InputStream in = connection.getInputStream();
            OutputStream out = connection.getOutputStream();
            byte[] head = new byte[LONGEST_HEAD];
            int length = readHead(in, head);
            while (length > 0) {
                out.write(answer(head));
                length = readHead(in, head);
            }
        } catch (IOException e) {
            // The client has gone.
            return;
        } finally {
            connections.remove(connection);
        }
    }

    /** Reads a request, which is no more than a head, and returns its length; 0 at the end. */
    private static int readHead(InputStream in, byte[] head) throws IOException {
        int length = 0;
        while (length < 4 || head[length - 3] != '\n' || head[length - 1] != '\n') {
            int read = in.read(head, length, head.length - length);
            if (read <= 0) {
                return 0;
            }
            length += read;
        }
        return length;
    }

    private byte[] answer(byte[] head) throws IOException {
        int from = indexOf(' ', head, 0) + 1;
        int to = indexOf(' ', head, from);
        for (Answer known : answers) {
            if (Arrays.equals(known.target, 0, known.target.length, head, from, to)) {
                return known.bytes;
            }
        }
        byte[] target = Arrays.copyOfRange(head, from, to);
        byte[] bytes = ask(new String(target, StandardCharsets.US_ASCII));
        answers.add(new Answer(target, bytes));
        return bytes;
    }

    private static int indexOf(char wanted, byte[] bytes, int from) {
        int at = from;
        while (bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    private byte[] ask(String target) throws IOException {
        HttpURLConnection call =
                (HttpURLConnection) origin.resolve(target).toURL().openConnection();
        call.setRequestProperty("X-Auth-Token", "any-token");
        byte[] body;
        try (InputStream in = call.getInputStream()) {
            body = in.readAllBytes();
        }
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        answer.writeBytes(("HTTP/1.1 200 OK\r\nX-Request-Id: " + call.getHeaderField("X-Request-Id")
                        + "\r\nContent-Type: " + call.getContentType() + "\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        answer.writeBytes(body);
        return answer.toByteArray();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, THREAD);
        thread.setDaemon(true);
        thread.start();
    }

    private static final class Answer {
        private final byte[] target;
        private final byte[] bytes;

        Answer(byte[] target, byte[] bytes) {
            this.target = target;
            this.bytes = bytes;
        }
    }
}
