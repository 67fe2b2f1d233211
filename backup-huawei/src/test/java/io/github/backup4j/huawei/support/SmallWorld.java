package io.github.backup4j.huawei.support;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Site;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.TimeSource;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.EmulatedBackup;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.Work;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/**
 * A server with two disks and a disk of its own, backed up, and written over since; with a snapshot and an image of the disk, and
 * an image of the server's first. It is made without the wire.
 */
public final class SmallWorld implements AutoCloseable {
    public static final Duration LONG = Duration.ofHours(1);
    private static final DataSize SIZE = DataSize.gib(10);
    private static final Duration WORK = Duration.ofSeconds(6);

    public final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
    public final Resource.Disk root = cloud.addDisk("root", SIZE);
    public final Resource.Disk data = cloud.addDisk("data", SIZE);
    public final Resource.Disk free = cloud.addDisk("free", SIZE);
    public final Resource.Server web = cloud.addServer("web", root, data);
    public final VaultId servers;
    public final VaultId disks;
    public final VaultId elsewhere;
    public final RestorePoint webPoint;
    public final RestorePoint dataPoint;
    public final RestorePoint freePoint;
    public final SnapshotId snapshot;
    public final ImageId freeImage;
    public final ImageId rootImage;
    public final Instant begun;
    public final HuaweiEmulator emulator;

    public SmallWorld(Interference interference) {
        for (Work work : Work.values()) {
            cloud.takes(work, WORK);
        }
        CloudBackup backup = cloud.backup();
        servers = backup.vaults()
                .create(VaultSpec.forServers("servers", DataSize.gib(500)))
                .id();
        disks = backup.vaults()
                .create(VaultSpec.forDisks("disks", DataSize.gib(500)))
                .id();
        elsewhere = cloud.at(otherRegion())
                .backup()
                .vaults()
                .create(VaultSpec.forServers("elsewhere", DataSize.gib(500)).forReplication())
                .id();
        backup.vaults().add(servers, web);
        backup.vaults().add(disks, data, free);
        write("old");
        webPoint = take(servers).restorePoints().get(0);
        BackupRun run = take(disks);
        dataPoint = run.restorePoints().get(0);
        freePoint = run.restorePoints().get(1);
        snapshot = backup.snapshots()
                .take(SnapshotSpec.of(free, "before"))
                .await(LONG)
                .id();
        freeImage = build("free-image", ImageSource.disk(free));
        rootImage = build("root-image", ImageSource.systemDiskOf(web));
        write("new");
        begun = cloud.time().now();
        try {
            emulator = HuaweiEmulator.builder()
                    .cloud(cloud)
                    .interference(interference)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Site otherRegion() {
        return new Site("region-2", "project-2");
    }

    /** Opens the provider, as another process would. */
    public CloudBackup open() {
        return open(cloud.site(), emulator.address(), cloud.time());
    }

    /** The same, which polls as seldom as work of hours deserves, so that hours are not thousands of requests. */
    public CloudBackup openPatient() {
        return builder(cloud.site(), emulator.address(), cloud.time())
                .pollInterval(Duration.ofMinutes(1))
                .build();
    }

    public static CloudBackup open(Site site, URI address, TimeSource time) {
        return builder(site, address, time).build();
    }

    private static HuaweiBackup.Builder builder(Site site, URI address, TimeSource time) {
        return EmulatedBackup.builder()
                .region(site.region())
                .project(site.project())
                .accessKey("AKEXAMPLE", "SKEXAMPLE")
                .endpoint(address)
                .timeSource(time);
    }

    /** Writes to all disks: each the text and its own name. */
    public void write(String text) {
        cloud.write(root, text + " root");
        cloud.write(data, text + " data");
        cloud.write(free, text + " free");
    }

    /** What is on the disks of an image of one disk. */
    public String contentOf(ImageId image) {
        Resource.Disk disk = cloud.backup()
                .images()
                .restore(image, DiskSpec.of("look").inZone("zone-1").withType("SSD"))
                .await(LONG);
        return cloud.readText(disk);
    }

    /** How many restore points were copied to the other region. */
    public long copies() {
        return cloud.at(otherRegion()).backup().restorePoints().list().count();
    }

    private BackupRun take(VaultId vault) {
        return cloud.backup().restorePoints().take(BackupSpec.of(vault)).await(LONG);
    }

    private ImageId build(String name, ImageSource source) {
        return cloud.backup()
                .images()
                .build(ImageSpec.of(name, source))
                .await(LONG)
                .id();
    }

    @Override
    public void close() {
        emulator.close();
    }
}
