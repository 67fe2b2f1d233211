package io.github.backup4j;

/** How consistent the disks of one server are in a restore point. */
public enum Consistency {
    /** All disks are captured at one instant, as after a power failure; data that was only in memory is lost. */
    CRASH_CONSISTENT,
    /** Applications first write their data to disk; needs an agent in the server. */
    APPLICATION_CONSISTENT,
    /** A level that this API does not know. */
    UNRECOGNIZED
}
