package io.github.backup4j.huawei.golden;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupRunId;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFilter;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.RestorePointUpdate;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is asked about restore points, their shares, and the log of operations. */
final class PointRequestCases {
    private static final RestorePointId POINT = new RestorePointId("6df2b54c-dd62-4059-a07c-1b8f24f2725d");
    private static final RestorePointId RESTORED = new RestorePointId("a5200268-74a5-4806-acc6-95793ab0228b");
    private static final RestorePointId OF_DISK = new RestorePointId("5606aab5-2dc2-4498-8144-dc848d099af5");
    private static final RestorePointId OFFERED = new RestorePointId("17c9acd8-3af3-4401-bab9-ff1cfac15561");
    private static final RestorePointId SHARED = new RestorePointId("0b07081e-3ec7-4e77-8571-54e2947da422");
    private static final String PROJECT = "075e6035d300d48c2fd0c00b78b71ebf";
    private static final VaultId VAULT = new VaultId("3b5816b5-f29c-4172-9d9a-76c719a659ce");
    private static final Resource.Server SERVER = Resource.server("94eba8b2-acc9-4d82-badc-127144cc5526");
    private static final Resource.Disk DISK = Resource.disk("54f7ccbc-072f-4ec5-a7b7-b24dabdb4539");

    private PointRequestCases() {}

    static Map<String, RequestCase> all() {
        Map<String, RequestCase> cases = new LinkedHashMap<>();
        taken(cases);
        listed(cases);
        restored(cases);
        shared(cases);
        return cases;
    }

    private static void taken(Map<String, RequestCase> cases) {
        BackupSpec all = BackupSpec.of(VAULT);
        cases.put("cbr/createCheckpoint: of one member", (server, backup) -> {
            holdMember(server);
            backup.restorePoints().take(all.only(SERVER).named("by hand").describedAs("before the sale"));
        });
        cases.put("cbr/createCheckpoint: of all members, in full", (server, backup) -> {
            holdMember(server);
            backup.restorePoints().take(all.inFull());
        });
        RequestCase look = (server, backup) -> {
            holdMember(server);
            backup.restorePoints().take(all).poll();
        };
        cases.put("cbr/showCheckpoint: by id", look);
        cases.put("cbr/listBackups: of a run", look);
    }

    private static void listed(Map<String, RequestCase> cases) {
        cases.put(
                "cbr/listBackups: newest first",
                (server, backup) -> backup.restorePoints().list().forEach(RequestCase::seen));
        cases.put(
                "cbr/listBackups: with all conditions",
                (server, backup) -> backup.restorePoints()
                        .list(RestorePointFilter.of(SERVER)
                                .inVault(VAULT)
                                .fromRun(new BackupRunId("8b0851a8-adf3-4f4c-a914-dead08bf9664"))
                                .named("by hand")
                                .withStatus(RestorePoint.Status.AVAILABLE)
                                .withOrigin(RestorePoint.Origin.COPIED)
                                .createdFrom(Instant.parse("2020-02-21T07:00:00Z"))
                                .createdBefore(Instant.parse("2020-02-21T08:00:00Z")))
                        .forEach(RequestCase::seen));
        cases.put(
                "cbr/listBackups: of other projects",
                (server, backup) -> backup.restorePoints()
                        .list(RestorePointFilter.all().withOrigin(RestorePoint.Origin.SHARED))
                        .forEach(RequestCase::seen));
        cases.put("cbr/listBackups: in which a shared part is looked for", (server, backup) -> {
            server.refuses("cbr/showBackup", 404, "BackupService.6200");
            assertThatThrownBy(() -> backup.restorePoints().restore(SHARED, DiskSpec.of("restored")))
                    .isInstanceOf(NotFound.class);
        });
        cases.put(
                "cbr/showBackup: by id",
                (server, backup) -> backup.restorePoints().get(POINT));
        cases.put(
                "cbr/updateBackup: its name",
                (server, backup) -> backup.restorePoints().update(POINT, new RestorePointUpdate("kept")));
        cases.put(
                "cbr/deleteBackup: by id",
                (server, backup) -> backup.restorePoints().delete(POINT));
        cases.put(
                "cbr/listOpLogs: with all conditions",
                (server, backup) -> backup.operations()
                        .list(OperationFilter.all()
                                .ofResource(Resource.server("1dab32fa-ebf2-415a-ab0b-eabe6353bc86"))
                                .inVault(new VaultId("ad7627ae-5b0b-492e-b6bd-cd809b745197"))
                                .startedFrom(Instant.parse("2019-05-23T14:00:00Z")))
                        .forEach(RequestCase::seen));
    }

    private static void restored(Map<String, RequestCase> cases) {
        cases.put("cbr/restoreBackup: over its server", (server, backup) -> {
            server.change(
                    "ecs/showServer",
                    "/server/os-extended-volumes:volumes_attached/0/id",
                    "eccbcfdd-f843-4bbb-b2c0-a5ce861f9376");
            backup.restorePoints().restore(RESTORED, InPlace.over(SERVER));
        });
        RequestCase overDisk = (server, backup) -> {
            server.answers("cbr/showBackup", "of a disk").change("evs/showVolume", "/volume/status", "available");
            Operation<Resource> restore = backup.restorePoints().restore(OF_DISK, InPlace.over(DISK));
            restore.poll();
        };
        cases.put("cbr/restoreBackup: over its disk", overDisk);
        cases.put("cbr/showOpLog: by id", overDisk);
        cases.put("cbr/listOpLogs: restores over a disk", (server, backup) -> {
            server.answers("cbr/restoreBackup", "documented");
            overDisk.run(server, backup);
        });
        cases.put(
                "cbr/showReplicationCapabilities: of this region",
                (server, backup) -> RequestCase.seen(backup.restorePoints().copyRegions()));
        cases.put(
                "cbr/copyBackup: to another region",
                (server, backup) -> backup.restorePoints()
                        .copy(
                                RESTORED,
                                new Site("region2", "68589cac08274b82b4e254268a3862d8"),
                                new VaultId("0ca3eb86-8800-46da-9c37-9d657a825274"),
                                "away"));
    }

    private static void shared(Map<String, RequestCase> cases) {
        cases.put("cbr/addMember: a project", (server, backup) -> {
            server.answers("cbr/showBackup", "of a disk");
            backup.restorePoints().share(OF_DISK, PROJECT);
        });
        cases.put(
                "cbr/showMembersDetail: a page",
                (server, backup) -> backup.restorePoints().shares(SHARED).forEach(RequestCase::seen));
        cases.put("cbr/showMemberDetail: the own project", (server, backup) -> {
            server.change("cbr/showBackup", "/backup/project_id", PROJECT);
            backup.restorePoints().restore(OFFERED, DiskSpec.of("restored"));
        });
        cases.put(
                "cbr/updateMemberStatus: accepted",
                (server, backup) ->
                        backup.restorePoints().accept(OFFERED, new VaultId("4b27c05b-8ad7-48c6-a886-526666c035f0")));
        cases.put(
                "cbr/updateMemberStatus: rejected",
                (server, backup) -> backup.restorePoints().reject(OFFERED));
        cases.put(
                "cbr/deleteMember: a project",
                (server, backup) -> backup.restorePoints().unshare(SHARED, PROJECT));
    }

    private static void holdMember(GoldenServer server) {
        server.change(
                "cbr/showVault",
                "/vault/resources",
                List.of(Map.of("id", SERVER.id(), "type", "OS::Nova::Server", "protect_status", "available")));
    }
}
