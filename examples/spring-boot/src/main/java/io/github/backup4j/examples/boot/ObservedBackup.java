package io.github.backup4j.examples.boot;

import io.github.backup4j.CloudBackup;

/** The backup whose calls the listeners see; inject this, or the {@link CloudBackup} itself to go unseen. */
public final class ObservedBackup {
    private final CloudBackup backup;

    ObservedBackup(CloudBackup backup) {
        this.backup = backup;
    }

    /** Returns the backup. */
    public CloudBackup get() {
        return backup;
    }
}
