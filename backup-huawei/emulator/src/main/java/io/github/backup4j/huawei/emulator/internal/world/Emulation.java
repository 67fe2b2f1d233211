package io.github.backup4j.huawei.emulator.internal.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.ServerPlacement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * State that all routes share: the cloud behind them, and what the HTTP APIs show beyond the portable API.
 *
 * <p>Requests are handled one at a time, so nothing here is synchronized.
 */
public final class Emulation {
    /** How long work waits before it begins, which services report as {@code waiting} and {@code queued}. */
    public static final Duration QUEUE_TIME = Duration.ofSeconds(10);

    private static final Duration JOB_QUEUE_TIME = Duration.ofSeconds(2);

    public final InMemoryCloud home;
    public final Form form;

    /** Prepaid orders. */
    public final Orders orders = new Orders(this);

    /** The keys of what is encrypted. */
    public final EncryptionKeys keys = new EncryptionKeys(this);

    /** Public images. */
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

    /** Whether work requested at an instant has not begun yet. */
    public boolean isQueued(Instant asked) {
        return now().isBefore(asked.plus(QUEUE_TIME));
    }

    /** Whether a job that was started at an instant is still {@code INIT}. */
    public boolean isInitial(Instant started) {
        return now().isBefore(started.plus(JOB_QUEUE_TIME));
    }

    /** The project in a path, or else that of the credential. */
    public String project(WireRequest request) {
        if (oneProject) {
            return home.site().project();
        }
        String named = request.parameters().get("project_id");
        return named == null ? projectOfCredential(request) : named;
    }

    /** The project that a signed request names, or for which its token was issued. */
    private String projectOfCredential(WireRequest request) {
        String signed = request.header("x-project-id");
        if (signed != null) {
            return signed;
        }
        String token = request.header("x-auth-token");
        String home = this.home.site().project();
        return token == null ? home : note("token", token).path("project_id").asText(home);
    }

    /** The cloud of the project in a path. */
    public InMemoryCloud cloud(WireRequest request) {
        return home.at(new Site(region(), project(request)));
    }

    /** Where a server of any project is placed; one that is not there is where a server is by default. */
    public ServerPlacement placementOf(Resource.Server server) {
        Set<String> projects = new LinkedHashSet<>(backups.keySet());
        projects.add(home.site().project());
        for (String project : projects) {
            InMemoryCloud cloud = home.at(new Site(region(), project));
            if (cloud.servers().contains(server)) {
                return cloud.placementOf(server);
            }
        }
        return new ServerPlacement(region() + "a", "s6.large.2", "network-1", "subnet-1", List.of(), null);
    }

    /** The portable API of that cloud. */
    public CloudBackup backup(WireRequest request) {
        return backups.computeIfAbsent(project(request), key -> cloud(request).reopenForAnEmulator());
    }

    /**
     * What clients sent about a resource that the portable API does not store, to be returned unchanged; empty at first, and
     * changed in place.
     *
     * @param kind the kind of resource, such as {@code "vault"}
     * @param id its id
     */
    public ObjectNode note(String kind, String id) {
        return notes.computeIfAbsent(kind + " " + id, key -> Json.object());
    }

    /** Schedules an action: it runs before the first request after a delay. */
    public void later(Duration duration, Runnable action) {
        due.add(new Due(now().plus(duration), lastNumber++, action));
    }

    /** Advances the clock, and runs each action when it is due. */
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

    /** Runs the actions that are due. */
    public void runDue() {
        while (!due.isEmpty() && !due.element().at().isAfter(now())) {
            due.remove().action().run();
        }
    }

    /** Stores a job that clients request by id, on any service; its state is computed on each request. */
    public String addJob(Supplier<JsonNode> view) {
        String id = nextJobId();
        jobs.put(id, view);
        return id;
    }

    public Optional<JsonNode> job(String id) {
        return Optional.ofNullable(jobs.get(id)).map(Supplier::get);
    }

    /** A job id: 32 hexadecimal digits, the same in every run. */
    public String nextJobId() {
        return nextUuid("job").replace("-", "");
    }

    /** A UUID, the same in every run. */
    public String nextUuid(String kind) {
        lastNumber++;
        return UUID.nameUUIDFromBytes((kind + lastNumber).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private record Due(Instant at, long order, Runnable action) {}
}
