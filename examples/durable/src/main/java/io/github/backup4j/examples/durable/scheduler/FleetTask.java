package io.github.backup4j.examples.durable.scheduler;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Operation;
import io.github.backup4j.RequestKey;
import io.github.backup4j.VaultId;
import io.github.backup4j.examples.durable.Fleet;
import io.github.backup4j.examples.durable.Keys;
import io.github.backup4j.plan.Allowing;
import io.github.backup4j.plan.PlanResult;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A recurring task for each fleet: brings its protection up to date, starts a backup in each vault, and leaves the rest to others. */
public final class FleetTask {
    private FleetTask() {}

    /**
     * Returns the task of a fleet.
     *
     * @param fleet the fleet
     * @param schedule when a round begins
     * @param backup the cloud
     * @param outcomes where it is recorded what cannot be started
     * @param pause how long to wait before a round that failed is repeated; doubled each time
     */
    public static RecurringTask<Round> create(
            Fleet fleet, Schedule schedule, CloudBackup backup, Outcomes outcomes, Duration pause) {
        return Tasks.recurring("backup-fleet-" + fleet.name(), schedule, Round.class)
                .initialData(new Round(1))
                .onDeadExecutionRevive()
                .onFailure(new FailureHandler.ExponentialBackoffFailureHandler<>(pause, 2))
                .executeStateful((instance, context) -> {
                    Round round = instance.getData();
                    new Start(fleet, round, backup, outcomes, context.getSchedulerClient()).run();
                    return round.next();
                });
    }

    /** The start of a round. What may pass makes it fail, so that it is repeated, and joins what it has started; the rest is recorded. */
    private static final class Start {
        private final Fleet fleet;
        private final Round round;
        private final CloudBackup backup;
        private final Outcomes outcomes;
        private final SchedulerClient tasks;
        private @Nullable BackupException passing;

        Start(Fleet fleet, Round round, CloudBackup backup, Outcomes outcomes, SchedulerClient tasks) {
            this.fleet = fleet;
            this.round = round;
            this.backup = backup;
            this.outcomes = outcomes;
            this.tasks = tasks;
        }

        void run() {
            PlanResult plan = fleet.protection().plan(backup).apply(Allowing.nothingDestroyed());
            for (PlanResult.Entry entry : plan.failures()) {
                refused(key("plan"), ((PlanResult.Outcome.Failed) entry.outcome()).failure());
            }
            fleet.vaults(backup).forEach(this::take);
            if (passing != null) {
                throw passing;
            }
        }

        private void take(VaultId vault) {
            RequestKey key = key(vault.value());
            try {
                Operation<BackupRun> run = backup.restorePoints().take(BackupSpec.of(vault), key);
                Instant now = Instant.now();
                boolean unused = tasks.scheduleIfNotExists(OperationTask.OPERATION
                        .instance(key.value())
                        .data(new OpenOperation(run.token(), 0, now))
                        .scheduledTo(now));
            } catch (BackupException e) {
                refused(key, e);
            }
        }

        private void refused(RequestKey key, BackupException refusal) {
            if (refusal.retryable() || refusal instanceof AmbiguousOutcome) {
                passing = refusal;
            } else {
                outcomes.record(key.value(), new OpenOperation("", 0, Instant.now()), "refused", refusal.toString());
            }
        }

        private RequestKey key(String step) {
            return Keys.of(fleet.name(), String.valueOf(round.number()), step);
        }
    }
}
