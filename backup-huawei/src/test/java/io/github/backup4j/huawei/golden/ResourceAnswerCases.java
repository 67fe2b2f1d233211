package io.github.backup4j.huawei.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.DataSize;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.ProtectableResource.Status;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.VaultId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Disks and servers, and the vaults that hold them. */
final class ResourceAnswerCases {
    private static final Resource.Disk ATTACHED = Resource.disk("54f7ccbc-072f-4ec5-a7b7-b24dabdb4539");
    private static final VaultId VAULT = new VaultId("ad7627ae-5b0b-492e-b6bd-cd809b745197");

    private ResourceAnswerCases() {}

    static Map<String, AnswerCase> all() {
        Map<String, AnswerCase> cases = new LinkedHashMap<>();
        disks(cases);
        servers(cases);
        return cases;
    }

    private static void disks(Map<String, AnswerCase> cases) {
        ResourceFilter disks = ResourceFilter.all().ofKind(Resource.Kind.DISK);
        cases.put(
                "a disk, as documented",
                AnswerCase.of(
                        (server, backup) -> assertThat(backup.resources().get(broken().resource()))
                                .isEqualTo(broken()),
                        "evs/showVolume: documented"));
        cases.put(
                "a disk, as recorded",
                AnswerCase.of(
                        (server, backup) ->
                                assertThat(backup.resources().get(ATTACHED)).isEqualTo(attached()),
                        "evs/showVolume: recorded, attached"));
        cases.put(
                "a list of disks, as documented",
                AnswerCase.of(
                        (server, backup) ->
                                assertThat(backup.resources().list(disks)).containsExactly(free()),
                        "evs/listVolumes: documented"));
        cases.put(
                "a list of disks, as recorded",
                AnswerCase.of(
                        (server, backup) ->
                                assertThat(backup.resources().list(disks)).containsExactly(attached()),
                        "evs/listVolumes: recorded"));
    }

    private static void servers(Map<String, AnswerCase> cases) {
        cases.put(
                "a server, as documented",
                AnswerCase.of(
                        (server, backup) -> {
                            server.change("evs/listVolumes", "/volumes/0/id", "80c15cff-2473-4982-a816-d760cad6c42c");
                            assertThat(backup.resources().get(running().resource()))
                                    .isEqualTo(running());
                        },
                        "ecs/showServer: documented",
                        "evs/listVolumes: documented"));
        cases.put(
                "a list of servers, and the vault of one",
                AnswerCase.of(
                        (server, backup) -> {
                            server.change(
                                    "cbr/listVault",
                                    "/vaults/0/resources/0/id",
                                    stopped().resource().id());
                            assertThat(backup.resources()
                                            .list(ResourceFilter.all().ofKind(Resource.Kind.SERVER)))
                                    .containsExactly(stopped());
                        },
                        "ecs/listServersDetails: documented",
                        "evs/listVolumes: recorded",
                        "cbr/listVault: composed of what was recorded"));
    }

    private static ProtectableResource broken() {
        return new ProtectableResource(
                Resource.disk("591ac654-26d8-41be-bb77-4f90699d2d41"),
                "data",
                DataSize.gib(40),
                Reported.of(Status.ERROR, "error_restoring"),
                "az-dc-1",
                false,
                List.of(),
                List.of(),
                Map.of(),
                new ProtectableResource.Protection(null, "its status is error_restoring", List.of()));
    }

    private static ProtectableResource attached() {
        return new ProtectableResource(
                ATTACHED,
                "root",
                DataSize.gib(40),
                Reported.of(Status.IN_USE, "in-use"),
                "az-dc-1",
                true,
                List.of(),
                List.of(Resource.server("94eba8b2-acc9-4d82-badc-127144cc5526")),
                Map.of("team", "shop"),
                new ProtectableResource.Protection(null, null, List.of()));
    }

    private static ProtectableResource free() {
        return new ProtectableResource(
                Resource.disk("b104b8db-170d-441b-897a-3c8ba9c5a214"),
                "data",
                DataSize.gib(1),
                Reported.of(Status.AVAILABLE),
                "az-dc-1",
                false,
                List.of(),
                List.of(),
                Map.of(),
                new ProtectableResource.Protection(null, null, List.of()));
    }

    private static ProtectableResource running() {
        return new ProtectableResource(
                Resource.server("4f4b3dfa-eb70-47cf-a60a-998a53bd598a"),
                "web-1",
                DataSize.gib(1),
                Reported.of(Status.RUNNING, "ACTIVE"),
                "az1-dc1",
                false,
                List.of(Resource.disk("80c15cff-2473-4982-a816-d760cad6c42c")),
                List.of(),
                Map.of(),
                new ProtectableResource.Protection(null, null, List.of()));
    }

    private static ProtectableResource stopped() {
        return new ProtectableResource(
                Resource.server("b37fd80e-ac67-4d02-b9f1-9891c9c0fabf"),
                "web-2",
                DataSize.gib(40),
                Reported.of(Status.STOPPED, "SHUTOFF"),
                "az1-dc1",
                true,
                List.of(Resource.disk("2edc879f-022e-4bd6-b079-95a27564d449"), ATTACHED),
                List.of(),
                Map.of("team", "shop", "alone", ""),
                new ProtectableResource.Protection(VAULT, "it is in vault " + VAULT, List.of()));
    }
}
