package io.github.backup4j.drill;

import io.github.backup4j.internal.PlainText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Texts of reports and tokens. */
final class Texts {
    private Texts() {}

    /** A text in one line, of a limited number of characters. */
    static String line(String text, int longest) {
        return PlainText.line(PlainText.line(text).strip(), longest);
    }

    /** A text of a limited number of bytes. */
    static String bytes(String text, int longest) {
        String cut = text;
        while (cut.getBytes(StandardCharsets.UTF_8).length > longest) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        return cut;
    }

    /** What an exception says, or else its type. */
    static String of(Throwable failure) {
        String message = failure.getMessage();
        String type = failure.getClass().getSimpleName();
        return message == null || message.isBlank() ? type : type + ": " + message;
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }
}
