package io.github.backup4j;

import org.jspecify.annotations.Nullable;

/**
 * One project's access to a restore point or an image of another project in the same region.
 *
 * @param project the project that was given access
 * @param reportedStatus whether that project has answered
 * @param vault the vault of that project which holds the restore point or image once it is accepted; null before, and where no vault is
 *     needed
 */
public record Share(
        String project,
        Reported<Status> reportedStatus,
        @Nullable VaultId vault) {
    /** Refuses null where it is not allowed. */
    public Share {
        Require.nonNull(project, "project");
        Require.nonNull(reportedStatus, "reportedStatus");
    }

    /** Returns whether that project has answered. */
    public Status status() {
        return reportedStatus.value();
    }

    /** Returns the status in the cloud's own words; null if the cloud does not say. */
    public @Nullable String statusText() {
        return reportedStatus.text();
    }

    /** The states of an offer. */
    public enum Status {
        /** Offered; not answered yet. */
        PENDING,
        /** Accepted: the other project can restore from it. */
        ACCEPTED,
        /** Rejected. */
        REJECTED,
        /** A status that this API does not know; {@link Share#statusText()} has the cloud's own word. */
        UNRECOGNIZED
    }
}
