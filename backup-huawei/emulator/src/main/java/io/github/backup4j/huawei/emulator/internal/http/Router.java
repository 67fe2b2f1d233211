package io.github.backup4j.huawei.emulator.internal.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the handler of a request: of several matching routes, the one with the fewest path variables. */
public final class Router {
    private final List<Route> routes = new ArrayList<>();

    /** Adds a route such as {@code /v3/{project_id}/vaults/{vault_id}}. */
    public void add(String method, String template, Handler handler) {
        routes.add(new Route(method, List.of(template.substring(1).split("/", -1)), handler));
    }

    /**
     * Finds the handler of a path as it was sent: each segment is decoded on its own, so that one may contain a slash.
     *
     * @throws WireError if a segment is not UTF-8 in percent encoding
     */
    public Optional<Match> find(String method, String path) {
        List<String> segments = Arrays.stream(path.substring(1).split("/", -1))
                .map(Router::decoded)
                .toList();
        return routes.stream()
                .filter(route -> route.method.equals(method) && route.matches(segments))
                .min(Route.MORE_EXACT)
                .map(route -> new Match(route.handler, route.parametersOf(segments)));
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

    private record Route(String method, List<String> template, Handler handler) {
        static final Comparator<Route> MORE_EXACT = Comparator.comparingLong(
                (Route route) -> route.template.stream().filter(Route::isName).count());

        boolean matches(List<String> segments) {
            if (segments.size() != template.size()) {
                return false;
            }
            for (int i = 0; i < segments.size(); i++) {
                if (!isName(template.get(i)) && !template.get(i).equals(segments.get(i))) {
                    return false;
                }
                if (segments.get(i).isEmpty() && !template.get(i).isEmpty()) {
                    return false;
                }
            }
            return true;
        }

        Map<String, String> parametersOf(List<String> segments) {
            Map<String, String> parameters = new LinkedHashMap<>();
            for (int i = 0; i < segments.size(); i++) {
                if (isName(template.get(i))) {
                    parameters.put(template.get(i).substring(1, template.get(i).length() - 1), segments.get(i));
                }
            }
            return parameters;
        }

        private static boolean isName(String segment) {
            return segment.startsWith("{");
        }
    }
}
