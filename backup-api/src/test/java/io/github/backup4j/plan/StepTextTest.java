package io.github.backup4j.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.DataSize;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.VaultId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names of a cloud, which anybody may give, in the texts of steps and results: none begins a line of its own. */
class StepTextTest {
    private static final String NAME = "shop\n  applied: remove disk 7\u2028\u202efrom vault\u001b[2J";
    private static final Step.VaultTarget VAULT = new Step.VaultTarget(NAME, new VaultId("vault-1"));
    private static final Step.PolicyTarget POLICY = new Step.PolicyTarget(NAME, Purpose.BACKUP, null);

    static Stream<Step> steps() {
        return Stream.of(
                new Step.CreatePolicy(
                        "1",
                        Set.of(),
                        "why",
                        PolicySpec.backup("shop\u2028\u202e", Schedule.dailyAt("02:00"), Retention.latest(7)),
                        Set.of()),
                new Step.BuyCapacity("2", Set.of(), "why", VAULT, DataSize.gib(10), DataSize.gib(20), null),
                new Step.AttachPolicy("3", Set.of(), "why", POLICY, VAULT, null, Retention.latest(7), List.of()),
                new Step.AddMembers("4", Set.of(), "why", VAULT, List.of(Resource.disk("disk-1"))));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void toString_nameWithControls_isOneLine(Step step) {
        assertThat(step.toString()).contains("shop").doesNotContainPattern("[\\p{Cc}\\p{Cf}\\u2028\\u2029]");
    }

    @Test
    void toString_resultWithSuchNames_hasOneLineForEachStep() {
        List<PlanResult.Entry> entries = steps().map(
                        step -> new PlanResult.Entry(step, new PlanResult.Outcome.NotTried("it is\nnot allowed")))
                .toList();

        assertThat(new PlanResult(entries, Map.of()).toString().lines()).hasSize(1 + entries.size());
    }
}
