package io.github.backup4j.examples.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.FleetResult;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.InMemoryCloud;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NightlyFleetTest {
    private static final LocalDate NIGHT = LocalDate.parse("2026-01-02");

    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();
    private final NightlyFleet fleet =
            new NightlyFleet(backup, ResourceFilter.all().tagged("tier", "gold"));

    @Test
    void run_oneDiskInNoVault_namesItAndBacksUpTheOther() {
        Resource.Disk orders = gold("orders");
        Resource.Disk forgotten = gold("forgotten");
        new NightlyProtection(backup).protect(orders);

        FleetResult result = fleet.run(NIGHT);

        assertThat(NightlyFleet.report(result))
                .startsWith("1 done, 0 skipped, 0 failed, 0 running, 1 not tried")
                .contains("NOT SAFE: " + forgotten + " \"forgotten\" was not backed up: no vault protects it");
    }

    @Test
    void run_replyLost_backsUpOnceWhenRepeated() {
        Resource.Disk orders = gold("orders");
        new NightlyProtection(backup).protect(orders);
        cloud.faults().loseReplyOf(Call.RESTORE_POINTS_TAKE);

        FleetResult unknown = fleet.run(NIGHT);
        FleetResult repeated = fleet.run(NIGHT);

        assertThat(NightlyFleet.report(unknown)).contains("repeat the call with the same key");
        assertThat(repeated.complete()).isTrue();
        assertThat(backup.restorePoints().list()).hasSize(1);
    }

    @Test
    void report_nothingMatches_isNoSuccess() {
        assertThat(NightlyFleet.report(fleet.run(NIGHT))).isEqualTo("nothing matches: check the tag");
    }

    private Resource.Disk gold(String name) {
        return cloud.addDisk(DiskSetup.of(name, DataSize.gib(10)).withTags(Map.of("tier", "gold")));
    }
}
