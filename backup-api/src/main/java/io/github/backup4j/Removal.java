package io.github.backup4j;

/**
 * What happens to the restore points of something that is removed: a vault, a member of a vault, or a whole-server image. The caller
 * decides, each time: there is no default.
 *
 * <p>It is all or nothing. Where one restore point may not be deleted, such as one that an image was built from, or an automatic one in a
 * locked vault, the call is refused with {@link Conflict}, and nothing is changed. Where there are no restore points, both are the same.
 * Every restore point in the vault counts, whoever created it: automatic ones and those taken manually, copies from another region, and
 * those of resources that have left the vault or no longer exist. Restore points in another vault do not count, although they may
 * hold the same disk: those of its server, for example.
 * No other call that deletes something deletes restore points of it: {@link RestorePoints#delete} deletes the one that it names, and
 * {@link Policies#delete} none.
 */
public enum Removal {
    /**
     * No restore point is deleted. A cloud that cannot keep them without what they belong to refuses the call with {@link
     * Conflict}, and changes nothing: vaults and members are kept then, while images are deleted and leave theirs behind.
     */
    KEEPING_RESTORE_POINTS,
    /** The restore points are deleted with what they belong to, permanently. */
    DELETING_RESTORE_POINTS
}
