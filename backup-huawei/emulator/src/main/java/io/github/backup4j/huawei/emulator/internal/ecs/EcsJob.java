package io.github.backup4j.huawei.emulator.internal.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A job of ECS, as {@code GET /v1/{project_id}/jobs/{job_id}} shows it. */
final class EcsJob {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Emulation emulation;
    private final String type;
    private final ObjectNode entities;
    private final List<EcsJob> parts;
    private final Instant startedAt;
    private final String id;
    private @Nullable Instant ended;
    private @Nullable String failure;

    private EcsJob(Emulation emulation, String type, ObjectNode entities, List<EcsJob> parts) {
        this.emulation = emulation;
        this.type = type;
        this.entities = entities;
        this.parts = parts;
        startedAt = emulation.now();
        id = emulation.addJob(this::view);
    }

    /** Starts a job that the caller ends with {@link #end} or {@link #fail}. */
    static EcsJob start(Emulation emulation, String type, String server) {
        return new EcsJob(emulation, type, Json.object().put("server_id", server), List.of());
    }

    /** Starts a job that does its work and ends after a duration. */
    static EcsJob lasting(Emulation emulation, String type, String server, Duration duration, Runnable work) {
        EcsJob job = start(emulation, type, server);
        emulation.later(duration, () -> {
            try {
                work.run();
                job.end();
            } catch (RuntimeException e) {
                job.fail(String.valueOf(e.getMessage()));
            }
        });
        return job;
    }

    /** Starts a job that ends when the work in the cloud does. */
    static EcsJob following(Emulation emulation, String type, String server, Operation<?> operation) {
        EcsJob job = start(emulation, type, server);
        var unused = operation.toCompletableFuture().whenComplete((result, failure) -> {
            if (failure == null) {
                job.end();
            } else {
                Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                job.fail(
                        cause instanceof OperationFailed failed
                                ? failed.getMessage()
                                : "Failed to create the ECS. Try again later or contact customer service.");
            }
        });
        return job;
    }

    /** Starts a job that consists of others, and ends with the last of them. */
    static EcsJob of(Emulation emulation, String type, List<EcsJob> parts) {
        return new EcsJob(emulation, type, Json.object(), List.copyOf(parts));
    }

    String id() {
        return id;
    }

    void end() {
        ended = emulation.now();
    }

    void fail(@Nullable String reason) {
        ended = emulation.now();
        failure = String.valueOf(reason);
    }

    boolean failed() {
        return failure != null || parts.stream().anyMatch(EcsJob::failed);
    }

    boolean over() {
        return parts.isEmpty() ? ended != null : parts.stream().allMatch(EcsJob::over);
    }

    private JsonNode view() {
        ObjectNode view = Json.object().put("status", status());
        ObjectNode shown = view.putObject("entities");
        shown.setAll(entities);
        if (!parts.isEmpty()) {
            shown.put("sub_jobs_total", parts.size());
            var shownParts = shown.putArray("sub_jobs");
            parts.forEach(part -> shownParts.add(part.view()));
        }
        if (failure != null && parts.isEmpty()) {
            shown.put("errorcode_message", failure);
        }
        view.put("job_id", id).put("job_type", type).put("begin_time", TIME.format(startedAt));
        Instant end = endedAt();
        view.put("end_time", end == null ? "" : TIME.format(end));
        if (failed()) {
            return view.put("error_code", "Ecs.0204").put("fail_reason", reason());
        }
        return view.putNull("error_code").putNull("fail_reason");
    }

    private String status() {
        if (!over()) {
            return emulation.isInitial(startedAt) ? "INIT" : "RUNNING";
        }
        return failed() ? "FAIL" : "SUCCESS";
    }

    private @Nullable Instant endedAt() {
        if (parts.isEmpty() || !over()) {
            return parts.isEmpty() ? ended : null;
        }
        Instant last = startedAt;
        for (EcsJob part : parts) {
            Instant end = part.endedAt();
            last = end != null && end.isAfter(last) ? end : last;
        }
        return last;
    }

    private String reason() {
        return failure != null
                ? failure
                : parts.stream()
                        .filter(EcsJob::failed)
                        .findFirst()
                        .map(EcsJob::reason)
                        .orElse("");
    }
}
