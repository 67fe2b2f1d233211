package io.github.backup4j.posture;

import io.github.backup4j.AgentFailure;
import io.github.backup4j.Consistency;
import io.github.backup4j.Policy;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Retention;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Controls of the protection of a disk or server: its vault, its policy and the retention. */
final class ProtectionControls {
    static final String UNLISTED = "its vault is not among those that are listed";
    private static final String NO_POLICY = "no policy is attached";

    private ProtectionControls() {}

    static Answer isProtected(Cases.OfResource it, Objectives unused) {
        Vault vault = it.vault();
        if (vault != null && vault.status() == Vault.Status.DELETING) {
            return Answer.breached("its vault is being deleted").with("vault", vault.id());
        }
        if (vault != null && vault.status() == Vault.Status.ERROR) {
            return Answer.breached("its vault is " + vault.reportedStatus() + " and takes no backup")
                    .with("vault", vault.id());
        }
        Vault.Member member = it.member();
        if (member != null && member.status() == Vault.MemberStatus.REMOVING) {
            return Answer.breached("it is leaving its vault").with("vault", it.vaultId());
        }
        if (it.vaultId() != null) {
            return vault == null ? inUnreadVault(it, it.vaultId()) : Answer.ok("it is in vault " + it.vaultId());
        }
        ProtectableResource found = it.found();
        String obstacle = found == null ? null : found.obstacle();
        return Answer.breached(
                        "nothing backs it up" + (obstacle == null ? "" : ", and no vault could take it: " + obstacle))
                .with("status", found == null ? null : found.reportedStatus())
                .with("size", found == null ? null : found.size());
    }

    /** A vault that was not read may be on its way out, unless the cloud has no list of vaults. */
    private static Answer inUnreadVault(Cases.OfResource it, VaultId vaultId) {
        Facts.Gap gap = it.facts().gaps.get(Facts.Source.VAULTS);
        if (gap == null) {
            return Answer.unknown(UNLISTED);
        }
        return gap.missing() ? Answer.ok("it is in vault " + vaultId) : Answer.unknown(gap.sentence());
    }

    static Answer hasPolicy(Cases.OfResource it, Objectives unused) {
        if (it.vault() == null) {
            return Answer.unknown(UNLISTED);
        }
        return it.hasPolicy()
                ? Answer.ok("a policy is attached to its vault")
                : Answer.breached("no backup policy is attached to its vault").with("vault", it.vaultId());
    }

    static Answer policyActs(Cases.OfResource it, Objectives unused) {
        Policy policy = it.policy();
        if (!it.hasPolicy()) {
            return it.vault() == null ? Answer.unknown(UNLISTED) : Answer.nothingToAssess(NO_POLICY);
        }
        if (policy == null) {
            return Answer.unknown("the policy of its vault is not among those that are listed");
        }
        if (!policy.enabled()) {
            return Answer.breached("policy " + policy.name() + " is disabled").with("policy", policy.id());
        }
        return it.suspended()
                ? Answer.breached("its automatic backups are suspended").with("vault", it.vaultId())
                : Answer.ok("policy " + policy.name() + " is enabled");
    }

    static Answer keepsLongEnough(Cases.OfResource it, Objectives objectives) {
        Duration asked = objectives.retention();
        Policy policy = it.policy();
        if (asked == null) {
            return Answer.notAsked("no objective asks for a retention");
        }
        if (policy == null) {
            return it.hasPolicy()
                    ? Answer.unknown("the policy of its vault is not among those that are listed")
                    : Answer.nothingToAssess(NO_POLICY);
        }
        if (policy.retention() instanceof Retention.Forever) {
            return Answer.ok("restore points are kept forever");
        }
        Duration reach = Slots.reach(policy, it.facts().asOf, asked);
        if (reach == null) {
            return Answer.unknown("what policy " + policy.name() + " keeps is not known: " + policy.retention() + ", "
                    + policy.schedule());
        }
        String kept = "policy " + policy.name() + " reaches back " + Words.of(reach) + " (it keeps "
                + policy.retention() + ")";
        return reach.compareTo(asked) >= 0
                ? Answer.ok(kept)
                : Answer.breached(kept + ", less than " + Words.of(asked))
                        .with("policy", policy.id())
                        .with("reach", reach)
                        .with("objective", asked);
    }

    static Answer keepsNotForever(Cases.OfResource it, Objectives objectives) {
        Policy policy = it.policy();
        if (objectives.foreverAllowed()) {
            return Answer.notAsked("the objectives allow it");
        }
        if (policy == null) {
            return it.hasPolicy()
                    ? Answer.unknown("the policy of its vault is not among those that are listed")
                    : Answer.nothingToAssess(NO_POLICY);
        }
        if (policy.retention() instanceof Retention.Unrecognized) {
            return Answer.unknown("what policy " + policy.name() + " keeps is not known: " + policy.retention());
        }
        return policy.retention() instanceof Retention.Forever
                ? Answer.breached("policy " + policy.name() + " keeps restore points forever")
                        .with("policy", policy.id())
                : Answer.ok("policy " + policy.name() + " keeps " + policy.retention());
    }

    static Answer isLocked(Cases.OfResource it, Objectives objectives) {
        if (!objectives.locked()) {
            return Answer.notAsked("no objective asks for a lock");
        }
        Vault vault = it.vault();
        if (vault == null) {
            return Answer.unknown(UNLISTED);
        }
        return vault.locked()
                ? Answer.ok("its vault is locked")
                : Answer.breached("its vault is not locked").with("vault", vault.id());
    }

    static Answer isConsistent(Cases.OfResource it, Objectives objectives) {
        Consistency asked = objectives.consistency();
        if (asked == null) {
            return Answer.notAsked("no objective asks for a consistency");
        }
        if (!(it.resource() instanceof Resource.Server)) {
            return Answer.notAsked("a disk is consistent with itself");
        }
        Vault vault = it.vault();
        if (vault == null) {
            return Answer.unknown(UNLISTED);
        }
        if (vault.consistency() == Consistency.UNRECOGNIZED) {
            return Answer.unknown("what its vault promises is not known: "
                    + vault.protection().reportedConsistency());
        }
        if (asked == Consistency.CRASH_CONSISTENT) {
            return Answer.ok("its vault takes " + vault.consistency() + " backups");
        }
        return vault.consistency() == Consistency.APPLICATION_CONSISTENT
                ? agentTookPart(it)
                : Answer.breached("its vault takes crash-consistent backups").with("vault", vault.id());
    }

    /** A restore point says that the agent failed, or nothing: none says that it took part. */
    private static Answer agentTookPart(Cases.OfResource it) {
        Facts.Gap gap = it.facts().gaps.get(Facts.Source.POINTS);
        RestorePoint newest = it.newest();
        AgentFailure failure = newest == null ? null : newest.agentFailure();
        if (gap != null && !gap.missing()) {
            return Answer.unknown(gap.sentence());
        }
        if (newest == null || failure == null) {
            return Answer.unknown("its vault asks for application-consistent backups; no list says that the agent"
                    + " took part in them");
        }
        return Answer.breached(
                        "its newest restore point is only crash-consistent, since the agent took no part: " + failure,
                        newest.createdAt())
                .with("restorePoint", newest.id())
                .with("code", failure.code())
                .with("reason", failure.reason());
    }

    static Answer isEncrypted(Cases.OfResource it, Objectives objectives) {
        if (!objectives.encrypted()) {
            return Answer.notAsked("no objective asks for encryption");
        }
        RestorePoint newest = it.newest();
        if (newest == null) {
            return Answer.nothingToAssess("there is no restore point");
        }
        Boolean encrypted =
                it.resource() instanceof Resource.Server ? ofDisks(it, newest) : (Boolean) newest.encrypted();
        if (encrypted == null) {
            return Answer.unknown("the list does not tell the disks in its newest restore point, and not all of its"
                    + " disks are listed");
        }
        return encrypted
                ? Answer.ok("its newest restore point is encrypted")
                : Answer.breached("its newest restore point holds a disk that is not encrypted")
                        .with("restorePoint", newest.id());
    }

    /** Backups of encrypted disks are encrypted, and no others: if a list lacks the parts, the disks decide. */
    private static @Nullable Boolean ofDisks(Cases.OfResource it, RestorePoint newest) {
        if (!newest.parts().isEmpty()) {
            return newest.parts().stream().allMatch(RestorePoint.Part::encrypted);
        }
        ProtectableResource server = it.found();
        Vault.Member member = it.member();
        if (server == null || member == null) {
            return null;
        }
        List<Resource.Disk> disks = server.disks().stream()
                .filter(disk -> !member.excludedDisks().contains(disk))
                .toList();
        if (disks.isEmpty() || !it.facts().resources.keySet().containsAll(disks)) {
            return null;
        }
        return disks.stream().allMatch(disk -> {
            ProtectableResource found = it.facts().resources.get(disk);
            return found != null && found.encrypted();
        });
    }
}
