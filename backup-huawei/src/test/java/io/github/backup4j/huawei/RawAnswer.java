package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server sends back, byte for byte.
 *
 * @param text what is sent
 * @param last whether the connection is broken after it
 */
record RawAnswer(String text, boolean last) {
    private static final Pattern LENGTH = Pattern.compile("(Content-Length: )(\\d{1,9})");

    /** Nothing: the connection is broken instead. */
    static final RawAnswer BREAK = new RawAnswer("", true);

    /** Nothing, for ever. */
    static final RawAnswer SILENCE = new RawAnswer("", false);

    /** An answer with JSON. */
    static RawAnswer json(int status, String body) {
        return of(status, "Content-Type: application/json\r\n", body);
    }

    /** An answer with headers of its own, each ended by a line break. */
    static RawAnswer of(int status, String headers, String body) {
        return new RawAnswer(
                "HTTP/1.1 " + status + " Whatever\r\nX-Request-Id: req-1\r\n" + headers + "Content-Length: "
                        + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body,
                false);
    }

    /** The body, which is JSON. */
    JsonNode json() {
        return WireData.parse(text.substring(text.indexOf("\r\n\r\n") + 4));
    }

    /** The same with another text in its body; what it says of its length is as right or wrong as before. */
    RawAnswer replacing(String part, String by) {
        int body = text.indexOf("\r\n\r\n") + 4;
        String other = text.substring(body).replace(part, by);
        int more = bytes(other) - bytes(text.substring(body));
        Matcher length = LENGTH.matcher(text.substring(0, body));
        String head = length.replaceFirst(found -> found.group(1) + (Integer.parseInt(found.group(2)) + more));
        return new RawAnswer(head + other, last);
    }

    private static int bytes(String part) {
        return part.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The same, broken off before its last characters. */
    RawAnswer without(int characters) {
        return new RawAnswer(text.substring(0, text.length() - characters), true);
    }
}
