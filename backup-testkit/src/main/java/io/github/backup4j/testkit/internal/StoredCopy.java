package io.github.backup4j.testkit.internal;

import io.github.backup4j.Reported;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePoint.CopyStatus;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;

/** The note on a restore point that it has a copy in another region. */
final class StoredCopy {
    final Site site;
    final VaultId vault;
    final RestorePointId copy;
    CopyStatus status = CopyStatus.COPYING;

    /** Whether this world is making it; not so one that was in progress in the cloud that the world is a model of. */
    boolean running;

    StoredCopy(Site site, VaultId vault, RestorePointId copy) {
        this.site = site;
        this.vault = vault;
        this.copy = copy;
    }

    RestorePoint.Copy view() {
        String text = switch (status) {
            case COPYING -> "replicating";
            case AVAILABLE -> "success";
            case FAILED -> "fail";
            case UNRECOGNIZED -> "unrecognized";
        };
        return new RestorePoint.Copy(site, vault, copy, Reported.of(status, text));
    }
}
