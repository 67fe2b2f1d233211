package io.github.backup4j;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What {@link RestorePoints#takeAll} backs up.
 *
 * <p>It names vaults by {@linkplain BackupSpec specs}, disks and servers by filters, or both. A resource that a filter matches
 * is backed up in the vault that holds it. Each vault has one run: specs of the same vault are merged, and a resource that
 * several filters match is backed up once. Immutable.
 *
 * <pre>{@code
 * FleetSpec.matching(ResourceFilter.all().tagged("tier", "gold")).atMostRuns(20)
 * }</pre>
 *
 * @param specs the named vaults, one spec for each
 * @param filters the disks and servers to back up: those that at least one filter matches
 * @param runsAtOnce the maximum number of runs in progress at once, at least 1; null: no maximum
 */
public record FleetSpec(
        List<BackupSpec> specs,
        List<ResourceFilter> filters,
        @Nullable Integer runsAtOnce) {
    /**
     * Merges specs of the same vault, and copies the lists.
     *
     * @throws Invalid if there is neither a spec nor a filter, {@code runsAtOnce} is less than 1, or two specs of one vault
     *     differ in anything but the members
     */
    public FleetSpec {
        specs = merged(Require.<BackupSpec>all(specs, "specs"));
        filters = Require.<ResourceFilter>all(filters, "filters");
        if (specs.isEmpty() && filters.isEmpty()) {
            throw new Invalid("specs and filters are empty; name what to back up, such as ResourceFilter.all()");
        }
        if (runsAtOnce != null) {
            Require.range(runsAtOnce, "runsAtOnce", 1, Integer.MAX_VALUE);
        }
    }

    /**
     * Returns the spec of a backup of vaults, or of members of vaults.
     *
     * @param specs at least one
     * @throws Invalid if there is none, or two specs of one vault differ in anything but the members
     */
    public static FleetSpec of(Collection<BackupSpec> specs) {
        return new FleetSpec(Require.all(specs, "specs"), List.of(), null);
    }

    /**
     * Returns the spec of a backup of all disks and servers that at least one filter matches.
     *
     * @param filters at least one
     * @throws Invalid if there is none
     */
    public static FleetSpec matching(ResourceFilter... filters) {
        return new FleetSpec(List.of(), List.of(filters), null);
    }

    /**
     * Returns the same spec, and all disks and servers that at least one of more filters matches.
     *
     * @param more the filters
     */
    public FleetSpec andMatching(ResourceFilter... more) {
        return new FleetSpec(
                specs, Stream.concat(filters.stream(), Stream.of(more)).toList(), runsAtOnce);
    }

    /**
     * Returns the same spec, with a maximum number of runs in progress at once.
     *
     * @param runs at least 1
     * @throws Invalid if it is less than 1
     */
    public FleetSpec atMostRuns(int runs) {
        return new FleetSpec(specs, filters, runs);
    }

    private static List<BackupSpec> merged(List<BackupSpec> specs) {
        VaultGroups groups = new VaultGroups();
        specs.forEach(groups::add);
        return groups.specs();
    }
}
