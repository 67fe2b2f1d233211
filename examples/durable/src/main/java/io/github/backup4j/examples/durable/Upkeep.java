package io.github.backup4j.examples.durable;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.plan.Allowing;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import java.util.ArrayList;
import java.util.List;

/** Brings the protection of a fleet up to date, for engines that repeat what may pass. */
public final class Upkeep {
    private static final int PLANS = 3;

    private Upkeep() {}

    /**
     * Plans the protection of a fleet and applies what destroys nothing. If the cloud has changed in between, it plans anew.
     *
     * @param fleet the fleet
     * @param backup the cloud
     * @return what of the protection is not there, as texts: what is in the way, and the steps that failed or were not tried
     * @throws BackupException if repeating may help, as {@link #mayPass} says; and if it cannot plan at all
     */
    public static List<String> of(Fleet fleet, CloudBackup backup) {
        for (int plans = 1; ; plans++) {
            Plan plan = fleet.protection().plan(backup);
            PlanResult result;
            try {
                result = plan.apply(Allowing.nothingDestroyed());
            } catch (Conflict stale) {
                if (plans == PLANS) {
                    throw stale;
                }
                continue;
            }
            return notDone(plan, result);
        }
    }

    /**
     * Returns whether the same call, with the same request key, may succeed later. That includes a lost reply: all calls of these steps
     * that create something have a key.
     *
     * @param failure the failure of the call
     */
    public static boolean mayPass(BackupException failure) {
        return failure.retryable() || failure instanceof AmbiguousOutcome;
    }

    /**
     * Returns whether an operation cannot be polled any more: its token is damaged, or it is gone. After any other failure of a poll,
     * the cloud's work goes on, and a later poll may succeed: a permission that was revoked by mistake comes back.
     *
     * @param failure the failure of the poll
     */
    public static boolean isLost(BackupException failure) {
        return failure instanceof Invalid || failure instanceof NotFound;
    }

    private static List<String> notDone(Plan plan, PlanResult result) {
        List<String> notDone = new ArrayList<>();
        plan.obstacles().forEach(obstacle -> notDone.add(obstacle.toString()));
        for (PlanResult.Entry entry : result.entries()) {
            if (entry.outcome() instanceof PlanResult.Outcome.Failed failed && mayPass(failed.failure())) {
                throw failed.failure();
            }
            if (!entry.outcome().complete()) {
                notDone.add(entry.toString());
            }
        }
        return List.copyOf(notDone);
    }
}
