package io.github.backup4j.examples.boot;

import io.github.backup4j.BackupException;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.examples.boot.BackupProperties.Reconcile;
import io.github.backup4j.plan.Allowing;
import io.github.backup4j.plan.Obstacle;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.plan.Protection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;

/**
 * Plans each protection when the application has started, and applies the plan if the properties say so. What would destroy
 * something is logged and left to a person. A cloud that does not respond does not keep the application from starting, but delays its
 * readiness until the provider gives up: a few minutes for each protection.
 */
final class ProtectionReconciler implements ApplicationRunner {
    private static final Logger LOG = LoggerFactory.getLogger(ProtectionReconciler.class);

    private final CloudBackup backup;
    private final Protections protections;
    private final Reconcile reconcile;
    private final Map<String, String> outcomes = new ConcurrentHashMap<>();

    ProtectionReconciler(CloudBackup backup, Protections protections, Reconcile reconcile) {
        this.backup = backup;
        this.protections = protections;
        this.reconcile = reconcile;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (reconcile != Reconcile.OFF) {
            protections.all().forEach(this::reconcile);
        }
    }

    private void reconcile(Protection protection) {
        try {
            Plan plan = protection.plan(backup);
            outcomes.put(protection.name(), outcome(plan));
        } catch (BackupException e) {
            LOG.error("Protection {} could not be planned; what is protected stays as it is", protection.name(), e);
            outcomes.put(protection.name(), "failed: " + e.getMessage());
        }
    }

    private String outcome(Plan plan) {
        LOG.info("{}", plan);
        if (plan.isEmpty()) {
            return "in sync";
        }
        String steps = ofSteps(plan);
        return plan.obstacles().isEmpty()
                ? steps
                : steps + "; in the way: "
                        + plan.obstacles().stream().map(Obstacle::toString).collect(Collectors.joining("; "));
    }

    private String ofSteps(Plan plan) {
        if (reconcile == Reconcile.PLAN || plan.steps().isEmpty()) {
            return plan.steps().size() + " steps planned, none applied";
        }
        PlanResult result = plan.apply(Allowing.nothingDestroyed());
        LOG.info("{}", result);
        return result.isComplete()
                ? result.entries().size() + " steps applied"
                : result.failures().size() + " steps failed or were refused, "
                        + result.notTried().size() + " not tried";
    }

    /** Returns what became of each protection, by name. */
    Map<String, String> outcomes() {
        return new LinkedHashMap<>(outcomes);
    }
}
