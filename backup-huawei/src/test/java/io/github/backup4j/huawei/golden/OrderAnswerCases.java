package io.github.backup4j.huawei.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.Busy;
import io.github.backup4j.CapacityOrder;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Operation;
import io.github.backup4j.Progress;
import io.github.backup4j.Removal;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Orders of vaults, from the order to the vault. */
final class OrderAnswerCases {
    private static final Duration LONG = Duration.ofHours(1);

    private OrderAnswerCases() {}

    static Map<String, AnswerCase> all() {
        Map<String, AnswerCase> cases = new LinkedHashMap<>();
        cases.put(
                "an order of a vault, as documented",
                AnswerCase.of(
                        (server, backup) -> {
                            assertThat(subscribe(backup).await(LONG)).isEqualTo(VaultAnswerCases.complete(List.of()));
                            assertThat(server.sent("bss/showCustomerOrderDetails"))
                                    .allMatch(sent -> sent.line().endsWith("/CS1909211346MWSUQ"));
                        },
                        "cbr/createPostPaidVault: documented",
                        "bss/showCustomerOrderDetails: in processing",
                        "bss/showCustomerOrderDetails: completed",
                        "bss/listPayPerUseCustomerResources: none yet",
                        "bss/listPayPerUseCustomerResources: documented",
                        "cbr/showVault: composed of what was recorded"));
        cases.put(
                "an order that has to be paid",
                AnswerCase.of(
                        (server, backup) ->
                                assertThat(phase(subscribe(backup))).isEqualTo(Progress.Phase.PAYMENT_REQUIRED),
                        "cbr/createPostPaidVault: by the schema",
                        "bss/showCustomerOrderDetails: to be paid"));
        cases.put(
                "an order that has to be approved",
                AnswerCase.of(
                        (server, backup) -> assertThat(phase(subscribe(backup))).isEqualTo(Progress.Phase.QUEUED),
                        "bss/showCustomerOrderDetails: to be approved"));
        cases.put(
                "an order that was cancelled",
                AnswerCase.of(
                        (server, backup) -> assertThat(Failures.of(subscribe(backup)))
                                .hasMessageContaining("order CS1909211346MWSUQ was cancelled"),
                        "bss/showCustomerOrderDetails: cancelled"));
        cases.put(
                "the change of how a vault is paid",
                AnswerCase.of(
                        (server, backup) -> {
                            server.change("cbr/showVault", "/vault/billing/status", "available")
                                    .change("cbr/showVault", "/vault/billing/charging_mode", "post_paid")
                                    .change("cbr/showVault", "/vault/auto_bind", false)
                                    .change("cbr/showVault", "/vault/auto_expand", false);
                            VaultId id = VaultAnswerCases.complete(List.of()).id();
                            Operation<Vault> change = backup.vaults().subscribe(id, Subscription.years(1));
                            server.answers("cbr/showVault", "composed of what was recorded");
                            assertThat(change.await(LONG)).isEqualTo(VaultAnswerCases.complete(List.of()));
                            assertThat(server.sent("bss/showCustomerOrderDetails"))
                                    .allMatch(sent -> sent.line().endsWith("/CS1909211347SV8GW"));
                        },
                        "cbr/changeChargeMode: documented",
                        "cbr/showVault: composed of what was recorded"));
        cases.put(
                "the order of a larger capacity",
                AnswerCase.of(
                        (server, backup) -> {
                            VaultId id = VaultAnswerCases.complete(List.of()).id();
                            server.change("cbr/showVault", "/vault/billing/status", "available")
                                    .change("cbr/showVault", "/vault/billing/charging_mode", "pre_paid")
                                    .change("cbr/showVault", "/vault/billing/product_id", "OFFI603837")
                                    .change("cbr/showVault", "/vault/billing/spec_code", "vault.backup.volume.normal")
                                    .change("bss/listCustomerOrders", "/order_infos", List.of());
                            Operation<Vault> order =
                                    backup.vaults().buyCapacity(id, CapacityOrder.of(DataSize.gib(5000)));
                            server.change("cbr/showVault", "/vault/billing/size", 5000);
                            assertThat(order.await(LONG).capacity()).isEqualTo(DataSize.gib(5000));
                            assertThat(server.sent("bss/showCustomerOrderDetails"))
                                    .allMatch(sent -> sent.line().endsWith("/CS1909211347SV8GW"));
                        },
                        "cbr/changeOrder: by the schema"));
        cases.put(
                "an unsubscription that failed",
                AnswerCase.of(
                        (server, backup) -> {
                            VaultId id = VaultAnswerCases.complete(List.of()).id();
                            server.change("cbr/showVault", "/vault/billing/charging_mode", "pre_paid")
                                    .change("cbr/listBackups", "/backups", List.of());
                            assertThatThrownBy(() -> backup.vaults().delete(id, Removal.DELETING_RESTORE_POINTS))
                                    .isInstanceOf(Busy.class)
                                    .hasMessageContainingAll(id.value(), "CBC.0999", "not deleted");
                        },
                        "bss/cancelResourcesSubscription: by the schema"));
        return cases;
    }

    private static Operation<Vault> subscribe(CloudBackup backup) {
        return backup.vaults().subscribe(VaultSpec.forServers("orders", DataSize.gib(100)), Subscription.months(1));
    }

    private static Progress.Phase phase(Operation<Vault> order) {
        return ((Operation.Status.Running<Vault>) order.poll()).progress().phase();
    }
}
