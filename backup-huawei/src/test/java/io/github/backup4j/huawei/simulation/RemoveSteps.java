package io.github.backup4j.huawei.simulation;

import io.github.backup4j.PolicyId;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a simulated caller removes, with the restore points behind it where that is said. */
final class RemoveSteps {
    private final Scene scene;
    private final PatientCaller caller;
    private final Ledger ledger;

    RemoveSteps(Scene scene) {
        this.scene = scene;
        caller = scene.caller();
        ledger = scene.ledger();
    }

    boolean deletePoint() {
        Optional<Ledger.Point> point = scene.any(ledger.points, candidate -> !isHeld(candidate));
        if (point.isEmpty()) {
            return false;
        }
        RestorePointId id = point.get().id();
        caller.change(
                "delete " + id,
                backup -> backup.restorePoints().delete(id),
                () -> caller.look(
                        "is it gone",
                        backup -> backup.restorePoints()
                                .list()
                                .noneMatch(present ->
                                        present.id().equals(id) && present.status() != RestorePoint.Status.DELETING)));
        ledger.points.remove(point.get());
        return true;
    }

    private boolean isHeld(Ledger.Point point) {
        return ledger.images.stream().anyMatch(image -> point.id().equals(image.point()));
    }

    boolean removeMember() {
        Optional<Ledger.VaultEntry> vault = scene.any(ledger.vaults, entry -> !entry.members.isEmpty());
        Optional<Resource> member = vault.flatMap(entry -> scene.any(
                entry.members,
                candidate -> ledger.points.stream()
                        .noneMatch(point -> point.resource().equals(candidate)
                                && point.vault().equals(entry.id)
                                && isHeld(point))));
        if (vault.isEmpty() || member.isEmpty()) {
            return false;
        }
        VaultId id = vault.get().id;
        caller.change(
                "take " + member.get() + " out of " + id,
                backup -> backup.vaults().remove(id, member.get(), Removal.DELETING_RESTORE_POINTS),
                () -> caller.look("is it out", backup -> backup.vaults().get(id)).member(member.get()).stream()
                        .allMatch(left -> left.status() == Vault.MemberStatus.REMOVING));
        vault.get().members.remove(member.get());
        ledger.points.removeIf(
                point -> point.resource().equals(member.get()) && point.vault().equals(id));
        return true;
    }

    boolean detachPolicy() {
        Optional<Ledger.VaultEntry> vault = scene.any(ledger.vaults, entry -> entry.policy != null);
        vault.ifPresent(entry -> {
            PolicyId policy = Objects.requireNonNull(entry.policy);
            caller.change(
                    "detach " + policy + " from " + entry.id,
                    backup -> backup.policies().detach(policy, entry.id),
                    // Asked for itself, the policy says it; what a vault has is known from a list of policies.
                    () -> caller
                            .look("is it detached", backup -> backup.policies().get(policy))
                            .attachments()
                            .stream()
                            .noneMatch(attachment -> attachment.vault().equals(entry.id)));
            entry.policy = null;
        });
        return vault.isPresent();
    }

    boolean deletePolicy() {
        Optional<PolicyId> policy = scene.any(List.copyOf(ledger.policies.keySet()), all -> true);
        policy.ifPresent(id -> {
            caller.change(
                    "delete " + id,
                    backup -> backup.policies().delete(id),
                    () -> caller.look(
                            "is it gone",
                            backup -> backup.policies()
                                    .list()
                                    .noneMatch(present -> present.id().equals(id))));
            ledger.policies.remove(id);
            ledger.vaults.stream().filter(vault -> id.equals(vault.policy)).forEach(vault -> vault.policy = null);
        });
        return policy.isPresent();
    }

    boolean deleteVault() {
        Optional<Ledger.VaultEntry> vault = scene.any(
                ledger.vaults,
                entry -> ledger.points.stream().noneMatch(point -> point.vault().equals(entry.id) && isHeld(point)));
        vault.ifPresent(entry -> {
            caller.change(
                    "delete " + entry.id,
                    backup -> backup.vaults().delete(entry.id, Removal.DELETING_RESTORE_POINTS),
                    () -> caller.look(
                            "is it gone",
                            backup -> backup.vaults()
                                    .list()
                                    .noneMatch(present -> present.id().equals(entry.id)
                                            && present.status() != Vault.Status.DELETING)));
            ledger.vaults.remove(entry);
            ledger.points.removeIf(point -> point.vault().equals(entry.id));
        });
        return vault.isPresent();
    }
}
