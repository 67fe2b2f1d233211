package io.github.backup4j.examples.durable.temporal;

import io.github.backup4j.examples.durable.Fleet;
import io.temporal.activity.ActivityInterface;
import java.util.List;

/** The steps of a {@link FleetWorkflow}. Each may run more than once; none waits for the cloud's work. */
@ActivityInterface(namePrefix = "Fleet")
public interface FleetSteps {
    /**
     * Plans the protection of the fleet, and applies what destroys nothing.
     *
     * @param fleet the fleet
     * @return the ids of its vaults
     */
    List<String> plan(Fleet fleet);

    /**
     * Starts the backup run of a vault, or finds the one that the same key has started.
     *
     * @param vault the id of the vault
     * @param key the request key of the run
     * @return the token of the run
     */
    String take(String vault, String key);

    /**
     * Polls a run once.
     *
     * @param token the token of the run
     * @return its outcome; an attempt that sees it running fails, and is repeated
     */
    VaultOutcome watch(String token);

    /** Returns what the posture of the project finds. */
    List<String> report();
}
