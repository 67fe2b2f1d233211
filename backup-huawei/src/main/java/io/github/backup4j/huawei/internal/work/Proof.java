package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.RequestKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret with which long-running work proves that it marked a resource itself. It is derived from the request key,
 * so it is known to whoever has the key or a token of the work. A marked resource carries a check value made with the
 * proof. The proof cannot be computed from the check value, so somebody who only sees the cloud cannot forge a token
 * that the work would act on.
 *
 * @param text letters and digits
 */
public record Proof(String text) {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int LENGTH = 26;

    /** Returns the proof of all calls with a request key. */
    public static Proof of(RequestKey key) {
        return new Proof(new Proof(key.value()).check(LENGTH, "backup4j proof"));
    }

    /** Returns the proof in a token; if the token has none, one that matches no check value. */
    public static Proof of(Token token) {
        return new Proof(token.find("proof"));
    }

    /**
     * Returns a check value of letters and digits of 5 bits each.
     *
     * @param length how many letters and digits
     * @param parts the texts that it protects from being altered
     */
    public String check(int length, String... parts) {
        StringBuilder content = new StringBuilder();
        for (String part : parts) {
            content.append(part.length()).append(':').append(part);
        }
        byte[] code = code(content.toString());
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < length; i++) {
            out.append(LETTERS.charAt(code[i] & 31));
        }
        return out.toString();
    }

    /** Returns whether two check values are equal, in a time that does not depend on where they differ. */
    public static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] code(String content) {
        return hmac(("p" + text).getBytes(StandardCharsets.UTF_8), content.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] hmac(byte[] key, byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has HmacSHA256", e);
        }
    }

    /** Returns a text without the secret. */
    @Override
    public String toString() {
        return "proof";
    }
}
