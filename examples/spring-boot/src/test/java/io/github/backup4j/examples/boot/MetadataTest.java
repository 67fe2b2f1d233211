package io.github.backup4j.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** The metadata from which editors complete {@code application.yaml}, compared with the properties that are bound. */
class MetadataTest {
    private static final String METADATA = "/META-INF/spring-configuration-metadata.json";

    @Test
    void metadata_eachProperty_hasItsTypeAndDefault() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        add(expected, "backup4j", BackupProperties.class);
        Map<String, String> found = new TreeMap<>();
        for (JsonNode property : properties()) {
            found.put(
                    property.get("name").asText(),
                    described(
                            property.get("type").asText(),
                            property.path("defaultValue").asText("")));
        }

        assertThat(expected)
                .containsKeys(
                        "backup4j.cloud", "backup4j.reconcile", "backup4j.posture.refresh", "backup4j.protections");
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void metadata_eachProperty_isDescribed() throws IOException {
        List<String> without = new ArrayList<>();
        for (JsonNode property : properties()) {
            if (property.path("description").asText("").isBlank()) {
                without.add(property.get("name").asText());
            }
        }

        assertThat(without).isEmpty();
    }

    /** Returns what is said of the properties; the endpoint has some that Boot binds. */
    private static List<JsonNode> properties() throws IOException {
        List<JsonNode> properties = new ArrayList<>();
        for (JsonNode property : metadata().get("properties")) {
            if (!property.get("name").asText().startsWith("management.endpoint.backups.")) {
                properties.add(property);
            }
        }
        return properties;
    }

    private static JsonNode metadata() throws IOException {
        try (InputStream stream = BackupProperties.class.getResourceAsStream(METADATA)) {
            assertThat(stream)
                    .as("%s, which the configuration processor writes when it compiles the properties", METADATA)
                    .isNotNull();
            return new ObjectMapper().readTree(stream);
        }
    }

    /** Adds the properties of a record: a record within it has properties of its own, unless it is the value of a map. */
    private static void add(Map<String, String> properties, String prefix, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "." + dashed(component.getName());
            if (component.getType().isRecord()) {
                add(properties, name, component.getType());
            } else {
                properties.put(name, described(typeOf(component), defaultOf(type, component)));
            }
        }
    }

    private static String typeOf(RecordComponent component) {
        Class<?> type = component.getType();
        if (type.equals(int.class)) {
            return Integer.class.getName();
        }
        return component.getGenericType().getTypeName().replace(", ", ",");
    }

    private static String defaultOf(Class<?> type, RecordComponent component) {
        return Arrays.stream(type.getDeclaredConstructors()[0].getParameters())
                .filter(parameter -> parameter.getName().equals(component.getName()))
                .flatMap(parameter -> Arrays.stream(parameter.getAnnotationsByType(DefaultValue.class)))
                .flatMap(usual -> Arrays.stream(usual.value()))
                .findFirst()
                .orElse("");
    }

    private static String described(String type, String usual) {
        return type + (usual.isEmpty() ? "" : ", by default " + usual);
    }

    private static String dashed(String name) {
        return name.replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }
}
