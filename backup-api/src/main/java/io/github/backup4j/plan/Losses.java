package io.github.backup4j.plan;

import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Retainable;
import io.github.backup4j.Retention;
import io.github.backup4j.VaultId;
import io.github.backup4j.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Computes the restore points that a change destroys. */
final class Losses {
    private Losses() {}

    /**
     * Returns the restore points that a new rule deletes and the present rule keeps.
     *
     * @param before the present rule; null: none
     * @param after the new rule
     * @param points all restore points of a vault
     */
    static List<Loss> ofRetention(
            @Nullable Retention before, Retention after, Collection<RestorePoint> points, Instant now) {
        Map<Resource, List<RestorePoint>> ofEach = points.stream()
                .collect(Collectors.groupingBy(RestorePoint::resource, LinkedHashMap::new, Collectors.toList()));
        List<Loss> losses = new ArrayList<>();
        for (List<RestorePoint> ofOne : ofEach.values()) {
            Set<RestorePointId> anyway = new HashSet<>();
            if (before != null) {
                deletedBy(before, ofOne, now).forEach(point -> anyway.add(point.id()));
            }
            deletedBy(after, ofOne, now).stream()
                    .filter(point -> !anyway.contains(point.id()))
                    .forEach(point -> losses.add(Loss.of(point)));
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
                || (before.enabled() && before.retention().equals(after.retention()))) {
            return List.of();
        }
        Retention acting = before.enabled() ? before.retention() : null;
        List<Loss> losses = new ArrayList<>();
        for (Policy.Attachment attachment : policy.attachments()) {
            losses.addAll(ofRetention(acting, after.retention(), pointsIn.apply(attachment.vault()), now));
        }
        return losses;
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
     * What a rule has deleted when the next backup of a resource has finished. That backup takes the first place and moves the
     * others down, so a rule that keeps all of today's restore points may still delete the oldest of them. A backup that is
     * running counts as finished.
     */
    private static List<RestorePoint> deletedBy(Retention rule, List<RestorePoint> points, Instant now) {
        List<Place> places = new ArrayList<>();
        places.add(new Place(null, now));
        points.forEach(point -> places.add(new Place(point, point.createdAt())));
        return rule.evaluate(places, now).stream()
                .filter(verdict -> !(verdict instanceof Verdict.Kept))
                .flatMap(verdict -> Stream.ofNullable(verdict.point().point()))
                .toList();
    }

    private static boolean isRunning(RestorePoint point) {
        return point.status() == RestorePoint.Status.WAITING || point.status() == RestorePoint.Status.PROTECTING;
    }

    /**
     * A restore point as a rule sees it when the next backup has finished.
     *
     * @param point the restore point; null: that of the next backup
     * @param createdAt when it was or will be created
     */
    private record Place(@Nullable RestorePoint point, Instant createdAt) implements Retainable {
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
            return point == null || point.available() || isRunning(point);
        }
    }
}
