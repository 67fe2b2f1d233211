package io.github.backup4j.huawei.golden;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.ImageId;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Temporary;
import io.github.backup4j.huawei.internal.work.RequestMark;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is asked of ECS: about servers. */
final class ServerRequestCases {
    private static final ImageId IMAGE = new ImageId("33ad552d-1149-471c-8190-ff6776174a00");
    private static final Resource.Server SERVER = Resource.server("616fb98f-46ca-475e-917e-2563e5a8cd19");
    private static final Resource.Disk DISK = Resource.disk("a26887c6-c47b-4654-abb5-dfadf7d3f803");
    private static final RestorePointId POINT = new RestorePointId("5606aab5-2dc2-4498-8144-dc848d099af5");

    private ServerRequestCases() {}

    static Map<String, RequestCase> all() {
        Map<String, RequestCase> cases = new LinkedHashMap<>();
        looked(cases);
        made(cases);
        for (String request : List.of(
                "evs/batchCreateVolumeTags: what a restore frees",
                "ecs/batchStopServers: one, gently",
                "ecs/detachServerVolume: gently",
                "ecs/attachServerVolume: where it was",
                "ecs/batchStartServers: one",
                "evs/batchDeleteVolumeTags: what a restore freed")) {
            cases.put(request, ServerRequestCases::freeDiskRestoreAndPutBack);
        }
        for (String request : List.of(
                "evs/createVolume: to be attached",
                "ecs/attachServerVolume: a new disk",
                "evs/batchDeleteVolumeTags: of a disk that is attached now")) {
            cases.put(request, ServerRequestCases::makeDiskAndAttachIt);
        }
        cases.put(
                "ecs/deleteServers: one, keeping its data disks", (server, backup) -> discard(server, backup, SERVER));
        cases.put(
                "ecs/batchStopServers: one that is deleted next",
                (server, backup) -> discardWithDataDisk(server, backup, SERVER));
        return cases;
    }

    /** Deletes a server that was made for a while, as its tag and the mark of a key in its metadata say. */
    static Operation<Resource.Server> discard(GoldenServer server, CloudBackup backup, Resource.Server temporary) {
        return discard(server, backup, temporary, "2018-09-13T07:03:50.000000");
    }

    /**
     * The same.
     *
     * @param diskCreated when its disk was created
     */
    static Operation<Resource.Server> discard(
            GoldenServer server, CloudBackup backup, Resource.Server temporary, String diskCreated) {
        Instant created = Instant.parse("2018-09-13T07:03:44Z");
        Temporary mark =
                Temporary.of(RequestKey.of("drill"), created.minusSeconds(60), created.plus(Duration.ofDays(1)));
        String request = RequestMark.of("restorePoints.restore", mark.key().value(), List.of(), created)
                .text();
        server.change("ecs/showServer", "/server/tags", List.of(mark.toString()))
                .change("ecs/showServer", "/server/metadata", Map.of(RequestMark.NAME, request))
                .answers("evs/showVolume", "recorded, attached")
                .change("evs/showVolume", "/volume/created_at", diskCreated)
                .change("evs/showVolume", "/volume/attachments/0/server_id", temporary.id());
        return backup.resources().discard(temporary, mark);
    }

    /** Deletes a server that was made for a while with a data disk. */
    static Operation<Resource.Server> discardWithDataDisk(
            GoldenServer server, CloudBackup backup, Resource.Server temporary) {
        String disk = "/server/os-extended-volumes:volumes_attached/0/";
        server.change("ecs/showServer", disk + "bootIndex", "1")
                .change("ecs/showServer", disk + "delete_on_termination", "true");
        return discard(server, backup, temporary);
    }

    private static void looked(Map<String, RequestCase> cases) {
        ResourceFilter servers = ResourceFilter.all().ofKind(Resource.Kind.SERVER);
        cases.put(
                "cbr/showProtectable: a server",
                (server, backup) -> backup.resources().get(Resource.server("4f4b3dfa-eb70-47cf-a60a-998a53bd598a")));
        cases.put("cbr/listProtectable: servers of a name", (server, backup) -> {
            server.change("ecs/listServersDetails", "/servers/0/name", "web-1");
            backup.resources().list(servers.named("web-1")).forEach(RequestCase::seen);
        });
        cases.put(
                "ecs/showServer: by id",
                (server, backup) -> backup.resources().get(Resource.server("4f4b3dfa-eb70-47cf-a60a-998a53bd598a")));
        cases.put(
                "ecs/listServersDetails: a page",
                (server, backup) -> backup.resources().list(servers).forEach(RequestCase::seen));
        cases.put(
                "ecs/listServersDetails: by name",
                (server, backup) ->
                        backup.resources().list(servers.named("web-1")).forEach(RequestCase::seen));
    }

    private static void made(Map<String, RequestCase> cases) {
        ServerSpec spec = ServerSpec.of("newserver")
                .inZone("az1-dc1")
                .inNetwork("0dae26c9-9a70-4392-93f3-87d53115d171", "157ee789-03ea-45b1-a698-76c92660dd83")
                .withSecurityGroups("507ca48f-814c-4293-8706-300564d54620")
                .withKeyPair("sshkey-123");
        cases.put("ecs/createServers: from an image", (server, backup) -> {
            server.answers("ims/listImages", "recorded, of a system disk");
            backup.images().restore(IMAGE, spec.withFlavor("m3.large.8").withTags(Map.of("team", "shop")));
        });
        cases.put("ecs/createServers: from an image of a whole server", (server, backup) -> {
            server.answers("ims/listImages", "recorded, of a whole server")
                    .change("ims/listImages", "/images/0/status", "active")
                    .answers("cbr/showBackup", "recorded");
            backup.images().restore(IMAGE, spec.withFlavor("s2.large.2"));
        });
        cases.put("ecs/createServers: for a while, from an image of a whole server", (server, backup) -> {
            server.answers("ims/listImages", "recorded, of a whole server")
                    .change("ims/listImages", "/images/0/status", "active")
                    .answers("cbr/showBackup", "recorded");
            Temporary mark = new Temporary(
                    "a".repeat(20), Instant.ofEpochSecond(1_796_090_400L), Instant.ofEpochSecond(1_796_176_800L));
            backup.images().restore(IMAGE, spec.withFlavor("s2.large.2").withTags(mark.tags()));
        });
        RequestCase likeTheOriginal = (server, backup) -> {
            server.answers("ims/listImages", "recorded, of a system disk");
            backup.images().restore(IMAGE, ServerSpec.of("newserver")).poll();
        };
        cases.put("ecs/listServerInterfaces: of a server", likeTheOriginal);
        cases.put("ecs/showJob: by id", likeTheOriginal);
    }

    /** The disk of a running server is restored: the server is stopped, the disk taken off, restored, and put back. */
    private static void freeDiskRestoreAndPutBack(GoldenServer server, CloudBackup backup) {
        server.answers("cbr/showBackup", "of a disk")
                .change("cbr/showBackup", "/backup/resource_id", DISK.id())
                .answers("evs/showVolume", "recorded, attached")
                .change("evs/showVolume", "/volume/attachments/0/server_id", SERVER.id())
                .change("evs/showVolume", "/volume/attachments/0/device", "/dev/sda")
                .change("ecs/showServer", "/server/os-extended-volumes:volumes_attached/0/id", DISK.id());
        Operation<Resource.Disk> restore =
                backup.restorePoints().restore(POINT, InPlace.over(DISK).detachingFirst(), RequestKey.of("restore-1"));
        server.showTagsThatWereSet();
        pollUntilSent(server, restore, "ecs/batchStopServers");
        server.change("ecs/showServer", "/server/status", "SHUTOFF");
        pollUntilSent(server, restore, "ecs/detachServerVolume");
        server.change("evs/showVolume", "/volume/status", "available");
        pollUntilSent(server, restore, "ecs/attachServerVolume");
        server.change("evs/showVolume", "/volume/status", "in-use");
        pollUntilSent(server, restore, "ecs/batchStartServers");
        server.change("ecs/showServer", "/server/status", "ACTIVE");
        pollUntilSent(server, restore, "evs/batchDeleteVolumeTags");
    }

    /** A new disk is created in the zone of the server, and attached once it has its data. */
    private static void makeDiskAndAttachIt(GoldenServer server, CloudBackup backup) {
        server.answers("cbr/showBackup", "of a disk")
                .change("evs/createVolume", "/volume_ids/0", DISK.id())
                .change("evs/showVolume", "/volume/status", "available")
                .change("ecs/showServer", "/server/id", SERVER.id())
                .change("ecs/showServer", "/server/status", "ACTIVE")
                .change("ecs/showServer", "/server/OS-EXT-AZ:availability_zone", "az1-dc1");
        Operation<Resource.Disk> restore = backup.restorePoints()
                .restore(POINT, DiskSpec.of("restored").withType("SAS").attachedTo(SERVER));
        server.showDiskThatWasMade().showTagsThatWereAskedFor();
        pollUntilSent(server, restore, "ecs/attachServerVolume");
        server.answers("evs/showVolume", "recorded, attached")
                .change("evs/showVolume", "/volume/attachments/0/server_id", SERVER.id())
                .showTagsThatWereAskedFor();
        pollUntilSent(server, restore, "evs/batchDeleteVolumeTags");
    }

    private static void pollUntilSent(GoldenServer server, Operation<Resource.Disk> work, String operation) {
        while (server.sent(operation).isEmpty() && !work.poll().ended()) {
            // one step more
        }
    }
}
