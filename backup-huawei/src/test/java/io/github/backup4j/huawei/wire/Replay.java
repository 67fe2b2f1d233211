package io.github.backup4j.huawei.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.golden.Queries;
import io.github.backup4j.huawei.support.RawAnswer;
import io.github.backup4j.huawei.support.WireData;
import io.github.backup4j.huawei.wire.WireCase.Exchange;
import io.github.backup4j.testkit.VirtualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A provider, over the real SDK, and a server that plays the other side of a {@link WireCase}.
 *
 * <p>Each request is answered by the next exchange that is for it, and by the last one when there is no further: work is looked
 * at as often as it takes. What is different after a change is so only when that was made. What no exchange is for does not exist.
 */
public final class Replay implements AutoCloseable {
    /** The number of no exchange. */
    public static final int NONE = -1;

    public static final String PROJECT = "0605767b5780d5762fc5c0118072a564";

    private static final Pattern SIGNED =
            Pattern.compile("backup4j-temporary\"(?:,\"value\")?:\"([a-z2-7]{26}(?:[a-z2-7]{16})?)\"");
    private static final Pattern MARKED =
            Pattern.compile("(?:backup4j-request(?:\",\"value\":\"|\":\"|\\.)|\\[backup4j |_b4[jp]_)([a-z2-7]{20})");

    private static final Pattern CREATED =
            Pattern.compile("(\"created_at\"\\s*:\\s*\")\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d");

    /** Not WireMock, which takes as long for a request as the provider. */
    private final HttpServer server = start();

    private final CloudBackup backup = HuaweiBackup.builder()
            .region("region-1")
            .project(PROJECT)
            .account("account-1")
            .accessKey("AKEXAMPLE", "SKEXAMPLE")
            .endpoint(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
            .timeSource(VirtualTime.create())
            .pollInterval(Duration.ofSeconds(15))
            .build();

    private final List<Sent> sent = new ArrayList<>();
    private WireCase wireCase = new WireCase("nothing", List.of());
    private int odd = NONE;
    private String mark = WireCase.MARK;
    private String sign = WireCase.SIGN;
    private JsonNode tags = MissingNode.getInstance();
    private @Nullable Mutation mutation;

    /**
     * Plays a case in which one exchange is answered otherwise.
     *
     * @param played the case
     * @param oddExchange the number of the exchange
     * @param oddAnswer how it is answered; null: as the case says
     * @param call the call that it is about
     */
    public <T> T play(WireCase played, int oddExchange, @Nullable Mutation oddAnswer, Function<CloudBackup, T> call) {
        synchronized (this) {
            wireCase = played;
            odd = oddExchange;
            mutation = oddAnswer;
            mark = WireCase.MARK;
            sign = WireCase.SIGN;
            tags = MissingNode.getInstance();
            sent.clear();
        }
        return call.apply(backup);
    }

    /** Plays a case as it stands in its file, and returns what the call that it is about returned. */
    public <T> T play(String name, Class<T> type) {
        return type.cast(play(WireCase.read(name), NONE, null, WireCalls.of(name)));
    }

    /** The same, with one exchange that is answered otherwise. */
    public <T> T play(String name, int exchange, RawAnswer answer, Class<T> type) {
        return type.cast(play(WireCase.read(name), exchange, Mutation.to(answer), WireCalls.of(name)));
    }

    /** What was sent, in its order. */
    public synchronized List<Sent> sent() {
        return List.copyOf(sent);
    }

    @Override
    public void close() {
        backup.close();
        server.stop(0);
    }

    private HttpServer start() {
        try {
            HttpServer started =
                    HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
            started.createContext("/", this::serve);
            started.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            answer(new Received(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().toString(),
                            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                            exchange.getRequestHeaders().getFirst("X-Client-Token")))
                    .send(exchange);
        }
    }

    private synchronized RawAnswer answer(Received request) {
        String method = request.method();
        String[] place = request.url().split("\\?", 2);
        Map<String, String> query = Queries.parse(place.length == 2 ? place[1] : "");
        int index = next(method, place[0], query);
        sent.add(new Sent(method, place[0], query, request.json(), request.clientToken(), index));
        if (index == NONE) {
            return RawAnswer.json(
                    404,
                    "{\"itemNotFound\":{\"code\":\"404\",\"message\":\"There is no " + method + " " + request.url()
                            + "\"}}");
        }
        Exchange exchange = wireCase.exchanges().get(index);
        String text = request.url() + "\n" + request.body();
        Matcher marked = MARKED.matcher(text);
        mark = marked.find() ? marked.group(1) : mark;
        Matcher signed = SIGNED.matcher(text);
        sign = signed.find() ? signed.group(1) : sign;
        JsonNode set = request.json();
        tags = place[0].endsWith("/tags/action") && set.path("action").asText().equals("create")
                ? set.path("tags")
                : tags;
        // A change that is made once more, after an odd answer, is answered as it should be.
        boolean first = sent.stream().filter(other -> other.exchange() == index).count() == 1;
        boolean isOdd = mutation != null && index == odd && (first || !exchange.changes());
        return marked(isOdd ? Objects.requireNonNull(mutation).answer() : exchange.raw());
    }

    /** An answer with the mark that was sent, where one belongs, and of the time of that mark. */
    private RawAnswer marked(RawAnswer answer) {
        RawAnswer marked = answer;
        if (marked.body().contains(WireCase.MARK)) {
            marked = marked.withBody(CREATED.matcher(marked.body())
                    .replaceAll("$1" + VirtualTime.DEFAULT_START.toString().substring(0, 19))
                    .replace(WireCase.MARK, mark));
        }
        if (marked.body().contains(WireCase.SIGN)) {
            marked = marked.replacing(WireCase.SIGN, sign);
        }
        if (marked.body().contains(WireCase.TAGS)) {
            ObjectNode named = JsonNodeFactory.instance.objectNode();
            tags.forEach(tag -> named.set(tag.path("key").asText(), tag.path("value")));
            marked = marked.replacing('"' + WireCase.TAGS + '"', named.toString());
        }
        return marked;
    }

    private int next(String method, String path, Map<String, String> query) {
        int last = NONE;
        for (int index = 0; index < wireCase.exchanges().size(); index++) {
            Exchange exchange = wireCase.exchanges().get(index);
            int number = index;
            boolean played = sent.stream().anyMatch(request -> request.exchange() == number);
            if (exchange.isFor(method, path, query) && (!exchange.spare() || hasGoneWrong(index))) {
                last = index;
                if (!played) {
                    return index;
                }
            }
            if (exchange.changes() && !played && last != NONE) {
                return last;
            }
        }
        return last;
    }

    /** Whether what a spare exchange is there for was answered otherwise: the one before it that is none. */
    private boolean hasGoneWrong(int spare) {
        int before = spare;
        while (wireCase.exchanges().get(before).spare()) {
            before--;
        }
        return before == odd && mutation != null && !mutation.harmless();
    }

    /** A request as it came in. */
    private record Received(
            String method,
            String url,
            String body,
            @Nullable String token) {
        JsonNode json() {
            return body.isEmpty() ? MissingNode.getInstance() : WireData.parse(body);
        }

        String clientToken() {
            return token == null ? "" : token;
        }
    }

    /**
     * A request that was sent.
     *
     * @param method the HTTP method
     * @param path the path, without its query
     * @param query the query
     * @param body the body; missing: none
     * @param clientToken the header that keeps the service from doing the same twice, or ""
     * @param exchange the number of the exchange that answered it; -1: none
     */
    public record Sent(
            String method, String path, Map<String, String> query, JsonNode body, String clientToken, int exchange) {
        @Override
        public String toString() {
            return method + " " + path + (query.isEmpty() ? "" : " " + query)
                    + (body.isMissingNode() ? "" : " " + body);
        }
    }
}
