package io.github.backup4j.huawei.emulator.internal.evs;

import static io.github.backup4j.huawei.emulator.internal.evs.EvsErrors.evs;
import static io.github.backup4j.huawei.emulator.internal.http.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.Resource;
import io.github.backup4j.Snapshot;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Page;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Always;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.util.List;
import java.util.Locale;

/** The snapshots of EVS: {@code cloudsnapshots}. */
public final class EvsSnapshotRoutes {
    private final Emulation emulation;
    private final Volumes volumes;
    private final VolumeSnapshots snapshots;

    public EvsSnapshotRoutes(Emulation emulation, Volumes volumes) {
        this.emulation = emulation;
        this.volumes = volumes;
        snapshots = new VolumeSnapshots(emulation);
    }

    public void addTo(Router router) {
        for (String version : new String[] {"/v2", "/v3"}) {
            String all = version + "/{project_id}/cloudsnapshots";
            router.add("POST", all, evs(this::take));
            router.add("GET", all, evs(this::list));
            router.add("GET", all + "/detail", evs(this::list));
            router.add("GET", all + "/{snapshot_id}", evs(this::show));
            router.add("PUT", all + "/{snapshot_id}", evs(this::update));
            router.add("DELETE", all + "/{snapshot_id}", evs(this::delete));
            router.add("POST", all + "/{snapshot_id}/rollback", evs(this::rollBack));
        }
    }

    private WireReply take(WireRequest request) {
        JsonNode wanted = request.body().path("snapshot");
        if (!wanted.isObject()) {
            throw EvsErrors.bad("EVS.5400", "Malformed request body.");
        }
        String volume = text(wanted, "volume_id");
        if (volume.isEmpty()) {
            throw EvsErrors.bad("EVS.1002", "invalid volume id!");
        }
        if (volumes.find(request, volume).isEmpty()) {
            throw missing("Volume", volume);
        }
        String status = volumes.status(request, volume);
        boolean force = text(wanted, "force").equalsIgnoreCase("true");
        if (!status.equals("available") && !(force && status.equals("in-use"))) {
            throw EvsErrors.bad(
                    "EVS.5400",
                    "Invalid volume: Volume " + volume + " status must be available" + (force ? " or in-use" : "")
                            + ", but current status is: " + status + ".");
        }
        ObjectNode view = snapshots.view(request, snapshots.take(request, wanted));
        view.put("updated_at", view.path("created_at").asText());
        view.remove("service_type");
        return WireReply.of(202, wrap(view));
    }

    private WireReply list(WireRequest request) {
        List<ObjectNode> all = snapshots.all(request);
        // The filters that are about the disk.
        all.forEach(view -> view.put("availability_zone", zone(request, view))
                .put(
                        "enterprise_project_id",
                        volumes.note(view.path("volume_id").asText())
                                .path("enterprise_project_id")
                                .asText("0")));
        Page page = VolumeQuery.page(request, all);
        page.items().forEach(view -> view.remove(List.of("availability_zone", "enterprise_project_id")));
        ObjectNode body = Json.object().put("count", page.total());
        body.set("snapshots", page.array());
        return WireReply.ok(body);
    }

    private String zone(WireRequest request, ObjectNode view) {
        return volumes.find(request, view.path("volume_id").asText())
                .map(disk -> Always.said(disk.zone()))
                .orElse("");
    }

    private WireReply show(WireRequest request) {
        ObjectNode view = snapshots.view(request, require(request));
        if (emulation.form == Form.DOCUMENTED) {
            // The documentation's examples have a lower-case t here, and only here.
            view.put("created_at", view.path("created_at").asText().toLowerCase(Locale.ROOT));
        }
        return WireReply.ok(wrap(view));
    }

    private WireReply update(WireRequest request) {
        JsonNode wanted = request.body().path("snapshot");
        if (!wanted.isObject()) {
            throw EvsErrors.bad("EVS.5400", "Malformed request body.");
        }
        Snapshot snapshot = snapshots.update(request, require(request), wanted);
        return WireReply.ok(wrap(snapshots.view(request, snapshot)));
    }

    private WireReply delete(WireRequest request) {
        Snapshot snapshot = require(request);
        if (snapshot.status() != Snapshot.Status.AVAILABLE && snapshot.status() != Snapshot.Status.ERROR) {
            throw EvsErrors.bad("EVS.1047", "snapshot status must be available or error when delete snapshot!");
        }
        emulation.backup(request).snapshots().delete(snapshot.id());
        return WireReply.empty(202);
    }

    private WireReply rollBack(WireRequest request) {
        Snapshot snapshot = require(request);
        String volume = text(request.body().path("rollback"), "volume_id");
        if (volume.isEmpty()) {
            throw EvsErrors.bad("EVS.5400", "Malformed request body.");
        }
        if (volumes.find(request, volume).isEmpty()) {
            throw missing("Volume", volume);
        }
        String status = volumes.status(request, volume);
        if (!volume.equals(snapshot.disk().id())) {
            throw WireError.named(
                    400,
                    "badRequest",
                    "EVS.5400",
                    "Invalid volume: snapshot " + snapshot.id() + " can only be rolled back to its source volume.");
        }
        if (!status.equals("available") && !status.equals("error_rollbacking")) {
            throw WireError.named(
                    400,
                    "badRequest",
                    "EVS.5400",
                    "Invalid volume: Volume status must be available or error_rollbacking, but current status is: "
                            + status + ".");
        }
        volumes.rollsBack(volume, emulation.backup(request).snapshots().rollBack(snapshot.id(), Resource.disk(volume)));
        ObjectNode body = Json.object();
        body.putObject("rollback").put("volume_id", volume);
        return WireReply.of(202, body);
    }

    private Snapshot require(WireRequest request) {
        String id = request.parameter("snapshot_id");
        return snapshots.find(request, id).orElseThrow(() -> missing("Snapshot", id));
    }

    private WireError missing(String what, String id) {
        return emulation.form == Form.DOCUMENTED
                ? WireError.named(404, "itemNotFound", "EVS.5404", what + " " + id + " could not be found.")
                : EvsErrors.cinderNotFound(what, id);
    }

    private static ObjectNode wrap(ObjectNode view) {
        ObjectNode body = Json.object();
        body.set("snapshot", view);
        return body;
    }
}
