package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import org.jspecify.annotations.Nullable;

/**
 * A spec that a later step of work needs and that may be too large for a token: it is kept in the token if it fits, and
 * otherwise with the temporary resource of the work.
 */
public final class PackedSpec {
    /** How many characters of a token a packed spec may take. */
    public static final int IN_TOKEN = 360;

    private static final String KEY = "backup4j_";
    private static final int CHUNK = 250;

    /** How many bytes a packed spec may unpack to: many times the size of the largest spec. */
    private static final int MOST = 1 << 16;

    private static final ObjectMapper JSON = new ObjectMapper();

    private PackedSpec() {}

    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    public static String pack(JsonNode content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
            out.write(content.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(packed.toByteArray());
    }

    /** Unpacks a spec; null: the text is not a packed spec, since someone else may have overwritten it. */
    public static @Nullable JsonNode unpack(String text) {
        try (InflaterInputStream in = new InflaterInputStream(
                new ByteArrayInputStream(Base64.getUrlDecoder().decode(text)))) {
            byte[] content = in.readNBytes(MOST + 1);
            JsonNode read = content.length > MOST ? null : JSON.readTree(content);
            return read != null && read.isObject() ? read : null;
        } catch (IllegalArgumentException | IOException e) {
            return null;
        }
    }

    /** Splits a packed spec into metadata entries that fit. */
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
