package io.github.backup4j.huawei.emulator.internal.evs;

import static io.github.backup4j.huawei.emulator.internal.http.Json.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.RestorePoints;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Tags;
import io.github.backup4j.huawei.emulator.internal.http.Uuids;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.ims.WireImages;
import io.github.backup4j.huawei.emulator.internal.world.Always;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import io.github.backup4j.huawei.emulator.internal.world.VolumeTypes;
import io.github.backup4j.huawei.emulator.internal.world.WireJob;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.InMemoryCloud;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Creates empty disks, and disks from snapshots, backups, images and other disks, for EVS and Cinder. */
final class VolumeCreation {
    private final Emulation emulation;
    private final Volumes volumes;

    VolumeCreation(Emulation emulation, Volumes volumes) {
        this.emulation = emulation;
        this.volumes = volumes;
    }

    /** Refuses what EVS refuses before it starts the job. */
    void check(WireRequest request, JsonNode volume) {
        if (!volume.isObject()) {
            throw EvsErrors.bad("EVS.1001", "null volume!");
        }
        checkTexts(volume);
        if (text(volume, "availability_zone").isEmpty()) {
            throw EvsErrors.bad("EVS.1036", "invalid availability zone!");
        }
        if (!emulation.cloud(request).zones().contains(text(volume, "availability_zone"))) {
            throw EvsErrors.bad("EVS.1036", "invalid availability zone!");
        }
        checkType(text(volume, "volume_type"));
        List<String> sources = sources(volume);
        if (sources.size() > 1) {
            throw EvsErrors.bad(
                    "EVS.1016", "Invalid input received: May specify only one of imageRef, snapshot_id, backup_id!");
        }
        checkCount(volume, sources.contains("backup_id"));
        checkSize(volume, sources);
        checkMetadata(volume, sources);
        checkTags(volume.path("tags"));
        if (volume.path("tags").size() > 10) {
            throw EvsErrors.bad("EVS.1061", "The Volume Tags is Exceed Max Limit Num.");
        }
        if (sources.contains("backup_id")) {
            checkBackup(request, volume);
        } else if (sources.contains("snapshot_id")) {
            checkSnapshot(request, volume);
        } else if (sources.contains("imageRef")) {
            checkImage(request, volume);
        }
    }

    private static void checkTags(JsonNode tags) {
        if (Json.isSent(tags) && (!tags.isObject() || !Json.areTexts(tags))) {
            throw EvsErrors.bad("EVS.1062", "invalid tag!");
        }
    }

    static void checkTexts(JsonNode volume) {
        if (Json.isSent(volume.path("name")) && !volume.path("name").isTextual()) {
            throw EvsErrors.bad("EVS.1003", "invalid volume name!");
        }
        if (Json.isSent(volume.path("description"))
                && !volume.path("description").isTextual()) {
            throw EvsErrors.bad("EVS.1004", "invalid volume description!");
        }
        if (text(volume, "name").getBytes(StandardCharsets.UTF_8).length > 255) {
            throw EvsErrors.bad("EVS.1003", "invalid volume name!");
        }
        if (text(volume, "description").getBytes(StandardCharsets.UTF_8).length > 255) {
            throw EvsErrors.bad("EVS.1004", "invalid volume description!");
        }
    }

    static void checkType(String type) {
        if (type.isEmpty()) {
            throw EvsErrors.bad("EVS.1020", "invalid volume type!");
        }
        if (!VolumeTypes.ALL.contains(type)) {
            throw EvsErrors.bad("EVS.2070", "VolumeTypes are not supported !");
        }
    }

    static List<String> types() {
        return VolumeTypes.ALL.subList(0, 7);
    }

    /** The id of a volume type, which OpenStack clients may use instead of its name. */
    static String idOfType(String type) {
        return Uuids.of("volume type ", type);
    }

    /** The volume type that a client gives by name or id. */
    static String typeNamed(String nameOrId) {
        return types().stream()
                .filter(type -> idOfType(type).equals(nameOrId))
                .findFirst()
                .orElse(nameOrId);
    }

    /** Starts to create one disk after the checks. */
    Accepted create(WireRequest request, JsonNode volume, String name) {
        Source source = begin(request, volume, name);
        String id = source.disk.id();
        ObjectNode note = volumes.note(id);
        note.put("name", name).put("created_at", emulation.now().toString());
        note.put("volume_type", text(volume, "volume_type").isEmpty() ? volumes.type(id) : text(volume, "volume_type"));
        for (String kept : List.of(
                "description",
                "metadata",
                "multiattach",
                "enterprise_project_id",
                "snapshot_id",
                "source_volid",
                "iops",
                "throughput")) {
            if (Json.isSent(volume.path(kept))) {
                note.set(kept, volume.get(kept));
            }
        }
        volumes.tag(request, id, Tags.read(volume.path("tags")));
        giveKey(request, volume, id);
        return new Accepted(id, source.outcome);
    }

    /** Gives a new disk the key that was sent, or that of what it is made from. */
    private void giveKey(WireRequest request, JsonNode volume, String disk) {
        String sent = volume.path("metadata").path("__system__cmkid").asText();
        String snapshot = text(volume, "snapshot_id");
        String backup = text(volume, "backup_id");
        String other = text(volume, "source_volid");
        if (!sent.isEmpty()) {
            emulation.keys.give(disk, sent);
        } else if (!snapshot.isEmpty()) {
            emulation.keys.pass(snapshot(request, snapshot).disk().id(), disk);
        } else if (!backup.isEmpty()) {
            emulation.keys.pass(part(request, backup).disk().id(), disk);
        } else if (!other.isEmpty()) {
            emulation.keys.pass(other, disk);
        } else {
            WireImages images = new WireImages(emulation);
            images.find(request, text(volume, "imageRef"))
                    .filter(Image::encrypted)
                    .ifPresent(image -> emulation.keys.give(disk, images.keyOf(image)));
        }
    }

    /** The disk in a backup of a disk, or in the backup of one disk of a server. */
    private RestorePoint.Part part(WireRequest request, String id) {
        try {
            return emulation
                    .backup(request)
                    .restorePoints()
                    .get(new RestorePointId(id))
                    .parts()
                    .get(0);
        } catch (NotFound e) {
            return partOfServer(request, id);
        }
    }

    private Source begin(WireRequest request, JsonNode volume, String name) {
        CloudBackup backup = emulation.backup(request);
        String snapshot = text(volume, "snapshot_id");
        String point = text(volume, "backup_id");
        String image = text(volume, "imageRef");
        String other = text(volume, "source_volid");
        DiskSpec spec = spec(volume, name);
        if (!snapshot.isEmpty()) {
            SnapshotId from = snapshot(request, snapshot).id();
            return restore(request, () -> backup.snapshots().restore(from, spec), false);
        }
        if (!point.isEmpty()) {
            return restore(request, () -> backup.restorePoints().restore(new RestorePointId(point), spec), true);
        }
        Optional<Image> ofEverybody = emulation.publicImages.find(image);
        if (ofEverybody.isPresent()) {
            // The in-memory cloud does not hold it: the disk is empty.
            Source source = empty(request, volume, spec);
            noteImage(source.disk.id(), ofEverybody.get());
            return source;
        }
        if (!image.isEmpty()) {
            Source source = restore(request, () -> backup.images().restore(new ImageId(image), spec), false);
            noteImage(source.disk.id(), backup.images().get(new ImageId(image)));
            return source;
        }
        return other.isEmpty() ? empty(request, volume, spec) : copy(request, spec, other);
    }

    private Source restore(WireRequest request, Supplier<Operation<Resource.Disk>> start, boolean backup) {
        InMemoryCloud cloud = emulation.cloud(request);
        Operation<Resource.Disk> operation = start.get();
        List<Resource.Disk> disks = cloud.disks();
        Resource.Disk disk = disks.get(disks.size() - 1);
        volumes.comesFrom(disk.id(), operation, backup);
        return new Source(disk, WireJob.Outcome.of(operation, EvsErrors::ofFailure));
    }

    private void noteImage(String disk, Image image) {
        ObjectNode note = volumes.note(disk);
        note.put("bootable", image.kind() == Image.Kind.SYSTEM_DISK);
        note.putObject("image")
                .put("image_id", image.id().value())
                .put("image_name", image.name())
                .put("container_format", "bare")
                .put("disk_format", "zvhd2")
                .put("min_disk", String.valueOf(image.size().toGibRoundedUp()))
                .put("min_ram", "0");
    }

    private Source empty(WireRequest request, JsonNode volume, DiskSpec spec) {
        boolean encrypted =
                volume.path("metadata").path("__system__encrypted").asText().equals("1");
        String zone = spec.zone() == null ? emulation.region() + "a" : spec.zone();
        Resource.Disk disk = emulation
                .cloud(request)
                .addDisk(new DiskSetup(
                        spec.name(),
                        Optional.ofNullable(spec.size()).orElse(DataSize.gib(10)),
                        zone,
                        spec.type() == null ? Volumes.DEFAULT_TYPE : spec.type(),
                        encrypted,
                        Map.of()));
        return soon(disk);
    }

    private Source copy(WireRequest request, DiskSpec spec, String other) {
        InMemoryCloud cloud = emulation.cloud(request);
        ProtectableResource original = volumes.require(request, other);
        byte[] content = cloud.read(Resource.disk(other));
        String zone = spec.zone() == null ? Always.said(original.zone()) : spec.zone();
        DataSize size = spec.size() == null ? original.size() : spec.size();
        Resource.Disk disk = cloud.addDisk(
                new DiskSetup(spec.name(), size, zone, volumes.type(other), original.encrypted(), Map.of()));
        cloud.write(disk, content);
        volumes.note(disk.id()).put("volume_type", volumes.type(other));
        return soon(disk);
    }

    private Source soon(Resource.Disk disk) {
        Instant end = volumes.occupy(disk.id(), "creating");
        return new Source(disk, WireJob.Outcome.until(emulation, end));
    }

    private static DiskSpec spec(JsonNode volume, String name) {
        String zone = text(volume, "availability_zone");
        DiskSpec spec = DiskSpec.of(plain(name));
        if (volume.path("size").isInt()) {
            spec = spec.withSize(DataSize.gib(volume.path("size").asInt()));
        }
        return zone.isEmpty() ? spec : spec.inZone(zone);
    }

    /** A name that the in-memory cloud accepts. */
    private static String plain(String name) {
        String cut = name.replaceAll("\\p{Cntrl}", " ");
        cut = cut.substring(0, cut.offsetByCodePoints(0, Math.min(64, cut.codePointCount(0, cut.length()))));
        return cut.isBlank() ? "volume" : cut;
    }

    // ---- checks

    private static void checkCount(JsonNode volume, boolean backup) {
        JsonNode count = volume.path("count");
        if (!Json.isSent(count)) {
            return;
        }
        if (!count.isInt() || count.asInt() < 1 || count.asInt() > 100) {
            throw EvsErrors.bad("EVS.1021", "the quantity of volume is invalid!");
        }
        if (backup && count.asInt() > 1) {
            throw EvsErrors.bad("EVS.1051", "can not batch create volume from backup!");
        }
    }

    private static void checkSize(JsonNode volume, List<String> sources) {
        JsonNode size = volume.path("size");
        boolean missing = !Json.isSent(size);
        if (missing && sources.contains("backup_id")) {
            return;
        }
        int least = sources.isEmpty() ? 10 : 1;
        int most = sources.contains("imageRef") ? 1024 : 32768;
        if (!size.isInt() || size.asInt() < least || size.asInt() > most) {
            throw EvsErrors.bad("EVS.1010", "invalid volume size!");
        }
    }

    private static void checkMetadata(JsonNode volume, List<String> sources) {
        JsonNode metadata = volume.path("metadata");
        if (Json.isSent(metadata) && (!metadata.isObject() || !Json.areTexts(metadata))) {
            throw EvsErrors.bad("EVS.5400", "Invalid input for field/attribute metadata: a value is no text.");
        }
        boolean encrypted = metadata.path("__system__encrypted").asText().equals("1");
        boolean from = !sources.isEmpty();
        if (from && (encrypted || metadata.has("__system__cmkid") || metadata.has("hw:passthrough"))) {
            throw EvsErrors.bad(
                    "EVS.1043",
                    "encrypt and cmk and passthrougth in metadata is not support when create volume from snapshot or"
                            + " image!");
        }
        if (encrypted && metadata.path("__system__cmkid").asText().isEmpty()) {
            throw EvsErrors.bad("EVS.2041", "The encrypt Param is invalid!");
        }
        if (metadata.has("full_clone")
                && !List.of("0", "1").contains(metadata.path("full_clone").asText())) {
            throw EvsErrors.bad("EVS.1063", "invalid full_clone in metadata!");
        }
    }

    private void checkBackup(WireRequest request, JsonNode volume) {
        String id = text(volume, "backup_id");
        RestorePoint point;
        try {
            point = emulation.backup(request).restorePoints().get(new RestorePointId(id));
        } catch (Invalid e) {
            throw EvsErrors.bad("EVS.1006", "invalid backup id!");
        } catch (NotFound e) {
            checkBackupOfServer(request, volume, id);
            return;
        }
        if (!point.available()) {
            throw EvsErrors.bad("EVS.1044", "backup status must be available when create a volume from it!");
        }
        requireNotLess(volume, Always.said(point.source().size()));
    }

    /** The backup of one disk of a server is found by its own id. */
    private void checkBackupOfServer(WireRequest request, JsonNode volume, String id) {
        requireNotLess(volume, Always.said(partOfServer(request, id).size()));
    }

    private RestorePoint.Part partOfServer(WireRequest request, String id) {
        RestorePoints points = emulation.backup(request).restorePoints();
        RestorePointFilter own = RestorePointFilter.all().withParts();
        RestorePointFilter shared = own.withOrigin(RestorePoint.Origin.SHARED);
        return Stream.concat(points.list(own), points.list(shared)).toList().stream()
                .filter(point -> point.available())
                .flatMap(point -> point.parts().stream())
                .filter(one -> one.id().value().equals(id))
                .findFirst()
                .orElseThrow(() -> WireError.nested(404, "EVS.5404", "Backup " + id + " could not be found."));
    }

    private static void requireNotLess(JsonNode volume, DataSize least) {
        if (volume.path("size").isInt() && volume.path("size").asInt() < least.toGibRoundedUp()) {
            throw EvsErrors.bad("EVS.1022", "the size param is less than backup size!");
        }
    }

    private void checkSnapshot(WireRequest request, JsonNode volume) {
        Snapshot snapshot = snapshot(request, text(volume, "snapshot_id"));
        if (snapshot.status() != Snapshot.Status.AVAILABLE && snapshot.status() != Snapshot.Status.BACKING_UP) {
            throw EvsErrors.bad("EVS.2043", "The status of snapshot is not available or backing-up.");
        }
        if (volume.path("size").asInt() < snapshot.size().toGibRoundedUp()) {
            throw EvsErrors.bad("EVS.1010", "invalid volume size!");
        }
        ProtectableResource disk = volumes.require(request, snapshot.disk().id());
        if (!Always.said(disk.zone()).equals(text(volume, "availability_zone"))) {
            throw EvsErrors.bad("EVS.2054", "Cannot create volume from snapshot as the az is invalid!");
        }
        String type = volumes.type(snapshot.disk().id());
        if (!type.equals(text(volume, "volume_type"))) {
            throw EvsErrors.bad(
                    "EVS.2096",
                    "Target volumeType[" + text(volume, "volume_type") + "] is not matched with snapshot["
                            + snapshot.id() + "] !");
        }
    }

    private Snapshot snapshot(WireRequest request, String id) {
        return new VolumeSnapshots(emulation)
                .find(request, id)
                .orElseThrow(() -> EvsErrors.bad("EVS.2045", "invalid snapshot_id!"));
    }

    private void checkImage(WireRequest request, JsonNode volume) {
        Image image = new WireImages(emulation)
                .find(request, text(volume, "imageRef"))
                .orElseThrow(() -> EvsErrors.bad("EVS.2046", "invalid imageRef!"));
        if (image.status() != Image.Status.ACTIVE || image.kind() == Image.Kind.WHOLE_SERVER) {
            throw EvsErrors.bad("EVS.5400", "Invalid imageRef provided.");
        }
        if (volume.path("size").asInt() < image.size().toGibRoundedUp()) {
            throw EvsErrors.bad("EVS.1010", "invalid volume size!");
        }
    }

    private static List<String> sources(JsonNode volume) {
        return List.of("imageRef", "snapshot_id", "backup_id").stream()
                .filter(key -> !text(volume, key).isEmpty())
                .toList();
    }

    /**
     * A disk being created.
     *
     * @param id its id
     * @param outcome the state of its creation
     */
    record Accepted(String id, Supplier<WireJob.Outcome> outcome) {}

    private record Source(Resource.Disk disk, Supplier<WireJob.Outcome> outcome) {}
}
