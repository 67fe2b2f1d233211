package io.github.backup4j.examples.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.HuaweiEmulatorExtension;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.junit.InMemoryCloudExtension;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary.Failure;

/** What the report of a failed test shows, on this version of JUnit. */
class FailureReportTest {
    @ParameterizedTest
    @ValueSource(classes = {ByParameter.class, ByField.class, OverHttp.class})
    void report_failedTest_endsWithWhatWasInItsCloud(Class<?> failing) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(failing))
                .configurationParameter("junit.jupiter.conditions.deactivate", "*")
                .build();
        SummaryGeneratingListener summary = new SummaryGeneratingListener();

        LauncherFactory.create().execute(request, summary);

        assertThat(summary.getSummary().getFailures())
                .singleElement()
                .satisfies(failure -> assertThat(report(failure))
                        .startsWith("java.lang.IllegalStateException: on purpose")
                        .containsSubsequence("when the test failed:", "orders-of-the-failed-test"));
    }

    private static String report(Failure failure) {
        StringWriter report = new StringWriter();
        failure.getException().printStackTrace(new PrintWriter(report, true));
        return report.toString();
    }

    @ExtendWith(InMemoryCloudExtension.class)
    static class ByParameter {
        @Test
        void fails(InMemoryCloud cloud, CloudBackup backup) {
            backup.vaults().create(VaultSpec.forDisks("v", DataSize.gib(10)));
            cloud.addDisk("orders-of-the-failed-test", DataSize.gib(40));
            throw new IllegalStateException("on purpose");
        }
    }

    static class ByField {
        @RegisterExtension
        final InMemoryCloudExtension clouds = InMemoryCloudExtension.of(InMemoryCloud::create);

        @BeforeEach
        void addDisk() {
            clouds.cloud().addDisk("orders-of-the-failed-test", DataSize.gib(40));
        }

        @Test
        void fails() {
            throw new IllegalStateException("on purpose");
        }
    }

    @ExtendWith(HuaweiEmulatorExtension.class)
    static class OverHttp {
        @Test
        void fails(HuaweiEmulator emulator) {
            emulator.cloud().addDisk("orders-of-the-failed-test", DataSize.gib(40));
            throw new IllegalStateException("on purpose");
        }
    }
}
