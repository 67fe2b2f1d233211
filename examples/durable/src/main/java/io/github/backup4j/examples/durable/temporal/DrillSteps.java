package io.github.backup4j.examples.durable.temporal;

import io.temporal.activity.ActivityInterface;

/** The steps of a {@link DrillWorkflow}. Each may run more than once; none waits for the cloud's work. */
@ActivityInterface(namePrefix = "Drill")
public interface DrillSteps {
    /**
     * Chooses the restore point, or finds the drill that the same key has begun.
     *
     * @param job the drill
     * @param key its request key
     */
    DrillLook begin(DrillJob job, String key);

    /**
     * Polls the drill once, which takes it as far as it can go without waiting for the cloud. If that begins the check, the step lasts as
     * long as the check does.
     *
     * @param job the drill
     * @param token the token of the last look
     */
    DrillLook look(DrillJob job, String token);

    /**
     * Polls a drill that was given up once: it checks nothing any more, and deletes what it has made.
     *
     * @param job the drill
     * @param token the token of the last look
     */
    DrillLook cleanUp(DrillJob job, String token);
}
