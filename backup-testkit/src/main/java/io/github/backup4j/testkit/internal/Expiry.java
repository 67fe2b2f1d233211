package io.github.backup4j.testkit.internal;

import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Retention;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deletes restore points that a policy no longer keeps.
 *
 * <p>Retention by count and by day, week, month and year applies when a backup of the resource has finished, with the rule of
 * that moment. Retention by age applies at a time that was stamped when the point was created, in the window of the day in
 * which the cloud cleans up. Both apply only while a policy acts on the vault, and never delete a point that was created by
 * hand, is in use, or has an image.
 */
final class Expiry {
    private static final LocalTime WINDOW_OPENS = LocalTime.of(8, 0);
    private static final LocalTime WINDOW_CLOSES = LocalTime.of(20, 0);

    /** How many failed automatic points of a resource are kept, and for how long. */
    private static final int FAILED_KEPT = 10;

    private static final Duration FAILED_KEPT_FOR = Duration.ofDays(30);

    /** After what time a rule is applied again that would delete a point in use. */
    private static final Duration WHILE_IN_USE = Duration.ofHours(1);

    private final SiteStore store;
    private @Nullable Ruling ruling;

    Expiry(SiteStore store) {
        this.store = store;
    }

    /** Stamps a new automatic point with its expiry. */
    void stamp(StoredPoint point, Retention retention) {
        point.expiresAt = retention.expiryOf(point.createdAt()).orElse(null);
        if (point.expiresAt != null) {
            sweepInWindowFrom(point, point.expiresAt);
        }
    }

    /**
     * Applies the rule of a policy to the points of a resource, one of which has just been completed. While one that is surplus is in
     * use, the rule is applied again every hour.
     */
    void applyCount(Chain chain, @Nullable StoredPolicy policy) {
        if (policy != null && policy.spec.retention() instanceof Retention.Latest rule) {
            chain.forEachSurplus(rulingOf(rule), store.world.time.now(), point -> {
                if (point.inUse()) {
                    applyAgain(chain);
                } else {
                    expire(point);
                }
            });
        }
    }

    private void applyAgain(Chain chain) {
        if (!chain.ruledAgain) {
            chain.ruledAgain = true;
            store.world.time.schedule(store.world.time.now().plus(WHILE_IN_USE), () -> {
                chain.ruledAgain = false;
                applyCount(chain, governing(chain));
            });
        }
    }

    /** The ruling of a rule: one object for all resources of a night, unless policies take turns. */
    private Ruling rulingOf(Retention.Latest rule) {
        if (ruling == null || !ruling.rule.equals(rule)) {
            ruling = new Ruling(rule);
        }
        return ruling;
    }

    /** Schedules the deletion of the points that expired while no policy acted on a vault. */
    void catchUp(StoredVault vault) {
        for (Chain chain : vault.chains.values()) {
            chain.oldestFirst().forEach(this::catchUp);
        }
    }

    /** Schedules the deletion of a point that expired while something kept it. */
    void catchUp(StoredPoint point) {
        Instant now = store.world.time.now();
        if (point.expiresAt != null && !point.expiresAt.isAfter(now)) {
            sweepInWindowFrom(point, now);
        }
    }

    /** Deletes surplus failed points of a resource that has just had another failure; schedules the deletion of the new one. */
    void limitFailures(StoredPoint failed) {
        List<StoredPoint> failures = failed.chain.newestFirst().stream()
                .filter(Expiry::isFailedAutomatic)
                .toList();
        failures.stream().skip(FAILED_KEPT).forEach(this::expire);
        deleteFailedAt(failed, store.world.time.now().plus(FAILED_KEPT_FOR));
    }

    /**
     * Schedules the deletion of an automatic point that was copied from another cloud.
     *
     * @param ended when its backup ended
     */
    void resume(StoredPoint point, Instant ended) {
        Instant now = store.world.time.now();
        if (isFailedAutomatic(point)) {
            deleteFailedAt(point, ended.plus(FAILED_KEPT_FOR));
        } else if (point.expiresAt != null) {
            sweepInWindowFrom(point, point.expiresAt.isBefore(now) ? now : point.expiresAt);
        }
    }

    private void deleteFailedAt(StoredPoint failed, Instant at) {
        store.world.time.schedule(at, () -> {
            if (store.holds(failed)) {
                expire(failed);
            }
        });
    }

    private void sweepInWindowFrom(StoredPoint point, Instant instant) {
        store.world.time.schedule(inWindow(instant), () -> sweep(point));
    }

    private void sweep(StoredPoint point) {
        if (!store.holds(point) || !point.automatic() || point.pinned() || !policyActsOn(point)) {
            return;
        }
        if (point.available() && !point.inUse()) {
            expire(point);
        } else {
            sweepInWindowFrom(point, store.world.time.now().plus(WHILE_IN_USE));
        }
    }

    private boolean policyActsOn(StoredPoint point) {
        return store.world.stampsOutlivePolicy || governing(point.chain) != null;
    }

    /** The policy whose rules apply to the points of a chain: the one that creates them. */
    @Nullable
    StoredPolicy governing(Chain chain) {
        StoredPolicy copying = chain.copiedFrom == null ? null : chain.copiedFrom.acting(Purpose.REPLICATION);
        return copying != null ? copying : chain.vault.acting(Purpose.BACKUP);
    }

    private void expire(StoredPoint point) {
        store.removePoint(point);
        store.world.record(store, "restore point expired", point, new Made(point.resource(), point.createdAt()));
    }

    /** Of which resource a restore point is, and how old: in words that are built only when they are read. */
    private record Made(Resource resource, Instant createdAt) {
        @Override
        public String toString() {
            return resource + ", made " + createdAt;
        }
    }

    private static boolean isFailedAutomatic(StoredPoint point) {
        return point.automatic() && point.status() == RestorePoint.Status.ERROR;
    }

    /** The first moment, at or after an instant, at which the cloud cleans up. */
    static Instant inWindow(Instant instant) {
        ZonedDateTime time = instant.atZone(ZoneOffset.UTC);
        if (time.toLocalTime().isBefore(WINDOW_OPENS)) {
            return time.with(WINDOW_OPENS).toInstant();
        }
        if (time.toLocalTime().isBefore(WINDOW_CLOSES)) {
            return instant;
        }
        return time.plusDays(1).with(WINDOW_OPENS).toInstant();
    }
}
