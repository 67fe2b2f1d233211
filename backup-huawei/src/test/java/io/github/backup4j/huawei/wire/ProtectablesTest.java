package io.github.backup4j.huawei.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.support.ScriptedServer;
import io.github.backup4j.huawei.support.WireData;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.VirtualTime;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What CBR says about whether disks and servers can be protected, beside what EVS and ECS know of them. */
class ProtectablesTest {
    private static final String NO_VAULTS = "{\"vaults\":[],\"count\":0}";

    private final ScriptedServer server = new ScriptedServer();
    private final CloudBackup backup = HuaweiBackup.builder()
            .region("region-1")
            .project("project-1")
            .accessKey("AKEXAMPLE", "SKEXAMPLE")
            .endpoint(server.address())
            .timeSource(VirtualTime.create())
            .build();

    @AfterEach
    void close() {
        backup.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"result\":true                                                        | true  |",
                "\"result\":\"true\"                                                    | true  |",
                "\"result\":false,\"code\":\"C\",\"reason\":\"a shared disk\"           | false | a shared disk",
                "\"result\":\"false\",\"code\":\"C\",\"message\":\"not now\"            | false | not now",
                "\"result\":false,\"reason\":null,\"code\":\"BackupService.7106\"       | false | BackupService.7106",
                "\"result\":false                                                       | false | it cannot be protected",
                "\"code\":\"C\"                                                         | true  |"
            })
    void get_disk_asCbrJudgesIt(String verdict, boolean protectable, @Nullable String obstacle) {
        server.json(200, "{\"volume\":" + volume("d-1", "available") + "}")
                .json(200, NO_VAULTS)
                .json(200, "{\"instance\":{\"id\":\"d-1\",\"protectable\":{" + verdict + "}}}");

        ProtectableResource found = backup.resources().get(Resource.disk("d-1"));

        assertThat(found.protectable()).isEqualTo(protectable);
        assertThat(found.obstacle()).isEqualTo(obstacle);
        assertThat(server.lines()).last().isEqualTo("GET /v3/project-1/protectables/disk/instances/d-1");
    }

    @ParameterizedTest
    @CsvSource({"404, BackupService.6302", "403, APIG.0301", "404, APIG.0101"})
    void get_cbrDoesNotSay_asItsStatusIs(int status, String code) {
        for (String disk : List.of("available", "error")) {
            server.json(200, "{\"volume\":" + volume("d-1", disk) + "}")
                    .json(200, NO_VAULTS)
                    .json(status, "{\"error_code\":\"" + code + "\",\"error_msg\":\"no\"}");
        }

        assertThat(backup.resources().get(Resource.disk("d-1")).protectable()).isTrue();
        assertThat(backup.resources().get(Resource.disk("d-1")).obstacle()).isEqualTo("its status is error");
    }

    @Test
    void list_anotherOrderAndSomeUnknown_eachItsOwnAndNoPageTwice() {
        server.json(
                        200,
                        "{\"volumes\":[" + volume("d-1", "available") + "," + volume("d-2", "available") + ","
                                + volume("d-3", "available") + "]}")
                .json(200, NO_VAULTS)
                .json(200, "{\"instances\":[" + refused("d-2", "two") + "," + refused("d-1", "one") + "]}");

        List<ProtectableResource> found = backup.resources()
                .list(ResourceFilter.all().ofKind(Resource.Kind.DISK))
                .toList();

        assertThat(found).extracting(ProtectableResource::obstacle).containsExactly("one", "two", null);
        assertThat(server.lines()).last().isEqualTo("GET /v3/project-1/protectables/disk/instances?limit=50&offset=0");
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void list_cbrRefusesToSay_listedAllTheSame() {
        server.json(200, "{\"volumes\":[" + volume("d-1", "available") + "]}")
                .json(200, NO_VAULTS)
                .json(403, "{\"error_code\":\"APIG.0301\",\"error_msg\":\"no\"}");

        assertThat(backup.resources().list(ResourceFilter.all().ofKind(Resource.Kind.DISK)))
                .singleElement()
                .matches(ProtectableResource::protectable);
    }

    @Test
    void add_diskThatCbrRefuses_conflictInItsWordsAndNothingSent() {
        server.json(
                        200,
                        "{\"vault\":{\"id\":\"v-1\",\"name\":\"orders\",\"resources\":[],"
                                + "\"billing\":{\"object_type\":\"disk\",\"protect_type\":\"backup\",\"status\":\"available\",\"size\":100}}}")
                .json(200, "{\"volumes\":[" + volume("d-1", "available") + "]}")
                .json(200, NO_VAULTS)
                .json(200, "{\"instance\":" + refused("d-1", "a shared disk") + "}");

        assertThatThrownBy(() -> backup.vaults().add(new VaultId("v-1"), Resource.disk("d-1")))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("a shared disk");

        assertThat(server.lines()).noneMatch(line -> line.startsWith("POST"));
    }

    @Test
    void list_manyDisks_vaultsOfTheFirstPageThenAllAndWhatCbrSaysByFifty() throws IOException {
        InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
        for (int i = 0; i < 120; i++) {
            cloud.addDisk("disk-" + i, DataSize.gib(10));
        }
        try (HuaweiEmulator emulator = HuaweiEmulator.start(cloud, Form.RECORDED);
                CloudBackup many = HuaweiBackup.builder()
                        .region(cloud.site().region())
                        .project(cloud.site().project())
                        .accessKey("AKEXAMPLE", "SKEXAMPLE")
                        .endpoint(emulator.address())
                        .timeSource(cloud.time())
                        .build()) {
            assertThat(many.resources().list(ResourceFilter.all().ofKind(Resource.Kind.DISK)))
                    .hasSize(120);

            // Two pages of disks, the vaults of the first one and all vaults, and three pages of what CBR says.
            assertThat(emulator.requests()).isEqualTo(7);
        }
    }

    /** As recorded: what is in a vault is judged like what is in none, and its vault is named. */
    @Test
    void get_memberAsRecorded_isInItsVaultAndNothingStandsAgainstIt() {
        String vault = WireData.json("cbr/listVault.json")
                .at("/answers/recorded/body")
                .toString()
                .replace("OS::Nova::Server", "OS::Cinder::Volume")
                .replace("23a320a5-3efd-4568-b1aa-8dd9183cc64c", "d-1");
        server.json(200, "{\"volume\":" + volume("d-1", "available") + "}")
                .json(200, vault)
                .json(
                        200,
                        "{\"instance\":{\"id\":\"d-1\",\"status\":\"in-use\",\"protectable\":{\"result\":true,\"code\":\"\","
                                + "\"reason\":\"\",\"vault\":{\"id\":\"79bd9daa-884f-4f84-b8fe-235d58cd927d\"}}}}");

        ProtectableResource found = backup.resources().get(Resource.disk("d-1"));

        assertThat(found.vault()).isEqualTo(new VaultId("79bd9daa-884f-4f84-b8fe-235d58cd927d"));
        assertThat(found.protectable()).isFalse();
    }

    private static String volume(String id, String status) {
        return "{\"id\":\"" + id + "\",\"name\":\"disk\",\"size\":10,\"status\":\"" + status + "\"}";
    }

    private static String refused(String id, String reason) {
        return "{\"id\":\"" + id + "\",\"protectable\":{\"result\":false,\"reason\":\"" + reason + "\"}}";
    }
}
