package io.github.backup4j.examples.boot;

import io.github.backup4j.BackupException;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.examples.boot.BackupProperties.Reconcile;
import io.github.backup4j.plan.Allowing;
import io.github.backup4j.plan.Obstacle;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Step;
import io.github.backup4j.plan.StepListener;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;

/**
 * Plans each protection on a thread of its own once the application has started, and applies the plan if the properties say so. What
 * would destroy something is logged and left to a person.
 *
 * <p>The start and the readiness of the application do not wait for the cloud: {@link #outcomes()} says how far each protection is.
 * While the thread works it keeps the process alive, so that an application without a server ends after its plans. If the application is
 * stopped, the call in progress is interrupted and no further step begins; the next start plans again, and finds what was created by
 * its request key.
 */
final class ProtectionReconciler implements ApplicationRunner, DisposableBean {
    static final String NOT_YET = "not planned yet";

    /** The outcome of a protection that takes nothing, such as after a mistyped tag. */
    static final String NOTHING = "selects no disk or server, so protects nothing";

    static final String PLANNING = "being planned";

    private static final Logger LOG = LoggerFactory.getLogger(ProtectionReconciler.class);

    private final CloudBackup backup;
    private final Protections protections;
    private final Reconcile reconcile;
    private final Map<String, String> outcomes = new ConcurrentHashMap<>();
    private volatile @Nullable Thread thread;
    private volatile boolean stopped;

    ProtectionReconciler(CloudBackup backup, Protections protections, Reconcile reconcile) {
        this.backup = backup;
        this.protections = protections;
        this.reconcile = reconcile;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (reconcile != Reconcile.OFF) {
            Thread started = new Thread(this::reconcile, "backup-protections");
            started.setDaemon(false);
            thread = started;
            started.start();
        }
    }

    @Override
    public void destroy() {
        stopped = true;
        Thread started = thread;
        if (started != null) {
            started.interrupt();
        }
    }

    /** Plans each protection now, on the thread of the caller. */
    void reconcile() {
        for (Protection protection : protections.all()) {
            if (stopped) {
                return;
            }
            outcomes.put(protection.name(), PLANNING);
            outcomes.put(protection.name(), reconcile(protection));
        }
    }

    private String reconcile(Protection protection) {
        try {
            return outcome(protection.plan(backup));
        } catch (RuntimeException | Error e) {
            // Nobody sees what ends a thread.
            String why = e instanceof BackupException || e instanceof CancellationException
                    ? String.valueOf(e.getMessage())
                    : e.toString();
            if (stopped) {
                LOG.info(
                        "Protection {} is planned again by the next start; this one was stopped: {}",
                        protection.name(),
                        why);
                return "stopped: " + why;
            }
            LOG.error("Protection {} could not be planned or applied; nothing was destroyed", protection.name(), e);
            return "failed: " + why;
        }
    }

    private String outcome(Plan plan) {
        if (plan.isEmpty() && plan.selectsNothing()) {
            LOG.warn("{}", plan);
            return NOTHING;
        }
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
        PlanResult result = plan.apply(Allowing.nothingDestroyed(), new Progress(plan));
        LOG.info("{}", result);
        return result.complete()
                ? result.entries().size() + " steps applied"
                : result.failures().size() + " steps failed or were refused, "
                        + result.notTried().size() + " not tried";
    }

    /** Returns how far each protection is or what became of it, by name; nothing if the properties ask for no plans. */
    Map<String, String> outcomes() {
        Map<String, String> all = new LinkedHashMap<>();
        if (reconcile != Reconcile.OFF) {
            protections.all().forEach(one -> all.put(one.name(), outcomes.getOrDefault(one.name(), NOT_YET)));
        }
        return all;
    }

    /** Keeps count of the steps for the outcome, and lets none begin once the application is stopped. */
    private final class Progress implements StepListener {
        private final Plan plan;
        private int ended;

        Progress(Plan plan) {
            this.plan = plan;
            show();
        }

        @Override
        public void stepBegins(Step step) {
            if (stopped) {
                throw new CancellationException(ended + " of " + plan.steps().size() + " steps had ended");
            }
        }

        @Override
        public void stepEnded(PlanResult.Entry entry) {
            ended++;
            show();
        }

        private void show() {
            outcomes.put(
                    plan.protection(),
                    "being applied: " + ended + " of " + plan.steps().size() + " steps ended");
        }
    }
}
