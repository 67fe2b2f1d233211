package io.github.backup4j.examples.durable.temporal;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.RequestKey;
import io.github.backup4j.VaultId;
import io.github.backup4j.examples.durable.Fleet;
import io.github.backup4j.plan.Allowing;
import io.github.backup4j.plan.PlanResult;
import io.github.backup4j.posture.Finding;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The steps of a fleet, in a cloud. */
public final class FleetStepsInCloud implements FleetSteps {
    private static final int FINDINGS = 50;

    private final Supplier<CloudBackup> cloud;

    /**
     * Creates them.
     *
     * @param cloud returns the cloud; called once by each attempt of a step
     */
    public FleetStepsInCloud(Supplier<CloudBackup> cloud) {
        this.cloud = cloud;
    }

    @Override
    public List<String> plan(Fleet fleet) {
        CloudBackup backup = cloud.get();
        try {
            PlanResult result = fleet.protection().plan(backup).apply(Allowing.nothingDestroyed());
            for (PlanResult.Entry entry : result.failures()) {
                BackupException failure = ((PlanResult.Outcome.Failed) entry.outcome()).failure();
                if (failure.retryable()) {
                    throw failure;
                }
            }
            return fleet.vaults(backup).stream().map(VaultId::value).toList();
        } catch (BackupException e) {
            throw Polls.failure(e);
        }
    }

    @Override
    public String take(String vault, String key) {
        try {
            return cloud.get()
                    .restorePoints()
                    .take(BackupSpec.of(new VaultId(vault)), RequestKey.of(key))
                    .token();
        } catch (BackupException e) {
            throw Polls.failure(e);
        }
    }

    @Override
    public VaultOutcome watch(String token) {
        BackupRun run = Polls.once(cloud.get(), token, BackupRun.class);
        return new VaultOutcome(
                run.vault().value(),
                run.restorePoints().stream().map(point -> point.id().value()).toList(),
                Stream.concat(run.failures().stream(), run.skipped().stream())
                        .map(Object::toString)
                        .toList(),
                null);
    }

    @Override
    public List<String> report() {
        try {
            return Posture.of(cloud.get(), Objectives.rpo(Duration.ofHours(26))).findings().stream()
                    .map(Finding::toString)
                    .limit(FINDINGS)
                    .toList();
        } catch (BackupException e) {
            throw Polls.failure(e);
        }
    }
}
