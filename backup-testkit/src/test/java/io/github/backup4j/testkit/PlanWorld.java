package io.github.backup4j.testkit;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultFilter;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.plan.Allowing;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Selector;
import io.github.backup4j.plan.Sizing;
import io.github.backup4j.plan.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A random world, the same for the same seed: disks, servers, vaults of others, an earlier protection, and people who meddle with it. */
final class PlanWorld {
    static final String NAME = "shop";

    final InMemoryCloud cloud = InMemoryCloud.create();
    final CloudBackup backup = cloud.backup();

    /** What the protection itself has put into a vault. */
    final Set<Resource> ours = new HashSet<>();

    private final Random random;

    PlanWorld(long seed) {
        random = new Random(seed);
        populate();
        int rounds = random.nextInt(3);
        for (int i = 0; i < rounds; i++) {
            Protection earlier = protection();
            Plan plan = earlier.plan(backup);
            note(plan, plan.apply(random.nextBoolean() ? all(plan) : Allowing.nothingDestroyed()));
            passADay();
            meddle();
            passADay();
        }
    }

    /** A random protection; the same for the same seed. */
    Protection protection() {
        return Protection.named(NAME)
                .of(selector())
                .every(Schedule.dailyAt(random.nextBoolean() ? "02:00" : "04:00"))
                .keeping(retention())
                .inVaults(Sizing.ofMembers(1 + random.nextInt(3)));
    }

    static Allowing all(Plan plan) {
        Allowing allowing = Allowing.expiring(plan.destroys());
        for (Step step : plan.steps()) {
            if (step instanceof Step.RemoveMember removal) {
                allowing = allowing.andRemoving(removal.resource());
            }
        }
        return allowing;
    }

    void note(Plan plan, PlanResult result) {
        for (PlanResult.Entry entry : result.entries()) {
            if (entry.step() instanceof Step.AddMembers add && entry.outcome().succeeded()) {
                ours.addAll(add.resources());
            }
        }
        // what is selected and there is the protection's from now on, whoever added it
        plan.selection().stream().filter(choice -> choice.taken()).forEach(choice -> ours.add(choice.resource()));
    }

    /** Lets time pass until ten in the morning of the next day, when a run of each policy is over. */
    void passADay() {
        Instant now = cloud.time().now();
        Instant next = now.atZone(ZoneOffset.UTC)
                .toLocalDate()
                .plusDays(1)
                .atTime(10, 0)
                .toInstant(ZoneOffset.UTC);
        cloud.time().advance(Duration.between(now, next));
    }

    // ---- what there is

    private void populate() {
        int disks = 2 + random.nextInt(8);
        for (int i = 0; i < disks; i++) {
            cloud.addDisk(DiskSetup.of("disk-" + i, DataSize.gib(5 + random.nextInt(20)))
                    .withTags(Map.of("app", random.nextBoolean() ? "shop" : "web")));
        }
        int servers = random.nextInt(3);
        for (int i = 0; i < servers; i++) {
            Resource.Disk system = cloud.addDisk("system-" + i, DataSize.gib(20));
            Resource.Server server = cloud.addServer("server-" + i, system);
            cloud.tag(server, "app", random.nextBoolean() ? "shop" : "web");
        }
        int vaults = random.nextInt(3);
        for (int i = 0; i < vaults; i++) {
            Vault theirs = backup.vaults().create(VaultSpec.forDisks("theirs-" + i, DataSize.gib(500)));
            anyDiskInNoVault().ifPresent(disk -> backup.vaults().add(theirs.id(), disk));
            if (random.nextBoolean()) {
                backup.policies().attach(theirPolicy().id(), theirs.id());
            }
        }
    }

    private Selector selector() {
        return switch (random.nextInt(4)) {
            case 0 -> Selector.tagged("app", "shop");
            case 1 -> Selector.everything();
            case 2 ->
                Selector.kinds(Resource.Kind.DISK)
                        .and(Selector.named("disk-0", "disk-1").not());
            default -> Selector.named("disk-1", "disk-2", "disk-3", "server-0");
        };
    }

    private Retention retention() {
        return switch (random.nextInt(4)) {
            case 0 -> Retention.latest(1);
            case 1 -> Retention.latest(2 + random.nextInt(3));
            case 2 -> Retention.days(1 + random.nextInt(3));
            default -> Retention.forever();
        };
    }

    private Policy theirPolicy() {
        return backup.policies().create(PolicySpec.backup("theirs", Schedule.dailyAt("03:00"), Retention.latest(2)));
    }

    // ---- people

    private void meddle() {
        int times = random.nextInt(4);
        for (int i = 0; i < times; i++) {
            List<Vault> own = backup.vaults()
                    .list(VaultFilter.all().tagged("b4j-protection", NAME).withStatus(Vault.Status.AVAILABLE))
                    .toList();
            if (own.isEmpty()) {
                return;
            }
            try {
                meddleWith(own.get(random.nextInt(own.size())));
            } catch (BackupException refused) {
                // people are refused what cannot be done as well
            }
        }
    }

    private void meddleWith(Vault vault) {
        switch (random.nextInt(10)) {
            case 0 ->
                anyMember(vault).ifPresent(member -> {
                    backup.vaults().remove(vault.id(), member, Removal.DELETING_RESTORE_POINTS);
                    ours.remove(member);
                });
            case 1 ->
                anyDiskInNoVault()
                        .filter(disk -> vault.kind() == Resource.Kind.DISK)
                        .ifPresent(disk -> {
                            backup.vaults().add(vault.id(), disk);
                            ours.remove(disk);
                        });
            case 2 -> vault.policies().forEach(policy -> backup.policies().detach(policy.policy(), vault.id()));
            case 3 ->
                vault.policies()
                        .forEach(policy -> backup.policies()
                                .replace(policy.policy(), theirPolicy().id(), vault.id()));
            case 4 ->
                vault.policies().forEach(policy -> {
                    Policy present = backup.policies().get(policy.policy());
                    backup.policies().update(present.id(), present.toSpec().withEnabled(false));
                });
            case 5 -> {
                Map<String, String> tags = new LinkedHashMap<>(vault.tags());
                tags.remove(List.of("b4j-protection-members-1", "b4j-protection-policies")
                        .get(random.nextInt(2)));
                backup.vaults().update(vault.id(), vault.toSpec().withTags(tags));
            }
            case 6 -> anyMember(vault).ifPresent(cloud::delete);
            case 7 -> backup.vaults().delete(vault.id(), Removal.DELETING_RESTORE_POINTS);
            case 8 ->
                anyMember(vault)
                        .ifPresent(member -> backup.restorePoints()
                                .take(BackupSpec.of(vault.id()).only(member))
                                .await(Duration.ofHours(6)));
            default ->
                cloud.disks().stream()
                        .skip(random.nextInt(cloud.disks().size()))
                        .findFirst()
                        .ifPresent(disk -> cloud.tag(disk, "app", random.nextBoolean() ? "shop" : "web"));
        }
    }

    private Optional<Resource> anyMember(Vault vault) {
        return vault.members().isEmpty()
                ? Optional.empty()
                : Optional.of(vault.members()
                        .get(random.nextInt(vault.members().size()))
                        .resource());
    }

    private Optional<Resource.Disk> anyDiskInNoVault() {
        List<Resource.Disk> free = cloud.disks().stream()
                .filter(disk -> !backup.resources().get(disk).isProtected())
                .toList();
        return free.isEmpty() ? Optional.empty() : Optional.of(free.get(random.nextInt(free.size())));
    }

    // ---- what it looks like

    /** All vaults, members, policies and restore points, for comparison. */
    Map<String, String> snapshot() {
        Map<String, String> snapshot = new TreeMap<>();
        backup.vaults().list().forEach(vault -> {
            snapshot.put("vault " + vault.id(), vault.toSpec() + " " + vault.status() + " " + vault.policies());
            vault.members()
                    .forEach(member -> snapshot.put(
                            "member " + vault.id() + " " + member.resource(),
                            member.status() + " without " + member.excludedDisks()));
        });
        backup.policies()
                .list()
                .forEach(policy -> snapshot.put("policy " + policy.id(), policy.toSpec() + " " + attached(policy)));
        backup.restorePoints()
                .list()
                .forEach(point -> snapshot.put(
                        "point " + point.id(),
                        point.resource() + " in " + point.vault() + " until " + point.expiresAt()));
        return snapshot;
    }

    private static List<String> attached(Policy policy) {
        List<String> vaults = new ArrayList<>();
        policy.attachments().forEach(attachment -> vaults.add(attachment.vault().value()));
        vaults.sort(null);
        return vaults;
    }
}
