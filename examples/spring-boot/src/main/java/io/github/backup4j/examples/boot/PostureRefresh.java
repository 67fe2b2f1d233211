package io.github.backup4j.examples.boot;

import io.github.backup4j.BackupException;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.posture.Finding;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.posture.Severity;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Reads the posture on a schedule, on a thread of its own, and keeps the last one. Health, endpoint and gauges read what it keeps, and
 * never call the cloud.
 *
 * <p>Gauges: {@code backup.findings} with the tag {@code severity}; {@code backup.unknowns}, the lists that could not be read to their
 * end and the controls that cannot be decided; {@code backup.posture.age} in seconds. All are NaN before the first posture, and the
 * first two once the last one is older than three times the pause between two: an alert on findings can then notice their absence.
 * With a list that could not be read, the findings of a severity are a count of those that are known, or NaN in place of zero.
 */
public final class PostureRefresh implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(PostureRefresh.class);

    private final CloudBackup backup;
    private final BackupProperties.Posture properties;
    private final Objectives objectives;
    private volatile @Nullable Posture latest;
    private volatile @Nullable String failure;
    private @Nullable ScheduledExecutorService executor;

    PostureRefresh(CloudBackup backup, BackupProperties.Posture properties) {
        this.backup = backup;
        this.properties = properties;
        Objectives expected = Objectives.defaults().rpo(properties.rpo()).vaultsBelow(properties.vaultsBelow());
        objectives = properties.retention() == null ? expected : expected.retention(properties.retention());
    }

    void bindTo(MeterRegistry meters) {
        for (Severity severity : Severity.values()) {
            Gauge.builder("backup.findings", this, refresh -> refresh.findings(severity))
                    .tag("severity", severity.name().toLowerCase(Locale.ROOT))
                    .description("findings of the last posture")
                    .register(meters);
        }
        Gauge.builder("backup.unknowns", this, PostureRefresh::unknowns)
                .description("lists that could not be read and controls that cannot be decided, in the last posture")
                .register(meters);
        Gauge.builder("backup.posture.age", this, PostureRefresh::ageInSeconds)
                .baseUnit("seconds")
                .description("how old the last posture is")
                .register(meters);
    }

    /** Reads the posture now. A failure is kept and logged, and the last posture stays. */
    public void refresh() {
        try {
            Posture posture = Posture.of(backup, objectives);
            if (!posture.gaps().isEmpty()) {
                LOG.warn("The posture has gaps: {}", posture.gaps());
            }
            latest = posture;
            failure = null;
        } catch (RuntimeException | Error e) {
            // What comes out of here would end the schedule for good, without a word.
            failure = e instanceof BackupException ? e.getMessage() : e.toString();
            LOG.warn("The posture could not be read; the last one stays", e);
        }
    }

    /** Returns the last posture; empty before the first. */
    public Optional<Posture> latest() {
        return Optional.ofNullable(latest);
    }

    /** Returns why the last reading failed; empty if it did not. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** Returns how old the last posture is by the clock of the backup; empty before the first. */
    public Optional<Duration> age() {
        return latest().map(this::ageOf);
    }

    /**
     * Returns whether nobody should rely on a posture any more: it is older than three times the pause between two. Always false if
     * postures are not read on a schedule.
     */
    boolean isTooOld(Posture posture) {
        return !properties.refresh().isZero()
                && ageOf(posture).compareTo(properties.refresh().multipliedBy(3)) > 0;
    }

    private Duration ageOf(Posture posture) {
        return Duration.between(posture.asOf(), backup.time().now());
    }

    private double findings(Severity severity) {
        Posture posture = latest;
        if (posture == null || isTooOld(posture)) {
            return Double.NaN;
        }
        long found = posture.findings().stream()
                .map(Finding::severity)
                .filter(severity::equals)
                .count();
        return found == 0 && !posture.gaps().isEmpty() ? Double.NaN : found;
    }

    private double unknowns() {
        Posture posture = latest;
        return posture == null || isTooOld(posture)
                ? Double.NaN
                : posture.gaps().size() + posture.unknowns().size();
    }

    private double ageInSeconds() {
        return age().map(age -> (double) age.toSeconds()).orElse(Double.NaN);
    }

    // ---- the schedule

    @Override
    public synchronized void start() {
        if (!properties.refresh().isZero() && executor == null) {
            ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "backup-posture");
                thread.setDaemon(true);
                return thread;
            });
            var unused = started.scheduleWithFixedDelay(
                    this::refresh, 0, properties.refresh().toMillis(), TimeUnit.MILLISECONDS);
            executor = started;
        }
    }

    @Override
    public synchronized void stop() {
        if (executor != null) {
            executor.shutdownNow();
            executor = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return executor != null;
    }
}
