package io.github.backup4j.huawei.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A server on the loopback address that speaks the wire of Huawei Cloud's CBR, EVS, IMS, ECS, BSS and IAM, as far as clients
 * need it around backups; its state is an {@link InMemoryCloud}.
 *
 * <p>Requests run one at a time. Close it to free its port and threads.
 */
public final class HuaweiEmulator implements AutoCloseable {
    static {
        // Without it most answers wait 40 ms for a delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /**
     * The header in which each answer says when it was given by the clock of the cloud. It is not {@code Date}, into which the
     * server of the JDK puts the date of the machine, whatever was set before.
     */
    public static final String DATE_HEADER = "X-Emulator-Date";

    private static final Logger LOG = Logger.getLogger(HuaweiEmulator.class.getName());

    /** How long a slow answer takes. */
    private static final Duration SLOWNESS = Duration.ofSeconds(20);

    private final HttpServer server;
    private final ExecutorService executor;
    private final Router router = new Router();
    private final Emulation emulation;
    private final Pace pace;
    private final Interference interference;
    private long requests;

    private HuaweiEmulator(
            InMemoryCloud cloud, Form form, boolean oneProject, int port, Pace pace, Interference interference)
            throws IOException {
        this.pace = pace;
        this.interference = interference;
        emulation = new Emulation(cloud, form, oneProject);
        Routes.addAll(router, emulation);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        executor = Executors.newFixedThreadPool(8, task -> {
            Thread thread = new Thread(task, "huawei-emulator");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(executor);
        server.createContext("/", this::answer);
        server.start();
    }

    /**
     * Starts an emulator on a free port, in which the project of each path is a project of its own.
     *
     * @param cloud its state, made with {@code withUuids()}; its site says the region
     * @param form the form of its answers
     */
    public static HuaweiEmulator start(InMemoryCloud cloud, Form form) throws IOException {
        return start(cloud, form, Interference.none());
    }

    /**
     * Starts an emulator on a free port, in which the project of each path is a project of its own, and something comes between
     * it and its clients.
     *
     * @param cloud its state, made with {@code withUuids()}; its site says the region
     * @param form the form of its answers
     * @param interference what goes wrong with each request
     */
    public static HuaweiEmulator start(InMemoryCloud cloud, Form form, Interference interference) throws IOException {
        return new HuaweiEmulator(cloud, form, false, 0, Pace.byHand(), interference);
    }

    /**
     * Starts an emulator in which every project id means the project of the cloud, so that any client sees the same world.
     *
     * @param cloud its state, made with {@code withUuids()}; its site says the region
     * @param form the form of its answers
     * @param port the port; 0: a free one
     * @param pace how its clock moves
     */
    public static HuaweiEmulator startForAnyProject(InMemoryCloud cloud, Form form, int port, Pace pace)
            throws IOException {
        return new HuaweiEmulator(cloud, form, true, port, pace, Interference.none());
    }

    /** Returns the address of all services, such as {@code http://127.0.0.1:8080}. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Puts disks and servers into the world, as {@code POST /emulator/seed} does. */
    synchronized JsonNode seed(JsonNode seed) {
        return new Seeding(emulation, emulation.home).add(seed);
    }

    /** Returns how many requests came in so far. */
    public synchronized long requests() {
        return requests;
    }

    /** Lets time pass, and what is late be carried out at its time. */
    public synchronized void advance(Duration duration) {
        emulation.advance(duration);
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] sent = exchange.getRequestBody().readAllBytes();
            if (!isControl(exchange.getRequestURI())) {
                interference.arrived(exchange.getRequestMethod(), exchange.getRequestURI());
            }
            delivery(exchange, sent).send(exchange);
        }
    }

    private synchronized Delivery delivery(HttpExchange exchange, byte[] sent) {
        requests++;
        String method = exchange.getRequestMethod();
        URI target = exchange.getRequestURI();
        boolean control = isControl(target);
        Fault fault = control ? Fault.NONE : interference.before(method, target);
        Map<String, List<String>> headers = headers(exchange);
        URI seen = fault == Fault.NOT_YET_THERE ? Target.ofNobody(target) : target;
        WireReply reply = null;
        for (int time = 1; time <= fault.times; time++) {
            WireReply next = replyTo(method, seen, headers, sent);
            reply = reply == null || fault == Fault.TWICE_WITH_SECOND_ANSWER ? next : reply;
        }
        if (!control && reply != null) {
            JsonNode body = reply.body() == null ? MissingNode.getInstance() : reply.body();
            interference.after(method, target, reply.status(), body);
            JsonNode shown = interference.shown(method, target, body);
            reply = shown.isMissingNode() ? reply : new WireReply(reply.status(), shown, reply.headers());
        }
        if (fault.late()) {
            emulation.later(interference.lateness(), () -> {
                WireReply late = replyTo(method, target, headers, sent);
                interference.carriedOutLate(method, target, late.status());
            });
        }
        WireReply sentBack = reply == null || fault.hidesReply ? FaultReplies.of(fault, target.getPath()) : reply;
        Instant date = emulation.now();
        return new Delivery(sentBack, "req-" + requests, date, fault, this::pause);
    }

    private static boolean isControl(URI target) {
        return target.getPath().startsWith("/emulator/");
    }

    private synchronized void pause() {
        emulation.advance(SLOWNESS);
    }

    private WireReply replyTo(String method, URI target, Map<String, List<String>> headers, byte[] sent) {
        String path = target.getPath();
        if (!path.startsWith("/emulator/")) {
            emulation.advance(pace.beforeRequest(method.equals("GET")));
        }
        emulation.runDue();
        try {
            Router.Match match = router.find(method, path)
                    .orElseThrow(() -> WireError.flat(
                            404, "APIG.0101", "The API does not exist or has not been published in the environment"));
            if (!Credentials.isOpen(path)) {
                Credentials.require(headers);
            }
            JsonNode body = sent.length == 0 ? MissingNode.getInstance() : Json.read(sent);
            Map<String, List<String>> query = query(target.getRawQuery());
            return match.handler().handle(new WireRequest(method, path, match.parameters(), query, headers, body));
        } catch (WireError e) {
            if (String.valueOf(e.getMessage()).contains("APIG.0101")) {
                LOG.log(Level.WARNING, "no route for {0} {1}", new Object[] {method, path});
            }
            return e.reply();
        } catch (IOException e) {
            return WireError.flat(400, "APIG.0106", "the body is not JSON").reply();
        } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, "failed at " + method + " " + path, e);
            return WireError.flat(500, "EMULATOR.0500", String.valueOf(e)).reply();
        }
    }

    private static Map<String, List<String>> headers(HttpExchange exchange) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        return headers;
    }

    private static Map<String, List<String>> query(@Nullable String raw) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        if (raw == null || raw.isEmpty()) {
            return query;
        }
        for (String pair : raw.split("&", -1)) {
            int split = pair.indexOf('=');
            String key = split < 0 ? pair : pair.substring(0, split);
            String value = split < 0 ? "" : pair.substring(split + 1);
            query.computeIfAbsent(decode(key), k -> new ArrayList<>()).add(decode(value));
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
