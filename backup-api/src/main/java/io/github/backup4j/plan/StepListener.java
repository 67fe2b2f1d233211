package io.github.backup4j.plan;

/**
 * Receives the progress of {@link Plan#apply(Allowing, StepListener)}. Called on the thread of that call. An exception from a method ends the
 * call: no further step is attempted, and the cloud keeps what the steps before have changed.
 */
public interface StepListener {
    /**
     * A step is about to be attempted. An exception ends the call before this step has sent anything that changes the cloud. Not
     * called for a step that is not tried, since it rests on another one or was not allowed.
     *
     * @param step the step
     */
    default void stepBegins(Step step) {}

    /**
     * A step has ended, or is not tried. Steps are reported in the order of {@link Plan#steps()}.
     *
     * @param entry the step and its outcome
     */
    default void stepEnded(PlanResult.Entry entry) {}
}
