package io.github.backup4j.huawei.golden;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.testkit.VirtualTime;
import java.util.List;

/** The provider, and the server that answers it as documented. */
final class Provider implements AutoCloseable {
    /** The project that most documents are about. */
    static final Site SITE = new Site("region-1", "0605767b5780d5762fc5c0118072a564");

    private final GoldenServer server = new GoldenServer();
    private final CloudBackup backup;

    Provider() {
        HuaweiBackup.Builder builder = HuaweiBackup.builder()
                .region(SITE.region())
                .project(SITE.project())
                .accessKey("AKEXAMPLE", "SKEXAMPLE")
                .timeSource(VirtualTime.create());
        List.of("cbr", "evs", "ims", "ecs", "bss", "iam")
                .forEach(service -> builder.endpoint(service, server.address(service)));
        backup = builder.build();
    }

    GoldenServer server() {
        return server;
    }

    CloudBackup backup() {
        return backup;
    }

    @Override
    public void close() {
        backup.close();
        server.close();
    }
}
