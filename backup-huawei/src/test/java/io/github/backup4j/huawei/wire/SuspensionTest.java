package io.github.backup4j.huawei.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Resource;
import io.github.backup4j.Unavailable;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.support.ScriptedServer;
import io.github.backup4j.huawei.support.WireData;
import io.github.backup4j.testkit.VirtualTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Members that automatic backups pass over: what is read of them, what is sent, and that CBR is not believed blindly. */
class SuspensionTest {
    private static final String NO_POLICIES = "{\"policies\":[],\"count\":0}";
    private static final String TAKEN = "{\"set_resource_ids\":[\"23a320a5-3efd-4568-b1aa-8dd9183cc64c\"]}";
    private static final VaultId VAULT = new VaultId("ad7627ae-5b0b-492e-b6bd-cd809b745197");
    private static final Resource.Server SERVER = Resource.server("23a320a5-3efd-4568-b1aa-8dd9183cc64c");

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

    @Test
    void suspend_shownAfterwards_theVault() {
        shows("true");
        server.json(200, TAKEN);
        shows("false");

        Vault vault = backup.vaults().suspend(VAULT, List.of(SERVER));

        assertThat(vault.member(SERVER).orElseThrow().suspended()).isTrue();
        assertThat(server.requests().get(2))
                .startsWith("PUT /v3/project-1/vaults/" + VAULT + "/set-resources ")
                .contains("\"suspend\"", SERVER.id());
    }

    @Test
    void suspend_stillFollowedAfterwards_ambiguousAndTold() {
        shows("true");
        server.json(200, TAKEN);
        shows("true");

        assertThatThrownBy(() -> backup.vaults().suspend(VAULT, List.of(SERVER)))
                .isInstanceOf(AmbiguousOutcome.class)
                .hasMessageContaining(SERVER.id())
                .hasMessageContaining("still shows that automatic backups include");
    }

    @Test
    void unsuspend_stillPassedOverAfterwards_ambiguousAndTold() {
        shows("false");
        server.json(200, TAKEN);
        shows("false");

        assertThatThrownBy(() -> backup.vaults().unsuspend(VAULT, List.of(SERVER)))
                .isInstanceOf(AmbiguousOutcome.class)
                .hasMessageContaining("still shows that automatic backups skip");
    }

    @Test
    void suspend_whereCbrDoesNotTell_ambiguous() {
        shows("null");
        server.json(200, TAKEN);
        shows("null");

        assertThatThrownBy(() -> backup.vaults().suspend(VAULT, List.of(SERVER)))
                .isInstanceOf(AmbiguousOutcome.class);
    }

    @Test
    void suspend_suspendedAlready_nothingSent() {
        shows("false");
        shows("false");

        assertThat(backup.vaults()
                        .suspend(VAULT, List.of(SERVER))
                        .member(SERVER)
                        .orElseThrow()
                        .suspended())
                .isTrue();

        assertThat(server.requests()).allMatch(request -> request.startsWith("GET "));
    }

    @Test
    void member_whoseProtectionCannotBeRead_unavailable() {
        shows("\"perhaps\"");

        assertThatThrownBy(() -> backup.vaults().get(VAULT)).isInstanceOf(Unavailable.class);
    }

    private void shows(String autoProtect) {
        String vault = WireData.text("cbr/vault-recorded.json");
        server.json(200, vault.replace("\"auto_protect\": true", "\"auto_protect\": " + autoProtect))
                .json(200, NO_POLICIES);
    }
}
