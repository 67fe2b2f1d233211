package io.github.backup4j.posture;

import io.github.backup4j.BackupRunRecord;
import io.github.backup4j.DataSize;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Policy;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Retention;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Controls of the backups of a resource: when, how completely, where to, and whether a drill has proven one. */
final class BackupControls {
    private static final String NOTHING_YET = "it has no restore point yet";

    private BackupControls() {}

    static Answer hasRestorePoint(Cases.OfResource it, Objectives unused) {
        RestorePoint newest = it.newest();
        if (newest != null) {
            return Answer.ok("its newest restore point is of " + newest.createdAt());
        }
        return it.points().isEmpty()
                ? Answer.breached("it has never been backed up").with("vault", it.vaultId())
                : Answer.breached("none of its " + Words.count(it.points().size(), "restore point")
                                + " can be restored from")
                        .with("newest", it.points().get(0).id())
                        .with("status", it.points().get(0).reportedStatus());
    }

    static Answer isRecent(Cases.OfResource it, Objectives objectives) {
        Duration rpo = objectives.rpo();
        RestorePoint newest = it.newest();
        if (rpo == null) {
            return Answer.notAsked("no objective asks for an age");
        }
        if (newest == null) {
            return Answer.nothingToAssess(NOTHING_YET);
        }
        Duration age = Duration.between(newest.createdAt(), it.facts().asOf);
        String old = "its newest restore point is " + Words.of(age) + " old";
        return age.compareTo(rpo) <= 0
                ? Answer.ok(old)
                : Answer.breached(
                                old + ", more than " + Words.of(rpo),
                                newest.createdAt().plus(rpo))
                        .with("restorePoint", newest.id())
                        .with("createdAt", newest.createdAt())
                        .with("objective", rpo);
    }

    /** Decides by the schedule. A slot with no restore point that the log may no longer cover is not known. */
    static Answer ranWhenDue(Cases.OfResource it, Objectives objectives) {
        Policy policy = it.policy();
        if (policy == null || !policy.enabled() || it.suspended()) {
            return it.hasPolicy() && policy == null
                    ? Answer.unknown("the policy of its vault is not among those that are listed")
                    : Answer.nothingToAssess("no policy is due to back it up");
        }
        if (it.points().isEmpty()) {
            return Answer.nothingToAssess(NOTHING_YET);
        }
        Instant last = it.lastAutomatic(objectives.grace());
        if (last == null) {
            return Answer.unknown("no run of a policy is known: policy " + policy.name() + " may be new here");
        }
        if (Slots.after(policy.schedule(), last).isEmpty()) {
            return Answer.unknown("when policy " + policy.name() + " runs is not known: " + policy.schedule());
        }
        List<Instant> due =
                Slots.between(policy.schedule(), last, it.facts().asOf.minus(objectives.grace()));
        if (due.isEmpty()) {
            return Answer.ok("policy " + policy.name() + " backed it up at " + last + ", and was not due since");
        }
        List<Instant> missed = dueForSure(it, policy, last, due, objectives.grace());
        if (missed.isEmpty()) {
            return Answer.unknown(
                    "its last run, at " + last + ", is not one that policy " + policy.name() + " is due for ("
                            + policy.schedule() + "): its schedule may have changed since, and no list tells when");
        }
        Optional<Instant> certain = missed.stream()
                .filter(slot -> !slot.isBefore(it.facts().logFrom))
                .findFirst();
        if (certain.isEmpty()) {
            return Answer.unknown("policy " + policy.name() + " was due at " + missed.get(0)
                    + ", longer ago than the log is sure to be kept");
        }
        return Answer.breached(
                        "policy " + policy.name() + " was due at " + certain.get() + " and did not begin ("
                                + policy.schedule() + ")",
                        certain.get())
                .with("policy", policy.id())
                .with("lastRun", last)
                .with("missed", missed.size());
    }

    /**
     * Returns the slots that were due whatever happened to the schedule. If the last run lies on no slot of the present one, it may
     * have been of another, which would have been due again as long after it as its runs were apart; after a week if that is not
     * known. From then on, either the present schedule is in force, or the other one has missed a run.
     */
    private static List<Instant> dueForSure(
            Cases.OfResource it, Policy policy, Instant last, List<Instant> due, Duration grace) {
        if (Slots.isNear(policy.schedule(), last, grace)) {
            return due;
        }
        Duration apart = it.longestBetweenRuns(grace);
        Instant again = last.plus(apart == null ? Cases.REPEATS : apart);
        return due.stream().filter(slot -> !slot.isBefore(again)).toList();
    }

    static Answer lastRunHeld(Cases.OfResource it, Objectives unused) {
        return lastRun(it, false);
    }

    static Answer lastRunWasNotSkipped(Cases.OfResource it, Objectives unused) {
        return lastRun(it, true);
    }

    private static Answer lastRun(Cases.OfResource it, boolean skipped) {
        RestorePoint point = it.points().stream()
                .filter(made ->
                        made.status() != RestorePoint.Status.WAITING && made.status() != RestorePoint.Status.PROTECTING)
                .findFirst()
                .orElse(null);
        BackupRunRecord.Member latest = it.runs().stream().findFirst().orElse(null);
        if (latest != null && latest.status() == OperationRecord.Status.UNRECOGNIZED) {
            return Answer.unknown("the log says of its last backup what is not known here: " + latest.reportedStatus());
        }
        if (point != null && point.status() == RestorePoint.Status.UNRECOGNIZED) {
            return Answer.unknown("the status of its newest restore point is not known: " + point.reportedStatus());
        }
        BackupRunRecord.Member run = it.runs().stream()
                .filter(entry -> entry.missed() || entry.status() == OperationRecord.Status.SUCCEEDED)
                .findFirst()
                .orElse(null);
        if (run != null && (point == null || !point.createdAt().isAfter(Cases.begun(run)) || isOf(run, point))) {
            return ofEntry(run, skipped);
        }
        if (point == null) {
            return Answer.nothingToAssess("it was never backed up");
        }
        if (!isSureToBeTheLast(it, point)) {
            return Answer.unknown("the log holds no backup of it since " + Words.minute(it.facts().logFrom)
                    + ", and its newest restore" + " point is older");
        }
        return point.status() == RestorePoint.Status.ERROR && !skipped
                ? Answer.breached("its last backup failed; the log does not say why", point.createdAt())
                        .with("restorePoint", point.id())
                : Answer.ok("its last backup began at " + point.createdAt());
    }

    private static boolean isOf(BackupRunRecord.Member run, RestorePoint point) {
        return point.id().equals(run.restorePoint());
    }

    /** Returns whether the log covers the restore point's time, or nothing was due between it and the start of the log. */
    private static boolean isSureToBeTheLast(Cases.OfResource it, RestorePoint point) {
        Policy policy = it.policy();
        return !point.createdAt().isBefore(it.facts().logFrom)
                || (policy != null
                        && point.automatic()
                        && Slots.between(policy.schedule(), point.createdAt(), it.facts().logFrom)
                                .isEmpty()
                        && Slots.after(policy.schedule(), point.createdAt()).isPresent());
    }

    private static Answer ofEntry(BackupRunRecord.Member run, boolean skipped) {
        boolean wasSkipped = run.status() == OperationRecord.Status.SKIPPED;
        if (!run.missed() || wasSkipped != skipped) {
            return Answer.ok("its last backup began at " + Cases.begun(run) + ": " + run.reportedStatus());
        }
        String why = run.reason() == null ? "the cloud does not say why" : run.reason();
        return Answer.breached(
                        "its last backup " + (wasSkipped ? "was skipped" : "failed") + ": " + why
                                + (run.code() == null ? "" : " (" + run.code() + ")"),
                        run.startedAt())
                .with("code", run.code())
                .with("reason", run.reason())
                .with("restorePoint", run.restorePoint());
    }

    static Answer isCopied(Cases.OfResource it, Objectives objectives) {
        Duration asked = objectives.copiedWithin();
        if (asked == null) {
            return Answer.notAsked("no objective asks for a copy");
        }
        RestorePoint copied =
                it.usable().stream().filter(BackupControls::hasCopy).findFirst().orElse(null);
        if (copied == null) {
            return it.newest() == null
                    ? Answer.nothingToAssess(NOTHING_YET)
                    : Answer.breached("none of its restore points has a complete copy in another region");
        }
        Duration age = Duration.between(copied.createdAt(), it.facts().asOf);
        String old = "the newest restore point with a copy is " + Words.of(age) + " old";
        return age.compareTo(asked) <= 0
                ? Answer.ok(old)
                : Answer.breached(
                                old + ", more than " + Words.of(asked),
                                copied.createdAt().plus(asked))
                        .with("restorePoint", copied.id())
                        .with("createdAt", copied.createdAt());
    }

    static boolean hasCopy(RestorePoint point) {
        return point.copies().stream().anyMatch(copy -> copy.status() == RestorePoint.CopyStatus.AVAILABLE);
    }

    /**
     * Finds restore points of a resource that is gone, and those without an expiry that no rule deletes: the resource has left the
     * vault, and a rule that counts covers members only; or no rule counts in its vault. Manual restore points are meant to stay.
     */
    static Answer isNeeded(Cases.OfResource it, Objectives unused) {
        if (it.points().isEmpty()) {
            return Answer.ok("there is nothing that nobody needs");
        }
        if (it.found() == null && it.resource().kind() != Resource.Kind.UNRECOGNIZED) {
            return orphans(
                    it.points(),
                    "it is gone, and " + Words.count(it.points().size(), "restore point") + " of it "
                            + (it.points().size() == 1 ? "is" : "are") + " left");
        }
        List<RestorePoint> left = it.points().stream()
                .filter(point -> point.automatic() && point.expiresAt() == null && !isMember(it, point.vault()))
                .toList();
        return left.isEmpty() ? isDeletedByARule(it) : withoutExpiry(left, " of it in a vault that it has left", "");
    }

    private static Answer withoutExpiry(List<RestorePoint> points, String which, String why) {
        boolean one = points.size() == 1;
        return orphans(
                points,
                Words.count(points.size(), "restore point") + which + (one ? " has" : " have") + " no expiry" + why
                        + ": no rule will delete " + (one ? "it" : "them"));
    }

    /** A rule that counts deletes restore points without an expiry, and one that works by age only those that it has stamped. */
    private static Answer isDeletedByARule(Cases.OfResource it) {
        List<RestorePoint> unstamped = it.points().stream()
                .filter(point -> point.automatic() && point.expiresAt() == null)
                .filter(point -> Cases.isUsable(point) && !point.pinned())
                .toList();
        Answer ok = Answer.ok("a rule deletes its restore points, or they are meant to stay");
        if (unstamped.isEmpty()) {
            return ok;
        }
        Policy policy = it.policy();
        if (policy == null) {
            return it.hasPolicy()
                    ? Answer.unknown("the policy of its vault is not among those that are listed")
                    : Answer.nothingToAssess("no policy is attached, so that no rule deletes its restore points");
        }
        if (!policy.enabled()) {
            return Answer.nothingToAssess(
                    "policy " + policy.name() + " is disabled, so that no rule deletes its restore points");
        }
        Retention retention = policy.retention();
        if (retention instanceof Retention.Unrecognized) {
            return Answer.unknown("what policy " + policy.name() + " keeps is not known: " + retention);
        }
        return retention instanceof Retention.Days
                ? withoutExpiry(
                        unstamped,
                        " of it",
                        ", and policy " + policy.name() + " deletes by expiry (it keeps " + retention + ")")
                : ok;
    }

    private static boolean isMember(Cases.OfResource it, VaultId vaultId) {
        Vault vault = it.facts().vaults.get(vaultId);
        return vault != null && vault.member(it.resource()).isPresent();
    }

    private static Answer orphans(List<RestorePoint> points, String sentence) {
        DataSize bytes = DataSize.ZERO;
        for (RestorePoint point : points) {
            DataSize stored = point.stored();
            bytes = bytes == null || stored == null ? null : bytes.plus(stored);
        }
        RestorePoint newest = points.get(0);
        return Answer.breached(sentence)
                .with("restorePoints", points.size())
                .with("newest", newest.id())
                .with("newestAt", newest.createdAt())
                .with("vault", newest.vault())
                .with("stored", bytes);
    }

    /** Decides by the sizes if parts and contents are not listed; what the sizes do not show is not known. */
    static Answer isWhole(Cases.OfResource it, Objectives unused) {
        List<RestorePoint> usable = it.usable();
        if (usable.isEmpty()) {
            return Answer.nothingToAssess(NOTHING_YET);
        }
        RestorePoint newest = usable.get(0);
        Answer wrong = lacksDisks(it, newest);
        if (wrong == null) {
            wrong = holdsNothing(it, newest);
        }
        if (wrong == null) {
            wrong = hasShrunk(it, newest, usable.subList(1, usable.size()));
        }
        if (wrong != null) {
            return wrong.with("restorePoint", newest.id()).with("createdAt", newest.createdAt());
        }
        String untold = untold(it, newest);
        return untold == null
                ? Answer.ok("its newest restore point holds as much as those before it")
                : Answer.unknown(untold);
    }

    private static @Nullable Answer lacksDisks(Cases.OfResource it, RestorePoint newest) {
        ProtectableResource server = it.found();
        Vault.Member member = it.member();
        if (!(it.resource() instanceof Resource.Server) || server == null || member == null) {
            return null;
        }
        if (!newest.parts().isEmpty()) {
            List<Resource.Disk> lacking = server.disks().stream()
                    .filter(disk -> !member.excludedDisks().contains(disk))
                    .filter(disk -> newest.part(disk).isEmpty())
                    .toList();
            return lacking.isEmpty()
                    ? null
                    : Answer.breached("its newest restore point lacks " + lacking)
                            .with("lacking", lacking);
        }
        DataSize then = newest.source().size();
        return then == null || !member.excludedDisks().isEmpty() || then.compareTo(server.size()) >= 0
                ? null
                : Answer.breached("its newest restore point holds " + then + " of the " + server.size()
                                + " that its disks have: a disk was added or enlarged since, or was left out")
                        .with("size", server.size())
                        .with("backedUp", then);
    }

    private static @Nullable Answer holdsNothing(Cases.OfResource it, RestorePoint newest) {
        if (DataSize.ZERO.equals(newest.stored()) && !newest.incremental()) {
            return Answer.breached("its newest restore point is a full one and takes no space: there is nothing in it")
                    .with("stored", newest.stored());
        }
        Vault.Member member = it.member();
        return member != null && DataSize.ZERO.equals(member.stored()) && newest.stored() == null
                ? Answer.breached("all its restore points together take no space: there is nothing in them")
                        .with("stored", member.stored())
                : null;
    }

    private static @Nullable Answer hasShrunk(Cases.OfResource it, RestorePoint newest, List<RestorePoint> before) {
        DataSize now = newest.source().size();
        ProtectableResource found = it.found();
        for (RestorePoint earlier : before) {
            DataSize stored = earlier.stored();
            DataSize size = earlier.source().size();
            boolean full = !newest.incremental() && !earlier.incremental();
            if (full && isFarLess(newest.stored(), stored)) {
                return Answer.breached(
                                "its newest restore point takes " + words(newest.stored()) + ", far less than the "
                                        + words(stored)
                                        + " of " + earlier.createdAt())
                        .with("stored", newest.stored())
                        .with("before", stored);
            }
            if (found != null && now != null && found.size().compareTo(now) > 0 && isFarLess(now, size)) {
                return Answer.breached("its newest restore point is of " + now + ", far less than the " + size + " of "
                                + earlier.createdAt())
                        .with("size", now)
                        .with("before", size);
            }
        }
        return null;
    }

    private static String words(@Nullable DataSize size) {
        return size == null ? "nobody knows how much" : Words.of(size);
    }

    private static boolean isFarLess(@Nullable DataSize now, @Nullable DataSize before) {
        return now != null && before != null && now.bytes() < before.bytes() / 2;
    }

    private static @Nullable String untold(Cases.OfResource it, RestorePoint newest) {
        Vault.Member member = it.member();
        boolean server = it.resource() instanceof Resource.Server;
        if (newest.stored() == null) {
            return "the cloud does not say how much one restore point takes, so that an empty one looks like any other";
        }
        if (server
                && newest.parts().isEmpty()
                && (member == null || !member.excludedDisks().isEmpty())) {
            return "the list does not say which disks are in its newest restore point, and some are left out on purpose";
        }
        return newest.source().size() == null ? "the cloud does not say how large it was when it was backed up" : null;
    }

    static Answer isProven(Cases.OfResource it, Objectives objectives) {
        Duration within = objectives.provenWithin();
        if (within == null) {
            return Answer.notAsked("no objective asks for drills");
        }
        Proof last = it.lastProof();
        if (last == null) {
            return Answer.breached("no drill has shown that it can be restored");
        }
        if (!last.holds()) {
            return Answer.breached("its last drill did not show that it can be restored", last.at())
                    .with("drilledAt", last.at())
                    .with("restorePoint", last.restorePoint());
        }
        if (last.at().isAfter(it.facts().asOf.plus(FactsReader.SKEW))) {
            return Answer.unknown("its last drill is dated " + last.at() + ", which has not come yet");
        }
        Duration age = Duration.between(last.at(), it.facts().asOf);
        return age.compareTo(within) <= 0
                ? Answer.ok("a drill of " + last.at() + " showed that it can be restored")
                : Answer.breached(
                                "the last good drill was " + Words.of(age) + " ago, more than " + Words.of(within),
                                last.at().plus(within))
                        .with("drilledAt", last.at())
                        .with("restorePoint", last.restorePoint());
    }

    static Answer restoresInTime(Cases.OfResource it, Objectives objectives) {
        Duration rto = objectives.rto();
        if (rto == null) {
            return Answer.notAsked("no objective asks for a time");
        }
        Proof last = it.lastProof();
        if (last == null) {
            return Answer.unknown("no drill has measured how long a restore takes");
        }
        if (!last.restored()) {
            return Answer.breached("its last drill restored nothing", last.at()).with("drilledAt", last.at());
        }
        if (last.at().isAfter(it.facts().asOf.plus(FactsReader.SKEW))) {
            return Answer.unknown("its last drill is dated " + last.at() + ", which has not come yet");
        }
        Duration took = last.took();
        if (took == null || took.isNegative()) {
            return Answer.unknown("its last drill did not measure how long the restore takes");
        }
        Duration within = objectives.provenWithin();
        String clockOff = it.facts().clockOff;
        if (within != null && clockOff != null) {
            return Answer.unknown(clockOff);
        }
        Duration age = Duration.between(last.at(), it.facts().asOf);
        if (within != null && age.compareTo(within) > 0) {
            return Answer.unknown("the last drill was " + Words.of(age) + " ago, more than " + Words.of(within)
                    + ", and what it measured may not hold any more");
        }
        String sentence = "the last drill took " + Words.of(took);
        return last.within(rto)
                ? Answer.ok(sentence)
                : Answer.breached(sentence + ", more than " + Words.of(rto), last.at())
                        .with("drilledAt", last.at())
                        .with("took", took)
                        .with("objective", rto);
    }
}
