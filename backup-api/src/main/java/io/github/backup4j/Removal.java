package io.github.backup4j;

/** The caller's word on the restore points that stand behind something that is removed. */
public enum Removal {
    /**
     * No restore point may be lost. Where the cloud cannot remove the thing without its restore points, the call is
     * refused with {@link Conflict} and nothing is changed.
     */
    KEEPING_RESTORE_POINTS,
    /** The restore points behind the thing are deleted with it, for good. */
    DELETING_RESTORE_POINTS
}
