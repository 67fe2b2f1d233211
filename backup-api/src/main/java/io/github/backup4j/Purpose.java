package io.github.backup4j;

/** What a vault or a policy is for. */
public enum Purpose {
    /** To back resources up. */
    BACKUP,
    /** To receive, or to send, copies of restore points that were taken in another region. */
    REPLICATION,
    /** A purpose that this API does not know. */
    UNRECOGNIZED
}
