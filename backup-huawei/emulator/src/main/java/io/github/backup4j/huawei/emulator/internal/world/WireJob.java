package io.github.backup4j.huawei.emulator.internal.world;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A long-running operation as EVS, ECS and IMS show it: a job with an id. */
public final class WireJob {
    private static final DateTimeFormatter OLD_FORM = DateTimeFormatter.ofPattern(
                    "dd-MMM-yyyy HH:mm:ss:SSS", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final Emulation emulation;
    private final Kind kind;
    private final String type;
    private final Supplier<Outcome> outcome;
    private final Function<Outcome, ObjectNode> entities;
    private final Instant startedAt;
    private final String id;
    private @Nullable Instant ended;

    private WireJob(
            Emulation emulation,
            Kind kind,
            String type,
            Supplier<Outcome> outcome,
            Function<Outcome, ObjectNode> entities) {
        this.emulation = emulation;
        this.kind = kind;
        this.type = type;
        this.outcome = outcome;
        this.entities = entities;
        startedAt = emulation.now();
        id = emulation.addJob(this::view);
    }

    /** Stores and returns a job of EVS or ECS. */
    public static WireJob ofBlockStorage(
            Emulation emulation, String type, Supplier<Outcome> outcome, Function<Outcome, ObjectNode> entities) {
        return new WireJob(emulation, Kind.BLOCK_STORAGE, type, outcome, entities);
    }

    /** Stores and returns a job of IMS. */
    public static WireJob ofImages(
            Emulation emulation, String type, Supplier<Outcome> outcome, Function<Outcome, ObjectNode> entities) {
        return new WireJob(emulation, Kind.IMAGES, type, outcome, entities);
    }

    /** Stores a job that consists of others, as {@code entities.sub_jobs} or {@code entities.sub_jobs_result}. */
    public static WireJob ofSeveral(Emulation emulation, String type, List<WireJob> parts) {
        Kind kind = parts.get(0).kind;
        return new WireJob(emulation, kind, type, () -> together(parts), all -> {
            ObjectNode entities = Json.object();
            ArrayNode views = Json.array();
            parts.forEach(part -> views.add(part.view()));
            if (kind == Kind.BLOCK_STORAGE) {
                entities.set("sub_jobs", views);
            } else {
                entities.set("sub_jobs_result", views);
                ArrayNode ids = entities.putArray("sub_jobs_list");
                parts.forEach(part -> ids.add(part.id));
            }
            return entities;
        });
    }

    public String id() {
        return id;
    }

    /** The response to the request that started it. */
    public ObjectNode reference() {
        return Json.object().put("job_id", id);
    }

    private ObjectNode view() {
        Outcome now = outcome.get();
        if (now.ended() && ended == null) {
            ended = emulation.now();
        }
        ObjectNode view = Json.object();
        view.put(
                "status",
                now.ended()
                        ? (now.failed() ? "FAIL" : "SUCCESS")
                        : emulation.isInitial(startedAt) ? "INIT" : "RUNNING");
        view.set("entities", entities(now));
        view.put("job_id", id);
        view.put("job_type", type);
        view.put("begin_time", time(startedAt));
        view.put("end_time", ended == null ? "" : time(ended));
        view.put("error_code", now.code());
        view.put("fail_reason", now.reason());
        return view;
    }

    private ObjectNode entities(Outcome now) {
        ObjectNode view = entities.apply(now);
        if (kind == Kind.IMAGES && !now.ended() && !view.has("sub_jobs_result")) {
            if (emulation.form == Form.DOCUMENTED) {
                view.put("process_percent", String.valueOf(now.percent() / 100.0));
            } else {
                view.put("process_percent", now.percent() / 100.0);
            }
            view.put("current_task", type + "Task");
        }
        return view;
    }

    private String time(Instant instant) {
        boolean old = kind == Kind.IMAGES && emulation.form == Form.DOCUMENTED;
        return (old ? OLD_FORM : ISO).format(instant);
    }

    private static Outcome together(List<WireJob> parts) {
        List<Outcome> all = new ArrayList<>();
        parts.forEach(part -> all.add(part.outcome.get()));
        int least = all.stream().mapToInt(Outcome::percent).min().orElse(100);
        if (!all.stream().allMatch(Outcome::ended)) {
            return Outcome.running(Math.min(least, 99));
        }
        return all.stream().filter(Outcome::failed).findFirst().orElse(Outcome.DONE);
    }

    /** The service of a job, which determines its format. */
    private enum Kind {
        BLOCK_STORAGE,
        IMAGES
    }

    /**
     * The state of work.
     *
     * @param percent the percentage done; 100: it has ended
     * @param code the error code; null: it did not fail
     * @param reason the error message
     */
    public record Outcome(
            int percent, @Nullable String code, @Nullable String reason) {
        public static final Outcome DONE = new Outcome(100, null, null);

        static Outcome running(int percent) {
            return new Outcome(percent, null, null);
        }

        public static Outcome failed(String code, String reason) {
            return new Outcome(100, code, reason);
        }

        /** The state of work that ends at an instant. */
        public static Supplier<Outcome> until(Emulation emulation, Instant end) {
            Instant start = emulation.now();
            return () -> {
                long whole = Math.max(1, end.toEpochMilli() - start.toEpochMilli());
                long past = emulation.now().toEpochMilli() - start.toEpochMilli();
                return emulation.now().isBefore(end) ? running((int) (100 * past / whole)) : DONE;
            };
        }

        /** The state of an operation of the in-memory cloud. */
        public static Supplier<Outcome> of(Operation<?> operation, Function<OperationFailed, String> code) {
            return () -> now(operation, code);
        }

        public boolean ended() {
            return percent == 100;
        }

        public boolean failed() {
            return code != null;
        }

        private static Outcome now(Operation<?> operation, Function<OperationFailed, String> code) {
            Operation.Status<?> status = operation.poll();
            if (status instanceof Operation.Status.Failed<?> failed) {
                return failed(
                        code.apply(failed.failure()),
                        String.valueOf(failed.failure().getMessage()));
            }
            if (status instanceof Operation.Status.Running<?> running) {
                Integer percent = running.progress().percent();
                return running(percent == null ? 0 : Math.min(99, percent));
            }
            return DONE;
        }
    }
}
