package io.github.backup4j.examples.durable.scheduler;

import com.github.kagkarlsson.scheduler.ScheduledExecutionsFilter;
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
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A recurring task for each fleet: brings its protection up to date, starts a backup of its members in each vault, and leaves the rest to
 * {@link OperationTask}.
 */
public final class FleetTask {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int DOUBLINGS = 20;

    /** How long a round waits before it looks for room for its next runs again. */
    private static final Duration ROOM = Duration.ofMinutes(5);

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
     *     cloud} refuses counts as no failure, and comes again when the refusal says; one that leaves vaults for later, since as many
     *     runs of the fleet are in progress as may be, comes again after 5 minutes. After a day in which no attempt could start
     *     anything, the round is given up
     */
    public static RecurringTask<Round> create(
            Fleet fleet, Schedule schedule, Supplier<CloudBackup> cloud, Outcomes outcomes, Duration pause) {
        return Tasks.recurring("backup-fleet-" + fleet.name(), schedule, Round.class)
                .initialData(Round.first())
                .onDeadExecutionRevive()
                .onFailure((complete, task) -> repeat(complete, task, pause))
                .executeStateful((instance, context) -> {
                    Round round = instance.getData();
                    try {
                        Set<String> open = open(fleet, context.getSchedulerClient());
                        if (open.size() >= fleet.runsAtOnce()) {
                            throw Waits.forRoom(fleet, false);
                        }
                        new Start(fleet, round, backup(cloud), outcomes, context.getSchedulerClient(), open)
                                .run(round.failures() >= REPETITIONS);
                    } catch (Waits e) {
                        if (e.begun || !round.waitedTooLong(outcomes.now())) {
                            throw e;
                        }
                        giveUp(fleet, round, outcomes, String.valueOf(e.getMessage()));
                    }
                    return round.next();
                });
    }

    /** Returns the request keys of the fleet's operations that are in progress, in whichever round. */
    private static Set<String> open(Fleet fleet, SchedulerClient tasks) {
        Set<String> open = new HashSet<>();
        tasks.fetchScheduledExecutionsForTask(
                OperationTask.OPERATION.getTaskName(), OpenOperation.class, ScheduledExecutionsFilter.all(), row -> {
                    if (fleet.name().equals(row.getData().fleet())) {
                        open.add(row.getTaskInstance().getId());
                    }
                });
        return open;
    }

    private static CloudBackup backup(Supplier<CloudBackup> cloud) {
        try {
            return cloud.get();
        } catch (Throttled e) {
            throw Waits.untilSent(e);
        }
    }

    private static void repeat(ExecutionComplete complete, ExecutionOperations<Round> task, Duration pause) {
        Round round = (Round) complete.getExecution().taskInstance.getData();
        Instant now = complete.getTimeDone();
        if (complete.getCause().orElse(null) instanceof Waits waits) {
            task.reschedule(
                    complete,
                    now.plus(waits.delay == null ? pause : waits.delay),
                    waits.begun ? round.begun() : round.waiting(now));
        } else {
            task.reschedule(complete, now.plus(delay(pause, round.failures())), round.failed());
        }
    }

    private static void giveUp(Fleet fleet, Round round, Outcomes outcomes, String why) {
        outcomes.record(
                key(fleet, round, "given-up").value(),
                OpenOperation.begun("", outcomes.now()).of(fleet, round),
                "given up",
                why);
    }

    private static RequestKey key(Fleet fleet, Round round, String... step) {
        return Keys.of(fleet.name(), round.series(), String.valueOf(round.number()), String.join("/", step));
    }

    private static Duration delay(Duration pause, int failures) {
        Duration delay = pause.multipliedBy(1L << Math.min(failures, DOUBLINGS));
        return delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
    }

    /** The end of an attempt that comes again, and counts as no failure. */
    private static final class Waits extends RuntimeException {
        private static final long serialVersionUID = 1;

        /** Null: the usual pause. */
        private final @Nullable Duration delay;

        /** Whether it has started something. */
        private final boolean begun;

        private Waits(@Nullable String message, @Nullable Throttled refusal, @Nullable Duration delay, boolean begun) {
            super(message, refusal);
            this.delay = delay;
            this.begun = begun;
        }

        /** It was refused before it sent anything. */
        static Waits untilSent(Throttled refusal) {
            return new Waits(refusal.toString(), refusal, refusal.retryAfter().orElse(null), false);
        }

        static Waits forRoom(Fleet fleet, boolean begun) {
            String message = "the other vaults of fleet " + fleet.name()
                    + " wait: as many backup runs of it as may be, " + fleet.runsAtOnce() + ", are in progress";
            return new Waits(message, null, ROOM, begun);
        }
    }

    /**
     * An attempt to start a round. What may pass makes it fail, so that it is repeated; the rest is recorded. It starts nothing for a
     * vault whose run is in progress, or has an outcome in this round.
     */
    private static final class Start {
        private final Fleet fleet;
        private final Round round;
        private final CloudBackup backup;
        private final Outcomes outcomes;
        private final SchedulerClient tasks;

        /** The request keys of the fleet's operations that are in progress. */
        private final Set<String> open;

        private @Nullable BackupException passing;
        private boolean full;

        Start(
                Fleet fleet,
                Round round,
                CloudBackup backup,
                Outcomes outcomes,
                SchedulerClient tasks,
                Set<String> open) {
            this.fleet = fleet;
            this.round = round;
            this.backup = backup;
            this.outcomes = outcomes;
            this.tasks = tasks;
            this.open = open;
        }

        void run(boolean last) {
            plan();
            startAll();
            if (passing != null && !last) {
                throw passing;
            }
            if (full) {
                throw Waits.forRoom(fleet, true);
            }
            if (passing != null) {
                giveUp(fleet, round, outcomes, passing.toString());
            }
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
            if (open.contains(key.value()) || outcomes.has(key.value())) {
                return;
            }
            if (open.size() >= fleet.runsAtOnce()) {
                full = true;
                return;
            }
            try {
                Operation<BackupRun> run = backup.restorePoints().take(spec, key);
                boolean unused = tasks.scheduleIfNotExists(OperationTask.OPERATION
                        .instance(key.value())
                        .data(begun(run.token()))
                        .scheduledTo(outcomes.now()));
                open.add(key.value());
            } catch (BackupException e) {
                refused(key, e);
            }
        }

        private void refused(RequestKey key, BackupException refusal) {
            if (Upkeep.mayPass(refusal)) {
                passing = refusal;
            } else {
                outcomes.record(key.value(), begun(""), "refused", refusal.toString());
            }
        }

        private void notDone(String what) {
            outcomes.record(key("not-done", Keys.shortened(what)).value(), begun(""), "not done", what);
        }

        private OpenOperation begun(String token) {
            return OpenOperation.begun(token, outcomes.now()).of(fleet, round);
        }

        private RequestKey key(String... step) {
            return FleetTask.key(fleet, round, step);
        }
    }
}
