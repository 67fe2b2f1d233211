package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.RequestKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * By what work proves that something in the cloud was marked by it. It follows from the request key; who has the key, or a token of
 * the work, has it. What is marked carries a check value that it makes, from which it cannot be told, so that nobody who only sees
 * the cloud can make a token that work would act on.
 *
 * @param text letters and digits
 */
public record Proof(String text) {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int LENGTH = 26;

    /** The proof of all calls with a request key. */
    public static Proof of(RequestKey key) {
        return new Proof(new Proof(key.value()).check(LENGTH, "backup4j proof"));
    }

    /** The proof that the work of a token has; one that fits nothing where it has none. */
    public static Proof of(Token token) {
        return new Proof(token.find("proof"));
    }

    /**
     * A check value, as letters and digits of 5 bits each.
     *
     * @param length how many
     * @param parts what is not to be altered
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

    /** Whether two check values are the same; it takes as long where they are not. */
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

    /** Tells nothing. */
    @Override
    public String toString() {
        return "proof";
    }
}
