package io.github.backup4j.huawei.contract;

import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.testkit.contract.Harness;
import org.junit.jupiter.api.DisplayName;

/** The provider passes the whole contract over real HTTP, answered as the documentation shows it, but for its divergences. */
@DisplayName("Huawei Cloud, answering as documented")
class DocumentedContractTest extends HuaweiContract {
    @Override
    protected Harness newHarness() {
        return new HuaweiHarness(Form.DOCUMENTED);
    }
}
