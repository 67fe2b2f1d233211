package io.github.backup4j.testkit;

import io.github.backup4j.testkit.contract.CapabilitiesContract;
import io.github.backup4j.testkit.contract.Harness;
import io.github.backup4j.testkit.contract.InMemoryHarness;
import io.github.backup4j.testkit.contract.PoliciesContract;
import io.github.backup4j.testkit.contract.RetentionContract;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** An in-memory cloud that keeps schedules in their zones keeps the promises that touch them. */
@DisplayName("The in-memory cloud, with schedules in zones")
class ZonedInMemoryCloudContractTest {
    @Nested
    class Capabilities extends CapabilitiesContract {
        @Override
        protected Harness newHarness() {
            return harness();
        }
    }

    @Nested
    class Policies extends PoliciesContract {
        @Override
        protected Harness newHarness() {
            return harness();
        }
    }

    @Nested
    class Retention extends RetentionContract {
        @Override
        protected Harness newHarness() {
            return harness();
        }
    }

    private static Harness harness() {
        return new InMemoryHarness(InMemoryCloud.builder().withZonedSchedules().build());
    }
}
