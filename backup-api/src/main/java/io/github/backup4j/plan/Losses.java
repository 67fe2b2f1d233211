package io.github.backup4j.plan;

import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Retention;
import io.github.backup4j.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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

    private static List<RestorePoint> deletedBy(Retention rule, List<RestorePoint> points, Instant now) {
        return rule.evaluate(points, now).stream()
                .filter(verdict -> !(verdict instanceof Verdict.Kept))
                .map(Verdict::point)
                .toList();
    }
}
