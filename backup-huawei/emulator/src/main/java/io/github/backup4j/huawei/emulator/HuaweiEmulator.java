package io.github.backup4j.huawei.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.backup4j.Site;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.emulator.internal.control.Seeding;
import io.github.backup4j.huawei.emulator.internal.http.Credentials;
import io.github.backup4j.huawei.emulator.internal.http.Delivery;
import io.github.backup4j.huawei.emulator.internal.http.FaultReplies;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.Target;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.http.Workers;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
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
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A server on the loopback address that speaks the HTTP interface of Huawei Cloud's CBR, EVS, IMS, ECS, BSS and IAM, as far as
 * clients need it around backups. Clients reach all services at {@link #address()}, with any credential.
 *
 * <pre>{@code
 * try (HuaweiEmulator emulator = HuaweiEmulator.builder()
 *         .seed("{\"disks\": [{\"id\": \"0a1b2c3d-0000-4000-8000-000000000001\", \"name\": \"orders\", \"size\": 40}]}")
 *         .start()) {
 *     BackupClient client = new BackupClient(emulator.address(), emulator.site()); // the code under test
 *     client.protectNightly("0a1b2c3d-0000-4000-8000-000000000001");
 *     emulator.advance(Duration.ofDays(45));
 *     assertThat(client.restorePoints()).hasSize(30);
 * }
 * }</pre>
 *
 * <p>Its state is an {@link InMemoryCloud}, in which a test can write to disks, attach them and read them. Its clock
 * stands still unless {@link #advance} or the builder moves it. The same calls give the same ids in the same order.
 *
 * <p>Safe for use by many threads; it handles one request at a time. Close it to release its port and threads.
 */
public final class HuaweiEmulator implements AutoCloseable {
    static {
        // Without it most responses wait 40 ms for a delayed acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /**
     * The header with the date of each response by the clock of the cloud. It is not {@code Date}, because the JDK's
     * server always overwrites that with the machine's date.
     */
    public static final String DATE_HEADER = Delivery.DATE_HEADER;

    private static final Logger LOG = Logger.getLogger(HuaweiEmulator.class.getName());

    /** The default region and project. */
    private static final Site USUAL = new Site("cn-north-4", "0605767b5780d5762fc5c0118072a564");

    /** 127.0.0.1, as {@link #address()} says: the loopback address of a JVM that prefers IPv6 is another. */
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    /** The longest body of a request: no service takes one that is nearly as long. */
    private static final int MOST_BYTES = 16 << 20;

    /** How many times as fast as real time the clock runs at most: faster, it would reach the year 10,000 within minutes. */
    private static final int FASTEST = 1_000_000;

    /** How long a slow response takes. */
    private static final Duration SLOWNESS = Duration.ofSeconds(20);

    private final HttpServer server;
    private final ExecutorService executor;
    private final Router router = new Router();
    private final Emulation emulation;
    private final Pace pace;
    private final Interference interference;
    private long requests;

    private HuaweiEmulator(Emulation emulation, int port, Pace pace, Interference interference) throws IOException {
        this.pace = pace;
        this.interference = interference;
        this.emulation = emulation;
        Routes.addAll(router, emulation);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), 0);
        executor = Workers.start();
        server.setExecutor(executor);
        server.createContext("/", this::answer);
        server.start();
    }

    /**
     * Starts an emulator of an empty cloud on a free port, with responses in recorded form.
     *
     * @throws IOException if no port is free
     */
    public static HuaweiEmulator start() throws IOException {
        return builder().start();
    }

    /**
     * Starts an emulator on a free port; short for {@code builder().cloud(cloud).form(form).start()}.
     *
     * @param cloud its state, built with {@code withUuids()}; its site is the region and project
     * @param form the form of its responses
     * @throws IOException if no port is free
     */
    public static HuaweiEmulator start(InMemoryCloud cloud, Form form) throws IOException {
        return builder().cloud(cloud).form(form).start();
    }

    /** Returns a builder for an emulator with other settings than the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the address of all services, such as {@code http://127.0.0.1:8080}. */
    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Returns the region and project that it emulates. */
    public Site site() {
        return emulation.home.site();
    }

    /** Returns the cloud that holds its state. */
    public InMemoryCloud cloud() {
        return emulation.home;
    }

    /**
     * Adds disks, servers and public images to the world, as {@code POST /emulator/seed} does.
     *
     * @param json what to add, as {@link Builder#seed} takes it
     * @return the ids of what was added, in the same form
     * @throws IllegalArgumentException if the seed is malformed; nothing was added
     */
    public synchronized String seed(String json) {
        return new Seeding(emulation, emulation.home).add(json);
    }

    /** Returns the number of requests received so far. */
    public synchronized long requests() {
        return requests;
    }

    /**
     * Advances the clock: work progresses, schedules fire, retention deletes.
     *
     * @param duration how much
     */
    public synchronized void advance(Duration duration) {
        emulation.advance(duration);
    }

    /** Stops it at once; requests in progress get no response. */
    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] sent = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
            if (sent.length > MOST_BYTES) {
                refusal(WireError.flat(413, "EMULATOR.0413", "The body has more than " + MOST_BYTES + " bytes."))
                        .send(exchange);
                return;
            }
            if (isControl(exchange.getRequestURI())
                    && exchange.getRequestHeaders().containsKey("Origin")) {
                refusal(WireError.flat(403, "EMULATOR.0403", "Pages of browsers must not control the emulator."))
                        .send(exchange);
                return;
            }
            if (!isControl(exchange.getRequestURI())) {
                interference.arrived(exchange.getRequestMethod(), exchange.getRequestURI());
            }
            delivery(exchange, sent).send(exchange);
        }
    }

    private synchronized Delivery refusal(WireError error) {
        requests++;
        return new Delivery(error.reply(), "req-" + requests, emulation.now(), Fault.NONE, this::pause);
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
            Router.Match match = router.find(method, target.getRawPath())
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
            return WireError.flat(500, "EMULATOR.0500", "The emulator failed at this request; its log says why.")
                    .reply();
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

    /** Builds a {@link HuaweiEmulator}. Not for use by many threads. */
    public static final class Builder {
        private @Nullable InMemoryCloud cloud;
        private @Nullable Site site;
        private Form form = Form.RECORDED;
        private boolean oneProject;
        private int port;
        private @Nullable Pace pace;
        private Interference interference = Interference.none();
        private @Nullable String seed;

        private Builder() {}

        /**
         * Sets the cloud that holds its state, so that a test can prepare and inspect it.
         *
         * @param newCloud built with {@code withUuids()}, since clients expect such ids; by default a new, empty one
         * @throws IllegalArgumentException if {@link #site} was called, as the cloud has one
         */
        public Builder cloud(InMemoryCloud newCloud) {
            if (site != null) {
                throw new IllegalArgumentException(
                        "cloud is " + newCloud + ", but the site is set to " + site + " too");
            }
            cloud = Objects.requireNonNull(newCloud, "newCloud == null");
            return this;
        }

        /**
         * Sets the region and project that it emulates.
         *
         * @param newSite by default {@code cn-north-4} and a realistic project id
         * @throws IllegalArgumentException if {@link #cloud} was called, which has a site
         */
        public Builder site(Site newSite) {
            if (cloud != null) {
                throw new IllegalArgumentException(
                        "site is " + newSite + ", but the cloud is set to " + cloud + " too");
            }
            site = Objects.requireNonNull(newSite, "newSite == null");
            return this;
        }

        /**
         * Sets the form of its responses.
         *
         * @param newForm by default {@link Form#RECORDED}
         */
        public Builder form(Form newForm) {
            form = Objects.requireNonNull(newForm, "newForm == null");
            return this;
        }

        /**
         * Maps every project id in a path to the project of its site, so that clients with any project id see the same
         * world. By default each project id is a separate project, empty at first.
         */
        public Builder forAnyProject() {
            oneProject = true;
            return this;
        }

        /**
         * Sets the port.
         *
         * @param newPort from 0 to 65535; 0, the default: a free one
         * @throws IllegalArgumentException if it is another number
         */
        public Builder port(int newPort) {
            if (newPort < 0 || newPort > 65_535) {
                throw new IllegalArgumentException("port is " + newPort + ", not from 0 to 65535");
            }
            port = newPort;
            return this;
        }

        /**
         * Makes its clock run by itself.
         *
         * @param factor how many times as fast as real time; 0, the default: it stands still
         * @throws IllegalArgumentException if it is not between 0 and a million, or {@link #perLook} was called
         */
        public Builder speed(int factor) {
            if (factor < 0 || factor > FASTEST) {
                throw new IllegalArgumentException("speed is " + factor + ", not from 0 to " + FASTEST);
            }
            return pace(factor == 0 ? Pace.byHand() : Pace.times(factor, TimeSource.system()), "speed is " + factor);
        }

        /**
         * Makes its clock move with every GET, so that a client that polls sees work end.
         *
         * @param step how far each GET moves it
         * @throws IllegalArgumentException if it is negative, or {@link #speed} was called
         */
        public Builder perLook(Duration step) {
            if (step.isNegative()) {
                throw new IllegalArgumentException("step is " + step + ", less than zero");
            }
            return pace(Pace.perLook(step), "step is " + step);
        }

        private Builder pace(Pace newPace, String told) {
            if (pace != null) {
                throw new IllegalArgumentException(told + ", but another way to move the clock is set already");
            }
            pace = newPace;
            return this;
        }

        /**
         * Sets interference between it and its clients: faults, lost replies, late requests, lagging lists.
         *
         * @param newInterference none by default
         */
        public Builder interference(Interference newInterference) {
            interference = Objects.requireNonNull(newInterference, "newInterference == null");
            return this;
        }

        /**
         * Sets the initial resources:
         *
         * <pre>{@code
         * {"disks": [{"name": "data", "size": 40, "id": "0a1b2c3d-0000-4000-8000-000000000001", "text": "what is on it"}],
         *  "servers": [{"name": "web", "flavor": "s6.large.2", "disks": [{"name": "root", "size": 40}]}],
         *  "images": [{"name": "Debian 12", "platform": "Debian", "os_version": "Debian GNU/Linux 12", "size": 10}]}
         * }</pre>
         *
         * <p>Disks take {@code id}, {@code name}, {@code size} in GiB, {@code zone}, {@code type}, {@code encrypted},
         * {@code tags} and {@code text}; servers {@code id}, {@code name}, {@code disks}, {@code zone}, {@code flavor},
         * {@code network}, {@code subnet}, {@code tags} and {@code stopped}; images, which are for everybody, {@code
         * id}, {@code name}, {@code platform}, {@code os_version} and {@code size}. All but the first disk of a server
         * may be omitted. Ids are UUIDs; a missing one is generated, the same in each run.
         *
         * @param json an object with {@code disks}, {@code servers} and {@code images}, each of which may be missing
         */
        public Builder seed(String json) {
            seed = Objects.requireNonNull(json, "json == null");
            return this;
        }

        /**
         * Starts it.
         *
         * @throws IOException if the port is taken
         * @throws IllegalArgumentException if the seed is malformed, or names an id that exists already
         */
        public HuaweiEmulator start() throws IOException {
            InMemoryCloud state = cloud != null
                    ? cloud
                    : InMemoryCloud.builder()
                            .withUuids()
                            .site(site == null ? USUAL : site)
                            .build();
            Emulation emulation = new Emulation(state, form, oneProject);
            if (seed != null) {
                String unused = new Seeding(emulation, state).add(seed);
            }
            return new HuaweiEmulator(emulation, port, pace == null ? Pace.byHand() : pace, interference);
        }
    }
}
