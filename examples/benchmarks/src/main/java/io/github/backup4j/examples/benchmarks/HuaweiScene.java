package io.github.backup4j.examples.benchmarks;

import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;

/**
 * What is asked for through the provider for Huawei Cloud and through its SDK alone: an emulated project with a vault of ten
 * disks, a policy, a hundred restore points, and a server.
 */
final class HuaweiScene implements AutoCloseable {
    /** How many restore points there are: one page. */
    static final int POINTS = 100;

    private static final int DISKS = 10;

    private final InMemoryCloud cloud =
            InMemoryCloud.builder().withUuids().site(HuaweiClients.SITE).build();
    private final Resource.Server server;
    private final HuaweiEmulator emulator;

    HuaweiScene() {
        Worlds.addNightly(cloud, DISKS, Retention.days(30));
        server = cloud.addServer("web", cloud.addDisk("system", DataSize.gib(40)));
        cloud.time().advance(Duration.ofDays(POINTS / DISKS));
        try {
            emulator = HuaweiEmulator.start(cloud, Form.RECORDED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI address() {
        return emulator.address();
    }

    VaultId vault() {
        return cloud.backup().vaults().list().findFirst().orElseThrow().id();
    }

    Resource.Server server() {
        return server;
    }

    @Override
    public void close() {
        emulator.close();
    }
}
