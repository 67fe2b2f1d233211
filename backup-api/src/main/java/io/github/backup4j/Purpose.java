package io.github.backup4j;

/** What a vault or a policy is for. */
public enum Purpose {
    /** For backups. */
    BACKUP,
    /** For copies of restore points, received from or sent to another region. */
    REPLICATION,
    /** A purpose that this API does not know. */
    UNRECOGNIZED
}
