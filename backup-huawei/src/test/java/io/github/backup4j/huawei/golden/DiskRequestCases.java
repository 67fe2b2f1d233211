package io.github.backup4j.huawei.golden;

import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Operation;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.SnapshotFilter;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.SnapshotUpdate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** What is asked of EVS: about disks and snapshots. */
final class DiskRequestCases {
    private static final Resource.Disk DISK = Resource.disk("5aa119a8-d25b-45a7-8d1b-88e127885635");
    private static final SnapshotId SNAPSHOT = new SnapshotId("2bb856e1-b3d8-4432-a858-09e4ce939389");

    private DiskRequestCases() {}

    static Map<String, RequestCase> all() {
        Map<String, RequestCase> cases = new LinkedHashMap<>();
        snapshots(cases);
        looked(cases);
        made(cases);
        return cases;
    }

    private static void snapshots(Map<String, RequestCase> cases) {
        SnapshotSpec spec = SnapshotSpec.of(DISK, "snap-001");
        cases.put("evs/createSnapshot: of a free disk", (server, backup) -> {
            free(server);
            backup.snapshots().take(spec.describedAs("of the day"));
        });
        cases.put("evs/createSnapshot: of an attached disk", (server, backup) -> {
            server.answers("evs/showVolume", "recorded, attached");
            backup.snapshots().take(spec.allowingAttached());
        });
        cases.put(
                "evs/showSnapshot: by id",
                (server, backup) -> backup.snapshots().get(SNAPSHOT));
        cases.put(
                "evs/listSnapshots: a page",
                (server, backup) -> backup.snapshots().list().forEach(RequestCase::seen));
        cases.put(
                "evs/listSnapshots: of a disk, by name",
                (server, backup) -> backup.snapshots()
                        .list(SnapshotFilter.all().ofResource(DISK).named("snap-001"))
                        .forEach(RequestCase::seen));
        cases.put(
                "evs/updateSnapshot: name and description",
                (server, backup) -> backup.snapshots().update(SNAPSHOT, new SnapshotUpdate("snap-002", "of the week")));
        cases.put("evs/rollbackSnapshot: to its disk", (server, backup) -> {
            free(server);
            server.change("evs/showVolume", "/volume/name", "test-001");
            backup.snapshots().rollBack(SNAPSHOT, DISK);
        });
        cases.put(
                "evs/deleteSnapshot: by id",
                (server, backup) -> backup.snapshots().delete(SNAPSHOT));
    }

    private static void looked(Map<String, RequestCase> cases) {
        ResourceFilter disks = ResourceFilter.all().ofKind(Resource.Kind.DISK);
        cases.put(
                "evs/showVolume: by id",
                (server, backup) -> backup.resources().get(Resource.disk("591ac654-26d8-41be-bb77-4f90699d2d41")));
        cases.put(
                "cbr/listProtectable: disks",
                (server, backup) -> backup.resources().list(disks).forEach(RequestCase::seen));
        cases.put(
                "evs/listVolumes: a page",
                (server, backup) -> backup.resources().list(disks).forEach(RequestCase::seen));
        cases.put(
                "evs/listVolumes: by name",
                (server, backup) -> backup.resources().list(disks.named("data")).forEach(RequestCase::seen));
        cases.put("evs/listVolumes: by ids", (server, backup) -> {
            server.change(
                    "ecs/showServer",
                    "/server/os-extended-volumes:volumes_attached/0/id",
                    "54f7ccbc-072f-4ec5-a7b7-b24dabdb4539");
            backup.resources().get(Resource.server("4f4b3dfa-eb70-47cf-a60a-998a53bd598a"));
        });
    }

    private static void made(Map<String, RequestCase> cases) {
        DiskSpec restored = DiskSpec.of("restored");
        RequestCase fromBackup = (server, backup) -> {
            server.answers("cbr/showBackup", "of a disk");
            backup.restorePoints()
                    .restore(new RestorePointId("5606aab5-2dc2-4498-8144-dc848d099af5"), restored.withType("SAS"))
                    .poll();
        };
        cases.put("evs/createVolume: from a backup", fromBackup);
        cases.put("evs/showJob: by id", fromBackup);
        cases.put("evs/createVolume: from a snapshot", (server, backup) -> {
            server.change("evs/showVolume", "/volume/volume_type", "SSD");
            backup.snapshots()
                    .restore(
                            SNAPSHOT,
                            restored.describedAs("of the shop")
                                    .withSize(DataSize.gib(120))
                                    .withTags(Map.of("team", "shop")));
        });
        cases.put("evs/createVolume: from an image", (server, backup) -> {
            String image = "027cf713-45a6-45f0-ac1b-0ccc57ac12e2";
            server.answers("ims/listImages", "recorded, of a system disk")
                    .change("ims/listImages", "/images/0/id", image);
            backup.images()
                    .restore(
                            new ImageId(image),
                            restored.describedAs("of the shop")
                                    .inZone("az-dc-1")
                                    .withType("SSD")
                                    .withSize(DataSize.gib(40)));
        });
        ImageSpec spec = ImageSpec.of("before", ImageSource.snapshot(SNAPSHOT));
        RequestCase onTheWay = (server, backup) -> {
            free(server);
            server.change("evs/showVolume", "/volume/volume_type", "SSD")
                    .answers("ims/listImages", "none", "recorded, of a data disk");
            Operation<Image> image = backup.images().build(spec);
            server.showDiskThatWasMade();
            while (server.sent("evs/deleteVolume").isEmpty() && !image.poll().ended()) {
                // one step more
            }
        };
        cases.put("evs/createVolume: of a temporary disk for an image with a long description", (server, backup) -> {
            server.change("evs/showVolume", "/volume/volume_type", "SSD");
            String description = new Random(1)
                    .ints(300, 0, 36)
                    .mapToObj(digit -> Integer.toString(digit, 36))
                    .collect(Collectors.joining());
            backup.images().build(spec.describedAs(description));
        });
        cases.put("evs/createVolume: of a temporary disk for an image", onTheWay);
        cases.put("ims/listImages: own ones, oldest first", onTheWay);
        cases.put("evs/deleteVolume: by id", onTheWay);
    }

    private static void free(GoldenServer server) {
        server.change("evs/showVolume", "/volume/status", "available");
    }
}
