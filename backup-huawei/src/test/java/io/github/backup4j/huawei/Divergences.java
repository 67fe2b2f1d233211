package io.github.backup4j.huawei;

import java.util.Map;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What the contract asks for and Huawei Cloud cannot do, each with its reason. */
final class Divergences implements ExecutionCondition {
    private static final String DESCRIPTION =
            "CBR keeps the description of a vault as it was at creation; the provider refuses with Unsupported";

    private static final Map<String, String> REASONS = Map.of(
            "update_everythingElse_asTheSpecSays", DESCRIPTION,
            "update_descriptionAndAlertCleared_cleared", DESCRIPTION);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return context.getTestMethod()
                .map(method -> REASONS.get(method.getName()))
                .map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("no divergence"));
    }
}
