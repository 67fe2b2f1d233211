package io.github.backup4j.examples.benchmarks;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Retention;
import io.github.backup4j.testkit.InMemoryCloud;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to list the 30 restore points of one disk; it should not grow with the number of disks in the world. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgs = "-Xmx2g")
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
public class ListingPoints {
    /** How many disks there are, each with 30 restore points. */
    @Param({"10", "100", "1000"})
    public int disks;

    private InMemoryCloud cloud = InMemoryCloud.create();
    private CloudBackup backup = cloud.backup();
    private RestorePointFilter filter = RestorePointFilter.all();

    /** Makes the world. */
    @Setup
    public void open() {
        cloud = Worlds.nightly(disks, Retention.latest(30));
        cloud.time().advance(Duration.ofDays(40));
        backup = cloud.backup();
        List<Resource.Disk> all = cloud.disks();
        filter = RestorePointFilter.of(all.get(all.size() / 2));
    }

    /** Lists all points of one disk. */
    @Benchmark
    public List<RestorePoint> pointsOfOneDisk() {
        return backup.restorePoints().list(filter).toList();
    }
}
