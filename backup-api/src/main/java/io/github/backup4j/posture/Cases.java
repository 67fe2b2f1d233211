package io.github.backup4j.posture;

import io.github.backup4j.BackupRunRecord;
import io.github.backup4j.Policy;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The facts in the form that controls need: about one disk or server, or about one vault. */
final class Cases {
    /** How far back the times between runs are compared: a week, in which weekly and daily schedules repeat, and a day to spare. */
    static final Duration REPEATS = Duration.ofDays(8);

    private Cases() {}

    static boolean isUsable(RestorePoint point) {
        return point.status() == RestorePoint.Status.AVAILABLE || point.status() == RestorePoint.Status.RESTORING;
    }

    /** Returns when a backup began; an instant long ago if the log does not say. */
    static Instant begun(BackupRunRecord.Member run) {
        return Objects.requireNonNullElse(run.startedAt(), Instant.EPOCH);
    }

    private static @Nullable Policy policyOf(Facts facts, @Nullable Vault vault) {
        return vault == null
                ? null
                : vault.policy(Purpose.BACKUP)
                        .map(attached -> facts.policies.get(attached.policy()))
                        .orElse(null);
    }

    /**
     * The facts about a disk or server that is backed up by itself or not at all.
     *
     * @param facts all facts
     * @param resource the disk or server
     * @param found its entry in the cloud's list; null: it is gone
     * @param vaultId the vault that holds it as a member; null: none does
     * @param vault that vault; null: none, or it is not listed
     * @param policy the backup policy of that vault; null: none, or it is not listed
     * @param points its restore points, the newest first
     */
    record OfResource(
            Facts facts,
            Resource resource,
            @Nullable ProtectableResource found,
            @Nullable VaultId vaultId,
            @Nullable Vault vault,
            @Nullable Policy policy,
            List<RestorePoint> points) {
        static OfResource of(Facts facts, Resource resource) {
            ProtectableResource found = facts.resources.get(resource);
            VaultId vaultId = found == null ? null : found.vault();
            Vault vault = vaultId == null ? null : facts.vaults.get(vaultId);
            return new OfResource(
                    facts, resource, found, vaultId, vault, policyOf(facts, vault), facts.pointsOf(resource));
        }

        Vault.@Nullable Member member() {
            return vault == null ? null : vault.member(resource).orElse(null);
        }

        boolean suspended() {
            Vault.Member member = member();
            return member != null && member.suspended();
        }

        /** Returns whether a policy is attached, listed or not. */
        boolean hasPolicy() {
            return vault != null && vault.policy(Purpose.BACKUP).isPresent();
        }

        List<RestorePoint> usable() {
            return points.stream().filter(Cases::isUsable).toList();
        }

        @Nullable
        RestorePoint newest() {
            return points.stream().filter(Cases::isUsable).findFirst().orElse(null);
        }

        List<BackupRunRecord.Member> runs() {
            return facts.runsOf(resource);
        }

        /**
         * Returns when the latest run of a policy began, by restore points and the log; null: none is known. The log does not
         * say whether a run was automatic: one without a listed restore point counts only if the policy was due then.
         *
         * @param grace how late a run may begin
         */
        @Nullable
        Instant lastAutomatic(Duration grace) {
            return Stream.concat(automaticPoints(), runsOfPolicy(grace).map(Cases::begun))
                    .max(Instant::compareTo)
                    .orElse(null);
        }

        /**
         * Returns the longest time between two successive runs of a policy in the week before the latest; null: only one is known.
         *
         * @param grace how late a run may begin
         */
        @Nullable
        Duration longestBetweenRuns(Duration grace) {
            List<Instant> begun = Stream.concat(
                            automaticPoints(),
                            runsOfPolicy(grace)
                                    .filter(run -> madeBy(run).isEmpty())
                                    .map(Cases::begun))
                    .sorted(Comparator.reverseOrder())
                    .toList();
            Duration longest = null;
            for (int i = 1;
                    i < begun.size()
                            && (i == 1 || begun.get(i - 1).isAfter(begun.get(0).minus(REPEATS)));
                    i++) {
                Duration between = Duration.between(begun.get(i), begun.get(i - 1));
                longest = longest == null || between.compareTo(longest) > 0 ? between : longest;
            }
            return longest;
        }

        private Stream<Instant> automaticPoints() {
            return points.stream().filter(RestorePoint::automatic).map(RestorePoint::createdAt);
        }

        private Stream<BackupRunRecord.Member> runsOfPolicy(Duration grace) {
            return runs().stream().filter(run -> run.startedAt() != null && isOfPolicy(run, grace));
        }

        private boolean isOfPolicy(BackupRunRecord.Member run, Duration grace) {
            return madeBy(run)
                    .map(RestorePoint::automatic)
                    .orElseGet(() -> policy == null || Slots.isNear(policy.schedule(), begun(run), grace));
        }

        private Optional<RestorePoint> madeBy(BackupRunRecord.Member run) {
            return points.stream()
                    .filter(point -> point.id().equals(run.restorePoint()))
                    .findFirst();
        }

        /** Returns the proof of the last drill, good or not; null: there is none. */
        @Nullable
        Proof lastProof() {
            return facts.proofs.getOrDefault(resource, List.of()).stream()
                    .max((one, other) -> one.at().compareTo(other.at()))
                    .orElse(null);
        }
    }

    /**
     * The facts about a vault.
     *
     * @param facts all facts
     * @param vault the vault
     * @param policy its backup policy; null: none, or it is not listed
     * @param points the restore points in it, the newest first
     */
    record OfVault(Facts facts, Vault vault, @Nullable Policy policy, List<RestorePoint> points) {
        static OfVault of(Facts facts, Vault vault) {
            return new OfVault(
                    facts, vault, policyOf(facts, vault), facts.pointsIn.getOrDefault(vault.id(), List.of()));
        }
    }
}
