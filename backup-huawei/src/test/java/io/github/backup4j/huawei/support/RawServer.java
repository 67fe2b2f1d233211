package io.github.backup4j.huawei.support;

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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server that writes bytes of its own to each connection, after the head of one request. It is for what WireMock cannot
 * send: heads that do not end, bodies without an end or larger than the heap, bodies where HTTP has none, and answers to
 * requests that are meant for a proxy.
 */
public final class RawServer implements AutoCloseable {
    private final ServerSocket socket;
    private final Answer answer;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final AtomicLong sent = new AtomicLong();

    public RawServer(Answer answer) {
        this.answer = answer;
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    /** Writes the same text to each. */
    public static RawServer sending(String text) {
        return new RawServer(out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    /** How many bytes were written before the other side had enough. */
    public long sent() {
        return sent.get();
    }

    /** The heads of the requests that came in. */
    public List<String> heads() {
        return heads;
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
            connection.setTcpNoDelay(true);
            heads.add(readHead(connection.getInputStream()));
            answer.write(new Counted(connection.getOutputStream()));
        } catch (IOException e) {
            // The client had enough.
            return;
        }
    }

    private static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int breaks = 0;
        while (breaks < 2) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.write(next);
            breaks = next == '\n' ? breaks + 1 : next == '\r' ? breaks : 0;
        }
        return head.toString(StandardCharsets.UTF_8);
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** What is written after the head of a request; the connection is closed after it. */
    @FunctionalInterface
    public interface Answer {
        void write(OutputStream out) throws IOException;
    }

    private final class Counted extends OutputStream {
        private final OutputStream out;

        Counted(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            out.write(bytes, from, count);
            sent.addAndGet(count);
        }
    }
}
