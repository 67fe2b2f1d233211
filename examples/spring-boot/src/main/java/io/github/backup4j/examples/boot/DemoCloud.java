package io.github.backup4j.examples.boot;

import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.TimeSource;
import io.github.backup4j.plan.Allowing;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Selector;
import io.github.backup4j.plan.Sizing;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.VirtualTime;
import java.time.Duration;
import java.util.Map;

/**
 * The made-up cloud of {@code memory:demo}: two disks of a shop with nine nights of backups, the last of which has failed for one of
 * them, and a disk that was added since. Its clock stands still.
 */
final class DemoCloud {
    private static final Duration NIGHTS = Duration.ofDays(8);

    private DemoCloud() {}

    static InMemoryCloud create() {
        InMemoryCloud cloud = InMemoryCloud.builder()
                .time(VirtualTime.startingAt(TimeSource.system().now().minus(NIGHTS.plusDays(1))))
                .build();
        Resource.Disk orders = addDisk(cloud, "orders");
        addDisk(cloud, "carts");
        Plan plan = Protection.of("shop")
                .of(Selector.tagged("app", "shop"))
                .every(Schedule.parse("every day at 02:00"))
                .keeping(Retention.parse("the 7 newest, plus 4 weekly, 12 monthly"))
                .inVaults(Sizing.ofMembers(2.0))
                .plan(cloud.backup());
        var unused = plan.apply(Allowing.nothingDestroyed());
        cloud.time().advance(NIGHTS);
        cloud.faults().failBackupsOf(orders, "BackupService.9900", "the storage did not answer");
        cloud.time().advance(Duration.ofDays(1));
        cloud.faults().clear();
        addDisk(cloud, "invoices");
        return cloud;
    }

    private static Resource.Disk addDisk(InMemoryCloud cloud, String name) {
        return cloud.addDisk(DiskSetup.of(name, DataSize.gib(40)).withTags(Map.of("app", "shop")));
    }
}
