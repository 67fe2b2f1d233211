package io.github.backup4j.huawei.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every request that the provider can send, compared with the documented one. Where they differ, the file says where and why.
 *
 * <p>A new call needs a file under {@code src/test/resources/wire} and a case here.
 */
class GoldenRequestsTest {
    private static final Map<String, RequestCase> CASES = RequestCase.all();
    private static final Pattern SDK_CALL = Pattern.compile("(?<![.\\w])([A-Z]\\w+)Meta\\.(\\w+)");
    private static final Pattern RAW_CALL = Pattern.compile("RawCall\\s*\\.of\\(\\s*HttpMethod\\.\\w+,\\s*\"(\\w+)\"");

    static Stream<String> documented() {
        return Golden.all().values().stream()
                .flatMap(golden -> golden.requests().stream().map(request -> golden.name() + ": " + request));
    }

    @ParameterizedTest
    @MethodSource("documented")
    void request_ofTheProvider_asDocumented(String name) {
        RequestCase making =
                Objects.requireNonNull(CASES.get(name), () -> "there is no case that makes the provider send " + name);
        String[] parts = name.split(": ", 2);
        JsonNode expected = RequestComparison.expected(Golden.of(parts[0]), parts[1], Provider.SITE.project());
        try (Provider provider = new Provider()) {
            making.run(provider.server(), provider.backup());

            List<JsonNode> sent = provider.server().sent(parts[0]).stream()
                    .map(request -> RequestComparison.actual(request, expected))
                    .toList();
            assertThat(sent).contains(expected);
            assertThat(provider.server().sent("?"))
                    .as("requests that no document has")
                    .isEmpty();
        }
    }

    @Test
    void cases_all_areDocumented() {
        assertThat(CASES.keySet())
                .containsExactlyInAnyOrderElementsOf(documented().toList());
    }

    @Test
    void operations_ofTheProvider_areTheDocumentedOnes() throws IOException {
        Set<String> documented = new TreeSet<>(Golden.all().keySet());

        assertThat(operationsOfTheProvider(documented))
                .as("operations that the provider calls, and files under wire")
                .isEqualTo(documented);
    }

    /** By the source, as the compiler leaves no trace of the names of raw calls. */
    private static Set<String> operationsOfTheProvider(Set<String> documented) throws IOException {
        Set<String> operations = new TreeSet<>();
        for (String source : sources()) {
            Matcher call = SDK_CALL.matcher(source);
            while (call.find()) {
                operations.add(call.group(1).toLowerCase(Locale.ROOT) + "/" + call.group(2));
            }
            Matcher raw = RAW_CALL.matcher(source);
            while (raw.find()) {
                String operation = raw.group(1);
                operations.add(documented.stream()
                        .filter(name -> name.endsWith("/" + operation))
                        .findFirst()
                        .orElse("raw/" + operation));
            }
        }
        return operations;
    }

    private static List<String> sources() throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                sources.add(source.replaceAll("(?m)^(import .*|\\s*(/?\\*|//).*)$", ""));
            }
        }
        return sources;
    }
}
