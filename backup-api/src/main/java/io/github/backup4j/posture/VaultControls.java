package io.github.backup4j.posture;

import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Retention;
import io.github.backup4j.Vault;
import io.github.backup4j.posture.Facts.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Controls of a vault: whether it has room, will have room, and is paid for. */
final class VaultControls {
    /** The history that a forecast uses. */
    private static final Duration HISTORY = Duration.ofDays(28);

    /** The minimum history for a forecast. */
    private static final Duration LEAST = Duration.ofDays(2);

    private static final double DAY = 86_400;

    private VaultControls() {}

    static Answer hasRoom(Cases.OfVault it, Objectives objectives) {
        DataSize used = it.vault().used();
        DataSize capacity = it.vault().capacity();
        if (used == null) {
            return Answer.unknown("the cloud does not say how much it holds");
        }
        double percent = capacity.bytes() == 0 ? 100 : 100.0 * used.bytes() / capacity.bytes();
        String sentence = "it holds " + Words.of(used) + " of " + Words.of(capacity) + ", " + (long) percent + " %";
        boolean grows = it.vault().autoExpand() && used.compareTo(capacity) < 0;
        if (percent < objectives.vaultsBelow() || grows) {
            return Answer.ok(sentence + (grows ? ", and the cloud enlarges it" : ""));
        }
        return Answer.breached(sentence + ", not below " + objectives.vaultsBelow() + " %")
                .with("used", used)
                .with("capacity", capacity)
                .with("objective", objectives.vaultsBelow());
    }

    static Answer isPaid(Cases.OfVault it, Objectives unused) {
        return switch (it.vault().status()) {
            case BILLING_LOCKED, FROZEN ->
                Answer.breached("the account owes money for it: it is "
                                + it.vault().reportedStatus())
                        .with("status", it.vault().reportedStatus())
                        .with("paidUntil", it.vault().billing().paidUntil());
            case UNRECOGNIZED ->
                Answer.unknown("its status is not known: " + it.vault().reportedStatus());
            case AVAILABLE, DELETING, ERROR -> Answer.ok("it is " + it.vault().reportedStatus());
        };
    }

    /**
     * Forecasts from the history of the vault: its policy goes on adding as in the last weeks, and its rule deletes restore
     * points. A deleted restore point frees no more than one adds: the next one takes over the data that it needs.
     */
    static Answer staysBelowItsCapacity(Cases.OfVault it, Objectives objectives) {
        Answer cannot = cannotForecast(it);
        if (cannot != null) {
            return cannot;
        }
        List<RestorePoint> added = added(it);
        Projection projection = projection(it, added, objectives);
        if (projection == null) {
            return Answer.unknown(
                    "its history is too short to tell: " + Words.count(added.size(), "restore point") + " added");
        }
        DataSize capacity = it.vault().capacity();
        for (long day = 1; day <= horizon(objectives); day++) {
            if (projection.useAfter(day) >= capacity.bytes()) {
                String then = Words.day(it.facts().asOf.plus(Duration.ofDays(day)));
                long bytesADay = (long) projection.bytesADay();
                return Answer.breached("it will be full on " + then + ": it holds " + Words.of(projection.used())
                                + " of " + Words.of(capacity) + " and takes " + Words.of(DataSize.bytes(bytesADay))
                                + " a day")
                        .with("fullOn", then)
                        .with("used", projection.used())
                        .with("capacity", capacity)
                        .with("bytesADay", bytesADay)
                        .with("restorePoints", added.size());
            }
        }
        return Answer.ok("it will not be full within " + Words.of(objectives.fullWithin()));
    }

    /**
     * Returns how many bytes a vault will hold at most within the time that the objectives look ahead; 0 without a forecast, or if
     * it is not known when its policy deletes restore points.
     */
    static double peak(Cases.OfVault it, Objectives objectives) {
        Projection projection = cannotForecast(it) == null
                        && it.facts().clockOff == null
                        && !it.facts().gaps.containsKey(Source.POINTS)
                ? projection(it, added(it), objectives)
                : null;
        if (projection == null || (projection.lifetime() == null && !keepsForever(it))) {
            return 0;
        }
        double peak = 0;
        for (long day = 1; day <= horizon(objectives); day++) {
            peak = Math.max(peak, projection.useAfter(day));
        }
        return peak;
    }

    private static boolean keepsForever(Cases.OfVault it) {
        Policy policy = it.policy();
        return policy != null && policy.retention() instanceof Retention.Forever;
    }

    private static long horizon(Objectives objectives) {
        return objectives.fullWithin().plusDays(1).minusNanos(1).toDays();
    }

    /** Returns the forecast from the restore points that were added; null if they are too few. */
    private static @Nullable Projection projection(Cases.OfVault it, List<RestorePoint> added, Objectives objectives) {
        Policy policy = it.policy();
        DataSize used = it.vault().used();
        Instant now = it.facts().asOf;
        Instant first = added.stream()
                .map(RestorePoint::createdAt)
                .min(Instant::compareTo)
                .orElse(now);
        Duration span = Duration.between(first, now);
        if (policy == null || used == null || added.size() < 2 || span.compareTo(LEAST) < 0) {
            return null;
        }
        double bytes = 0;
        for (RestorePoint point : added) {
            DataSize stored = point.stored();
            bytes += stored == null ? 0 : stored.bytes();
        }
        double days = span.toSeconds() / DAY;
        return new Projection(
                it, used, bytes / days, bytes / added.size(), added.size() / days, lifetime(policy, now, objectives));
    }

    /**
     * The use of a vault in the days to come.
     *
     * @param it the vault
     * @param used what it holds now
     * @param bytesADay what its policy adds a day
     * @param bytesAPoint what one restore point takes
     * @param pointsADay how many restore points its policy adds a day
     * @param lifetime how long a restore point is kept; null: forever
     */
    private record Projection(
            Cases.OfVault it,
            DataSize used,
            double bytesADay,
            double bytesAPoint,
            double pointsADay,
            @Nullable Duration lifetime) {
        double useAfter(long day) {
            Instant then = it.facts().asOf.plus(Duration.ofDays(day));
            double gone = lifetime == null ? 0 : gone(it, then, lifetime) + later(day, lifetime) * pointsADay;
            return used.bytes() + day * bytesADay - gone * bytesAPoint;
        }
    }

    private static @Nullable Answer cannotForecast(Cases.OfVault it) {
        Vault vault = it.vault();
        DataSize used = vault.used();
        Policy policy = it.policy();
        if (used == null) {
            return Answer.unknown("the cloud does not say how much it holds");
        }
        if (vault.autoExpand() && used.compareTo(vault.capacity()) < 0) {
            return Answer.nothingToAssess("the cloud enlarges it");
        }
        if (used.compareTo(vault.capacity()) >= 0) {
            return Answer.nothingToAssess("it is full already");
        }
        if (policy == null && vault.policy(Purpose.BACKUP).isPresent()) {
            return Answer.unknown("its policy is not among those that are listed");
        }
        if (policy == null || !policy.enabled()) {
            return Answer.nothingToAssess("no policy fills it");
        }
        if (policy.retention() instanceof Retention.Unrecognized) {
            return Answer.unknown("what policy " + policy.name() + " keeps is not known: " + policy.retention());
        }
        return it.points().stream().anyMatch(point -> Cases.isUsable(point) && point.stored() == null)
                ? Answer.unknown("the cloud does not say how much one restore point takes")
                : null;
    }

    /** Returns the restore points that a policy added recently, without the first of each resource, which holds all data. */
    private static List<RestorePoint> added(Cases.OfVault it) {
        Map<Resource, RestorePoint> first = new HashMap<>();
        it.points().stream().filter(Cases::isUsable).forEach(point -> first.put(point.resource(), point));
        Instant since = it.facts().asOf.minus(HISTORY);
        return it.points().stream()
                .filter(point -> Cases.isUsable(point) && point.automatic())
                .filter(point -> point.createdAt().isAfter(since))
                .filter(point -> !point.equals(first.get(point.resource())))
                .toList();
    }

    private static @Nullable Duration lifetime(Policy policy, Instant now, Objectives objectives) {
        return policy.retention() instanceof Retention.Forever
                ? null
                : Slots.reach(policy, now, objectives.fullWithin().plus(Duration.ofDays(400)));
    }

    /**
     * Returns how many of the present restore points are gone by then. Those that images hold stay, and so do those of former
     * members, to which no rule applies.
     */
    private static long gone(Cases.OfVault it, Instant then, Duration lifetime) {
        return it.points().stream()
                .filter(point -> Cases.isUsable(point) && point.automatic() && !point.pinned())
                .filter(point -> it.vault().member(point.resource()).isPresent())
                .map(point -> Objects.requireNonNullElse(
                        point.expiresAt(), point.createdAt().plus(lifetime)))
                .filter(end -> !end.isAfter(then))
                .count();
    }

    /** Returns for how many days before a day, future restore points have been expiring. */
    private static double later(long day, Duration lifetime) {
        return Math.max(0, day - lifetime.toSeconds() / DAY);
    }
}
