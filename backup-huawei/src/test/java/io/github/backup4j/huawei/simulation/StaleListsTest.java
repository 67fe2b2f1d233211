package io.github.backup4j.huawei.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Removal;
import io.github.backup4j.RequestKey;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultFilter;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.emulator.LaggingLists;
import io.github.backup4j.huawei.support.SmallWorld;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What must not be decided by a list that shows a change only later. */
class StaleListsTest {
    private static final Duration LAG = Duration.ofMinutes(1);

    private static final VaultSpec ORDER = VaultSpec.forDisks("ordered", DataSize.gib(100));
    private static final RequestKey ORDER_KEY = RequestKey.of("order 4711");

    private final Lagging lagging = new Lagging();
    private final SmallWorld world = new SmallWorld(lagging);
    private final CloudBackup direct = world.cloud.backup();
    private final CloudBackup backup = world.open();
    private final PolicyId policy = policy("nightly");

    @AfterEach
    void close() {
        backup.close();
        world.close();
    }

    // ---- what a policy is attached to

    /** To do nothing would leave the vault without its policy. */
    @Test
    void attach_listShowsWhatWasDetached_attachesAgain() {
        direct.policies().attach(policy, world.disks);
        lists();
        direct.policies().detach(policy, world.disks);

        backup.policies().attach(policy, world.disks);

        assertThat(attached()).containsExactly(policy);
    }

    /** To believe it costs a repetition, not to believe it may cost the other policy. */
    @Test
    void attach_listShowsAnotherThatWasDetached_conflictUntilItDoesNot() {
        PolicyId another = policy("another");
        direct.policies().attach(another, world.disks);
        lists();
        direct.policies().detach(another, world.disks);

        assertThatThrownBy(() -> backup.policies().attach(policy, world.disks))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("repeat the call");
        assertThat(attached()).isEmpty();
        world.cloud.time().advance(LAG);
        backup.policies().attach(policy, world.disks);

        assertThat(attached()).containsExactly(policy);
    }

    @Test
    void attach_anotherAttached_conflict() {
        direct.policies().attach(policy, world.disks);
        lists();

        assertThatThrownBy(() -> backup.policies().attach(policy("another"), world.disks))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining(policy.value());
    }

    @Test
    void detach_listDoesNotShowThatItIsAttached_detaches() {
        lists();
        direct.policies().attach(policy, world.disks);

        backup.policies().detach(policy, world.disks);

        assertThat(attached()).isEmpty();
    }

    @Test
    void detach_listShowsWhatWasDetached_notFound() {
        direct.policies().attach(policy, world.disks);
        lists();
        direct.policies().detach(policy, world.disks);

        assertThatThrownBy(() -> backup.policies().detach(policy, world.disks)).isInstanceOf(NotFound.class);
    }

    @Test
    void replace_listDoesNotShowThatItIsAttached_replaces() {
        PolicyId another = policy("another");
        lists();
        direct.policies().attach(policy, world.disks);

        backup.policies().replace(policy, another, world.disks);

        assertThat(attached()).containsExactly(another);
    }

    // ---- the restore points of a run

    @Test
    void take_restorePointsListedAfterTheRunHasEnded_areAllInTheResult() {
        BackupRun run = backup.restorePoints().take(BackupSpec.of(world.disks)).await(SmallWorld.LONG);

        assertThat(run.restorePoints()).hasSize(2);
        assertThat(run.failures()).isEmpty();
    }

    @Test
    void take_resumedWhileRestorePointsAreNotListed_areAllInTheResult() {
        Operation<BackupRun> work = backup.restorePoints().take(BackupSpec.of(world.disks));
        for (int looks = 0; looks < 4; looks++) {
            assertThat(work.poll()).isInstanceOf(Operation.Status.Running.class);
            world.cloud.time().advance(Duration.ofSeconds(5));
        }

        BackupRun run =
                backup.operations().resume(work.token(), BackupRun.class).await(SmallWorld.LONG);

        assertThat(run.restorePoints()).hasSize(2);
    }

    /** It is waited for, but not forever. */
    @Test
    void take_restorePointDeletedBeforeTheLook_resultIsOfTheOthers() {
        RequestKey key = RequestKey.of("deleted").madeAt(world.begun);
        BackupSpec spec = BackupSpec.of(world.disks);
        BackupRun run = backup.restorePoints().take(spec, key).await(SmallWorld.LONG);
        lagging.on = false;
        direct.restorePoints().delete(run.restorePoints().get(0).id());
        world.cloud.time().advance(Duration.ofMinutes(10));
        Instant before = world.cloud.time().now();

        BackupRun again = backup.restorePoints().take(spec, key).await(SmallWorld.LONG);

        assertThat(again.id()).isEqualTo(run.id());
        assertThat(again.restorePoints())
                .extracting(RestorePoint::id)
                .containsExactly(run.restorePoints().get(1).id());
        assertThat(Duration.between(before, world.cloud.time().now())).isLessThan(Duration.ofMinutes(5));
    }

    // ---- the vaults of an order that was delivered twice

    @ParameterizedTest
    @EnumSource(names = {"TWICE_WITH_FIRST_ANSWER", "TWICE_WITH_SECOND_ANSWER"})
    void subscribe_listShowsTheVaultThatWasDeleted_resultIsTheOther(Fault fault) {
        lagging.ofOrders = fault;
        Operation<Vault> order = backup.vaults().subscribe(ORDER, Subscription.months(1), ORDER_KEY);
        lists();
        List<VaultId> both = ordered();
        assertThat(both).hasSize(2);
        deletedButListed(both.get(0));

        Vault left = order.await(SmallWorld.LONG);

        assertThat(left.id()).isEqualTo(both.get(1));
    }

    @Test
    void subscribe_sameKeyWhileTheListShowsADeletedVault_resultIsTheOther() {
        lagging.ofOrders = Fault.TWICE_WITH_FIRST_ANSWER;
        var unusedVault = backup.vaults()
                .subscribe(ORDER, Subscription.months(1), ORDER_KEY)
                .await(SmallWorld.LONG);
        lists();
        List<VaultId> both = ordered();
        deletedButListed(both.get(0));

        Vault left = backup.vaults()
                .subscribe(ORDER, Subscription.months(1), ORDER_KEY)
                .await(SmallWorld.LONG);

        assertThat(left.id()).isEqualTo(both.get(1));
        assertThat(ordered()).containsExactly(both.get(1));
    }

    /** To wait for it would never end. */
    @Test
    void subscribe_vaultDeletedBeforeTheLook_failsAndSaysThatNothingIsOrderedAgain() {
        Operation<Vault> order = backup.vaults().subscribe(ORDER, Subscription.months(1), ORDER_KEY);
        lists();
        deletedButListed(ordered().get(0));

        assertThatThrownBy(() -> order.await(SmallWorld.LONG))
                .isInstanceOf(OperationFailed.class)
                .hasMessageContaining("does not exist")
                .hasMessageContaining("Nothing was ordered again");
        assertThat(ordered()).isEmpty();
    }

    private List<VaultId> ordered() {
        return direct.vaults()
                .list(VaultFilter.all().named(ORDER.name()))
                .map(Vault::id)
                .sorted(Comparator.comparing(VaultId::value))
                .toList();
    }

    private void deletedButListed(VaultId vault) {
        direct.vaults().delete(vault, Removal.KEEPING_RESTORE_POINTS);
        world.cloud.time().advance(LAG.dividedBy(2));
    }

    private PolicyId policy(String name) {
        return direct.policies()
                .create(PolicySpec.backup(name, Schedule.dailyAt("02:00"), Retention.forever()))
                .id();
    }

    private List<PolicyId> attached() {
        return direct.vaults().get(world.disks).policies().stream()
                .map(Vault.AttachedPolicy::policy)
                .toList();
    }

    /** Lets the lists show what there is now for a while. */
    private void lists() {
        world.cloud.time().advance(LAG.multipliedBy(2));
        var unusedAll = backup.policies().list().toList();
        var unusedOne = backup.vaults().get(world.disks);
        world.cloud.time().advance(LAG.multipliedBy(2));
    }

    /** Lists of policies and of restore points that lag. */
    private final class Lagging implements Interference {
        private @Nullable LaggingLists lists;
        private boolean on = true;
        private Fault ofOrders = Fault.NONE;

        private LaggingLists lists() {
            if (lists == null) {
                lists = new LaggingLists(1, world.cloud.time(), LAG, LAG);
            }
            return lists;
        }

        @Override
        public Fault before(String method, URI target) {
            return target.getPath().endsWith("/vaults/order") ? ofOrders : Fault.NONE;
        }

        @Override
        public void after(String method, URI target, int status, JsonNode answer) {
            lists().answered(method, target, status, answer);
        }

        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            return on ? lists().shown(method, target, answer) : answer;
        }
    }
}
