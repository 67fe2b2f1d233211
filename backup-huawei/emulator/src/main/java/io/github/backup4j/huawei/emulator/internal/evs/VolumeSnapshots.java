package io.github.backup4j.huawei.emulator.internal.evs;

import static io.github.backup4j.huawei.emulator.internal.http.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Resource;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotFilter;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.SnapshotUpdate;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.http.WireTime;
import io.github.backup4j.huawei.emulator.internal.world.Always;
import io.github.backup4j.huawei.emulator.internal.world.BackupSnapshots;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The snapshots of the in-memory cloud, as EVS and Cinder show them. */
final class VolumeSnapshots {
    private final Emulation emulation;

    VolumeSnapshots(Emulation emulation) {
        this.emulation = emulation;
    }

    ObjectNode note(String id) {
        return emulation.note("snapshot", id);
    }

    Optional<Snapshot> find(WireRequest request, String id) {
        try {
            return Optional.of(emulation.backup(request).snapshots().get(new SnapshotId(id)));
        } catch (NotFound | Invalid e) {
            return emulation
                    .backup(request)
                    .snapshots()
                    .list(SnapshotFilter.all().includingThoseOfBackups())
                    .filter(snapshot ->
                            BackupSnapshots.shown(snapshot.id().value()).equals(id))
                    .findFirst();
        }
    }

    /** All snapshots as EVS shows them, newest first. */
    List<ObjectNode> all(WireRequest request) {
        return emulation
                .backup(request)
                .snapshots()
                .list(SnapshotFilter.all().includingThoseOfBackups())
                .map(snapshot -> view(request, snapshot))
                .toList();
    }

    /** Takes the requested snapshot. */
    Snapshot take(WireRequest request, JsonNode wanted) {
        checkTexts(wanted);
        String name = text(wanted, "name");
        SnapshotSpec spec = SnapshotSpec.of(Resource.disk(text(wanted, "volume_id")), plain(name, "snapshot", 64))
                .describedAs(plain(text(wanted, "description"), "", 85));
        boolean force = text(wanted, "force").equalsIgnoreCase("true");
        List<SnapshotId> before = ids(request);
        var unused = emulation.backup(request).snapshots().take(force ? spec.allowingAttached() : spec);
        SnapshotId id = ids(request).stream()
                .filter(one -> !before.contains(one))
                .findFirst()
                .orElseThrow(() -> WireError.nested(500, "EVS.2024", "the snapshot was not taken"));
        ObjectNode note = note(id.value());
        keep(note, wanted);
        if (wanted.path("metadata").isObject()) {
            note.set("metadata", wanted.get("metadata"));
        }
        return emulation.backup(request).snapshots().get(id);
    }

    /** Changes the name or description of a snapshot. */
    Snapshot update(WireRequest request, Snapshot snapshot, JsonNode wanted) {
        checkTexts(wanted);
        String name = wanted.hasNonNull("name") ? text(wanted, "name") : snapshot.name();
        String description =
                wanted.hasNonNull("description") ? text(wanted, "description") : Always.text(snapshot.description());
        Snapshot updated = emulation
                .backup(request)
                .snapshots()
                .update(snapshot.id(), new SnapshotUpdate(plain(name, "snapshot", 64), plain(description, "", 85)));
        ObjectNode note = note(snapshot.id().value());
        keep(note, wanted);
        note.put("updated_at", emulation.now().toString());
        return updated;
    }

    ObjectNode view(WireRequest request, Snapshot snapshot) {
        String id = snapshot.id().value();
        ObjectNode note = note(id);
        String project = emulation.project(request);
        ObjectNode view = Json.object();
        view.put("id", BackupSnapshots.shown(id));
        view.put("name", sent(note, "name", snapshot.name(), "snapshot"));
        view.put("description", sent(note, "description", Always.text(snapshot.description()), ""));
        view.put("status", snapshot.statusText());
        view.put("created_at", WireTime.micros(Always.said(snapshot.createdAt())));
        String updated = note.path("updated_at").asText();
        view.put(
                "updated_at",
                updated.isEmpty() ? view.path("created_at").asText() : WireTime.micros(Instant.parse(updated)));
        view.set(
                "metadata",
                note.path("metadata").isObject() ? note.get("metadata").deepCopy() : Json.object());
        view.put("volume_id", snapshot.disk().id());
        view.put("size", snapshot.size().toGibRoundedUp());
        view.put("user_id", Volumes.hex("user", project));
        view.put("os-extended-snapshot-attributes:project_id", project);
        view.put(
                "os-extended-snapshot-attributes:progress",
                snapshot.status() == Snapshot.Status.CREATING ? "0%" : "100%");
        view.put("service_type", "EVS");
        return view;
    }

    /** The text that a client sent, while the in-memory cloud still holds the value derived from it. */
    private static @Nullable String sent(ObjectNode note, String key, String present, String otherwise) {
        JsonNode sent = note.path(key);
        int most = key.equals("name") ? 64 : 85;
        if (sent.isTextual() && plain(sent.asText(), otherwise, most).equals(present)) {
            return sent.asText();
        }
        return present.isEmpty() || (sent.isMissingNode() && present.equals(otherwise)) ? null : present;
    }

    private static void keep(ObjectNode note, JsonNode wanted) {
        for (String key : List.of("name", "description")) {
            if (wanted.hasNonNull(key)) {
                note.put(key, text(wanted, key));
            }
        }
    }

    private static void checkTexts(JsonNode wanted) {
        for (String key : List.of("name", "description")) {
            if (text(wanted, key).getBytes(StandardCharsets.UTF_8).length > 255) {
                throw EvsErrors.bad("EVS.5400", "Invalid input for field/attribute " + key + ": it is too long.");
            }
        }
        if (text(wanted, "name").startsWith("autobk_snapshot_")) {
            throw EvsErrors.bad("EVS.5400", "Invalid snapshot name: autobk_snapshot_ is a reserved prefix.");
        }
    }

    private static String plain(String text, String otherwise, int most) {
        String cut = text.replaceAll("\\p{Cntrl}", " ");
        cut = cut.substring(0, cut.offsetByCodePoints(0, Math.min(most, cut.codePointCount(0, cut.length()))));
        if (cut.isBlank()) {
            return otherwise;
        }
        return cut.startsWith("manualbk_") || cut.startsWith("autobk_") ? "snapshot " + cut.replace('_', '-') : cut;
    }

    private List<SnapshotId> ids(WireRequest request) {
        return emulation.backup(request).snapshots().list().map(Snapshot::id).toList();
    }
}
