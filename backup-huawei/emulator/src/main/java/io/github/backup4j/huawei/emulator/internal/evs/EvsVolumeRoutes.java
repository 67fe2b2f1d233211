package io.github.backup4j.huawei.emulator.internal.evs;

import static io.github.backup4j.huawei.emulator.internal.evs.EvsErrors.evs;
import static io.github.backup4j.huawei.emulator.internal.http.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.NotFound;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.internal.http.Delivery;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Page;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import io.github.backup4j.huawei.emulator.internal.world.Orders;
import io.github.backup4j.huawei.emulator.internal.world.WireJob;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The disks of EVS: {@code cloudvolumes}. */
public final class EvsVolumeRoutes {
    private static final List<String> DELETABLE =
            List.of("available", "error", "error_extending", "error_restoring", "error_rollbacking");

    /** The fields of the response to an update. */
    private static final List<String> AFTER_UPDATE = List.of(
            "attachments",
            "availability_zone",
            "bootable",
            "created_at",
            "id",
            "links",
            "metadata",
            "multiattach",
            "name",
            "os-vol-host-attr:host",
            "os-vol-tenant-attr:tenant_id",
            "shareable",
            "size",
            "snapshot_id",
            "source_volid",
            "status",
            "volume_image_metadata",
            "volume_type",
            "description",
            "os-volume-replication:extended_status");

    private final Emulation emulation;
    private final Volumes volumes;
    private final VolumeCreation creation;
    private final VolumeActions actions;

    public EvsVolumeRoutes(Emulation emulation, Volumes volumes) {
        this.emulation = emulation;
        this.volumes = volumes;
        creation = new VolumeCreation(emulation, volumes);
        actions = new VolumeActions(emulation, volumes);
    }

    public void addTo(Router router) {
        for (String version : List.of("/v2", "/v2.1", "/v3")) {
            String all = version + "/{project_id}/cloudvolumes";
            router.add("POST", all, evs(this::create));
            router.add("GET", all, evs(this::list));
            router.add("GET", all + "/detail", evs(this::list));
            router.add("GET", all + "/{volume_id}", evs(this::show));
            router.add("PUT", all + "/{volume_id}", evs(this::update));
            router.add("DELETE", all + "/{volume_id}", evs(this::delete));
            router.add("POST", all + "/{volume_id}/action", evs(this::act));
        }
        router.add("POST", "/v2/{project_id}/cloudvolumes/unsubscribe", evs(this::unsubscribe));
        router.add("PUT", "/v5/{project_id}/cloudvolumes/{volume_id}/qos", evs(this::changeSpeed));
        for (String version : List.of("/v2", "/v3")) {
            router.add("POST", version + "/{project_id}/volumes/{volume_id}/retype", evs(this::retype));
        }
    }

    // ---- creating

    private WireReply create(WireRequest request) {
        String token = request.header("x-client-token");
        if (token == null) {
            return WireReply.of(202, createAnew(request));
        }
        ObjectNode kept = emulation.note("client-token", emulation.project(request) + " " + token);
        if (!kept.has("reply")) {
            kept.set("reply", createAnew(request));
        }
        return WireReply.of(202, kept.get("reply"));
    }

    private ObjectNode createAnew(WireRequest request) {
        if (!request.body().isObject()) {
            throw EvsErrors.bad("EVS.1052", "invalid http body!");
        }
        JsonNode volume = request.body().path("volume");
        creation.check(request, volume);
        JsonNode charging = request.body().path("bssParam");
        if (charging.isMissingNode()) {
            charging = volume.path("bssParam");
        }
        String mode = text(charging, "chargingMode");
        if (!List.of("", "postPaid", "prePaid").contains(mode)) {
            throw EvsErrors.bad("EVS.1070", "invalid request: chargingMode " + mode);
        }
        if (mode.equals("prePaid")) {
            return order(request, volume, charging);
        }
        Delivery delivery = deliver(request, volume);
        ObjectNode reply = delivery.job().reference();
        if (!request.path().startsWith("/v2/")) {
            reply.set("volume_ids", delivery.ids());
        }
        return reply;
    }

    private Delivery deliver(WireRequest request, JsonNode volume) {
        int count = volume.path("count").asInt(1);
        List<WireJob> jobs = new ArrayList<>();
        ArrayNode ids = Json.array();
        for (int number = 1; number <= count; number++) {
            String name = text(volume, "name");
            VolumeCreation.Accepted accepted =
                    creation.create(request, volume, count == 1 || name.isEmpty() ? name : name + "-" + zeros(number));
            String id = accepted.id();
            ids.add(id);
            volumes.note(id).put("unseen", true);
            attach(request, id);
            jobs.add(WireJob.ofBlockStorage(
                    emulation, "createVolume", accepted.outcome(), now -> entities(request, id, now)));
        }
        WireJob job = count == 1 ? jobs.get(0) : WireJob.ofSeveral(emulation, "batchCreateVolume", List.copyOf(jobs));
        return new Delivery(job, ids);
    }

    private static String zeros(int number) {
        return "0".repeat(Math.max(0, 4 - String.valueOf(number).length())) + number;
    }

    private void attach(WireRequest request, String id) {
        String server = text(request.body(), "server_id");
        if (server.isEmpty()) {
            return;
        }
        try {
            emulation.cloud(request).attach(Resource.disk(id), Resource.server(server));
        } catch (NotFound e) {
            throw EvsErrors.bad("EVS.2131", "Query server info from ecs fail");
        }
    }

    private ObjectNode entities(WireRequest request, String id, WireJob.Outcome now) {
        ObjectNode entities = Json.object().put("volume_id", id);
        if (now.ended()) {
            volumes.find(request, id)
                    .ifPresent(disk -> entities.put("name", volumes.name(disk))
                            .put("size", disk.size().toGibRoundedUp())
                            .put("volume_type", volumes.type(id)));
        }
        return entities;
    }

    // ---- prepaid

    private ObjectNode order(WireRequest request, JsonNode volume, JsonNode charging) {
        String period = text(charging, "periodType");
        int number = charging.path("periodNum").asInt();
        if (!(period.equals("month") && number >= 1 && number <= 9) && !(period.equals("year") && number == 1)) {
            throw EvsErrors.bad("EVS.1070", "invalid request: periodType " + period + ", periodNum " + number);
        }
        Bought bought = new Bought(request, volume);
        Orders.Order order = emulation.orders.place(
                emulation.project(request),
                new Orders.Product(
                        "hws.service.type.ebs",
                        "hws.resource.type.volume",
                        period,
                        number,
                        text(charging, "isAutoRenew").equals("true")),
                text(charging, "isAutoPay").equals("true"),
                bought);
        bought.orderedAs(order.id);
        ObjectNode reply = Json.object().put("order_id", order.id);
        if (bought.delivery != null) {
            reply.set("volume_ids", bought.delivery.ids());
        }
        return reply;
    }

    /** Disks that an order delivers once it is paid. */
    private final class Bought implements Orders.Fulfilment {
        private final WireRequest request;
        private final JsonNode volume;
        private String order = "";
        private @Nullable Delivery delivery;

        Bought(WireRequest request, JsonNode volume) {
            this.request = request;
            this.volume = volume;
        }

        void orderedAs(String id) {
            order = id;
            markDisks();
        }

        @Override
        public void begin() {
            delivery = deliver(request, volume);
            markDisks();
        }

        @Override
        public Orders.Status status() {
            if (delivery == null) {
                return Orders.Status.PROCESSING;
            }
            JsonNode job = emulation.job(delivery.job().id()).orElseThrow();
            return switch (job.path("status").asText()) {
                case "SUCCESS" -> Orders.Status.COMPLETED;
                case "FAIL" -> Orders.Status.CANCELLED;
                default -> Orders.Status.PROCESSING;
            };
        }

        @Override
        public List<String> resources() {
            List<String> ids = new ArrayList<>();
            if (delivery != null) {
                delivery.ids().forEach(id -> ids.add(id.asText()));
            }
            return ids;
        }

        @Override
        public void release(String resource) {
            volumes.find(request, resource).ifPresent(disk -> volumes.delete(request, resource));
        }

        private void markDisks() {
            if (!order.isEmpty()) {
                resources().forEach(id -> volumes.note(id).put("order_id", order));
            }
        }
    }

    private WireReply unsubscribe(WireRequest request) {
        ArrayNode answers = Json.array();
        ArrayNode results = answers.addObject().putArray("results");
        for (JsonNode id : request.body().path("volume_ids")) {
            unsubscribe(request, id.asText(), results.addObject().put("volume_id", id.asText()));
        }
        return WireReply.of(202, answers);
    }

    private void unsubscribe(WireRequest request, String id, ObjectNode result) {
        String order = volumes.note(id).path("order_id").asText();
        if (volumes.find(request, id).isEmpty() || order.isEmpty()) {
            result.put("result", "FAIL").put("fail_reason", "The volume is not billed on a yearly/monthly basis.");
            return;
        }
        try {
            String unused = remove(request, id);
            result.put("order_id", order).put("result", "SUCCESS");
        } catch (WireError e) {
            result.put("result", "FAIL").put("fail_reason", e.text());
        }
    }

    // ---- reading

    private WireReply show(WireRequest request) {
        String id = request.parameter("volume_id");
        ObjectNode view = volumes.show(request, id).orElseThrow(() -> EvsErrors.noVolume(id));
        boolean creating = List.of("creating", "restoring-backup")
                .contains(view.path("status").asText());
        if (volumes.note(id).remove("unseen") != null && creating) {
            throw EvsErrors.noVolume(id);
        }
        ObjectNode body = Json.object();
        body.set("volume", view);
        return WireReply.ok(body);
    }

    private WireReply list(WireRequest request) {
        Page page = VolumeQuery.page(request, volumes.all(request));
        ObjectNode body = Json.object();
        body.put("count", page.total());
        page.items().forEach(view -> {
            if (emulation.form == Form.RECORDED) {
                withoutUnset(view);
            }
        });
        body.set("volumes", page.array());
        ArrayNode links = body.putArray("volumes_links");
        if (page.more() && request.query("limit").isPresent()) {
            links.addObject().put("href", request.root() + page.next(request)).put("rel", "next");
        }
        return WireReply.ok(body);
    }

    private static void withoutUnset(ObjectNode view) {
        for (String key : List.of("snapshot_id", "description")) {
            if (view.path(key).isNull()) {
                view.remove(key);
            }
        }
    }

    // ---- changing

    private WireReply update(WireRequest request) {
        String id = request.parameter("volume_id");
        volumes.require(request, id);
        VolumeActions.update(request, volumes.note(id), emulation.now());
        ObjectNode view = volumes.show(request, id).orElseThrow();
        return WireReply.ok(view.retain(AFTER_UPDATE));
    }

    private WireReply act(WireRequest request) {
        String id = request.parameter("volume_id");
        volumes.require(request, id);
        JsonNode extend = request.body().path("os-extend");
        if (extend.isMissingNode()) {
            throw EvsErrors.bad("EVS.1011", "null extendVolumeReq!");
        }
        WireJob job = actions.extend(request, id, extend);
        JsonNode order = volumes.note(id).path("order_id");
        ObjectNode reply = job.reference();
        if (order.isTextual()) {
            reply = Json.object().put("order_id", orderOfExtension(request, id, job));
        }
        return WireReply.of(202, reply);
    }

    private String orderOfExtension(WireRequest request, String id, WireJob job) {
        return emulation.orders.place(
                        emulation.project(request),
                        new Orders.Product("hws.service.type.ebs", "hws.resource.type.volume", "month", 1, false),
                        true,
                        Orders.Fulfilment.lasting(emulation, Volumes.SHORT_WORK, List.of(id), job::id, released -> {}))
                .id;
    }

    private WireReply retype(WireRequest request) {
        String id = request.parameter("volume_id");
        volumes.require(request, id);
        return WireReply.ok(
                actions.retype(request, id, request.body().path("os-retype")).reference());
    }

    private WireReply changeSpeed(WireRequest request) {
        String id = request.parameter("volume_id");
        volumes.require(request, id);
        JsonNode wanted = request.body().path("qos_modify");
        if (!wanted.path("iops").isInt()) {
            throw EvsErrors.bad("EVS.2108", "Request body is invalid.");
        }
        for (String key : List.of("iops", "throughput")) {
            if (wanted.path(key).isInt()) {
                volumes.note(id).set(key, wanted.get(key));
            }
        }
        return WireReply.of(202, actions.job(request, "modifyVolumeQos", id, "").reference());
    }

    // ---- deleting

    private WireReply delete(WireRequest request) {
        return WireReply.ok(Json.object().put("job_id", remove(request, request.parameter("volume_id"))));
    }

    private String remove(WireRequest request, String id) {
        ProtectableResource disk = volumes.require(request, id);
        if (isBackedUp(request, disk)) {
            throw EvsErrors.bad("EVS.2130", "Volume is backing-up, forbidden deleting!");
        }
        if (!DELETABLE.contains(volumes.status(request, id))) {
            throw EvsErrors.bad(
                    "EVS.1046",
                    "volume status must be available, error, error_extending, error_restoring, error_rollbacking when"
                            + " delete volume!");
        }
        return WireJob.ofBlockStorage(
                        emulation,
                        "deleteVolume",
                        WireJob.Outcome.until(emulation, volumes.delete(request, id)),
                        now -> Json.object().put("volume_id", id))
                .id();
    }

    private boolean isBackedUp(WireRequest request, ProtectableResource disk) {
        return disk.vault() != null
                && emulation.backup(request).vaults().get(disk.vault()).members().stream()
                        .anyMatch(member ->
                                member.resource().equals(disk.resource()) && "protecting".equals(member.statusText()));
    }

    private record Delivery(WireJob job, ArrayNode ids) {}
}
