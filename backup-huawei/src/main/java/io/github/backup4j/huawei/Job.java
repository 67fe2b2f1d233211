package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.OperationFailed;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A job of EVS, ECS or IMS as it was answered.
 *
 * @param answer the answer
 */
record Job(JsonNode answer) {
    private static final int LONGEST = 160;

    boolean done() {
        return status().equals("SUCCESS");
    }

    boolean failed() {
        return status().equals("FAIL") || status().equals("FAILED");
    }

    /** How much is done, where the service says so, as a share of 1. */
    @Nullable
    Integer percent() {
        JsonNode share = answer.path("entities").path("process_percent");
        double value = share.isNumber() ? share.doubleValue() : share.asDouble(-1);
        return value >= 0 && value <= 1 ? (Integer) (int) Math.round(value * 100) : null;
    }

    /** What the job made: named by itself, or by the first of its parts that does. */
    @Nullable
    String made(String key) {
        String made = named(key);
        return made != null && Fields.isId(made) ? made : null;
    }

    private @Nullable String named(String key) {
        JsonNode entities = answer.path("entities");
        String own = Fields.textOrNull(entities, key);
        if (own != null) {
            return own;
        }
        for (String list : new String[] {"sub_jobs_result", "sub_jobs", "results"}) {
            for (JsonNode part : entities.path(list)) {
                String ofPart = Fields.textOrNull(part.path("entities"), key);
                if (ofPart == null) {
                    ofPart = Fields.textOrNull(part, key);
                }
                if (ofPart != null) {
                    return ofPart;
                }
            }
        }
        return null;
    }

    /** Keeps the reason of a failure in a token, for the steps that clean up. */
    Token keepFailure(Token token, String what) {
        String code = reason("error_code");
        String reason = reason("fail_reason");
        return fail(token, what + (reason.isEmpty() ? "" : ": " + reason), code);
    }

    static Token keepFailure(Token token, String what, BackupException reason) {
        return fail(token, what + ": " + reason.getMessage(), reason.code().orElse(""));
    }

    static Token fail(Token token, String message, String code) {
        if (!token.find("fail").isEmpty()) {
            return token;
        }
        String text = message.length() > LONGEST ? message.substring(0, LONGEST - 3) + "..." : message;
        return token.with("fail", text).with("code", code);
    }

    /** The failure that a token keeps, or null. */
    static @Nullable OperationFailed kept(Token token) {
        String message = token.find("fail");
        String code = token.find("code");
        return message.isEmpty()
                ? null
                : new OperationFailed(message, code.isEmpty() ? Detail.NONE : Detail.code(code), null);
    }

    /** Ends the work with the failure that the token keeps. */
    static <T> Step<T> failed(Token token) {
        OperationFailed kept = kept(token);
        return new Step.Failed<>(kept == null ? new OperationFailed("the work failed, without a reason") : kept);
    }

    private String status() {
        return Fields.text(answer, "status").toUpperCase(Locale.ROOT);
    }

    private String reason(String key) {
        String own = Fields.text(answer, key);
        if (!own.isEmpty()) {
            return own;
        }
        for (String list : new String[] {"sub_jobs_result", "sub_jobs"}) {
            for (JsonNode part : answer.path("entities").path(list)) {
                String ofPart = Fields.text(part, key);
                if (!ofPart.isEmpty()) {
                    return ofPart;
                }
            }
        }
        return "";
    }
}
