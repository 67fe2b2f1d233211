package io.github.backup4j.huawei.wire;

import static io.github.backup4j.huawei.wire.WireCalls.DATA_DISK;
import static io.github.backup4j.huawei.wire.WireCalls.OTHER_SERVER;
import static io.github.backup4j.huawei.wire.WireCalls.OTHER_VAULT;
import static io.github.backup4j.huawei.wire.WireCalls.SERVER;
import static io.github.backup4j.huawei.wire.WireCalls.VAULT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.Billing;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.PolicyId;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.support.RawAnswer;
import io.github.backup4j.huawei.support.ScriptedServer;
import io.github.backup4j.huawei.support.WireData;
import io.github.backup4j.huawei.wire.WireCase.Exchange;
import io.github.backup4j.testkit.VirtualTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TC1 to TC9: what the provider makes of the documented answers about vaults. */
class VaultCasesTest {
    private final Replay replay = new Replay();

    @AfterEach
    void close() {
        replay.close();
    }

    @Test
    void tc01_serverVaultCreated_isAllThatTheAnswerSays() {
        Vault vault = replay.play("tc01-create-server-vault", Vault.class);

        assertThat(vault.id()).isEqualTo(VAULT);
        assertThat(vault.kind()).isEqualTo(Resource.Kind.SERVER);
        assertThat(vault.capacity()).isEqualTo(DataSize.gib(100));
        assertThat(vault.description()).isEqualTo("of the shop");
        assertThat(vault.tags()).isEqualTo(Map.of("team", "shop"));
        assertThat(vault.createdAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00.071Z"));
        assertThat(vault.member(SERVER).orElseThrow().excludedDisks())
                .containsExactly(Resource.disk("1855eb9a-2b5e-4938-a9f0-aea08b6f9243"));
    }

    @Test
    void tc02_diskVaultCreated_isEmpty() {
        Vault vault = replay.play("tc02-create-disk-vault", Vault.class);

        assertThat(vault.kind()).isEqualTo(Resource.Kind.DISK);
        assertThat(vault.members()).isEmpty();
        assertThat(vault.description()).isNull();
        assertThat(vault.used()).isEqualTo(DataSize.ZERO);
        assertThat(replay.sent().get(0).body().at("/vault/resources").isArray()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"tc03a-vault-missing, 404", "tc03b-vault-missing, 400"})
    void tc03_vaultMissing_notFoundWhateverTheStatus(String name, int status) {
        NotFound failure = catchThrowableOfType(NotFound.class, () -> replay.play(name, Vault.class));

        assertThat(failure.code()).contains("BackupService.6105");
        assertThat(failure.httpStatus()).hasValue(status);
    }

    @Test
    void tc04_vaultsListed_pageEndsWhatTheCountPromises() {
        List<?> vaults = replay.play("tc04-list-vaults", List.class);

        assertThat(vaults).extracting(vault -> ((Vault) vault).name()).containsExactly("orders", "vault-8538");
        assertThat(((Vault) vaults.get(0)).policy(Purpose.BACKUP).map(Vault.AttachedPolicy::policy))
                .contains(new PolicyId("cbb3ce6f-3332-4e7c-b98e-77290d8471ff"));
        assertThat(((Vault) vaults.get(1)).policies()).isEmpty();
    }

    @Test
    void tc05_vaultResized_isAsAsked() {
        Vault vault = replay.play("tc05-resize-vault", Vault.class);

        assertThat(vault.name()).isEqualTo("orders-2");
        assertThat(vault.capacity()).isEqualTo(DataSize.gib(200));
    }

    /** What is paid for in advance is refused before anything is sent. */
    @Test
    void tc05_subscriptionResized_conflict() {
        String billing = "\"billing\":{\"object_type\":\"disk\",\"protect_type\":\"backup\",\"consistent_level\":"
                + "\"crash_consistent\",\"charging_mode\":\"pre_paid\",\"status\":\"available\",\"size\":100}";
        try (ScriptedServer server = new ScriptedServer();
                CloudBackup backup = HuaweiBackup.builder()
                        .region("region-1")
                        .project("project-1")
                        .accessKey("AKEXAMPLE", "SKEXAMPLE")
                        .endpoint(server.address())
                        .timeSource(VirtualTime.create())
                        .build()) {
            server.json(200, "{\"vault\":{\"id\":\"v-1\",\"name\":\"orders\",\"resources\":[]," + billing + "}}")
                    .json(200, "{\"policies\":[]}");

            assertThatThrownBy(() ->
                            backup.vaults().update(new VaultId("v-1"), VaultSpec.forDisks("orders", DataSize.gib(200))))
                    .isInstanceOf(Conflict.class);

            assertThat(server.lines()).noneMatch(line -> line.startsWith("PUT"));
        }
    }

    @Test
    void tc06_serverAdded_withoutTheDiskThatWasLeftOut() {
        Vault vault = replay.play("tc06-add-server", Vault.class);

        assertThat(vault.member(OTHER_SERVER).orElseThrow().excludedDisks()).containsExactly(DATA_DISK);
    }

    @Test
    void tc07_memberRemoved_isLeaving() {
        Vault vault = replay.play("tc07-remove-member", Vault.class);

        assertThat(vault.member(SERVER).orElseThrow().status()).isEqualTo(Vault.MemberStatus.REMOVING);
    }

    @Test
    void tc07_memberWithRestorePointsToKeep_conflictAndNothingSent() {
        assertThatThrownBy(() -> replay.play("tc07-keep-restore-points", Vault.class))
                .isInstanceOf(Conflict.class);

        assertThat(replay.sent()).noneMatch(sent -> sent.method().equals("POST"));
    }

    @Test
    void tc08_memberMoved_whateverIdTheAnswerRepeats() {
        Vault vault = replay.play("tc08-move-member", Vault.class);

        assertThat(vault.id()).isEqualTo(OTHER_VAULT);
        assertThat(vault.member(SERVER)).isPresent();
    }

    @Test
    void tc09_vaultBought_isTheOneThatWasDelivered() {
        Vault vault = replay.play("tc09-subscribe", Vault.class);

        assertThat(vault.id()).isEqualTo(VAULT);
        assertThat(vault.billing().mode()).isEqualTo(Billing.Mode.SUBSCRIPTION);
        assertThat(vault.billing().orderId()).isEqualTo("CS1711152257C60TL");
    }

    /** The same answer to the call for vaults that are paid for by use: there is an order where a vault was expected. */
    @Test
    void tc09_orderWhereAVaultWasExpected_ambiguousAndNotRepeated() {
        Exchange create = WireCase.read("tc01-create-server-vault").exchanges().get(0);
        Exchange nothing = new Exchange(
                "GET",
                create.path(),
                Map.of(),
                MissingNode.getInstance(),
                200,
                WireData.parse("{\"vaults\":[],\"count\":0}"),
                false,
                true);

        AmbiguousOutcome failure = catchThrowableOfType(
                AmbiguousOutcome.class,
                () -> createAnsweredByAnOrder(new WireCase("not listed yet", List.of(create, nothing))));

        assertThat(failure.requestKey()).isPresent();
        assertThat(posts()).hasSize(1);
    }

    @Test
    void tc09_orderWhereAVaultWasExpectedAndIsFound_theVaultAndNotRepeated() {
        Vault vault = createAnsweredByAnOrder(WireCase.read("tc01-create-server-vault"));

        assertThat(vault.id()).isEqualTo(VAULT);
        assertThat(vault.tags()).isEqualTo(Map.of("team", "shop"));
        assertThat(posts()).hasSize(1);
    }

    private Vault createAnsweredByAnOrder(WireCase played) {
        RawAnswer order = WireCase.read("tc09-subscribe").exchanges().get(0).raw();
        return (Vault) replay.play(played, 0, Mutation.to(order), WireCalls.of("tc01-create-server-vault"));
    }

    private List<Replay.Sent> posts() {
        return replay.sent().stream()
                .filter(sent -> sent.method().equals("POST"))
                .toList();
    }

    @Test
    void tc09_vaultThatGrowsByItself_cannotBeBought() {
        assertThatThrownBy(() ->
                        replay.play(WireCase.read("tc09-subscribe"), Replay.NONE, null, VaultCasesTest::buyGrowing))
                .isInstanceOf(Invalid.class);
    }

    private static Operation<Vault> buyGrowing(CloudBackup backup) {
        VaultSpec growing = VaultSpec.forServers("bought", DataSize.gib(80)).withAutoExpand(true);
        return backup.vaults().subscribe(growing, Subscription.months(1));
    }
}
