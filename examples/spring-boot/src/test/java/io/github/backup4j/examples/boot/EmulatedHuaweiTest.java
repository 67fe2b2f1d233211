package io.github.backup4j.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.HuaweiEmulatorExtension;
import io.github.backup4j.testkit.DiskSetup;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The same beans over Huawei Cloud's interface, emulated; the backup is a bean of the application. */
@ExtendWith(HuaweiEmulatorExtension.class)
class EmulatedHuaweiTest {
    @Test
    void apply_taggedDisk_protectedAndMetered(HuaweiEmulator emulator) {
        Resource.Disk disk = emulator.cloud()
                .addDisk(DiskSetup.of("orders", DataSize.gib(40)).withTags(Map.of("app", "shop")));
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(BackupAutoConfiguration.class))
                .withBean(CloudBackup.class, () -> open(emulator))
                .withBean(MeterRegistry.class, () -> meters)
                .withBean(ObservationRegistry.class, ObservationRegistry::create)
                .withPropertyValues(
                        "backup4j.cloud=huawei://the-bean-is-taken-instead",
                        "backup4j.posture.refresh=0s",
                        "backup4j.reconcile=apply",
                        "backup4j.protections.shop.tags.app=shop",
                        "backup4j.protections.shop.every=every day at 02:00",
                        "backup4j.protections.shop.keeping=for 30 days")
                .run(context -> {
                    context.getBean(ProtectionReconciler.class).reconcile();
                    context.getBean(PostureRefresh.class).refresh();

                    assertThat(context.getBean(CloudBackup.class)
                                    .resources()
                                    .get(disk)
                                    .vault())
                            .isNotNull();
                    assertThat(meters.get("backup.requests")
                                    .tags("service", "cbr", "status", "2xx")
                                    .counter()
                                    .count())
                            .isPositive();
                    assertThat(context.getBean(PostureRefresh.class).latest()).isPresent();
                    assertThat(context.getBean(BackupHealthIndicator.class)
                                    .health()
                                    .getStatus())
                            .as("no restore point yet")
                            .isEqualTo(BackupHealthIndicator.AT_RISK);
                });
    }

    @Test
    void series_moreDisks_noNewOnes(HuaweiEmulator emulator) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        ObservationRegistry observations = ObservationRegistry.create();
        observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(BackupAutoConfiguration.class))
                .withBean(CloudBackup.class, () -> open(emulator))
                .withBean(MeterRegistry.class, () -> meters)
                .withBean(ObservationRegistry.class, () -> observations)
                .withPropertyValues("backup4j.cloud=huawei://the-bean-is-taken-instead", "backup4j.posture.refresh=0s")
                .run(context -> {
                    CloudBackup backup = context.getBean(ObservedBackup.class).get();
                    backUp(emulator, backup, 2);
                    context.getBean(PostureRefresh.class).refresh();
                    List<Meter.Id> few = series(meters);
                    assertThat(few).hasSizeGreaterThan(10);

                    backUp(emulator, backup, 20);
                    context.getBean(PostureRefresh.class).refresh();

                    assertThat(series(meters)).isEqualTo(few);
                });
    }

    private static void backUp(HuaweiEmulator emulator, CloudBackup backup, int disks) {
        for (int i = 0; i < disks; i++) {
            Resource.Disk disk = emulator.cloud().addDisk("orders-" + i, DataSize.gib(10));
            Vault vault = backup.vaults().create(VaultSpec.forDisks("vault-of-" + disk.id(), DataSize.gib(100)));
            backup.vaults().add(vault.id(), disk);
            backup.restorePoints().take(BackupSpec.of(vault.id())).await(Duration.ofHours(1));
        }
    }

    private static List<Meter.Id> series(MeterRegistry meters) {
        return meters.getMeters().stream()
                .map(Meter::getId)
                .sorted(Comparator.comparing(Meter.Id::toString))
                .toList();
    }

    private static CloudBackup open(HuaweiEmulator emulator) {
        return HuaweiBackup.builder()
                .region(emulator.site().region())
                .project(emulator.site().project())
                .accessKey("any", "any")
                .endpoint(emulator.address())
                .timeSource(emulator.cloud().time())
                .build();
    }
}
