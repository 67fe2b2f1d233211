package io.github.backup4j.huawei.internal.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Invalid;
import io.github.backup4j.Site;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The token of work that was started: its kind, the step that it is at, and the ids and names that are needed to find
 * it again.
 *
 * @param kind the kind of work
 * @param step the step, from 0
 * @param data ids and names, no secrets; in the order of their names, so that equal work has equal tokens in every process
 */
public record Token(String kind, int step, Map<String, String> data) {
    private static final String VERSION = "backup4j-1";
    private static final String START = VERSION + "/huawei/";
    private static final int LONGEST = 1024;
    private static final int RADIX = 36;
    private static final ObjectMapper JSON = new ObjectMapper();

    public Token {
        data = Collections.unmodifiableMap(new TreeMap<>(data));
    }

    public static Token of(String kind) {
        return new Token(kind, 0, Map.of());
    }

    /** Returns the same token with a field; "" removes the field. */
    public Token with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(data);
        more.put(key, value);
        more.values().removeIf(String::isEmpty);
        return new Token(kind, step, more);
    }

    /** Returns the same work at another step, which has neither failed nor waited. */
    public Token at(int newStep) {
        return Waits.none(StepAttempts.fresh(new Token(kind, newStep, data)));
    }

    /** Returns the value of a field that the token must have. */
    public String get(String key) {
        String value = data.get(key);
        if (value == null) {
            throw new Invalid("token of " + kind + " lacks \"" + key + "\"; the token is damaged");
        }
        return value;
    }

    /** Returns the value of a numeric field that the token must have. */
    long number(String key) {
        String value = get(key);
        if (!value.matches("\\d{1,12}")) {
            throw new Invalid("token of " + kind + " has \"" + key + "\" = \"" + value + "\"; the token is damaged");
        }
        return Long.parseLong(value);
    }

    /** Returns the same token with an instant, in seconds. */
    public Token with(String key, Instant instant) {
        return with(key, Long.toString(instant.getEpochSecond(), RADIX));
    }

    /** Returns the instant of a field; null: the token does not have it. */
    @Nullable
    public Instant instant(String key) {
        String value = find(key);
        return value.isEmpty() ? null : Instant.ofEpochSecond(Long.parseLong(value, RADIX));
    }

    public String find(String key) {
        return data.getOrDefault(key, "");
    }

    /** Returns the text of the token, not signed. */
    public String write(Site site) {
        return write(site, TokenSeal.NONE);
    }

    public String write(Site site, TokenSeal seal) {
        ObjectNode json = JSON.createObjectNode().put("k", kind).put("s", step);
        data.forEach(json::put);
        String body = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
        String token = seal.sign(START + site + "/" + body);
        if (token.length() > LONGEST) {
            throw new IllegalStateException("token of " + kind + " has " + token.length() + " characters");
        }
        return token;
    }

    /** Returns whether the text of the token is not too long to be written. */
    boolean fits(Site site, TokenSeal seal) {
        try {
            return !write(site, seal).isEmpty();
        } catch (IllegalStateException tooLong) {
            return false;
        }
    }

    public static Token read(String text, Site site) {
        return read(text, site, TokenSeal.NONE);
    }

    /**
     * Reads a token.
     *
     * @throws Invalid if it was written by another version, cloud or project, is damaged, or is not signed as required
     */
    public static Token read(String text, Site site, TokenSeal seal) {
        if (text.length() > LONGEST) {
            throw new Invalid("token has " + text.length() + " characters; a token of backup4j has at most " + LONGEST);
        }
        if (!text.startsWith(VERSION + "/")) {
            throw new Invalid("token was not written by this version of backup4j: it does not begin with " + VERSION);
        }
        if (!text.startsWith(START)) {
            throw new Invalid("token belongs to another cloud, not to Huawei Cloud");
        }
        String start = START + site + "/";
        if (!text.startsWith(start)) {
            throw new Invalid("token belongs to another region or project, not to " + site);
        }
        String unsigned = seal.verify(text, start.length());
        try {
            JsonNode json = JSON.readTree(Base64.getUrlDecoder().decode(unsigned.substring(start.length())));
            if (!json.path("k").isTextual() || !json.path("s").isInt()) {
                throw new Invalid("token is damaged: it has no kind of work");
            }
            Map<String, String> data = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> field : json.properties()) {
                if (!field.getValue().isTextual() && !field.getKey().equals("s")) {
                    throw new Invalid("token is damaged: \"" + field.getKey() + "\" is not a text");
                }
                data.put(field.getKey(), field.getValue().asText());
            }
            data.keySet().removeAll(Set.of("k", "s"));
            return new Token(json.path("k").textValue(), json.path("s").intValue(), data);
        } catch (IllegalArgumentException | IOException e) {
            throw new Invalid("token is damaged: it cannot be read", Detail.NONE, e);
        }
    }
}
