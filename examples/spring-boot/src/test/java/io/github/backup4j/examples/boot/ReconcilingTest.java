package io.github.backup4j.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backup4j.BackupListener;
import io.github.backup4j.DataSize;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.InMemoryCloud;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The application over a cloud that does not respond to one call. */
class ReconcilingTest {
    private static final String NAME = "spring-boot-reconciling";

    private final InMemoryCloud cloud = InMemoryCloud.named(NAME);

    @AfterEach
    void forgetCloud() {
        InMemoryCloud.forget(NAME);
    }

    /** Starts the application on this thread. */
    private static ConfigurableApplicationContext start(Silence silence, String reconcile) {
        return new SpringApplicationBuilder(BackupApplication.class)
                .initializers((GenericApplicationContext context) ->
                        context.registerBean("silence", BackupListener.class, () -> silence))
                .run(
                        "--backup4j.cloud=memory:" + NAME,
                        "--backup4j.posture.refresh=0s",
                        "--backup4j.reconcile=" + reconcile,
                        "--backup4j.protections.ledger.tags.app=finance",
                        "--backup4j.protections.ledger.every=every day at 03:00",
                        "--backup4j.protections.ledger.keeping=for 30 days");
    }

    private static Map<String, String> outcomes(ConfigurableApplicationContext context) {
        return context.getBean(ProtectionReconciler.class).outcomes();
    }

    @Test
    void start_cloudThatDoesNotRespond_readyAndNothingPlannedYet() {
        Silence silence = new Silence("resources.list");
        try (ConfigurableApplicationContext context = start(silence, "plan")) {
            assertThat(context.getBean(ApplicationAvailability.class).getReadinessState())
                    .isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
            silence.awaitCall();

            assertThat(outcomes(context)).hasSize(2).containsValue(ProtectionReconciler.PLANNING);
            assertThat(outcomes(context)).containsValue(ProtectionReconciler.NOT_YET);
            assertThat(context.getBean(BackupEndpoint.class).backups())
                    .containsEntry("protections", outcomes(context))
                    .doesNotContainKey("findings");
            assertThat(context.getBean(BackupHealthIndicator.class).health().getStatus())
                    .isEqualTo(Status.UNKNOWN);
        }
    }

    @Test
    void start_cloudThatRespondsLate_plannedThen() {
        Silence silence = new Silence("resources.list");
        try (ConfigurableApplicationContext context = start(silence, "plan")) {
            silence.awaitCall();
            silence.end();

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(outcomes(context))
                            .isEqualTo(Map.of(
                                    "shop", ProtectionReconciler.NOTHING, "ledger", ProtectionReconciler.NOTHING)));
        }
    }

    @Test
    void close_whileTheCloudDoesNotRespond_endsAtOnceAndItsThreadToo() {
        Silence silence = new Silence("resources.list");
        ConfigurableApplicationContext context = start(silence, "plan");
        ProtectionReconciler reconciler = context.getBean(ProtectionReconciler.class);
        Thread planning = silence.awaitCall();

        context.close();

        await().atMost(Duration.ofSeconds(30)).until(() -> !planning.isAlive());
        assertThat(reconciler.outcomes()).hasSize(2).containsValue(ProtectionReconciler.NOT_YET);
    }

    @Test
    void stop_whileAStepIsApplied_noFurtherStepBegins() {
        cloud.addDisk(DiskSetup.of("orders", DataSize.gib(40)).withTags(Map.of("app", "shop")));
        cloud.addDisk(DiskSetup.of("accounts", DataSize.gib(40)).withTags(Map.of("app", "finance")));
        Silence silence = new Silence("policies.create");
        try (ConfigurableApplicationContext context = start(silence, "apply")) {
            Thread applying = silence.awaitCall();
            assertThat(context.getBean(ApplicationAvailability.class).getReadinessState())
                    .isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
            assertThat(outcomes(context).values())
                    .anyMatch(outcome -> outcome.matches("being applied: 0 of \\d steps ended"))
                    .contains(ProtectionReconciler.NOT_YET);

            // As the context does when it closes, which closes the cloud too; here it stays open for a look.
            context.getBean(ProtectionReconciler.class).destroy();
            await().atMost(Duration.ofSeconds(30)).until(() -> !applying.isAlive());

            assertThat(cloud.backup().policies().list())
                    .as("the step that had begun")
                    .hasSize(1);
            assertThat(cloud.backup().vaults().list()).isEmpty();
            assertThat(outcomes(context).values())
                    .anyMatch(outcome -> outcome.matches("stopped: 1 of \\d steps had ended"))
                    .contains(ProtectionReconciler.NOT_YET);
        }
    }

    @Test
    void outcomes_reconcileOff_none() {
        Silence silence = new Silence("resources.list");
        try (ConfigurableApplicationContext context = start(silence, "off")) {
            assertThat(outcomes(context)).isEmpty();
        }
    }

    /** Holds the first call of a method until it is ended, or its thread is interrupted: such as a cloud that does not respond. */
    private static final class Silence implements BackupListener {
        private final String call;
        private final Thread starting = Thread.currentThread();
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);
        private volatile Thread caller = starting;

        Silence(String call) {
            this.call = call;
        }

        @Override
        public void callBegun(BackupListener.Call begin) {
            // The thread that starts the application would be held forever, and this test with it.
            if (begin.name().equals(call) && !Thread.currentThread().equals(starting)) {
                caller = Thread.currentThread();
                begun.countDown();
                try {
                    ended.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        /** Waits for the call, and returns its thread. */
        Thread awaitCall() {
            await().atMost(Duration.ofSeconds(30)).until(() -> begun.getCount() == 0);
            return caller;
        }

        void end() {
            ended.countDown();
        }
    }
}
