package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Unavailable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * What a later step of work needs and a token may be too small for: it is kept in the token if it fits, and otherwise with
 * what the work makes on its way and removes again.
 */
final class Parcel {
    /** How many characters of a token a parcel may take. */
    static final int IN_TOKEN = 360;

    private static final String KEY = "backup4j_";
    private static final int CHUNK = 250;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Parcel() {}

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static String pack(JsonNode content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
            out.write(content.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(packed.toByteArray());
    }

    static JsonNode unpack(String text) {
        try (InflaterInputStream in = new InflaterInputStream(
                new ByteArrayInputStream(Base64.getUrlDecoder().decode(text)))) {
            return JSON.readTree(in.readAllBytes());
        } catch (IllegalArgumentException | IOException e) {
            throw new Unavailable("what was kept for the next step of the work cannot be read", Detail.NONE, e);
        }
    }

    /** A parcel as metadata, in pieces that fit. */
    static Map<String, String> toMetadata(String packed) {
        Map<String, String> pieces = new LinkedHashMap<>();
        for (int i = 0; i * CHUNK < packed.length(); i++) {
            pieces.put(KEY + i, packed.substring(i * CHUNK, Math.min(packed.length(), (i + 1) * CHUNK)));
        }
        return pieces;
    }

    static String fromMetadata(JsonNode metadata) {
        StringBuilder packed = new StringBuilder();
        for (int i = 0; metadata.has(KEY + i); i++) {
            packed.append(metadata.path(KEY + i).asText());
        }
        return packed.toString();
    }
}
