package io.github.backup4j.huawei.emulator.internal.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the handler of a request: of several matching routes, the one with the fewest path variables. */
public final class Router {
    /** Templates that were read once: each emulator has the same. */
    private static final Map<String, Template> TEMPLATES = new ConcurrentHashMap<>();

    /** Stands for any segment but an empty one. */
    private static final String VARIABLE = "{}";

    private final Map<Shape, List<Route>> routes = new HashMap<>();

    /** Adds a route such as {@code /v3/{project_id}/vaults/{vault_id}}. */
    public void add(String method, String template, Handler handler) {
        Template read = TEMPLATES.computeIfAbsent(template, Template::of);
        routes.computeIfAbsent(new Shape(method, read.literals.size()), shape -> new ArrayList<>())
                .add(new Route(read, handler));
    }

    /**
     * Finds the handler of a path as it was sent: each segment is decoded on its own, so that one may contain a slash.
     *
     * @throws WireError if a segment is not UTF-8 in percent encoding
     */
    public Optional<Match> find(String method, String path) {
        List<String> segments = segmentsOf(path);
        Route found = null;
        for (Route route : routes.getOrDefault(new Shape(method, segments.size()), List.of())) {
            if (route.template.matches(segments) && (found == null || route.isMoreExactThan(found))) {
                found = route;
            }
        }
        return found == null
                ? Optional.empty()
                : Optional.of(new Match(found.handler, found.template.parametersOf(segments)));
    }

    private static List<String> segmentsOf(String path) {
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            segments[i] = decoded(segments[i]);
        }
        return Arrays.asList(segments);
    }

    private static String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            for (int i = 0; i < segment.length(); i++) {
                if (segment.charAt(i) == '%') {
                    bytes.write(HexFormat.fromHexDigits(segment, i + 1, i + 3));
                    i += 2;
                } else {
                    bytes.writeBytes(segment.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
                }
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (IllegalArgumentException | IndexOutOfBoundsException | CharacterCodingException e) {
            throw WireError.flat(400, "APIG.0106", "the path has the malformed segment " + segment);
        }
    }

    /** Handles a request. */
    public interface Handler {
        WireReply handle(WireRequest request);
    }

    /**
     * A matching handler.
     *
     * @param handler the handler
     * @param parameters the values of the path variables, by name
     */
    public record Match(Handler handler, Map<String, String> parameters) {}

    /** What is the same for a route and the requests that it may match. */
    private record Shape(String method, int segments) {}

    private record Route(Template template, Handler handler) {
        boolean isMoreExactThan(Route other) {
            return template.names.size() < other.template.names.size();
        }
    }

    /**
     * The paths of a route.
     *
     * @param literals the segments, with {@link Router#VARIABLE} in the place of a path variable
     * @param names the names of the path variables, by the index of the segment
     */
    private record Template(List<String> literals, SortedMap<Integer, String> names) {
        static Template of(String text) {
            List<String> literals = segmentsOf(text);
            SortedMap<Integer, String> names = new TreeMap<>();
            for (int i = 0; i < literals.size(); i++) {
                String segment = literals.get(i);
                if (segment.startsWith("{")) {
                    names.put(i, segment.substring(1, segment.length() - 1));
                    literals.set(i, VARIABLE);
                }
            }
            return new Template(literals, names);
        }

        /** Whether a path is one of them. It has as many segments; the last ones differ most often. */
        boolean matches(List<String> path) {
            for (int i = path.size() - 1; i >= 0; i--) {
                String literal = literals.get(i);
                String segment = path.get(i);
                if (literal.equals(VARIABLE) ? segment.isEmpty() : !literal.equals(segment)) {
                    return false;
                }
            }
            return true;
        }

        Map<String, String> parametersOf(List<String> path) {
            Map<String, String> parameters = new LinkedHashMap<>();
            names.forEach((index, name) -> parameters.put(name, path.get(index)));
            return parameters;
        }
    }
}
