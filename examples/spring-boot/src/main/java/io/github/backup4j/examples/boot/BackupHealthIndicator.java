package io.github.backup4j.examples.boot;

import io.github.backup4j.posture.Finding;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.posture.Severity;
import io.github.backup4j.posture.Unknown;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Tells from the last posture whether backups are as expected; it never calls the cloud.
 *
 * <p>{@code AT_RISK}: something critical or high was found; it is answered with HTTP 200, since an application does not get better if
 * it is taken out of service for its backups. {@code UNKNOWN}: nothing of the kind was found, but not all is known: a list could not be
 * read to its end, or a control cannot be decided. {@code UNKNOWN} as well: there is no posture yet, or it is too old. {@code UP}: none
 * of these. It belongs to neither the liveness nor the readiness group.
 */
final class BackupHealthIndicator implements HealthIndicator {
    static final Status AT_RISK = new Status("AT_RISK");

    private static final int SHOWN = 10;

    private final PostureRefresh refresh;

    BackupHealthIndicator(PostureRefresh refresh) {
        this.refresh = refresh;
    }

    @Override
    public Health health() {
        Optional<Posture> latest = refresh.latest();
        Health.Builder health = new Health.Builder();
        refresh.failure().ifPresent(why -> health.withDetail("failure", why));
        if (latest.isEmpty()) {
            return health.unknown().withDetail("posture", "none yet").build();
        }
        Posture posture = latest.get();
        Duration age = refresh.age().orElse(Duration.ZERO);
        health.withDetail("asOf", posture.asOf().toString()).withDetail("age", age.toString());
        if (refresh.isTooOld(posture)) {
            return health.unknown().withDetail("posture", "too old").build();
        }
        List<Finding> serious = posture.findings().stream()
                .filter(finding -> finding.severity().compareTo(Severity.HIGH) <= 0)
                .toList();
        health.withDetail("findings", posture.findings().size())
                .withDetail("unknowns", posture.unknowns().size());
        if (!posture.gaps().isEmpty()) {
            health.withDetail("gaps", posture.gaps());
        }
        if (serious.isEmpty()) {
            return isKnown(posture) ? health.up().build() : unknown(health, posture);
        }
        return health.status(AT_RISK)
                .withDetail("serious", serious.size())
                .withDetail(
                        "worst",
                        serious.stream().limit(SHOWN).map(Finding::toString).toList())
                .build();
    }

    /** Returns whether the absence of a finding means that there is none: a lesser finding does not make up for what is not known. */
    private static boolean isKnown(Posture posture) {
        return posture.gaps().isEmpty() && posture.unknowns().isEmpty();
    }

    private static Health unknown(Health.Builder health, Posture posture) {
        return health.unknown()
                .withDetail(
                        "undecided",
                        posture.unknowns().stream()
                                .limit(SHOWN)
                                .map(BackupHealthIndicator::words)
                                .toList())
                .build();
    }

    private static String words(Unknown unknown) {
        return unknown.control() + " of " + unknown.subjects().size() + ": " + unknown.sentence();
    }
}
