package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.BackupListener;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Throttled;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.spi.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an in-memory cloud takes over from the cloud that it models, beyond the contract, and how that is changed. */
@DisplayName("The cloud that an in-memory cloud models")
class ModelledCloudTest {
    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final Resource.Disk disk = cloud.addDisk("data", DataSize.gib(1));

    @Test
    void limits_byDefault_areThoseOfTheModelledCloud() {
        Limits limits = cloud.backup().limits();

        assertThat(limits.lengths()).isEqualTo(new Limits.Lengths(64, 255, 85, 128, 1024));
        assertThat(limits.tags()).isEqualTo(new Limits.Tags(10, 5, 36, 43));
        assertThat(limits.vaults()).isEqualTo(new Limits.Vaults(256, DataSize.gib(10), DataSize.gib(10_485_760)));
        assertThat(limits.terms()).isEqualTo(new Limits.Terms(9, 5));
        assertThat(limits.snapshots().ofOneDisk()).isEqualTo(7);
        assertThat(limits.snapshots().reservedPrefixes()).containsExactly("autobk_", "manualbk_");
        assertThat(limits.exportFormats())
                .containsExactly(Image.Format.QCOW2, Image.Format.VHD, Image.Format.VMDK, Image.Format.of("zvhd"));
        assertThat(limits.offers()).isEqualTo(new Limits.Offers(10, 10, 128));
    }

    @Test
    void limits_givenToTheBuilder_holdInAllItsSites() {
        InMemoryCloud other =
                InMemoryCloud.builder().limits(Limits.none().withNames(3)).build();
        Resource.Disk ofOther = other.addDisk("data", DataSize.gib(1));

        assertThat(other.at(new Site("region-2", "project-2")).backup().limits().nameLength())
                .isEqualTo(3);
        assertThatThrownBy(() -> other.backup().snapshots().take(SnapshotSpec.of(ofOther, "four")))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("4 characters, more than the 3");
        assertThat(other.backup()
                        .snapshots()
                        .take(SnapshotSpec.of(ofOther, "new"))
                        .await(Duration.ofHours(1))
                        .name())
                .isEqualTo("new");
    }

    @Test
    void run_ofAPolicy_namedAsTheModelledCloudNamesIt() {
        VaultId vault = cloud.backup()
                .vaults()
                .create(VaultSpec.forDisks("disks", DataSize.gib(100)))
                .id();
        cloud.backup().vaults().add(vault, disk);
        cloud.backup()
                .policies()
                .attach(
                        cloud.backup()
                                .policies()
                                .create(PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.forever()))
                                .id(),
                        vault);

        cloud.time().advance(Duration.ofDays(1));

        assertThat(cloud.backup().restorePoints().list())
                .singleElement()
                .satisfies(point -> assertThat(point.name()).startsWith("autobk_"));
    }

    @Test
    void requests_ofCalls_toldWithWhatAServiceWouldAnswer() {
        List<BackupListener.Request> requests = new ArrayList<>();
        var heard = cloud.backup().listening(new BackupListener() {
            @Override
            public void requestSent(Request request) {
                requests.add(request);
            }
        });

        assertThat(heard.resources().get(disk).name()).isEqualTo("data");
        assertThatThrownBy(() -> heard.vaults().get(new VaultId("none"))).isInstanceOf(NotFound.class);
        cloud.faults().throttle(1);
        assertThatThrownBy(() -> heard.policies().list().toList()).isInstanceOf(Throttled.class);

        assertThat(requests)
                .extracting(BackupListener.Request::operation)
                .containsExactly("ResourcesGet", "VaultsGet", "PoliciesList");
        assertThat(requests).extracting(BackupListener.Request::status).containsExactly(200, 404, 429);
        assertThat(requests).extracting(BackupListener.Request::service).containsOnly("memory");
    }
}
