package io.github.backup4j.huawei.simulation;

import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a simulated caller does to protect disks and servers. */
final class ProtectSteps {
    /** When policies run. */
    static final LocalTime NIGHT = LocalTime.of(23, 0);

    private final Scene scene;
    private final PatientCaller caller;
    private final Ledger ledger;

    ProtectSteps(Scene scene) {
        this.scene = scene;
        caller = scene.caller();
        ledger = scene.ledger();
    }

    boolean createVault() {
        if (ledger.vaults.size() >= 3) {
            return false;
        }
        Resource.Kind kind = scene.random().nextBoolean() ? Resource.Kind.DISK : Resource.Kind.SERVER;
        String name = scene.nextName("vault");
        VaultSpec spec = VaultSpec.of(name, kind, DataSize.gib(500)).withTag("made-by", "simulation");
        Vault vault =
                caller.make("create " + name, (backup, key) -> backup.vaults().create(spec, key));
        ledger.vaults.add(new Ledger.VaultEntry(vault.id(), kind, name));
        return true;
    }

    /** Buys one in advance. */
    boolean subscribe() {
        if (ledger.vaults.size() >= 4) {
            return false;
        }
        String name = scene.nextName("vault");
        VaultSpec spec = VaultSpec.forDisks(name, DataSize.gib(500)).withTag("made-by", "simulation");
        Vault vault = caller.run(
                "buy " + name,
                Vault.class,
                (backup, key) -> backup.vaults().subscribe(spec, Subscription.months(1), key));
        ledger.vaults.add(new Ledger.VaultEntry(vault.id(), Resource.Kind.DISK, name));
        return true;
    }

    boolean addMember() {
        Optional<Ledger.VaultEntry> vault = scene.any(ledger.vaults, all -> true);
        if (vault.isEmpty()) {
            return false;
        }
        VaultId id = vault.get().id;
        List<Resource> candidates = new ArrayList<>();
        if (vault.get().kind == Resource.Kind.DISK) {
            ledger.disks.forEach(disk -> candidates.add(disk.id));
        } else {
            ledger.servers.forEach(server -> candidates.add(server.id));
        }
        Optional<Resource> joining =
                scene.any(candidates, resource -> ledger.vaultOf(resource).isEmpty());
        if (joining.isEmpty()) {
            return false;
        }
        Resource resource = joining.get();
        caller.change(
                "add " + resource + " to " + id,
                backup -> backup.vaults().add(id, resource),
                () -> isMember(id, resource));
        vault.get().members.add(resource);
        return true;
    }

    private boolean isMember(VaultId vault, Resource resource) {
        return caller.look("is it a member", backup -> backup.vaults().get(vault))
                .member(resource)
                .isPresent();
    }

    boolean createPolicy() {
        if (ledger.policies.size() >= 2) {
            return false;
        }
        String name = scene.nextName("policy");
        Retention retention = scene.random().nextBoolean()
                ? Retention.forever()
                : Retention.latest(1 + scene.random().nextInt(2));
        PolicySpec spec = PolicySpec.backup(name, Schedule.dailyAt(NIGHT), retention);
        Policy policy =
                caller.make("create " + name, (backup, key) -> backup.policies().create(spec, key));
        ledger.policies.put(policy.id(), name);
        return true;
    }

    boolean attachPolicy() {
        Optional<Ledger.VaultEntry> vault = scene.any(ledger.vaults, entry -> entry.policy == null);
        Optional<PolicyId> policy = scene.any(List.copyOf(ledger.policies.keySet()), all -> true);
        if (vault.isEmpty() || policy.isEmpty()) {
            return false;
        }
        VaultId id = vault.get().id;
        caller.change(
                "attach " + policy.get() + " to " + id,
                backup -> backup.policies().attach(policy.get(), id),
                () -> false);
        vault.get().policy = policy.get();
        return true;
    }
}
