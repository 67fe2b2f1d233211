package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.BackupListener;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.FleetOutcome;
import io.github.backup4j.FleetResult;
import io.github.backup4j.FleetSpec;
import io.github.backup4j.NotFound;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.time.Duration;
import java.time.Instant;
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

        assertThat(result.allDone()).as(result::toString).isTrue();
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
