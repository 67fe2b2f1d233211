package io.github.backup4j.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backup4j.DataSize;
import io.github.backup4j.testkit.InMemoryCloud;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;

/** The application as it is started, with its application.yaml. */
@SpringBootTest(properties = "backup4j.posture.refresh=0s")
class BackupApplicationTest {
    @Autowired
    private ObservedBackup backup;

    @Autowired
    private ProtectionReconciler reconciler;

    @Autowired
    private PostureRefresh posture;

    @Autowired
    private HealthEndpoint health;

    @Test
    void start_applicationYaml_planOfTheShopAndNothingChanged() {
        assertThat(backup.get().site()).isEqualTo(InMemoryCloud.named("demo").site());
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(reconciler.outcomes()).containsEntry("shop", ProtectionReconciler.NOTHING));
        assertThat(backup.get().vaults().list()).isEmpty();
    }

    @Test
    void health_unprotectedDisk_applicationAtRiskAndItsProbesUp() {
        assertThat(health.health().getStatus()).as("no posture yet").isEqualTo(Status.UNKNOWN);
        InMemoryCloud.named("demo").addDisk("in-no-vault", DataSize.gib(40));

        posture.refresh();

        assertThat(statusOf("backup")).isEqualTo(BackupHealthIndicator.AT_RISK);
        assertThat(health.health().getStatus()).isEqualTo(BackupHealthIndicator.AT_RISK);
        for (String probe : List.of("liveness", "readiness")) {
            assertThat(statusOf(probe)).as(probe).isEqualTo(Status.UP);
        }
    }

    private Status statusOf(String path) {
        return Objects.requireNonNull(health.healthForPath(path), path).getStatus();
    }
}
