package io.github.backup4j.examples.benchmarks;

import com.huaweicloud.sdk.cbr.v1.CbrClient;
import com.huaweicloud.sdk.cbr.v1.model.ListPoliciesRequest;
import com.huaweicloud.sdk.cbr.v1.model.ShowVaultRequest;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import java.net.URI;

/** A program that asks for a vault with its policies, once, and prints its name. */
public final class FirstAnswer {
    private FirstAnswer() {}

    /** Whom it asks through. */
    enum By {
        /** Nobody, which takes as long as the JVM does. */
        NOBODY,
        /** The SDK alone. */
        SDK,
        /** The provider. */
        PROVIDER
    }

    /**
     * Asks.
     *
     * @param args whom through, the address of the service, the id of the vault
     */
    public static void main(String... args) {
        URI address = URI.create(args[1]);
        System.out.println(
                switch (By.valueOf(args[0])) {
                    case NOBODY -> "";
                    case SDK -> throughSdk(address, args[2]);
                    case PROVIDER -> throughProvider(address, args[2]);
                });
    }

    private static String throughSdk(URI address, String vault) {
        CbrClient cbr = HuaweiClients.sdk(CbrClient.newBuilder(), address);
        String name = cbr.showVault(new ShowVaultRequest().withVaultId(vault))
                .getVault()
                .getName();
        int policies = cbr.listPolicies(new ListPoliciesRequest().withVaultId(vault))
                .getPolicies()
                .size();
        return name + " " + policies;
    }

    private static String throughProvider(URI address, String id) {
        try (CloudBackup provider = HuaweiClients.provider(address)) {
            Vault vault = provider.vaults().get(new VaultId(id));
            return vault.name() + " " + vault.policies().size();
        }
    }
}
