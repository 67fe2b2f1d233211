package io.github.backup4j.testkit;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CapacityOrder;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Purpose;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultFilter;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.plan.Allowing;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Selector;
import io.github.backup4j.plan.Sizing;
import io.github.backup4j.plan.Step;
import io.github.backup4j.spi.Limits;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A random world, the same for the same seed: disks, servers, vaults of others, an earlier protection, and people who meddle with it. */
final class PlanWorld {
    static final String NAME = "shop";

    /** The other region, which copies go to. */
    private static final Site ELSEWHERE = new Site("region-9", "project-1");

    /** So many days may lie between the beginnings of two worlds: next runs fall in other weeks and months. */
    private static final int DAYS = 62;

    private static final Pattern ID = Pattern.compile("(vault|policy)-\\d+");

    /** The tag of a vault that names policies by a digest of their ids. */
    private static final Pattern DIGESTS = Pattern.compile("b4j-protection-policies=[^,}]*");

    /** The vaults of some worlds take so few members that another is needed. */
    private static final int FEW_SEATS = 3;

    /** Random numbers of small seeds begin alike. */
    private static final long SCATTER = 0x9E3779B97F4A7C15L;

    final InMemoryCloud cloud;
    final CloudBackup backup;
    final CloudBackup elsewhere;

    /** What the protection itself has put into a vault. */
    final Set<Resource> ours = new HashSet<>();

    private final Random random;

    /** What concerns vaults that are paid for in advance: about half of the worlds have none. */
    private final Random money;

    private final boolean subscribing;
    private final VaultId copies;

    /** What others have removed since the last plan: until the next one, the mark still says that it is ours. */
    private final Set<Resource> removed = new HashSet<>();

    PlanWorld(long seed) {
        random = new Random(seed);
        money = new Random(seed * SCATTER);
        subscribing = money.nextBoolean();
        Instant start = VirtualTime.DEFAULT_START.plus(Duration.ofDays(random.nextInt(DAYS)));
        InMemoryCloud.Builder builder = InMemoryCloud.builder().time(VirtualTime.startingAt(start));
        cloud = (new Random(~seed * SCATTER).nextInt(3) > 0 ? builder : builder.limits(fewSeats())).build();
        backup = cloud.backup();
        elsewhere = cloud.at(ELSEWHERE).backup();
        copies = elsewhere
                .vaults()
                .create(VaultSpec.forServers("copies", DataSize.gib(1000)).forReplication())
                .id();
        populate();
        int rounds = random.nextInt(3);
        for (int i = 0; i < rounds; i++) {
            Protection earlier = protection();
            Plan plan = earlier.plan(backup);
            note(plan, plan.apply(random.nextBoolean() ? all(plan) : Allowing.nothingDestroyed()));
            passADay();
            meddle();
            if (subscribing) {
                meddleWithMoney();
            }
            passADay();
        }
    }

    /** A random protection; the same for the same seed. */
    Protection protection() {
        Protection protection = Protection.of(NAME)
                .of(selector())
                .every(schedule())
                .keeping(retention())
                .inVaults(sizing());
        if (random.nextInt(4) == 0) {
            protection = protection.withoutDisks(Selector.named("data-0"));
        }
        if (random.nextInt(3) == 0) {
            protection = protection.copiedTo(ELSEWHERE, copies);
        }
        return random.nextInt(3) == 0 ? protection : protection.acceptingExpiryOfCopies();
    }

    private static Limits fewSeats() {
        Limits limits = InMemoryCloud.create().backup().limits();
        return limits.withVaults(
                FEW_SEATS, limits.vaults().smallest(), limits.vaults().largest());
    }

    private Sizing sizing() {
        int times = 1 + random.nextInt(3);
        if (!subscribing) {
            return Sizing.ofMembers(times);
        }
        return switch (money.nextInt(6)) {
            case 0 -> Sizing.fixed(DataSize.gib(50L * times));
            case 1 -> Sizing.ofMembers(times).autoExpanding();
            default -> Sizing.ofMembers(times);
        };
    }

    private Schedule schedule() {
        return switch (random.nextInt(4)) {
            case 0 -> Schedule.weekly(DayOfWeek.SUNDAY, DayOfWeek.WEDNESDAY).at("02:00");
            case 1 -> Schedule.dailyAt("04:00");
            default -> Schedule.dailyAt("02:00");
        };
    }

    static Allowing all(Plan plan) {
        Allowing allowing = Allowing.expiring(plan.destroys()).andBuying(plan.buys());
        for (Step step : plan.steps()) {
            if (step instanceof Step.RemoveMember removal) {
                allowing = allowing.andRemoving(removal.resource());
            }
        }
        return allowing;
    }

    void note(Plan plan, PlanResult result) {
        ours.removeAll(removed);
        removed.clear();
        for (PlanResult.Entry entry : result.entries()) {
            if (entry.step() instanceof Step.AddMembers add && entry.outcome().complete()) {
                ours.addAll(add.resources());
            } else if (entry.step() instanceof Step.ExcludeDisks exclude
                    && exclude.before() == null
                    && entry.outcome().complete()) {
                ours.add(exclude.server());
            } else if (entry.step() instanceof Step.RemoveMember removal
                    && entry.outcome().complete()) {
                ours.remove(removal.resource());
            }
        }
    }

    /** Returns when the next run of each policy of the protection that acts on anything is over, in the morning of its day. */
    Instant nextRunsOver() {
        return backup.policies()
                .list()
                .filter(policy -> policy.name().startsWith(NAME)
                        && policy.enabled()
                        && !policy.attachments().isEmpty())
                .flatMap(policy -> nextRun(policy).stream())
                .map(PlanWorld::morningOf)
                .max(Comparator.naturalOrder())
                .orElseGet(() -> morningOf(cloud.time().now().plus(Duration.ofDays(1))));
    }

    Optional<Instant> nextRun(Policy policy) {
        Instant now = cloud.time().now();
        return policy.schedule().nextRun(now, now);
    }

    private static Instant morningOf(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).toLocalDate().atTime(10, 0).toInstant(ZoneOffset.UTC);
    }

    void passUntil(Instant instant) {
        cloud.time().advance(Duration.between(cloud.time().now(), instant));
    }

    /** The restore points that are there, those elsewhere included. */
    Map<RestorePointId, RestorePoint> points() {
        Map<RestorePointId, RestorePoint> points = new LinkedHashMap<>();
        Stream.concat(backup.restorePoints().list(), elsewhere.restorePoints().list())
                .filter(point -> point.status() != RestorePoint.Status.DELETING)
                .forEach(point -> points.put(point.id(), point));
        return points;
    }

    /** Applies a plan, and lets others change what it made. Some of them keep more of the vaults than its policy would. */
    void live(Plan plan) {
        note(plan, plan.apply(all(plan)));
        passADay();
        meddle();
        if (money.nextBoolean()) {
            Policy keepsAll = backup.policies()
                    .create(PolicySpec.backup("theirs", Schedule.dailyAt("05:00"), Retention.forever()));
            List<Vault> own = backup.vaults()
                    .list(VaultFilter.all().tagged("b4j-protection", NAME).withStatus(Vault.Status.AVAILABLE))
                    .toList();
            for (Vault vault : own) {
                vault.policy(Purpose.BACKUP)
                        .ifPresent(present -> backup.policies().detach(present.policy(), vault.id()));
                backup.policies().attach(keepsAll.id(), vault.id());
            }
            passUntil(morningOf(cloud.time().now().plus(Duration.ofDays(3))));
            own.forEach(vault -> backup.policies().detach(keepsAll.id(), vault.id()));
        }
        passADay();
    }

    /** Lets time pass until ten in the morning of the next day, when a run of each policy is over. */
    void passADay() {
        passUntil(morningOf(cloud.time().now().plus(Duration.ofDays(1))));
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
            Resource.Server server = random.nextBoolean()
                    ? cloud.addServer("server-" + i, system)
                    : cloud.addServer("server-" + i, system, cloud.addDisk("data-" + i, DataSize.gib(20)));
            cloud.tag(server, "app", random.nextBoolean() ? "shop" : "web");
        }
        int vaults = random.nextInt(3);
        for (int i = 0; i < vaults; i++) {
            Vault theirs = backup.vaults().create(VaultSpec.forDisks("theirs-" + i, DataSize.gib(500)));
            anyDiskInNoVault().ifPresent(disk -> backup.vaults().add(theirs.id(), disk));
            if (random.nextBoolean()) {
                backup.policies().attach(theirPolicy().id(), theirs.id());
            }
            if (subscribing && money.nextBoolean()) {
                subscribe(theirs);
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
        return switch (random.nextInt(7)) {
            case 0 -> Retention.latest(1);
            case 1 -> Retention.latest(2 + random.nextInt(3));
            case 2 -> Retention.days(1 + random.nextInt(3));
            case 3 -> Retention.latest(1).plusDaily(1 + random.nextInt(3), ZoneOffset.UTC);
            case 4 -> Retention.latest(1 + random.nextInt(2)).plusWeekly(1 + random.nextInt(2), ZoneOffset.UTC);
            case 5 ->
                Retention.latest(1)
                        .plusDaily(2, ZoneOffset.ofHours(8))
                        .plusMonthly(1 + random.nextInt(2), ZoneOffset.ofHours(8));
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
        switch (random.nextInt(11)) {
            case 0 ->
                anyMember(vault).ifPresent(member -> {
                    backup.vaults().remove(vault.id(), member, Removal.DELETING_RESTORE_POINTS);
                    removed.add(member);
                });
            case 1 ->
                anyDiskInNoVault()
                        .filter(disk -> vault.kind() == Resource.Kind.DISK)
                        .ifPresent(disk -> {
                            Vault unused = backup.vaults().add(vault.id(), disk);
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
            case 7 -> {
                backup.vaults().delete(vault.id(), Removal.DELETING_RESTORE_POINTS);
                vault.members().forEach(member -> ours.remove(member.resource()));
            }
            case 9 ->
                backup.vaults()
                        .list()
                        .filter(theirs -> theirs.name().startsWith("theirs"))
                        .findFirst()
                        .ifPresent(theirs -> vault.policy(Purpose.BACKUP)
                                .ifPresent(own -> backup.policies().attach(own.policy(), theirs.id())));
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

    /** Gives some disks and servers other tags, and deletes one; returns what is gone. */
    Set<Resource> meddleWithSelection() {
        Set<Resource> gone = new HashSet<>();
        for (Resource disk : cloud.disks()) {
            if (money.nextInt(3) == 0) {
                cloud.tag(disk, "app", money.nextBoolean() ? "shop" : "web");
            }
        }
        for (Resource server : cloud.servers()) {
            if (money.nextInt(3) == 0) {
                cloud.tag(server, "app", money.nextBoolean() ? "shop" : "web");
            }
        }
        if (money.nextInt(3) == 0) {
            ours.stream()
                    .filter(Resource.Disk.class::isInstance)
                    .min(Comparator.comparing(Resource::id))
                    .filter(disk -> cloud.disks().contains(disk))
                    .ifPresent(disk -> {
                        cloud.delete(disk);
                        gone.add(disk);
                    });
        }
        return gone;
    }

    /** The members of each vault that are not leaving it. */
    Map<VaultId, Set<Resource>> members() {
        return backup.vaults()
                .list()
                .collect(Collectors.toMap(
                        Vault::id,
                        vault -> vault.members().stream()
                                .filter(member -> member.status() != Vault.MemberStatus.REMOVING)
                                .map(Vault.Member::resource)
                                .collect(Collectors.toSet())));
    }

    /** The vaults of the protection, by kind. */
    private Map<Resource.Kind, List<Vault>> own() {
        return backup.vaults()
                .list(VaultFilter.all().tagged("b4j-protection", NAME))
                .collect(Collectors.groupingBy(Vault::kind));
    }

    boolean hasSeveralVaultsOfAKind() {
        return own().values().stream().anyMatch(vaults -> vaults.size() > 1);
    }

    /** The members of the protection's vaults, by kind, in whichever of them they are. */
    Map<Resource.Kind, Set<Resource>> ownMembers() {
        Map<VaultId, Set<Resource>> members = members();
        return own().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().stream()
                                .flatMap(vault -> members.getOrDefault(vault.id(), Set.of()).stream())
                                .collect(Collectors.toSet())));
    }

    /** Own vaults become subscriptions, which end, have to grow, or are enlarged by others. */
    private void meddleWithMoney() {
        int times = 1 + money.nextInt(4);
        for (int i = 0; i < times; i++) {
            List<Vault> own = backup.vaults()
                    .list(VaultFilter.all().tagged("b4j-protection", NAME).withStatus(Vault.Status.AVAILABLE))
                    .toList();
            try {
                if (!own.isEmpty()) {
                    meddleWithMoneyOf(own.get(money.nextInt(own.size())));
                }
            } catch (BackupException refused) {
                // people are refused what cannot be done as well
            }
        }
        if (money.nextInt(8) == 0) {
            passUntil(morningOf(cloud.time().now().plus(Duration.ofDays(40))));
        }
    }

    private void meddleWithMoneyOf(Vault vault) {
        switch (money.nextInt(8)) {
            case 0, 1, 2 -> subscribe(vault);
            case 3 -> {
                DataSize more = DataSize.gib(vault.capacity().toGibRoundedUp() + 1 + money.nextInt(60));
                Vault unused = backup.vaults()
                        .buyCapacity(vault.id(), CapacityOrder.of(more))
                        .await(Duration.ofHours(1));
            }
            default ->
                cloud.disks().stream()
                        .skip(money.nextInt(cloud.disks().size()))
                        .limit(2)
                        .forEach(disk -> {
                            DataSize size = backup.resources().get(disk).size();
                            cloud.enlarge(disk, DataSize.gib(size.toGibRoundedUp() + 1 + money.nextInt(40)));
                        });
        }
    }

    private void subscribe(Vault vault) {
        Subscription month = Subscription.months(1);
        Vault unused = backup.vaults()
                .subscribe(vault.id(), money.nextBoolean() ? month : month.renewing())
                .await(Duration.ofHours(1));
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
        return snapshot(UnaryOperator.identity());
    }

    /**
     * The same as {@link #snapshot()}, with the names of the protection's vaults and policies in place of their ids, which depend on
     * what is created first.
     */
    Map<String, String> snapshotByName() {
        Map<String, String> names = new LinkedHashMap<>();
        backup.vaults().list().forEach(vault -> names.put(vault.id().value(), vault.name()));
        backup.policies().list().forEach(policy -> names.put(policy.id().value(), policy.name()));
        names.values().removeIf(name -> !name.startsWith(NAME));
        return snapshot(text -> DIGESTS.matcher(ID.matcher(text)
                        .replaceAll(id -> Matcher.quoteReplacement(names.getOrDefault(id.group(), id.group()))))
                .replaceAll(""));
    }

    private Map<String, String> snapshot(UnaryOperator<String> edit) {
        Map<String, String> snapshot = new TreeMap<>();
        BiConsumer<String, String> put = (what, how) ->
                // Two policies may have one name.
                snapshot.merge(
                        edit.apply(what),
                        edit.apply(how),
                        (one, other) -> one.compareTo(other) < 0 ? one + other : other + one);
        backup.vaults().list().forEach(vault -> {
            put.accept(
                    "vault " + vault.id(),
                    vault.toSpec() + " " + vault.status() + " " + sorted(vault.policies(), edit) + " "
                            + vault.billing());
            vault.members()
                    .forEach(member -> put.accept(
                            "member " + vault.id() + " " + member.resource(),
                            member.status() + " without " + member.excludedDisks()));
        });
        backup.policies()
                .list()
                .forEach(policy -> put.accept(
                        "policy " + policy.id(), policy.toSpec() + " " + sorted(policy.attachments(), edit)));
        backup.restorePoints()
                .list()
                .forEach(point -> put.accept(
                        "point " + point.id(),
                        point.resource() + " in " + point.vault() + " until " + point.expiresAt()));
        return snapshot;
    }

    private static List<String> sorted(List<?> attachments, UnaryOperator<String> edit) {
        return attachments.stream()
                .map(attachment -> edit.apply(attachment.toString()))
                .sorted()
                .toList();
    }

    /** The orders that were accepted so far, by what was ordered for which vault. */
    List<String> orders() {
        return cloud.history().stream()
                .filter(entry -> entry.event().equals("vaults buy capacity")
                        || entry.event().equals("vaults subscribe"))
                .map(entry -> entry.event() + " " + entry.subject())
                .toList();
    }

    /** The capacity of each vault. */
    Map<VaultId, DataSize> capacities() {
        return backup.vaults().list().collect(Collectors.toMap(Vault::id, Vault::capacity));
    }
}
