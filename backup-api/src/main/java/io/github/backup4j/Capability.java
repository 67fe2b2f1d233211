package io.github.backup4j;

/**
 * A feature that not every cloud offers.
 *
 * <p>A call that needs a capability which {@link CloudBackup#capabilities()} does not hold throws {@link Unsupported}
 * and changes nothing. Every provider offers what is not listed here.
 */
public enum Capability {
    /**
     * Vaults can be created, changed and deleted, and resources put into them. A cloud without it has vaults of its own, which {@link
     * Vaults#list} names and which protect every resource of their kind.
     */
    VAULTS,
    /** Policies can be created and attached: all of {@link Policies}. */
    POLICIES,
    /** Images can be built and used: all of {@link Images}. */
    IMAGES,
    /** The cloud keeps a log of long-running work: {@link Operations#list}. */
    OPERATION_LOG,
    /** Vaults can be bought for a period: {@link Vaults#subscribe(VaultSpec, Subscription)}. */
    SUBSCRIPTIONS,
    /** Vaults can be enlarged by the cloud: {@link VaultSpec#withAutoExpand}. */
    AUTO_EXPAND,
    /** Vaults can add servers automatically, by a rule: {@link VaultSpec#withAutoBind}. */
    AUTO_BIND,
    /** Backups of servers can be consistent for their applications: {@link Consistency#APPLICATION_CONSISTENT}. */
    APPLICATION_CONSISTENCY,
    /** Vaults can be locked permanently: {@link Vaults#lockForever}. */
    VAULT_LOCK,
    /** Disks of a server can be left out: {@link Vaults#addServerExcluding}. */
    DISK_EXCLUSION,
    /** Members can be skipped for a time: {@link Vaults#suspend}. */
    MEMBER_SUSPENSION,
    /** Members can move to another vault with their restore points: {@link Vaults#move}. */
    MEMBER_MOVE,
    /** Schedules are kept in their own zone; without it, they are kept in UTC: see {@link Policies#create}. */
    ZONED_SCHEDULES,
    /** Restore points of servers can be copied to another region, by hand and by policy. */
    REPLICATION,
    /** Restore points can be shared with other projects: {@link RestorePoints#share}. */
    RESTORE_POINT_SHARING,
    /** A server's restore point can become a new server: {@link RestorePoints#restore(RestorePointId, ServerSpec)}. */
    RESTORE_TO_NEW_SERVER,
    /** New disks can be attached to a server as they are created: {@link DiskSpec#attachedTo(Resource.Server)}. */
    DISK_ATTACHMENT,
    /** Temporary disks and servers can be deleted: {@link Resources#discard}. */
    DISCARD,
    /** Images can be built of all disks of a server: {@link ImageSource#wholeServer}. */
    WHOLE_SERVER_IMAGES,
    /** Images can be built from snapshots: {@link ImageSource#snapshot}. */
    IMAGE_FROM_SNAPSHOT,
    /** Images can be shared with other projects: {@link Images#share}. */
    IMAGE_SHARING,
    /** Images can be copied, within the region or to another: {@link Images#copy}. */
    IMAGE_COPY,
    /** Images can be written to a file: {@link Images#export}. */
    IMAGE_EXPORT
}
