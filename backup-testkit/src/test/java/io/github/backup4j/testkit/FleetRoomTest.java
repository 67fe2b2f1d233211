package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.FleetOutcome;
import io.github.backup4j.FleetResult;
import io.github.backup4j.FleetSpec;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.RequestKey;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.time.Duration;
import java.time.Instant;
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
