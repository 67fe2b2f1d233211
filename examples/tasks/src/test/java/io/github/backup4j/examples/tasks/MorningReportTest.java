package io.github.backup4j.examples.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.testkit.InMemoryCloud;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The report names what somebody has to do something about. */
class MorningReportTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "--huawei"})
    void main_forgottenDisk_isNamed(String flag) {
        String output = Output.ofMain(MorningReport::main, flag);

        assertThat(output).contains("1 of 1 backed up", "UNPROTECTED", "forgotten", "nothing backs it up");
        assertThat(output).doesNotContain("MISSED_RUN ", "NEVER_BACKED_UP ");
    }

    @Test
    void at_badNight_saysWhatWasMissedAndWhy() {
        InMemoryCloud cloud = InMemoryCloud.create();
        Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));
        cloud.write(disk, "the orders");
        new NightlyProtection(cloud.backup()).protect(disk);
        cloud.time().advance(Duration.ofDays(3));
        cloud.faults().failBackupsOf(disk, "DISK_ERROR", "the disk cannot be read");
        cloud.time().advance(Duration.ofDays(1));

        String report = new MorningReport(cloud.backup()).at(cloud.time().now());

        assertThat(report)
                .contains(
                        "0 of 1 backed up",
                        "LAST_RUN_FAILED",
                        "the disk cannot be read (DISK_ERROR)",
                        "remove the cause that the cloud names");
    }
}
