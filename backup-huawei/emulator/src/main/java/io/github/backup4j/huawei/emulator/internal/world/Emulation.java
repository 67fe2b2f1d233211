package io.github.backup4j.huawei.emulator.internal.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.testkit.InMemoryCloud;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What all routes share: the cloud behind them, and what the wire knows beyond the neutral API.
 *
 * <p>All requests run one at a time, so nothing here is guarded.
 */
public final class Emulation {
    /** How long work waits before it begins, as services tell it by {@code waiting} and {@code queued}. */
    public static final Duration QUEUE_TIME = Duration.ofSeconds(10);

    private static final Duration JOB_QUEUE_TIME = Duration.ofSeconds(2);

    public final InMemoryCloud home;
    public final Form form;

    /** What was bought in advance. */
    public final Orders orders = new Orders(this);

    /** What the cloud has for everybody. */
    public final PublicImages publicImages = new PublicImages();

    /** Whether every project id in a path means the same project, so that any client sees the same world. */
    private final boolean oneProject;

    private final Map<String, CloudBackup> backups = new LinkedHashMap<>();
    private final Map<String, ObjectNode> notes = new LinkedHashMap<>();
    private final Map<String, Supplier<JsonNode>> jobs = new LinkedHashMap<>();
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::order));
    private long lastNumber;

    public Emulation(InMemoryCloud home, Form form, boolean oneProject) {
        this.home = home;
        this.form = form;
        this.oneProject = oneProject;
    }

    public String region() {
        return home.site().region();
    }

    public Instant now() {
        return home.time().now();
    }

    /** Whether work that was asked for at an instant has not begun yet. */
    public boolean isQueued(Instant asked) {
        return now().isBefore(asked.plus(QUEUE_TIME));
    }

    /** Whether a job that was started at an instant is still {@code INIT}. */
    public boolean isInitial(Instant started) {
        return now().isBefore(started.plus(JOB_QUEUE_TIME));
    }

    /** The project that a path names, or else the credential. */
    public String project(WireRequest request) {
        if (oneProject) {
            return home.site().project();
        }
        String named = request.parameters().get("project_id");
        return named == null ? projectOfCredential(request) : named;
    }

    /** The project that a signed request says it is for, or that its token was made for (as its note tells). */
    private String projectOfCredential(WireRequest request) {
        String signed = request.header("x-project-id");
        if (signed != null) {
            return signed;
        }
        String token = request.header("x-auth-token");
        String home = this.home.site().project();
        return token == null ? home : note("token", token).path("project_id").asText(home);
    }

    /** The world of the project that a path names. */
    public InMemoryCloud cloud(WireRequest request) {
        return home.at(new Site(region(), project(request)));
    }

    /** The neutral API over that world. */
    public CloudBackup backup(WireRequest request) {
        return backups.computeIfAbsent(project(request), key -> cloud(request).reopenForAnEmulator());
    }

    /**
     * What clients sent about a thing that the neutral API does not keep, to be sent back as it came; empty at first, and
     * changed in place.
     *
     * @param kind the kind of thing, such as {@code "vault"}
     * @param id its id
     */
    public ObjectNode note(String kind, String id) {
        return notes.computeIfAbsent(kind + " " + id, key -> Json.object());
    }

    /** Does something when so much time has passed: before the first request from then on. */
    public void later(Duration duration, Runnable action) {
        due.add(new Due(now().plus(duration), lastNumber++, action));
    }

    /** Lets time pass, and does what becomes due at its time. */
    public void advance(Duration duration) {
        Instant end = now().plus(duration);
        while (!due.isEmpty() && !due.element().at().isAfter(end)) {
            if (due.element().at().isAfter(now())) {
                home.time().advanceTo(due.element().at());
            }
            runDue();
        }
        if (end.isAfter(now())) {
            home.time().advanceTo(end);
        }
    }

    /** Does what has become due. */
    public void runDue() {
        while (!due.isEmpty() && !due.element().at().isAfter(now())) {
            due.remove().action().run();
        }
    }

    /** Keeps a job that clients ask for by id, on whichever service; it is looked at anew each time. */
    public String addJob(Supplier<JsonNode> view) {
        String id = nextJobId();
        jobs.put(id, view);
        return id;
    }

    public Optional<JsonNode> job(String id) {
        return Optional.ofNullable(jobs.get(id)).map(Supplier::get);
    }

    /** An id as jobs have them: 32 hexadecimal digits, the same in each run. */
    public String nextJobId() {
        return nextUuid("job").replace("-", "");
    }

    /** A UUID, the same in each run. */
    public String nextUuid(String kind) {
        lastNumber++;
        return UUID.nameUUIDFromBytes((kind + lastNumber).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private record Due(Instant at, long order, Runnable action) {}
}
