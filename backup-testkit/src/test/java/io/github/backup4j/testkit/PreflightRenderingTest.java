package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Preflight;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a person reads before they say yes, for seven preflights. Each text is written to {@code target/preflights} as well. */
class PreflightRenderingTest {
    private static final Duration LONG = Duration.ofHours(12);

    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();
    private final Resource.Disk orders = cloud.addDisk("orders", DataSize.gib(10));

    @Test
    void overADisk() {
        Vault vault = diskVault();
        RestorePoint point = pointOf(orders, vault);
        backup.restorePoints().restore(point.id(), InPlace.over(orders)).await(LONG);
        for (int i = 0; i < 7; i++) {
            pointOf(orders, vault);
        }
        snapshot("newer");

        reads("over-a-disk", backup.restorePoints().preflight(point.id(), InPlace.over(orders)));
    }

    @Test
    void overAnAttachedDisk() {
        RestorePoint point = pointOf(orders, diskVault());
        cloud.attach(orders, cloud.addServer("shop", cloud.addDisk("system", DataSize.gib(40))));

        reads("attached", backup.restorePoints().preflight(point.id(), InPlace.over(orders)));
        reads(
                "detaching-first",
                backup.restorePoints()
                        .preflight(
                                point.id(),
                                InPlace.over(orders).detachingFirst().leavingStopped()));
    }

    @Test
    void overAServer() {
        Resource.Server shop = cloud.addServer("shop", cloud.addDisk("system", DataSize.gib(40)), orders);
        Vault vault = backup.vaults().create(VaultSpec.forServers("servers", DataSize.gib(100)));
        backup.vaults().add(vault.id(), shop);
        RestorePoint point = pointOf(shop, vault);
        pointOf(shop, vault);
        cloud.stop(shop);

        reads("over-a-server", backup.restorePoints().preflight(point.id(), InPlace.over(shop)));
        reads("to-a-new-server", backup.restorePoints().preflight(point.id(), ServerSpec.of("copy")));
    }

    @Test
    void ofNothing() {
        reads(
                "of-nothing",
                backup.restorePoints().preflight(new RestorePointId("restore-point-9"), InPlace.over(orders)));
    }

    @Test
    void toANewDisk() {
        RestorePoint point = pointOf(orders, diskVault());
        cloud.limitDisks(1, DataSize.gib(100));

        reads(
                "to-a-new-disk",
                backup.restorePoints().preflight(point.id(), DiskSpec.of("copy").withSize(DataSize.gib(9))));
    }

    @Test
    void rollBack() {
        Snapshot snapshot = snapshot("first");
        snapshot("second");

        reads("rollback", backup.snapshots().preflight(snapshot.id(), orders));
    }

    @Test
    void withoutTheCapability() {
        CloudBackup poor = InMemoryCloud.builder()
                .without(Capability.RESTORE_TO_NEW_SERVER)
                .build()
                .backup();

        reads(
                "without-the-capability",
                poor.restorePoints().preflight(new RestorePointId("restore-point-9"), ServerSpec.of("copy")));
    }

    private Vault diskVault() {
        Vault vault = backup.vaults().create(VaultSpec.forDisks("disks", DataSize.gib(100)));
        return backup.vaults().add(vault.id(), orders);
    }

    private RestorePoint pointOf(Resource resource, Vault vault) {
        RestorePoint point = backup.restorePoints()
                .take(BackupSpec.of(vault.id()).only(resource))
                .await(LONG)
                .restorePoints()
                .get(0);
        cloud.time().advance(Duration.ofMinutes(50));
        return point;
    }

    private Snapshot snapshot(String name) {
        Snapshot taken = backup.snapshots().take(SnapshotSpec.of(orders, name)).await(LONG);
        cloud.time().advance(Duration.ofMinutes(50));
        return taken;
    }

    private static void reads(String name, Preflight preflight) {
        String text = preflight + "\n";
        try (InputStream expected = PreflightRenderingTest.class.getResourceAsStream("/preflights/" + name + ".txt")) {
            Path actual = Path.of("target", "preflights", name + ".txt");
            Files.createDirectories(actual.getParent());
            Files.writeString(actual, text);
            assertThat(expected)
                    .as("preflights/%s.txt; if the change is meant, copy %s", name, actual)
                    .isNotNull();
            assertThat(text)
                    .as("if the change is meant, copy %s", actual)
                    .isEqualTo(new String(expected.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
