package io.github.backup4j.examples.durable.scheduler;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.Schedule;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.Operation;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Throttled;
import io.github.backup4j.examples.durable.Fleet;
import io.github.backup4j.examples.durable.FleetMembers;
import io.github.backup4j.examples.durable.Keys;
import io.github.backup4j.examples.durable.Upkeep;
import io.github.backup4j.examples.durable.VaultMembers;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A recurring task for each fleet: brings its protection up to date, starts a backup of its members in each vault, and leaves the rest to
 * {@link OperationTask}.
 */
public final class FleetTask {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int DOUBLINGS = 20;

    /** So often a round is repeated, for about a day; then the next one begins, so that what does not pass keeps no backup from others. */
    private static final int REPETITIONS = 30;

    private FleetTask() {}

    /**
     * Returns the task of a fleet.
     *
     * @param fleet the fleet
     * @param schedule when a round begins
     * @param cloud returns the cloud; called once by each attempt of a round
     * @param outcomes where refused starts are recorded, and what of the protection is not there
     * @param pause how long to wait before a round that failed is repeated; doubled each time, up to an hour. An attempt that {@code
     *     cloud} refuses counts as no failure, and comes again when the refusal says; after a day of refusals the round is given up
     */
    public static RecurringTask<Round> create(
            Fleet fleet, Schedule schedule, Supplier<CloudBackup> cloud, Outcomes outcomes, Duration pause) {
        return Tasks.recurring("backup-fleet-" + fleet.name(), schedule, Round.class)
                .initialData(Round.first())
                .onDeadExecutionRevive()
                .onFailure((complete, task) -> repeat(complete, task, pause))
                .executeStateful((instance, context) -> {
                    Round round = instance.getData();
                    CloudBackup backup;
                    try {
                        backup = cloud.get();
                    } catch (Throttled e) {
                        if (!round.waitedTooLong(outcomes.now())) {
                            throw new NotBegun(e);
                        }
                        giveUp(fleet, round, outcomes, e);
                        return round.next();
                    }
                    new Start(fleet, round, backup, outcomes, context.getSchedulerClient())
                            .run(round.failures() >= REPETITIONS);
                    return round.next();
                });
    }

    private static void repeat(ExecutionComplete complete, ExecutionOperations<Round> task, Duration pause) {
        Round round = (Round) complete.getExecution().taskInstance.getData();
        Instant now = complete.getTimeDone();
        if (complete.getCause().orElse(null) instanceof NotBegun refusal) {
            task.reschedule(complete, now.plus(refusal.delay == null ? pause : refusal.delay), round.waiting(now));
        } else {
            task.reschedule(complete, now.plus(delay(pause, round.failures())), round.failed());
        }
    }

    private static void giveUp(Fleet fleet, Round round, Outcomes outcomes, BackupException failure) {
        outcomes.record(
                key(fleet, round, "given-up").value(),
                OpenOperation.begun("", outcomes.now()),
                "given up",
                failure.toString());
    }

    private static RequestKey key(Fleet fleet, Round round, String... step) {
        return Keys.of(fleet.name(), round.series(), String.valueOf(round.number()), String.join("/", step));
    }

    private static Duration delay(Duration pause, int failures) {
        Duration delay = pause.multipliedBy(1L << Math.min(failures, DOUBLINGS));
        return delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
    }

    /** An attempt that was refused before it sent anything. It counts as no attempt. */
    private static final class NotBegun extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final @Nullable Duration delay;

        NotBegun(Throttled refusal) {
            super(refusal.getMessage(), refusal);
            delay = refusal.retryAfter().orElse(null);
        }
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

        void run(boolean last) {
            plan();
            startAll();
            if (passing == null) {
                return;
            }
            if (!last) {
                throw passing;
            }
            giveUp(fleet, round, outcomes, passing);
        }

        /** What is protected already is backed up even if the protection cannot be brought up to date. */
        private void plan() {
            try {
                Upkeep.of(fleet, backup).forEach(this::notDone);
            } catch (Conflict e) {
                passing = e; // the cloud changes faster than plans are applied: plan again later
            } catch (BackupException e) {
                refused(key("plan"), e);
            }
        }

        private void startAll() {
            try {
                FleetMembers members = fleet.members(backup);
                members.uncovered().forEach(this::notDone);
                members.vaults().forEach(this::take);
            } catch (BackupException e) {
                refused(key("members"), e);
            }
        }

        /**
         * The key names the members: if they change before a round is repeated, their vault is backed up again, since a run of the first
         * ones does not cover the new ones.
         */
        private void take(VaultMembers members) {
            BackupSpec spec = members.backup();
            RequestKey key = key(members.vault(), Keys.shortened(members.toString()));
            try {
                Operation<BackupRun> run = backup.restorePoints().take(spec, key);
                boolean unused = tasks.scheduleIfNotExists(OperationTask.OPERATION
                        .instance(key.value())
                        .data(OpenOperation.begun(run.token(), outcomes.now()))
                        .scheduledTo(outcomes.now()));
            } catch (BackupException e) {
                refused(key, e);
            }
        }

        private void refused(RequestKey key, BackupException refusal) {
            if (Upkeep.mayPass(refusal)) {
                passing = refusal;
            } else {
                outcomes.record(key.value(), OpenOperation.begun("", outcomes.now()), "refused", refusal.toString());
            }
        }

        private void notDone(String what) {
            outcomes.record(
                    key("not-done", Keys.shortened(what)).value(),
                    OpenOperation.begun("", outcomes.now()),
                    "not done",
                    what);
        }

        private RequestKey key(String... step) {
            return FleetTask.key(fleet, round, step);
        }
    }
}
