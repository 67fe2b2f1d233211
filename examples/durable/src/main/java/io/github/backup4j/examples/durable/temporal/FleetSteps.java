package io.github.backup4j.examples.durable.temporal;

import io.github.backup4j.examples.durable.Fleet;
import io.github.backup4j.examples.durable.FleetMembers;
import io.github.backup4j.examples.durable.VaultMembers;
import io.temporal.activity.ActivityInterface;
import java.util.List;

/** The steps of a {@link FleetWorkflow}. Each may run more than once; none waits for the cloud's work. */
@ActivityInterface(namePrefix = "Fleet")
public interface FleetSteps {
    /**
     * Plans the protection of the fleet, and applies what destroys nothing.
     *
     * @param fleet the fleet
     * @return what of the protection is not there, each with the reason
     */
    List<String> plan(Fleet fleet);

    /**
     * Lists the disks and servers of the fleet.
     *
     * @param fleet the fleet
     */
    FleetMembers members(Fleet fleet);

    /**
     * Starts the backup run of members of a vault, or finds the one that the same key has started.
     *
     * @param members the members
     * @param key the request key of the run
     * @return the token of the run
     */
    String take(VaultMembers members, String key);

    /**
     * Polls a run once.
     *
     * @param token the token of the run
     * @return its outcome; an attempt that sees it running, or whose poll is refused, fails and is repeated
     */
    VaultOutcome watch(String token);

    /** Returns what the posture of the project finds, and what it could not read. */
    List<String> report();
}
