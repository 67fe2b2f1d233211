package io.github.backup4j.examples.cli;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Invalid;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultFilter;
import io.github.backup4j.VaultId;
import java.util.List;
import java.util.stream.Collectors;

/** Vaults as people write them: a name that only one of them has, or an id. */
final class VaultNames {
    private VaultNames() {}

    /** Returns the id of the vault with this name; without one, the text is taken as an id, which the cloud looks up. */
    static VaultId find(CloudBackup backup, String text) {
        List<Vault> named = backup.vaults().list(VaultFilter.all().named(text)).toList();
        if (named.size() > 1) {
            throw new Invalid("\"" + Words.line(text) + "\" is the name of the vaults "
                    + named.stream().map(vault -> vault.id().value()).collect(Collectors.joining(" and "))
                    + "; write one of these ids");
        }
        return named.isEmpty() ? new VaultId(text) : named.get(0).id();
    }
}
