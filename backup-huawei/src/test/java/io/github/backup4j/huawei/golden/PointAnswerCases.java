package io.github.backup4j.huawei.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.AgentFailure;
import io.github.backup4j.BackupRunId;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.ImageId;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Share;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Restore points, and who they are shared with. */
final class PointAnswerCases {
    private static final String OTHER = "075e6035d300d48c2fd0c00b78b71ebf";
    private static final RestorePointId SHARED = new RestorePointId("0b07081e-3ec7-4e77-8571-54e2947da422");
    private static final Share ACCEPTED = new Share(
            Provider.SITE.project(),
            Reported.of(Share.Status.ACCEPTED),
            new VaultId("4b27c05b-8ad7-48c6-a886-526666c035f0"));

    private PointAnswerCases() {}

    static Map<String, AnswerCase> all() {
        Map<String, AnswerCase> cases = new LinkedHashMap<>();
        points(cases);
        agents(cases);
        shares(cases);
        return cases;
    }

    private static void points(Map<String, AnswerCase> cases) {
        one(cases, "a restore point with an encrypted disk", documented(), "documented, with an encrypted disk");
        one(cases, "a restore point, as recorded", recorded(), "recorded");
        one(cases, "a restore point whose disks are not named", withoutDisks(), "recorded, without disks");
        one(cases, "a restore point of a disk", ofDisk(), "of a disk");
        one(cases, "a failed copy", failedCopy(), "a copy, failed");
        cases.put(
                "the regions to copy to",
                AnswerCase.of(
                        (server, backup) -> {
                            server.change(
                                    "cbr/showReplicationCapabilities",
                                    "/regions/0/name",
                                    backup.site().region());
                            assertThat(backup.restorePoints().copyRegions()).containsExactly("eu-nl");
                        },
                        "cbr/showReplicationCapabilities: documented"));
        cases.put(
                "a list of restore points, as documented",
                AnswerCase.of(
                        (server, backup) -> {
                            assertThat(backup.restorePoints().list()).containsExactly(listed(), ofDisk());
                            assertThat(server.sent("cbr/showBackup")).isEmpty();
                            // Gone since it was listed: its disks are not told any more.
                            server.refuses("cbr/showBackup", 404, "BackupService.6200");
                            assertThat(backup.restorePoints()
                                            .list(RestorePointFilter.all().withParts()))
                                    .containsExactly(listed(), ofDisk());
                            assertThat(server.sent("cbr/showBackup")).hasSize(1);
                        },
                        "cbr/listBackups: documented"));
        cases.put(
                "a list of restore points, as recorded",
                AnswerCase.of(
                        (server, backup) ->
                                assertThat(backup.restorePoints().list()).containsExactly(recorded()),
                        "cbr/listBackups: recorded"));
    }

    private static void agents(Map<String, AnswerCase> cases) {
        String at = "/backups/0/extend_info/app_consistency/app_consistency_error_";
        cases.put(
                "a restore point that the agent took no part in",
                AnswerCase.of(
                        (server, backup) -> {
                            assertThat(agentFailure(backup)).as("code 0").isNull();
                            server.change("cbr/listBackups", at + "code", "BackupService.6212");
                            assertThat(agentFailure(backup)).isEqualTo(new AgentFailure("BackupService.6212", null));
                            server.change("cbr/listBackups", at + "message", "the agent does not respond");
                            assertThat(agentFailure(backup))
                                    .isEqualTo(new AgentFailure("BackupService.6212", "the agent does not respond"));
                            server.change("cbr/listBackups", at + "code", "0");
                            assertThat(agentFailure(backup))
                                    .isEqualTo(new AgentFailure(null, "the agent does not respond"));
                        },
                        "cbr/listBackups: recorded"));
    }

    private static @Nullable AgentFailure agentFailure(CloudBackup backup) {
        return backup.restorePoints().list().toList().get(0).agentFailure();
    }

    private static void one(Map<String, AnswerCase> cases, String name, RestorePoint expected, String answer) {
        cases.put(
                name,
                AnswerCase.of(
                        (server, backup) -> assertThat(backup.restorePoints().get(expected.id()))
                                .isEqualTo(expected),
                        "cbr/showBackup: " + answer));
    }

    private static void shares(Map<String, AnswerCase> cases) {
        Share pending = new Share(OTHER, Reported.of(Share.Status.PENDING), null);
        cases.put(
                "an offer that was made",
                AnswerCase.of(
                        (server, backup) -> assertThat(backup.restorePoints().share(ofDisk().id(), OTHER))
                                .isEqualTo(pending),
                        "cbr/addMember: documented",
                        "cbr/showBackup: of a disk"));
        cases.put(
                "a list of offers, as documented",
                AnswerCase.of(
                        (server, backup) -> assertThat(backup.restorePoints().shares(SHARED))
                                .containsExactly(pending),
                        "cbr/showMembersDetail: documented"));
        cases.put(
                "a list of offers, by the schema",
                AnswerCase.of(
                        (server, backup) -> assertThat(backup.restorePoints().shares(SHARED))
                                .containsExactly(ACCEPTED, new Share(OTHER, Reported.of(Share.Status.REJECTED), null)),
                        "cbr/showMembersDetail: by the schema"));
        cases.put(
                "an offer that was accepted before",
                AnswerCase.of(
                        (server, backup) -> {
                            server.change("cbr/showBackup", "/backup/project_id", OTHER);
                            backup.restorePoints().restore(SHARED, DiskSpec.of("restored"));
                            assertThat(server.sent("evs/createVolume")).hasSize(1);
                        },
                        "cbr/showMemberDetail: documented"));
        cases.put(
                "an offer that is accepted",
                AnswerCase.of(
                        (server, backup) -> assertThat(backup.restorePoints().accept(SHARED, new VaultId("v-1")))
                                .isEqualTo(ACCEPTED),
                        "cbr/updateMemberStatus: documented"));
    }

    private static RestorePoint documented() {
        return new RestorePoint(
                new RestorePointId("6df2b54c-dd62-4059-a07c-1b8f24f2725d"),
                "by hand",
                "before the sale",
                new VaultId("3b5816b5-f29c-4172-9d9a-76c719a659ce"),
                new RestorePoint.Provenance(
                        RestorePoint.Origin.TAKEN, true, new BackupRunId("8b0851a8-adf3-4f4c-a914-dead08bf9664")),
                new RestorePoint.Source(
                        Resource.server("94eba8b2-acc9-4d82-badc-127144cc5526"), "shop-1", DataSize.gib(40), "az1.dc1"),
                Reported.of(RestorePoint.Status.AVAILABLE),
                Instant.parse("2019-05-10T07:59:12.085Z"),
                null,
                new RestorePoint.Content(
                        false,
                        true,
                        null,
                        List.of(new RestorePoint.Part(
                                new RestorePointId("5d822633-2bbf-4af8-a16e-5ab1c7705235"),
                                Resource.disk("eccbcfdd-f843-4bbb-b2c0-a5ce861f9376"),
                                "shop-1",
                                DataSize.gib(40),
                                true,
                                true))),
                List.of(),
                List.of());
    }

    /** The recorded restore point, with everything that a restore point can have. */
    static RestorePoint recorded() {
        return new RestorePoint(
                new RestorePointId("62617971-839d-4d23-8dfd-4ca65c039bdf"),
                "autobk_cf91_0003",
                null,
                new VaultId("1572bd27-e221-4f28-94ca-9777d232fcd7"),
                new RestorePoint.Provenance(
                        RestorePoint.Origin.TAKEN, true, new BackupRunId("e6aec7a9-7b03-4c1d-8a07-5983b53c53f3")),
                new RestorePoint.Source(
                        Resource.server("d6bf7592-ca52-43a2-9979-e418d64b29bb"),
                        "shop-1",
                        DataSize.gib(140),
                        "br-iaas-odin1a"),
                Reported.of(RestorePoint.Status.AVAILABLE),
                Instant.parse("2020-08-18T06:00:45.375070Z"),
                Instant.parse("2020-09-17T06:00:45.375070Z"),
                new RestorePoint.Content(
                        true,
                        true,
                        null,
                        List.of(
                                new RestorePoint.Part(
                                        SHARED,
                                        Resource.disk("1855eb9a-2b5e-4938-a9f0-aea08b6f9243"),
                                        "root",
                                        DataSize.gib(40),
                                        true,
                                        false),
                                new RestorePoint.Part(
                                        new RestorePointId("3c5a3015-c3a0-4dc6-a1e2-917b90f62319"),
                                        Resource.disk("5a51e8b3-2f65-4045-896f-f8ffae14b064"),
                                        "data",
                                        DataSize.gib(100),
                                        false,
                                        true))),
                List.of(new ImageId("e9e91bff-14b6-4a0b-8377-4ed0813e3360")),
                List.of(
                        new RestorePoint.Copy(
                                new Site("region2", "68589cac08274b82b4e254268a3862d8"),
                                new VaultId("0ca3eb86-8800-46da-9c37-9d657a825274"),
                                new RestorePointId("7558e1a3-7046-4787-95cd-14b0ad0642a8"),
                                Reported.of(RestorePoint.CopyStatus.AVAILABLE, "success")),
                        new RestorePoint.Copy(
                                new Site("eu-nl", "fcf6cb26c3bf4402869792207ad3dce4"),
                                null,
                                null,
                                Reported.of(RestorePoint.CopyStatus.COPYING, "waiting_replicate"))));
    }

    private static RestorePoint withoutDisks() {
        return new RestorePoint(
                recorded().id(),
                "autobk_cf91_0003",
                null,
                recorded().vault(),
                new RestorePoint.Provenance(
                        RestorePoint.Origin.TAKEN, true, recorded().run()),
                new RestorePoint.Source(recorded().resource(), "shop-1", DataSize.gib(40), "br-iaas-odin1a"),
                Reported.of(RestorePoint.Status.AVAILABLE),
                recorded().createdAt(),
                null,
                new RestorePoint.Content(false, false, null, List.of()),
                List.of(),
                List.of());
    }

    private static RestorePoint listed() {
        return new RestorePoint(
                new RestorePointId("b1c4afd9-e7a6-4888-9010-c2bac3aa7910"),
                "autobk_b629",
                null,
                new VaultId("cca85ea5-00a4-418d-9222-bd83985bc515"),
                new RestorePoint.Provenance(
                        RestorePoint.Origin.TAKEN, true, new BackupRunId("1fced58b-2a31-4851-bcbb-96216f83ce99")),
                new RestorePoint.Source(
                        Resource.server("1a503932-ee8f-4dd5-8248-8dfb57e584c5"),
                        "shop-2",
                        DataSize.gib(40),
                        "br-iaas-odin1a"),
                Reported.of(RestorePoint.Status.AVAILABLE),
                Instant.parse("2020-02-21T07:00:54.065Z"),
                Instant.parse("2020-05-21T07:00:54.060Z"),
                new RestorePoint.Content(false, false, null, List.of()),
                List.of(),
                List.of());
    }

    private static RestorePoint ofDisk() {
        Resource.Disk disk = Resource.disk("54f7ccbc-072f-4ec5-a7b7-b24dabdb4539");
        RestorePointId id = new RestorePointId("5606aab5-2dc2-4498-8144-dc848d099af5");
        return new RestorePoint(
                id,
                "autobk_6809",
                null,
                new VaultId("79bd9daa-884f-4f84-b8fe-235d58cd927d"),
                new RestorePoint.Provenance(
                        RestorePoint.Origin.TAKEN, true, new BackupRunId("f64c351f-769f-4c04-8806-fd90a59e9b12")),
                new RestorePoint.Source(disk, "data", DataSize.gib(40), "br-iaas-odin1a"),
                Reported.of(RestorePoint.Status.AVAILABLE),
                Instant.parse("2020-02-21T07:00:34.882Z"),
                Instant.parse("2020-03-22T07:00:34.878Z"),
                new RestorePoint.Content(
                        false,
                        false,
                        null,
                        List.of(new RestorePoint.Part(id, disk, "data", DataSize.gib(40), true, false))),
                List.of(),
                List.of());
    }

    private static RestorePoint failedCopy() {
        RestorePoint original = ofDisk();
        Resource.Disk disk = (Resource.Disk) original.resource();
        return new RestorePoint(
                original.id(),
                "autobk_6809",
                null,
                original.vault(),
                new RestorePoint.Provenance(RestorePoint.Origin.COPIED, false, null),
                new RestorePoint.Source(disk, "data", DataSize.gib(40), "br-iaas-odin1a"),
                Reported.of(RestorePoint.Status.ERROR),
                original.createdAt(),
                null,
                new RestorePoint.Content(
                        false,
                        true,
                        null,
                        List.of(new RestorePoint.Part(original.id(), disk, "data", DataSize.gib(40), true, true))),
                List.of(),
                List.of());
    }
}
