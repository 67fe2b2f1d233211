package io.github.backup4j.huawei.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.backup4j.huawei.golden.Places;
import io.github.backup4j.huawei.golden.Queries;
import io.github.backup4j.huawei.support.RawAnswer;
import io.github.backup4j.huawei.support.WireData;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What goes over the wire in one case, as it stands in a file under {@code src/test/resources/wire/cases}: the requests that
 * have to be sent, in their order, and the documented or recorded answers to them.
 *
 * <p>An answer is JSON, or the name of a file under {@code answers}, of which {@code but} changes and {@code without} removes
 * what stands at JSON pointers. Where {@link #MARK} stands in it, the mark of the request key belongs, and where
 * {@link #SIGN} does, the sign of what is made on the way, and where {@link #TAGS} does, the tags that a disk was given. An exchange that is
 * {@code spare} only comes about where the one before it goes wrong; one for {@code twins} only looks whether a request that
 * was delivered twice has made the same twice.
 *
 * @param name the name of the file
 * @param exchanges the requests and answers
 */
public record WireCase(String name, List<Exchange> exchanges) {
    /** As long as a mark is. */
    public static final String MARK = "mark-of-this-request";

    public static final String SIGN = "sign-of-this-work";
    public static final String TAGS = "tags-of-this-restore";

    public static WireCase read(String name) {
        List<Exchange> exchanges = new ArrayList<>();
        WireData.json("cases/" + name + ".json").path("exchanges").forEach(node -> exchanges.add(Exchange.read(node)));
        return new WireCase(name, exchanges);
    }

    /** The names of all cases. */
    public static List<String> names() throws IOException, URISyntaxException {
        URI folder = Objects.requireNonNull(WireCase.class.getResource("/wire/cases"))
                .toURI();
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".json"))
                    .map(file -> file.substring(0, file.length() - ".json".length()))
                    .sorted()
                    .toList();
        }
    }

    /** An answer by its name, changed as another node says. */
    private static JsonNode answer(JsonNode node) {
        JsonNode said = node.path("answer");
        if (!said.isTextual()) {
            return said;
        }
        JsonNode answer = WireData.json("cases/answers/" + said.asText() + ".json");
        node.path("but").properties().forEach(change -> Places.set(answer, change.getKey(), change.getValue()));
        node.path("without").forEach(pointer -> Places.set(answer, pointer.asText(), MissingNode.getInstance()));
        return answer;
    }

    /**
     * A request and its answer.
     *
     * @param method the HTTP method
     * @param path the path, without its query
     * @param query what the query has to hold at least
     * @param body what the body has to hold at least; missing: anything
     * @param status the HTTP status of the answer
     * @param answer the body of the answer; missing: none
     * @param spare whether it is there for when something went wrong before
     * @param twins whether it only looks whether the same was made twice, or whether other work is in the way
     */
    public record Exchange(
            String method,
            String path,
            Map<String, String> query,
            JsonNode body,
            int status,
            JsonNode answer,
            boolean spare,
            boolean twins) {
        private static Exchange read(JsonNode node) {
            String[] line = node.path("request").asText().split(" ", 2);
            String[] place = line[1].split("\\?", 2);
            return new Exchange(
                    line[0],
                    place[0],
                    Queries.parse(place.length == 2 ? place[1] : ""),
                    node.path("body"),
                    node.path("status").asInt(),
                    WireCase.answer(node),
                    node.path("spare").asBoolean(),
                    node.path("twins").asBoolean());
        }

        /** Whether it changes something: some questions are asked with POST. */
        public boolean changes() {
            return !method.equals("GET") && !path.endsWith("/query");
        }

        public boolean isFor(String otherMethod, String otherPath, Map<String, String> otherQuery) {
            return method.equals(otherMethod)
                    && path.equals(otherPath)
                    && otherQuery.entrySet().containsAll(query.entrySet());
        }

        /** The answer as it goes over the wire. */
        public RawAnswer raw() {
            return answer.isMissingNode() ? RawAnswer.of(status, "", "") : RawAnswer.json(status, answer.toString());
        }
    }
}
