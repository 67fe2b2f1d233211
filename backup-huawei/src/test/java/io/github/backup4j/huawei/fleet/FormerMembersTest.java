package io.github.backup4j.huawei.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.FleetOutcome;
import io.github.backup4j.FleetResult;
import io.github.backup4j.FleetSpec;
import io.github.backup4j.NotFound;
import io.github.backup4j.Removal;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.EmulatedBackup;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.emulator.LaggingLists;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.Work;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Backups that name a member which has just left its vault, and of vaults that have just become empty. CBR may ignore such members and
 * accept such backups, and lists show the vault as it was for a while: no start is requested for what this process knows to be gone.
 */
class FormerMembersTest {
    private static final Duration LONG = Duration.ofHours(12);
    private static final Duration LAG = Duration.ofMinutes(1);
    private static final Duration LEAVING = Duration.ofSeconds(10);
    private static final DataSize SIZE = DataSize.gib(10);

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
    private final Resource.Disk stays = cloud.addDisk("stays", SIZE);
    private final Resource.Disk leaves = cloud.addDisk("leaves", SIZE);
    private final Resource.Disk elsewhere = cloud.addDisk("elsewhere", SIZE);
    private final VaultId vault = vault("both", stays, leaves);
    private final VaultId other = vault("other", elsewhere);
    private final FleetSpec fleet = FleetSpec.of(List.of(
            BackupSpec.of(vault).only(stays, leaves), BackupSpec.of(other).only(elsewhere)));
    private final LaggingLists lists = new LaggingLists(1, cloud.time(), LAG, LAG);
    private final List<String> requests = new ArrayList<>();
    private HuaweiEmulator emulator;
    private CloudBackup backup;

    @BeforeEach
    void open() throws IOException {
        for (Work work : Work.values()) {
            cloud.takes(work, LEAVING);
        }
        emulator = HuaweiEmulator.builder()
                .cloud(cloud)
                .interference(new Late(lists))
                .start();
        backup = listening(EmulatedBackup.builder()
                .region(cloud.site().region())
                .project(cloud.site().project())
                .accessKey("AKEXAMPLE", "SKEXAMPLE")
                .endpoint(emulator.address())
                .timeSource(cloud.time())
                .pollInterval(Duration.ofHours(1))
                .build());
        // What a list has shown once, it may show again.
        cloud.time().advance(Duration.ofHours(1));
        assertThat(backup.vaults().list()).hasSize(2);
        requests.clear();
    }

    private CloudBackup listening(CloudBackup opened) {
        return opened.listening(new BackupListener() {
            @Override
            public void requestSent(Request request) {
                requests.add(request.operation());
            }
        });
    }

    @AfterEach
    void close() {
        backup.close();
        emulator.close();
    }

    @Test
    void takeAll_memberRemovedByThisProcess_isLeftOut() {
        remove(backup, vault, leaves);

        FleetResult result = takeAll();

        assertThat(outcome(result, stays)).isInstanceOf(FleetOutcome.Done.class);
        assertThat(outcome(result, elsewhere)).isInstanceOf(FleetOutcome.Done.class);
        assertThat(outcome(result, leaves))
                .isInstanceOfSatisfying(
                        FleetOutcome.NotTried.class,
                        left -> assertThat(left.reason()).contains("does not hold it any more"));
        assertThat(starts())
                .as("a start for each vault, none that names the former member")
                .isEqualTo(2);
    }

    /** This process cannot know of it: CBR refuses the start, or the run does not mention the member. */
    @Test
    void takeAll_memberRemovedByAnotherProcess_isToldAsNotBackedUp() {
        remove(cloud.backup(), vault, leaves);

        FleetResult result = takeAll();

        assertThat(outcome(result, stays)).isInstanceOf(FleetOutcome.Done.class);
        assertThat(outcome(result, leaves)).isInstanceOfAny(FleetOutcome.Skipped.class, FleetOutcome.NotTried.class);
        assertThat(requests.subList(0, requests.indexOf("CreateCheckpoint")))
                .as("no vault is read by itself before its start")
                .doesNotContain("ShowVault");
    }

    @Test
    void takeAll_emptiedByThisProcess_isRefused() {
        remove(backup, other, elsewhere);

        FleetResult result = backup.restorePoints()
                .takeAll(
                        FleetSpec.of(List.of(BackupSpec.of(vault), BackupSpec.of(other))),
                        RequestKey.of("nightly-1"),
                        LONG);

        assertThat(result.outcomes())
                .hasSize(2)
                .allSatisfy(done -> assertThat(done.vault()).isEqualTo(vault));
        assertThat(result.unlisted()).singleElement().satisfies(emptied -> {
            assertThat(emptied.vault()).isEqualTo(other);
            assertThat(emptied.cause()).isInstanceOf(Conflict.class);
        });
        assertThat(result.complete()).isFalse();
        assertThat(cloud.backup().restorePoints().list().map(RestorePoint::vault))
                .containsOnly(vault);
        assertThat(starts()).isEqualTo(1);
    }

    /** However seldom the caller polls: what was read for one backup is believed for five seconds. */
    @Test
    void take_memberRemovedByAnotherProcessAMomentLater_isNotFound() {
        var unused = backup.restorePoints().take(BackupSpec.of(vault).only(stays));
        remove(cloud.backup(), vault, leaves);

        assertThatThrownBy(
                        () -> backup.restorePoints().take(BackupSpec.of(vault).only(leaves)))
                .isInstanceOf(NotFound.class);
        assertThat(starts()).isZero();
    }

    @Test
    void take_vaultEmptiedByAnotherProcess_isRefused() {
        var unused = backup.restorePoints().take(BackupSpec.of(other)).await(LONG);
        remove(cloud.backup(), other, elsewhere);

        assertThatThrownBy(() -> backup.restorePoints().take(BackupSpec.of(other)))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("has no members");
        assertThat(starts()).isZero();
    }

    @Test
    void take_wholeVaultsInARow_shareAListFromTheSecondOn() {
        VaultId third = vault("third", cloud.addDisk("third", SIZE));
        cloud.time().advance(LAG);

        for (VaultId each : List.of(vault, other, third)) {
            var unused = backup.restorePoints().take(BackupSpec.of(each));
        }

        assertThat(requests)
                .containsExactly("ShowVault", "CreateCheckpoint", "ListVault", "CreateCheckpoint", "CreateCheckpoint");
    }

    /** The list still shows the member, and CBR may ignore its name. */
    @Test
    void take_secondVaultNamesAMemberThatAnotherProcessHasRemoved_isNotFound() {
        remove(cloud.backup(), vault, leaves);
        var unused = backup.restorePoints().take(BackupSpec.of(other));

        assertThatThrownBy(
                        () -> backup.restorePoints().take(BackupSpec.of(vault).only(leaves)))
                .isInstanceOf(NotFound.class);
        assertThat(starts()).isEqualTo(1);
    }

    @Test
    void take_secondVaultWasEmptiedByThisProcess_isRefused() {
        remove(backup, other, elsewhere);
        var unused = backup.restorePoints().take(BackupSpec.of(vault));

        assertThatThrownBy(() -> backup.restorePoints().take(BackupSpec.of(other)))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("has no members");
        assertThat(starts()).isEqualTo(1);
    }

    /** The list, which is late, still shows it with a member: CBR refuses the backup. */
    @Test
    void take_secondVaultWasEmptiedByAnotherProcess_isRefused() {
        remove(cloud.backup(), other, elsewhere);
        var unused = backup.restorePoints().take(BackupSpec.of(vault));

        assertThatThrownBy(() -> backup.restorePoints().take(BackupSpec.of(other)))
                .isInstanceOf(Conflict.class);
        assertThat(requests).containsSubsequence("ShowVault", "CreateCheckpoint", "ListVault", "CreateCheckpoint");
        assertThat(cloud.backup().restorePoints().list().map(RestorePoint::vault))
                .containsOnly(vault);
    }

    /** The vault may be busy with the run that another caller with the key has started. */
    @Test
    void take_secondVaultWithAKey_isReadByItself() {
        var unused = backup.restorePoints().take(BackupSpec.of(vault));
        requests.clear();

        var unusedToo = backup.restorePoints().take(BackupSpec.of(other), RequestKey.of("nightly-1"));

        assertThat(requests).contains("ShowVault").doesNotContain("ListVault");
    }

    @Test
    void take_listOfVaultsIsRefused_vaultsAreReadByThemselves() throws IOException {
        Interference denying = (method, target) ->
                method.equals("GET") && target.getPath().endsWith("/vaults") ? Fault.REFUSED : Fault.NONE;
        List<VaultId> all = new ArrayList<>(List.of(vault, other));
        for (int i = 0; i < 4; i++) {
            all.add(vault("more-" + i, cloud.addDisk("more-" + i, SIZE)));
        }
        try (HuaweiEmulator deaf = HuaweiEmulator.builder()
                        .cloud(cloud)
                        .interference(denying)
                        .start();
                CloudBackup denied = listening(EmulatedBackup.builder()
                        .region(cloud.site().region())
                        .project(cloud.site().project())
                        .accessKey("AKEXAMPLE", "SKEXAMPLE")
                        .endpoint(deaf.address())
                        .timeSource(cloud.time())
                        .build())) {
            for (VaultId each : all) {
                var unused = denied.restorePoints().take(BackupSpec.of(each));
            }
        }

        assertThat(starts()).isEqualTo(all.size());
        assertThat(requests.stream().filter("ShowVault"::equals)).hasSize(all.size());
        assertThat(requests.stream().filter("ListVault"::equals)).hasSize(1);
    }

    /** Removes a member, and waits until it has left; lists are late for longer. */
    private void remove(CloudBackup by, VaultId from, Resource member) {
        var unused = by.vaults().remove(from, member, Removal.DELETING_RESTORE_POINTS);
        cloud.time().advance(LEAVING);
        requests.clear();
    }

    /** How many starts of runs were requested. */
    private long starts() {
        return requests.stream().filter("CreateCheckpoint"::equals).count();
    }

    private FleetResult takeAll() {
        return backup.restorePoints().takeAll(fleet, RequestKey.of("nightly-1"), LONG);
    }

    private static FleetOutcome outcome(FleetResult result, Resource resource) {
        return result.outcomes().stream()
                .filter(outcome -> outcome.resource().equals(resource))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no outcome of " + resource + " in " + result));
    }

    private VaultId vault(String name, Resource.Disk... members) {
        VaultId id = cloud.backup()
                .vaults()
                .create(VaultSpec.forDisks(name, DataSize.gib(1000)))
                .id();
        cloud.backup().vaults().add(id, members);
        return id;
    }

    private record Late(LaggingLists lists) implements Interference {
        @Override
        public Fault before(String method, URI target) {
            return Fault.NONE;
        }

        @Override
        public void after(String method, URI target, int status, JsonNode answer) {
            lists.answered(method, target, status, answer);
        }

        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            return lists.shown(method, target, answer);
        }
    }
}
