package io.github.backup4j.huawei.emulator.internal.ecs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Paging;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** ECS's calls that show, list, start, stop and delete servers. */
public final class EcsServerRoutes {
    private static final Duration SWITCHING = Duration.ofSeconds(10);
    private static final Duration DELETING = Duration.ofSeconds(30);
    private static final int PAGE = 25;
    private static final int LARGEST_PAGE = 1000;

    private final Emulation emulation;
    private final Servers servers;
    private final ServerView view;

    public EcsServerRoutes(Emulation emulation) {
        this.emulation = emulation;
        servers = new Servers(emulation);
        view = new ServerView(emulation, servers);
    }

    public void addTo(Router router) {
        router.add("GET", "/v1/{project_id}/cloudservers/detail", this::list);
        router.add("GET", "/v1.1/{project_id}/cloudservers/detail", this::listByMarker);
        router.add("GET", "/v1/{project_id}/cloudservers/{server_id}", this::show);
        router.add("POST", "/v1/{project_id}/cloudservers/action", this::act);
        router.add("POST", "/v1/{project_id}/cloudservers/delete", this::delete);
    }

    private WireReply show(WireRequest request) {
        ObjectNode body = Json.object();
        body.set("server", view.detail(request, servers.named(request)));
        return WireReply.ok(body);
    }

    /** Its {@code offset} is a page number, where 0 and 1 both mean the first page. */
    private WireReply list(WireRequest request) {
        int limit = limit(request);
        int page = Math.max(1, request.number("offset", 1));
        List<ProtectableResource> found = matching(request);
        ObjectNode body = Json.object().put("count", found.size());
        ArrayNode list = body.putArray("servers");
        found.stream().skip((page - 1L) * limit).limit(limit).forEach(server -> list.add(view.detail(request, server)));
        return WireReply.ok(body.put("request_id", "req-" + emulation.nextUuid("request")));
    }

    private WireReply listByMarker(WireRequest request) {
        List<ProtectableResource> found = matching(request);
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("servers");
        Paging.after(found, request, limit(request)).forEach(server -> list.add(view.listed(request, server)));
        return WireReply.ok(body);
    }

    private static int limit(WireRequest request) {
        return Math.min(LARGEST_PAGE, Math.max(1, request.number("limit", PAGE)));
    }

    private List<ProtectableResource> matching(WireRequest request) {
        return servers.all(request).stream()
                .filter(server -> matches(request, server))
                .toList();
    }

    private boolean matches(WireRequest request, ProtectableResource server) {
        ObjectNode note = servers.note(server.resource().id());
        List<String> ids = new ArrayList<>(request.queries("id"));
        request.queries("server_id").forEach(given -> ids.addAll(List.of(given.split(",", -1))));
        String project = request.query("enterprise_project_id").orElse("all_granted_eps");
        return (ids.isEmpty() || ids.contains(server.resource().id()))
                && request.query("name").map(server.name()::contains).orElse(true)
                && request.query("status")
                        .map(status -> status.toUpperCase(Locale.ROOT).equals(server.statusText()))
                        .orElse(true)
                && request.query("flavor")
                        .map(note.path("flavor").asText()::equals)
                        .orElse(true)
                && request.query("tags").map(tags -> hasTags(server, tags)).orElse(true)
                && (project.equals("all_granted_eps")
                        || project.equals(note.path("enterprise_project_id").asText()));
    }

    /** Whether a server has all of {@code key,key=value}. */
    private static boolean hasTags(ProtectableResource server, String tags) {
        return Stream.of(tags.split(",", -1)).allMatch(tag -> {
            int split = tag.indexOf('=');
            String key = split < 0 ? tag : tag.substring(0, split);
            return server.tags().containsKey(key)
                    && (split < 0
                            || tag.substring(split + 1).equals(server.tags().get(key)));
        });
    }

    // ---- starting and stopping

    private WireReply act(WireRequest request) {
        if (request.body().has("os-start")) {
            return startOrStop(request, true, request.body().path("os-start"));
        }
        if (request.body().has("os-stop")) {
            return startOrStop(request, false, request.body().path("os-stop"));
        }
        if (request.body().has("reboot")) {
            List<EcsJob> parts = new ArrayList<>();
            for (ProtectableResource server : idle(request, request.body().path("reboot"))) {
                parts.add(EcsJob.lasting(
                        emulation,
                        "rebootSingleServer",
                        server.resource().id(),
                        SWITCHING,
                        () -> setRunning(request, server, true)));
            }
            return jobReply(EcsJob.of(emulation, "rebootServer", parts));
        }
        throw EcsErrors.invalid("the body has neither os-start nor os-stop nor reboot");
    }

    private WireReply startOrStop(WireRequest request, boolean start, JsonNode wanted) {
        String verb = start ? "start" : "stop";
        List<EcsJob> parts = new ArrayList<>();
        for (ProtectableResource server : idle(request, wanted)) {
            parts.add(switching(request, server, start, verb + "SingleServer"));
        }
        return jobReply(EcsJob.of(emulation, verb + "Server", parts));
    }

    private EcsJob switching(WireRequest request, ProtectableResource server, boolean start, String type) {
        String id = server.resource().id();
        boolean already = (start ? "ACTIVE" : "SHUTOFF").equals(server.statusText());
        if (!already) {
            servers.note(id).put("task_state", start ? "powering-on" : "powering-off");
        }
        return EcsJob.lasting(
                emulation, type, id, already ? Duration.ZERO : SWITCHING, () -> setRunning(request, server, start));
    }

    private void setRunning(WireRequest request, ProtectableResource server, boolean running) {
        Resource.Server known = (Resource.Server) server.resource();
        servers.note(known.id()).remove("task_state");
        servers.touch(known.id());
        if (running) {
            servers.cloud(request).start(known);
        } else {
            servers.cloud(request).stop(known);
        }
    }

    /** The servers in a body, none of which is busy. */
    private List<ProtectableResource> idle(WireRequest request, JsonNode wanted) {
        List<ProtectableResource> found = named(request, wanted);
        for (ProtectableResource server : found) {
            String task =
                    servers.note(server.resource().id()).path("task_state").asText("");
            if (server.status() == ProtectableResource.Status.CHANGING || !task.isEmpty()) {
                throw EcsErrors.wrongStatus("The ECS status does not meet requirements. Make the ECS in the required"
                        + " status and try again. " + server.resource().id() + " is " + server.statusText() + " "
                        + task);
            }
        }
        return found;
    }

    private List<ProtectableResource> named(WireRequest request, JsonNode wanted) {
        if (!wanted.path("servers").isArray() || wanted.path("servers").isEmpty()) {
            throw EcsErrors.invalid("servers is required");
        }
        List<ProtectableResource> found = new ArrayList<>();
        wanted.path("servers")
                .forEach(server ->
                        found.add(servers.get(request, server.path("id").asText())));
        return found;
    }

    // ---- deleting

    private WireReply delete(WireRequest request) {
        boolean withDisks = request.body().path("delete_volume").asBoolean();
        List<EcsJob> parts = new ArrayList<>();
        for (ProtectableResource server : named(request, request.body())) {
            parts.add(deleting(request, server, withDisks));
        }
        return jobReply(EcsJob.of(emulation, "deleteServer", parts));
    }

    EcsJob deleting(WireRequest request, ProtectableResource server, boolean withDisks) {
        String id = server.resource().id();
        servers.note(id).put("task_state", "deleting");
        return EcsJob.lasting(emulation, "deleteSingleServer", id, DELETING, () -> remove(request, server, withDisks));
    }

    private void remove(WireRequest request, ProtectableResource server, boolean withDisks) {
        List<Resource.Disk> disks = servers.cloud(request).disksOf((Resource.Server) server.resource());
        servers.cloud(request).delete(server.resource());
        for (Resource.Disk disk : disks) {
            boolean withServer = withDisks || disks.indexOf(disk) == 0;
            servers.forgetDevice(disk.id());
            if (withServer) {
                servers.cloud(request).delete(disk);
            }
        }
    }

    /** Starts the job that starts or stops a server, for Nova's calls. */
    void begin(WireRequest request, ProtectableResource server, boolean start) {
        EcsJob unused = switching(request, server, start, start ? "startServer" : "stopServer");
    }

    static WireReply jobReply(EcsJob job) {
        return WireReply.ok(Json.object().put("job_id", job.id()));
    }
}
