package io.github.backup4j;

/** Writes outcomes of a backup of many as sentences. */
final class FleetText {
    private FleetText() {}

    /**
     * Returns an outcome on one line.
     *
     * @param what what the disk or server is called
     */
    static String of(FleetOutcome outcome, String what) {
        if (outcome instanceof FleetOutcome.Done done) {
            return what + " is backed up: restore point " + done.restorePoint().id();
        } else if (outcome instanceof FleetOutcome.Skipped skipped) {
            return what + " was skipped: " + skipped.reason();
        } else if (outcome instanceof FleetOutcome.Failed failed) {
            return "the backup of " + what + " failed: " + failed.reason();
        } else if (outcome instanceof FleetOutcome.Running running) {
            BackupException failure = running.lookFailure();
            return "the backup of " + what + " goes on: operation " + running.token()
                    + (failure == null ? "" : ", last poll failed: " + failure.getMessage());
        }
        return what + " was not backed up: " + ((FleetOutcome.NotTried) outcome).reason();
    }
}
