package io.github.backup4j;

import io.github.backup4j.internal.PlainText;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The outcomes of all disks and servers in a backup of many.
 *
 * @param outcomes one for each disk and server: vault by vault, then those that no run covers
 * @param unlisted the vaults whose members are not all among the outcomes, with what became of their runs. Only a vault that a
 *     spec names without members, and whose run did not end with a result, can be here: if its members could not be read, as
 *     after an interrupt, or if it has none. Usually empty
 * @param names the names of disks and servers in the cloud, as far as the backup has read them: those that a filter has selected,
 *     those with a new restore point, and all members of a vault whose run did not end with a result. It makes no request for names
 * @see RestorePoints#takeAll
 */
public record FleetResult(List<FleetOutcome> outcomes, List<UnlistedVault> unlisted, Map<Resource, String> names) {
    /** Copies the lists and the map. */
    public FleetResult {
        outcomes = List.copyOf(outcomes);
        unlisted = List.copyOf(unlisted);
        names = Map.copyOf(names);
    }

    /**
     * Returns an outcome on one line, with the name of its disk or server if it is known, and its id.
     *
     * @param outcome one of the outcomes
     */
    public String describe(FleetOutcome outcome) {
        Resource resource = Require.nonNull(outcome, "outcome").resource();
        String name = names.get(resource);
        return FleetText.of(
                outcome, name == null ? resource.toString() : PlainText.line(resource + " \"" + name + "\""));
    }

    /**
     * Returns whether every selected disk and server has a new restore point. It is false if there is an unlisted vault; and if
     * nothing was selected, so that a mistyped tag does not look like a success.
     */
    public boolean complete() {
        return !outcomes.isEmpty() && unlisted.isEmpty() && notDone().isEmpty();
    }

    /** Returns the new restore points, in the order of the outcomes. */
    public List<RestorePoint> restorePoints() {
        return outcomes.stream()
                .filter(FleetOutcome.Done.class::isInstance)
                .map(outcome -> ((FleetOutcome.Done) outcome).restorePoint())
                .distinct()
                .toList();
    }

    /** Returns the outcomes of the disks and servers that have no new restore point; {@link #unlisted()} is not among them. */
    public List<FleetOutcome> notDone() {
        return outcomes.stream()
                .filter(outcome -> !(outcome instanceof FleetOutcome.Done))
                .toList();
    }

    /** Returns the tokens of the runs that continue in the cloud, for {@link Operations#resume}, without repetition. */
    public List<String> runningTokens() {
        Stream<String> ofMembers = outcomes.stream()
                .filter(FleetOutcome.Running.class::isInstance)
                .map(outcome -> ((FleetOutcome.Running) outcome).token());
        Stream<String> ofVaults = unlisted.stream().flatMap(vault -> Stream.ofNullable(vault.token()));
        return Stream.concat(ofMembers, ofVaults).distinct().toList();
    }

    /**
     * Returns the number of outcomes of each type, such as {@code "997 done, 1 skipped, 1 failed, 0 running, 1 not tried"}, and the
     * unlisted vaults.
     */
    @Override
    public String toString() {
        return count(FleetOutcome.Done.class) + " done, " + count(FleetOutcome.Skipped.class) + " skipped, "
                + count(FleetOutcome.Failed.class) + " failed, " + count(FleetOutcome.Running.class) + " running, "
                + count(FleetOutcome.NotTried.class) + " not tried"
                + (unlisted.isEmpty() ? "" : "; " + unlisted);
    }

    private long count(Class<? extends FleetOutcome> type) {
        return outcomes.stream().filter(type::isInstance).count();
    }
}
