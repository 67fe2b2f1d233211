package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Denied;
import io.github.backup4j.FleetOutcome;
import io.github.backup4j.FleetResult;
import io.github.backup4j.FleetSpec;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.ProgressOfAll;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.UnlistedVault;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a backup of a fleet does about a limit that is reached: it waits only where the cloud says that room comes. */
class FleetRoomTest {
    private static final RequestKey KEY = RequestKey.of("nightly");
    private static final FleetSpec ALL = FleetSpec.matching(ResourceFilter.all());

    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();

    @Test
    void takeAll_vaultIsFull_isNotTriedAgain() {
        fill(1);
        Instant begun = cloud.time().now();
        cloud.faults().failNext(Call.RESTORE_POINTS_TAKE, new QuotaExceeded("the vault is full"));

        FleetResult result = backup.restorePoints().takeAll(ALL, KEY, Duration.ofHours(6));

        assertThat(result.notDone())
                .singleElement()
                .isInstanceOfSatisfying(
                        FleetOutcome.NotTried.class,
                        outcome -> assertThat(outcome.reason()).isEqualTo("the vault is full"));
        assertThat(cloud.time().now()).isEqualTo(begun);
    }

    @Test
    void takeAll_roomComesLater_isTriedWhenTheCloudSays() {
        fill(3);
        Instant begun = cloud.time().now();
        cloud.faults().failNext(Call.RESTORE_POINTS_TAKE, noRoom(Duration.ofMinutes(7)));
        cloud.faults().failNext(Call.RESTORE_POINTS_TAKE, noRoom(Duration.ZERO));

        FleetResult result = backup.restorePoints().takeAll(ALL, KEY, Duration.ofHours(6));

        assertThat(result.complete()).as(result::toString).isTrue();
        assertThat(backup.restorePoints().list()).hasSize(3);
        assertThat(cloud.time().now()).isAfterOrEqualTo(begun.plus(Duration.ofMinutes(7)));
    }

    /** It never calls the cloud again without a pause. */
    @Test
    void takeAll_roomNeverComes_endsAtTheTimeout() {
        fill(2);
        for (int i = 0; i < 400; i++) {
            cloud.faults().failNext(Call.RESTORE_POINTS_TAKE, noRoom(Duration.ZERO));
        }
        Instant begun = cloud.time().now();

        FleetResult result = backup.restorePoints().takeAll(ALL, KEY, Duration.ofMinutes(2));

        assertThat(result.notDone())
                .hasSize(2)
                .allSatisfy(outcome -> assertThat(outcome.toString()).contains("the time was over", "no room"));
        assertThat(cloud.time().now()).isEqualTo(begun.plus(Duration.ofMinutes(2)));
    }

    /** Only a limit of runs at once says when there is room. */
    @Test
    void takeAll_otherRefusalThatPasses_isNotTriedAgain() {
        fill(1);
        Instant begun = cloud.time().now();
        cloud.faults()
                .failNext(
                        Call.RESTORE_POINTS_TAKE,
                        new Busy("it is busy", new Detail("BUSY", null, null, Duration.ofMinutes(1)), null));

        FleetResult result = backup.restorePoints().takeAll(ALL, KEY, Duration.ofHours(6));

        assertThat(result.notDone()).singleElement().isInstanceOf(FleetOutcome.Skipped.class);
        assertThat(cloud.time().now()).isEqualTo(begun);
    }

    @Test
    void takeAll_noTime_startsNothing() {
        fill(1);

        FleetResult result = backup.restorePoints().takeAll(ALL, KEY, Duration.ZERO);

        assertThat(result.notDone()).singleElement().isInstanceOf(FleetOutcome.NotTried.class);
        assertThat(backup.restorePoints().list()).isEmpty();
    }

    /** The starts themselves take longer than there is time. */
    @Test
    void takeAll_timeIsOverBetweenStarts_startsNoMore() {
        fill(3);
        CloudBackup slow = backup.listening(new BackupListener() {
            @Override
            public void workStarted(WorkStart start) {
                cloud.time().advance(Duration.ofMinutes(1));
            }
        });

        FleetResult result = slow.restorePoints().takeAll(ALL, KEY, Duration.ofSeconds(30));

        assertThat(backup.restorePoints().list()).hasSize(1);
        assertThat(result.notDone().stream().filter(FleetOutcome.NotTried.class::isInstance))
                .hasSize(2);
    }

    @Test
    void takeAll_replyIsLost_saysThatItIsNotKnown() {
        fill(1);
        cloud.faults().loseReplyOf(Call.RESTORE_POINTS_TAKE);

        FleetResult result = backup.restorePoints().takeAll(ALL, KEY, Duration.ofHours(6));

        assertThat(result.notDone()).singleElement().isInstanceOfSatisfying(FleetOutcome.Failed.class, outcome -> {
            assertThat(outcome.reason()).contains("not known", "same key");
            assertThat(outcome.cause()).isInstanceOf(AmbiguousOutcome.class);
        });
    }

    /** A spec without its former members would be one of the whole vault. */
    @Test
    void takeAll_allWantedMembersHaveLeft_backsUpNoOther() {
        Resource.Disk left = cloud.addDisk("left", DataSize.gib(10));
        Resource.Disk stays = cloud.addDisk("stays", DataSize.gib(10));
        VaultId vault = backup.vaults()
                .create(VaultSpec.forDisks("vault", DataSize.gib(100)))
                .id();
        var unused = backup.vaults().add(vault, stays);

        FleetResult result = backup.restorePoints()
                .takeAll(FleetSpec.of(List.of(BackupSpec.of(vault).only(left))), KEY, Duration.ofHours(6));

        assertThat(result.notDone())
                .singleElement()
                .isInstanceOfSatisfying(
                        FleetOutcome.NotTried.class,
                        outcome -> assertThat(outcome.cause()).isInstanceOf(NotFound.class));
        assertThat(backup.restorePoints().list()).isEmpty();
    }

    /** What a single backup refuses before it asks the cloud, one of many does too. */
    @Test
    void takeAll_nameIsTooLong_isNotTried() {
        fill(2);
        List<VaultId> vaults = backup.vaults().list().map(Vault::id).toList();

        FleetResult result = backup.restorePoints()
                .takeAll(
                        FleetSpec.of(List.of(
                                BackupSpec.of(vaults.get(0)).named("n".repeat(1_000)), BackupSpec.of(vaults.get(1)))),
                        KEY,
                        Duration.ofHours(6));

        assertThat(result.restorePoints()).hasSize(1);
        assertThat(result.notDone())
                .singleElement()
                .isInstanceOfSatisfying(
                        FleetOutcome.NotTried.class,
                        outcome -> assertThat(outcome.reason()).contains("1000 characters"));
    }

    /** A run that cannot be polled may still be in progress. */
    @Test
    void takeAll_pollsAreDenied_startsNoMoreThanAtOnce() {
        fill(3);
        cloud.faults().failNext(Call.OPERATIONS_POLL, new Denied("no permission to read backup runs"));
        Instant begun = cloud.time().now();
        List<ProgressOfAll> seen = new ArrayList<>();

        FleetResult result = backup.restorePoints().takeAll(ALL.atMostRuns(1), KEY, Duration.ofHours(6), seen::add);

        assertThat(backup.restorePoints().list()).hasSize(1);
        assertThat(result.runningTokens()).hasSize(1);
        assertThat(result.outcomes().stream().filter(FleetOutcome.NotTried.class::isInstance))
                .hasSize(2)
                .allSatisfy(outcome -> assertThat(outcome.toString()).contains("cannot be polled"));
        assertThat(cloud.time().now()).as("nothing is left to wait for").isEqualTo(begun);
        assertThat(seen).allSatisfy(progress -> assertThat(progress.running()).isEqualTo(3));
    }

    @Test
    void takeAll_onePollIsDenied_usesTheRestOfTheRoom() {
        fill(4);
        cloud.faults().failNext(Call.OPERATIONS_POLL, new Denied("no permission to read backup runs"));
        List<ProgressOfAll> seen = new ArrayList<>();

        FleetResult result = backup.restorePoints().takeAll(ALL.atMostRuns(2), KEY, Duration.ofHours(24), seen::add);

        assertThat(result.runningTokens()).hasSize(1);
        assertThat(result.restorePoints()).hasSize(3);
        assertThat(seen).last().satisfies(progress -> {
            assertThat(progress.running()).isEqualTo(1);
            assertThat(progress.left())
                    .as("time left while a run is in progress")
                    .isNotEqualTo(Duration.ZERO);
        });
    }

    /** As after an interrupt, or without the permission to read vaults. */
    @Test
    void takeAll_membersOfWholeVaultsCannotBeRead_hasTheTokensAndTheFailures() {
        fill(3);
        List<BackupSpec> whole =
                backup.vaults().list().map(vault -> BackupSpec.of(vault.id())).toList();
        cloud.faults().failNext(Work.BACKUP, "Code.1", "the disk is not to be read");
        cloud.faults().stickNext(Work.BACKUP, 50);
        cloud.faults().failNext(Call.VAULTS_LIST, new Denied("no permission to read vaults"));

        FleetResult result = backup.restorePoints().takeAll(FleetSpec.of(whole), KEY, Duration.ofHours(6));

        assertThat(result.restorePoints()).hasSize(1);
        assertThat(result.notDone()).isEmpty();
        assertThat(result.unlisted())
                .extracting(UnlistedVault::vault)
                .containsExactly(whole.get(0).vault(), whole.get(1).vault());
        UnlistedVault failed = result.unlisted().get(0);
        assertThat(failed.cause()).isInstanceOf(OperationFailed.class);
        assertThat(failed.toString()).contains("the disk is not to be read", "no permission to read vaults");
        assertThat(failed.token()).isNull();
        UnlistedVault running = result.unlisted().get(1);
        assertThat(result.runningTokens()).containsExactly(String.valueOf(running.token()));
        assertThat(result.complete()).isFalse();
        assertThat(result.toString()).contains("1 done", failed.toString(), running.toString());
    }

    /** What a filter has matched is known although the vault cannot be read. */
    @Test
    void takeAll_memberIsAlsoMatched_hasAnOutcomeAlthoughItsVaultCannotBeRead() {
        fill(1);
        VaultId vault = backup.vaults().list().findFirst().orElseThrow().id();
        cloud.faults().failNext(Call.VAULTS_GET, new Denied("no permission to read vaults"));

        FleetResult result = backup.restorePoints()
                .takeAll(
                        new FleetSpec(List.of(BackupSpec.of(vault)), List.of(ResourceFilter.all()), null),
                        KEY,
                        Duration.ofSeconds(1));

        assertThat(result.outcomes()).singleElement().isInstanceOf(FleetOutcome.Running.class);
        assertThat(result.unlisted()).singleElement().satisfies(unlisted -> {
            assertThat(unlisted.token()).isEqualTo(result.runningTokens().get(0));
            assertThat(unlisted.reason()).contains("its run continues", "no permission to read vaults");
        });
    }

    private static QuotaExceeded noRoom(Duration after) {
        return new QuotaExceeded("no room", new Detail("LIMIT", null, null, after), null);
    }

    private void fill(int vaults) {
        for (int i = 0; i < vaults; i++) {
            VaultId vault = backup.vaults()
                    .create(VaultSpec.forDisks("vault-" + i, DataSize.gib(100)))
                    .id();
            var unused = backup.vaults().add(vault, cloud.addDisk("disk-" + i, DataSize.gib(10)));
        }
    }
}
