package io.github.backup4j.testkit;

import java.util.Locale;

/** A method of the API into which {@link Faults} can inject a failure; overloads are one call. */
public enum Call {
    /** {@code Vaults.create}. */
    VAULTS_CREATE,
    /** {@code Vaults.subscribe}. */
    VAULTS_SUBSCRIBE,
    /** {@code Vaults.buyCapacity}. */
    VAULTS_BUY_CAPACITY,
    /** {@code Vaults.copyTargets}. */
    VAULTS_COPY_TARGETS,
    /** {@code Vaults.get}. */
    VAULTS_GET,
    /** {@code Vaults.list}. */
    VAULTS_LIST,
    /** {@code Vaults.update}. */
    VAULTS_UPDATE,
    /** {@code Vaults.lockForever}. */
    VAULTS_LOCK_FOREVER,
    /** {@code Vaults.delete}. */
    VAULTS_DELETE,
    /** {@code Vaults.add}. */
    VAULTS_ADD,
    /** {@code Vaults.addServerExcluding}. */
    VAULTS_ADD_SERVER_EXCLUDING,
    /** {@code Vaults.remove}. */
    VAULTS_REMOVE,
    /** {@code Vaults.move}. */
    VAULTS_MOVE,
    /** {@code Vaults.suspend}. */
    VAULTS_SUSPEND,
    /** {@code Vaults.unsuspend}. */
    VAULTS_UNSUSPEND,
    /** {@code Policies.create}. */
    POLICIES_CREATE,
    /** {@code Policies.get}. */
    POLICIES_GET,
    /** {@code Policies.list}. */
    POLICIES_LIST,
    /** {@code Policies.update}. */
    POLICIES_UPDATE,
    /** {@code Policies.attach}. */
    POLICIES_ATTACH,
    /** {@code Policies.replace}. */
    POLICIES_REPLACE,
    /** {@code Policies.detach}. */
    POLICIES_DETACH,
    /** {@code Policies.delete}. */
    POLICIES_DELETE,
    /** {@code RestorePoints.take}. */
    RESTORE_POINTS_TAKE,
    /** {@code RestorePoints.get}. */
    RESTORE_POINTS_GET,
    /** {@code RestorePoints.list}. */
    RESTORE_POINTS_LIST,
    /** {@code RestorePoints.runs}. */
    RESTORE_POINTS_RUNS,
    /** {@code RestorePoints.update}. */
    RESTORE_POINTS_UPDATE,
    /** {@code RestorePoints.restore}. */
    RESTORE_POINTS_RESTORE,
    /** {@code RestorePoints.preflight}. */
    RESTORE_POINTS_PREFLIGHT,
    /** {@code RestorePoints.copy}. */
    RESTORE_POINTS_COPY,
    /** {@code RestorePoints.copyRegions}. */
    RESTORE_POINTS_COPY_REGIONS,
    /** {@code RestorePoints.share}. */
    RESTORE_POINTS_SHARE,
    /** {@code RestorePoints.shares}. */
    RESTORE_POINTS_SHARES,
    /** {@code RestorePoints.unshare}. */
    RESTORE_POINTS_UNSHARE,
    /** {@code RestorePoints.accept}. */
    RESTORE_POINTS_ACCEPT,
    /** {@code RestorePoints.reject}. */
    RESTORE_POINTS_REJECT,
    /** {@code RestorePoints.delete}. */
    RESTORE_POINTS_DELETE,
    /** {@code Snapshots.take}. */
    SNAPSHOTS_TAKE,
    /** {@code Snapshots.get}. */
    SNAPSHOTS_GET,
    /** {@code Snapshots.list}. */
    SNAPSHOTS_LIST,
    /** {@code Snapshots.update}. */
    SNAPSHOTS_UPDATE,
    /** {@code Snapshots.rollBack}. */
    SNAPSHOTS_ROLL_BACK,
    /** {@code Snapshots.restore}. */
    SNAPSHOTS_RESTORE,
    /** {@code Snapshots.preflight}. */
    SNAPSHOTS_PREFLIGHT,
    /** {@code Snapshots.delete}. */
    SNAPSHOTS_DELETE,
    /** {@code Images.build}. */
    IMAGES_BUILD,
    /** {@code Images.get}. */
    IMAGES_GET,
    /** {@code Images.list}. */
    IMAGES_LIST,
    /** {@code Images.update}. */
    IMAGES_UPDATE,
    /** {@code Images.restore}. */
    IMAGES_RESTORE,
    /** {@code Images.copy}. */
    IMAGES_COPY,
    /** {@code Images.export}. */
    IMAGES_EXPORT,
    /** {@code Images.share}. */
    IMAGES_SHARE,
    /** {@code Images.shares}. */
    IMAGES_SHARES,
    /** {@code Images.unshare}. */
    IMAGES_UNSHARE,
    /** {@code Images.accept}. */
    IMAGES_ACCEPT,
    /** {@code Images.reject}. */
    IMAGES_REJECT,
    /** {@code Images.delete}. */
    IMAGES_DELETE,
    /** {@code Images.discard}. */
    IMAGES_DISCARD,
    /** {@code Resources.get}. */
    RESOURCES_GET,
    /** {@code Resources.list}. */
    RESOURCES_LIST,
    /** {@code Resources.discard}. */
    RESOURCES_DISCARD,
    /** One poll of an operation, also on behalf of {@code Operation.await}. */
    OPERATIONS_POLL,
    /** {@code Operations.resume}. */
    OPERATIONS_RESUME,
    /** {@code Operations.list}. */
    OPERATIONS_LIST;

    /** Returns the call as it stands in {@link InMemoryCloud#history()}: {@code "vaults create"}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
