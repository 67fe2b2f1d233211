package io.github.backup4j.examples.benchmarks;

import io.github.backup4j.testkit.InMemoryCloud;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long the in-memory cloud takes for years of nightly backups under GFS retention; it should grow in proportion to
 * disks, and to years.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = "-Xmx2g")
@Warmup(iterations = 0)
@Measurement(iterations = 3)
@State(Scope.Thread)
public class YearsOfBackups {
    /** How many disks there are. */
    @Param({"250", "500", "1000"})
    public int disks;

    /** How many years pass. */
    @Param({"2", "5", "10"})
    public int years;

    private InMemoryCloud cloud = InMemoryCloud.create();

    /** Lets a small world run for a while, which warms up at less cost than a shot of full size. */
    @Setup(Level.Trial)
    public void warmUp() {
        Worlds.nightly(100, Worlds.GFS).time().advance(Duration.ofDays(2 * 365L));
    }

    /** Makes a new world for each shot. */
    @Setup(Level.Iteration)
    public void open() {
        cloud = Worlds.nightly(disks, Worlds.GFS);
    }

    /** Lets the years pass, one backup per disk and night. */
    @Benchmark
    public void nights() {
        cloud.time().advance(Duration.ofDays(365L * years));
    }
}
