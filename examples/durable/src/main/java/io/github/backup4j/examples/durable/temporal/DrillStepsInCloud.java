package io.github.backup4j.examples.durable.temporal;

import io.github.backup4j.BackupException;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Invalid;
import io.github.backup4j.Operation;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.drill.DrillReport;
import io.github.backup4j.drill.RestoreDrill;
import io.github.backup4j.drill.Verifier;
import io.temporal.activity.Activity;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The steps of drills, in a cloud. */
public final class DrillStepsInCloud implements DrillSteps {
    private static final int MOST = 1_000;
    private static final String CHECKED = "checked ";

    /** How many polls after the end of a check may find the drill at the same step. */
    private static final int POLLS_AFTER_CHECK = 3;

    private final Supplier<CloudBackup> cloud;
    private final Verifier check;

    /**
     * The drills of this worker, by their newest token. A token says which step a drill is at, but not how far within it: that a first
     * list showed nothing any more. A worker without the drill begins that step again.
     */
    private final Map<String, Known> drills = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MOST;
        }
    });

    /**
     * Creates them.
     *
     * @param cloud returns the cloud; called once by each attempt of a step
     * @param check the check of what was restored
     */
    public DrillStepsInCloud(Supplier<CloudBackup> cloud, Verifier check) {
        this.cloud = cloud;
        this.check = check;
    }

    @Override
    public DrillLook begin(DrillJob job, String key) {
        try {
            return new DrillLook(
                    job.drill(check).start(cloud.get(), RequestKey.of(key)).token(), null, null);
        } catch (BackupException e) {
            throw Polls.failure(e);
        }
    }

    @Override
    public DrillLook look(DrillJob job, String token) {
        return Polls.alive(() -> {
            Known known = drills.get(CHECKED + token);
            RunningCheck running = known == null || known.check() == null ? new RunningCheck(check) : known.check();
            RestoreDrill drill = job.drill(running);
            try {
                CloudBackup backup = cloud.get();
                boolean over = running.isOver();
                DrillLook look = poll(backup, drill, running, token, CHECKED);
                running.polled(over, !look.token().equals(token));
                // A drill that is to be polled again at once wants its token stored before it goes on.
                while (look.report() == null && running.isToBeTaken() && !Duration.ZERO.equals(look.nextPoll())) {
                    boolean ended = running.awaitEnd();
                    Activity.getExecutionContext().heartbeat("the check of the drill");
                    String before = look.token();
                    look = poll(backup, drill, running, before, CHECKED);
                    running.polled(ended, !look.token().equals(before));
                }
                return look;
            } catch (BackupException e) {
                throw Polls.failure(e);
            }
        });
    }

    /** Fails for good only if the token is damaged: whatever else stands in the way of a clean-up may pass. */
    @Override
    public DrillLook cleanUp(DrillJob job, String token) {
        try {
            return poll(cloud.get(), job.drill(null), null, token, "given up ");
        } catch (Invalid e) {
            throw Polls.failure(e);
        } catch (BackupException e) {
            throw Polls.again(e);
        }
    }

    private DrillLook poll(
            CloudBackup backup, RestoreDrill drill, @Nullable RunningCheck running, String token, String manner) {
        Known known = drills.remove(manner + token);
        Operation<DrillReport> operation = known != null ? known.operation() : drill.resume(backup, token);
        Operation.Status<DrillReport> status = operation.poll();
        if (status instanceof Operation.Status.Succeeded<DrillReport> done) {
            return new DrillLook(operation.token(), null, done.result().print());
        } else if (status instanceof Operation.Status.Failed<DrillReport> failed) {
            throw failed.failure();
        }
        drills.put(manner + operation.token(), new Known(operation, running));
        return new DrillLook(operation.token(), ((Operation.Status.Running<?>) status).nextPoll(), null);
    }

    /** A drill that this worker polls, with its check; null: it only cleans up. */
    private record Known(
            Operation<DrillReport> operation, @Nullable RunningCheck check) {}

    /**
     * The check of a drill, of which the step knows whether it is running. Another worker would begin it a second time, so the step does
     * not end before the check has; only if its worker dies does another one begin it again.
     */
    private static final class RunningCheck implements Verifier {
        private final Verifier check;
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile boolean begun;
        private int pollsAfter; // of looks only, of which one hands it to the next through the map

        RunningCheck(Verifier check) {
            this.check = check;
        }

        @Override
        public boolean verify(Resource restored, Instant until) throws Exception {
            begun = true;
            try {
                return check.verify(restored, until);
            } finally {
                ended.countDown();
            }
        }

        boolean isOver() {
            return ended.getCount() == 0;
        }

        /** Counts a poll of the drill, of which {@code over} says whether it came after the end of the check. */
        void polled(boolean over, boolean wentOn) {
            if (over) {
                pollsAfter = wentOn ? POLLS_AFTER_CHECK : pollsAfter + 1;
            }
        }

        /** Whether it has begun, and the drill may not have taken its result yet; the looks after that wait for nothing. */
        boolean isToBeTaken() {
            return begun && pollsAfter < POLLS_AFTER_CHECK;
        }

        /** Waits a moment for the end, and another one in which the drill can take the result. */
        boolean awaitEnd() {
            try {
                boolean isOver = ended.await(1, TimeUnit.SECONDS);
                if (isOver) {
                    TimeUnit.MILLISECONDS.sleep(100);
                }
                return isOver;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Polls.retry("Interrupted", "the worker is stopping while a check is running", null, null);
            }
        }
    }
}
