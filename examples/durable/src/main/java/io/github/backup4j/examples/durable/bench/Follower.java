package io.github.backup4j.examples.durable.bench;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.zaxxer.hikari.HikariDataSource;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.examples.durable.Options;
import io.github.backup4j.examples.durable.scheduler.SchedulerWorker;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A worker of the measurement, in a process of its own. It follows operations until its standard input ends, and prints each second how
 * many polls it has made, and how many nanoseconds they took in all.
 */
final class Follower {
    private Follower() {}

    /**
     * Runs a worker.
     *
     * @param args {@code --cloud}, {@code --database}, {@code --name}, {@code --threads}, {@code --pause-millis}
     * @throws IOException if its input cannot be read
     */
    public static void main(String... args) throws IOException {
        Options options = new Options(args, Set.of("cloud", "database", "name", "threads", "pause-millis"));
        int threads = options.requiredNumber("threads");
        Polls polls = new Polls();
        ScheduledExecutorService printing = Executors.newSingleThreadScheduledExecutor();
        try (CloudBackup backup = CloudBackup.open(options.required("cloud"));
                HikariDataSource database = SchedulerWorker.connect(options.required("database"), threads + 3)) {
            Scheduler scheduler = SchedulerWorker.scheduler(
                            database, () -> backup, Duration.ofMillis(options.requiredNumber("pause-millis")), threads)
                    .schedulerName(new SchedulerName.Fixed(options.required("name")))
                    .addSchedulerListener(polls)
                    .build();
            scheduler.start();
            var unused = printing.scheduleAtFixedRate(polls::print, 1, 1, TimeUnit.SECONDS);
            while (System.in.read() >= 0) {
                // what it reads means nothing
            }
            scheduler.stop();
            polls.print();
        } finally {
            printing.shutdownNow();
        }
    }

    /** Counts executions, each of which is a poll. */
    private static final class Polls extends AbstractSchedulerListener {
        private final LongAdder count = new LongAdder();
        private final LongAdder nanos = new LongAdder();

        @Override
        public void onExecutionComplete(ExecutionComplete complete) {
            count.increment();
            nanos.add(complete.getDuration().toNanos());
        }

        void print() {
            System.out.println(count.sum() + " " + nanos.sum());
        }
    }
}
