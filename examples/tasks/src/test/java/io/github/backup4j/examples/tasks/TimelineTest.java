package io.github.backup4j.examples.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.testkit.InMemoryCloud;
import java.time.Duration;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** The timeline shows what is kept, gone, missing and next. */
class TimelineTest {
    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();
    private final Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(40));

    @Test
    void of_allKindsOfMarks_explainsEach() {
        new NightlyProtection(backup).protect(disk);
        cloud.time().advance(Duration.ofDays(20));
        new BackupNow(backup).of(disk, "by-hand", seen -> {});
        cloud.time().advance(Duration.ofDays(5));
        cloud.faults().failBackupsOf(disk, "DISK_ERROR", "the disk cannot be read");
        cloud.time().advance(Duration.ofDays(2));
        cloud.faults().clear();
        cloud.time().advance(Duration.ofDays(8));

        assertThat(Timeline.of(backup, cloud.time().now(), disk)).isEqualTo("""
                        Thursday 5 February 2026, 00:10 UTC

                                      Jan 2026                       Feb
                                          5      12     19     26     2
                        disk orders   .....###############+####!!########>   28 kept, 5 expired, 1 by hand, 2 MISSING

                        # kept        6 Jan to  4 Feb   the oldest expires on 5 Feb, 02:00
                        + by hand    21 Jan             never expires
                        ! missing    26 Jan to 27 Jan   failed or skipped
                        . expired     1 Jan to  5 Jan   the newest expired on 4 Feb, 02:00
                        > next run    5 Feb, 02:00      in 1 h 50 min""");
    }

    @Test
    void of_manyMonths_showsTheLast60Days() {
        new NightlyProtection(backup).protect(disk);
        cloud.time().advance(Duration.ofDays(300));

        assertThat(Timeline.of(backup, cloud.time().now(), disk))
                .contains("disk orders   " + ".".repeat(29) + "#".repeat(30) + ">   30 kept, 270 expired");
    }

    @Test
    void of_unprotected_isRefused() {
        assertThatThrownBy(() -> Timeline.of(backup, cloud.time().now(), disk))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage(disk + " is in no vault");
    }
}
