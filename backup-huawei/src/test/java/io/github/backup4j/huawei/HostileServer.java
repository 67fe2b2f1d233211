package io.github.backup4j.huawei;

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
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;

/** A server that answers each request with more, or more slowly, than anybody can want. */
final class HostileServer implements AutoCloseable {
    private static final byte[] SPACES = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
    private static final String HEAD = "HTTP/1.1 200 OK\r\nX-Request-Id: req-1\r\nContent-Type: application/json\r\n";

    private final ServerSocket socket;
    private final Answer answer;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();

    HostileServer(Answer answer) {
        this.answer = answer;
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

    /** How many bytes of bodies were sent before the other side had enough; packed, where they are packed. */
    long sent() {
        return sent.get();
    }

    long requests() {
        return requests.get();
    }

    /** What it does to each. */
    enum Answer {
        /** A byte of the body each 20 ms, for ever. */
        DRIPS,

        /** A byte of the head each 20 ms, for ever. */
        HEAD_DRIPS,

        /** 300 MB of spaces, and it says so before. */
        HUGE,

        /** Spaces without an end, and nothing says how many. */
        ENDLESS,

        /** 300 MB of spaces, packed to 300 kB. */
        BOMB,

        /** An error with a reason that does not end. */
        ENDLESS_ERROR
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
            readHead(connection.getInputStream());
            requests.incrementAndGet();
            write(connection.getOutputStream());
        } catch (IOException e) {
            // The client had enough.
            return;
        }
    }

    private void write(OutputStream out) throws IOException {
        switch (answer) {
            case DRIPS -> {
                out.write((HEAD + "Content-Length: 1000000\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                drip(out);
            }
            case HEAD_DRIPS -> {
                out.write("HTTP/1.1 200 OK\r\nX-Request-Id: ".getBytes(StandardCharsets.US_ASCII));
                drip(out);
            }
            case HUGE -> {
                out.write((HEAD + "Content-Length: 300000000\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                spaces(out, 300_000_000);
            }
            case ENDLESS -> {
                out.write((HEAD + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                spaces(out, Long.MAX_VALUE);
            }
            case BOMB -> {
                out.write((HEAD + "Content-Encoding: gzip\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                GZIPOutputStream packed = new GZIPOutputStream(new Counted(out));
                for (long left = 300_000_000; left > 0; left -= SPACES.length) {
                    packed.write(SPACES);
                }
                packed.finish();
            }
            case ENDLESS_ERROR -> {
                out.write((HEAD.replace("200 OK", "400 Bad Request") + "Connection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                spaces(out, Long.MAX_VALUE);
            }
        }
    }

    private void drip(OutputStream out) throws IOException {
        while (true) {
            out.write(' ');
            out.flush();
            sent.incrementAndGet();
            LockSupport.parkNanos(20_000_000);
        }
    }

    private void spaces(OutputStream out, long count) throws IOException {
        for (long left = count; left > 0; left -= SPACES.length) {
            out.write(SPACES);
            sent.addAndGet(SPACES.length);
        }
    }

    private static void readHead(InputStream in) throws IOException {
        int last = 0;
        int next = in.read();
        while (next >= 0) {
            last = next == '\n' ? last + 1 : next == '\r' ? last : 0;
            if (last == 2) {
                return;
            }
            next = in.read();
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "hostile-server");
        thread.setDaemon(true);
        thread.start();
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
