package io.github.backup4j.examples.benchmarks;

import io.github.backup4j.Retainable;
import io.github.backup4j.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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

/** What it costs to judge the nightly points of one disk under GFS retention, with the reasons and without. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
public class JudgingRetention {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    /** How many points there are: what GFS keeps, and a year and ten years of nights. */
    @Param({"45", "365", "3650"})
    public int points;

    private List<Point> newestFirst = List.of();

    /** Makes the points. */
    @Setup
    public void open() {
        newestFirst = IntStream.range(0, points)
                .mapToObj(night -> new Point(NOW.minus(Duration.ofDays(night))))
                .toList();
    }

    /** Says for each point why it is kept or when it goes. */
    @Benchmark
    public List<Verdict<Point>> evaluate() {
        return Worlds.GFS.evaluate(newestFirst, NOW);
    }

    /** Says which points go, and nothing more. */
    @Benchmark
    public List<Point> surplus() {
        return Worlds.GFS.surplus(newestFirst, NOW);
    }

    /**
     * A point that a policy made.
     *
     * @param createdAt when
     */
    public record Point(Instant createdAt) implements Retainable {
        @Override
        public @Nullable Instant expiresAt() {
            return null;
        }

        @Override
        public boolean automatic() {
            return true;
        }

        @Override
        public boolean available() {
            return true;
        }

        @Override
        public boolean pinned() {
            return false;
        }
    }
}
