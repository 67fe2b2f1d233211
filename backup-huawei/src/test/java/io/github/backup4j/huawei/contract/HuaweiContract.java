package io.github.backup4j.huawei.contract;

import io.github.backup4j.Unsupported;
import io.github.backup4j.testkit.contract.BackupContract;
import io.github.backup4j.testkit.contract.Divergences;

/** The contract, but for what Huawei Cloud cannot do. */
abstract class HuaweiContract extends BackupContract {
    private static final String DESCRIPTION =
            "CBR keeps the description of a vault as it was at creation; the provider refuses with Unsupported";

    private static final Divergences DIVERGENCES = Divergences.none()
            .and("Vaults.Updating.update_everythingElse_asTheSpecSays", Unsupported.class, DESCRIPTION)
            .and("Vaults.Updating.update_descriptionAndAlertCleared_cleared", Unsupported.class, DESCRIPTION);

    @Override
    protected final Divergences divergences() {
        return DIVERGENCES;
    }
}
