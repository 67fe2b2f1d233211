package io.github.backup4j.examples.durable;

import io.github.backup4j.RequestKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The request keys of steps: the same for the same step, whichever worker takes it and how often. */
public final class Keys {
    private static final int LONGEST = 128;

    private Keys() {}

    /**
     * Returns the key of a step.
     *
     * @param parts what names the step: the id of a workflow, the name of the step, the resource; a key that would be longer than
     *     a {@link RequestKey} may be is replaced by its digest
     */
    public static RequestKey of(String... parts) {
        String key = String.join("/", parts);
        return RequestKey.of(key.length() <= LONGEST ? key : digest(key));
    }

    /**
     * Returns a short text that is the same for the same text, and in practice for no other: 16 hexadecimal digits.
     *
     * @param text the text
     */
    public static String shortened(String text) {
        return digest(text).substring(0, 16);
    }

    private static String digest(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
        }
    }
}
