package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.ImageUpdate;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointUpdate;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.SnapshotUpdate;
import io.github.backup4j.Vault;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.SmallWorld;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls of which something fails after they have changed something: no exception may say that nothing was changed. */
class FailedReadsTest {
    private static final PolicySpec NIGHTLY =
            PolicySpec.backup("nightly", Schedule.dailyAt("02:00"), Retention.days(30));

    /** Makes changes as they are, or refuses some of them; once one is made, refuses to read. */
    private static final class Refusing implements Interference {
        private final int allowed;
        private int changes;

        Refusing(int allowed) {
            this.allowed = allowed;
        }

        @Override
        public Fault before(String method, URI target) {
            if (method.equals("GET")) {
                return changes == 0 ? Fault.NONE : Fault.REFUSED;
            }
            changes++;
            return changes <= allowed ? Fault.NONE : Fault.REFUSED;
        }
    }

    /**
     * A change of the small world.
     *
     * @param call makes it
     * @param made whether it is made
     */
    private record Change(BiConsumer<CloudBackup, SmallWorld> call, Predicate<SmallWorld> made) {}

    private static final Map<String, Change> CHANGES = changes();

    private static Map<String, Change> changes() {
        Map<String, Change> changes = new LinkedHashMap<>();
        changes.put(
                "vaults.update",
                new Change(
                        (backup, world) ->
                                backup.vaults().update(world.disks, spec -> spec.withCapacity(DataSize.gib(600))),
                        world -> vault(world).capacity().equals(DataSize.gib(600))));
        changes.put(
                "vaults.update of tags",
                new Change(
                        (backup, world) ->
                                backup.vaults().update(world.disks, spec -> spec.withTags(Map.of("team", "shop"))),
                        world -> vault(world).tags().equals(Map.of("team", "shop"))));
        changes.put(
                "vaults.lockForever",
                new Change(
                        (backup, world) -> backup.vaults().lockForever(world.disks),
                        world -> vault(world).locked()));
        changes.put(
                "vaults.add",
                new Change(
                        (backup, world) -> backup.vaults()
                                .add(world.disks, world.cloud.disks().get(3)),
                        world -> vault(world).members().size() == 3));
        changes.put(
                "vaults.addServerExcluding",
                new Change(
                        (backup, world) -> {
                            Resource.Server server = world.cloud.servers().get(1);
                            Resource.Disk second = world.cloud.disksOf(server).get(1);
                            backup.vaults().addServerExcluding(world.servers, server, Set.of(second));
                        },
                        world -> world.cloud
                                        .backup()
                                        .vaults()
                                        .get(world.servers)
                                        .members()
                                        .size()
                                == 2));
        changes.put(
                "policies.update",
                new Change(
                        (backup, world) ->
                                backup.policies().update(policy(world), NIGHTLY.withRetention(Retention.days(7))),
                        world -> world.cloud
                                .backup()
                                .policies()
                                .get(policy(world))
                                .retention()
                                .equals(Retention.days(7))));
        changes.put(
                "images.update",
                new Change(
                        (backup, world) ->
                                backup.images().update(world.freeImage, new ImageUpdate("renamed", "", Map.of())),
                        world -> image(world).name().equals("renamed")));
        changes.put(
                "images.update of tags",
                new Change(
                        (backup, world) -> backup.images()
                                .update(world.freeImage, new ImageUpdate("free-image", "", Map.of("team", "shop"))),
                        world -> image(world).tags().equals(Map.of("team", "shop"))));
        changes.put(
                "snapshots.update",
                new Change(
                        (backup, world) -> backup.snapshots().update(world.snapshot, new SnapshotUpdate("renamed", "")),
                        world -> world.cloud
                                .backup()
                                .snapshots()
                                .get(world.snapshot)
                                .name()
                                .equals("renamed")));
        changes.put(
                "restorePoints.update",
                new Change(
                        (backup, world) ->
                                backup.restorePoints().update(world.dataPoint.id(), new RestorePointUpdate("renamed")),
                        world -> "renamed"
                                .equals(world.cloud
                                        .backup()
                                        .restorePoints()
                                        .get(world.dataPoint.id())
                                        .name())));
        return changes;
    }

    static Set<String> names() {
        return CHANGES.keySet();
    }

    private static Change change(String name) {
        return Objects.requireNonNull(CHANGES.get(name), name);
    }

    private static Vault vault(SmallWorld world) {
        return world.cloud.backup().vaults().get(world.disks);
    }

    private static Image image(SmallWorld world) {
        return world.cloud.backup().images().get(world.freeImage);
    }

    private static PolicyId policy(SmallWorld world) {
        return world.cloud.backup().policies().list().toList().get(0).id();
    }

    @ParameterizedTest
    @MethodSource("names")
    void change_madeAndNotReadable_ambiguous(String name) {
        try (SmallWorld world = world(Integer.MAX_VALUE);
                CloudBackup caller = world.open()) {
            assertThatThrownBy(() -> change(name).call().accept(caller, world))
                    .isInstanceOf(AmbiguousOutcome.class)
                    .hasMessageContaining("was accepted, but its outcome cannot be read")
                    .hasCauseInstanceOf(BackupException.class);
            assertThat(change(name).made().test(world)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void change_refused_theRefusal(String name) {
        try (SmallWorld world = world(0);
                CloudBackup caller = world.open()) {
            assertThatThrownBy(() -> change(name).call().accept(caller, world))
                    .isInstanceOf(BackupException.class)
                    .isNotInstanceOf(AmbiguousOutcome.class);
            assertThat(change(name).made().test(world)).isFalse();
        }
    }

    @Test
    void updateVault_tagsRefusedAfterTheCapacity_saysThatItWasCarriedOutInPart() {
        try (SmallWorld world = world(1);
                CloudBackup caller = world.open()) {
            assertThatThrownBy(() -> caller.vaults()
                            .update(
                                    world.disks,
                                    spec -> spec.withCapacity(DataSize.gib(600)).withTags(Map.of("team", "shop"))))
                    .isInstanceOf(AmbiguousOutcome.class)
                    .hasMessageContaining("carried out in part");
            assertThat(vault(world).capacity()).isEqualTo(DataSize.gib(600));
            assertThat(vault(world).tags()).isEmpty();
        }
    }

    @Test
    void updateImage_tagsRefusedAfterTheName_saysThatItWasCarriedOutInPart() {
        try (SmallWorld world = world(1);
                CloudBackup caller = world.open()) {
            assertThatThrownBy(() -> caller.images()
                            .update(world.freeImage, new ImageUpdate("renamed", "", Map.of("team", "shop"))))
                    .isInstanceOf(AmbiguousOutcome.class)
                    .hasMessageContaining("carried out in part");
            assertThat(image(world).name()).isEqualTo("renamed");
        }
    }

    @Test
    void add_memberAlready_changesNothing() {
        try (SmallWorld world = world(0);
                CloudBackup caller = world.open()) {
            assertThat(caller.vaults().add(world.disks, List.of(world.data)).members())
                    .hasSize(2);
        }
    }

    private static SmallWorld world(int changes) {
        SmallWorld world = new SmallWorld(new Refusing(changes));
        world.cloud.addDisk("more", DataSize.gib(10));
        world.cloud.addServer(
                "more",
                world.cloud.addDisk("more-root", DataSize.gib(10)),
                world.cloud.addDisk("more-data", DataSize.gib(10)));
        var unused = world.cloud.backup().policies().create(NIGHTLY);
        return world;
    }
}
