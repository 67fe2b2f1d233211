package io.github.backup4j.huawei.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Operation;
import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.EmulatedBackup;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.Work;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Backup runs that another process has begun, more than a page of the log has entries: from the log alone, nobody could tell those that
 * have ended from those on the pages behind.
 */
class ResumedRunsTest {
    private static final int RUNS = 1_100;
    private static final int SHORT = 60;
    private static final Duration SOON = Duration.ofMinutes(10);
    private static final Duration LATER = Duration.ofHours(5);

    /** How long to wait before the next poll where the library says nothing. */
    private static final Duration USUAL = Duration.ofSeconds(30);

    /** How late an end may be noticed: after that pause, two looks that may still be of before, and the looks at the run itself. */
    private static final Duration LATE = Duration.ofSeconds(90);

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();

    /** The ends are noticed while more than a thousand others are in progress. */
    @Test
    void poll_moreRunsOfAnotherProcessThanAPage_noticesThoseThatEndFirst() throws IOException {
        try (HuaweiEmulator emulator = HuaweiEmulator.builder().cloud(cloud).start();
                CloudBackup first = open(emulator);
                CloudBackup second = open(emulator)) {
            List<Operation<?>> open = begin(first, second);
            pollAll(open);
            cloud.time().advance(SOON.plusMinutes(1));
            long before = emulator.requests();

            for (int round = 0; round < 4; round++) {
                pollAll(open);
                cloud.time().advance(Duration.ofMinutes(1));
            }

            assertThat(open.size()).isEqualTo(RUNS - SHORT);
            // Four looks at the log and the vaults; the run and its restore points for each end.
            assertThat(emulator.requests() - before).isLessThanOrEqualTo(4 * 6 + 2 * SHORT);
        }
    }

    /**
     * The newest runs, which the log shows first, are about as far as each other. The oldest are further, and are on another page: their
     * next polls do not go by the percentage of the newest.
     */
    @Test
    void poll_oldestRunsFurtherThanThePageOfTheNewest_noticesTheirEndsSoon() throws IOException {
        try (HuaweiEmulator emulator = HuaweiEmulator.builder().cloud(cloud).start();
                CloudBackup first = open(emulator);
                CloudBackup second = open(emulator)) {
            List<Operation<?>> open = begin(first, second);
            Map<Operation<?>, Instant> next = new HashMap<>();
            Instant begun = cloud.time().now();

            while (cloud.time().now().isBefore(begun.plus(SOON).plus(LATE))) {
                Instant now = cloud.time().now();
                open.removeIf(each -> !next.getOrDefault(each, now).isAfter(now) && ended(each, next));
                cloud.time().advance(Duration.ofSeconds(5));
            }

            assertThat(open.size()).isEqualTo(RUNS - SHORT);
        }
    }

    private boolean ended(Operation<?> operation, Map<Operation<?>, Instant> next) {
        if (operation.poll() instanceof Operation.Status.Running<?> running) {
            Duration pause = Objects.requireNonNullElse(running.nextPoll(), USUAL);
            next.put(operation, cloud.time().now().plus(pause));
            return false;
        }
        return true;
    }

    /** Begins all runs in one process, and resumes them in another. */
    private List<Operation<?>> begin(CloudBackup first, CloudBackup second) {
        List<Operation<?>> resumed = new ArrayList<>();
        for (int i = 0; i < RUNS; i++) {
            cloud.takes(Work.BACKUP, i < SHORT ? SOON : LATER);
            Resource.Disk disk = cloud.addDisk("disk-" + i, DataSize.gib(1));
            VaultId vault = cloud.backup()
                    .vaults()
                    .create(VaultSpec.forDisks("vault-" + i, DataSize.gib(100)))
                    .id();
            cloud.backup().vaults().add(vault, disk);
            String token = first.restorePoints().take(BackupSpec.of(vault)).token();
            resumed.add(second.operations().resume(token));
        }
        return resumed;
    }

    private CloudBackup open(HuaweiEmulator emulator) {
        return EmulatedBackup.builder()
                .region(cloud.site().region())
                .project(cloud.site().project())
                .accessKey("AKEXAMPLE", "SKEXAMPLE")
                .endpoint(emulator.address())
                .timeSource(cloud.time())
                .build();
    }

    private static void pollAll(List<Operation<?>> open) {
        open.removeIf(each -> each.poll().ended());
    }
}
