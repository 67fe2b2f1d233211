package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.Invalid;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Signs tokens, and checks that they are signed, where the caller has given a key for that. */
public final class TokenSeal {
    /** Tokens are not signed. */
    public static final TokenSeal NONE = new TokenSeal(null);

    public static final int SHORTEST_KEY = 16;

    /** How many bytes of a signature a token holds. */
    private static final int BYTES = 16;

    private static final String SEPARATOR = "/";

    /** How much longer a token becomes. */
    static final int LENGTH = SEPARATOR.length() + (BYTES * 4 + 2) / 3;

    private final byte @Nullable [] key;

    private TokenSeal(byte @Nullable [] key) {
        this.key = key;
    }

    /**
     * Signs with a key.
     *
     * @throws Invalid if it is too short to keep anybody from guessing it
     */
    public static TokenSeal of(byte[] key) {
        if (key.length < SHORTEST_KEY) {
            throw new Invalid("tokenKey has " + key.length + " bytes; give " + SHORTEST_KEY + " at least");
        }
        return new TokenSeal(key.clone());
    }

    /** A token with its signature. */
    public String sign(String unsigned) {
        return key == null ? unsigned : unsigned + SEPARATOR + signature(key, unsigned);
    }

    /**
     * A token without its signature.
     *
     * @param body where the last part of the token begins that is there without a signature, too
     * @throws Invalid if it is not signed, or with another key, or was altered, or cannot be checked
     */
    String verify(String token, int body) {
        int end = token.indexOf(SEPARATOR, body);
        if (key == null) {
            if (end < 0) {
                return token;
            }
            throw new Invalid("token is signed, and there is no tokenKey to check that with; give the key that it was "
                    + "signed with");
        }
        if (end < 0) {
            throw new Invalid(
                    "token is not signed, and only signed ones are taken where there is a tokenKey; it is of a"
                            + " backup without one, or not of backup4j");
        }
        String unsigned = token.substring(0, end);
        byte[] given = token.substring(end + 1).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(given, signature(key, unsigned).getBytes(StandardCharsets.UTF_8))) {
            throw new Invalid(
                    "token has a signature that is not of this tokenKey: it was altered, or signed with another");
        }
        return unsigned;
    }

    private static String signature(byte[] key, String content) {
        byte[] code = Proof.hmac(key, content.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(code, BYTES));
    }

    /** Tells nothing of the key. */
    @Override
    public String toString() {
        return key == null ? "tokens are not signed" : "tokens are signed";
    }
}
