package io.github.backup4j.huawei.emulator.internal.evs;

import static io.github.backup4j.huawei.emulator.internal.evs.EvsErrors.cinder;
import static io.github.backup4j.huawei.emulator.internal.http.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.Snapshot;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Page;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.util.List;

/** The snapshots of EVS as Cinder shows them, for OpenStack clients. */
public final class CinderSnapshotRoutes {
    private final Emulation emulation;
    private final Volumes volumes;
    private final VolumeSnapshots snapshots;

    public CinderSnapshotRoutes(Emulation emulation, Volumes volumes) {
        this.emulation = emulation;
        this.volumes = volumes;
        snapshots = new VolumeSnapshots(emulation);
    }

    public void addTo(Router router) {
        for (String version : List.of("/v2", "/v3")) {
            String all = version + "/{project_id}/snapshots";
            router.add("POST", all, cinder(this::take));
            router.add("GET", all, cinder(request -> list(request, false)));
            router.add("GET", all + "/detail", cinder(request -> list(request, true)));
            router.add("GET", all + "/{snapshot_id}", cinder(this::show));
            router.add("PUT", all + "/{snapshot_id}", cinder(this::update));
            router.add("DELETE", all + "/{snapshot_id}", cinder(this::delete));
        }
    }

    private WireReply take(WireRequest request) {
        JsonNode wanted = request.body().path("snapshot");
        if (!wanted.isObject()) {
            throw EvsErrors.cinderBad("Missing required element 'snapshot' in request body.");
        }
        String volume = text(wanted, "volume_id");
        if (volume.isEmpty()) {
            throw EvsErrors.cinderBad("'volume_id' must be specified");
        }
        if (volumes.find(request, volume).isEmpty()) {
            throw EvsErrors.cinderNotFound("Volume", volume);
        }
        String status = volumes.status(request, volume);
        boolean force = text(wanted, "force").equalsIgnoreCase("true");
        if (!status.equals("available") && !(force && status.equals("in-use"))) {
            throw EvsErrors.cinderBad("Invalid volume: Volume " + volume
                    + " status must be available, but current status is: " + status + ".");
        }
        ObjectNode view = brief(snapshots.view(request, snapshots.take(request, wanted)));
        return WireReply.of(202, wrap(view));
    }

    private WireReply list(WireRequest request, boolean detailed) {
        Page page = VolumeQuery.page(request, snapshots.all(request));
        ObjectNode body = Json.object();
        ArrayNode array = body.putArray("snapshots");
        page.items().forEach(view -> array.add(detailed ? asCinder(view) : brief(view)));
        if (page.more()) {
            body.putArray("snapshots_links")
                    .addObject()
                    .put("href", request.root() + page.next(request))
                    .put("rel", "next");
        }
        return WireReply.ok(body);
    }

    private WireReply show(WireRequest request) {
        return WireReply.ok(wrap(asCinder(snapshots.view(request, require(request)))));
    }

    private WireReply update(WireRequest request) {
        JsonNode wanted = request.body().path("snapshot");
        if (!wanted.isObject()) {
            throw EvsErrors.cinderBad("Missing required element 'snapshot' in request body.");
        }
        Snapshot updated = snapshots.update(request, require(request), wanted);
        return WireReply.ok(wrap(brief(snapshots.view(request, updated))));
    }

    private WireReply delete(WireRequest request) {
        Snapshot snapshot = require(request);
        if (snapshot.status() != Snapshot.Status.AVAILABLE && snapshot.status() != Snapshot.Status.ERROR) {
            throw EvsErrors.cinderBad("Invalid snapshot: Snapshot status must be available or error, but current"
                    + " status is: " + snapshot.statusText() + ".");
        }
        emulation.backup(request).snapshots().delete(snapshot.id());
        return WireReply.empty(202);
    }

    private Snapshot require(WireRequest request) {
        String id = request.parameter("snapshot_id");
        return snapshots.find(request, id).orElseThrow(() -> EvsErrors.cinderNotFound("Snapshot", id));
    }

    private static ObjectNode asCinder(ObjectNode view) {
        view.remove("service_type");
        return view;
    }

    private static ObjectNode brief(ObjectNode view) {
        view.remove(List.of(
                "service_type",
                "user_id",
                "os-extended-snapshot-attributes:project_id",
                "os-extended-snapshot-attributes:progress"));
        return view;
    }

    private static ObjectNode wrap(ObjectNode view) {
        ObjectNode body = Json.object();
        body.set("snapshot", view);
        return body;
    }
}
