package io.github.backup4j;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;

/**
 * A restore over the disk or server that a restore point was taken of, or over the disk that a snapshot was taken of: its
 * present content is destroyed.
 *
 * <p>The resource is named again deliberately: a restore point or snapshot of anything else is refused, and nothing is changed.
 * Immutable.
 *
 * @param <R> a disk or a server, which is also what the restore results in
 * @param overwritten the disk or server whose content is replaced
 * @param mappings for a server, which disk of the restore point is written to which disk of the server, if it is not
 *     the same disk; empty by default. The same disk is the one with the same id, wherever it is attached: a disk that was attached in
 *     its place, or later, is never overwritten
 * @param startAfterwards whether a server is started when its disks are restored, and a server that was stopped to free a
 *     disk is started again; true by default
 * @param detachFirst whether a disk that is attached to a server is freed first: the server is stopped, the disk detached,
 *     restored and attached again; false by default: an attached disk is refused with {@link Conflict}. See {@link #detachingFirst()}
 */
public record InPlace<R extends Resource>(
        R overwritten, Map<Resource.Disk, Resource.Disk> mappings, boolean startAfterwards, boolean detachFirst)
        implements RestoreTarget {
    /** Refuses two disks that are written to one, and a mapping for a disk, with {@link Invalid}. */
    public InPlace {
        Require.nonNull(overwritten, "overwritten");
        mappings = Map.copyOf(mappings);
        if (overwritten.kind() != Resource.Kind.SERVER && !mappings.isEmpty()) {
            throw new Invalid("mappings is " + mappings + ", but " + overwritten
                    + " is overwritten; only the disks of a server are mapped");
        }
        if (overwritten.kind() == Resource.Kind.UNRECOGNIZED) {
            throw new Invalid("overwritten is " + overwritten + "; only a disk or a server can be restored");
        }
        if (new HashSet<>(mappings.values()).size() < mappings.size()) {
            throw new Invalid("mappings is " + mappings + "; two disks cannot be restored onto one");
        }
    }

    /**
     * Returns a restore over a resource, that starts a server afterwards and refuses an attached disk.
     *
     * @param overwritten the disk or server whose present content is destroyed
     * @param <R> a disk or a server
     * @throws Invalid if it is neither a disk nor a server
     */
    public static <R extends Resource> InPlace<R> over(R overwritten) {
        return new InPlace<>(overwritten, Map.of(), true, false);
    }

    /**
     * Returns the same restore, writing one disk of the restore point to another disk of the server.
     *
     * @param source the disk that was backed up
     * @param target the disk whose present content is destroyed
     * @throws Invalid if this is not a restore of a server, or another disk is written to the same target
     */
    public InPlace<R> mapping(Resource.Disk source, Resource.Disk target) {
        Require.nonNull(source, "source");
        Once.given("mapping of " + source, mappings.get(source), Require.nonNull(target, "target"));
        Map<Resource.Disk, Resource.Disk> more = new HashMap<>(mappings);
        more.put(source, target);
        return new InPlace<>(overwritten, more, startAfterwards, detachFirst);
    }

    /** Returns the same restore, after which the server is left stopped. */
    public InPlace<R> leavingStopped() {
        return new InPlace<>(overwritten, mappings, false, detachFirst);
    }

    /**
     * Returns the same restore, which frees an attached disk first: it stops the server, detaches the disk, overwrites it, attaches
     * it and starts the server again.
     *
     * <p><strong>These steps advance only while somebody polls the operation</strong>, as {@link Operation} says. If the process ends
     * in between, the server stays stopped and the disk may stay detached, until somebody resumes the operation by its token. Store
     * the token before you wait.
     */
    public InPlace<R> detachingFirst() {
        return new InPlace<>(overwritten, mappings, startAfterwards, true);
    }
}
