package io.github.backup4j.huawei.emulator.internal.http;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Checks that a request carries a credential: a token, or a signature in any form that clients send. */
public final class Credentials {
    /** The id of the user to whom every credential belongs. */
    public static final String USER = "38d65be2ecd840d19046e239e841a734";

    private static final Pattern VERSION = Pattern.compile("/v\\d(\\.\\d)?/?");

    private static final Pattern SIGNED =
            Pattern.compile("[A-Z0-9-]+ Access=[^,]+, ?SignedHeaders=[^,]+, ?Signature=\\p{XDigit}+");

    private Credentials() {}

    /** Whether a path needs no credential. */
    public static boolean isOpen(String path) {
        String identity = path.startsWith("/identity") ? path.substring("/identity".length()) : path;
        return path.equals("/")
                || path.equals("/versions")
                || VERSION.matcher(path).matches()
                || identity.isEmpty()
                || identity.equals("/")
                || identity.equals("/v3")
                || identity.equals("/v3/")
                || identity.equals("/v3/auth/tokens")
                || path.startsWith("/emulator/");
    }

    public static void require(Map<String, List<String>> headers) {
        if (!headers.getOrDefault("x-auth-token", List.of("")).get(0).isBlank()) {
            return;
        }
        String authorization =
                headers.getOrDefault("authorization", List.of("")).get(0);
        if (!SIGNED.matcher(authorization).matches() || !headers.containsKey("x-sdk-date")) {
            throw WireError.flat(
                    401, "APIG.0301", "Incorrect IAM authentication information: no token and no signature");
        }
    }
}
