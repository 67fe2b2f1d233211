package io.github.backup4j.huawei.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Operation;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Backups vault by vault while CBR does not list its vaults: a list that only saves requests holds up none of them. */
class TakesWithoutListsTest {
    private static final int VAULTS = 20;

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
    private final List<VaultId> vaults =
            IntStream.range(0, VAULTS).mapToObj(this::vault).toList();

    /**
     * A list that fails is tried again each time that twice as many vaults were read by themselves; one that is refused is not. Where a
     * connection breaks, OkHttp sends each read twice.
     */
    @ParameterizedTest
    @CsvSource({"FAILED, 5", "LOST_REQUEST, 10", "REFUSED, 1"})
    void take_vaultsCannotBeListed_eachStartsAtOnce(Fault fault, int lists) throws IOException {
        AtomicInteger listed = new AtomicInteger();
        Interference noLists = (method, target) -> {
            if (!isAVaultList(method, target)) {
                return Fault.NONE;
            }
            listed.incrementAndGet();
            return fault;
        };
        try (HuaweiEmulator emulator = HuaweiEmulator.builder()
                        .cloud(cloud)
                        .interference(noLists)
                        .start();
                CloudBackup backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time())) {
            Instant before = cloud.time().now();

            List<Operation<BackupRun>> runs = new ArrayList<>();
            vaults.forEach(vault -> runs.add(backup.restorePoints().take(BackupSpec.of(vault))));

            assertThat(Duration.between(before, cloud.time().now()))
                    .as("time until all have started")
                    .isLessThan(Duration.ofSeconds(5));
            assertThat(listed).hasValueBetween(1, lists);
            assertThat(backup.operations().awaitAll(runs, Duration.ofHours(1)).complete())
                    .isTrue();
        }
    }

    private static boolean isAVaultList(String method, URI target) {
        return method.equals("GET") && target.getPath().endsWith("/vaults");
    }

    private VaultId vault(int number) {
        VaultId vault = cloud.backup()
                .vaults()
                .create(VaultSpec.forDisks("vault-" + number, DataSize.gib(100)))
                .id();
        var unused = cloud.backup().vaults().add(vault, cloud.addDisk("disk-" + number, DataSize.gib(10)));
        return vault;
    }
}
