package io.github.backup4j.testkit.internal;

import io.github.backup4j.Share;
import io.github.backup4j.VaultId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An offer of a restore point or an image to another project. */
final class StoredShare {
    final String project;
    Share.Status status = Share.Status.PENDING;

    @Nullable
    VaultId vault;

    StoredShare(String project) {
        this.project = project;
    }

    boolean accepted() {
        return status == Share.Status.ACCEPTED;
    }

    Share view() {
        return new Share(project, status, status.name().toLowerCase(Locale.ROOT), vault);
    }
}
