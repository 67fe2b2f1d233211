package io.github.backup4j.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupRunId;
import io.github.backup4j.Capability;
import io.github.backup4j.DataSize;
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
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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
        data.fill(someContent());
        StoredPoint after = take();
        assertThat(after.subject).isSameAs(before.subject);
        assertThat(after.parts.get(0)).isSameAs(before.parts.get(0));
        assertThat(after.parts.get(1)).isNotSameAs(before.parts.get(1));
        assertThat(after.parts.get(1).content()).isSameAs(data.content());
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

    @Test
    void everyChangeOfADisk_isSeenByTheNextPoint() {
        StoredPart before = take().parts.get(1);
        data.fill(someContent());
        data.resize(DataSize.gib(3));
        data.makeBootable();
        StoredPart after = take().parts.get(1);
        assertThat(after)
                .isEqualTo(new StoredPart(
                        data.disk,
                        data.name,
                        DataSize.gib(3),
                        true,
                        data.encrypted,
                        data.content(),
                        data.zone,
                        data.type));
        assertThat(before.size()).isEqualTo(GIB);
        assertThat(before.bootable()).isFalse();
        assertThat(before.content()).isSameAs(DiskContent.EMPTY);
    }

    @Test
    void changesThatLeaveADiskAsItWas_allIsShared() {
        StoredPoint before = take();
        data.fill(data.content());
        data.resize(GIB);
        system.makeBootable();
        assertThat(take().parts).isSameAs(before.parts);
    }

    /** A disk that is deleted may be added again with its id and other properties. */
    @Test
    void diskThatWasAddedAgain_isNotSharedWithTheOneBefore() {
        StoredPoint before = take();
        engine.store.deleteDisk(data);
        StoredDisk again = engine.store.addDisk(DiskSetup.of("again", GIB).withId(data.disk.id()));
        engine.store.attach(again, server);
        StoredPoint after = take();
        assertThat(after.parts.get(0)).isSameAs(before.parts.get(0));
        assertThat(after.parts.get(1).disk()).isEqualTo(before.parts.get(1).disk());
        assertThat(after.parts.get(1).name()).isEqualTo("again");
    }

    @Test
    void point_whoseNameOrDisksDiffer_isNotAsNow() {
        List<StoredDisk> disks = List.of(system, data);
        assertThat(point("server", system.now(), data.now()).isAsNow("server", disks))
                .isTrue();
        assertThat(point("other", system.now(), data.now()).isAsNow("server", disks))
                .as("name")
                .isFalse();
        StoredDisk more = engine.store.addDisk(DiskSetup.of("more", DataSize.bytes(0)));
        assertThat(point("server", system.now(), data.now()).isAsNow("server", List.of(system, data, more)))
                .as("a disk more")
                .isFalse();
        assertThat(point("server", system.now(), data.now()).isAsNow("server", List.of(system)))
                .as("a disk less")
                .isFalse();
        assertThat(point("server", system.now(), data.now()).isAsNow("server", List.of(data, system)))
                .as("another order")
                .isFalse();
    }

    /** Its subject is what the other cloud says, whatever its parts add up to. */
    @Test
    void pointFromAnotherCloud_whoseDisksAreTheSame_isNotAsNow() {
        StoredPart copy = new StoredPart(
                data.disk, data.name, GIB, false, data.encrypted, DiskContent.EMPTY, data.zone, data.type);
        assertThat(copy).isEqualTo(data.now());
        assertThat(point("server", system.now(), copy).isAsNow("server", List.of(system, data)))
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
        Backups.ForImage running = engine.backups.beginForImage(member, "running");
        assertThat(chain.available()).isEqualTo(2);
        var unused = running.complete();
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
        Backups.ForImage taking = engine.backups.beginForImage(member, "image");
        assertThat(taking.complete()).isEmpty();
        return taking.point();
    }

    private StoredPoint point(String name, StoredPart... parts) {
        return new StoredPoint(
                1,
                new Chain(vault, server.server),
                new StoredRun(new BackupRunId("run"), NOW, Origin.TAKEN, true, null, ""),
                new Chain.Subject(name, DataSize.gib(2), "zone-1"),
                List.of(parts));
    }

    private static DiskContent someContent() {
        return DiskContent.EMPTY.write(0, new byte[] {1});
    }
}
