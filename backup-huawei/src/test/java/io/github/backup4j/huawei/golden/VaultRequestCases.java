package io.github.backup4j.huawei.golden;

import io.github.backup4j.AutoBind;
import io.github.backup4j.CapacityOrder;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Consistency;
import io.github.backup4j.DataSize;
import io.github.backup4j.Operation;
import io.github.backup4j.PolicyId;
import io.github.backup4j.Removal;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.Site;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultFilter;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** What is asked about vaults, their members and their orders. */
final class VaultRequestCases {
    private static final VaultId VAULT = new VaultId("79bd9daa-884f-4f84-b8fe-235d58cd927d");
    private static final VaultId ORDERED = new VaultId("ad7627ae-5b0b-492e-b6bd-cd809b745197");
    private static final VaultId OTHER = new VaultId("fe578a6c-d1a8-4790-bd52-5954af4d446c");
    private static final Resource.Server SERVER = Resource.server("23a320a5-3efd-4568-b1aa-8dd9183cc64c");
    private static final Resource.Server MEMBER = Resource.server("97595625-198e-4e4d-879b-9d53f68ba551");
    private static final Resource.Server MOVING = Resource.server("abcdde3f-e0e3-403a-b690-fc259dd70008");
    private static final Resource.Disk DISK = Resource.disk("43a320a5-3efd-4568-b1aa-8dd9183cc64b");

    private VaultRequestCases() {}

    static Map<String, RequestCase> all() {
        Map<String, RequestCase> cases = new LinkedHashMap<>();
        vaults(cases);
        updates(cases);
        members(cases);
        orders(cases);
        return cases;
    }

    private static void vaults(Map<String, RequestCase> cases) {
        VaultSpec servers = VaultSpec.forServers("orders", DataSize.gib(100));
        cases.put(
                "cbr/createVault: of servers",
                (server, backup) -> backup.vaults()
                        .create(servers.describedAs("of the shop").withTag("team", "shop")));
        cases.put(
                "cbr/createVault: of disks",
                (server, backup) -> backup.vaults().create(VaultSpec.forDisks("orders", DataSize.gib(40))));
        cases.put(
                "cbr/createVault: that takes in servers by itself",
                (server, backup) -> backup.vaults()
                        .create(servers.withConsistency(Consistency.APPLICATION_CONSISTENT)
                                .withAutoExpand(true)
                                .withUsageAlertAt(90)
                                .withAutoBind(AutoBind.serversTagged("team", "shop"))));
        cases.put(
                "cbr/createVault: for copies, without an alert",
                (server, backup) -> backup.vaults()
                        .create(servers.named("away").forReplication().withoutUsageAlert()));
        cases.put(
                "cbr/showVault: by id",
                (server, backup) -> backup.vaults().get(new VaultId("2b076f26-391f-40fa-bf71-a798940faccf")));
        cases.put(
                "cbr/listVault: a page",
                (server, backup) -> backup.vaults().list().forEach(RequestCase::seen));
        cases.put(
                "cbr/listVault: with all conditions",
                (server, backup) -> backup.vaults()
                        .list(VaultFilter.all()
                                .named("orders")
                                .ofKind(Resource.Kind.SERVER)
                                .withPolicy(new PolicyId("7075c397-25a0-43e2-a83a-bb16eaca3ee5"))
                                .withStatus(Vault.Status.BILLING_LOCKED)
                                .ofResource(SERVER))
                        .forEach(RequestCase::seen));
        cases.put("cbr/listVault: that hold some disks", (server, backup) -> {
            server.change(
                    "evs/listVolumes",
                    "/volumes",
                    List.of(
                            Map.of("id", "54f7ccbc-072f-4ec5-a7b7-b24dabdb4539", "status", "available", "size", 40),
                            Map.of("id", DISK.id(), "status", "available", "size", 40)));
            backup.resources()
                    .list(ResourceFilter.all().ofKind(Resource.Kind.DISK))
                    .forEach(RequestCase::seen);
        });
        RequestCase delete = (server, backup) -> {
            withoutPoints(server);
            backup.vaults().delete(VAULT, Removal.KEEPING_RESTORE_POINTS);
        };
        cases.put("cbr/deleteVault: by id", delete);
        cases.put("cbr/listBackups: of a vault", delete);
    }

    private static void updates(Map<String, RequestCase> cases) {
        cases.put(
                "cbr/updateVault: name and size",
                (server, backup) ->
                        update(backup, spec -> spec.named("orders-2").withCapacity(DataSize.gib(200))));
        cases.put(
                "cbr/updateVault: all else that can change",
                (server, backup) -> update(
                        backup,
                        spec -> spec.withConsistency(Consistency.APPLICATION_CONSISTENT)
                                .withAutoExpand(true)
                                .withUsageAlertAt(90)
                                .withAutoBind(AutoBind.serversTagged("team", "shop"))));
        cases.put("cbr/updateVault: what is taken back", (server, backup) -> {
            server.change("cbr/showVault", "/vault/auto_expand", true);
            update(
                    backup,
                    spec -> spec.withAutoExpand(false).withoutUsageAlert().withAutoBind(null));
        });
        cases.put(
                "cbr/updateVault: locked for ever",
                (server, backup) -> backup.vaults().lockForever(VAULT));
        cases.put(
                "cbr/batchCreateAndDeleteVaultTags: new ones",
                (server, backup) ->
                        update(backup, spec -> spec.withTag("team", "shop").withTag("stage", "live")));
        cases.put("cbr/batchCreateAndDeleteVaultTags: gone ones", (server, backup) -> {
            server.change("cbr/showVault", "/vault/tags/0", Map.of("key", "team", "value", "shop"));
            update(backup, spec -> spec.withTags(Map.of()));
        });
    }

    private static void update(CloudBackup backup, UnaryOperator<VaultSpec> change) {
        VaultSpec spec = backup.vaults().get(VAULT).toSpec();
        backup.vaults().update(VAULT, change.apply(spec));
    }

    private static void members(Map<String, RequestCase> cases) {
        cases.put("cbr/addVaultResource: a server without one of its disks", (server, backup) -> {
            Resource.Disk excluded = Resource.disk("bdef09bb-293f-446a-88a4-86e9f14408c4");
            server.change(
                    "ecs/showServer",
                    "/server/os-extended-volumes:volumes_attached",
                    List.of(Map.of("id", DISK.id(), "bootIndex", "0"), Map.of("id", excluded.id())));
            backup.vaults().addServerExcluding(VAULT, MEMBER, Set.of(excluded));
        });
        cases.put("cbr/addVaultResource: a disk", (server, backup) -> {
            server.answers("cbr/showVault", "of disks").change("evs/listVolumes", "/volumes/0/id", DISK.id());
            backup.vaults().add(VAULT, DISK);
        });
        cases.put("cbr/addVaultResource: a server with all its disks again", (server, backup) -> {
            server.answers("cbr/showVault", "composed of what was recorded")
                    .change("cbr/showVault", "/vault/billing/status", "available");
            backup.vaults().add(ORDERED, SERVER);
        });
        RequestCase remove = (server, backup) -> {
            withoutPoints(server);
            holding(server, MEMBER);
            backup.vaults().remove(VAULT, MEMBER, Removal.KEEPING_RESTORE_POINTS);
        };
        cases.put("cbr/removeVaultResource: a server", remove);
        cases.put("cbr/listBackups: of a member", remove);
        String followed = "recorded";
        String passedOver = "recorded, but for a member that is passed over";
        cases.put("cbr/setVaultResource: passed over", (server, backup) -> {
            server.answers("cbr/showVault", followed, passedOver);
            backup.vaults().suspend(VAULT, List.of(SERVER));
        });
        cases.put("cbr/setVaultResource: taken in again", (server, backup) -> {
            server.answers("cbr/showVault", passedOver, followed);
            backup.vaults().unsuspend(VAULT, List.of(SERVER));
        });
        cases.put("cbr/migrateVaultResource: a server", (server, backup) -> {
            holding(server, MOVING);
            backup.vaults().move(VAULT, OTHER, List.of(MOVING));
        });
    }

    private static void orders(Map<String, RequestCase> cases) {
        VaultSpec spec = VaultSpec.forServers("orders", DataSize.gib(80));
        cases.put(
                "iam/listAuthDomains: before an order",
                (server, backup) -> backup.vaults().subscribe(spec, Subscription.months(1)));
        cases.put(
                "cbr/createPostPaidVault: for a month",
                (server, backup) -> backup.vaults().subscribe(spec, Subscription.months(1)));
        cases.put(
                "cbr/createPostPaidVault: for two years, paid by hand",
                (server, backup) -> backup.vaults()
                        .subscribe(
                                VaultSpec.forDisks("orders", DataSize.gib(80))
                                        .describedAs("of the shop")
                                        .withoutUsageAlert()
                                        .withTag("team", "shop"),
                                Subscription.years(2).renewing().paidByHand()));
        cases.put(
                "bss/listCustomerOrders: of vaults since then",
                (server, backup) -> backup.vaults()
                        .subscribe(
                                spec,
                                Subscription.months(1),
                                RequestKey.of("order 4711").madeAt(Instant.parse("2025-12-31T00:00:00Z"))));
        cases.put("cbr/changeChargeMode: to two years", (server, backup) -> {
            server.change("cbr/showVault", "/vault/auto_bind", false);
            backup.vaults()
                    .subscribe(
                            new VaultId("9dd8f8db-a926-440b-9af5-81b643618898"),
                            Subscription.years(2).renewing());
        });
        cases.put(
                "cbr/listExternalVault: for copies",
                (server, backup) -> backup.vaults()
                        .copyTargets(new Site("eu-nl", "fcf6cb26c3bf4402869792207ad3dce4"))
                        .forEach(RequestCase::seen));
        RequestCase larger = (server, backup) -> {
            server.change("cbr/showVault", "/vault/billing/charging_mode", "pre_paid")
                    .change("cbr/showVault", "/vault/billing/product_id", "OFFI603837")
                    .change("cbr/showVault", "/vault/billing/spec_code", "vault.backup.server.normal")
                    .change("bss/listCustomerOrders", "/order_infos", List.of());
            backup.vaults()
                    .buyCapacity(
                            new VaultId("9dd8f8db-a926-440b-9af5-81b643618898"),
                            CapacityOrder.of(DataSize.gib(250)).paidByHand());
        };
        cases.put("cbr/changeOrder: a larger capacity", larger);
        cases.put(
                "bss/showCustomerOrderDetails: by id",
                (server, backup) ->
                        backup.vaults().subscribe(spec, Subscription.months(1)).poll());
        cases.put("bss/listPayPerUseCustomerResources: of an order", (server, backup) -> {
            Operation<Vault> order = backup.vaults().subscribe(spec, Subscription.months(1));
            order.poll();
            order.poll();
        });
        cases.put("bss/cancelResourcesSubscription: a vault", (server, backup) -> {
            withoutPoints(server);
            server.change("cbr/showVault", "/vault/billing/charging_mode", "pre_paid");
            backup.vaults().delete(ORDERED, Removal.KEEPING_RESTORE_POINTS);
        });
    }

    private static void withoutPoints(GoldenServer server) {
        server.change("cbr/listBackups", "/backups", List.of());
    }

    private static void holding(GoldenServer server, Resource.Server member) {
        server.change(
                "cbr/showVault",
                "/vault/resources",
                List.of(Map.of("id", member.id(), "type", "OS::Nova::Server", "protect_status", "available")));
    }
}
