package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Denied;
import io.github.backup4j.testkit.junit.InMemoryCloudExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** What tests get from {@link InMemoryCloudExtension}, by tests that are run inside of a test. */
class ExtensionsTest {
    private static final List<InMemoryCloud> SEEN = new ArrayList<>();

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    private static EngineExecutionResults run(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.conditions.deactivate", "*")
                .selectors(selectClass(tests))
                .execute();
    }

    private static void assertPassed(Class<?> tests, int count) {
        EngineExecutionResults results = run(tests);
        assertThat(results.testEvents().failed().list()).isEmpty();
        results.testEvents().assertStatistics(counts -> counts.succeeded(count));
    }

    @Test
    void parameter_eachTest_cloudOfItsOwn() {
        assertPassed(ByParameter.class, 2);

        assertThat(SEEN).hasSize(2);
        assertThat(new HashSet<>(SEEN)).hasSize(2);
    }

    @Test
    void field_eachTest_cloudThatBeforeEachSetUp() {
        assertPassed(ByField.class, 2);

        assertThat(new HashSet<>(SEEN)).hasSize(2);
    }

    @Test
    void beforeAll_parameter_cloudIsSharedByTheClassAndNoOther() {
        assertPassed(Shared.class, 2);
        assertPassed(Shared.class, 2);

        assertThat(SEEN).hasSize(4);
        assertThat(new HashSet<>(SEEN)).hasSize(2);
    }

    @Test
    void constructor_parameter_cloudOfItsTest() {
        assertPassed(ByConstructor.class, 2);

        assertThat(new HashSet<>(SEEN)).hasSize(2);
    }

    @Test
    void failure_test_printsWhatIsInTheCloud() {
        List<Event> failed = run(Failing.class).testEvents().failed().list();

        assertThat(failed).hasSize(1);
        Throwable failure = failed.get(0)
                .getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
        assertThat(failure).hasMessage("on purpose");
        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(shown -> assertThat(shown).hasMessageContaining("orders-of-the-failed-test"));
    }

    @Test
    void failure_beforeAndAfterAll_printWhatIsInTheCloud() {
        for (Class<?> failing : List.of(FailingBeforeAll.class, FailingAfterAll.class)) {
            Throwable failure = run(failing)
                    .containerEvents()
                    .failed()
                    .list()
                    .get(0)
                    .getRequiredPayload(TestExecutionResult.class)
                    .getThrowable()
                    .orElseThrow();

            assertThat(failure).hasMessage("on purpose");
            assertThat(failure.getSuppressed())
                    .as(failing.getSimpleName())
                    .singleElement()
                    .satisfies(shown -> assertThat(shown).hasMessageContaining("orders-of-the-failed-class"));
        }
    }

    @Test
    void failure_faultThatNeverHappened_named() {
        Throwable failure = failureOf(FailingBeforeItsFault.class);

        assertThat(failure).hasMessage("on purpose");
        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(shown -> assertThat(shown)
                        .hasMessageContaining("never happened: loseReplyOf(VAULTS_CREATE), failAll(VAULTS_DELETE)"));
    }

    @Test
    void failingOnPendingFaults_faultThatNeverHappened_testFails() {
        assertThat(failureOf(Strict.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("never happened: loseReplyOf(VAULTS_CREATE)")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(shown -> assertThat(shown).hasMessageContaining("orders-of-the-strict-test")));
    }

    @Test
    void failingOnPendingFaults_allHappenedOrCleared_testsPass() {
        assertPassed(StrictAndGood.class, 2);
    }

    private static Throwable failureOf(Class<?> tests) {
        List<Event> failed = run(tests).testEvents().failed().list();
        assertThat(failed).hasSize(1);
        return failed.get(0)
                .getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
    }

    @Test
    void cloud_outsideOfATest_refusedWithAWord() {
        assertThatThrownBy(() -> new InMemoryCloudExtension().cloud())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@RegisterExtension");
    }

    @ExtendWith(InMemoryCloudExtension.class)
    static class FailingBeforeItsFault {
        @Test
        void fails(InMemoryCloud cloud) {
            cloud.faults().loseReplyOf(Call.VAULTS_CREATE);
            cloud.faults().failAll(Call.VAULTS_DELETE, () -> new Denied("no"));
            throw new IllegalStateException("on purpose");
        }
    }

    static class Strict {
        @RegisterExtension
        final InMemoryCloudExtension clouds =
                InMemoryCloudExtension.of(InMemoryCloud::create).failingOnPendingFaults();

        @Test
        void passesWithoutItsFault() {
            clouds.cloud().addDisk("orders-of-the-strict-test", DataSize.gib(40));
            clouds.cloud().faults().loseReplyOf(Call.VAULTS_CREATE);
        }
    }

    static class StrictAndGood {
        @RegisterExtension
        final InMemoryCloudExtension clouds =
                InMemoryCloudExtension.of(InMemoryCloud::create).failingOnPendingFaults();

        @Test
        void faultHappens() {
            clouds.cloud().faults().failAll(() -> new Denied("no"));
            assertThatThrownBy(() -> clouds.backup().vaults().list().toList()).isInstanceOf(Denied.class);
        }

        @Test
        void faultIsCleared() {
            clouds.cloud().faults().throttle(3);
            clouds.cloud().faults().clear();
        }
    }

    @ExtendWith(InMemoryCloudExtension.class)
    static class ByParameter {
        @Test
        void one(InMemoryCloud cloud, CloudBackup backup, VirtualTime time) {
            SEEN.add(cloud);
            assertThat(backup).isSameAs(cloud.backup());
            time.advance(Duration.ofDays(1));
            assertThat(cloud.time().now()).isAfter(VirtualTime.DEFAULT_START);
        }

        @Test
        void other(InMemoryCloud cloud) {
            SEEN.add(cloud);
            assertThat(cloud.time().now()).isEqualTo(VirtualTime.DEFAULT_START);
        }
    }

    static class ByField {
        @RegisterExtension
        final InMemoryCloudExtension clouds = InMemoryCloudExtension.of(
                () -> InMemoryCloud.builder().withUuids().build());

        @BeforeEach
        void addDisk() {
            assertThat(clouds.cloud().addDisk("orders", DataSize.gib(40)).id()).contains("-");
        }

        @Test
        void one() {
            SEEN.add(clouds.cloud());
            assertThat(clouds.backup().resources().list()).hasSize(1);
        }

        @Test
        void other() {
            SEEN.add(clouds.cloud());
            assertThat(clouds.backup().resources().list()).hasSize(1);
        }
    }

    @ExtendWith(InMemoryCloudExtension.class)
    static class Shared {
        @BeforeAll
        static void addDisk(InMemoryCloud cloud) {
            cloud.addDisk("orders", DataSize.gib(40));
        }

        @Test
        void one(InMemoryCloud cloud) {
            SEEN.add(cloud);
            assertThat(cloud.backup().resources().list()).hasSize(1);
        }

        @Test
        void other(InMemoryCloud cloud) {
            SEEN.add(cloud);
            assertThat(cloud.backup().resources().list()).hasSize(1);
        }
    }

    @ExtendWith(InMemoryCloudExtension.class)
    static class ByConstructor {
        private final InMemoryCloud made;

        ByConstructor(InMemoryCloud cloud) {
            made = cloud;
        }

        @Test
        void one(InMemoryCloud cloud) {
            SEEN.add(cloud);
            assertThat(cloud).isSameAs(made);
        }

        @Test
        void other(InMemoryCloud cloud) {
            SEEN.add(cloud);
            assertThat(cloud).isSameAs(made);
        }
    }

    @ExtendWith(InMemoryCloudExtension.class)
    static class Failing {
        @Test
        void fails(InMemoryCloud cloud) {
            cloud.addDisk("orders-of-the-failed-test", DataSize.gib(40));
            throw new AssertionError("on purpose");
        }
    }

    @ExtendWith(InMemoryCloudExtension.class)
    static class FailingBeforeAll {
        @BeforeAll
        static void fails(InMemoryCloud cloud) {
            cloud.addDisk("orders-of-the-failed-class", DataSize.gib(40));
            throw new IllegalStateException("on purpose");
        }

        @Test
        void neverRuns() {}
    }

    @ExtendWith(InMemoryCloudExtension.class)
    static class FailingAfterAll {
        @BeforeAll
        static void addDisk(InMemoryCloud cloud) {
            cloud.addDisk("orders-of-the-failed-class", DataSize.gib(40));
        }

        @AfterAll
        static void fails() {
            throw new IllegalStateException("on purpose");
        }

        @Test
        void passes() {}
    }
}
