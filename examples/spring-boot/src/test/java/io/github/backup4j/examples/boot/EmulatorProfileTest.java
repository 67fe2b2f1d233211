package io.github.backup4j.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backup4j.DataSize;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.testkit.DiskSetup;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The application as it is started under the profile emulator, with an access key in its environment. */
class EmulatorProfileTest {
    @Test
    void start_emulatorProfile_protectsOverHttp() throws IOException {
        try (HuaweiEmulator emulator = HuaweiEmulator.builder().start()) {
            emulator.cloud().addDisk(DiskSetup.of("orders", DataSize.gib(40)).withTags(Map.of("app", "shop")));
            try (ConfigurableApplicationContext context = SpringApplication.run(
                    BackupApplication.class,
                    "--spring.profiles.active=emulator",
                    "--emulator=" + emulator.address(),
                    "--backup4j.reconcile=apply",
                    "--backup4j.posture.refresh=0s")) {
                ProtectionReconciler reconciler = context.getBean(ProtectionReconciler.class);
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() ->
                                assertThat(reconciler.outcomes().get("shop")).endsWith("steps applied"));
                context.getBean(PostureRefresh.class).refresh();

                assertThat(emulator.cloud().backup().vaults().list()).hasSize(1);
                assertThat(context.getBean(BackupHealthIndicator.class).health().getStatus())
                        .isEqualTo(BackupHealthIndicator.AT_RISK);
            }
        }
    }
}
