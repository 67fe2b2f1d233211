package io.github.backup4j.huawei;

import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.testkit.contract.CapabilitiesContract;
import io.github.backup4j.testkit.contract.CopyingAndSharingContract;
import io.github.backup4j.testkit.contract.EncryptionContract;
import io.github.backup4j.testkit.contract.Harness;
import io.github.backup4j.testkit.contract.ImagesContract;
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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/** The provider passes the whole contract over real HTTP, answered as recordings of the service show it, but for {@link Divergences}. */
@DisplayName("Huawei Cloud, answering as recorded")
@ExtendWith(Divergences.class)
class RecordedContractTest {
    @Nested
    class Capabilities extends CapabilitiesContract {
        @Override
        protected Harness newHarness() {
            return new HuaweiHarness(Form.RECORDED);
        }
    }

    @Nested
    class CopyingAndSharing extends CopyingAndSharingContract {
        @Override
        protected Harness newHarness() {
            return new HuaweiHarness(Form.RECORDED);
        }
    }

    @Nested
    class Encryption extends EncryptionContract {
        @Override
        protected Harness newHarness() {
            return new HuaweiHarness(Form.RECORDED);
        }
    }

    @Nested
    class Images extends ImagesContract {
        @Override
        protected Harness newHarness() {
            return new HuaweiHarness(Form.RECORDED);
        }
    }

    @Nested
    class Lifecycle extends LifecycleContract {
        @Override
        protected Harness newHarness() {
            return new HuaweiHarness(Form.RECORDED);
        }
    }

    @Nested
    class Listener extends ListenerContract {
        @Override
        protected Harness newHarness() {
            return new HuaweiHarness(Form.RECORDED);
        }
    }

    @Nested
    class Operations extends OperationsContract {
        @Override
        protected Harness newHarness() {
            return new HuaweiHarness(Form.RECORDED);
        }
    }

    @Nested
    class Policies extends PoliciesContract {
        @Override
        protected Harness newHarness() {
            return new HuaweiHarness(Form.RECORDED);
        }
    }

    @Nested
    class Races extends RacesContract {
        @Override
        protected Harness newHarness() {
            return new HuaweiHarness(Form.RECORDED);
        }
    }

    @Nested
    class RequestKeys extends RequestKeysContract {
        @Override
        protected Harness newHarness() {
            return new HuaweiHarness(Form.RECORDED);
        }
    }

    @Nested
    class Resources extends ResourcesContract {
        @Override
        protected Harness newHarness() {
            return new HuaweiHarness(Form.RECORDED);
        }
    }

    @Nested
    class RestorePoints extends RestorePointsContract {
        @Override
        protected Harness newHarness() {
            return new HuaweiHarness(Form.RECORDED);
        }
    }

    @Nested
    class Retention extends RetentionContract {
        @Override
        protected Harness newHarness() {
            return new HuaweiHarness(Form.RECORDED);
        }
    }

    @Nested
    class Snapshots extends SnapshotsContract {
        @Override
        protected Harness newHarness() {
            return new HuaweiHarness(Form.RECORDED);
        }
    }

    @Nested
    class Vaults extends VaultsContract {
        @Override
        protected Harness newHarness() {
            return new HuaweiHarness(Form.RECORDED);
        }
    }

    @Nested
    class WrongTargets extends WrongTargetsContract {
        @Override
        protected Harness newHarness() {
            return new HuaweiHarness(Form.RECORDED);
        }
    }
}
