package io.github.backup4j.huawei.emulator.internal.evs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Tags;
import io.github.backup4j.huawei.emulator.internal.http.Uuids;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.http.WireTime;
import io.github.backup4j.huawei.emulator.internal.world.Always;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import io.github.backup4j.huawei.emulator.internal.world.WireJob;
import io.github.backup4j.testkit.InMemoryCloud;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The disks of the in-memory cloud, as EVS and Cinder show them. */
public final class Volumes {
    /** The duration of jobs that the in-memory cloud finishes at once. */
    static final Duration SHORT_WORK = Duration.ofSeconds(5);

    static final String DEFAULT_TYPE = "SSD";

    private final Emulation emulation;
    private final Map<String, Operation<?>> restoring = new LinkedHashMap<>();

    /** The latest rollback of each disk. */
    private final Map<String, Operation<Resource.Disk>> rollingBack = new LinkedHashMap<>();

    /** Disks that are gone in the in-memory cloud and that EVS still shows as {@code deleting}, by project. */
    private final Map<String, Map<String, Ghost>> ghosts = new LinkedHashMap<>();

    public Volumes(Emulation emulation) {
        this.emulation = emulation;
    }

    ObjectNode note(String id) {
        return emulation.note("volume", id);
    }

    /** An existing disk; empty if there is none. */
    Optional<ProtectableResource> find(WireRequest request, String id) {
        try {
            return Optional.of(emulation.backup(request).resources().get(Resource.disk(id)));
        } catch (NotFound | Invalid e) {
            return Optional.empty();
        }
    }

    /** An existing disk, or a 404 of EVS. */
    ProtectableResource require(WireRequest request, String id) {
        return find(request, id).orElseThrow(() -> EvsErrors.noVolume(id));
    }

    /** A disk as EVS shows it, also while it is being deleted. */
    Optional<ObjectNode> show(WireRequest request, String id) {
        Ghost ghost = ghosts(request).get(id);
        return ghost != null ? Optional.of(ghost.view) : find(request, id).map(disk -> view(request, disk));
    }

    /** All disks as EVS shows them, newest first. */
    List<ObjectNode> all(WireRequest request) {
        List<ObjectNode> views = new ArrayList<>();
        emulation
                .cloud(request)
                .disks()
                .forEach(disk -> show(request, disk.id()).ifPresent(views::add));
        ghosts(request).values().forEach(ghost -> views.add(ghost.view));
        Collections.reverse(views);
        views.sort((one, other) -> other.path("created_at")
                .asText()
                .compareTo(one.path("created_at").asText()));
        return views;
    }

    /** Makes EVS show a disk as busy for a while. */
    Instant occupy(String id, String status) {
        Instant end = emulation.now().plus(SHORT_WORK);
        note(id).put("busy", status).put("busy_until", end.toString());
        return end;
    }

    /** Records the operation that creates a disk. */
    void comesFrom(String id, Operation<?> operation, boolean backup) {
        restoring.put(id, operation);
        note(id).put("of_backup", backup);
    }

    /** Records the operation that rolls a disk back: if it fails, the disk shows that until it is rolled back again. */
    void rollsBack(String id, Operation<Resource.Disk> operation) {
        rollingBack.put(id, operation);
    }

    private boolean failedToRollBack(String id) {
        Operation<Resource.Disk> operation = rollingBack.get(id);
        Operation.Status<Resource.Disk> status = operation == null ? null : operation.poll();
        if (status instanceof Operation.Status.Succeeded<Resource.Disk>) {
            // Each further poll would use up a fault that a test has planned.
            rollingBack.remove(id);
        }
        return status instanceof Operation.Status.Failed<Resource.Disk>;
    }

    /** The initialization progress of a disk, in percent. */
    int loaded(String id) {
        Operation<?> operation = restoring.get(id);
        return operation == null
                ? 100
                : WireJob.Outcome.of(operation, failure -> "").get().percent();
    }

    /** Deletes a disk in the in-memory cloud, and returns the instant from which EVS no longer shows it. */
    Instant delete(WireRequest request, String id) {
        Instant end = emulation.now().plus(SHORT_WORK);
        ObjectNode view = view(request, require(request, id));
        view.put("status", "deleting");
        emulation.cloud(request).delete(Resource.disk(id));
        restoring.remove(id);
        rollingBack.remove(id);
        ghosts(request).put(id, new Ghost(view, end));
        return end;
    }

    String status(WireRequest request, String id) {
        return show(request, id).map(view -> view.path("status").asText()).orElseThrow(() -> EvsErrors.noVolume(id));
    }

    String type(String id) {
        return note(id).path("volume_type").asText(DEFAULT_TYPE);
    }

    // ---- tags

    void tag(WireRequest request, String id, Map<String, String> tags) {
        InMemoryCloud cloud = emulation.cloud(request);
        tags.forEach((key, value) -> cloud.tag(Resource.disk(id), key, value));
    }

    void untag(WireRequest request, String id, String key) {
        emulation.cloud(request).untag(Resource.disk(id), key);
    }

    // ---- view

    /** The name that a client gave, or else that in the in-memory cloud. */
    String name(ProtectableResource disk) {
        JsonNode renamed = note(disk.resource().id()).path("name");
        return renamed.isTextual() ? renamed.asText() : disk.name();
    }

    private ObjectNode view(WireRequest request, ProtectableResource disk) {
        String id = disk.resource().id();
        ObjectNode note = note(id);
        String project = emulation.project(request);
        ObjectNode view = Json.object();
        view.put("id", id);
        view.set("links", links(request, project, id));
        view.put("name", name(disk));
        view.put("status", status(disk, note));
        view.set("attachments", attachments(request, disk));
        view.put("description", text(note, "description"));
        view.put("size", disk.size().toGibRoundedUp());
        view.set("metadata", metadata(disk, note));
        view.put("encrypted", disk.encrypted());
        view.put("bootable", String.valueOf(bootable(request, disk, note)));
        view.put("multiattach", note.path("multiattach").asBoolean());
        view.put("availability_zone", disk.zone());
        view.put("source_volid", text(note, "source_volid"));
        view.put("snapshot_id", text(note, "snapshot_id"));
        view.put("created_at", WireTime.micros(instant(note, "created_at")));
        view.put("updated_at", WireTime.micros(instant(note, "updated_at")));
        view.put("volume_type", type(id));
        view.set("volume_image_metadata", note.path("image").isObject() ? note.get("image") : Json.object());
        view.putNull("os-volume-replication:extended_status");
        view.putNull("consistencygroup_id");
        view.put("os-vol-host-attr:host", disk.zone() + "#" + type(id));
        view.put("replication_status", "disabled");
        view.put("user_id", hex("user", project));
        view.put("os-vol-tenant-attr:tenant_id", project);
        view.putNull("os-vol-mig-status-attr:migstat");
        view.putNull("os-vol-mig-status-attr:name_id");
        return evsOnly(view, disk, note);
    }

    /** The fields that EVS has beyond Cinder's. */
    private ObjectNode evsOnly(ObjectNode view, ProtectableResource disk, ObjectNode note) {
        String id = disk.resource().id();
        boolean shareable = note.path("multiattach").asBoolean();
        if (emulation.form == Form.DOCUMENTED) {
            view.put("shareable", shareable);
        } else {
            view.put("shareable", String.valueOf(shareable));
        }
        view.put("service_type", "EVS");
        view.set("tags", Tags.object(disk.tags()));
        view.put("wwn", "6888603000" + hex("wwn", id).substring(0, 22));
        view.put("serial_number", id);
        view.put("enterprise_project_id", note.path("enterprise_project_id").asText("0"));
        view.putNull("dedicated_storage_id");
        view.putNull("dedicated_storage_name");
        for (String speed : List.of("iops", "throughput")) {
            if (note.path(speed).isInt()) {
                view.putObject(speed)
                        .put("frozened", false)
                        .put("id", hex(speed, id))
                        .put("total_val", note.path(speed).asInt());
            }
        }
        return view;
    }

    /** Removes the fields that only EVS has. */
    static ObjectNode asCinder(ObjectNode view) {
        ObjectNode cinder = view.deepCopy();
        cinder.remove(List.of(
                "shareable",
                "service_type",
                "tags",
                "wwn",
                "serial_number",
                "enterprise_project_id",
                "dedicated_storage_id",
                "dedicated_storage_name",
                "iops",
                "throughput"));
        cinder.putNull("os-volume-replication:driver_data");
        if (cinder.path("volume_image_metadata").isEmpty()) {
            cinder.remove("volume_image_metadata");
        }
        return cinder;
    }

    private String status(ProtectableResource disk, ObjectNode note) {
        String until = note.path("busy_until").asText();
        if (!until.isEmpty() && emulation.now().isBefore(Instant.parse(until))) {
            return note.path("busy").asText();
        }
        if (note.path("transition").isTextual()) {
            return note.path("transition").asText(); // as ECS attaches or detaches it
        }
        Operation<?> operation = restoring.get(disk.resource().id());
        if (operation != null && "creating".equals(disk.statusText())) {
            return comingIntoBeing(operation, note);
        }
        if ("available".equals(disk.statusText())
                && failedToRollBack(disk.resource().id())) {
            return "error_rollbacking";
        }
        return Always.said(disk.statusText());
    }

    /** A disk created from a backup is reported available once before it is filled. */
    private static String comingIntoBeing(Operation<?> operation, ObjectNode note) {
        int percent = WireJob.Outcome.of(operation, failure -> "").get().percent();
        if (!note.path("of_backup").asBoolean() || percent < 20) {
            return "creating";
        }
        return percent < 40 ? "available" : "restoring-backup";
    }

    private boolean bootable(WireRequest request, ProtectableResource disk, ObjectNode note) {
        if (!note.has("bootable")) {
            for (Resource.Server server : disk.servers()) {
                List<Resource.Disk> disks = emulation.cloud(request).disksOf(server);
                if (!disks.isEmpty() && disks.get(0).equals(disk.resource())) {
                    note.put("bootable", true);
                }
            }
        }
        return note.path("bootable").asBoolean();
    }

    private ObjectNode metadata(ProtectableResource disk, ObjectNode note) {
        ObjectNode metadata = note.path("metadata") instanceof ObjectNode sent ? sent.deepCopy() : Json.object();
        if (disk.encrypted() && !metadata.has("__system__encrypted")) {
            metadata.put("__system__encrypted", "1");
            metadata.put("__system__cmkid", emulation.keys.of(disk.resource().id()));
        }
        if (note.path("readonly").isBoolean()) {
            metadata.put("readonly", note.path("readonly").asBoolean() ? "True" : "False");
        }
        if (note.has("order_id")) {
            metadata.put("orderID", note.path("order_id").asText());
        }
        return metadata;
    }

    private ArrayNode attachments(WireRequest request, ProtectableResource disk) {
        ArrayNode attachments = Json.array();
        String id = disk.resource().id();
        for (Resource.Server server : disk.servers()) {
            int place = emulation.cloud(request).disksOf(server).indexOf(disk.resource());
            attachments
                    .addObject()
                    .put("server_id", server.id())
                    .put("attachment_id", Uuids.of("attachment " + server.id(), id))
                    .put("attached_at", WireTime.micros(instant(note(id), "attached_to " + server.id())))
                    .putNull("host_name")
                    .put("volume_id", id)
                    .put("device", "/dev/vd" + (char) ('a' + Math.max(0, place)))
                    .put("id", id);
        }
        return attachments;
    }

    private static ArrayNode links(WireRequest request, String project, String id) {
        String root = request.root();
        ArrayNode links = Json.array();
        links.addObject()
                .put("href", root + "/v2/" + project + "/volumes/" + id)
                .put("rel", "self");
        links.addObject().put("href", root + "/" + project + "/volumes/" + id).put("rel", "bookmark");
        return links;
    }

    /** A recorded instant; now if none is recorded. */
    private Instant instant(ObjectNode note, String key) {
        if (!note.has(key)) {
            note.put(key, emulation.now().toString());
        }
        return Instant.parse(note.path(key).asText());
    }

    private Map<String, Ghost> ghosts(WireRequest request) {
        Map<String, Ghost> here = ghosts.computeIfAbsent(emulation.project(request), key -> new LinkedHashMap<>());
        here.values().removeIf(ghost -> !emulation.now().isBefore(ghost.until));
        return here;
    }

    private static @Nullable String text(ObjectNode note, String key) {
        JsonNode value = note.path(key);
        return value.isTextual() ? value.asText() : null;
    }

    static String hex(String kind, String id) {
        return Uuids.of(kind, id).replace("-", "");
    }

    private record Ghost(ObjectNode view, Instant until) {}
}
