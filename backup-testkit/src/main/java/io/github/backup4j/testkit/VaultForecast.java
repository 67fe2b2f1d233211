package io.github.backup4j.testkit;

import io.github.backup4j.DataSize;
import io.github.backup4j.VaultId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The use of a vault during a {@link Forecast}.
 *
 * @param vault its id
 * @param name its name
 * @param capacityBefore its capacity at the beginning
 * @param usedBefore how much it holds at the beginning
 * @param capacity its capacity at the end, which is larger if the cloud has enlarged it
 * @param used how much it holds at the end
 * @param peak the most that it holds at any time
 * @param peakAt when it first holds that much
 * @param fullAt when it first has no room for a backup, which then fails; null if it always has
 * @param refused how many backups fail because there is no room for them
 * @param resources the restore points in it, by name and id of their disk or server
 */
public record VaultForecast(
        VaultId vault,
        String name,
        DataSize capacityBefore,
        DataSize usedBefore,
        DataSize capacity,
        DataSize used,
        DataSize peak,
        Instant peakAt,
        @Nullable Instant fullAt,
        int refused,
        List<ResourceForecast> resources) {
    /** Refuses null where it is not allowed, and copies the list. */
    public VaultForecast {
        Objects.requireNonNull(vault, "vault == null");
        Objects.requireNonNull(name, "name == null");
        Objects.requireNonNull(capacityBefore, "capacityBefore == null");
        Objects.requireNonNull(usedBefore, "usedBefore == null");
        Objects.requireNonNull(capacity, "capacity == null");
        Objects.requireNonNull(used, "used == null");
        Objects.requireNonNull(peak, "peak == null");
        Objects.requireNonNull(peakAt, "peakAt == null");
        resources = List.copyOf(resources);
    }

    /** Returns how many restore points with data are in it at the end. */
    public int points() {
        return resources.stream().mapToInt(resource -> resource.points().size()).sum();
    }

    /** Returns the forecast as one line of text. */
    @Override
    public String toString() {
        return name + " holds at most " + Figures.size(peak) + " of " + Figures.size(capacity) + ", "
                + (fullAt == null ? "and is never full" : "and is full on " + Figures.day(fullAt));
    }
}
