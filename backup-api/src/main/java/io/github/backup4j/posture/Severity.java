package io.github.backup4j.posture;

/** The severity of a {@link Finding}, the worst first. */
public enum Severity {
    /** Data that is lost now would not come back. */
    CRITICAL,
    /** The next loss of data would cost more than the objectives allow, or backups are about to stop. */
    HIGH,
    /** An objective is not met. */
    MEDIUM,
    /** The finding costs money, or is in the way. */
    LOW
}
