package io.github.backup4j.examples.durable;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.VirtualTime;
import io.github.backup4j.testkit.Work;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** An emulated cloud that outlives the workers, and kills one right after it has carried out a change for it. */
public final class EmulatedCloud implements AutoCloseable {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

    private final Hunter hunter = new Hunter();

    public final InMemoryCloud cloud = InMemoryCloud.builder()
            .withUuids()
            .time(VirtualTime.startingAt(TimeSource.system().now()))
            .build();

    public final HuaweiEmulator emulator;

    /** All disks that there were after some request. */
    public final Set<Resource.Disk> disksSeen = ConcurrentHashMap.newKeySet();

    public final List<Resource.Disk> disks = new ArrayList<>();

    public EmulatedCloud(int disks, Duration work) throws IOException {
        emulator = HuaweiEmulator.builder()
                .cloud(cloud)
                .speed(1)
                .interference(hunter)
                .start();
        for (Work kind : List.of(Work.BACKUP, Work.NEW_DISK, Work.DELETE)) {
            cloud.takes(kind, work);
        }
        for (int i = 1; i <= disks; i++) {
            Resource.Disk disk =
                    cloud.addDisk(DiskSetup.of("disk-" + i, DataSize.gib(40)).withTags(Map.of("app", "shop")));
            cloud.write(disk, "the data of disk " + i);
            this.disks.add(disk);
        }
    }

    /** Its address for {@code CloudBackup.open}. */
    public String address() {
        return "huawei://" + emulator.site().region() + "/" + emulator.site().project() + "?endpoint="
                + emulator.address() + "&pollInterval=" + POLL_INTERVAL.toMillis() + "ms&credentials=environment";
    }

    /** Opens it for a worker of this process, where the environment has no access key. */
    public CloudBackup open() {
        return HuaweiBackup.builder()
                .region(emulator.site().region())
                .project(emulator.site().project())
                .accessKey("access-key", "secret-key")
                .endpoint(emulator.address())
                .pollInterval(POLL_INTERVAL)
                .build();
    }

    /** Kills a process with -9 once a change to a path was carried out and before its answer is sent. */
    public void killAfter(String path, int change, Process process) {
        hunter.hunt(path, change, process);
    }

    /** One vault, one policy, and that many restore points of each disk beside those that the policy itself has made meanwhile. */
    public void assertNothingDoubled(int rounds) {
        assertThat(cloud.backup().vaults().list()).as(cloud.describe()).hasSize(1);
        assertThat(cloud.backup().policies().list()).as(cloud.describe()).hasSize(1);
        assertThat(disks)
                .as(cloud.describe())
                .allSatisfy(disk -> assertThat(cloud.backup().restorePoints().list(RestorePointFilter.of(disk)))
                        .filteredOn(point -> !point.provenance().automatic())
                        .hasSize(rounds));
    }

    @Override
    public void close() {
        emulator.close();
    }

    private final class Hunter implements Interference {
        private String path = "";
        private int change;
        private int changes;
        private @Nullable Process victim;

        synchronized void hunt(String newPath, int newChange, Process process) {
            path = newPath;
            change = newChange;
            changes = 0;
            victim = process;
        }

        @Override
        public Fault before(String method, URI target) {
            return Fault.NONE;
        }

        @Override
        public synchronized void after(String method, URI target, int status, JsonNode answer) {
            disksSeen.addAll(cloud.disks());
            if (victim == null || method.equals("GET") || !target.getPath().contains(path) || ++changes != change) {
                return;
            }
            Workers.kill(victim);
            victim = null;
        }
    }
}
