package io.github.backup4j.examples.durable.temporal;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupRun;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.RequestKey;
import io.github.backup4j.examples.durable.Fleet;
import io.github.backup4j.examples.durable.FleetMembers;
import io.github.backup4j.examples.durable.PolledOperations;
import io.github.backup4j.examples.durable.Upkeep;
import io.github.backup4j.examples.durable.VaultMembers;
import io.github.backup4j.posture.Finding;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import io.temporal.activity.Activity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The steps of a fleet, in a cloud. */
public final class FleetStepsInCloud implements FleetSteps {
    /** How many findings, and how many controls that nobody knows of, a report names. */
    private static final int MOST = 50;

    /** How often the posture is read until there are no gaps: a list may break off, but some are missing for good. */
    private static final int READS = 5;

    private final Supplier<CloudBackup> cloud;
    private final PolledOperations operations;

    /**
     * Creates them.
     *
     * @param cloud returns the cloud; called once by each attempt of a step
     */
    public FleetStepsInCloud(Supplier<CloudBackup> cloud) {
        this.cloud = cloud;
        operations = new PolledOperations(cloud);
    }

    @Override
    public List<String> plan(Fleet fleet) {
        return Polls.alive(() -> {
            try {
                return Upkeep.of(fleet, cloud.get());
            } catch (Conflict e) {
                // The cloud changes faster than plans are applied: plan again later.
                throw Polls.retry("Conflict", e.getMessage(), null, e);
            } catch (BackupException e) {
                throw Polls.failure(e);
            }
        });
    }

    @Override
    public FleetMembers members(Fleet fleet) {
        return Polls.alive(() -> {
            try {
                return fleet.members(cloud.get());
            } catch (BackupException e) {
                throw Polls.failure(e);
            }
        });
    }

    @Override
    public String take(VaultMembers members, String key) {
        try {
            return cloud.get()
                    .restorePoints()
                    .take(members.backup(), RequestKey.of(key))
                    .token();
        } catch (BackupException e) {
            throw Polls.failure(e);
        }
    }

    @Override
    public VaultOutcome watch(String token) {
        BackupRun run = Polls.once(operations, token, BackupRun.class);
        return new VaultOutcome(
                run.vault().value(),
                run.restorePoints().stream().map(point -> point.id().value()).toList(),
                Stream.concat(run.failures().stream(), run.skipped().stream())
                        .map(Object::toString)
                        .toList(),
                null,
                token);
    }

    @Override
    public List<String> report() {
        return Polls.alive(() -> {
            Posture posture;
            try {
                posture = Posture.of(cloud.get(), Objectives.defaults().rpo(Duration.ofHours(26)));
            } catch (BackupException e) {
                throw Polls.failure(e);
            }
            if (!posture.gaps().isEmpty()
                    && Activity.getExecutionContext().getInfo().getAttempt() < READS) {
                throw Polls.retry("Gaps", posture.gaps().toString(), null, null);
            }
            return texts(posture);
        });
    }

    static List<String> texts(Posture posture) {
        List<String> texts = new ArrayList<>();
        posture.gaps().forEach(gap -> texts.add("NOT READ: " + gap));
        add(texts, posture.findings(), "findings", Finding::toString);
        add(
                texts,
                posture.unknowns(),
                "controls that are unknown",
                unknown -> "UNKNOWN " + unknown.control() + " of "
                        + unknown.subjects().size() + " subjects: " + unknown.sentence());
        return texts;
    }

    private static <T> void add(List<String> texts, List<T> all, String what, Function<T, String> text) {
        all.stream().limit(MOST).map(text).forEach(texts::add);
        if (all.size() > MOST) {
            texts.add("and " + (all.size() - MOST) + " more " + what);
        }
    }
}
