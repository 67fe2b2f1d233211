package io.github.backup4j.huawei.internal.vaults;

import io.github.backup4j.Billing;
import io.github.backup4j.Conflict;
import io.github.backup4j.Vault;

/** Checks that a vault can be used for a request, before anything is changed. */
final class VaultChecks {
    private VaultChecks() {}

    static void requireUsable(Vault vault) {
        if (vault.status() != Vault.Status.AVAILABLE) {
            throw new Conflict(
                    "vault " + vault.id() + " is " + vault.statusText() + ", not available; nothing was changed");
        }
    }

    static boolean isSubscription(Vault vault) {
        return vault.billing().mode() == Billing.Mode.SUBSCRIPTION;
    }
}
