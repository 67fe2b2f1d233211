package io.github.backup4j.posture;

import io.github.backup4j.posture.Facts.Source;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** All controls: the lists that each needs, and the function that decides it. */
final class ControlTable {
    static final List<Entry<Cases.OfResource>> OF_RESOURCES = sorted(List.of(
            of(Control.UNPROTECTED, ProtectionControls::isProtected, Source.RESOURCES),
            of(Control.NO_POLICY, ProtectionControls::hasPolicy, Source.RESOURCES, Source.VAULTS),
            of(
                    Control.POLICY_DISABLED,
                    ProtectionControls::policyActs,
                    Source.RESOURCES,
                    Source.VAULTS,
                    Source.POLICIES),
            of(
                    Control.RETENTION_TOO_SHORT,
                    ProtectionControls::keepsLongEnough,
                    Source.RESOURCES,
                    Source.VAULTS,
                    Source.POLICIES),
            of(
                    Control.RETENTION_FOREVER,
                    ProtectionControls::keepsNotForever,
                    Source.RESOURCES,
                    Source.VAULTS,
                    Source.POLICIES),
            of(Control.NOT_LOCKED, ProtectionControls::isLocked, Source.RESOURCES, Source.VAULTS),
            of(Control.CONSISTENCY_NOT_MET, ProtectionControls::isConsistent, Source.RESOURCES, Source.VAULTS),
            of(Control.NOT_ENCRYPTED, ProtectionControls::isEncrypted, Source.RESOURCES, Source.VAULTS, Source.POINTS),
            of(Control.NEVER_BACKED_UP, BackupControls::hasRestorePoint, Source.RESOURCES, Source.POINTS),
            timed(Control.RPO_BREACHED, BackupControls::isRecent, Source.RESOURCES, Source.POINTS),
            timed(Control.MISSED_RUN, BackupControls::ranWhenDue, Source.values()),
            timed(Control.LAST_RUN_FAILED, BackupControls::lastRunHeld, Source.values()),
            timed(Control.LAST_RUN_SKIPPED, BackupControls::lastRunWasNotSkipped, Source.values()),
            timed(Control.NOT_COPIED, BackupControls::isCopied, Source.RESOURCES, Source.POINTS),
            of(Control.ORPHANED, BackupControls::isNeeded, Source.RESOURCES, Source.VAULTS, Source.POINTS),
            of(Control.EMPTY_OR_SHRUNK, BackupControls::isWhole, Source.RESOURCES, Source.VAULTS, Source.POINTS),
            timed(Control.UNPROVEN, BackupControls::isProven),
            of(Control.RTO_EXCEEDED, BackupControls::restoresInTime)));

    static final List<Entry<Cases.OfVault>> OF_VAULTS = sorted(List.of(
            of(Control.VAULT_FULL, VaultControls::hasRoom, Source.VAULTS),
            timed(
                    Control.VAULT_FULL_AT,
                    VaultControls::staysBelowItsCapacity,
                    Source.VAULTS,
                    Source.POLICIES,
                    Source.POINTS),
            of(Control.VAULT_UNPAID, VaultControls::isPaid, Source.VAULTS)));

    private ControlTable() {}

    private static <C> List<Entry<C>> sorted(List<Entry<C>> entries) {
        return entries.stream().sorted(Comparator.comparing(Entry::control)).toList();
    }

    private static <C> Entry<C> of(Control control, Check<C> check, Source... rests) {
        return new Entry<>(control, Set.of(rests), false, check);
    }

    private static <C> Entry<C> timed(Control control, Check<C> check, Source... rests) {
        return new Entry<>(control, Set.of(rests), true, check);
    }

    /** Decides a control by the facts about one subject. */
    @FunctionalInterface
    interface Check<C> {
        Answer check(C about, Objectives objectives);
    }

    /**
     * One control.
     *
     * @param control the control
     * @param rests the lists that it needs: if one broke off, the result is not known
     * @param timed whether it compares times of the cloud with the time here: if a clock is off, the result is not known
     * @param check decides it
     */
    record Entry<C>(Control control, Set<Source> rests, boolean timed, Check<C> check) {
        Assessment assess(C about, Facts facts, Objectives objectives) {
            Answer answer = check.check(about, objectives);
            return (answer.asked() ? withGaps(answer, facts) : answer).of(control);
        }

        private Answer withGaps(Answer answer, Facts facts) {
            for (Source source : Source.values()) {
                Facts.Gap gap = facts.gaps.get(source);
                if (gap != null && rests.contains(source)) {
                    return gap.missing()
                            ? Answer.nothingToAssess(gap.sentence() + ": " + source.words())
                            : Answer.unknown(gap.sentence());
                }
            }
            return timed && facts.clockOff != null ? Answer.unknown(facts.clockOff) : answer;
        }
    }
}
