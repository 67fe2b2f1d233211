package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.Invalid;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Signs tokens, and verifies their signatures, if the caller has given a key. */
public final class TokenSeal {
    /** Tokens are not signed. */
    public static final TokenSeal NONE = new TokenSeal(null);

    public static final int SHORTEST_KEY = 16;

    /** The number of bytes of a signature that a token holds. */
    private static final int BYTES = 16;

    private static final String SEPARATOR = "/";

    /** The number of characters that a signature adds to a token. */
    static final int LENGTH = SEPARATOR.length() + (BYTES * 4 + 2) / 3;

    private final byte @Nullable [] key;

    private TokenSeal(byte @Nullable [] key) {
        this.key = key;
    }

    /**
     * Returns a seal with a key.
     *
     * @throws Invalid if the key is so short that it could be guessed
     */
    public static TokenSeal of(byte[] key) {
        if (key.length < SHORTEST_KEY) {
            throw new Invalid("tokenKey has " + key.length + " bytes; give at least " + SHORTEST_KEY);
        }
        return new TokenSeal(key.clone());
    }

    /** Returns a token with its signature. */
    public String sign(String unsigned) {
        return key == null ? unsigned : unsigned + SEPARATOR + signature(key, unsigned);
    }

    /**
     * Verifies a token, and returns it without its signature.
     *
     * @param body where the last part before the signature begins
     * @throws Invalid if the token is not signed, signed with another key, altered, or signed while there is no key
     *     here
     */
    String verify(String token, int body) {
        int end = token.indexOf(SEPARATOR, body);
        if (key == null) {
            if (end < 0) {
                return token;
            }
            throw new Invalid("token is signed, and this backup has no tokenKey to verify it; give the builder the key"
                    + " that it was signed with");
        }
        if (end < 0) {
            throw new Invalid(
                    "token is not signed, and a backup with a tokenKey accepts signed tokens only; it was written by a"
                            + " backup without a tokenKey, or not by backup4j");
        }
        String unsigned = token.substring(0, end);
        byte[] given = token.substring(end + 1).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(given, signature(key, unsigned).getBytes(StandardCharsets.UTF_8))) {
            throw new Invalid(
                    "the signature of the token does not match this tokenKey: the token was altered, or signed with"
                            + " another key");
        }
        return unsigned;
    }

    private static String signature(byte[] key, String content) {
        byte[] code = Proof.hmac(key, content.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(code, BYTES));
    }

    /** Returns whether tokens are signed, without the key. */
    @Override
    public String toString() {
        return key == null ? "tokens are not signed" : "tokens are signed";
    }
}
