package io.github.backup4j.examples.tasks;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.FleetOutcome;
import io.github.backup4j.FleetResult;
import io.github.backup4j.FleetSpec;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Backs up everything that a filter matches, such as all with a tag, and says what is not safe, and why.
 *
 * <p>A night is safe to repeat, after a crash or when some runs had not ended: what is backed up is not backed up again.
 */
public final class NightlyFleet {
    private static final Duration NIGHT = Duration.ofHours(8);

    private final CloudBackup backup;
    private final ResourceFilter filter;

    /**
     * Creates a nightly job.
     *
     * @param backup the cloud to work in
     * @param filter what to back up, such as {@code ResourceFilter.all().tagged("tier", "gold")}
     */
    public NightlyFleet(CloudBackup backup, ResourceFilter filter) {
        this.backup = backup;
        this.filter = filter;
    }

    /**
     * Backs up everything that matches, and returns what became of each.
     *
     * @param night the date that names the night; the same for each repeat
     */
    public FleetResult run(LocalDate night) {
        // Nobody has used the key earlier, in any time zone: what is older is not searched.
        Instant dayBefore = night.minusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        RequestKey key = RequestKey.of("nightly fleet of " + night).madeAt(dayBefore);
        return backup.restorePoints().takeAll(FleetSpec.matching(filter).atMostRuns(20), key, NIGHT);
    }

    /**
     * Returns what is not safe, and why, one line for each; or that all are.
     *
     * @param result what {@link #run} returned
     */
    public static String report(FleetResult result) {
        if (result.outcomes().isEmpty() && result.unlisted().isEmpty()) {
            return "nothing matches: check the tag";
        }
        StringBuilder lines = new StringBuilder(result.toString());
        for (FleetOutcome outcome : result.notDone()) {
            lines.append("\nNOT SAFE: ").append(result.describe(outcome));
        }
        result.unlisted().forEach(vault -> lines.append("\nNOT SAFE: ").append(vault));
        return lines.toString();
    }

    /**
     * Backs up a protected disk and one that no vault holds, and shows what became of both.
     *
     * @param args which world, as {@link World#of} takes it
     */
    public static void main(String... args) {
        try (World world = World.of(args)) {
            Resource.Disk orders = world.addDisk("orders", DataSize.gib(40));
            world.addDisk("forgotten", DataSize.gib(40));
            new NightlyProtection(world.backup()).protect(orders);

            NightlyFleet fleet = new NightlyFleet(world.backup(), ResourceFilter.all());
            LocalDate night = LocalDate.ofInstant(world.now(), ZoneOffset.UTC);
            System.out.println(report(fleet.run(night)));
        }
    }
}
