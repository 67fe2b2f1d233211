package io.github.backup4j.testkit;

import java.util.List;
import java.util.Objects;

/**
 * How faithful an {@link InMemoryCloud} is to a real cloud in one respect.
 *
 * @param behaviour what the in-memory cloud does
 * @param basis the evidence for it
 * @param source where it is documented, or the reason
 */
public record Fidelity(String behaviour, Basis basis, String source) {
    private static final String POLICY_GUIDE = "CBR user guide, creating a backup policy";
    private static final String RULE_GUIDE = "CBR user guide, why a changed retention rule is not applied";
    private static final String ERRORS = "CBR API reference, error codes";
    private static final String EVS_GUIDE = "EVS API reference, snapshots";
    private static final String IMS_GUIDE = "IMS API reference, creating images";

    /** All known facts that matter, in the order of the API. */
    static final List<Fidelity> ALL = List.of(
            documented("a vault has at most 256 members, a resource is in at most one vault", ERRORS),
            documented("a project has at most 32 policies of a purpose, a vault one of each", POLICY_GUIDE),
            documented(
                    "taking a member out, or deleting a vault, deletes all its restore points",
                    "CBR user guide, dissociating a resource"),
            documented(
                    "a locked vault keeps members and automatic restore points, and is never unlocked",
                    "CBR user guide, enabling backup locking"),
            inferred(
                    "a locked vault is deleted if it holds no automatic restore points; those taken manually go with it",
                    "the user guide lets manual backups be deleted from a locked vault; error 6111 says that a vault cannot"
                            + " be deleted, and not whether a lock alone is a reason"),
            documented(
                    "a full vault fails the next backup; one that may grow grows by a quarter, unless it is full"
                            + " already",
                    "CBR user guide, automatic expansion"),
            documented(
                    "a vault is created with 10 to 10485760 GiB and cannot become smaller than what it holds",
                    "CBR API reference, creating a vault"),
            inferred(
                    "automatic backups skip a suspended member, and the vault shows that it is suspended; manual backups include it",
                    "vaults as recorded show who follows the policy; the API reference says of each of the two words what"
                            + " the other does"),
            simplified(
                    "vaults for file shares, desktops and the like are kept, and hold nothing",
                    "see InMemoryCloud.addForeignVault"),
            inferred(
                    "restore points of servers are listed without their disks unless these are requested",
                    "lists as recorded hold none"),
            inferred(
                    "servers that match an auto-bind rule become members within an hour",
                    "the time of the scan is not documented"),
            inferred(
                    "an order for the capacity of a subscription names the product that the vault has, may only enlarge it, and"
                            + " is refused while another one for the vault is in progress",
                    "the fields of the order are documented; what it refuses is not"),
            documented(
                    "the size in such an order is the new capacity of the vault, not what is added to it",
                    "CBR API reference, ChangeOrder: the title of the request example changes a vault to 50 GB"),
            inferred(
                    "the vault may show the capacity of a completed order late, so the provider orders no more for an hour; the"
                            + " in-memory cloud shows it at once",
                    "new vaults of completed orders appear late, by the user guide; of capacity nothing is said"),
            inferred(
                    "a subscription that ends and is not renewed leaves its vault frozen",
                    "billing states are documented, how a vault gets there is not"),
            inferred(
                    "in the emulator, the response to an unsubscription that CBR, EVS or ECS refuses is 200 with fail_resource_infos,"
                            + " and the resource stays subscribed",
                    "the field is documented, its codes are not"),
            documented(
                    "nothing is restored over a disk or server from a vault that is frozen, being deleted or broken",
                    "CBR error code 6202"),
            simplified(
                    "new disks and servers are created from such a vault; a preflight says that a real cloud may refuse it",
                    "neither EVS nor IMS documents whether they look at the vault of a backup"),
            documented(
                    "schedules are kept in UTC; cycles of days count from the day on which the policy was created or its schedule"
                            + " changed",
                    "CBR API reference, creating a policy"),
            documented("a slot that comes while the previous run is still in progress is skipped", POLICY_GUIDE),
            documented(
                    "the first backup is full, later ones are incremental; after the full one is deleted, the next is"
                            + " full",
                    "CBR service overview"),
            documented(
                    "count and calendar retention apply when a backup of the resource has finished, manual or not,"
                            + " with the rule of that moment",
                    RULE_GUIDE),
            documented(
                    "the kept set is the union of the newest and the newest of each day, week, month and year that has"
                            + " any",
                    POLICY_GUIDE),
            inferred("weeks begin on Monday", "not documented"),
            documented(
                    "age retention is stamped when a restore point is created, and the stamp stays when the rule changes",
                    RULE_GUIDE),
            inferred(
                    "what has expired goes at once between 08:00 and 20:00 UTC, else at the next 08:00",
                    "the window is documented, its zone and exact moment are not"),
            documented("restore points taken manually never expire", POLICY_GUIDE),
            documented("a disabled or detached policy neither creates nor deletes anything", POLICY_GUIDE),
            inferred(
                    "stamped restore points also stay while no policy acts on their vault",
                    "sources disagree; see InMemoryCloud.Builder.expiringWithoutPolicy"),
            documented("at most 10 failed automatic backups of a resource are kept, for a month", POLICY_GUIDE),
            documented(
                    "a restore point that an image was built from can neither be deleted nor expire, and does not"
                            + " count",
                    ERRORS),
            documented(
                    "the newest restore point cannot be deleted while the next one is being created",
                    "CBR user guide, deleting a backup"),
            inferred(
                    "a restore point that is being restored from or copied is not deleted, and its member neither leaves its vault"
                            + " nor is the vault deleted; the emulator says so with 6216, 2010, 6130 and 6111",
                    "error codes say that a backup in use, a vault in which work is going on, and a vault that is being replicated"
                            + " are refused; which call returns which of them is not documented"),
            documented(
                    "a member that cannot be backed up is skipped and named, the others are backed up",
                    "CBR API reference, creating a restore point"),
            inferred(
                    "a backup that names a disk or server outside its vault, or of a vault without members, is refused",
                    "that they have to be in the vault is documented, and so are codes that say so (6135, 0001); that this call"
                            + " returns them is not"),
            simplified(
                    "a backup captures all disks of a server at the instant the run begins",
                    "true of crash-consistent backups; an agent changes nothing of what is captured, and only its failure is"
                            + " modelled"),
            inferred(
                    "a restore point says why the agent in its server took no part in it, with a code that is not 0",
                    "the fields are recorded, with code 0 only; the log of operations documents fields of these names"),
            documented(
                    "an attached disk cannot be restored; an enlarged one shrinks back; a smaller one is refused",
                    "CBR user guide, restoring from a disk backup"),
            inferred(
                    "one disk of a server's restore point is restored over that disk as the restore point of a disk is, and the"
                            + " log names the part",
                    "each part has an id of its own; whether a restore takes it is not documented"),
            inferred(
                    "a restore or rollback that fails leaves a disk of which the first half is new and the rest as before; its failure"
                            + " says that the effect is not known",
                    "no real cloud says how far it got; neither do the messages of CBR and EVS"),
            simplified(
                    "a new disk is attached to a server at the instant at which it has its data",
                    "in the real cloud that is a call of its own, which takes time"),
            documented(
                    "a server is stopped for its restore and started afterwards unless told otherwise",
                    "CBR API reference, restoring a backup"),
            documented("encrypted data stays encrypted, and is not shared", "CBR and IMS API references, error codes"),
            documented(
                    "a disk is created in a zone of the region, and within the quota of disks and of their size",
                    "EVS API reference, error codes 1036, 1034 and 1042, and the calls that list zones and quotas"),
            simplified(
                    "a new server that is in no zone or beyond the quota is refused at once",
                    "the real cloud refuses it when the image is built and ECS creates the server; the provider reads zones and quotas"
                            + " before the image is begun, and refuses it then"),
            simplified(
                    "of a server at the time of its backup, name, zone and disks are known",
                    "CBR documents its metadata by one example, as JSON text within JSON; what else is in it is inferred"),
            simplified(
                    "a preflight says nothing of agents, of the quota of servers and of a dry run",
                    "of ECS and CBR alone: CheckAgent, limits and dry_run are documented; ECS checks a request only with an"
                            + " image, which a restore point has only if something was made of it"),
            inferred(
                    "restores from a vault that is locked for lack of payment may be refused or not",
                    "CBR's error 6202 says that the vault has to be available, its states that locked vaults restore"),
            inferred(
                    "an encrypted disk is not restored onto another server disk that a system starts from",
                    ERRORS + " (6140), which does not say whether the original is meant too"),
            documented(
                    "restore points of servers are copied, once to each region; copies are not",
                    "CBR API reference, replicating a backup"),
            documented(
                    "a restore point without the disk that its server starts from is not copied",
                    "CBR user guide, replicating backups across regions"),
            inferred(
                    "a replication policy logs such a restore point as skipped, once; copying it manually is refused with 6122",
                    "how the real cloud says so is not documented"),
            simplified(
                    "restore points can be copied to every other region that the world has",
                    "a real cloud lists, for each region, the regions to which it can copy"),
            inferred(
                    "a replication policy copies at each slot what has no copy there yet",
                    "the user guide says what is copied, not in which order"),
            inferred(
                    "a copy keeps the time of the original and expires by the rule of the replication policy",
                    "not documented"),
            documented("a disk has at most 7 snapshots, which are lost with it", EVS_GUIDE),
            documented("a snapshot of a disk in use needs consent, and a rollback needs a detached disk", EVS_GUIDE),
            documented(
                    "a disk from a snapshot is in the zone and of the type of the original",
                    "EVS API reference, error codes 2054 and 2096"),
            inferred(
                    "for a snapshot that nobody has changed, the emulator returns the time of its creation as that of"
                            + " its last change",
                    "sources conflict: the example of creating one has both times equal, those of reading it have none"),
            simplified(
                    "a disk whose rollback has failed is available or in use as before; the emulator shows it as error_rollbacking until it is rolled"
                            + " back again",
                    "EVS documents the status, and neither what the disk holds then nor that it can be attached"),
            inferred("a rolled back disk keeps the size that it has", "not documented"),
            simplified(
                    "the backup service keeps one snapshot beside a disk, for its newest restore point",
                    "their number in the real cloud is not documented"),
            documented("one image can be built from a restore point of a server, which it then holds", ERRORS),
            documented(
                    "an image of a whole server leaves a backup in a vault, which is deleted with it or kept",
                    IMS_GUIDE),
            inferred(
                    "an image of a snapshot or of a disk's restore point is an image of that disk",
                    "composed of several calls in the real cloud"),
            simplified(
                    "network, security groups, addresses and login of a new server are not modelled beyond their ids",
                    "they do not matter to backups"),
            documented(
                    "a temporary server is deleted with its disks; the provider for Huawei Cloud detaches and deletes its data disks first",
                    "ECS API reference, deleting ECSs: delete_volume false only detaches them"),
            inferred(
                    "a server shows its data disks with the delete_on_termination that it was created with, and a disk that"
                            + " is attached later with false",
                    "the request field is documented, and that attaching has none; no response with a true one is recorded"),
            documented(
                    "the data disks that are created with a server carry neither tags nor metadata of the caller: those of a drill"
                            + " are found by its server, and are tagged when its deletion begins",
                    "ECS API reference, creating ECSs: of a data disk, metadata holds encryption alone, and server_tags are of"
                            + " the server"),
            inferred(
                    "in the emulator, such a disk is kept when its server is deleted with delete_volume false",
                    "which of the two wins is not documented; the provider deletes what is left of them either way"),
            inferred(
                    "the disks of a new server are created between its creation and its first start, within a minute",
                    "the times are documented, their order is not"),
            documented(
                    "a disk with snapshots is never deleted by a discard, since the deletion would take them along",
                    EVS_GUIDE),
            inferred(
                    "a request to stop a server or detach a disk is carried out within 3 minutes of a lost reply, if at all: a"
                            + " restore that detaches its disk waits that long before it puts back what it may have changed. One"
                            + " that was answered and is delivered once more later, or was sent by a process of which only the"
                            + " request key or an older token is left, may still stop the server after the restore has ended",
                    "how late a request may arrive is not documented; the requests of ECS to stop and detach take no token that"
                            + " would make a second delivery void"),
            simplified(
                    "how much is used is what the lists of vaults and restore points say",
                    "the calls that sum it up, ShowStorageUsage and ShowSummary, are documented without units, the former for"
                            + " servers only; nothing needs more than the lists"),
            inferred(
                    "in the emulator, every service refuses expired credentials with 401 and APIGW.0301, as the gateway in front"
                            + " of them does, and IAM in the format of Keystone",
                    "that response is recorded in public reports about other services; none is recorded of CBR, EVS or IMS"),
            simplified("work takes the same time whatever its size", "see InMemoryCloud.takes"),
            simplified(
                    "a disk whose restore has failed is available or in use as before; a new disk, server or image that fails is gone",
                    "the real cloud shows them as error_restoring, error and killed; whether a disk that is error_restoring can be"
                            + " attached or restored again is not documented"),
            inferred(
                    "a restore point is in use from the call that creates a disk, server, copy, or image of one disk from it until the"
                            + " time of that work is over: it is neither deleted nor expired, not even with its image, its member does not leave the vault, and"
                            + " the vault is not deleted",
                    "CBR error codes 6216 and 7009 say that a backup in use is refused; from when to when a new disk uses its backup"
                            + " is not documented, nor whether retention waits for a copy; an image of one disk is built by way of a"
                            + " new disk"),
            simplified(
                    "a restore point can be used a second time while a new disk is created from it, and its status stays available",
                    "the user guide does not allow two restores of one backup at a time, and EVS error code 1044 wants an available"
                            + " one; whether a backup from which a disk is being created is shown as restoring is not documented"),
            inferred(
                    "members are not moved out of a vault that is frozen, and nothing in it is offered to other projects; the vault itself "
                            + "can be deleted",
                    "moving needs an available or locked vault and sharing an available one (6712); whether a frozen vault can be "
                            + "deleted is not documented, and nothing else would end it"),
            inferred(
                    "restore points of disks can be shared as those of servers can",
                    "the error codes say that only server backups can be shared (6700), newer pages of the user guide name disks too"),
            inferred(
                    "the description of a vault may have 255 characters",
                    "sources conflict: pages of the API reference say 255, its schema says 64; see LIVE.md"),
            simplified(
                    "the emulator keeps backup_name_prefix and shows it, and names automatic backups without it",
                    "the portable API does not set it"),
            simplified(
                    "the emulator shows a quota of 100 images and does not enforce it",
                    "the quota of a project differs by account"),
            simplified(
                    "the emulator counts the offset of protectable resources by resource",
                    "other clients of the API saw the same page of servers for offsets 0 and 1; the provider does not use that list"),
            inferred(
                    "a policy may name a time zone of whole hours only",
                    "sources conflict: the schema allows minutes, other clients of the API accept whole hours only"),
            inferred(
                    "a vault is paid in advance for up to 9 months or 5 years",
                    "the schema of the change of billing allows 9 of both; how many years a vault can be bought for is not"
                            + " documented"),
            inferred(
                    "in the emulator, a prepaid vault that is not paid is hidden and protects nothing; its members, policy and lock "
                            + "apply once the order is completed",
                    "the response to an order holds no vault; what its members do until then is not documented"),
            inferred(
                    "in the emulator, a disk that is created from an encrypted source has the key of the source, and a key sent with a "
                            + "backup_id is refused with EVS.1043",
                    "documented for snapshots and images; the same is inferred for backups"),
            simplified(
                    "work in several steps, such as a restore that detaches its disk, begins at once, and ends in the first poll after its"
                            + " time is over; a new server, and the deletion of a temporary one, end by themselves",
                    "the provider of Huawei Cloud takes each step in a poll of its own, the first one too: a single late poll does not"
                            + " end the work there; test that on the emulator"),
            inferred(
                    "a copy of an image in another region is not found by its request key: each call creates another copy",
                    "the request has neither a token nor tags; a mark in the description of the copy can be read only in the other"
                            + " region, and whether a copy is shown there before it is complete is not documented"),
            simplified(
                    "a vault that is paid for in advance is deleted as any other",
                    "in the real cloud, that cancels its subscription, which concerns money and needs permission to cancel orders"),
            simplified(
                    "in a model of another cloud, restore points have sizes and no content, which follow from the growth"
                            + " that is given or observed",
                    "see InMemoryCloud.modelOf"),
            inferred(
                    "where a cloud reports only what all restore points of a member take, a model shares that out among them as"
                            + " the growth given says, and observes no growth",
                    "backups as recorded have no size of their own, the members of vaults have"));

    /** Refuses null. */
    public Fidelity {
        Objects.requireNonNull(behaviour, "behaviour == null");
        Objects.requireNonNull(basis, "basis == null");
        Objects.requireNonNull(source, "source == null");
    }

    /** Returns the entry in one line. */
    @Override
    public String toString() {
        return basis + ": " + behaviour + " (" + source + ")";
    }

    private static Fidelity documented(String behaviour, String source) {
        return new Fidelity(behaviour, Basis.DOCUMENTED, source);
    }

    private static Fidelity inferred(String behaviour, String source) {
        return new Fidelity(behaviour, Basis.INFERRED, source);
    }

    private static Fidelity simplified(String behaviour, String source) {
        return new Fidelity(behaviour, Basis.SIMPLIFIED, source);
    }

    /** The evidence for a behaviour. */
    public enum Basis {
        /** The documentation of a real cloud says so. */
        DOCUMENTED,
        /** It follows from what is documented, or is the likelier of several readings. */
        INFERRED,
        /** A real cloud, or its provider, does more; where that matters to a caller, the reason says so. */
        SIMPLIFIED
    }
}
