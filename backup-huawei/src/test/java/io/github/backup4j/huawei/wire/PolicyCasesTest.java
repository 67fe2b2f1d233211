package io.github.backup4j.huawei.wire;

import static io.github.backup4j.huawei.wire.WireCalls.POLICY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.backup4j.Conflict;
import io.github.backup4j.NotFound;
import io.github.backup4j.Policy;
import io.github.backup4j.Purpose;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.support.RawAnswer;
import io.github.backup4j.huawei.support.WireData;
import java.time.DayOfWeek;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** TC10 to TC13: what the provider makes of the documented answers about policies. */
class PolicyCasesTest {
    private static final Schedule AT_TWO = Schedule.weekly(DayOfWeek.values()).at("14:00");

    private final Replay replay = new Replay();

    @AfterEach
    void close() {
        replay.close();
    }

    @Test
    void tc10_backupPolicyCreated_keepsDaysAlthoughTheCountIsNotSaid() {
        Policy policy = replay.play("tc10-create-policy", Policy.class);

        assertThat(policy.id()).isEqualTo(POLICY);
        assertThat(policy.enabled()).isTrue();
        assertThat(policy.schedule()).isEqualTo(AT_TWO);
        assertThat(policy.retention()).isEqualTo(Retention.days(1));
        assertThat(policy.attachments()).isEmpty();
    }

    @Test
    void tc11_replicationPolicyCreated_knowsItsDestination() {
        Policy policy = replay.play("tc11-create-replication-policy", Policy.class);

        assertThat(policy.id()).hasToString("e47e4916-481a-4d10-95a2-165bcfe598c5");
        assertThat(policy.purpose()).isEqualTo(Purpose.REPLICATION);
        assertThat(policy.destination()).isEqualTo(new Site("eu-nl", "fcf6cb26c3bf4402869792207ad3dce4"));
    }

    @Test
    void tc12_policyUpdatedFromDaysToCount_theDaysAreGone() {
        Policy policy = replay.play("tc12-update-policy", Policy.class);

        assertThat(policy.retention()).isEqualTo(Retention.latest(1));
        assertThat(replay.sent().get(1).body().at("/policy/operation_definition/retention_duration_days"))
                .hasToString("-1");
    }

    @Test
    void tc13_policyAttachedReplacedAndDetached_oneCallEach() {
        for (String name : new String[] {"tc13a-attach-policy", "tc13b-replace-policy", "tc13c-detach-policy"}) {
            assertThat(replay.play(name, String.class)).isEqualTo("done");

            assertThat(replay.sent().stream().filter(sent -> sent.method().equals("POST")))
                    .as(name)
                    .hasSize(1);
        }
    }

    /** The service would replace the other one without a word. */
    @Test
    void tc13_policyAttachedWhereAnotherIs_conflictAndNothingSent() {
        Mutation attached = new Mutation(
                "",
                "another policy",
                false,
                RawAnswer.json(200, WireData.text("cases/answers/policies-of-server-vault.json")));

        Conflict failure = catchThrowableOfType(
                Conflict.class,
                () -> replay.play(
                        WireCase.read("tc13a-attach-policy"), 0, attached, WireCalls.of("tc13a-attach-policy")));

        assertThat(failure).hasMessageContaining(POLICY.value());
        assertThat(replay.sent()).noneMatch(sent -> sent.method().equals("POST"));
    }

    @Test
    void tc13_policyDetachedAgain_notFound() {
        NotFound failure =
                catchThrowableOfType(NotFound.class, () -> replay.play("tc13d-detach-policy-again", String.class));

        assertThat(failure.code()).contains("BackupService.6002");
    }
}
