package io.github.backup4j.drill;

import io.github.backup4j.Resource;
import java.time.Instant;

/**
 * The caller's check of restored data: mounts the disk, pings the server, reads a table.
 *
 * <p>It runs on a thread of its own, which is interrupted by the first poll of the drill after the deadline: nothing interrupts it
 * while nobody polls. A check that ignores the interrupt keeps its thread, and
 * its result counts for nothing; what it checks is deleted meanwhile.
 *
 * <p>It runs once for each {@link RestoreDrill#start} and {@link RestoreDrill#resume}, and so again if the process died before the
 * drill had its result: it must not mind data that it has seen before. In a drill that is resumed it has the same deadline then, so
 * that less time remains; if none does, it does not run again, and the report says that nobody saw a result. A drill that is found
 * by its key does not know when the first check began: its check has all its time again, and counts as the first. An engine that
 * polls by token holds the operation while the check runs, as {@link RestoreDrill} says.
 */
@FunctionalInterface
public interface Verifier {
    /**
     * Returns whether the data is good.
     *
     * @param restored the restored disk, attached to nothing, or the restored server, running
     * @param deadline when the result must be there, by the clock of the backup
     * @throws Exception if the data is not good, or could not be checked
     */
    boolean verify(Resource restored, Instant deadline) throws Exception;
}
