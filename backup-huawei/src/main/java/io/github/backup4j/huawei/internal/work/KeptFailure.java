package io.github.backup4j.huawei.internal.work;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.OperationFailed.Effect;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The first failure of long-running work, which its token keeps while later steps clean up. */
public final class KeptFailure {
    /** How many bytes of a failure's message a token keeps. */
    private static final int LONGEST = 160;

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
        return token.with("fail", cut(message)).with("code", code == null ? "" : code);
    }

    /** Cuts a message to the bytes that a token keeps of it: services may report reasons in Chinese. */
    private static String cut(String message) {
        if (message.getBytes(StandardCharsets.UTF_8).length <= LONGEST) {
            return message;
        }
        int end = Math.min(message.length(), LONGEST);
        while (message.substring(0, end).getBytes(StandardCharsets.UTF_8).length > LONGEST - 3) {
            end = message.offsetByCodePoints(end, -1);
        }
        return message.substring(0, end) + "...";
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
