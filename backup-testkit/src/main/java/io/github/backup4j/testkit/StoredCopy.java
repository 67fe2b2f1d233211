package io.github.backup4j.testkit;

import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePoint.CopyStatus;
import io.github.backup4j.Site;
import io.github.backup4j.Vault;

/** The note on a restore point that it has a copy in another region. */
final class StoredCopy {
    final Site site;
    final Vault.Id vault;
    final RestorePoint.Id copy;
    CopyStatus status = CopyStatus.COPYING;

    StoredCopy(Site site, Vault.Id vault, RestorePoint.Id copy) {
        this.site = site;
        this.vault = vault;
        this.copy = copy;
    }

    RestorePoint.Copy view() {
        String text = switch (status) {
            case COPYING -> "replicating";
            case AVAILABLE -> "success";
            case FAILED -> "fail";
            case UNKNOWN -> "unknown";
        };
        return new RestorePoint.Copy(site, vault, copy, status, text);
    }
}
