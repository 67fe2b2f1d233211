package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.github.backup4j.AutoBind;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Billing;
import io.github.backup4j.Capability;
import io.github.backup4j.CapacityOrder;
import io.github.backup4j.Conflict;
import io.github.backup4j.Consistency;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.Policy;
import io.github.backup4j.Progress;
import io.github.backup4j.Purpose;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Retention;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultFilter;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link io.github.backup4j.Vaults} promises. */
@DisplayName("Vaults")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class VaultsContract extends ContractTest {
    private static final int MORE_THAN_A_PAGE = 25;
    private static final VaultId NO_VAULT = new VaultId("00000000-0000-0000-0000-000000000000");
    private static final Resource.Disk NO_DISK = Resource.disk("00000000-0000-0000-0000-000000000001");
    private static final Resource.Server NO_SERVER = Resource.server("00000000-0000-0000-0000-000000000002");

    @Nested
    @DisplayName("Creating a vault")
    class Creating {
        @Test
        @DisplayName("makes an empty vault for disks that is paid for by use")
        void create_forDisks_emptyVaultPaidByUse() {
            Vault vault = backup.vaults().create(VaultSpec.forDisks("orders", DataSize.gib(100)));

            assertThat(vault.name()).isEqualTo("orders");
            assertThat(vault.kind()).isEqualTo(Resource.Kind.DISK);
            assertThat(vault.purpose()).isEqualTo(Purpose.BACKUP);
            assertThat(vault.consistency()).isEqualTo(Consistency.CRASH_CONSISTENT);
            assertThat(vault.status()).isEqualTo(Vault.Status.AVAILABLE);
            assertThat(vault.capacity()).isEqualTo(DataSize.gib(100));
            assertThat(vault.used()).isEqualTo(DataSize.ZERO);
            assertThat(vault.usageAlertPercent()).isEqualTo(80);
            assertThat(vault.description()).isNull();
            assertThat(vault.autoExpand()).isFalse();
            assertThat(vault.autoBind()).isNull();
            assertThat(vault.locked()).isFalse();
            assertThat(vault.billing().mode()).isEqualTo(Billing.Mode.PAY_PER_USE);
            assertThat(vault.members()).isEmpty();
            assertThat(vault.policies()).isEmpty();
            assertThat(vault.tags()).isEmpty();
            assertThat(vault.createdAt()).isCloseTo(harness.now(), within(1, ChronoUnit.MINUTES));
        }

        @Test
        @DisplayName("makes a vault for servers")
        void create_forServers_vaultForServers() {
            Vault vault = backup.vaults().create(VaultSpec.forServers("shops", DataSize.gib(100)));

            assertThat(vault.kind()).isEqualTo(Resource.Kind.SERVER);
        }

        @Test
        @DisplayName("makes vaults that a list finds by tags and by when they were created")
        void create_tagged_foundByTagsAndTime() {
            VaultSpec spec = VaultSpec.forDisks("orders", DataSize.gib(100)).withTag("team", "shop");
            Vault first = backup.vaults().create(spec.withTag("stage", "test"));
            harness.advance(Duration.ofHours(1));
            Vault second = backup.vaults().create(spec.withTag("stage", "live"));
            Instant begun = Objects.requireNonNull(second.createdAt());
            VaultFilter tagged = VaultFilter.all().tagged("team", "shop");

            assertThat(backup.vaults().list(tagged)).containsExactly(first, second);
            assertThat(backup.vaults().list(tagged.tagged("stage", "live"))).containsExactly(second);
            assertThat(backup.vaults().list(tagged.tagged("stage", "other"))).isEmpty();
            assertThat(backup.vaults().list(tagged.createdFrom(begun))).containsExactly(second);
            assertThat(backup.vaults().list(tagged.createdBefore(begun))).containsExactly(first);
        }

        @Test
        @DisplayName("keeps description, warning level and tags")
        void create_withEverything_asTheSpecSays() {
            VaultSpec spec = VaultSpec.forDisks("orders", DataSize.gib(100))
                    .describedAs("of the shop")
                    .withUsageAlertAt(65)
                    .withTags(Map.of("team", "shop", "stage", "test"));

            assertThat(backup.vaults().create(spec).toSpec()).isEqualTo(spec);
        }

        @Test
        @DisplayName("makes what get returns from then on")
        void create_thenGet_theSame() {
            Vault vault = backup.vaults().create(VaultSpec.forDisks("orders", DataSize.gib(100)));

            assertThat(backup.vaults().get(vault.id())).isEqualTo(vault);
        }

        @Test
        @DisplayName("twice under one name makes two vaults")
        void create_sameNameTwice_twoVaults() {
            requires(Capability.VAULTS);
            Vault first = diskVault("orders");
            Vault second = diskVault("orders");

            assertThat(second.id()).isNotEqualTo(first.id());
            assertThat(backup.vaults().list(VaultFilter.all().named("orders"))).hasSize(2);
        }

        @Test
        @DisplayName("makes a vault that holds at least what was asked for")
        void create_notWholeGib_atLeastTheCapacity() {
            DataSize asked = DataSize.bytes(DataSize.gib(100).bytes() + 1);

            Vault vault = backup.vaults().create(VaultSpec.forDisks("orders", asked));

            assertThat(vault.capacity()).isBetween(asked, DataSize.gib(101));
        }

        @Test
        @DisplayName("makes a vault for copies")
        void create_forReplication_vaultForCopies() {
            requires(Capability.REPLICATION);

            Vault vault = backup.vaults()
                    .create(VaultSpec.forServers("copies", DataSize.gib(100)).forReplication());

            assertThat(vault.purpose()).isEqualTo(Purpose.REPLICATION);
        }

        @Test
        @DisplayName("makes a vault that is enlarged when it is full")
        void create_autoExpand_kept() {
            requires(Capability.AUTO_EXPAND);

            Vault vault = backup.vaults()
                    .create(VaultSpec.forDisks("orders", DataSize.gib(100)).withAutoExpand(true));

            assertThat(vault.autoExpand()).isTrue();
        }

        @Test
        @DisplayName("makes a vault that takes in servers by rule")
        void create_autoBind_kept() {
            requires(Capability.AUTO_BIND);
            AutoBind rule = AutoBind.serversTagged("backup", "yes");

            Vault vault = backup.vaults()
                    .create(VaultSpec.forServers("shops", DataSize.gib(100)).withAutoBind(rule));

            assertThat(vault.autoBind()).isEqualTo(rule);
        }

        @Test
        @DisplayName("makes an application-consistent vault")
        void create_applicationConsistent_kept() {
            requires(Capability.APPLICATION_CONSISTENCY);

            Vault vault = backup.vaults()
                    .create(VaultSpec.forServers("shops", DataSize.gib(100))
                            .withConsistency(Consistency.APPLICATION_CONSISTENT));

            assertThat(vault.consistency()).isEqualTo(Consistency.APPLICATION_CONSISTENT);
        }
    }

    @Nested
    @DisplayName("Subscribing to a vault")
    class Subscribing {
        @Test
        @DisplayName("delivers a vault that is paid for in advance")
        void subscribe_paidAtOnce_subscription() {
            requires(Capability.SUBSCRIPTIONS);

            Vault vault = done(
                    backup.vaults().subscribe(VaultSpec.forDisks("orders", DataSize.gib(100)), Subscription.months(3)));

            assertThat(vault.billing().mode()).isEqualTo(Billing.Mode.SUBSCRIPTION);
            if (vault.billing().paidUntil() != null) {
                assertThat(vault.billing().paidUntil())
                        .isCloseTo(harness.now().plus(Duration.ofDays(91)), within(3, ChronoUnit.DAYS));
            }
            assertThat(vault.status()).isEqualTo(Vault.Status.AVAILABLE);
            assertThat(vault.name()).isEqualTo("orders");
            assertThat(backup.vaults().get(vault.id())).isEqualTo(vault);
        }

        @Test
        @DisplayName("ends when its period does, and is not bought again")
        void subscribe_notRenewing_endsWithItsPeriod() {
            requires(Capability.SUBSCRIPTIONS);
            Vault vault = done(
                    backup.vaults().subscribe(VaultSpec.forDisks("orders", DataSize.gib(100)), Subscription.months(1)));
            Instant paidUntil = vault.billing().paidUntil();

            harness.advance(Duration.ofDays(40));

            Vault later = backup.vaults().get(vault.id());
            assertThat(later.billing().paidUntil()).isEqualTo(paidUntil);
            assertThat(later.status()).isNotEqualTo(Vault.Status.AVAILABLE);
        }

        @Test
        @DisplayName("is bought again at the end of its period if the caller has said so")
        void subscribe_renewing_isBoughtAgain() {
            requires(Capability.SUBSCRIPTIONS);
            Vault vault = done(backup.vaults()
                    .subscribe(
                            VaultSpec.forDisks("orders", DataSize.gib(100)),
                            Subscription.months(1).renewing()));
            Instant paidUntil = vault.billing().paidUntil();

            harness.advance(Duration.ofDays(40));

            Vault later = backup.vaults().get(vault.id());
            assertThat(later.status()).isEqualTo(Vault.Status.AVAILABLE);
            if (paidUntil != null) {
                assertThat(later.billing().paidUntil()).isAfter(paidUntil);
            }
        }

        @Test
        @DisplayName("for years lasts for years, also of a vault that was there")
        void subscribe_years_lastsForYears() {
            requires(Capability.SUBSCRIPTIONS);
            Vault first = done(
                    backup.vaults().subscribe(VaultSpec.forDisks("orders", DataSize.gib(100)), Subscription.years(2)));
            Vault second = done(backup.vaults().subscribe(diskVault("other").id(), Subscription.years(2)));

            for (Vault vault : List.of(first, second)) {
                if (vault.billing().paidUntil() != null) {
                    assertThat(vault.billing().paidUntil())
                            .isCloseTo(harness.now().plus(Duration.ofDays(730)), within(3, ChronoUnit.DAYS));
                }
            }
            harness.advance(Duration.ofDays(700));
            for (Vault vault : List.of(first, second)) {
                assertThat(backup.vaults().get(vault.id()).status()).isEqualTo(Vault.Status.AVAILABLE);
            }
            harness.advance(Duration.ofDays(40));
            for (Vault vault : List.of(first, second)) {
                assertThat(backup.vaults().get(vault.id()).status()).isNotEqualTo(Vault.Status.AVAILABLE);
            }
        }

        @Test
        @DisplayName("waits while an order that has to be paid by hand is not paid")
        void subscribe_paidByHand_waitsForPayment() {
            requires(Capability.SUBSCRIPTIONS);

            Operation<Vault> order = backup.vaults()
                    .subscribe(
                            VaultSpec.forDisks("orders", DataSize.gib(100)),
                            Subscription.years(1).paidByHand());
            harness.advance(LONG);

            assertThat(order.poll())
                    .isInstanceOfSatisfying(
                            Operation.Status.Running.class,
                            running ->
                                    assertThat(running.progress().phase()).isEqualTo(Progress.Phase.PAYMENT_REQUIRED));
        }

        @Test
        @DisplayName("delivers once the order has been paid by hand")
        void subscribe_paidByHandAndPaid_subscription() {
            requires(Capability.SUBSCRIPTIONS);
            Operation<Vault> order = backup.vaults()
                    .subscribe(
                            VaultSpec.forDisks("orders", DataSize.gib(100)),
                            Subscription.months(1).paidByHand());

            harness.pay(order.token());

            assertThat(done(order).billing().mode()).isEqualTo(Billing.Mode.SUBSCRIPTION);
        }

        @Test
        @DisplayName("turns a vault that is paid for by use into a subscription, with all that it holds")
        void subscribe_existingVault_sameVaultPaidInAdvance() {
            requires(Capability.SUBSCRIPTIONS);
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders", disk);
            RestorePoint point = pointOf(disk, vault);

            Vault subscribed = done(backup.vaults().subscribe(vault.id(), Subscription.months(1)));

            assertThat(subscribed.id()).isEqualTo(vault.id());
            assertThat(subscribed.billing().mode()).isEqualTo(Billing.Mode.SUBSCRIPTION);
            assertThat(subscribed.member(disk)).isPresent();
            assertThat(backup.restorePoints().get(point.id()).available()).isTrue();
        }

        @Test
        @DisplayName("is refused for a vault that is a subscription already")
        void subscribe_subscription_conflict() {
            requires(Capability.SUBSCRIPTIONS);
            Vault vault = done(
                    backup.vaults().subscribe(VaultSpec.forDisks("orders", DataSize.gib(100)), Subscription.months(1)));

            assertThatThrownBy(() -> backup.vaults().subscribe(vault.id(), Subscription.months(1)))
                    .isInstanceOf(Conflict.class);
        }

        @Test
        @DisplayName("is refused for a vault that grows automatically, which stays paid for by use")
        void subscribe_vaultThatGrows_conflictAndNothingOrdered() {
            requires(Capability.SUBSCRIPTIONS);
            requires(Capability.AUTO_EXPAND);

            refusesToSubscribe(VaultSpec.forDisks("orders", DataSize.gib(100)).withAutoExpand(true));
        }

        @Test
        @DisplayName("is refused for a vault that adds servers automatically, which stays paid for by use")
        void subscribe_vaultThatBinds_conflictAndNothingOrdered() {
            requires(Capability.SUBSCRIPTIONS);
            requires(Capability.AUTO_BIND);

            refusesToSubscribe(VaultSpec.forServers("orders", DataSize.gib(100))
                    .withAutoBind(AutoBind.serversTagged("team", "shop")));
        }

        private void refusesToSubscribe(VaultSpec spec) {
            Vault vault = backup.vaults().create(spec);

            assertThatThrownBy(() -> backup.vaults().subscribe(vault.id(), Subscription.months(1)))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining("nothing was ordered");

            harness.advance(LONG);
            assertThat(backup.vaults().get(vault.id()).billing().mode()).isEqualTo(Billing.Mode.PAY_PER_USE);
        }

        @Test
        @DisplayName("is refused for a vault that is not there")
        void subscribe_noSuchVault_notFound() {
            requires(Capability.SUBSCRIPTIONS);

            assertThatThrownBy(() -> backup.vaults().subscribe(NO_VAULT, Subscription.months(1)))
                    .isInstanceOf(NotFound.class);
        }
    }

    @Nested
    @DisplayName("Buying capacity")
    class BuyingCapacity {
        private Vault subscribed() {
            requires(Capability.SUBSCRIPTIONS);
            return done(
                    backup.vaults().subscribe(VaultSpec.forDisks("orders", DataSize.gib(100)), Subscription.months(3)));
        }

        private DataSize capacity(Vault vault) {
            return backup.vaults().get(vault.id()).capacity();
        }

        @Test
        @DisplayName("enlarges a subscription, and changes nothing else")
        void buyCapacity_paidAtOnce_enlargesTheVault() {
            Vault vault = subscribed();

            Vault larger = done(backup.vaults().buyCapacity(vault.id(), CapacityOrder.of(DataSize.gib(250))));

            assertThat(larger.capacity()).isEqualTo(DataSize.gib(250));
            assertThat(larger.toSpec()).isEqualTo(vault.toSpec().withCapacity(DataSize.gib(250)));
            assertThat(larger.billing().mode()).isEqualTo(Billing.Mode.SUBSCRIPTION);
            assertThat(backup.vaults().get(vault.id())).isEqualTo(larger);
        }

        @Test
        @DisplayName("waits until an order that is paid by hand is paid, and orders nothing else meanwhile")
        void buyCapacity_paidByHand_waitsForPaymentAndIsOrderedOnce() {
            Vault vault = subscribed();
            CapacityOrder byHand = CapacityOrder.of(DataSize.gib(250)).paidByHand();
            Operation<Vault> order = backup.vaults().buyCapacity(vault.id(), byHand);
            harness.advance(LONG);

            assertThat(order.poll())
                    .isInstanceOfSatisfying(
                            Operation.Status.Running.class,
                            running ->
                                    assertThat(running.progress().phase()).isEqualTo(Progress.Phase.PAYMENT_REQUIRED));
            assertThat(capacity(vault)).isEqualTo(DataSize.gib(100));
            for (CapacityOrder again : List.of(byHand, CapacityOrder.of(DataSize.gib(400)))) {
                assertThatThrownBy(() -> harness.backup().vaults().buyCapacity(vault.id(), again))
                        .isInstanceOf(Conflict.class)
                        .hasMessageContaining("in progress");
            }

            harness.pay(order.token());
            assertThat(done(order).capacity()).isEqualTo(DataSize.gib(250));
        }

        @Test
        @DisplayName("orders nothing for a vault that has the capacity already")
        void buyCapacity_repeated_ordersNothing() {
            Vault vault = subscribed();
            CapacityOrder order = CapacityOrder.of(DataSize.gib(250));
            Vault larger = done(backup.vaults().buyCapacity(vault.id(), order));

            Vault again = done(harness.backup().vaults().buyCapacity(vault.id(), order.paidByHand()));

            assertThat(again).isEqualTo(larger);
        }

        @Test
        @DisplayName("is invalid for less than the vault has, and more than there is")
        void buyCapacity_lessOrTooMuch_invalid() {
            Vault vault = subscribed();

            assertThatThrownBy(() -> backup.vaults().buyCapacity(vault.id(), CapacityOrder.of(DataSize.gib(50))))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("50 GiB");
            DataSize largest = backup.limits().vaults().largest();
            if (largest.bytes() < Long.MAX_VALUE) {
                assertThatThrownBy(() -> backup.vaults()
                                .buyCapacity(vault.id(), CapacityOrder.of(largest.plus(DataSize.gib(1)))))
                        .isInstanceOf(Invalid.class);
            }
            assertThat(capacity(vault)).isEqualTo(DataSize.gib(100));
        }

        @Test
        @DisplayName("is a conflict for a vault that is paid for by use")
        void buyCapacity_payPerUse_conflict() {
            requires(Capability.SUBSCRIPTIONS);
            Vault vault = diskVault("orders");

            assertThatThrownBy(() -> backup.vaults().buyCapacity(vault.id(), CapacityOrder.of(DataSize.gib(900))))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining("update");
            assertThat(capacity(vault)).isEqualTo(vault.capacity());
        }

        @Test
        @DisplayName("is refused for a vault that is not there")
        void buyCapacity_noSuchVault_notFound() {
            requires(Capability.SUBSCRIPTIONS);

            assertThatThrownBy(() -> backup.vaults().buyCapacity(NO_VAULT, CapacityOrder.of(DataSize.gib(900))))
                    .isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("is continued by token in another process")
        void resume_byToken_endsWithTheLargerVault() {
            Vault vault = subscribed();
            String token = backup.vaults()
                    .buyCapacity(vault.id(), CapacityOrder.of(DataSize.gib(250)))
                    .token();

            assertThat(done(harness.backup().operations().resume(token, Vault.class))
                            .capacity())
                    .isEqualTo(DataSize.gib(250));
        }
    }

    @Nested
    @DisplayName("Finding vaults")
    class Finding {
        @Test
        @DisplayName("get refuses a vault that is not there")
        void get_noSuchVault_notFound() {
            assertThatThrownBy(() -> backup.vaults().get(NO_VAULT)).isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("lists nothing where there is nothing")
        void list_noVaults_empty() {
            requires(Capability.VAULTS);
            assertThat(backup.vaults().list()).isEmpty();
        }

        @Test
        @DisplayName("lists all vaults over many pages, each once, oldest first")
        void list_moreThanAPage_allOldestFirst() {
            requires(Capability.VAULTS);
            List<VaultId> created = new ArrayList<>();
            for (int i = 0; i < MORE_THAN_A_PAGE; i++) {
                created.add(diskVault("vault-" + i).id());
                harness.advance(Duration.ofMinutes(1));
            }

            assertThat(backup.vaults().list().map(Vault::id)).containsExactlyElementsOf(created);
        }

        @Test
        @DisplayName("lists no more than the stream is asked for")
        void list_limited_theFirst() {
            Vault oldest = diskVault("vault-first");
            for (int i = 0; i < MORE_THAN_A_PAGE; i++) {
                harness.advance(Duration.ofMinutes(1));
                diskVault("vault-" + i);
            }

            assertThat(backup.vaults().list().limit(1).map(Vault::id)).containsExactly(oldest.id());
        }

        @Test
        @DisplayName("lists a vault as get returns it")
        void list_vaultWithMembers_asGet() {
            Vault vault = diskVault("orders", disk("data", "one"));

            assertThat(backup.vaults().list()).containsExactly(backup.vaults().get(vault.id()));
        }

        @Test
        @DisplayName("by name finds those of exactly that name")
        void list_named_exactName() {
            requires(Capability.VAULTS);
            Vault orders = diskVault("orders");
            diskVault("orders-2");
            diskVault("Orders");

            assertThat(backup.vaults().list(VaultFilter.all().named("orders")).map(Vault::id))
                    .containsExactly(orders.id());
        }

        @Test
        @DisplayName("by kind finds those for disks, or those for servers")
        void list_ofKind_thatKind() {
            Vault disks = diskVault("orders");
            Vault servers = serverVault("shops");

            assertThat(backup.vaults()
                            .list(VaultFilter.all().ofKind(Resource.Kind.DISK))
                            .map(Vault::id))
                    .containsExactly(disks.id());
            assertThat(backup.vaults()
                            .list(VaultFilter.all().ofKind(Resource.Kind.SERVER))
                            .map(Vault::id))
                    .containsExactly(servers.id());
        }

        @Test
        @DisplayName("by purpose finds those for backups, or those for copies")
        void list_forPurpose_thatPurpose() {
            requires(Capability.REPLICATION);
            Vault backups = serverVault("shops");
            Vault copies = backup.vaults()
                    .create(VaultSpec.forServers("copies", DataSize.gib(100)).forReplication());

            assertThat(backup.vaults()
                            .list(VaultFilter.all().forPurpose(Purpose.BACKUP))
                            .map(Vault::id))
                    .containsExactly(backups.id());
            assertThat(backup.vaults()
                            .list(VaultFilter.all().forPurpose(Purpose.REPLICATION))
                            .map(Vault::id))
                    .containsExactly(copies.id());
        }

        @Test
        @DisplayName("by status finds those in that status")
        void list_withStatus_thatStatus() {
            Vault vault = diskVault("orders");

            assertThat(backup.vaults()
                            .list(VaultFilter.all().withStatus(Vault.Status.AVAILABLE))
                            .map(Vault::id))
                    .containsExactly(vault.id());
            assertThat(backup.vaults().list(VaultFilter.all().withStatus(Vault.Status.FROZEN)))
                    .isEmpty();
        }

        @Test
        @DisplayName("by member finds the one that holds it")
        void list_holding_theVaultOfTheMember() {
            requires(Capability.VAULTS);
            Resource.Disk member = disk("data", "one");
            Vault holder = diskVault("orders", member);
            diskVault("other", disk("more", "two"));

            assertThat(backup.vaults()
                            .list(VaultFilter.all().ofResource(member))
                            .map(Vault::id))
                    .containsExactly(holder.id());
            assertThat(backup.vaults().list(VaultFilter.all().ofResource(disk("free", "three"))))
                    .isEmpty();
        }

        @Test
        @DisplayName("by policy finds those that it is attached to")
        void list_withPolicy_thoseItIsAttachedTo() {
            Vault first = diskVault("first");
            diskVault("second");
            Vault third = diskVault("third");
            Policy policy = nightly(Retention.forever());
            backup.policies().attach(policy.id(), first.id());
            backup.policies().attach(policy.id(), third.id());

            assertThat(backup.vaults()
                            .list(VaultFilter.all().withPolicy(policy.id()))
                            .map(Vault::id))
                    .containsExactlyInAnyOrder(first.id(), third.id());
        }

        @Test
        @DisplayName("by several conditions finds those that meet all of them")
        void list_severalConditions_allMet() {
            Vault wanted = diskVault("orders");
            serverVault("orders");
            diskVault("other");

            assertThat(backup.vaults()
                            .list(VaultFilter.all().named("orders").ofKind(Resource.Kind.DISK))
                            .map(Vault::id))
                    .containsExactly(wanted.id());
        }

        @Test
        @DisplayName("finds what was created since on a second look")
        void list_again_readsAgain() {
            requires(Capability.VAULTS);
            diskVault("orders");
            assertThat(backup.vaults().list()).hasSize(1);

            diskVault("more");

            assertThat(backup.vaults().list()).hasSize(2);
        }
    }

    @Nested
    @DisplayName("Updating a vault")
    class Updating {
        @Test
        @DisplayName("changes what the spec says")
        void update_everythingElse_asTheSpecSays() {
            Vault vault = diskVault("orders");
            VaultSpec spec = vault.toSpec()
                    .named("orders-2")
                    .withCapacity(DataSize.gib(300))
                    .describedAs("of the shop")
                    .withUsageAlertAt(50)
                    .withTag("team", "shop");

            Vault updated = backup.vaults().update(vault.id(), spec);

            assertThat(updated.toSpec()).isEqualTo(spec);
            assertThat(updated.id()).isEqualTo(vault.id());
            assertThat(backup.vaults().get(vault.id())).isEqualTo(updated);
        }

        @Test
        @DisplayName("to what it is changes nothing")
        void update_ownSpec_nothingChanges() {
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders", disk);
            backup.policies().attach(nightly(Retention.days(30)).id(), vault.id());
            pointOf(disk, vault);
            Vault before = backup.vaults().get(vault.id());

            assertThat(backup.vaults().update(vault.id(), before.toSpec())).isEqualTo(before);
        }

        @Test
        @DisplayName("leaves members, policies and restore points alone")
        void update_name_contentStays() {
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders", disk);
            backup.policies().attach(nightly(Retention.days(30)).id(), vault.id());
            RestorePoint point = pointOf(disk, vault);
            Vault before = backup.vaults().get(vault.id());

            Vault updated = backup.vaults().update(vault.id(), before.toSpec().named("renamed"));

            assertThat(updated.members()).isEqualTo(before.members());
            assertThat(updated.policies()).isEqualTo(before.policies());
            assertThat(backup.restorePoints().get(point.id()).available()).isTrue();
        }

        @Test
        @DisplayName("removes the tags that the spec does not name")
        void update_otherTags_thoseAndNoOthers() {
            Vault vault = backup.vaults()
                    .create(VaultSpec.forDisks("orders", DataSize.gib(100))
                            .withTags(Map.of("team", "shop", "stage", "test")));

            Vault updated =
                    backup.vaults().update(vault.id(), vault.toSpec().withTags(Map.of("team", "pay", "cost", "42")));

            assertThat(updated.tags()).isEqualTo(Map.of("team", "pay", "cost", "42"));
        }

        @Test
        @DisplayName("removes description and warning")
        void update_descriptionAndAlertCleared_cleared() {
            Vault vault = backup.vaults()
                    .create(VaultSpec.forDisks("orders", DataSize.gib(100)).describedAs("of the shop"));

            Vault updated = backup.vaults()
                    .update(vault.id(), vault.toSpec().describedAs("").withoutUsageAlert());

            assertThat(updated.description()).isNull();
            assertThat(updated.usageAlertPercent()).isNull();
        }

        @Test
        @DisplayName("by a change starts from what the vault is now")
        void update_change_keepsWhatOthersChangedSince() {
            requires(Capability.VAULTS);
            Vault vault = diskVault("orders");
            Vault renamed = backup.vaults()
                    .update(vault.id(), vault.toSpec().named("theirs").withTag("team", "shop"));

            Vault updated = backup.vaults()
                    .update(
                            vault.id(),
                            present -> present.withCapacity(DataSize.gib(300)).withTag("stage", "test"));

            assertThat(updated.toSpec())
                    .isEqualTo(renamed.toSpec().withCapacity(DataSize.gib(300)).withTag("stage", "test"));
            assertThat(backup.vaults().get(vault.id())).isEqualTo(updated);
        }

        @Test
        @DisplayName("by a change that throws, or that is not possible, changes nothing")
        void update_changeThatThrows_nothingChanges() {
            requires(Capability.VAULTS);
            Vault vault = diskVault("orders");

            assertThatThrownBy(() -> backup.vaults().update(vault.id(), present -> {
                        throw new Conflict("not as it was");
                    }))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining("not as it was");
            assertThatThrownBy(() -> backup.vaults()
                            .update(vault.id(), present -> VaultSpec.forServers(present.name(), present.capacity())))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.vaults().update(NO_VAULT, present -> present))
                    .isInstanceOf(NotFound.class);
            assertThat(backup.vaults().get(vault.id())).isEqualTo(vault);
        }

        @Test
        @DisplayName("makes a vault smaller that has room to spare")
        void update_smallerCapacity_smaller() {
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders", disk);
            pointOf(disk, vault);

            Vault updated = backup.vaults().update(vault.id(), vault.toSpec().withCapacity(DataSize.gib(50)));

            assertThat(updated.capacity()).isEqualTo(DataSize.gib(50));
        }

        @Test
        @DisplayName("removes the rule by which servers are taken in")
        void update_noAutoBind_removed() {
            requires(Capability.AUTO_BIND);
            Vault vault = backup.vaults()
                    .create(VaultSpec.forServers("shops", DataSize.gib(100))
                            .withAutoBind(AutoBind.serversTagged("backup", "yes")));

            Vault updated = backup.vaults().update(vault.id(), vault.toSpec().withAutoBind(null));

            assertThat(updated.autoBind()).isNull();
        }

        @Test
        @DisplayName("makes a vault application-consistent")
        void update_applicationConsistent_more() {
            requires(Capability.APPLICATION_CONSISTENCY);
            Vault vault = serverVault("shops");

            Vault updated = backup.vaults()
                    .update(vault.id(), vault.toSpec().withConsistency(Consistency.APPLICATION_CONSISTENT));

            assertThat(updated.consistency()).isEqualTo(Consistency.APPLICATION_CONSISTENT);
        }

        @Test
        @DisplayName("is refused if it should lose application consistency")
        void update_noLongerApplicationConsistent_conflict() {
            requires(Capability.APPLICATION_CONSISTENCY);
            Vault vault = backup.vaults()
                    .create(VaultSpec.forServers("shops", DataSize.gib(100))
                            .withConsistency(Consistency.APPLICATION_CONSISTENT));

            assertThatThrownBy(() -> backup.vaults()
                            .update(vault.id(), vault.toSpec().withConsistency(Consistency.CRASH_CONSISTENT)))
                    .isInstanceOf(Conflict.class);
            assertThat(backup.vaults().get(vault.id())).isEqualTo(vault);
        }

        @Test
        @DisplayName("is refused if the kind differs")
        void update_otherKind_invalid() {
            requires(Capability.VAULTS);
            Vault vault = diskVault("orders");

            assertThatThrownBy(() ->
                            backup.vaults().update(vault.id(), VaultSpec.forServers("renamed", DataSize.gib(200))))
                    .isInstanceOf(Invalid.class);
            assertThat(backup.vaults().get(vault.id())).isEqualTo(vault);
        }

        @Test
        @DisplayName("is refused if the purpose differs")
        void update_otherPurpose_invalid() {
            requires(Capability.REPLICATION);
            Vault vault = serverVault("shops");

            assertThatThrownBy(() ->
                            backup.vaults().update(vault.id(), vault.toSpec().forReplication()))
                    .isInstanceOf(Invalid.class);
            assertThat(backup.vaults().get(vault.id())).isEqualTo(vault);
        }

        @Test
        @DisplayName("is refused for a vault that is not there")
        void update_noSuchVault_notFound() {
            requires(Capability.VAULTS);
            assertThatThrownBy(() -> backup.vaults().update(NO_VAULT, VaultSpec.forDisks("orders", DataSize.gib(100))))
                    .isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("is refused for a vault that was deleted")
        void update_deletedVault_refused() {
            Vault vault = diskVault("orders");
            backup.vaults().delete(vault.id(), Removal.KEEPING_RESTORE_POINTS);

            assertThatThrownBy(() ->
                            backup.vaults().update(vault.id(), vault.toSpec().named("renamed")))
                    .isInstanceOfAny(Conflict.class, NotFound.class);
        }

        @Test
        @DisplayName("renames a subscription")
        void update_subscriptionName_renamed() {
            requires(Capability.SUBSCRIPTIONS);
            Vault vault = done(
                    backup.vaults().subscribe(VaultSpec.forDisks("orders", DataSize.gib(100)), Subscription.months(1)));

            Vault updated = backup.vaults().update(vault.id(), vault.toSpec().named("renamed"));

            assertThat(updated.name()).isEqualTo("renamed");
            assertThat(updated.billing().mode()).isEqualTo(Billing.Mode.SUBSCRIPTION);
        }
    }

    @Nested
    @DisplayName("A vault that is locked")
    class Locking {
        @Test
        @DisplayName("says so")
        void lockForever_vault_locked() {
            requires(Capability.VAULT_LOCK);
            Vault vault = diskVault("orders");

            assertThat(backup.vaults().lockForever(vault.id()).locked()).isTrue();
            assertThat(backup.vaults().get(vault.id()).locked()).isTrue();
        }

        @Test
        @DisplayName("has to be there")
        void lockForever_noSuchVault_notFound() {
            requires(Capability.VAULT_LOCK);

            assertThatThrownBy(() -> backup.vaults().lockForever(NO_VAULT)).isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("stays locked when it is updated")
        void update_lockedVault_staysLocked() {
            requires(Capability.VAULT_LOCK);
            Vault vault = backup.vaults().lockForever(diskVault("orders").id());

            assertThat(backup.vaults()
                            .update(vault.id(), vault.toSpec().named("renamed"))
                            .locked())
                    .isTrue();
        }

        @Test
        @DisplayName("takes in members")
        void add_lockedVault_added() {
            requires(Capability.VAULT_LOCK);
            Vault vault = backup.vaults().lockForever(diskVault("orders").id());
            Resource.Disk disk = disk("data", "one");

            assertThat(backup.vaults().add(vault.id(), disk).member(disk)).isPresent();
        }

        @Test
        @DisplayName("does not let members go, whatever may become of their restore points")
        void remove_lockedVault_conflict() {
            requires(Capability.VAULT_LOCK);
            Resource.Disk disk = disk("data", "one");
            Vault vault = backup.vaults().lockForever(diskVault("orders", disk).id());

            for (Removal removal : Removal.values()) {
                assertThatThrownBy(() -> backup.vaults().remove(vault.id(), disk, removal))
                        .isInstanceOf(Conflict.class);
            }
            assertThat(backup.vaults().get(vault.id()).member(disk)).isPresent();
        }

        @Test
        @DisplayName("does not let members move to another vault")
        void move_lockedVault_conflict() {
            requires(Capability.VAULT_LOCK);
            requires(Capability.MEMBER_MOVE);
            Resource.Disk disk = disk("data", "one");
            Vault vault = backup.vaults().lockForever(diskVault("orders", disk).id());
            Vault other = diskVault("other");

            assertThatThrownBy(() -> backup.vaults().move(vault.id(), other.id(), List.of(disk)))
                    .isInstanceOf(Conflict.class);
            assertThat(backup.vaults().get(vault.id()).member(disk)).isPresent();
        }

        @Test
        @DisplayName("is not deleted with the automatic restore points in it")
        void delete_lockedVaultWithAutomaticPoints_conflict() {
            requires(Capability.VAULT_LOCK);
            Resource.Disk disk = disk("data", "one");
            Vault vault = protectedNightly(disk);
            backup.vaults().lockForever(vault.id());

            assertThatThrownBy(() -> backup.vaults().delete(vault.id(), Removal.DELETING_RESTORE_POINTS))
                    .isInstanceOf(Conflict.class);

            harness.advance(A_WHILE);
            assertThat(backup.vaults().get(vault.id()).status()).isEqualTo(Vault.Status.AVAILABLE);
            assertThat(backup.restorePoints().list(RestorePointFilter.of(disk)))
                    .singleElement()
                    .satisfies(point -> assertThat(point.available()).isTrue());
        }

        @Test
        @DisplayName("keeps its automatic restore points from being deleted manually")
        void deletePoint_automaticInLockedVault_conflict() {
            requires(Capability.VAULT_LOCK);
            Resource.Disk disk = disk("data", "one");
            Vault vault = protectedNightly(disk);
            backup.vaults().lockForever(vault.id());
            RestorePoint point = backup.restorePoints()
                    .list(RestorePointFilter.of(disk))
                    .findFirst()
                    .orElseThrow();

            assertThatThrownBy(() -> backup.restorePoints().delete(point.id())).isInstanceOf(Conflict.class);

            harness.advance(A_WHILE);
            assertThat(backup.restorePoints().get(point.id()).available()).isTrue();
        }

        @Test
        @DisplayName("allows deleting restore points that were taken manually")
        void deletePoint_manualInLockedVault_deleted() {
            requires(Capability.VAULT_LOCK);
            Resource.Disk disk = disk("data", "one");
            Vault vault = backup.vaults().lockForever(diskVault("orders", disk).id());
            RestorePoint point = pointOf(disk, vault);

            backup.restorePoints().delete(point.id());

            harness.advance(A_WHILE);
            assertThatThrownBy(() -> backup.restorePoints().get(point.id())).isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("is deleted if it is empty")
        void delete_lockedEmptyVault_deleted() {
            requires(Capability.VAULT_LOCK);
            Vault vault = backup.vaults().lockForever(diskVault("orders").id());

            backup.vaults().delete(vault.id(), Removal.KEEPING_RESTORE_POINTS);

            harness.advance(A_WHILE);
            assertThatThrownBy(() -> backup.vaults().get(vault.id())).isInstanceOf(NotFound.class);
        }
    }

    @Nested
    @DisplayName("Deleting a vault")
    class Deleting {
        @Test
        @DisplayName("makes it disappear, after a while at the latest")
        void delete_emptyVault_gone() {
            Vault vault = diskVault("orders");

            backup.vaults().delete(vault.id(), Removal.KEEPING_RESTORE_POINTS);

            assertThat(backup.vaults().list().map(Vault::status)).allMatch(Vault.Status.DELETING::equals);
            harness.advance(A_WHILE);
            assertThatThrownBy(() -> backup.vaults().get(vault.id())).isInstanceOf(NotFound.class);
            assertThat(backup.vaults().list()).isEmpty();
        }

        @Test
        @DisplayName("leaves other vaults alone")
        void delete_oneOfTwo_theOtherStays() {
            Resource.Disk disk = disk("data", "one");
            Vault other = diskVault("other", disk);
            RestorePoint point = pointOf(disk, other);
            Vault vault = diskVault("orders", disk("more", "two"));

            backup.vaults().delete(vault.id(), Removal.DELETING_RESTORE_POINTS);

            harness.advance(A_WHILE);
            assertThat(backup.vaults().list().map(Vault::id)).containsExactly(other.id());
            assertThat(backup.restorePoints().list().map(RestorePoint::id)).containsExactly(point.id());
        }

        @Test
        @DisplayName("leaves its members as they are, unprotected")
        void delete_withMembers_membersUnprotected() {
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders", disk);

            backup.vaults().delete(vault.id(), Removal.KEEPING_RESTORE_POINTS);

            harness.advance(A_WHILE);
            assertThat(backup.resources().get(disk).vault()).isNull();
            assertThat(read(disk)).isEqualTo("one");
            assertThat(diskVault("new", disk).member(disk)).isPresent();
        }

        @Test
        @DisplayName("is refused while it holds restore points that the caller wants to keep")
        void delete_keepingRestorePoints_conflict() {
            requires(Capability.VAULTS);
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders", disk);
            RestorePoint point = pointOf(disk, vault);
            Vault before = backup.vaults().get(vault.id());

            assertThatThrownBy(() -> backup.vaults().delete(vault.id(), Removal.KEEPING_RESTORE_POINTS))
                    .isInstanceOf(Conflict.class);

            harness.advance(A_WHILE);
            assertThat(backup.vaults().get(vault.id())).isEqualTo(before);
            assertThat(backup.restorePoints().get(point.id()).available()).isTrue();
        }

        @Test
        @DisplayName("deletes the restore points in it, automatic ones and those taken manually, if that is allowed")
        void delete_deletingRestorePoints_goneWithIt() {
            Resource.Disk disk = disk("data", "one");
            Vault vault = protectedNightly(disk);
            pointOf(disk, vault);
            assertThat(backup.restorePoints().list().map(RestorePoint::automatic))
                    .containsExactly(false, true);

            backup.vaults().delete(vault.id(), Removal.DELETING_RESTORE_POINTS);

            harness.advance(A_WHILE);
            assertThat(backup.restorePoints().list()).isEmpty();
            assertThatThrownBy(() -> backup.vaults().get(vault.id())).isInstanceOf(NotFound.class);
            assertThat(read(disk)).isEqualTo("one");
        }

        @Test
        @DisplayName("detaches its policies, which stay")
        void delete_withPolicy_policyDetached() {
            Vault vault = diskVault("orders");
            Policy policy = nightly(Retention.days(30));
            backup.policies().attach(policy.id(), vault.id());

            backup.vaults().delete(vault.id(), Removal.KEEPING_RESTORE_POINTS);

            harness.advance(A_WHILE);
            assertThat(backup.policies().get(policy.id()).attachments()).isEmpty();
        }

        @Test
        @DisplayName("is refused while a backup is running in it")
        void delete_backupRunning_conflict() {
            requires(Capability.VAULTS);
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders", disk);
            var running = backup.restorePoints().take(BackupSpec.of(vault.id()));

            assertThatThrownBy(() -> backup.vaults().delete(vault.id(), Removal.DELETING_RESTORE_POINTS))
                    .isInstanceOf(Conflict.class);

            assertThat(done(running).restorePoints()).hasSize(1);
            assertThat(backup.vaults().get(vault.id()).member(disk)).isPresent();
        }

        @Test
        @DisplayName("is refused for a vault that is not there")
        void delete_noSuchVault_notFound() {
            requires(Capability.VAULTS);
            assertThatThrownBy(() -> backup.vaults().delete(NO_VAULT, Removal.KEEPING_RESTORE_POINTS))
                    .isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("is refused once it is gone")
        void delete_twice_notFound() {
            Vault vault = diskVault("orders");
            backup.vaults().delete(vault.id(), Removal.KEEPING_RESTORE_POINTS);
            harness.advance(A_WHILE);

            assertThatThrownBy(() -> backup.vaults().delete(vault.id(), Removal.KEEPING_RESTORE_POINTS))
                    .isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("works for a subscription")
        void delete_subscription_gone() {
            requires(Capability.SUBSCRIPTIONS);
            Vault vault = done(
                    backup.vaults().subscribe(VaultSpec.forDisks("orders", DataSize.gib(100)), Subscription.months(1)));

            backup.vaults().delete(vault.id(), Removal.KEEPING_RESTORE_POINTS);

            harness.advance(A_WHILE);
            assertThatThrownBy(() -> backup.vaults().get(vault.id())).isInstanceOf(NotFound.class);
        }
    }

    @Nested
    @DisplayName("Putting resources into a vault")
    class Adding {
        @Test
        @DisplayName("makes disks its members, with nothing stored yet")
        void add_disks_members() {
            Resource.Disk first = disk("first", "one");
            Resource.Disk second = disk("second", "two");
            Vault vault = diskVault("orders");

            Vault filled = backup.vaults().add(vault.id(), first, second);

            assertThat(filled.members().stream().map(Vault.Member::resource)).containsExactlyInAnyOrder(first, second);
            assertThat(filled.member(first)).hasValueSatisfying(member -> {
                assertThat(member.name()).isEqualTo("first");
                assertThat(member.size()).isEqualTo(DataSize.gib(10));
                assertThat(member.stored()).isEqualTo(DataSize.ZERO);
                assertThat(member.restorePoints()).isZero();
                assertThat(member.status()).isEqualTo(Vault.MemberStatus.AVAILABLE);
                assertThat(member.excludedDisks()).isEmpty();
                assertThat(member.suspended()).isFalse();
            });
            assertThat(backup.vaults().get(vault.id())).isEqualTo(filled);
        }

        @Test
        @DisplayName("makes a server its member, with all its disks")
        void add_server_memberOfTheSizeOfItsDisks() {
            Resource.Server server = harness.addServer(
                    "shop", harness.addDisk("system", DataSize.gib(40)), harness.addDisk("data", DataSize.gib(100)));

            Vault vault = serverVault("shops", server);

            assertThat(vault.member(server))
                    .hasValueSatisfying(member -> assertThat(member.size()).isEqualTo(DataSize.gib(140)));
        }

        @Test
        @DisplayName("makes attached disks and stopped servers its members too")
        void add_attachedDiskAndStoppedServer_members() {
            Resource.Server server = server("shop", "one");
            Resource.Disk attached = harness.disksOf(server).get(0);
            Resource.Server stopped = server("night", "two");
            harness.stop(stopped);

            assertThat(diskVault("orders", attached).member(attached)).isPresent();
            assertThat(serverVault("shops", stopped).member(stopped)).isPresent();
        }

        @Test
        @DisplayName("leaves those alone that are in it already")
        void add_again_nothingChanges() {
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders", disk);
            pointOf(disk, vault);
            Vault before = backup.vaults().get(vault.id());

            assertThat(backup.vaults().add(vault.id(), disk)).isEqualTo(before);
        }

        @Test
        @DisplayName("is refused for a vault that is not there")
        void add_noSuchVault_notFound() {
            requires(Capability.VAULTS);
            Resource.Disk disk = disk("data", "one");

            assertThatThrownBy(() -> backup.vaults().add(NO_VAULT, disk)).isInstanceOf(NotFound.class);
            assertThat(backup.resources().get(disk).vault()).isNull();
        }

        @Test
        @DisplayName("is refused if one is not there; then none is added")
        void add_oneMissing_notFoundAndNoneAdded() {
            requires(Capability.VAULTS);
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders");

            assertThatThrownBy(() -> backup.vaults().add(vault.id(), disk, NO_DISK))
                    .isInstanceOf(NotFound.class);
            assertThat(backup.vaults().get(vault.id()).members()).isEmpty();
        }

        @Test
        @DisplayName("is refused if one was deleted")
        void add_deletedDisk_notFound() {
            requires(Capability.VAULTS);
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders");
            harness.delete(disk);

            assertThatThrownBy(() -> backup.vaults().add(vault.id(), disk)).isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("is refused if one is of another kind; then none is added")
        void add_otherKind_invalidAndNoneAdded() {
            Resource.Disk disk = disk("data", "one");
            Resource.Server server = server("shop", "two");
            Vault disks = diskVault("orders");
            Vault servers = serverVault("shops");

            assertThatThrownBy(() -> backup.vaults().add(disks.id(), disk, server))
                    .isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.vaults().add(servers.id(), server, disk))
                    .isInstanceOf(Invalid.class);
            assertThat(backup.vaults().get(disks.id()).members()).isEmpty();
            assertThat(backup.vaults().get(servers.id()).members()).isEmpty();
        }

        @Test
        @DisplayName("is refused if one is named twice; then none is added")
        void add_namedTwice_invalidAndNoneAdded() {
            requires(Capability.VAULTS);
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders");

            assertThatThrownBy(() -> backup.vaults().add(vault.id(), disk, disk))
                    .isInstanceOf(Invalid.class);
            assertThat(backup.vaults().get(vault.id()).members()).isEmpty();
        }

        @Test
        @DisplayName("is refused if none is named")
        void add_none_invalid() {
            Vault vault = diskVault("orders");

            assertThatThrownBy(() -> backup.vaults().add(vault.id(), List.of())).isInstanceOf(Invalid.class);
        }

        @Test
        @DisplayName("is refused if one is in another vault; then none is added")
        void add_inAnotherVault_conflictAndNoneAdded() {
            requires(Capability.VAULTS);
            Resource.Disk taken = disk("taken", "one");
            Vault holder = diskVault("holder", taken);
            Resource.Disk free = disk("free", "two");
            Vault vault = diskVault("orders");

            assertThatThrownBy(() -> backup.vaults().add(vault.id(), free, taken))
                    .isInstanceOf(Conflict.class);
            assertThat(backup.vaults().get(vault.id()).members()).isEmpty();
            assertThat(backup.resources().get(taken).vault()).isEqualTo(holder.id());
            assertThat(backup.resources().get(free).vault()).isNull();
        }

        @Test
        @DisplayName("is refused if one is being rolled back; then none is added")
        void add_diskBeingRolledBack_conflictAndNoneAdded() {
            requires(Capability.VAULTS);
            Resource.Disk idle = disk("idle", "one");
            Resource.Disk changing = disk("changing", "two");
            Vault vault = diskVault("orders");
            Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(changing, "before")));
            var rollBack = backup.snapshots().rollBack(snapshot.id(), changing);

            assertThatThrownBy(() -> backup.vaults().add(vault.id(), idle, changing))
                    .isInstanceOf(Conflict.class);

            assertThat(done(rollBack)).isEqualTo(changing);
            assertThat(backup.vaults().get(vault.id()).members()).isEmpty();
        }

        @Test
        @DisplayName("is refused beyond the most members of a vault; then none is added")
        void add_tooMany_quotaExceededAndNoneAdded() {
            Vault vault = diskVault("orders");
            int most = mostMembers();
            List<Resource.Disk> full = disks(most);
            assertThat(backup.vaults().add(vault.id(), full).members()).hasSize(most);
            Resource.Disk oneMore = disk("more", "one");

            assertThatThrownBy(() -> backup.vaults().add(vault.id(), oneMore))
                    .isInstanceOfSatisfying(
                            QuotaExceeded.class, e -> assertThat(e.retryable()).isFalse());
            assertThat(backup.vaults().get(vault.id()).members()).hasSize(most);
            assertThat(backup.resources().get(oneMore).vault()).isNull();
        }
    }

    @Nested
    @DisplayName("Leaving disks of a server out")
    class Excluding {
        @Test
        @DisplayName("makes the server a member and names what is left out")
        void addServerExcluding_newMember_excluded() {
            requires(Capability.DISK_EXCLUSION);
            Shop shop = shop();
            Vault vault = serverVault("shops");

            Vault filled = backup.vaults().addServerExcluding(vault.id(), shop.server, Set.of(shop.data));

            assertThat(filled.member(shop.server))
                    .hasValueSatisfying(
                            member -> assertThat(member.excludedDisks()).containsExactly(shop.data));
            assertThat(backup.vaults().get(vault.id())).isEqualTo(filled);
        }

        @Test
        @DisplayName("leaves them out of the restore points")
        void addServerExcluding_thenBackup_notInTheRestorePoint() {
            requires(Capability.DISK_EXCLUSION);
            Shop shop = shop();
            Vault vault = serverVault("shops");
            backup.vaults().addServerExcluding(vault.id(), shop.server, Set.of(shop.data, shop.scratch));

            RestorePoint point = pointOf(shop.server, vault);

            assertThat(point.parts().stream().map(RestorePoint.Part::disk)).containsExactly(shop.system);
        }

        @Test
        @DisplayName("works for the disk that the server starts from")
        void addServerExcluding_systemDisk_excluded() {
            requires(Capability.DISK_EXCLUSION);
            Shop shop = shop();
            Vault vault = serverVault("shops");

            backup.vaults().addServerExcluding(vault.id(), shop.server, Set.of(shop.system));

            assertThat(pointOf(shop.server, vault).parts().stream().map(RestorePoint.Part::disk))
                    .containsExactlyInAnyOrder(shop.data, shop.scratch);
        }

        @Test
        @DisplayName("of a member leaves out these and no others from now on")
        void addServerExcluding_again_theseAndNoOthers() {
            requires(Capability.DISK_EXCLUSION);
            Shop shop = shop();
            Vault vault = serverVault("shops");
            backup.vaults().addServerExcluding(vault.id(), shop.server, Set.of(shop.data));

            Vault again = backup.vaults().addServerExcluding(vault.id(), shop.server, Set.of(shop.scratch));

            assertThat(again.member(shop.server))
                    .hasValueSatisfying(
                            member -> assertThat(member.excludedDisks()).containsExactly(shop.scratch));
        }

        @Test
        @DisplayName("ends when the server is put in with all its disks")
        void add_memberWithExcludedDisks_allDisksAgain() {
            requires(Capability.DISK_EXCLUSION);
            Shop shop = shop();
            Vault vault = serverVault("shops");
            backup.vaults().addServerExcluding(vault.id(), shop.server, Set.of(shop.data));
            RestorePoint point = pointOf(shop.server, vault);

            Vault again = backup.vaults().add(vault.id(), shop.server);

            assertThat(again.member(shop.server))
                    .hasValueSatisfying(
                            member -> assertThat(member.excludedDisks()).isEmpty());
            assertThat(pointOf(shop.server, vault).parts()).hasSize(3);
            assertThat(backup.restorePoints().get(point.id()).parts()).hasSize(2);
        }

        @Test
        @DisplayName("is refused if none would remain")
        void addServerExcluding_allDisks_invalid() {
            requires(Capability.DISK_EXCLUSION);
            Shop shop = shop();
            Vault vault = serverVault("shops");

            assertThatThrownBy(() -> backup.vaults()
                            .addServerExcluding(vault.id(), shop.server, Set.of(shop.system, shop.data, shop.scratch)))
                    .isInstanceOf(Invalid.class);
            assertThat(backup.vaults().get(vault.id()).members()).isEmpty();
        }

        @Test
        @DisplayName("is refused for a disk that the server does not have")
        void addServerExcluding_foreignDisk_notFound() {
            requires(Capability.DISK_EXCLUSION);
            Shop shop = shop();
            Vault vault = serverVault("shops");
            Resource.Disk foreign = disk("foreign", "four");

            assertThatThrownBy(() -> backup.vaults().addServerExcluding(vault.id(), shop.server, Set.of(foreign)))
                    .isInstanceOf(NotFound.class);
            assertThat(backup.vaults().get(vault.id()).members()).isEmpty();
        }

        @Test
        @DisplayName("is refused for a server or a vault that is not there")
        void addServerExcluding_noSuchServerOrVault_notFound() {
            requires(Capability.DISK_EXCLUSION);
            Shop shop = shop();
            Vault vault = serverVault("shops");

            assertThatThrownBy(() -> backup.vaults().addServerExcluding(vault.id(), NO_SERVER, Set.of(shop.data)))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> backup.vaults().addServerExcluding(NO_VAULT, shop.server, Set.of(shop.data)))
                    .isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("is refused for a vault for disks")
        void addServerExcluding_diskVault_invalid() {
            requires(Capability.DISK_EXCLUSION);
            Shop shop = shop();
            Vault vault = diskVault("orders");

            assertThatThrownBy(() -> backup.vaults().addServerExcluding(vault.id(), shop.server, Set.of(shop.data)))
                    .isInstanceOf(Invalid.class);
        }

        @Test
        @DisplayName("is refused for a server in another vault")
        void addServerExcluding_inAnotherVault_conflict() {
            requires(Capability.DISK_EXCLUSION);
            Shop shop = shop();
            Vault holder = serverVault("holder", shop.server);
            Vault vault = serverVault("shops");

            assertThatThrownBy(() -> backup.vaults().addServerExcluding(vault.id(), shop.server, Set.of(shop.data)))
                    .isInstanceOf(Conflict.class);
            assertThat(backup.vaults().get(holder.id()).member(shop.server))
                    .hasValueSatisfying(
                            member -> assertThat(member.excludedDisks()).isEmpty());
        }

        private Shop shop() {
            Resource.Disk system = disk("system", "one");
            Resource.Disk data = disk("data", "two");
            Resource.Disk scratch = disk("scratch", "three");
            return new Shop(harness.addServer("shop", system, data, scratch), system, data, scratch);
        }
    }

    @Nested
    @DisplayName("Taking resources out of a vault")
    class Removing {
        @Test
        @DisplayName("leaves them as they are, unprotected")
        void remove_withoutPoints_unprotected() {
            Resource.Disk leaving = disk("leaving", "one");
            Resource.Disk staying = disk("staying", "two");
            Vault vault = diskVault("orders", leaving, staying);

            Vault returned = backup.vaults().remove(vault.id(), leaving, Removal.KEEPING_RESTORE_POINTS);

            assertThat(returned.id()).isEqualTo(vault.id());
            assertThat(returned.members())
                    .allMatch(member ->
                            member.resource().equals(staying) || member.status() == Vault.MemberStatus.REMOVING);
            harness.advance(A_WHILE);
            assertThat(members(vault)).containsExactly(staying);
            assertThat(backup.resources().get(leaving).vault()).isNull();
            assertThat(read(leaving)).isEqualTo("one");
        }

        @Test
        @DisplayName("takes several out at once")
        void remove_several_allUnprotected() {
            Resource.Disk first = disk("first", "one");
            Resource.Disk second = disk("second", "two");
            Vault vault = diskVault("orders", first, second);

            backup.vaults().remove(vault.id(), List.of(first, second), Removal.KEEPING_RESTORE_POINTS);

            harness.advance(A_WHILE);
            assertThat(members(vault)).isEmpty();
        }

        @Test
        @DisplayName("lets them go into another vault")
        void remove_thenAddElsewhere_memberThere() {
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders", disk);

            backup.vaults().remove(vault.id(), disk, Removal.KEEPING_RESTORE_POINTS);

            harness.advance(A_WHILE);
            assertThat(members(diskVault("other", disk))).containsExactly(disk);
        }

        @Test
        @DisplayName("is refused while there are restore points that the caller wants to keep; then none is taken out")
        void remove_keepingRestorePoints_conflictAndNoneTakenOut() {
            requires(Capability.VAULTS);
            Resource.Disk saved = disk("saved", "one");
            Resource.Disk fresh = disk("fresh", "two");
            Vault vault = diskVault("orders", saved, fresh);
            RestorePoint point = pointOf(saved, vault);

            assertThatThrownBy(() ->
                            backup.vaults().remove(vault.id(), List.of(fresh, saved), Removal.KEEPING_RESTORE_POINTS))
                    .isInstanceOf(Conflict.class);

            harness.advance(A_WHILE);
            assertThat(members(vault)).containsExactlyInAnyOrder(saved, fresh);
            assertThat(backup.restorePoints().get(point.id()).available()).isTrue();
        }

        @Test
        @DisplayName("is not held up by restore points of other members")
        void remove_othersHaveRestorePoints_takenOut() {
            Resource.Disk saved = disk("saved", "one");
            Resource.Disk fresh = disk("fresh", "two");
            Vault vault = diskVault("orders", saved, fresh);
            RestorePoint point = pointOf(saved, vault);

            backup.vaults().remove(vault.id(), fresh, Removal.KEEPING_RESTORE_POINTS);

            harness.advance(A_WHILE);
            assertThat(members(vault)).containsExactly(saved);
            assertThat(backup.restorePoints().get(point.id()).available()).isTrue();
        }

        @Test
        @DisplayName("deletes their restore points, automatic ones and those taken manually, if that is allowed")
        void remove_deletingRestorePoints_goneWithThem() {
            Resource.Disk leaving = disk("leaving", "one");
            Vault vault = protectedNightly(leaving);
            pointOf(leaving, vault);
            Resource.Disk staying = disk("staying", "two");
            backup.vaults().add(vault.id(), staying);
            RestorePoint other = pointOf(staying, vault);
            assertThat(backup.restorePoints()
                            .list(RestorePointFilter.of(leaving))
                            .map(RestorePoint::automatic))
                    .containsExactly(false, true);

            backup.vaults().remove(vault.id(), leaving, Removal.DELETING_RESTORE_POINTS);

            harness.advance(A_WHILE);
            assertThat(backup.restorePoints().list().map(RestorePoint::id)).containsExactly(other.id());
            assertThat(members(vault)).containsExactly(staying);
            assertThat(read(leaving)).isEqualTo("one");
        }

        @Test
        @DisplayName("is refused for what is not a member; then none is taken out")
        void remove_notAMember_notFoundAndNoneTakenOut() {
            requires(Capability.VAULTS);
            Resource.Disk member = disk("member", "one");
            Resource.Disk stranger = disk("stranger", "two");
            Vault vault = diskVault("orders", member);

            assertThatThrownBy(() -> backup.vaults()
                            .remove(vault.id(), List.of(member, stranger), Removal.KEEPING_RESTORE_POINTS))
                    .isInstanceOf(NotFound.class);

            harness.advance(A_WHILE);
            assertThat(members(vault)).containsExactly(member);
        }

        @Test
        @DisplayName("is refused for a vault that is not there")
        void remove_noSuchVault_notFound() {
            requires(Capability.VAULTS);
            Resource.Disk disk = disk("data", "one");

            assertThatThrownBy(() -> backup.vaults().remove(NO_VAULT, disk, Removal.KEEPING_RESTORE_POINTS))
                    .isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("is refused if none is named")
        void remove_none_invalid() {
            Vault vault = diskVault("orders", disk("data", "one"));

            assertThatThrownBy(() -> backup.vaults().remove(vault.id(), List.of(), Removal.KEEPING_RESTORE_POINTS))
                    .isInstanceOf(Invalid.class);
            assertThat(members(vault)).hasSize(1);
        }

        @Test
        @DisplayName("is refused while one is being backed up")
        void remove_backupRunning_conflict() {
            requires(Capability.VAULTS);
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders", disk);
            var running = backup.restorePoints().take(BackupSpec.of(vault.id()));

            assertThatThrownBy(() -> backup.vaults().remove(vault.id(), disk, Removal.DELETING_RESTORE_POINTS))
                    .isInstanceOf(Conflict.class);

            assertThat(done(running).restorePoints()).hasSize(1);
            assertThat(members(vault)).containsExactly(disk);
        }

        @Test
        @DisplayName("is refused while an image hangs on one of their restore points")
        void remove_imageBuiltFromPoint_conflict() {
            requires(Capability.WHOLE_SERVER_IMAGES);
            Resource.Server server = server("shop", "one");
            Vault vault = serverVault("shops", server);
            RestorePoint point = pointOf(server, vault);
            Image image = done(backup.images().build(ImageSpec.of("shop-image", ImageSource.restorePoint(point.id()))));

            assertThatThrownBy(() -> backup.vaults().remove(vault.id(), server, Removal.DELETING_RESTORE_POINTS))
                    .isInstanceOf(Conflict.class);

            harness.advance(A_WHILE);
            assertThat(members(vault)).containsExactly(server);
            assertThat(backup.restorePoints().get(point.id()).images()).containsExactly(image.id());
        }
    }

    @Nested
    @DisplayName("Moving resources to another vault")
    class Moving {
        @Test
        @DisplayName("takes all their restore points along")
        void move_withPoints_pointsMoveToo() {
            requires(Capability.MEMBER_MOVE);
            Resource.Disk moving = disk("moving", "one");
            Resource.Disk staying = disk("staying", "two");
            Vault from = diskVault("from", moving, staying);
            Vault to = diskVault("to");
            RestorePoint point = pointOf(moving, from);
            RestorePoint other = pointOf(staying, from);

            Vault returned = backup.vaults().move(from.id(), to.id(), List.of(moving));

            assertThat(returned.id()).isEqualTo(to.id());
            assertThat(members(to)).containsExactly(moving);
            assertThat(members(from)).containsExactly(staying);
            assertThat(backup.resources().get(moving).vault()).isEqualTo(to.id());
            assertThat(backup.restorePoints()
                            .list(RestorePointFilter.all().inVault(to.id()))
                            .map(RestorePoint::id))
                    .containsExactly(point.id());
            assertThat(backup.restorePoints()
                            .list(RestorePointFilter.all().inVault(from.id()))
                            .map(RestorePoint::id))
                    .containsExactly(other.id());
        }

        @Test
        @DisplayName("leaves their restore points complete")
        void move_thenRestore_asBackedUp() {
            requires(Capability.MEMBER_MOVE);
            Resource.Disk disk = disk("data", "one");
            Vault from = diskVault("from", disk);
            Vault to = diskVault("to");
            RestorePoint first = pointOf(disk, from);
            backup.vaults().move(from.id(), to.id(), List.of(disk));
            write(disk, "two");
            RestorePoint second = pointOf(disk, to);

            assertThat(read(done(backup.restorePoints().restore(first.id(), DiskSpec.of("first")))))
                    .isEqualTo("one");
            assertThat(read(done(backup.restorePoints().restore(second.id(), DiskSpec.of("second")))))
                    .isEqualTo("two");
        }

        @Test
        @DisplayName("takes what they store along")
        void move_withPoints_usageMovesToo() {
            requires(Capability.MEMBER_MOVE);
            Resource.Disk disk = largeDisk();
            Vault from = diskVault("from", disk);
            Vault to = diskVault("to");
            pointOf(disk, from);

            Vault returned = backup.vaults().move(from.id(), to.id(), List.of(disk));

            assertThat(returned.used()).isGreaterThan(DataSize.ZERO);
            assertThat(backup.vaults().get(from.id()).used()).isEqualTo(DataSize.ZERO);
            assertThat(returned.member(disk))
                    .hasValueSatisfying(
                            member -> assertThat(member.restorePoints()).isEqualTo(1));
        }

        @Test
        @DisplayName("is refused to the same vault")
        void move_sameVault_invalid() {
            requires(Capability.MEMBER_MOVE);
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders", disk);

            assertThatThrownBy(() -> backup.vaults().move(vault.id(), vault.id(), List.of(disk)))
                    .isInstanceOf(Invalid.class);
            assertThat(members(vault)).containsExactly(disk);
        }

        @Test
        @DisplayName("is refused to a vault of another kind")
        void move_otherKind_invalid() {
            requires(Capability.MEMBER_MOVE);
            Resource.Disk disk = disk("data", "one");
            Vault from = diskVault("from", disk);
            Vault to = serverVault("to");

            assertThatThrownBy(() -> backup.vaults().move(from.id(), to.id(), List.of(disk)))
                    .isInstanceOf(Invalid.class);
            assertThat(members(from)).containsExactly(disk);
        }

        @Test
        @DisplayName("is refused for what is not a member; then none is moved")
        void move_notAMember_notFoundAndNoneMoved() {
            requires(Capability.MEMBER_MOVE);
            Resource.Disk member = disk("member", "one");
            Resource.Disk stranger = disk("stranger", "two");
            Vault from = diskVault("from", member);
            Vault to = diskVault("to");

            assertThatThrownBy(() -> backup.vaults().move(from.id(), to.id(), List.of(member, stranger)))
                    .isInstanceOf(NotFound.class);
            assertThat(members(from)).containsExactly(member);
            assertThat(members(to)).isEmpty();
        }

        @Test
        @DisplayName("is refused if either vault is not there")
        void move_noSuchVault_notFound() {
            requires(Capability.MEMBER_MOVE);
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders", disk);

            assertThatThrownBy(() -> backup.vaults().move(vault.id(), NO_VAULT, List.of(disk)))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> backup.vaults().move(NO_VAULT, vault.id(), List.of(disk)))
                    .isInstanceOf(NotFound.class);
            assertThat(members(vault)).containsExactly(disk);
        }

        @Test
        @DisplayName("is refused while one is being backed up; then none is moved")
        void move_backupRunning_conflictAndNoneMoved() {
            requires(Capability.MEMBER_MOVE);
            Resource.Disk busy = disk("busy", "one");
            Resource.Disk idle = disk("idle", "two");
            Vault from = diskVault("from", busy, idle);
            Vault to = diskVault("to");
            var running = backup.restorePoints().take(BackupSpec.of(from.id()).only(busy));

            assertThatThrownBy(() -> backup.vaults().move(from.id(), to.id(), List.of(idle, busy)))
                    .isInstanceOf(Conflict.class);

            assertThat(done(running).restorePoints()).hasSize(1);
            assertThat(members(from)).containsExactlyInAnyOrder(busy, idle);
            assertThat(members(to)).isEmpty();
        }

        @Test
        @DisplayName("is refused out of a vault that is not paid any more; then none is moved")
        void move_vaultFrozen_conflict() {
            requires(Capability.MEMBER_MOVE);
            requires(Capability.SUBSCRIPTIONS);
            Resource.Disk disk = disk("data", "one");
            Vault from = done(
                    backup.vaults().subscribe(VaultSpec.forDisks("paid", DataSize.gib(100)), Subscription.months(1)));
            backup.vaults().add(from.id(), disk);
            Vault to = diskVault("to");
            harness.advance(Duration.ofDays(40));
            Assumptions.assumeTrue(
                    backup.vaults().get(from.id()).status() == Vault.Status.FROZEN, "this cloud freezes no vault");

            assertThatThrownBy(() -> backup.vaults().move(from.id(), to.id(), List.of(disk)))
                    .isInstanceOf(Conflict.class);

            assertThat(members(from)).containsExactly(disk);
            assertThat(members(to)).isEmpty();
        }

        @Test
        @DisplayName("is refused if the other vault would have more members than the most of a vault")
        void move_tooMany_quotaExceeded() {
            requires(Capability.MEMBER_MOVE);
            Resource.Disk disk = disk("data", "one");
            Vault from = diskVault("from", disk);
            Vault to = diskVault("to");
            backup.vaults().add(to.id(), disks(mostMembers()));

            assertThatThrownBy(() -> backup.vaults().move(from.id(), to.id(), List.of(disk)))
                    .isInstanceOf(QuotaExceeded.class);
            assertThat(members(from)).containsExactly(disk);
        }
    }

    @Nested
    @DisplayName("A vault of an unrecognized kind")
    class ForeignVaults {
        @Test
        @DisplayName("is listed and read among the others, and no list fails on it")
        void foreignVault_listedAndRead_asUnrecognized() {
            VaultId shares = foreign();
            Resource.Disk disk = disk("orders", "o");
            Vault known = diskVault("disks", disk);
            RestorePoint point = pointOf(disk, known);

            Vault read = backup.vaults().get(shares);

            assertThat(read.kind()).isEqualTo(Resource.Kind.UNRECOGNIZED);
            assertThat(read.name()).isEqualTo("shares");
            assertThat(read.members()).isEmpty();
            assertThat(backup.vaults().list()).contains(read).hasSize(2);
            assertThat(backup.vaults().list(VaultFilter.all().ofKind(Resource.Kind.DISK)))
                    .extracting(Vault::id)
                    .containsExactly(known.id());
            assertThat(backup.vaults().list(VaultFilter.all().ofKind(Resource.Kind.SERVER)))
                    .isEmpty();
            assertThat(backup.vaults().list(VaultFilter.all().ofKind(Resource.Kind.UNRECOGNIZED)))
                    .containsExactly(read);
            assertThat(backup.resources().get(disk).vault()).isEqualTo(known.id());
            assertThat(backup.restorePoints().list()).containsExactly(point);
            assertThat(backup.restorePoints().list(RestorePointFilter.all().inVault(shares)))
                    .isEmpty();
            assertThat(backup.policies().list()).isEmpty();
            assertThat(backup.operations().list()).isNotEmpty();
        }

        @Test
        @DisplayName("takes no disk and no server, and nothing is backed up into it")
        void foreignVault_used_refused() {
            VaultId shares = foreign();
            Resource.Disk disk = disk("orders", "o");

            assertThatThrownBy(() -> backup.vaults().add(shares, disk)).isInstanceOf(Invalid.class);
            assertThatThrownBy(() -> backup.restorePoints().take(BackupSpec.of(shares)))
                    .isInstanceOf(Conflict.class);
            assertThat(backup.vaults().get(shares).members()).isEmpty();
        }

        private VaultId foreign() {
            Optional<VaultId> added = harness.addForeignVault("shares");
            Assumptions.assumeTrue(added.isPresent(), "this cloud cannot be given vaults for anything else");
            return added.orElseThrow();
        }
    }

    @Nested
    @DisplayName("Suspending members")
    class Suspending {
        @Test
        @DisplayName("marks them, and no others")
        void suspend_oneOfTwo_marked() {
            requires(Capability.MEMBER_SUSPENSION);
            Resource.Disk paused = disk("paused", "one");
            Resource.Disk other = disk("other", "two");
            Vault vault = diskVault("orders", paused, other);

            Vault suspended = backup.vaults().suspend(vault.id(), List.of(paused));

            assertThat(suspended.member(paused).map(Vault.Member::suspended)).hasValue(true);
            assertThat(suspended.member(other).map(Vault.Member::suspended)).hasValue(false);
            assertThat(backup.vaults().get(vault.id())).isEqualTo(suspended);
        }

        @Test
        @DisplayName("keeps their restore points, and manual backups possible")
        void suspend_withPoints_pointsStayAndBackupByHandWorks() {
            requires(Capability.MEMBER_SUSPENSION);
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders", disk);
            RestorePoint before = pointOf(disk, vault);
            backup.vaults().suspend(vault.id(), List.of(disk));

            RestorePoint byHand = pointOf(disk, vault);

            assertThat(backup.restorePoints().list().map(RestorePoint::id)).containsExactly(byHand.id(), before.id());
        }

        @Test
        @DisplayName("ends with unsuspend")
        void unsuspend_suspended_noLongerMarked() {
            requires(Capability.MEMBER_SUSPENSION);
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders", disk);
            backup.vaults().suspend(vault.id(), List.of(disk));

            Vault resumed = backup.vaults().unsuspend(vault.id(), List.of(disk));

            assertThat(resumed.member(disk).map(Vault.Member::suspended)).hasValue(false);
        }

        @Test
        @DisplayName("and unsuspending are refused for what is not a member")
        void suspend_notAMember_notFound() {
            requires(Capability.MEMBER_SUSPENSION);
            Vault vault = diskVault("orders");
            Resource.Disk stranger = disk("stranger", "one");

            assertThatThrownBy(() -> backup.vaults().suspend(vault.id(), List.of(stranger)))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> backup.vaults().unsuspend(vault.id(), List.of(stranger)))
                    .isInstanceOf(NotFound.class);
        }

        @Test
        @DisplayName("and unsuspending are refused for a vault that is not there")
        void suspend_noSuchVault_notFound() {
            requires(Capability.MEMBER_SUSPENSION);
            Resource.Disk disk = disk("data", "one");

            assertThatThrownBy(() -> backup.vaults().suspend(NO_VAULT, List.of(disk)))
                    .isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> backup.vaults().unsuspend(NO_VAULT, List.of(disk)))
                    .isInstanceOf(NotFound.class);
        }
    }

    @Nested
    @DisplayName("The usage of a vault")
    class Holding {
        @Test
        @DisplayName("grows with each restore point, and shrinks when one is deleted")
        void used_pointTakenAndDeleted_growsAndShrinks() {
            requires(Capability.VAULTS);
            Resource.Disk disk = largeDisk();
            Vault vault = diskVault("orders", disk);
            RestorePoint point = pointOf(disk, vault);
            Vault holding = backup.vaults().get(vault.id());

            assertThat(holding.used()).isGreaterThan(DataSize.ZERO);
            assertThat(holding.member(disk)).hasValueSatisfying(member -> {
                assertThat(member.restorePoints()).isEqualTo(1);
                assertThat(member.stored()).isGreaterThan(DataSize.ZERO);
            });

            backup.restorePoints().delete(point.id());
            harness.advance(A_WHILE);

            assertThat(backup.vaults().get(vault.id()).used()).isEqualTo(DataSize.ZERO);
            assertThat(backup.vaults().get(vault.id()).member(disk))
                    .hasValueSatisfying(
                            member -> assertThat(member.restorePoints()).isZero());
        }

        @Test
        @DisplayName("is reported by member")
        void members_onlyOneBackedUp_onlyThatOneCounts() {
            Resource.Disk saved = disk("saved", "one");
            Resource.Disk fresh = disk("fresh", "two");
            Vault vault = diskVault("orders", saved, fresh);
            pointOf(saved, vault);
            pointOf(saved, vault);

            Vault holding = backup.vaults().get(vault.id());

            assertThat(holding.member(saved).map(Vault.Member::restorePoints)).hasValue(2);
            assertThat(holding.member(fresh).map(Vault.Member::restorePoints)).hasValue(0);
        }

        @Test
        @DisplayName("names a member as being backed up while that is so")
        void members_backupRunning_protecting() {
            requires(Capability.VAULTS);
            Resource.Disk disk = disk("data", "one");
            Vault vault = diskVault("orders", disk);
            var running = backup.restorePoints().take(BackupSpec.of(vault.id()));

            assertThat(backup.vaults().get(vault.id()).member(disk).map(Vault.Member::status))
                    .hasValue(Vault.MemberStatus.PROTECTING);

            assertThat(done(running).complete()).isTrue();
            assertThat(backup.vaults().get(vault.id()).member(disk).map(Vault.Member::status))
                    .hasValue(Vault.MemberStatus.AVAILABLE);
        }
    }

    @Nested
    @DisplayName("Null")
    class Null {
        @Test
        @DisplayName("is refused by every call")
        @SuppressWarnings({"NullAway", "DataFlowIssue"})
        void everyCall_null_nullPointerException() {
            requires(Capability.VAULTS);
            Vault vault = diskVault("orders");
            Resource.Disk disk = disk("data", "one");

            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> backup.vaults().create(null),
                    () -> backup.vaults().get(null),
                    () -> backup.vaults().list(null),
                    () -> backup.vaults().update(null, vault.toSpec()),
                    () -> backup.vaults().update(vault.id(), (VaultSpec) null),
                    () -> backup.vaults().update(null, present -> present),
                    () -> backup.vaults().update(vault.id(), (UnaryOperator<VaultSpec>) null),
                    () -> backup.vaults().delete(null, Removal.KEEPING_RESTORE_POINTS),
                    () -> backup.vaults().delete(vault.id(), null),
                    () -> backup.vaults().add(null, List.of(disk)),
                    () -> backup.vaults().add(vault.id(), (List<Resource>) null),
                    () -> backup.vaults().remove(null, List.of(disk), Removal.KEEPING_RESTORE_POINTS),
                    () -> backup.vaults().remove(vault.id(), List.of(disk), null))) {
                assertThatThrownBy(call).isInstanceOf(NullPointerException.class);
            }
            assertThat(backup.vaults().list()).containsExactly(vault);
        }
    }

    private List<Resource> members(Vault vault) {
        return backup.vaults().get(vault.id()).members().stream()
                .map(Vault.Member::resource)
                .toList();
    }

    private Vault protectedNightly(Resource.Disk disk) {
        Vault vault = diskVault("orders", disk);
        Policy policy = nightly(Retention.days(30));
        backup.policies().attach(policy.id(), vault.id());
        passRuns(policy.schedule(), 1);
        return vault;
    }

    private int mostMembers() {
        return countable(backup.limits().vaults().members());
    }

    private List<Resource.Disk> disks(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> harness.addDisk("disk-" + i, DataSize.gib(1)))
                .toList();
    }

    /** Adds a disk with more on it than a cloud rounds away. */
    private Resource.Disk largeDisk() {
        byte[] content = new byte[3 << 20];
        new Random(42).nextBytes(content);
        Resource.Disk disk = harness.addDisk("large", DataSize.gib(10));
        harness.write(disk, content);
        return disk;
    }

    private record Shop(Resource.Server server, Resource.Disk system, Resource.Disk data, Resource.Disk scratch) {}

    @Nested
    @DisplayName("A refusal about members")
    class ARefusal {
        @Test
        @DisplayName("names all that are in another vault, and that vault, and nothing is added")
        void add_someInAnotherVault_namesThemAndTheVault() {
            requires(Capability.VAULTS);
            Resource.Disk first = disk("first", "1");
            Resource.Disk second = disk("second", "2");
            Resource.Disk third = disk("third", "3");
            Resource.Disk fourth = disk("fourth", "4");
            Resource.Disk fifth = disk("fifth", "5");
            Vault other = diskVault("other", second, fourth);
            Vault vault = diskVault("vault");

            Conflict refusal = catchThrowableOfType(
                    Conflict.class, () -> backup.vaults().add(vault.id(), first, second, third, fourth, fifth));

            assertThat(refusal.resources()).containsExactlyInAnyOrder(second, fourth);
            assertThat(refusal.vault()).contains(other.id());
            assertThat(refusal)
                    .hasMessageContaining(second.id())
                    .hasMessageContaining(fourth.id())
                    .hasMessageContaining(other.id().value());
            assertThat(backup.vaults().get(vault.id()).members()).isEmpty();
        }

        @Test
        @DisplayName("names the resources that are missing, of another kind, or not members")
        void anyCall_oneResourceDoesNotFit_namesIt() {
            Resource.Disk there = disk("there", "t");
            Resource.Disk gone = disk("gone", "g");
            Resource.Server shop = server("shop", "s");
            Vault vault = diskVault("vault");
            harness.delete(gone);

            BackupException notThere = catchThrowableOfType(
                    BackupException.class, () -> backup.vaults().add(vault.id(), there, gone));
            BackupException otherKind = catchThrowableOfType(
                    BackupException.class, () -> backup.vaults().add(vault.id(), there, shop));
            BackupException noMember = catchThrowableOfType(
                    BackupException.class,
                    () -> backup.vaults().remove(vault.id(), there, Removal.KEEPING_RESTORE_POINTS));
            BackupException notFound = catchThrowableOfType(
                    BackupException.class, () -> backup.resources().get(gone));

            assertThat(notThere).isInstanceOf(NotFound.class);
            assertThat(notThere.resources()).containsExactly(gone);
            assertThat(otherKind).isInstanceOf(Invalid.class);
            assertThat(otherKind.resources()).containsExactly(shop);
            assertThat(noMember).isInstanceOf(NotFound.class);
            assertThat(noMember.resources()).containsExactly(there);
            assertThat(noMember.vault()).contains(vault.id());
            assertThat(notFound.resources()).containsExactly(gone);
        }
    }
}
