package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.OperationFailed.Effect;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The first failure of long-running work, which its token keeps while later steps clean up. */
public final class KeptFailure {
    /** How many bytes of a failure's message a token keeps. */
    private static final int LONGEST = 160;

    /** How many characters of a code a token keeps: no documented one is longer than half of that. */
    private static final int LONGEST_CODE = 40;

    private static final Pattern NOT_OF_A_CODE = Pattern.compile("[^A-Za-z0-9._-]");

    /** What a token keeps of a failure when it has no room for a reason. */
    private static final String FAILED = "it failed";

    private KeptFailure() {}

    /** Keeps a failure in a token, unless it keeps one already. */
    public static Token keep(Token token, String what, BackupException reason) {
        return keep(token, what + ": " + reason.getMessage(), reason.code().orElse(null));
    }

    /**
     * Keeps a failure in a token, unless it keeps one already.
     *
     * @param code the code of the service; null: none
     */
    public static Token keep(Token token, String message, @Nullable String code) {
        if (!token.find("fail").isEmpty()) {
            return token;
        }
        return token.with("fail", cut(cleaned(message), LONGEST)).with("code", code == null ? "" : cutCode(code));
    }

    /** A token keeps what an exception would say. */
    private static String cleaned(String message) {
        return String.valueOf(new OperationFailed(message).getMessage());
    }

    /**
     * Returns the same token with less of its failure, for one that would be too long.
     *
     * @return the token; null: it keeps no failure, or none that could be shorter
     */
    static @Nullable Token shorter(Token token) {
        String message = token.find("fail");
        if (message.isEmpty() || (message.equals(FAILED) && token.find("code").isEmpty())) {
            return null;
        }
        int half = bytes(message) / 2;
        return half > LONGEST / 8
                ? token.with("fail", cut(message, half))
                : token.with("fail", FAILED).with("code", "");
    }

    /** A token is JSON, in which control characters take six bytes, so a code holds the characters of codes alone. */
    private static String cutCode(String code) {
        String plain = NOT_OF_A_CODE.matcher(code).replaceAll("_");
        return plain.length() <= LONGEST_CODE ? plain : plain.substring(0, LONGEST_CODE);
    }

    /** Cuts a message to the bytes that a token keeps of it: services may report reasons in Chinese. */
    private static String cut(String message, int longest) {
        if (bytes(message) <= longest) {
            return message;
        }
        int end = Math.min(message.length(), longest);
        while (end > 0 && bytes(message.substring(0, end)) > longest - 3) {
            end = message.offsetByCodePoints(end, -1);
        }
        return message.substring(0, end) + "...";
    }

    /** How many bytes a text takes in a token, where quotes and backslashes take two. */
    private static int bytes(String text) {
        long escaped = text.chars().filter(c -> c == '"' || c == '\\').count();
        return text.getBytes(StandardCharsets.UTF_8).length + (int) escaped;
    }

    /** Returns the failure that a token keeps; null: none. */
    public static @Nullable OperationFailed in(Token token) {
        String message = token.find("fail");
        return message.isEmpty() ? null : new OperationFailed(message, detail(token), null);
    }

    /** Ends the work with the failure that its token keeps. */
    public static <T> Step<T> end(Token token) {
        OperationFailed kept = in(token);
        return new Step.Failed<>(
                kept == null ? new OperationFailed("the operation failed; the service reported no reason") : kept);
    }

    /** Ends the work with the failure that its token keeps, if any, and with what it leaves behind. */
    public static <T> Step<T> endLeaving(Token token, String what) {
        OperationFailed kept = in(token);
        String before = kept == null ? "" : kept.getMessage() + "; ";
        return new Step.Failed<>(new OperationFailed(before + what, detail(token), kept));
    }

    /**
     * Ends the work likewise.
     *
     * @param effect what the work has done to data
     */
    public static <T> Step<T> endLeaving(Token token, String what, Effect effect) {
        Step<T> end = what.isEmpty() ? end(token) : endLeaving(token, what);
        return new Step.Failed<>(((Step.Failed<T>) end).failure().with(effect));
    }

    private static Detail detail(Token token) {
        String code = token.find("code");
        return code.isEmpty() ? Detail.NONE : Detail.code(code);
    }
}
