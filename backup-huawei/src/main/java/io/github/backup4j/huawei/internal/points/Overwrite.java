package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.BackupException;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.work.Step;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a disk that {@link DetachSteps} have detached is overwritten: where a restore and a rollback differ. */
public interface Overwrite {
    /** How long after a request whose reply was lost it may still be carried out, and until then show no effect. */
    Duration LATE = Duration.ofMinutes(3);

    /** Its name in messages, such as {@code "restore"}. */
    String noun();

    /**
     * Returns the work at the step that waits for the overwriting, if that has started, in this process or another one;
     * null: it has not.
     *
     * @param disk the disk as it is now, which carries the mark of the work
     */
    @Nullable
    RestoreState started(RestoreState state, JsonNode disk);

    /**
     * Whether the overwriting was requested, and nobody knows whether it was carried out: it is never requested again.
     *
     * @param disk the disk as it is now, which carries the mark of the work
     */
    boolean maySent(RestoreState state, JsonNode disk);

    /** Whether a request that may have been sent may still show its effect, so that it is waited for. */
    boolean maySoonShow(RestoreState state, JsonNode disk);

    /** How many tags besides those for the work and its end the overwriting needs. */
    int moreTags();

    /** Whether the disk can be overwritten in its present status. */
    boolean accepts(JsonNode disk);

    /**
     * Checks that the service would accept the overwriting now: asked before the server is stopped for it.
     *
     * @throws BackupException if the service would refuse it, or does not answer; nothing is changed
     */
    void requireAccepted(RestoreMark mark);

    /**
     * Begins to overwrite the disk, and returns the work at the step that waits for it.
     *
     * <p>A note of the request stays on the disk unless the service has certainly not begun. A refusal alone does not tell: it may answer
     * the second delivery of a request whose first was carried out, which {@link #takeBack} looks for.
     */
    RestoreState begin(RestoreState state, RestoreMark mark);

    /**
     * Takes the note of a refused request off the disk, unless the disk shows that an earlier delivery of it was carried out.
     *
     * @param refused gets what goes wrong as suppressed
     * @return false if the disk cannot be read, or the note cannot be taken off now
     */
    default boolean takeBack(DiskCalls disks, RestoreMark mark, BackupException refused) {
        try {
            if (accepts(disks.get(mark.carrier()))) {
                disks.untag(mark.carrier(), List.of(mark.overName()));
            }
            return true;
        } catch (BackupException e) {
            refused.addSuppressed(e);
            return false;
        }
    }

    /**
     * Whether the disk was overwritten, by the log of the service or by the tags of the disk.
     *
     * @param disk the disk as it is now
     */
    boolean succeeded(RestoreState state, JsonNode disk);

    /**
     * Waits until the disk is overwritten, and returns the next step; not called for what is polled elsewhere.
     *
     * @param disk the disk as it is now
     */
    Step<Resource> awaitEnd(RestoreState state, RestoreMark mark, JsonNode disk);

    /** Whether the steps overwrite a disk that they have not detached: it was attached to nothing when the work began. */
    boolean startsFree();
}
