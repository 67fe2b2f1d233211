package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where a cloud reports the sizes of some restore points only, these keep them, and the sum is that of the member. */
class PointSizesTest {
    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();
    private final Resource.Disk orders = cloud.addDisk("orders", DataSize.gib(10));
    private final Resource.Disk bills = cloud.addDisk("bills", DataSize.gib(10));
    private final Vault vault = backup.vaults()
            .add(
                    backup.vaults()
                            .create(VaultSpec.forDisks("disks", DataSize.gib(100)))
                            .id(),
                    orders,
                    bills);

    @Test
    void of_allSizesKnown_isWhatIsReported() {
        List<RestorePoint> points = take(4);

        PointSizes sizes = sizes(points, Set.of());

        assertThat(points).allSatisfy(point -> assertThat(sizes.of(point)).isEqualTo(stored(point)));
    }

    @Test
    void of_someSizesKnown_keepsTheseAndSharesTheRestAmongTheOthers() {
        List<RestorePoint> ofOrders = of(orders, take(5));
        Set<RestorePoint> unknown = Set.of(ofOrders.get(1), ofOrders.get(3));

        PointSizes sizes = sizes(all(), unknown);

        for (RestorePoint point : ofOrders) {
            if (!unknown.contains(point)) {
                assertThat(sizes.of(point)).as("%s", point.id()).isEqualTo(stored(point));
            }
        }
        assertThat(ofOrders.stream().mapToLong(sizes::of).sum()).isEqualTo(storedOf(orders));
        assertThat(sizes.of(ofOrders.get(1)))
                .as("no growth is given")
                .isEqualTo(stored(ofOrders.get(1)) + stored(ofOrders.get(3)));
    }

    /** What is known of one former member is not counted for another a second time. */
    @Test
    void of_formerMembersOfWhichOneIsKnown_givesTheOtherWhatIsLeft() {
        List<RestorePoint> points = take(3);
        Set<RestorePoint> unknown = Set.copyOf(of(bills, points));
        Vault now = backup.vaults().get(vault.id());
        Vault left = new Vault(
                now.id(),
                now.name(),
                now.description(),
                now.protection(),
                now.reportedStatus(),
                now.space(),
                now.billing(),
                List.of(),
                now.policies(),
                now.tags(),
                now.createdAt());

        PointSizes sizes = sizes(left, points, unknown);

        long ofBills =
                of(bills, points).stream().mapToLong(PointSizesTest::stored).sum();
        long shared = of(bills, points).stream().mapToLong(sizes::of).sum();
        assertThat(shared).isBetween(ofBills - 2, ofBills);
        assertThat(sizes.unexplained(left)).isLessThanOrEqualTo(2);
    }

    private PointSizes sizes(List<RestorePoint> points, Set<RestorePoint> unknown) {
        return sizes(backup.vaults().get(vault.id()), points, unknown);
    }

    private static PointSizes sizes(Vault vault, List<RestorePoint> points, Set<RestorePoint> unknown) {
        List<RestorePoint> listed = points.stream()
                .sorted(Comparator.comparing(RestorePoint::createdAt))
                .map(point -> unknown.contains(point) ? CloudModelTest.withoutSize(point) : point)
                .toList();
        return new PointSizes(Growth.observed(), Map.of(vault.id(), vault), listed, new Remarks());
    }

    private List<RestorePoint> take(int count) {
        List<RestorePoint> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            for (Resource.Disk disk : List.of(orders, bills)) {
                byte[] content = new byte[(i + 1) << 20];
                new Random(31L * i + disk.id().hashCode()).nextBytes(content);
                cloud.write(disk, content);
            }
            backup.restorePoints().take(BackupSpec.of(vault.id())).await(Duration.ofHours(1));
            cloud.time().advance(Duration.ofDays(1));
        }
        points.addAll(all());
        return points;
    }

    private List<RestorePoint> all() {
        return backup.restorePoints().list().toList();
    }

    /** The restore points of a disk, the oldest first. */
    private static List<RestorePoint> of(Resource disk, List<RestorePoint> points) {
        return points.stream()
                .filter(point -> point.resource().equals(disk))
                .sorted(Comparator.comparing(RestorePoint::createdAt))
                .toList();
    }

    private static long stored(RestorePoint point) {
        DataSize stored = point.stored();
        return stored == null ? -1 : stored.bytes();
    }

    private long storedOf(Resource resource) {
        DataSize stored =
                backup.vaults().get(vault.id()).member(resource).orElseThrow().stored();
        return stored == null ? -1 : stored.bytes();
    }
}
