package io.github.backup4j.huawei.internal.work;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.huawei.internal.http.JsonFields;
import java.time.Instant;
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

    /** Returns when it began, by the clock of the service; null: the response does not tell, or in a form that is not known. */
    @Nullable
    Instant begun() {
        return JsonFields.instant(answer, "begin_time");
    }

    /** Returns whether it is done and was to delete something, as its type says. */
    public boolean hasDeleted() {
        return done()
                && JsonFields.text(answer, "job_type").toLowerCase(Locale.ROOT).contains("delete");
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

    /** Keeps the reason of this job's failure in the token, for the steps that clean up. */
    public Token keepFailure(Token token, String what) {
        String reason = first(REASONS);
        return KeptFailure.keep(token, what + (reason == null ? "" : ": " + reason), first(CODES));
    }

    /**
     * The same, with what the job may have left.
     *
     * @param key the field of the job that has its id
     * @param noun what it is
     */
    public Token keepFailure(Token token, String what, String key, String noun) {
        String left = made(key);
        return keepFailure(
                token,
                left == null ? what : what + "; " + noun + " " + left + " may be left: delete it if nobody needs it");
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
