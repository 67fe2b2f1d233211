package io.github.backup4j.testkit;

import io.github.backup4j.Capability;
import io.github.backup4j.testkit.contract.CapabilitiesContract;
import io.github.backup4j.testkit.contract.CopyingAndSharingContract;
import io.github.backup4j.testkit.contract.EncryptionContract;
import io.github.backup4j.testkit.contract.Harness;
import io.github.backup4j.testkit.contract.ImagesContract;
import io.github.backup4j.testkit.contract.InMemoryHarness;
import io.github.backup4j.testkit.contract.LifecycleContract;
import io.github.backup4j.testkit.contract.ListenerContract;
import io.github.backup4j.testkit.contract.OperationsContract;
import io.github.backup4j.testkit.contract.PoliciesContract;
import io.github.backup4j.testkit.contract.RacesContract;
import io.github.backup4j.testkit.contract.RequestKeysContract;
import io.github.backup4j.testkit.contract.ResourcesContract;
import io.github.backup4j.testkit.contract.RestorePointsContract;
import io.github.backup4j.testkit.contract.RetentionContract;
import io.github.backup4j.testkit.contract.SnapshotsContract;
import io.github.backup4j.testkit.contract.VaultsContract;
import io.github.backup4j.testkit.contract.WrongTargetsContract;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;

/** An in-memory cloud with all services and nothing beyond them refuses what it lacks, and keeps all other promises. */
@DisplayName("The in-memory cloud, without capabilities")
class BareInMemoryCloudContractTest {
    /** What whole services need. */
    private static final Set<Capability> SERVICES =
            EnumSet.of(Capability.VAULTS, Capability.POLICIES, Capability.IMAGES, Capability.OPERATION_LOG);

    @Nested
    class Capabilities extends CapabilitiesContract {
        @Override
        protected Harness newHarness() {
            return harness();
        }
    }

    @Nested
    class CopyingAndSharing extends CopyingAndSharingContract {
        @Override
        protected Harness newHarness() {
            return harness();
        }
    }

    @Nested
    class Encryption extends EncryptionContract {
        @Override
        protected Harness newHarness() {
            return harness();
        }
    }

    @Nested
    class Images extends ImagesContract {
        @Override
        protected Harness newHarness() {
            return harness();
        }
    }

    @Nested
    class Lifecycle extends LifecycleContract {
        @Override
        protected Harness newHarness() {
            return harness();
        }
    }

    @Nested
    class Listener extends ListenerContract {
        @Override
        protected Harness newHarness() {
            return harness();
        }
    }

    @Nested
    class Operations extends OperationsContract {
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
    class Races extends RacesContract {
        @Override
        protected Harness newHarness() {
            return harness();
        }
    }

    @Nested
    class RequestKeys extends RequestKeysContract {
        @Override
        protected Harness newHarness() {
            return harness();
        }
    }

    @Nested
    class Resources extends ResourcesContract {
        @Override
        protected Harness newHarness() {
            return harness();
        }
    }

    @Nested
    class RestorePoints extends RestorePointsContract {
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

    @Nested
    class Snapshots extends SnapshotsContract {
        @Override
        protected Harness newHarness() {
            return harness();
        }
    }

    @Nested
    class Vaults extends VaultsContract {
        @Override
        protected Harness newHarness() {
            return harness();
        }
    }

    @Nested
    class WrongTargets extends WrongTargetsContract {
        @Override
        protected Harness newHarness() {
            return harness();
        }
    }

    private static Harness harness() {
        EnumSet<Capability> extras = EnumSet.allOf(Capability.class);
        extras.removeAll(SERVICES);
        return new InMemoryHarness(InMemoryCloud.builder()
                .without(extras.toArray(new Capability[0]))
                .build());
    }
}
