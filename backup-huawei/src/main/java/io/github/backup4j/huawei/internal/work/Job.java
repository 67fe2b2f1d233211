package io.github.backup4j.huawei.internal.work;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.huawei.internal.http.JsonFields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A job of EVS, ECS or IMS.
 *
 * @param answer the response that shows it
 */
public record Job(JsonNode answer) {
    /** How many bytes of a failure's message a token keeps. */
    private static final int LONGEST = 160;

    private static final List<String> PARTS = List.of("sub_jobs_result", "sub_jobs", "results");
    private static final List<String> CODES = List.of("error_code", "addition_error_code");
    private static final List<String> REASONS =
            List.of("fail_reason", "error", "errorcode_message", "addition_error_msg");

    public boolean done() {
        return status().equals("SUCCESS");
    }

    public boolean failed() {
        return status().equals("FAIL") || status().equals("FAILED");
    }

    /** Returns the percentage that is done; null: the service does not report it. It reports a fraction of 1. */
    @Nullable
    public Integer percent() {
        JsonNode share = answer.path("entities").path("process_percent");
        double value = share.isNumber() ? share.doubleValue() : share.asDouble(-1);
        return value >= 0 && value <= 1 ? (Integer) (int) Math.round(value * 100) : null;
    }

    /**
     * Returns the id of the resource that the job created, from the job or the first of its parts that has it; null:
     * none has.
     */
    @Nullable
    public String made(String key) {
        String made = first(List.of(key));
        return made != null && JsonFields.isId(made) ? made : null;
    }

    /** Keeps the reason of a failure in the token, for the steps that clean up. */
    public Token keepFailure(Token token, String what) {
        String code = first(CODES);
        String reason = first(REASONS);
        return fail(token, what + (reason == null ? "" : ": " + reason), code);
    }

    public static Token keepFailure(Token token, String what, BackupException reason) {
        return fail(token, what + ": " + reason.getMessage(), reason.code().orElse(null));
    }

    public static Token fail(Token token, String message, @Nullable String code) {
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
    public static @Nullable OperationFailed kept(Token token) {
        String message = token.find("fail");
        String code = token.find("code");
        return message.isEmpty()
                ? null
                : new OperationFailed(message, code.isEmpty() ? Detail.NONE : Detail.code(code), null);
    }

    /** Ends the work with the failure that its token keeps. */
    public static <T> Step<T> failed(Token token) {
        OperationFailed kept = kept(token);
        return new Step.Failed<>(
                kept == null ? new OperationFailed("the operation failed; the service reported no reason") : kept);
    }

    /** Ends the work with the failure that its token keeps, if any, and with what it leaves behind. */
    public static <T> Step<T> left(Token token, String what) {
        OperationFailed kept = kept(token);
        String before = kept == null ? "" : kept.getMessage() + "; ";
        String code = token.find("code");
        return new Step.Failed<>(
                new OperationFailed(before + what, code.isEmpty() ? Detail.NONE : Detail.code(code), kept));
    }

    private String status() {
        return JsonFields.text(answer, "status").toUpperCase(Locale.ROOT);
    }

    /**
     * Returns the first of some fields that has a text, in the job, in its entities, or in one of its parts; null: none
     * has.
     */
    private @Nullable String first(List<String> keys) {
        List<JsonNode> places = new ArrayList<>();
        JsonNode entities = answer.path("entities");
        places.add(answer);
        places.add(entities);
        for (String list : PARTS) {
            for (JsonNode part : entities.path(list)) {
                places.add(part.path("entities"));
                places.add(part);
            }
        }
        return places.stream()
                .flatMap(place -> keys.stream().map(key -> JsonFields.text(place, key)))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse(null);
    }
}
