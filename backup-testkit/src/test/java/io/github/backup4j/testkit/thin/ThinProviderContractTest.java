package io.github.backup4j.testkit.thin;

import io.github.backup4j.testkit.contract.BackupContract;
import io.github.backup4j.testkit.contract.Divergences;
import io.github.backup4j.testkit.contract.Harness;
import org.junit.jupiter.api.DisplayName;

/** A provider that implements snapshots and restore points alone keeps the promises about them, and refuses the rest. */
@DisplayName("A thin provider")
class ThinProviderContractTest extends BackupContract {
    private static final String KEYS = "it remembers what was made with a key even if that is gone";
    private static final String WORK = "its work has no words, no place and one poll interval";

    private static final Divergences DIVERGENCES = Divergences.none()
            .and("RequestKeys.Snapshots.take_sameKeyAfterDeletion_isANewSnapshot", AssertionError.class, KEYS)
            .and("RequestKeys.Backups.take_sameKeyAfterDeletion_isANewRun", AssertionError.class, KEYS)
            .and("RequestKeys.Restores.restore_sameKeyAfterDeletion_isANewDisk", AssertionError.class, KEYS)
            .and("Operations.Polling.poll_running_saysWhatIsDoneInWords", AssertionError.class, WORK)
            .and("Operations.Resuming.resume_ofAnotherRegionOrProject_isInvalid", AssertionError.class, WORK)
            .and("Resources.AServer.get_noSuchServer_notFound", AssertionError.class, "it knows no servers at all");

    @Override
    protected Harness newHarness() {
        return new MapHarness();
    }

    @Override
    protected Divergences divergences() {
        return DIVERGENCES;
    }
}
