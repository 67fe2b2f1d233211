package io.github.backup4j.testkit.thin;

import io.github.backup4j.testkit.contract.CapabilitiesContract;
import io.github.backup4j.testkit.contract.Harness;
import io.github.backup4j.testkit.contract.LifecycleContract;
import io.github.backup4j.testkit.contract.ListenerContract;
import io.github.backup4j.testkit.contract.RestorePointsContract;
import io.github.backup4j.testkit.contract.SnapshotsContract;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** A provider that implements snapshots and restore points alone keeps the promises about them, and refuses the rest. */
@DisplayName("A thin provider")
class ThinProviderContractTest {
    @Nested
    class Capabilities extends CapabilitiesContract {
        @Override
        protected Harness newHarness() {
            return new MapHarness();
        }
    }

    @Nested
    class Lifecycle extends LifecycleContract {
        @Override
        protected Harness newHarness() {
            return new MapHarness();
        }
    }

    @Nested
    class Listener extends ListenerContract {
        @Override
        protected Harness newHarness() {
            return new MapHarness();
        }
    }

    @Nested
    class RestorePoints extends RestorePointsContract {
        @Override
        protected Harness newHarness() {
            return new MapHarness();
        }
    }

    @Nested
    class Snapshots extends SnapshotsContract {
        @Override
        protected Harness newHarness() {
            return new MapHarness();
        }
    }
}
