package io.github.backup4j.posture;

import io.github.backup4j.AgentFailure;
import io.github.backup4j.BackupRunRecord;
import io.github.backup4j.Billing;
import io.github.backup4j.Consistency;
import io.github.backup4j.DataSize;
import io.github.backup4j.ImageId;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Purpose;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The facts about a vault with one disk and one server of two disks, as a test sets them. */
final class GivenFacts {
    static final Instant NOW = Instant.parse("2026-01-20T12:00:00Z");
    static final VaultId VAULT = new VaultId("vault");
    static final PolicyId POLICY = new PolicyId("policy");
    static final Resource.Disk DISK = Resource.disk("disk");
    static final Resource.Disk MORE = Resource.disk("more");
    static final Resource.Server SERVER = Resource.server("server");

    final List<Point> points = new ArrayList<>();
    final List<BackupRunRecord.Member> runs = new ArrayList<>();
    final List<Proof> proofs = new ArrayList<>();
    DataSize size = DataSize.gib(10);

    @Nullable
    DataSize memberStored;

    @Nullable
    String obstacle;

    boolean enabled = true;
    boolean attached = true;
    boolean suspended;
    boolean locked;
    Vault.MemberStatus memberStatus = Vault.MemberStatus.AVAILABLE;
    Billing billing = Billing.PAY_PER_USE;
    Set<Resource.Disk> throughTheServer = Set.of();
    boolean member = true;
    boolean listed = true;
    boolean vaultListed = true;
    Set<Resource.Disk> excluded = Set.of();
    Set<Resource.Disk> encrypted = Set.of();
    Set<? extends Resource> unlisted = Set.of();
    Schedule schedule = Schedule.dailyAt("02:00");
    Retention retention = Retention.days(30);
    Consistency consistency = Consistency.CRASH_CONSISTENT;
    Vault.Status status = Vault.Status.AVAILABLE;
    Vault.Space space = new Vault.Space(DataSize.gib(100), DataSize.gib(50), false, null);
    Instant logFrom = NOW.minus(Duration.ofDays(2));

    Cases.OfResource of(Resource resource) {
        return Cases.OfResource.of(facts(), resource);
    }

    Cases.OfVault ofVault() {
        return Cases.OfVault.of(facts(), vault());
    }

    Facts facts() {
        Facts facts = new Facts(NOW, proofs);
        facts.logFrom = logFrom;
        for (Resource resource : List.of(DISK, MORE, SERVER)) {
            if (!unlisted.contains(resource)) {
                facts.resources.put(resource, found(resource));
            }
        }
        if (vaultListed) {
            facts.vaults.put(VAULT, vault());
        }
        if (listed) {
            facts.policies.put(
                    POLICY,
                    new Policy(
                            POLICY,
                            "policy",
                            Reported.of(Purpose.BACKUP),
                            enabled,
                            schedule,
                            retention,
                            null,
                            null,
                            List.of(new Policy.Attachment(VAULT, null))));
        }
        points.forEach(point -> facts.add(point.made()));
        runs.forEach(run -> facts.runs
                .computeIfAbsent(run.resource(), none -> new ArrayList<>())
                .add(run));
        return facts;
    }

    private ProtectableResource found(Resource resource) {
        boolean server = resource instanceof Resource.Server;
        return new ProtectableResource(
                resource,
                resource.id(),
                server ? DataSize.gib(20) : size,
                Reported.of(server ? ProtectableResource.Status.RUNNING : ProtectableResource.Status.AVAILABLE),
                null,
                resource instanceof Resource.Disk disk && encrypted.contains(disk),
                server ? List.of(DISK, MORE) : List.of(),
                List.of(),
                Map.of(),
                new ProtectableResource.Protection(
                        resource.equals(MORE) || !member ? null : VAULT,
                        obstacle,
                        resource instanceof Resource.Disk disk && throughTheServer.contains(disk)
                                ? List.of(new ProtectableResource.Through(SERVER, VAULT))
                                : List.of()));
    }

    Vault vault() {
        List<Vault.Member> members = new ArrayList<>();
        for (Resource resource : member ? List.of(DISK, SERVER) : List.<Resource>of()) {
            members.add(new Vault.Member(
                    resource,
                    null,
                    size,
                    memberStored,
                    null,
                    Reported.of(memberStatus),
                    resource instanceof Resource.Server ? excluded : Set.of(),
                    suspended));
        }
        return new Vault(
                VAULT,
                "vault",
                null,
                new Vault.Protection(
                        Reported.of(Resource.Kind.SERVER),
                        Reported.of(Purpose.BACKUP),
                        Reported.of(consistency),
                        null,
                        locked),
                Reported.of(status),
                space,
                billing,
                members,
                attached ? List.of(new Vault.AttachedPolicy(POLICY, Reported.of(Purpose.BACKUP), null)) : List.of(),
                Map.of(),
                null);
    }

    static RestorePoint.Part part(Resource.Disk disk, boolean encrypted) {
        return new RestorePoint.Part(
                new RestorePointId("part-" + disk.id()), disk, null, DataSize.gib(10), false, encrypted);
    }

    static BackupRunRecord.Member run(OperationRecord.Status status, int hoursAgo, @Nullable String point) {
        return new BackupRunRecord.Member(
                DISK,
                Reported.of(status),
                point == null ? null : new RestorePointId(point),
                NOW.minus(Duration.ofHours(hoursAgo)),
                null,
                null,
                null);
    }

    static Point point(String id, int hoursAgo) {
        return new Point(id, NOW.minus(Duration.ofHours(hoursAgo)));
    }

    /** A restore point: of the disk, complete, full and taken by the policy, if nothing else is said. */
    static final class Point {
        private final String id;
        private final Instant at;
        private Resource resource = DISK;

        @Nullable
        private DataSize size = DataSize.gib(10);

        @Nullable
        private DataSize stored = DataSize.gib(5);

        @Nullable
        private Instant expiresAt;

        @Nullable
        private AgentFailure agentFailure;

        private RestorePoint.Origin origin = RestorePoint.Origin.TAKEN;
        private RestorePoint.Status status = RestorePoint.Status.AVAILABLE;
        private boolean automatic = true;
        private boolean incremental;
        private boolean encrypted;
        private VaultId vault = VAULT;
        private List<RestorePoint.Part> parts = List.of();
        private List<ImageId> images = List.of();
        private List<RestorePoint.Copy> copies = List.of();

        private Point(String id, Instant at) {
            this.id = id;
            this.at = at;
        }

        Point holding(@Nullable DataSize bytes) {
            stored = bytes;
            return this;
        }

        Point incremental(boolean value) {
            incremental = value;
            return this;
        }

        Point encrypted() {
            encrypted = true;
            return this;
        }

        Point parts(RestorePoint.Part... each) {
            parts = List.of(each);
            return this;
        }

        Point of(@Nullable DataSize whole) {
            size = whole;
            return this;
        }

        Point of(Resource other, @Nullable DataSize whole) {
            resource = other;
            return of(whole);
        }

        Point status(RestorePoint.Status other) {
            status = other;
            return this;
        }

        Point origin(RestorePoint.Origin other) {
            origin = other;
            return this;
        }

        Point in(VaultId other) {
            vault = other;
            return this;
        }

        Point manual() {
            automatic = false;
            return this;
        }

        Point expiring() {
            return expiring(NOW.plusSeconds(1));
        }

        Point expiring(Instant end) {
            expiresAt = end;
            return this;
        }

        Point agentFailed(String code, String reason) {
            agentFailure = new AgentFailure(code, reason);
            return this;
        }

        Point pinned() {
            images = List.of(new ImageId("image"));
            return this;
        }

        Point copied(RestorePoint.CopyStatus copy) {
            copies = List.of(new RestorePoint.Copy(new Site("elsewhere", "project"), null, null, Reported.of(copy)));
            return this;
        }

        RestorePoint made() {
            return new RestorePoint(
                    new RestorePointId(id),
                    id,
                    null,
                    vault,
                    new RestorePoint.Provenance(origin, automatic, null),
                    new RestorePoint.Source(resource, resource.id(), size, null),
                    Reported.of(status),
                    at,
                    expiresAt,
                    new RestorePoint.Content(incremental, encrypted, stored, parts, agentFailure),
                    images,
                    copies);
        }
    }
}
