package io.github.backup4j.testkit.contract;

import org.junit.jupiter.api.Nested;

/**
 * The whole contract, as one JUnit test class: a provider extends it and says what to test.
 *
 * <pre>{@code
 * class MyCloudContractTest extends BackupContract {
 *     @Override
 *     protected Harness newHarness() {
 *         return new MyHarness();
 *     }
 * }
 * }</pre>
 *
 * <p>Cases that need a capability which the cloud lacks are skipped; those of capabilities check that the calls are then refused.
 */
public abstract class BackupContract {
    /** For those who extend this. */
    protected BackupContract() {}

    /** Returns a new, empty world; called once for each case, which closes it. */
    protected abstract Harness newHarness();

    /** Returns the cases that the provider deliberately does not pass; none by default. */
    protected Divergences divergences() {
        return Divergences.none();
    }

    @Nested
    class BackupRuns extends BackupRunsContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class CallAttempts extends CallAttemptsContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class Capabilities extends CapabilitiesContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class CopyingAndSharing extends CopyingAndSharingContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class DiskRestores extends DiskRestoresContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class Drills extends DrillsContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class Encryption extends EncryptionContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class FailedWork extends FailedWorkContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class Filters extends FiltersContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class Fleets extends FleetsContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class Images extends ImagesContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class Lifecycle extends LifecycleContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class Limits extends LimitsContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class Listener extends ListenerContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class LostReplies extends LostRepliesContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class NewestPoints extends NewestPointsContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class Operations extends OperationsContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class Plans extends PlansContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class Policies extends PoliciesContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class Posture extends PostureContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class Preflights extends PreflightsContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class Races extends RacesContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class Removals extends RemovalsContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class RepeatedCalls extends RepeatedCallsContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class RequestKeys extends RequestKeysContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class Resources extends ResourcesContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class RestorePoints extends RestorePointsContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class Retention extends RetentionContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class Snapshots extends SnapshotsContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class Vaults extends VaultsContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }

    @Nested
    class WrongTargets extends WrongTargetsContract {
        @Override
        BackupContract suite() {
            return BackupContract.this;
        }
    }
}
