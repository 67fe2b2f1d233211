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
 * A job of EVS, ECS or IMS as it was answered.
 *
 * @param answer the answer
 */
public record Job(JsonNode answer) {
    /** How many bytes of a failure a token keeps. */
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

    /** How much is done, where the service says so, as a share of 1. */
    @Nullable
    public Integer percent() {
        JsonNode share = answer.path("entities").path("process_percent");
        double value = share.isNumber() ? share.doubleValue() : share.asDouble(-1);
        return value >= 0 && value <= 1 ? (Integer) (int) Math.round(value * 100) : null;
    }

    /** What the job made: named by itself, or by the first of its parts that does. */
    @Nullable
    public String made(String key) {
        String made = first(List.of(key));
        return made != null && JsonFields.isId(made) ? made : null;
    }

    /** Keeps the reason of a failure in a token, for the steps that clean up. */
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

    /** A token holds so many bytes, and a service may give its reasons in Chinese. */
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

    /** The failure that a token keeps, or null. */
    public static @Nullable OperationFailed kept(Token token) {
        String message = token.find("fail");
        String code = token.find("code");
        return message.isEmpty()
                ? null
                : new OperationFailed(message, code.isEmpty() ? Detail.NONE : Detail.code(code), null);
    }

    /** Ends the work with the failure that the token keeps. */
    public static <T> Step<T> failed(Token token) {
        OperationFailed kept = kept(token);
        return new Step.Failed<>(kept == null ? new OperationFailed("the work failed, without a reason") : kept);
    }

    /** Ends the work with what it leaves behind, beside the failure that the token keeps, if any. */
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

    /** The first of some texts that the job has: it may stand at the job, at what that is about, or at a part of it. */
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
