package io.github.backup4j.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupRunId;
import io.github.backup4j.Capability;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint.Origin;
import io.github.backup4j.RestorePoint.Status;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.spi.Limits;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.ServerSetup;
import io.github.backup4j.testkit.VirtualTime;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a restore point shares with the one before it, and what it must not share; and what a chain counts. */
@DisplayName("Restore points of one chain")
class SharingTest {
    private static final Instant NOW = VirtualTime.DEFAULT_START;
    private static final DataSize GIB = DataSize.gib(1);

    private final SiteEngine engine = new World(
                    new Timeline(NOW),
                    VirtualTime.startingAt(NOW),
                    EnumSet.noneOf(Capability.class),
                    Limits.none(),
                    false,
                    false)
            .at(new Site("region", "project"));
    private final StoredVault vault =
            new StoredVault(new VaultId("vault"), engine.store, VaultSpec.forServers("vault", DataSize.gib(100)));
    private final StoredDisk system = engine.store.addDisk(DiskSetup.of("system", GIB));
    private final StoredDisk data = engine.store.addDisk(DiskSetup.of("data", GIB));
    private final StoredServer server = engine.store.addServer(ServerSetup.of("server", system.disk, data.disk));
    private final StoredMember member = new StoredMember(server.server, vault, Set.of());

    @BeforeEach
    void add() {
        engine.store.vaults.put(vault.id, vault);
        engine.store.addMember(member);
    }

    @Test
    void nothingChanged_allIsShared() {
        StoredPoint before = take();
        StoredPoint after = take();
        assertThat(after.parts).isSameAs(before.parts);
        assertThat(after.subject).isSameAs(before.subject);
    }

    @Test
    void contentOfOneDiskChanged_theOtherDiskAndTheSubjectAreShared() {
        StoredPoint before = take();
        data.content = someContent();
        StoredPoint after = take();
        assertThat(after.subject).isSameAs(before.subject);
        assertThat(after.parts.get(0)).isSameAs(before.parts.get(0));
        assertThat(after.parts.get(1)).isNotSameAs(before.parts.get(1));
        assertThat(after.parts.get(1).content()).isSameAs(data.content);
        assertThat(before.parts.get(1).content()).isSameAs(DiskContent.EMPTY);
    }

    @Test
    void firstDiskDetached_theOtherDiskIsShared_theSubjectIsNot() {
        StoredPoint before = take();
        engine.store.detach(system);
        StoredPoint after = take();
        assertThat(after.parts).hasSize(1);
        assertThat(after.parts.get(0)).isSameAs(before.parts.get(1));
        assertThat(after.subject.size()).isEqualTo(GIB);
        assertThat(before.subject.size()).isEqualTo(DataSize.gib(2));
    }

    /** A disk that is deleted may be added again with its id and other properties. */
    static Stream<Arguments> otherDisks() {
        DiskContent other = someContent();
        return Stream.of(
                Arguments.of("another id", disk("other", "disk", GIB, "zone", "SSD", false)),
                Arguments.of("another name", disk("d", "other", GIB, "zone", "SSD", false)),
                Arguments.of("another size", disk("d", "disk", DataSize.gib(2), "zone", "SSD", false)),
                Arguments.of("another zone", disk("d", "disk", GIB, "other", "SSD", false)),
                Arguments.of("another type", disk("d", "disk", GIB, "zone", "HDD", false)),
                Arguments.of("encrypted", disk("d", "disk", GIB, "zone", "SSD", true)),
                Arguments.of("bootable", bootable(disk("d", "disk", GIB, "zone", "SSD", false))),
                Arguments.of("another content", holding(other, disk("d", "disk", GIB, "zone", "SSD", false))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("otherDisks")
    void part_ofADiskThatChanged_isNotAsNow(String what, StoredDisk changed) {
        StoredPart part = StoredPart.of(disk("d", "disk", GIB, "zone", "SSD", false));
        assertThat(part.isAsNow(disk("d", "disk", GIB, "zone", "SSD", false))).isTrue();
        assertThat(part.isAsNow(changed)).as(what).isFalse();
    }

    /** The subject of a point from another cloud is what that cloud says, whatever its parts add up to. */
    @Test
    void point_whoseSubjectOrDisksDiffer_isNotAsNow() {
        List<StoredDisk> disks = List.of(system, data);
        assertThat(point("server", 2, "zone-1").isAsNow("server", disks)).isTrue();
        assertThat(point("other", 2, "zone-1").isAsNow("server", disks))
                .as("name")
                .isFalse();
        assertThat(point("server", 3, "zone-1").isAsNow("server", disks))
                .as("size")
                .isFalse();
        assertThat(point("server", 2, "zone-2").isAsNow("server", disks))
                .as("zone")
                .isFalse();
        StoredDisk more = disk("more", "more", DataSize.bytes(0), "zone-1", "SSD", false);
        assertThat(point("server", 2, "zone-1").isAsNow("server", List.of(system, data, more)))
                .as("a disk more")
                .isFalse();
        assertThat(point("server", 1, "zone-1").isAsNow("server", List.of(system)))
                .as("a disk less")
                .isFalse();
        assertThat(point("server", 2, "zone-1").isAsNow("server", List.of(data, system)))
                .as("another order")
                .isFalse();
    }

    @Test
    void available_asPointsChange_isTheirNumber() {
        StoredPoint first = take();
        StoredPoint second = take();
        Chain chain = first.chain;
        assertThat(chain.available()).isEqualTo(2);
        first.become(Status.RESTORING);
        assertThat(chain.available()).isEqualTo(1);
        first.become(Status.AVAILABLE);
        first.become(Status.AVAILABLE);
        assertThat(chain.available()).isEqualTo(2);
        StoredPoint running = engine.backups.beginForImage(member, "running");
        assertThat(chain.available()).isEqualTo(2);
        var unused = engine.backups.complete(running);
        assertThat(chain.available()).isEqualTo(3);
        engine.store.removePoint(second);
        assertThat(chain.available()).isEqualTo(2);
    }

    @Test
    void available_workEndsOnAPointThatIsGone_countsTheOthersOnly() {
        StoredPoint kept = take();
        StoredPoint gone = take();
        gone.become(Status.RESTORING);
        engine.store.removePoint(gone);
        gone.become(Status.AVAILABLE);
        assertThat(kept.chain.available()).isEqualTo(1);
        assertThat(kept.chain.oldestFirst()).containsExactly(kept);
    }

    private StoredPoint take() {
        StoredPoint point = engine.backups.beginForImage(member, "image");
        assertThat(engine.backups.complete(point)).isEmpty();
        return point;
    }

    /** A point of the server, with a subject of its own. */
    private StoredPoint point(String name, int gib, String zone) {
        return new StoredPoint(
                1,
                new Chain(vault, server.server),
                new StoredRun(new BackupRunId("run"), NOW, Origin.TAKEN, true, null, ""),
                new Chain.Subject(name, DataSize.gib(gib), zone),
                List.of(StoredPart.of(system), StoredPart.of(data)));
    }

    private static StoredDisk disk(String id, String name, DataSize size, String zone, String type, boolean encrypted) {
        return new StoredDisk(Resource.disk(id), new DiskSetup(name, size, zone, type, encrypted, Map.of()));
    }

    private static StoredDisk bootable(StoredDisk disk) {
        disk.bootable = true;
        return disk;
    }

    private static StoredDisk holding(DiskContent content, StoredDisk disk) {
        disk.content = content;
        return disk;
    }

    private static DiskContent someContent() {
        return DiskContent.EMPTY.write(0, new byte[] {1});
    }
}
