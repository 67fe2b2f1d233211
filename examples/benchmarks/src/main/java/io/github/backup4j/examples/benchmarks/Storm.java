package io.github.backup4j.examples.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.HuaweiBackup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Two hundred calls at once to a server that takes ten a second, over HTTP and in real time: how long they take, and how many
 * requests are wasted. It takes two minutes.
 *
 * <pre>{@code
 * mvn -q -Pbench -DskipTests -pl examples/benchmarks -am verify \
 *     -Dbench.main=io.github.backup4j.examples.benchmarks.Storm
 * }</pre>
 */
public final class Storm {
    private static final int CALLS = 200;
    private static final int LIMIT = 10;

    private Storm() {}

    /**
     * Measures, and prints the figures.
     *
     * @param args none
     * @throws IOException if no server could be started
     * @throws InterruptedException if it was interrupted
     */
    public static void main(String... args) throws IOException, InterruptedException {
        System.out.printf(
                Locale.ROOT, "%d calls at once, %d a second: ideally %d seconds%n", CALLS, LIMIT, CALLS / LIMIT);
        measure("without Retry-After", null, 16);
        measure("with Retry-After: 1", "1", 16);
        measure("without Retry-After, a client that allows all at once", null, CALLS);
        measure("with Retry-After: 1, a client that allows all at once", "1", CALLS);
    }

    private static void measure(String name, @Nullable String retryAfter, int callsAtOnce)
            throws IOException, InterruptedException {
        try (LimitedServer server = new LimitedServer(retryAfter);
                CloudBackup backup = HuaweiBackup.builder()
                        .region("region-1")
                        .project("project-1")
                        .accessKey("AKEXAMPLE", "SKEXAMPLE")
                        .endpoint(server.address())
                        .callsAtOnce(callsAtOnce)
                        .build()) {
            Instant begun = TimeSource.system().now();
            int failed = call(backup);
            Duration took = Duration.between(begun, TimeSource.system().now());
            System.out.printf(
                    Locale.ROOT,
                    "  %-55s %5.1f s, %d failed, %d requests, %.1f %% wasted%n",
                    name,
                    took.toMillis() / 1_000.0,
                    failed,
                    server.requests(),
                    100.0 * server.refused() / server.requests());
        }
    }

    /** Returns how many calls failed. */
    private static int call(CloudBackup backup) throws InterruptedException {
        ExecutorService callers = Executors.newFixedThreadPool(CALLS);
        List<Future<Policy>> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            PolicyId id = new PolicyId("policy-" + i);
            calls.add(callers.submit(() -> backup.policies().get(id)));
        }
        int failed = 0;
        for (Future<Policy> call : calls) {
            try {
                call.get();
            } catch (ExecutionException e) {
                failed++;
                System.out.println("  failed: " + e.getCause());
            }
        }
        callers.shutdown();
        return failed;
    }

    /** A server that takes so many requests in each second of the clock, and refuses the others. */
    private static final class LimitedServer implements AutoCloseable {
        private static final String REFUSAL =
                "{\"error_code\":\"APIG.0308\",\"error_msg\":\"The throttling threshold has been reached\"}";

        private final HttpServer server;
        private final ExecutorService threads = Executors.newFixedThreadPool(16);
        private final @Nullable String retryAfter;
        private Instant second = Instant.MIN;
        private int takenInSecond;
        private int requests;
        private int refused;

        LimitedServer(@Nullable String retryAfter) throws IOException {
            this.retryAfter = retryAfter;
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            server.createContext("/", this::answer);
            server.start();
        }

        URI address() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }

        synchronized int requests() {
            return requests;
        }

        synchronized int refused() {
            return refused;
        }

        @Override
        public void close() {
            server.stop(0);
            threads.shutdownNow();
        }

        private void answer(HttpExchange exchange) throws IOException {
            try (exchange) {
                boolean taken = take();
                String path = exchange.getRequestURI().getPath();
                String id = path.substring(path.lastIndexOf('/') + 1);
                String body = taken
                        ? "{\"policy\":{\"id\":\"" + id + "\",\"operation_type\":\"backup\",\"enabled\":true}}"
                        : REFUSAL;
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                if (!taken && retryAfter != null) {
                    exchange.getResponseHeaders().set("Retry-After", retryAfter);
                }
                exchange.sendResponseHeaders(taken ? 200 : 429, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        }

        private synchronized boolean take() {
            requests++;
            Instant now = TimeSource.system().now().truncatedTo(ChronoUnit.SECONDS);
            if (!now.equals(second)) {
                second = now;
                takenInSecond = 0;
            }
            if (takenInSecond == LIMIT) {
                refused++;
                return false;
            }
            takenInSecond++;
            return true;
        }
    }
}
