package io.github.backup4j.testkit.internal;

import io.github.backup4j.DataSize;

/** Reserves space in vaults, some of which may grow. */
final class Capacity {
    private Capacity() {}

    /**
     * Returns whether this many bytes fit into a vault. If needed and permitted, the vault grows by a quarter at a time; one
     * that is already full does not grow.
     */
    static boolean reserve(StoredVault vault, long bytes) {
        if (vault.fits(bytes)) {
            return true;
        }
        if (!vault.spec.autoExpand() || isFull(vault)) {
            return false;
        }
        while (!vault.fits(bytes)) {
            long grown = vault.spec.capacity().bytes() / 4 * 5;
            vault.spec =
                    vault.spec.withCapacity(DataSize.gib(DataSize.bytes(grown).toGibRoundedUp()));
        }
        vault.store.world.record(vault.store, "vault enlarged", vault.id, vault.spec.capacity());
        return true;
    }

    static boolean isFull(StoredVault vault) {
        return vault.used + vault.ballast >= vault.spec.capacity().bytes();
    }
}
