package io.github.backup4j;

/** What happens to the restore points of a resource that is removed: the caller decides. */
public enum Removal {
    /**
     * Restore points are kept. If the cloud cannot remove the resource without its restore points, the call is refused
     * with {@link Conflict} and nothing is changed.
     */
    KEEPING_RESTORE_POINTS,
    /** The restore points are deleted with the resource, permanently. */
    DELETING_RESTORE_POINTS
}
