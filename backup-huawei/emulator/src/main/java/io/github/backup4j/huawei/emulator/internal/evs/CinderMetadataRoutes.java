package io.github.backup4j.huawei.emulator.internal.evs;

import static io.github.backup4j.huawei.emulator.internal.evs.EvsErrors.cinder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.util.List;
import java.util.function.Function;

/** The metadata of disks and snapshots. */
public final class CinderMetadataRoutes {
    private final Volumes volumes;
    private final VolumeSnapshots snapshots;

    public CinderMetadataRoutes(Emulation emulation, Volumes volumes) {
        this.volumes = volumes;
        snapshots = new VolumeSnapshots(emulation);
    }

    public void addTo(Router router) {
        for (String version : List.of("/v2", "/v3")) {
            add(router, version + "/{project_id}/volumes/{id}/metadata", this::noteOfVolume);
            add(router, version + "/{project_id}/cloudvolumes/{id}/metadata", this::noteOfVolume);
            add(router, version + "/{project_id}/snapshots/{id}/metadata", this::noteOfSnapshot);
            add(router, version + "/{project_id}/cloudsnapshots/{id}/metadata", this::noteOfSnapshot);
        }
    }

    private static void add(Router router, String all, Function<WireRequest, ObjectNode> note) {
        router.add("GET", all, cinder(request -> reply(note.apply(request))));
        router.add("POST", all, cinder(request -> merge(request, note.apply(request))));
        router.add("PUT", all, cinder(request -> replace(request, note.apply(request))));
        router.add("GET", all + "/{key}", cinder(request -> showOne(request, note.apply(request))));
        router.add("PUT", all + "/{key}", cinder(request -> putOne(request, note.apply(request))));
        router.add("DELETE", all + "/{key}", cinder(request -> deleteOne(request, note.apply(request))));
    }

    private ObjectNode noteOfVolume(WireRequest request) {
        String id = request.parameter("id");
        if (volumes.find(request, id).isEmpty()) {
            throw EvsErrors.cinderNotFound("Volume", id);
        }
        return volumes.note(id);
    }

    private ObjectNode noteOfSnapshot(WireRequest request) {
        String id = request.parameter("id");
        if (snapshots.find(request, id).isEmpty()) {
            throw EvsErrors.cinderNotFound("Snapshot", id);
        }
        return snapshots.note(id);
    }

    private static ObjectNode metadata(ObjectNode note) {
        return note.path("metadata") instanceof ObjectNode present ? present : note.putObject("metadata");
    }

    private static WireReply reply(ObjectNode note) {
        ObjectNode body = Json.object();
        body.set("metadata", metadata(note));
        return WireReply.ok(body);
    }

    private static WireReply merge(WireRequest request, ObjectNode note) {
        sent(request).properties().forEach(entry -> metadata(note).set(entry.getKey(), entry.getValue()));
        return reply(note);
    }

    private static WireReply replace(WireRequest request, ObjectNode note) {
        note.set("metadata", sent(request).deepCopy());
        return reply(note);
    }

    private static WireReply showOne(WireRequest request, ObjectNode note) {
        ObjectNode body = Json.object();
        body.putObject("meta").set(key(request), requireOne(request, note));
        return WireReply.ok(body);
    }

    private static WireReply putOne(WireRequest request, ObjectNode note) {
        JsonNode value = request.body().path("meta").path(key(request));
        if (!value.isTextual()) {
            throw EvsErrors.cinderBad("Request body and URI mismatch");
        }
        metadata(note).set(key(request), value);
        return showOne(request, note);
    }

    private static WireReply deleteOne(WireRequest request, ObjectNode note) {
        JsonNode unused = requireOne(request, note);
        metadata(note).remove(key(request));
        return WireReply.empty(200);
    }

    private static JsonNode requireOne(WireRequest request, ObjectNode note) {
        JsonNode value = metadata(note).path(key(request));
        if (value.isMissingNode()) {
            throw WireError.openStack(
                    404, "itemNotFound", "Volume or snapshot has no metadata with key " + key(request) + ".");
        }
        return value;
    }

    private static JsonNode sent(WireRequest request) {
        JsonNode sent = request.body().path("metadata");
        if (!sent.isObject()) {
            throw EvsErrors.cinderBad("Malformed request body");
        }
        return sent;
    }

    private static String key(WireRequest request) {
        return request.parameter("key");
    }
}
