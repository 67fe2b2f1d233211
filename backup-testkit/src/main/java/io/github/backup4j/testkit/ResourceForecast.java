package io.github.backup4j.testkit;

import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The restore points of a disk or server in a vault at the end of a {@link Forecast}.
 *
 * @param resource the disk or server
 * @param name its name
 * @param before how many restore points with data it has at the beginning
 * @param points when each restore point with data that is there at the end was taken, the oldest first
 * @param stored how much they take
 */
public record ResourceForecast(Resource resource, String name, int before, List<Instant> points, DataSize stored) {
    /** Refuses null, and copies the list. */
    public ResourceForecast {
        Objects.requireNonNull(resource, "resource == null");
        Objects.requireNonNull(name, "name == null");
        Objects.requireNonNull(stored, "stored == null");
        points = List.copyOf(points);
    }

    /** Returns when the oldest restore point at the end was taken; empty if there is none. */
    public Optional<Instant> oldest() {
        return points.stream().findFirst();
    }

    /** Returns when the newest restore point at the end was taken; empty if there is none. */
    public Optional<Instant> newest() {
        return points.isEmpty() ? Optional.empty() : Optional.of(points.get(points.size() - 1));
    }

    /** Returns the forecast as one line of text. */
    @Override
    public String toString() {
        return name + " keeps " + Figures.count(points.size(), "restore point") + ", " + Figures.size(stored);
    }
}
