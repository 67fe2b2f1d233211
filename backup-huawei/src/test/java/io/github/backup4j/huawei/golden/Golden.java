package io.github.backup4j.huawei.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One operation of a service as it is documented: requests of it and answers to it, each with a name.
 *
 * @param name the service and the operation, such as {@code cbr/createVault}
 * @param document what stands in the file of that name under {@code src/test/resources/wire}
 */
record Golden(String name, JsonNode document) {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Golden> ALL = readAll();

    /** All operations by name. */
    static Map<String, Golden> all() {
        return ALL;
    }

    static Golden of(String name) {
        Golden golden = ALL.get(name);
        if (golden == null) {
            throw new IllegalArgumentException("there is no wire/" + name + ".json");
        }
        return golden;
    }

    String service() {
        return name.substring(0, name.indexOf('/'));
    }

    String method() {
        return document.path("uri").asText().split(" ", 2)[0];
    }

    /** The path, with parameters such as {@code {vault_id}}. */
    String path() {
        return document.path("uri").asText().split(" ", 2)[1];
    }

    List<String> requests() {
        return names("requests");
    }

    JsonNode request(String request) {
        return required("requests", request);
    }

    List<String> answers() {
        return names("answers");
    }

    JsonNode answer(String answer) {
        return required("answers", answer);
    }

    private List<String> names(String part) {
        List<String> names = new ArrayList<>();
        document.path(part).fieldNames().forEachRemaining(names::add);
        return names;
    }

    private JsonNode required(String part, String key) {
        JsonNode found = document.path(part).path(key);
        if (found.isMissingNode()) {
            throw new IllegalArgumentException("wire/" + name + ".json has no \"" + key + "\" under " + part);
        }
        return found;
    }

    /** Files without an URI are of other tests. */
    private static Map<String, Golden> readAll() {
        URL folder = Golden.class.getResource("/wire");
        if (folder == null) {
            throw new IllegalStateException("there is no /wire");
        }
        Map<String, Golden> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Path.of(folder.toURI()))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".json")).toList()) {
                JsonNode document = JSON.readTree(file.toFile());
                if (document.has("uri")) {
                    String name = String.valueOf(file.getFileName()).replace(".json", "");
                    String service = String.valueOf(file.getName(file.getNameCount() - 2));
                    all.put(service + "/" + name, new Golden(service + "/" + name, document));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        return all;
    }
}
