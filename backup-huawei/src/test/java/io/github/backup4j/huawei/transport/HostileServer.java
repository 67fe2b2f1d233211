package io.github.backup4j.huawei.transport;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import io.github.backup4j.huawei.stub.StubServer;
import io.github.backup4j.huawei.support.RawServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.zip.GZIPOutputStream;

/** A server that answers each request with more, or more slowly, than anybody can want. */
final class HostileServer implements AutoCloseable {
    private static final byte[] SPACES = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
    private static final long HUGE_LENGTH = 300_000_000;

    private final URI address;
    private final LongSupplier sent;
    private final Runnable close;

    HostileServer(Answer answer) {
        switch (answer) {
            case DRIPS, BOMB -> {
                ResponseDefinition response = answer == Answer.DRIPS ? drips() : bomb();
                StubServer server = new StubServer(request -> response);
                address = server.address();
                sent = server::sentBytes;
                close = server::close;
            }
            case HEAD_DRIPS, HUGE, ENDLESS, ENDLESS_ERROR, DENSE, DENSE_ERROR -> {
                RawServer server = new RawServer(out -> write(answer, out));
                address = server.address();
                sent = server::sent;
                close = server::close;
            }
            default -> throw new IllegalArgumentException(answer.name());
        }
    }

    URI address() {
        return address;
    }

    /** How many bytes were sent before the other side had enough; packed, where they are packed. */
    long sent() {
        return sent.getAsLong();
    }

    @Override
    public void close() {
        close.run();
    }

    /** What it does to each. */
    enum Answer {
        /** A byte of the body each 20 ms, for longer than a test may take. */
        DRIPS,

        /** A byte of the head each 20 ms, forever. */
        HEAD_DRIPS,

        /** 300 MB of spaces, and it says so before. */
        HUGE,

        /** Spaces without an end, and nothing says how many. */
        ENDLESS,

        /** 300 MB of spaces, packed to 300 kB. */
        BOMB,

        /** An error with a reason that does not end. */
        ENDLESS_ERROR,

        /** 4 MB of JSON that is nothing but empty objects. */
        DENSE,

        /** The same as the reason of an error. */
        DENSE_ERROR
    }

    private static ResponseDefinition drips() {
        int bytes = 10_000;
        return json().withHeader("Content-Length", String.valueOf(bytes))
                .withBody(" ".repeat(bytes))
                .withChunkedDribbleDelay(bytes, 20 * bytes)
                .build();
    }

    private static ResponseDefinition bomb() {
        return json().withHeader("Content-Encoding", "gzip")
                .withBody(Packed.SPACES)
                .build();
    }

    /** What a bomb holds; it takes seconds to pack. */
    private static final class Packed {
        static final byte[] SPACES = pack();

        private static byte[] pack() {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream packing = new GZIPOutputStream(packed)) {
                spaces(packing, HUGE_LENGTH);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return packed.toByteArray();
        }
    }

    private static ResponseDefinitionBuilder json() {
        return aResponse().withHeader("X-Request-Id", "req-1").withHeader("Content-Type", "application/json");
    }

    private static void write(Answer answer, OutputStream out) throws IOException {
        String json = "X-Request-Id: req-1\r\nContent-Type: application/json\r\n";
        switch (answer) {
            case HEAD_DRIPS -> {
                text(out, "HTTP/1.1 200 OK\r\nX-Request-Id: ");
                while (true) {
                    out.write(' ');
                    LockSupport.parkNanos(20_000_000);
                }
            }
            case HUGE -> {
                text(out, "HTTP/1.1 200 OK\r\n" + json + "Content-Length: " + HUGE_LENGTH + "\r\n\r\n");
                spaces(out, HUGE_LENGTH);
            }
            case ENDLESS -> {
                text(out, "HTTP/1.1 200 OK\r\n" + json + "Connection: close\r\n\r\n");
                spaces(out, Long.MAX_VALUE);
            }
            case ENDLESS_ERROR -> {
                text(out, "HTTP/1.1 400 Bad Request\r\n" + json + "Connection: close\r\n\r\n");
                spaces(out, Long.MAX_VALUE);
            }
            case DENSE, DENSE_ERROR -> {
                String body = "{\"vaults\":[" + "{},".repeat(1_300_000) + "{}]}";
                String status = answer == Answer.DENSE ? "200 OK" : "400 Bad Request";
                text(
                        out,
                        "HTTP/1.1 " + status + "\r\n" + json + "Content-Length: " + body.length() + "\r\n\r\n" + body);
            }
            default -> throw new IllegalArgumentException(answer.name());
        }
    }

    private static void text(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void spaces(OutputStream out, long count) throws IOException {
        for (long left = count; left > 0; left -= SPACES.length) {
            out.write(SPACES);
        }
    }
}
