package io.github.backup4j.huawei.emulator.internal.evs;

import static io.github.backup4j.huawei.emulator.internal.evs.EvsErrors.cinder;
import static io.github.backup4j.huawei.emulator.internal.http.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.http.WireTime;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Transfers of disks, which wait for a client that knows the key; the disk stays in its project. */
public final class EvsTransferRoutes {
    private static final String WAITING = "awaiting-transfer";

    private final Emulation emulation;
    private final Volumes volumes;
    private final Map<String, Transfer> transfers = new LinkedHashMap<>();

    public EvsTransferRoutes(Emulation emulation, Volumes volumes) {
        this.emulation = emulation;
        this.volumes = volumes;
    }

    public void addTo(Router router) {
        for (String version : List.of("/v2", "/v3")) {
            String all = version + "/{project_id}/os-volume-transfer";
            router.add("POST", all, cinder(this::offer));
            router.add("GET", all, cinder(request -> list(request, false)));
            router.add("GET", all + "/detail", cinder(request -> list(request, true)));
            router.add("GET", all + "/{transfer_id}", cinder(this::show));
            router.add("DELETE", all + "/{transfer_id}", cinder(this::withdraw));
            router.add("POST", all + "/{transfer_id}/accept", cinder(this::accept));
        }
    }

    private WireReply offer(WireRequest request) {
        JsonNode wanted = request.body().path("transfer");
        String volume = text(wanted, "volume_id");
        if (volume.isEmpty()) {
            throw EvsErrors.cinderBad("Incorrect request body format");
        }
        if (volumes.find(request, volume).isEmpty()) {
            throw EvsErrors.cinderNotFound("Volume", volume);
        }
        if (!volumes.status(request, volume).equals("available")) {
            throw EvsErrors.cinderBad("Invalid volume: status must be available");
        }
        volumes.note(volume).put("transition", WAITING);
        String id = emulation.nextUuid("transfer");
        Transfer transfer = new Transfer(
                id,
                emulation.project(request),
                text(wanted, "name"),
                volume,
                WireTime.micros(emulation.now()),
                Volumes.hex("transfer key", id).substring(0, 16));
        transfers.put(id, transfer);
        ObjectNode view = view(request, transfer, true).put("auth_key", transfer.key);
        return WireReply.of(202, wrap(view));
    }

    private WireReply list(WireRequest request, boolean detailed) {
        List<ObjectNode> all = transfers.values().stream()
                .filter(transfer -> transfer.project.equals(emulation.project(request)))
                .map(transfer -> view(request, transfer, detailed))
                .toList();
        ObjectNode body = Json.object();
        ArrayNode views = body.putArray("transfers");
        VolumeQuery.page(request, all).items().forEach(views::add);
        return WireReply.ok(body);
    }

    private WireReply show(WireRequest request) {
        return WireReply.ok(wrap(view(request, own(request), true)));
    }

    private WireReply withdraw(WireRequest request) {
        end(own(request));
        return WireReply.empty(202);
    }

    private WireReply accept(WireRequest request) {
        String id = request.parameter("transfer_id");
        Transfer transfer = transfers.get(id);
        if (transfer == null) {
            throw missing(id);
        }
        if (!text(request.body().path("accept"), "auth_key").equals(transfer.key)) {
            throw EvsErrors.cinderBad("Invalid auth key: Attempt to transfer " + id + " with invalid auth key.");
        }
        if (!transfer.project.equals(emulation.project(request))) {
            throw WireError.openStack(403, "forbidden", "Policy doesn't allow volume:accept_transfer to be performed.");
        }
        ObjectNode view = view(request, transfer, false);
        end(transfer);
        return WireReply.of(202, wrap(view));
    }

    private void end(Transfer transfer) {
        transfers.remove(transfer.id);
        volumes.note(transfer.volume).remove("transition");
    }

    private Transfer own(WireRequest request) {
        String id = request.parameter("transfer_id");
        Transfer transfer = transfers.get(id);
        if (transfer == null || !transfer.project.equals(emulation.project(request))) {
            throw missing(id);
        }
        return transfer;
    }

    private static WireError missing(String id) {
        return WireError.openStack(404, "itemNotFound", "Transfer " + id + " could not be found.");
    }

    private static ObjectNode view(WireRequest request, Transfer transfer, boolean detailed) {
        ObjectNode view = Json.object().put("id", transfer.id).put("name", transfer.name);
        view.put("volume_id", transfer.volume);
        if (detailed) {
            view.put("created_at", transfer.createdAt);
        }
        String end = "/" + transfer.project + "/os-volume-transfer/" + transfer.id;
        ArrayNode links = view.putArray("links");
        links.addObject().put("href", request.root() + "/v2" + end).put("rel", "self");
        links.addObject().put("href", request.root() + end).put("rel", "bookmark");
        return view;
    }

    private static ObjectNode wrap(ObjectNode view) {
        ObjectNode body = Json.object();
        body.set("transfer", view);
        return body;
    }

    /**
     * A disk offered for transfer.
     *
     * @param id the id of the offer
     * @param project who offers it
     * @param name the name of the offer; empty: none
     * @param volume the disk
     * @param createdAt when it was offered
     * @param key the key that is needed to accept it
     */
    private record Transfer(String id, String project, String name, String volume, String createdAt, String key) {}
}
