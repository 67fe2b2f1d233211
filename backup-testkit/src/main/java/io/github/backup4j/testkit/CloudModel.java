package io.github.backup4j.testkit;

import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Site;
import io.github.backup4j.spi.Limits;
import io.github.backup4j.testkit.internal.Blueprint;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A copy of the vaults, policies, members and restore points of a cloud, without their data, from which any number of {@link
 * InMemoryCloud}s can be made.
 *
 * <pre>{@code
 * CloudModel model = InMemoryCloud.modelOf(backup, Growth.observed());    // four lists, no other call
 * Forecast today = Forecast.of(model, Period.ofYears(1));
 * CloudModel changed = model.changedBy("14 days", copy -> copy.policies().update(id, spec));
 * System.out.println(Comparison.of(today, Forecast.of(changed, Period.ofYears(1))));
 * }</pre>
 *
 * <p>The clouds made from it have the ids, schedules, retention, attachments, members, exclusions, locks and restore points of
 * the cloud that was read, and its time. Their restore points have sizes and no content: they are listed, kept and deleted, but
 * a restore from them creates empty disks. Whatever could not be copied, and whatever is assumed, is in {@link #remarks()}.
 *
 * <p>Immutable; safe for use by many threads.
 */
public final class CloudModel {
    /** The name of a model that nothing was changed in. */
    static final String UNCHANGED = "as it is";

    private final String name;
    private final Origin origin;
    private final Blueprint blueprint;
    private final List<String> remarks;
    private final long requests;
    private final Consumer<CloudBackup> change;

    CloudModel(Origin origin, Blueprint blueprint, List<String> remarks, long requests) {
        this(UNCHANGED, origin, blueprint, remarks, requests, unchanged -> {});
    }

    private CloudModel(
            String name,
            Origin origin,
            Blueprint blueprint,
            List<String> remarks,
            long requests,
            Consumer<CloudBackup> change) {
        this.name = name;
        this.origin = origin;
        this.blueprint = blueprint;
        this.remarks = List.copyOf(remarks);
        this.requests = requests;
        this.change = change;
    }

    /**
     * Returns the same model with a change that is made in each cloud that comes from it. The cloud that was read is not changed.
     *
     * @param newName the name of the changed model, for forecasts
     * @param more the change, by the usual calls on a copy
     */
    public CloudModel changedBy(String newName, Consumer<CloudBackup> more) {
        Objects.requireNonNull(newName, "newName == null");
        Objects.requireNonNull(more, "more == null");
        return new CloudModel(newName, origin, blueprint, remarks, requests, change.andThen(more));
    }

    /**
     * Returns a new in-memory cloud with the content of the model and its own clock, which stands at {@link #asOf()}.
     *
     * @throws io.github.backup4j.BackupException if a change of {@link #changedBy} fails
     */
    public InMemoryCloud cloud() {
        InMemoryCloud cloud = InMemoryCloud.copied(origin, blueprint);
        change.accept(cloud.backup());
        return cloud;
    }

    /** Returns its name: {@code "as it is"}, unless it was {@linkplain #changedBy changed}. */
    public String name() {
        return name;
    }

    /** Returns the instant at which reading began, by the time source of the cloud that was read. */
    public Instant asOf() {
        return origin.asOf();
    }

    /** Returns sentences about what the model lacks, and what it assumes; never empty, as growth is always an assumption. */
    public List<String> remarks() {
        return remarks;
    }

    /** Returns how many requests were sent to read the cloud, retries included. */
    public long requests() {
        return requests;
    }

    /** Returns the text of the cloud that was read. */
    String cloudText() {
        return origin.text();
    }

    /** Returns {@code "model <name> of <cloud> at <instant>"}. */
    @Override
    public String toString() {
        return "model \"" + name + "\" of " + origin.text() + " at " + asOf();
    }

    /**
     * The cloud that was read.
     *
     * @param text its text
     * @param site its region and project
     * @param asOf when reading it began
     * @param capabilities what it can do
     * @param limits its limits
     */
    record Origin(String text, Site site, Instant asOf, Set<Capability> capabilities, Limits limits) {}
}
