package io.github.backup4j.posture;

import java.util.Objects;

/** A check of a resource or vault: a function of the facts and the {@link Objectives}. Constants are grouped by severity. */
public enum Control {
    /**
     * No vault backs the resource up: neither as a member, nor through a server that it is a disk of. A vault in an error, or one that
     * it is leaving, does not count.
     */
    UNPROTECTED(Severity.CRITICAL, "put it into a vault that a backup policy is attached to"),
    /** The resource has no restore point that can be restored from. */
    NEVER_BACKED_UP(Severity.CRITICAL, "back it up now by hand, and see that the policy of its vault runs"),
    /** The newest restore point is empty, lacks a disk, or is far smaller than those before it. */
    EMPTY_OR_SHRUNK(
            Severity.CRITICAL,
            "look at what is on the disks, and back it up in full; keep the older restore points until then"),
    /** The newest restore point is older than {@link Objectives#rpo()} allows. */
    RPO_BREACHED(Severity.HIGH, "back it up now by hand, and see why the policy has not"),
    /**
     * The policy of its vault was due to back it up, but the backup did not begin. No list tells when a schedule was changed: if the
     * last run was at no time of the present schedule, it is not known until the run after that one would have been due as well.
     */
    MISSED_RUN(Severity.HIGH, "back it up now by hand; if the next run is missed as well, attach the policy again"),
    /** Its last backup failed. */
    LAST_RUN_FAILED(Severity.HIGH, "remove the cause that the cloud names, and back it up by hand"),
    /** Its last backup was skipped. */
    LAST_RUN_SKIPPED(Severity.HIGH, "remove the cause that the cloud names, and back it up by hand"),
    /** No backup policy is attached to its vault. */
    NO_POLICY(Severity.HIGH, "attach a backup policy to the vault"),
    /** The policy of its vault is disabled, or its automatic backups are suspended. */
    POLICY_DISABLED(Severity.HIGH, "enable the policy, or let the member follow it again"),
    /** The vault uses more of its capacity than {@link Objectives#vaultsBelow()} allows. */
    VAULT_FULL(Severity.HIGH, "enlarge the vault, or delete restore points that nobody needs"),
    /**
     * The vault will be full within {@link Objectives#fullWithin()}, if it is filled as in the last 28 days, by hand as well; backups
     * fail from then on.
     */
    VAULT_FULL_AT(Severity.HIGH, "enlarge the vault before that day, or keep fewer restore points"),
    /** The account owes money for the vault: new backups fail, and the data is kept for a limited time only. */
    VAULT_UNPAID(Severity.HIGH, "pay for the vault"),
    /** The policy keeps restore points for less time than {@link Objectives#retention()} asks for. */
    RETENTION_TOO_SHORT(Severity.MEDIUM, "let the policy keep restore points for longer"),
    /** The newest restore point holds a disk that is not encrypted. */
    NOT_ENCRYPTED(Severity.MEDIUM, "move the data to an encrypted disk; its backups are encrypted then"),
    /** No restore point that is new enough has a complete copy in another region. */
    NOT_COPIED(Severity.MEDIUM, "attach a replication policy to the vault, or copy a restore point by hand"),
    /** The vault is not locked, so that its restore points can be deleted by hand. */
    NOT_LOCKED(Severity.MEDIUM, "lock the vault; this cannot be undone"),
    /**
     * The vault takes restore points of a lower level than {@link Objectives#consistency()}, or the agent took no part in the newest.
     * Not known for other application-consistent vaults: no list says that an agent took part.
     */
    CONSISTENCY_NOT_MET(Severity.MEDIUM, "let the vault take application-consistent backups, and install the agent"),
    /** No drill within {@link Objectives#provenWithin()} has shown that the resource can be restored. */
    UNPROVEN(Severity.MEDIUM, "drill a restore, and look at what came back"),
    /**
     * The last drill restored nothing, or took longer than {@link Objectives#rto()} allows; not known if it is older than {@link
     * Objectives#provenWithin()}.
     */
    RTO_EXCEEDED(Severity.MEDIUM, "restore less at once, or agree on a longer time"),
    /** The policy keeps restore points forever. */
    RETENTION_FOREVER(Severity.LOW, "let the policy keep restore points for a limited time"),
    /**
     * There are restore points of a resource that is gone, or that no rule will ever delete: those without an expiry in a vault that
     * it has left, or whose policy deletes by expiry. Restore points taken manually are meant to stay.
     */
    ORPHANED(Severity.LOW, "delete them, or say who needs them");

    private final Severity severity;
    private final String advice;

    Control(Severity severity, String advice) {
        this.severity = Objects.requireNonNull(severity);
        this.advice = Objects.requireNonNull(advice);
    }

    /** Returns the severity of a breach. */
    public Severity severity() {
        return severity;
    }

    /** Returns what to do about a breach, where no step can say it. */
    Remedy advice() {
        return new Remedy.Advice(advice);
    }
}
