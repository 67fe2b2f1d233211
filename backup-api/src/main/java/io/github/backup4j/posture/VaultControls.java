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
        boolean grows = grows(it, used);
        if (percent < objectives.vaultsBelow() || grows) {
            return Answer.ok(sentence + (grows ? ", and the cloud enlarges it" : ""));
        }
        return Answer.breached(sentence + ", not below " + objectives.vaultsBelow() + " %")
                .with("used", used)
                .with("capacity", capacity)
                .with("objective", objectives.vaultsBelow());
    }

    /** Returns whether the cloud enlarges the vault before it is full: it enlarges none that is full or the largest that it has. */
    private static boolean grows(Cases.OfVault it, DataSize used) {
        DataSize capacity = it.vault().capacity();
        return it.vault().autoExpand()
                && used.compareTo(capacity) < 0
                && capacity.compareTo(it.facts().largestVault) < 0;
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
     * Forecasts from the history of the vault: its policy, other people and policies that copy to it go on adding as in the last
     * weeks, and rules delete restore points. A deleted restore point frees no more than one adds: the next one takes over the
     * data that it needs.
     */
    static Answer staysBelowItsCapacity(Cases.OfVault it, Objectives objectives) {
        List<RestorePoint> added = added(it);
        Answer cannot = cannotForecast(it, added);
        if (cannot != null) {
            return cannot;
        }
        Projection projection = projection(it, added, objectives);
        if (projection == null) {
            return Answer.unknown(
                    "its history is too short to tell: " + Words.count(added.size(), "restore point") + " added");
        }
        DataSize capacity = it.vault().capacity();
        for (long day = 1; day <= horizon(objectives); day++) {
            if (projection.useAfter(day) >= capacity.bytes()) {
                return fullOn(Words.day(it.facts().asOf.plus(Duration.ofDays(day))), projection, added);
            }
        }
        return Answer.ok("it will not be full within " + Words.of(objectives.fullWithin()));
    }

    private static Answer fullOn(String then, Projection projection, List<RestorePoint> added) {
        if (!projection.kept().known()) {
            return Answer.unknown("it would be full on " + then
                    + " if nothing were deleted, and no list tells how long restore points are kept in it");
        }
        DataSize capacity = projection.it().vault().capacity();
        long bytesADay = (long) projection.bytesADay();
        long byHand = added.stream().filter(point -> !point.automatic()).count();
        return Answer.breached("it will be full on " + then + ": it holds " + Words.of(projection.used()) + " of "
                        + Words.of(capacity) + " and takes " + Words.of(DataSize.bytes(bytesADay)) + " a day"
                        + (byHand == 0 ? "" : ", in part from manual backups"))
                .with("fullOn", then)
                .with("used", projection.used())
                .with("capacity", capacity)
                .with("bytesADay", bytesADay)
                .with("restorePoints", added.size())
                .with("byHand", byHand == 0 ? null : byHand);
    }

    /**
     * Returns how many bytes a vault will hold at most within the time that the objectives look ahead; 0 without a forecast, or if
     * it is not known when restore points are deleted.
     */
    static double peak(Cases.OfVault it, Objectives objectives) {
        List<RestorePoint> added = added(it);
        Projection projection = cannotForecast(it, added) == null
                        && it.facts().clockOff == null
                        && !it.facts().gaps.containsKey(Source.POINTS)
                ? projection(it, added, objectives)
                : null;
        if (projection == null || !projection.kept().known()) {
            return 0;
        }
        double peak = 0;
        for (long day = 1; day <= horizon(objectives); day++) {
            peak = Math.max(peak, projection.useAfter(day));
        }
        return peak;
    }

    private static long horizon(Objectives objectives) {
        return objectives.fullWithin().plusDays(1).minusNanos(1).toDays();
    }

    /** Returns the forecast from the restore points that were added; null if they are too few. */
    private static @Nullable Projection projection(Cases.OfVault it, List<RestorePoint> added, Objectives objectives) {
        DataSize used = it.vault().used();
        if (used == null || areTooFew(it, added)) {
            return null;
        }
        double days = span(it, added).toSeconds() / DAY;
        List<RestorePoint> ruled =
                added.stream().filter(RestorePoint::automatic).toList();
        return new Projection(
                it,
                used,
                bytes(added) / days,
                ruled.isEmpty() ? 0 : bytes(ruled) / ruled.size(),
                ruled.size() / days,
                kept(it, ruled, objectives));
    }

    private static double bytes(List<RestorePoint> points) {
        double bytes = 0;
        for (RestorePoint point : points) {
            DataSize stored = point.stored();
            bytes += stored == null ? 0 : stored.bytes();
        }
        return bytes;
    }

    private static boolean areTooFew(Cases.OfVault it, List<RestorePoint> added) {
        return added.size() < 2 || span(it, added).compareTo(LEAST) < 0;
    }

    private static Duration span(Cases.OfVault it, List<RestorePoint> added) {
        Instant now = it.facts().asOf;
        return Duration.between(
                added.stream()
                        .map(RestorePoint::createdAt)
                        .min(Instant::compareTo)
                        .orElse(now),
                now);
    }

    /**
     * The use of a vault in the days to come.
     *
     * @param it the vault
     * @param used what it holds now
     * @param bytesADay what is added to it a day
     * @param bytesAPoint what one restore point takes that a policy makes
     * @param pointsADay how many restore points policies add a day
     * @param kept how long those are kept
     */
    private record Projection(
            Cases.OfVault it, DataSize used, double bytesADay, double bytesAPoint, double pointsADay, Kept kept) {
        double useAfter(long day) {
            Instant then = it.facts().asOf.plus(Duration.ofDays(day));
            double gone = gone(it, then, kept.lifetime()) + later(day, kept.lifetime()) * pointsADay;
            return used.bytes() + day * bytesADay - gone * bytesAPoint;
        }
    }

    /**
     * How long the restore points of a policy are kept.
     *
     * @param known whether the facts tell
     * @param lifetime how long; null: forever, or not known
     */
    private record Kept(boolean known, @Nullable Duration lifetime) {}

    private static @Nullable Answer cannotForecast(Cases.OfVault it, List<RestorePoint> added) {
        Vault vault = it.vault();
        DataSize used = vault.used();
        if (used == null) {
            return Answer.unknown("the cloud does not say how much it holds");
        }
        if (grows(it, used)) {
            return Answer.nothingToAssess("the cloud enlarges it");
        }
        if (used.compareTo(vault.capacity()) >= 0) {
            return Answer.nothingToAssess("it is full already");
        }
        if (it.policy() == null && vault.policy(Purpose.BACKUP).isPresent()) {
            return Answer.unknown("its policy is not among those that are listed");
        }
        Policy policy = acting(it);
        if (policy == null && areTooFew(it, added) && added.stream().noneMatch(RestorePoint::automatic)) {
            return Answer.nothingToAssess("no policy fills it, and too little was added by hand lately to forecast");
        }
        if (policy != null && policy.retention() instanceof Retention.Unrecognized) {
            return Answer.unknown("what policy " + policy.name() + " keeps is not known: " + policy.retention());
        }
        return it.points().stream().anyMatch(point -> Cases.isUsable(point) && point.stored() == null)
                ? Answer.unknown("the cloud does not say how much one restore point takes")
                : null;
    }

    private static @Nullable Policy acting(Cases.OfVault it) {
        Policy policy = it.policy();
        return policy == null || !policy.enabled() ? null : policy;
    }

    /**
     * Returns the restore points that were added recently by whatever goes on adding: the policy that acts, people, and policies
     * of other regions that copy. Without the first of each resource, which holds all data.
     */
    private static List<RestorePoint> added(Cases.OfVault it) {
        Map<Resource, RestorePoint> first = new HashMap<>();
        it.points().stream().filter(Cases::isUsable).forEach(point -> first.put(point.resource(), point));
        Instant since = it.facts().asOf.minus(HISTORY);
        boolean acts = acting(it) != null;
        return it.points().stream()
                .filter(Cases::isUsable)
                .filter(point -> acts || !isOfItsPolicy(point))
                .filter(point -> point.createdAt().isAfter(since))
                .filter(point -> !point.equals(first.get(point.resource())))
                .toList();
    }

    private static boolean isOfItsPolicy(RestorePoint point) {
        return point.automatic() && point.origin() == RestorePoint.Origin.TAKEN;
    }

    /** Returns how long a policy keeps what it adds: of a policy of another region, only an expiry of its copies tells. */
    private static Kept kept(Cases.OfVault it, List<RestorePoint> ruled, Objectives objectives) {
        Policy policy = acting(it);
        if (policy != null) {
            boolean forever = policy.retention() instanceof Retention.Forever;
            Duration reach = forever
                    ? null
                    : Slots.reach(
                            policy, it.facts().asOf, objectives.fullWithin().plus(Duration.ofDays(400)));
            return new Kept(forever || reach != null, reach);
        }
        if (ruled.isEmpty()) {
            return new Kept(true, null);
        }
        RestorePoint newest = ruled.get(0);
        Instant end = newest.expiresAt();
        return end == null ? new Kept(false, null) : new Kept(true, Duration.between(newest.createdAt(), end));
    }

    /**
     * Returns how many of the present restore points are gone by then. Those that images hold stay, and so do those of former
     * members, to which no rule applies, and those without an expiry where the rule does not count.
     */
    private static long gone(Cases.OfVault it, Instant then, @Nullable Duration lifetime) {
        Policy policy = acting(it);
        boolean counts = policy != null && policy.retention() instanceof Retention.Latest;
        return it.points().stream()
                .filter(point -> Cases.isUsable(point) && point.automatic() && !point.pinned())
                .filter(point -> !isOfItsPolicy(point)
                        || it.vault().member(point.resource()).isPresent())
                .filter(point -> {
                    Instant end = point.expiresAt();
                    if (end == null && counts && lifetime != null) {
                        end = point.createdAt().plus(lifetime);
                    }
                    return end != null && !end.isAfter(then);
                })
                .count();
    }

    /** Returns for how many days before a day, future restore points have been expiring. */
    private static double later(long day, @Nullable Duration lifetime) {
        return lifetime == null ? 0 : Math.max(0, day - lifetime.toSeconds() / DAY);
    }
}
