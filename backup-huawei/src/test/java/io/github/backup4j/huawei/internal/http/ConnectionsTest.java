package io.github.backup4j.huawei.internal.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.huaweicloud.sdk.core.HcClient;
import com.huaweicloud.sdk.core.http.HttpMethod;
import com.huaweicloud.sdk.core.http.HttpRequestDef;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupListener;
import io.github.backup4j.TimeSource;
import io.github.backup4j.Unavailable;
import io.github.backup4j.huawei.support.RawServer;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** However a call ends, its connection is idle or closed afterwards: OkHttp would keep it until the call is collected. */
@Timeout(60)
class ConnectionsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int LIMIT = 1 << 12;
    private static final String JSON = "Content-Type: application/json\r\n";

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                answer("success", "200 OK", JSON + length(2), "{}"),
                answer("no content", "204 No Content", "", ""),
                answer("no content that has a body", "204 No Content", JSON + length(2), "{}"),
                answer("an error", "404 Not Found", JSON + length(2), "{}"),
                answer("an error without a type", "500 Fault", length(5), "fault"),
                answer("malformed JSON", "200 OK", JSON + length(1), "{"),
                answer("no type", "200 OK", length(2), "{}"),
                answer("no type, and in chunks", "200 OK", "Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n"),
                answer("no type, up to the end of the connection", "200 OK", "Connection: close\r\n", "{}"),
                answer("bytes", "200 OK", "Content-Type: application/octet-stream\r\n" + length(2), "{}"),
                answer("an error in bytes", "404 Not Found", "Content-Type: image/png\r\n" + length(2), "{}"),
                answer("bytes without an end", "200 OK", "Content-Type: image/png\r\n" + length(2 * LIMIT), "{}"),
                answer("a type that is none", "200 OK", "Content-Type: nonsense\r\n" + length(2), "{}"),
                answer("a type cut off", "200 OK", "Content-Type: application/json; charset\r\n" + length(2), "{}"),
                answer("a type in capitals", "200 OK", "Content-Type: Application/JSON\r\n" + length(2), "{}"),
                answer("a kind of JSON", "200 OK", "Content-Type: application/hal+json\r\n" + length(2), "{}"),
                answer(
                        "an unknown charset",
                        "200 OK",
                        "Content-Type: application/json; charset=x\r\n" + length(2),
                        "{}"),
                answer("broken off", "200 OK", JSON + length(3), "{}"),
                answer("chunks broken off", "200 OK", JSON + "Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n9\r\n"),
                answer("a malformed chunk", "200 OK", JSON + "Transfer-Encoding: chunked\r\n", "2\r\n{}\r\nz\r\n"),
                answer("not compressed", "200 OK", JSON + "Content-Encoding: gzip\r\n" + length(2), "{}"),
                answer("too long", "200 OK", JSON + length(2 * LIMIT), " ".repeat(2 * LIMIT)),
                answer("an error that is too long", "400 Bad", JSON + length(2 * LIMIT), " ".repeat(2 * LIMIT)),
                answer("redirect", "302 Found", "Location: http://127.0.0.1:1/\r\n" + JSON + length(2), "{}"),
                answer("switch of protocols", "101 Switching Protocols", "Upgrade: x\r\n", ""),
                answer("timeout", "408 Request Timeout", JSON + length(2), "{}"),
                answer("pause", "503 Busy", "Retry-After: 0\r\n" + JSON + length(2), "{}"),
                answer("endless pause", "503 Busy", "Retry-After: 9999999999\r\n" + JSON + length(2), "{}"),
                answer("head broken off", "200", "Content-", ""),
                Arguments.of("no HTTP", "nonsense\r\n\r\n"),
                Arguments.of("nothing", ""));
    }

    private static Arguments answer(String name, String status, String headers, String body) {
        return Arguments.of(name, "HTTP/1.1 " + status + "\r\n" + headers + "\r\n" + body);
    }

    private static String length(int bytes) {
        return "Content-Length: " + bytes + "\r\n";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void call_answered_holdsNoConnection(String name, String text) {
        Opened services = open(serving(RawServer.sending(text)), Duration.ofSeconds(30));

        for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.DELETE)) {
            Throwable thrown = catchThrowable(() -> services.call(method, null));

            assertThat(thrown == null || thrown instanceof BackupException)
                    .as("%s", thrown)
                    .isTrue();
            assertThat(services.held())
                    .as("%s of %s, which ended with %s", method, name, thrown)
                    .isZero();
        }
    }

    @Test
    void call_unwrappedClient_holdsNoConnection() {
        RawServer server = serving(RawServer.sending("HTTP/1.1 200 OK\r\n" + length(2) + "\r\n{}"));
        Opened services = open(server, Duration.ofSeconds(30));
        HcClient client = services.connection().client(Service.IAM);

        Throwable thrown =
                catchThrowable(() -> client.syncInvokeHttp(new RawCall.Body(), Opened.definition(HttpMethod.GET)));

        assertThat(thrown).isNotNull();
        assertThat(services.held()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("slowAnswers")
    void call_timeOver_holdsNoConnection(String name, String begin) {
        Opened services = open(endless(begin, new CountDownLatch(1)), Duration.ofSeconds(2));

        assertThat(catchThrowable(() -> services.call(HttpMethod.GET, null)))
                .as(name)
                .isInstanceOf(Unavailable.class);
        assertThat(services.held()).isZero();
        assertThat(catchThrowable(() -> services.call(HttpMethod.DELETE, null)))
                .as(name)
                .isInstanceOf(AmbiguousOutcome.class);
        assertThat(services.held()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("slowAnswers")
    void poll_timeOver_holdsNoConnectionSoonAfter(String name, String begin) {
        Opened services = open(endless(begin, new CountDownLatch(1)), Duration.ofSeconds(60));

        assertThat(catchThrowable(() -> services.call(HttpMethod.GET, new Poll(Duration.ofMillis(300)))))
                .as(name)
                .isInstanceOf(Unavailable.class);

        services.awaitNoneHeld();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("slowAnswers")
    void poll_interrupted_holdsNoConnectionSoonAfter(String name, String begin) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        Opened services = open(endless(begin, asked), Duration.ofSeconds(60));
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread polling = new Thread(() ->
                thrown.complete(catchThrowable(() -> services.call(HttpMethod.GET, new Poll(Duration.ofSeconds(60))))));
        polling.start();
        asked.await();

        polling.interrupt();

        assertThat(thrown).as(name).succeedsWithin(SOON).isInstanceOf(Unavailable.class);
        services.awaitNoneHeld();
    }

    static Stream<Arguments> slowAnswers() {
        return Stream.of(
                Arguments.of("nothing", ""),
                Arguments.of("a head", "HTTP/1.1 200 OK\r\nX-Slow: "),
                Arguments.of("a body", "HTTP/1.1 200 OK\r\n" + JSON + length(100) + "\r\n{"),
                Arguments.of("bytes", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n" + length(100) + "\r\n{"),
                Arguments.of("a body without a type", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"));
    }

    /** Sends the beginning of a response, and nothing more until the client has had enough. */
    private RawServer endless(String begin, CountDownLatch asked) {
        CountDownLatch end = new CountDownLatch(1);
        opened.add(end::countDown);
        return serving(new RawServer(out -> {
            write(out, begin);
            asked.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private RawServer serving(RawServer server) {
        opened.add(server);
        return server;
    }

    private Opened open(RawServer server, Duration callTime) {
        Credentials keys = Credentials.fixed("AKEXAMPLE", "SKEXAMPLE", null);
        Connection connection = new Connection(
                TimeSource.system(),
                keys,
                new Identity("region-1", keys, "project-1", "account-1"),
                Map.of(Service.IAM, URI.create(server.address().toString())),
                new HttpSettings().config(),
                ResponseLimits.USUAL.withCallTime(callTime).withAnswerBytes(LIMIT),
                "Date");
        opened.add(connection::close);
        return new Opened(connection);
    }

    /** A connection to one service. */
    private record Opened(Connection connection) {
        static HttpRequestDef<RawCall.Body, Answer> definition(HttpMethod method) {
            return RawCall.of(method, "call", "/v3/things");
        }

        void call(HttpMethod method, @Nullable Poll poll) {
            ServiceClient client = ServiceClient.of(
                    connection, RetryRules.USUAL.withAttempts(1), new Random(1), new BackupListener() {});
            ServiceClient within = poll == null ? client : client.within(poll);
            within.call(Service.IAM, definition(method), new RawCall.Body());
        }

        /** How many connections a call still holds. */
        int held() {
            ConnectionPool pool = http(connection.client(Service.IAM)).connectionPool();
            return pool.connectionCount() - pool.idleConnectionCount();
        }

        /** A call that was given up ends on another thread. */
        void awaitNoneHeld() {
            Instant end = Instant.now().plus(SOON);
            while (held() > 0 && Instant.now().isBefore(end)) {
                Thread.onSpinWait();
            }
            assertThat(held()).isZero();
        }

        private static OkHttpClient http(HcClient client) {
            try {
                Object http = value(HcClient.class, "httpClient", client);
                return (OkHttpClient) value(http.getClass(), "client", http);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        private static Object value(Class<?> owner, String name, Object of) throws ReflectiveOperationException {
            Field field = owner.getDeclaredField(name);
            field.setAccessible(true);
            return field.get(of);
        }
    }
}
