package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Operation;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.contract.HuaweiHarness;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.support.ScriptedServer;
import io.github.backup4j.testkit.VirtualTime;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That a vault is bought once, although an order keeps no mark of its request. */
class OrdersTest {
    private static final VaultSpec SPEC = VaultSpec.forDisks("orders", DataSize.gib(100));
    private static final Subscription MONTH = Subscription.months(1);
    private static final RequestKey KEY = RequestKey.of("order 4711");
    private static final String NO_VAULTS = "{\"vaults\":[],\"count\":0}";
    private static final String ORDERED = "{\"orders\":[{\"orderId\":\"CS2\"}],\"retCode\":0}";
    private static final String BUY = "POST /v3/project-1/vaults/order";

    private final ScriptedServer server = new ScriptedServer();
    private final VirtualTime time = VirtualTime.create();
    private final CloudBackup backup = HuaweiBackup.builder()
            .region("region-1")
            .project("project-1")
            .account("account-1")
            .accessKey("AKEXAMPLE", "SKEXAMPLE")
            .endpoint(server.address())
            .timeSource(time)
            .attempts(1)
            .build();

    @AfterEach
    void close() {
        backup.close();
        server.close();
    }

    @Test
    void subscribe_replyLost_orderedOnceAndAmbiguousWithTheKey() {
        server.breakOff();

        AmbiguousOutcome outcome = failure(() -> backup.vaults().subscribe(SPEC, MONTH));

        assertThat(outcome.requestKey()).isPresent();
        assertThat(outcome).hasMessageContaining("repeat the call with its key");
        assertThat(server.lines()).containsExactly(BUY);
    }

    @Test
    void subscribe_replyLostAndNoRoomForAMark_ambiguousWithoutAKey() {
        VaultSpec full = SPEC;
        for (int i = 0; i < 10; i++) {
            full = full.withTag("tag-" + i, "");
        }
        VaultSpec spec = full;
        server.breakOff();

        AmbiguousOutcome outcome = failure(() -> backup.vaults().subscribe(spec, MONTH));

        assertThat(outcome.requestKey()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "3, 1", "6, 1", "3, ''", "99, 1"})
    void subscribe_orderUnderWay_notOrderedAndAmbiguousWithTheKey(int status, String type) {
        server.json(200, orders(status, type, Duration.ofMinutes(5))).json(200, NO_VAULTS);

        AmbiguousOutcome outcome = failure(() -> backup.vaults().subscribe(SPEC, MONTH, KEY));

        assertThat(outcome.requestKey().map(RequestKey::value)).contains("order 4711");
        assertThat(outcome)
                .hasMessageContaining("order CS1 is in progress")
                .hasMessageContaining("this call ordered nothing");
        assertThat(server.lines()).doesNotContain(BUY);
    }

    @ParameterizedTest
    @CsvSource({"4, 1", "3, 2", "3, 4"})
    void subscribe_orderCancelledOrNoPurchase_ordered(int status, String type) {
        server.json(200, orders(status, type, Duration.ofMinutes(5)))
                .json(200, NO_VAULTS)
                .json(200, ORDERED);

        backup.vaults().subscribe(SPEC, MONTH, KEY);

        assertThat(server.lines()).last().isEqualTo(BUY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"data\":[]}", "{\"data\":[{\"resource_id\":\"v-1\"}]}"})
    void subscribe_orderCarriedOutButVaultNotThereYet_notOrdered(String delivered) {
        server.json(200, orders(5, "1", Duration.ofMinutes(5))).json(200, delivered);
        if (delivered.contains("v-1")) {
            server.json(404, "{\"error_code\":\"BackupService.6105\",\"error_msg\":\"no vault\"}");
        }
        server.json(200, NO_VAULTS);

        failure(() -> backup.vaults().subscribe(SPEC, MONTH, KEY));

        assertThat(server.lines()).doesNotContain(BUY);
    }

    @Test
    void subscribe_orderCarriedOutLongAgoAndVaultGone_ordered() {
        server.json(200, orders(5, "1", Duration.ofMinutes(61)))
                .json(200, NO_VAULTS)
                .json(200, ORDERED);

        backup.vaults().subscribe(SPEC, MONTH, KEY);

        assertThat(server.lines()).last().isEqualTo(BUY);
    }

    @Test
    void subscribe_keyOfAKnownTime_looksThroughOrdersSinceThen() {
        server.json(200, "{\"order_infos\":[]}").json(200, NO_VAULTS).json(200, ORDERED);

        backup.vaults().subscribe(SPEC, MONTH, KEY.madeAt(time.now().minus(Duration.ofDays(3))));

        assertThat(server.lines().get(0)).contains("create_time_begin=2025-12-28T23%3A44%3A00Z");
    }

    @Test
    void subscribe_keyOfLastYear_looksThroughAsManyOrdersAsAreListed() {
        server.json(200, "{\"order_infos\":[]}").json(200, NO_VAULTS).json(200, ORDERED);

        backup.vaults().subscribe(SPEC, MONTH, KEY.madeAt(time.now().minus(Duration.ofDays(700))));

        assertThat(server.lines().get(0)).contains("create_time_begin=2025-01-06T00%3A00%3A00Z");
    }

    @Test
    void subscribe_withoutAKey_asksForNoOrders() {
        server.json(200, ORDERED);

        backup.vaults().subscribe(SPEC, MONTH);

        assertThat(server.lines()).containsExactly(BUY);
    }

    @Test
    void subscribe_repeatedWhileUnderWayAndOnceDelivered_boughtOnce() {
        try (HuaweiHarness harness = new HuaweiHarness(Form.RECORDED)) {
            RequestKey key = KEY.madeAt(harness.now());
            Operation<Vault> order = harness.backup().vaults().subscribe(SPEC, MONTH, key);

            AmbiguousOutcome early = failure(() -> harness.backup().vaults().subscribe(SPEC, MONTH, key));
            Vault vault = order.await(Duration.ofHours(1));
            Vault repeated = harness.backup()
                    .vaults()
                    .subscribe(SPEC, MONTH, early.requestKey().orElseThrow())
                    .await(Duration.ofHours(1));

            assertThat(repeated.id()).isEqualTo(vault.id());
            assertThat(harness.backup().vaults().list()).extracting(Vault::id).containsExactly(vault.id());
        }
    }

    private String orders(int status, String type, Duration age) {
        return "{\"total_count\":1,\"order_infos\":[{\"order_id\":\"CS1\",\"status\":" + status + ",\"order_type\":"
                + (type.isEmpty() ? "null" : type) + ",\"create_time\":\""
                + time.now().minus(age) + "\"}]}";
    }

    private static AmbiguousOutcome failure(ThrowingCallable call) {
        AmbiguousOutcome outcome = catchThrowableOfType(AmbiguousOutcome.class, call);
        assertThat(outcome).isNotNull();
        return outcome;
    }
}
