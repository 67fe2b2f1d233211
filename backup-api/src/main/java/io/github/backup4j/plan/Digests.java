package io.github.backup4j.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Digests of texts. */
final class Digests {
    private Digests() {}

    /** The SHA-512 digest of a text. */
    static byte[] of(String text) {
        try {
            return MessageDigest.getInstance("SHA-512").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-512", e);
        }
    }

    /** The first {@code count} characters of the digest of a text: letters, digits, - and _, 6 bits each. */
    static String characters(String text, int count) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(of(text)).substring(0, count);
    }
}
