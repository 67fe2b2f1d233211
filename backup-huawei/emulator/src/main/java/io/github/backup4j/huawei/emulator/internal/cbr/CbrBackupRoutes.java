package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointUpdate;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** CBR's calls on single backups: read, rename, delete. */
public final class CbrBackupRoutes {
    private static final String BACKUPS = "/v3/{project_id}/backups";
    private static final String BACKUP = BACKUPS + "/{backup_id}";

    private static final Map<String, String> DELETING = Map.of("VAULT_LOCKED", "6220", "BEING_WORKED_ON", "6203");

    private final Cbr cbr;
    private final CbrProgress progress;
    private final CbrBackupView view;
    private final CbrShares shares;

    public CbrBackupRoutes(Emulation emulation) {
        cbr = new Cbr(emulation);
        progress = new CbrProgress(cbr);
        view = new CbrBackupView(cbr, progress);
        shares = new CbrShares(cbr);
    }

    public void addTo(Router router) {
        router.add("POST", BACKUPS + "/sync", request -> {
            throw CbrErrors.of("7300");
        });
        router.add("GET", BACKUP, CbrErrors.translating(Map.of(), this::show));
        router.add("PUT", BACKUP, CbrErrors.translating(Map.of(), this::rename));
        router.add("DELETE", BACKUP, CbrErrors.translating(DELETING, this::delete));
        router.add("GET", BACKUP + "/metadata", CbrErrors.translating(Map.of(), this::metadata));
    }

    private WireReply show(WireRequest request) {
        ObjectNode answer = Json.object();
        Optional<RestorePoint> point = cbr.point(request, request.parameter("backup_id"));
        answer.set("backup", point.isPresent() ? shown(request, point.get()) : child(request));
        return WireReply.ok(answer);
    }

    private ObjectNode shown(WireRequest request, RestorePoint point) {
        return view.shown(point, shares.ownerOf(request, point), updatedAt(request, point));
    }

    private Instant updatedAt(WireRequest request, RestorePoint point) {
        return progress.updatedAt(point, progress.changes(request, List.of(point)));
    }

    private ObjectNode child(WireRequest request) {
        String id = request.parameter("backup_id");
        RestorePoint parent = cbr.holderOf(request, id).orElseThrow(() -> CbrErrors.of("6200"));
        RestorePoint.Part part = CbrBackupView.children(parent)
                .filter(found -> found.id().value().equals(id))
                .findFirst()
                .orElseThrow();
        return view.child(parent, part, cbr.emulation.project(request), updatedAt(request, parent));
    }

    private WireReply rename(WireRequest request) {
        String name = CbrFields.of(request, "backup").requiredName("name");
        RestorePoint point =
                cbr.backup(request).restorePoints().update(cbr.point(request).id(), new RestorePointUpdate(name));
        progress.touch(point);
        ObjectNode answer = Json.object();
        answer.set("backup", shown(request, point));
        return WireReply.ok(answer);
    }

    private WireReply delete(WireRequest request) {
        if (cbr.point(request, request.parameter("backup_id")).isEmpty()) {
            ObjectNode unused = child(request);
            throw CbrErrors.of("6201");
        }
        RestorePoint point = cbr.point(request);
        if (point.status() == RestorePoint.Status.RESTORING || Cbr.isBeingCopied(point)) {
            throw CbrErrors.of("6216");
        }
        cbr.backup(request).restorePoints().delete(point.id());
        progress.begin(List.of(point));
        return WireReply.empty(204);
    }

    private WireReply metadata(WireRequest request) {
        RestorePoint point = cbr.point(request);
        if (!point.available()) {
            throw CbrErrors.of("6206");
        }
        ObjectNode answer = Json.object();
        answer.put("backup_id", point.id().value());
        answer.put("backups", shown(request, point).toString());
        answer.put("flavor", "{}");
        answer.putArray("floatingips");
        answer.put("interface", "[]");
        answer.putArray("ports");
        answer.put("server", server(point).toString());
        ArrayNode volumes = answer.putArray("volumes");
        point.parts()
                .forEach(part -> volumes.add(Json.object()
                        .put("id", part.disk().id())
                        .put("name", part.name())
                        .put("size", Cbr.gib(part.size()))
                        .put("bootable", part.bootable())
                        .toString()));
        return WireReply.ok(answer);
    }

    /** The server as Nova shows it; what ECS alone knows is of the time when somebody last requested it from ECS. */
    private ObjectNode server(RestorePoint point) {
        ObjectNode server = Json.object()
                .put("id", point.resource().id())
                .put("name", point.source().name())
                .put("OS-EXT-AZ:availability_zone", point.source().zone());
        ObjectNode note = cbr.emulation.note("server", point.resource().id());
        if (note.has("flavor")) {
            server.putObject("flavor").put("id", note.path("flavor").asText());
            server.putObject("metadata").put("vpc_id", note.path("vpc_id").asText());
        }
        ObjectNode wrapped = Json.object();
        wrapped.set("server", server);
        return wrapped;
    }
}
