package io.github.backup4j.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backup4j.testkit.InMemoryCloud;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** The application as it is started, with its application.yaml. */
@SpringBootTest(properties = "backup4j.posture.refresh=0s")
class BackupApplicationTest {
    @Autowired
    private ObservedBackup backup;

    @Autowired
    private ProtectionReconciler reconciler;

    @Test
    void start_applicationYaml_planOfTheShopAndNothingChanged() {
        assertThat(backup.get().site()).isEqualTo(InMemoryCloud.named("demo").site());
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(reconciler.outcomes()).containsEntry("shop", "in sync"));
        assertThat(backup.get().vaults().list()).isEmpty();
    }
}
