package io.github.backup4j.plan;

import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Retainable;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.VaultId;
import io.github.backup4j.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Computes the restore points that a change destroys: those that are gone when the next run of the policy has finished, and that
 * the present rule would not have deleted by the end of its own next run.
 *
 * <p>The backup of that run takes the first place and moves the others down, so a rule that keeps all of today's restore points may
 * still delete the oldest of them. When it is created matters to a rule with days, weeks, months or years: a backup of tomorrow takes
 * no place of today's. A later run deletes no restore point because the next one failed: the more backups there are, the more a
 * rule deletes.
 *
 * <p>Where that is not known, all that may go is named, and only what surely goes counts as deleted by the present rule.
 */
final class Losses {
    /** How long after its slot a run may begin; it may then fall in another day, week, month or year. */
    private static final Duration LATE = Duration.ofHours(1);

    /** How long until the next run of a schedule that cannot be read may begin another day, week, month or year. */
    private static final List<Duration> ANY =
            List.of(Duration.ZERO, Duration.ofDays(1), Duration.ofDays(7), Duration.ofDays(31), Duration.ofDays(366));

    private Losses() {}

    /**
     * When a policy creates backups, and which it keeps.
     *
     * @param schedule when the next run is
     * @param retention the rule that it applies
     */
    record Runs(Schedule schedule, Retention retention) {
        static Runs of(PolicySpec spec) {
            return new Runs(spec.schedule(), spec.retention());
        }

        static Runs of(Policy policy) {
            return new Runs(policy.schedule(), policy.retention());
        }

        /** Returns whether it matters when a backup is created. */
        boolean countsPeriods() {
            return retention instanceof Retention.Latest rule
                    && rule.daily() + rule.weekly() + rule.monthly() + rule.yearly() > 0;
        }

        /**
         * Returns when the next backup of a resource may be made.
         *
         * @param newest when its newest backup was created; {@link Instant#MIN}: it has none
         */
        private List<Instant> next(Instant newest, Instant now) {
            if (schedule instanceof Schedule.Opaque) {
                return ANY.stream().map(now::plus).toList();
            }
            // Days are counted from when the policy got the schedule, which is not known of a present one.
            int phases = schedule instanceof Schedule.Daily daily ? daily.everyDays() : 1;
            return IntStream.range(0, phases)
                    .mapToObj(Duration::ofDays)
                    .flatMap(phase -> Stream.concat(late(phase, newest, now), due(phase, now)))
                    .distinct()
                    .toList();
        }

        private Stream<Instant> due(Duration phase, Instant now) {
            return schedule.nextRun(now.minus(phase), now).stream()
                    .flatMap(run -> countsPeriods() ? Stream.of(run, run.plus(LATE)) : Stream.of(run));
        }

        /** When a run may begin whose slot has just passed. */
        private Stream<Instant> late(Duration phase, Instant newest, Instant now) {
            Instant from = now.minus(LATE);
            return schedule.nextRun(from.minus(phase), from).stream()
                    .filter(slot -> countsPeriods() && !slot.isAfter(now) && newest.isBefore(slot))
                    .flatMap(slot -> Stream.of(now, slot.plus(LATE)));
        }
    }

    /**
     * Returns the restore points that a new rule deletes and the present rule keeps.
     *
     * @param before what acts now; null: nothing
     * @param after what is to act
     * @param points all restore points of a vault
     */
    static List<Loss> ofRetention(@Nullable Runs before, Runs after, Collection<RestorePoint> points, Instant now) {
        Map<Resource, List<RestorePoint>> ofEach = points.stream()
                .sorted(Comparator.comparing(RestorePoint::createdAt).reversed())
                .collect(Collectors.groupingBy(RestorePoint::resource, LinkedHashMap::new, Collectors.toList()));
        List<Loss> losses = new ArrayList<>();
        for (List<RestorePoint> ofOne : ofEach.values()) {
            Set<RestorePointId> going = mayGo(after, ofOne, before == null, now);
            if (before != null && !going.isEmpty()) {
                going.removeAll(goAnyway(before, ofOne, now));
            }
            ofOne.stream().filter(point -> going.contains(point.id())).forEach(point -> losses.add(Loss.of(point)));
        }
        return losses;
    }

    /**
     * Returns the restore points that a changed backup policy deletes and the present one does not. A disabled policy deletes
     * nothing.
     *
     * @param pointsIn returns all restore points of a vault
     */
    static List<Loss> ofChange(
            Policy policy,
            PolicySpec before,
            PolicySpec after,
            Function<VaultId, ? extends Collection<RestorePoint>> pointsIn,
            Instant now) {
        if (policy.purpose() != Purpose.BACKUP
                || !after.enabled()
                || (before.enabled() && deleteAlike(before, after))) {
            return List.of();
        }
        Runs acting = before.enabled() ? Runs.of(before) : null;
        List<Loss> losses = new ArrayList<>();
        for (Policy.Attachment attachment : policy.attachments()) {
            losses.addAll(ofRetention(acting, Runs.of(after), pointsIn.apply(attachment.vault()), now));
        }
        return losses;
    }

    private static boolean deleteAlike(PolicySpec before, PolicySpec after) {
        return before.retention().equals(after.retention())
                && (before.schedule().equals(after.schedule())
                        || !Runs.of(after).countsPeriods());
    }

    /** Returns the restore points that the removal of a member deletes. */
    static List<Loss> ofRemoval(Resource member, Collection<RestorePoint> points) {
        return points.stream()
                .filter(point -> point.resource().equals(member))
                .map(Loss::of)
                .toList();
    }

    /** Returns the losses that are not among the named ones. */
    static List<Loss> beyond(Collection<Loss> named, Collection<Loss> losses) {
        Set<RestorePointId> known = named.stream().map(Loss::restorePoint).collect(Collectors.toSet());
        return losses.stream()
                .filter(loss -> !known.contains(loss.restorePoint()))
                .toList();
    }

    /**
     * Returns the restore points that may be gone after the next run of a policy, or after a manual backup before it,
     * which applies the rule as well.
     *
     * @param stampsToo whether to include those that have expired by then
     */
    private static Set<RestorePointId> mayGo(Runs runs, List<RestorePoint> points, boolean stampsToo, Instant now) {
        List<Place> present = points.stream()
                .map(point -> new Place(point, point.createdAt(), true))
                .toList();
        Set<RestorePointId> gone = new LinkedHashSet<>(deletedBy(runs.retention(), present, stampsToo, now));
        for (Instant next : runs.next(newest(points), now)) {
            gone.addAll(deletedAfter(next, runs, present, stampsToo, now));
        }
        return gone;
    }

    /** Returns the restore points that are surely gone after the next run of a policy, unless it fails. */
    private static Set<RestorePointId> goAnyway(Runs runs, List<RestorePoint> points, Instant now) {
        List<Place> present = points.stream()
                .map(point -> new Place(point, point.createdAt(), false))
                .toList();
        Set<RestorePointId> gone = null;
        for (Instant next : runs.next(newest(points), now)) {
            Set<RestorePointId> then = deletedAfter(next, runs, present, true, now);
            if (gone == null) {
                gone = then;
            } else {
                gone.retainAll(then);
            }
        }
        return gone == null ? Set.of() : gone;
    }

    private static Instant newest(List<RestorePoint> points) {
        return points.stream()
                .filter(RestorePoint::automatic)
                .map(RestorePoint::createdAt)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }

    private static Set<RestorePointId> deletedAfter(
            Instant next, Runs runs, List<Place> present, boolean stampsToo, Instant now) {
        List<Place> places = new ArrayList<>(present);
        places.add(new Place(null, next, true));
        return deletedBy(runs.retention(), places, stampsToo, runs.schedule() instanceof Schedule.Opaque ? now : next);
    }

    private static Set<RestorePointId> deletedBy(Retention rule, List<Place> places, boolean stampsToo, Instant at) {
        return rule.evaluate(places, at).stream()
                .filter(verdict ->
                        verdict instanceof Verdict.Surplus || (stampsToo && verdict instanceof Verdict.Expired))
                .flatMap(verdict -> Stream.ofNullable(verdict.point().point()))
                .map(RestorePoint::id)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * A restore point as a rule sees it when the next backup has finished.
     *
     * @param point the restore point; null: that of the next backup
     * @param createdAt when it was or will be created
     * @param whatMayBe whether one that may be complete by then counts as complete
     */
    private record Place(@Nullable RestorePoint point, Instant createdAt, boolean whatMayBe) implements Retainable {
        @Override
        public @Nullable Instant expiresAt() {
            return point == null ? null : point.expiresAt();
        }

        @Override
        public boolean automatic() {
            return point == null || point.automatic();
        }

        @Override
        public boolean pinned() {
            return point != null && point.pinned();
        }

        @Override
        public boolean available() {
            return point == null
                    || switch (point.status()) {
                        // A restore from it ends, and then it has a place as before.
                        case AVAILABLE, RESTORING -> true;
                        case WAITING, PROTECTING, UNRECOGNIZED -> whatMayBe;
                        case DELETING, ERROR -> false;
                    };
        }
    }
}
