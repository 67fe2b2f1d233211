package io.github.backup4j.huawei.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.ImageId;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.ServerSpec;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Work with servers: new ones, and those whose disk is restored. */
final class ServerWorkAnswerCases {
    private static final ImageId IMAGE = new ImageId("33ad552d-1149-471c-8190-ff6776174a00");
    private static final String LAUNCHED = "/server/OS-SRV-USG:launched_at";
    private static final Resource.Server TEMPORARY = Resource.server("616fb98f-46ca-475e-917e-2563e5a8cd19");
    private static final Resource.Disk DISK = Resource.disk("54f7ccbc-072f-4ec5-a7b7-b24dabdb4539");
    private static final RestorePointId POINT = new RestorePointId("5606aab5-2dc2-4498-8144-dc848d099af5");

    private ServerWorkAnswerCases() {}

    static Map<String, AnswerCase> all() {
        Map<String, AnswerCase> cases = new LinkedHashMap<>();
        cases.put(
                "a new server like the original",
                AnswerCase.of(
                        (server, backup) -> {
                            assertThat(restore(backup).await(Duration.ofHours(1)))
                                    .isEqualTo(Resource.server("bae51750-0089-41a1-9b18-5c777978ff6d"));
                            var sent = server.sent("ecs/createServers").get(0).body();
                            assertThat(sent.at("/server/nics/0/subnet_id").asText())
                                    .isEqualTo("610a4af2-1d90-4d2b-8057-dc238b26febf");
                            assertThat(sent.at("/server/vpcid").asText())
                                    .isEqualTo("0431c5e5-bc94-4a44-8263-15da2a642435");
                            assertThat(sent.at("/server/flavorRef").asText()).isEqualTo("s3.large.1");
                            assertThat(sent.at("/server/availability_zone").asText())
                                    .isEqualTo("az1-dc1");
                            assertThat(sent.at("/server/security_groups/0/id").asText())
                                    .isEqualTo("6505b5d1-7837-41eb-8a1c-869d4355baa3");
                            asked(server, "ff808082739334d80173941567f21d4f");
                        },
                        "ecs/createServers: documented",
                        "ecs/showJob: documented",
                        "ecs/showServer: documented",
                        "ecs/listServerInterfaces: documented",
                        "ims/listImages: recorded, of a system disk"));
        cases.put(
                "a new server that failed",
                AnswerCase.of(
                        (server, backup) -> failed(restore(backup)),
                        "ecs/showJob: failed in a part",
                        "ims/listImages: recorded, of a system disk"));
        cases.put(
                "a temporary server that is deleted",
                AnswerCase.of(
                        (server, backup) -> {
                            var unused = ServerRequestCases.discard(server, backup, TEMPORARY)
                                    .poll();
                            asked(server, "70a599e0-31e7-49b7-b260-868f441e862b");
                        },
                        "ecs/deleteServers: documented"));
        deletionsThatFail(cases);
        disksThatCameLate(cases);
        freeing(cases);
        return cases;
    }

    /** A job that fails ends the deletion; the server is left with its disks, and these keep the tags that name it. */
    private static void deletionsThatFail(Map<String, AnswerCase> cases) {
        cases.put(
                "a temporary server that cannot be deleted",
                AnswerCase.of(
                        (server, backup) -> {
                            var work = ServerRequestCases.discard(server, backup, TEMPORARY);
                            server.showTagsThatWereSet();
                            failed(work);
                            asked(server, "70a599e0-31e7-49b7-b260-868f441e862b");
                            assertThat(server.sent("evs/batchDeleteVolumeTags")).isEmpty();
                            assertThat(server.sent("evs/deleteVolume")).isEmpty();
                        },
                        "ecs/deleteServers: documented",
                        "ecs/showJob: failed in a part"));
        cases.put(
                "a temporary server that cannot be switched off",
                AnswerCase.of(
                        (server, backup) -> {
                            failed(ServerRequestCases.discardWithDataDisk(server, backup, TEMPORARY));
                            asked(server, "ff80808288d41e1b0189902609556801");
                            assertNothingDeleted(server);
                        },
                        "ecs/batchStopServers: documented",
                        "ecs/showJob: failed in a part"));
        cases.put(
                "a temporary server whose disk cannot be detached",
                AnswerCase.of(
                        (server, backup) -> {
                            server.change("ecs/showServer", "/server/status", "SHUTOFF");
                            failed(ServerRequestCases.discardWithDataDisk(server, backup, TEMPORARY));
                            asked(server, "ff80808288d41e1b0189902609556804");
                            assertNothingDeleted(server);
                        },
                        "ecs/detachServerVolume: documented",
                        "ecs/showJob: failed in a part"));
        cases.put(
                "a broken temporary server, which cannot be emptied first",
                AnswerCase.of(
                        (server, backup) -> {
                            server.change("ecs/showServer", "/server/status", "ERROR");
                            var unused = ServerRequestCases.discardWithDataDisk(server, backup, TEMPORARY);
                            assertThat(server.sent("ecs/deleteServers")).hasSize(1);
                            assertThat(server.sent("ecs/detachServerVolume")).isEmpty();
                        },
                        "ecs/deleteServers: documented"));
    }

    /** The server was created at 07:03:44, and started for the first time after more than an hour. */
    private static void disksThatCameLate(Map<String, AnswerCase> cases) {
        cases.put(
                "a temporary server whose disk came within the hour",
                AnswerCase.of(
                        (server, backup) -> {
                            server.change("ecs/showServer", LAUNCHED, "2018-09-13T09:00:00.000000");
                            var unused =
                                    ServerRequestCases.discard(server, backup, TEMPORARY, "2018-09-13T08:03:44.000000");
                            assertThat(server.sent("ecs/deleteServers")).hasSize(1);
                        },
                        "ecs/deleteServers: documented"));
        cases.put("a temporary server whose disk came after the hour", AnswerCase.of((server, backup) -> {
            server.change("ecs/showServer", LAUNCHED, "2018-09-13T09:00:00.000000");
            assertRefused(server, backup, "2018-09-13T08:03:45.000000");
        }));
        cases.put("a temporary server whose disk came after its first start", AnswerCase.of((server, backup) -> {
            server.change("ecs/showServer", LAUNCHED, "2018-09-13T07:10:00.000000");
            assertRefused(server, backup, "2018-09-13T07:11:01.000000");
        }));
    }

    private static void assertRefused(GoldenServer server, CloudBackup backup, String diskCreated) {
        assertThatThrownBy(() -> ServerRequestCases.discard(server, backup, TEMPORARY, diskCreated))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("was not created together with it");
        assertNothingDeleted(server);
    }

    private static void assertNothingDeleted(GoldenServer server) {
        assertThat(server.sent("evs/deleteVolume")).isEmpty();
        assertThat(server.sent("ecs/deleteServers")).isEmpty();
    }

    private static Operation<Resource.Server> restore(CloudBackup backup) {
        return backup.images().restore(IMAGE, ServerSpec.of("newserver"));
    }

    /** Each of the four jobs on the way fails, and is asked for by the id that the service gave it. */
    private static void freeing(Map<String, AnswerCase> cases) {
        freeing(cases, "a server that cannot be stopped", "batchStopServers", "801", (server, restore) -> {});
        freeing(cases, "a disk that cannot be detached", "detachServerVolume", "804", (server, restore) -> {
            server.change("ecs/showServer", "/server/status", "SHUTOFF");
            restore.poll();
            server.change("ecs/showServer", "/server/status", "ACTIVE");
        });
        freeing(cases, "a disk that cannot be attached again", "attachServerVolume", "803", (server, restore) -> {
            server.change("ecs/showServer", "/server/status", "SHUTOFF");
            restore.poll();
            server.change("evs/showVolume", "/volume/status", "available");
        });
        freeing(cases, "a server that cannot be started again", "batchStartServers", "802", (server, restore) -> {
            server.change("ecs/showServer", "/server/status", "SHUTOFF");
            restore.poll();
            server.change("evs/showVolume", "/volume/status", "available");
            while (server.sent("ecs/attachServerVolume").isEmpty()
                    && !restore.poll().ended()) {
                // one step more
            }
            server.change("evs/showVolume", "/volume/status", "in-use");
        });
    }

    private static void freeing(
            Map<String, AnswerCase> cases, String name, String operation, String job, Freeing freeing) {
        cases.put(
                name,
                AnswerCase.of(
                        (server, backup) -> {
                            server.change(
                                    "ecs/showServer", "/server/os-extended-volumes:volumes_attached/0/id", DISK.id());
                            Operation<Resource.Disk> restore = backup.restorePoints()
                                    .restore(POINT, InPlace.over(DISK).detachingFirst());
                            server.showTagsThatWereSet();
                            freeing.until(server, restore);
                            failed(restore);
                            asked(server, "ff80808288d41e1b0189902609556" + job);
                        },
                        "ecs/" + operation + ": documented",
                        "ecs/showJob: failed in a part",
                        "cbr/showBackup: of a disk",
                        "evs/showVolume: recorded, attached"));
    }

    private static void failed(Operation<?> work) {
        OperationFailed failure = Failures.of(work);
        assertThat(failure).hasMessageContaining("no such subnet");
        assertThat(failure.code()).contains("Ecs.0013");
    }

    private static void asked(GoldenServer server, String job) {
        assertThat(server.sent("ecs/showJob")).anyMatch(sent -> sent.line().endsWith("/" + job));
    }

    /** Brings a restore to where the job is begun that fails. */
    @FunctionalInterface
    private interface Freeing {
        void until(GoldenServer server, Operation<Resource.Disk> restore);
    }
}
