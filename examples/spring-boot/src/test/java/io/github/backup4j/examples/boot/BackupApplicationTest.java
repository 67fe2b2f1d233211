package io.github.backup4j.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.env.Environment;

/** The application as it is started, with its application.yaml, but for its ports. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"management.server.port=0", "backup4j.posture.refresh=0s"})
class BackupApplicationTest {
    @Autowired
    private InMemoryCloud cloud;

    @Autowired
    private ObservedBackup backup;

    @Autowired
    private ProtectionReconciler reconciler;

    @Autowired
    private PostureRefresh posture;

    @Autowired
    private HealthEndpoint health;

    @Autowired
    private Environment environment;

    @Test
    void start_applicationYaml_planOfTheShopAndNothingChanged() {
        assertThat(backup.get().site()).isEqualTo(cloud.site());
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(reconciler.outcomes().get("shop")).contains("steps planned, none applied"));
        assertThat(backup.get().vaults().list()).hasSize(1);
    }

    @Test
    void health_unprotectedDisk_applicationAtRiskAndItsProbesUp() {
        posture.refresh();

        assertThat(statusOf("backup")).isEqualTo(BackupHealthIndicator.AT_RISK);
        assertThat(health.health().getStatus()).isEqualTo(BackupHealthIndicator.AT_RISK);
        for (String probe : List.of("liveness", "readiness")) {
            assertThat(statusOf(probe)).as(probe).isEqualTo(Status.UP);
        }
    }

    /** What the commands of the README show. */
    @Test
    void http_healthAndEndpoint_showTheDiskThatNobodyProtectsAndTheBackupThatFailed()
            throws IOException, InterruptedException {
        posture.refresh();

        assertThat(get("health"))
                .contains("\"status\":\"AT_RISK\"", "UNPROTECTED", "invoices")
                .contains("LAST_RUN_FAILED", "orders");
        assertThat(get("backups")).contains("\"shop\"", "invoices", "orders");
    }

    private String get(String endpoint) throws IOException, InterruptedException {
        URI address = URI.create(
                "http://127.0.0.1:" + environment.getProperty("local.management.port") + "/actuator/" + endpoint);
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    private Status statusOf(String path) {
        return Objects.requireNonNull(health.healthForPath(path), path).getStatus();
    }
}
