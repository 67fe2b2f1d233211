package io.github.backup4j.examples.tasks;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A world whose backup service is the provider for Huawei Cloud: each call goes through the official SDK and over HTTP to an
 * emulator on this machine.
 *
 * <p>What is around the backup service is reached directly: behind the emulator is a cloud in memory. Its clock moves when the
 * example lets time pass, and while the provider waits.
 */
final class HuaweiWorld extends InMemoryWorld {
    private final HuaweiEmulator emulator;
    private final CloudBackup backup;

    private HuaweiWorld(InMemoryCloud cloud, HuaweiEmulator emulator) {
        super(cloud);
        this.emulator = emulator;
        Site site = cloud.site();
        backup = HuaweiBackup.builder()
                .region(site.region())
                .project(site.project())
                .accessKey("any-access-key", "any-secret-key")
                .endpoint(emulator.address())
                .timeSource(cloud.time())
                .build();
    }

    static HuaweiWorld open() {
        InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
        try {
            return new HuaweiWorld(cloud, HuaweiEmulator.start(cloud, Form.RECORDED));
        } catch (IOException e) {
            throw new UncheckedIOException("the emulator of Huawei Cloud cannot listen on this machine", e);
        }
    }

    @Override
    public String description() {
        return "Huawei Cloud, emulated at " + emulator.address() + ", through its official SDK";
    }

    @Override
    public CloudBackup backup() {
        return backup;
    }

    /** Returns how many requests the emulator got so far. */
    long requests() {
        return emulator.requests();
    }

    @Override
    public void close() {
        backup.close();
        emulator.close();
        super.close();
    }
}
