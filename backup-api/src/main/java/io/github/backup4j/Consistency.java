package io.github.backup4j;

/** What the disks of one server have in common in a restore point. */
public enum Consistency {
    /** All disks are captured at one instant, as after a power failure; what was only in memory is not there. */
    CRASH_CONSISTENT,
    /** Applications are asked to write out what they hold first; needs an agent in the server. */
    APPLICATION_CONSISTENT,
    /** A level that this API does not know. */
    UNRECOGNIZED
}
