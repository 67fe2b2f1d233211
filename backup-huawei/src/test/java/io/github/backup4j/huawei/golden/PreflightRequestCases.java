package io.github.backup4j.huawei.golden;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Preflight;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.ServerSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What preflights alone request. */
final class PreflightRequestCases {
    static final RestorePointId POINT = new RestorePointId("6df2b54c-dd62-4059-a07c-1b8f24f2725d");
    static final Resource.Server SERVER = Resource.server("6c0e29fc-5eaa-4f76-af9e-cc79895f70d7");
    private static final String IMAGE = "33ad552d-1149-471c-8190-ff6776174a00";

    private PreflightRequestCases() {}

    static Map<String, RequestCase> all() {
        Map<String, RequestCase> cases = new LinkedHashMap<>();
        cases.put("cbr/showMetadata: of a server", PreflightRequestCases::overAServer);
        cases.put("cbr/checkAgent: of a server", PreflightRequestCases::overAServer);
        cases.put("evs/cinderListAvailabilityZones: all", PreflightRequestCases::toANewDisk);
        cases.put("evs/cinderListQuotas: with what is used", PreflightRequestCases::toANewDisk);
        cases.put("ecs/showServerLimits: all", PreflightRequestCases::toANewServer);
        cases.put("ecs/createServers: checked only", PreflightRequestCases::toANewServer);
        return cases;
    }

    /** A server whose vault makes application-consistent backups. */
    static Preflight overAServer(GoldenServer server, CloudBackup backup) {
        server.change("cbr/showBackup", "/backup/resource_id", SERVER.id())
                .change("cbr/showVault", "/vault/billing/consistent_level", "app_consistent");
        return backup.restorePoints().preflight(POINT, InPlace.over(SERVER));
    }

    static Preflight toANewDisk(GoldenServer server, CloudBackup backup) {
        server.answers("cbr/showBackup", "of a disk");
        return backup.restorePoints()
                .preflight(POINT, DiskSpec.of("copy").inZone("az-dc-1").withType("SSD"));
    }

    /** A server from a restore point that has an image, without which ECS cannot check the request. */
    static Preflight toANewServer(GoldenServer server, CloudBackup backup) {
        return toANewServer(server, backup, "checked only");
    }

    /** The same, with one of the answers of the request to create a server. */
    static Preflight toANewServer(GoldenServer server, CloudBackup backup, String answer) {
        server.answers("ecs/createServers", answer);
        return toANewServerAnswered(server, backup);
    }

    /** The same, with the answer that the request to create a server has already. */
    static Preflight toANewServerAnswered(GoldenServer server, CloudBackup backup) {
        server.answers("ims/listImages", "recorded, of a system disk");
        server.change("cbr/showBackup", "/backup/extend_info/os_images_data", List.of(Map.of("image_id", IMAGE)))
                .change("ims/listImages", "/images/0/id", IMAGE)
                .change("evs/cinderListAvailabilityZones", "/availabilityZoneInfo/0/zoneName", "az1-dc1");
        return backup.restorePoints()
                .preflight(
                        POINT,
                        ServerSpec.of("newserver")
                                .withFlavor("m3.large.8")
                                .inZone("az1-dc1")
                                .inNetwork(
                                        "0dae26c9-9a70-4392-93f3-87d53115d171", "157ee789-03ea-45b1-a698-76c92660dd83")
                                .withSecurityGroups("507ca48f-814c-4293-8706-300564d54620")
                                .withKeyPair("sshkey-123"));
    }
}
