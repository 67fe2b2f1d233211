package io.github.backup4j.examples.tasks;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.drill.DrillReport;
import io.github.backup4j.drill.RestoreDrill;
import io.github.backup4j.drill.SweepReport;
import io.github.backup4j.drill.Verifier;
import io.github.backup4j.posture.Control;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.posture.ResourcePosture;
import java.time.Duration;
import java.util.List;

/**
 * Proves that a server can be restored: makes a second one of its newest restore point, in a network of its own, looks whether the
 * data is there, and deletes it again. The report is what an auditor asks for.
 *
 * <p>Run it every month. After a crash, run it again with the same name: it continues. {@link #sweep} deletes what drills have left
 * that nobody continues.
 */
public final class Drill {
    private final CloudBackup backup;

    /**
     * Creates a task.
     *
     * @param backup the cloud to work in
     */
    public Drill(CloudBackup backup) {
        this.backup = backup;
    }

    /**
     * Restores a server, checks it, and cleans up, in up to a day.
     *
     * @param server the server whose backup is tried
     * @param name the name of the drill, such as its month
     * @param check looks whether the data is there
     */
    public DrillReport run(Resource.Server server, String name, Verifier check) {
        return RestoreDrill.of(server)
                .to(ServerSpec.of("drill-" + name).inNetwork("drill-network", "drill-subnet"))
                .verifiedBy(check)
                .within(Duration.ofHours(2))
                .start(backup, RequestKey.of("drill-" + name))
                .await(Duration.ofDays(1));
    }

    /** Deletes what drills have left that have expired. */
    public SweepReport sweep() {
        return RestoreDrill.sweep(backup);
    }

    /**
     * Returns what is not as it should be, with the proofs of drills.
     *
     * @param reports the reports of drills
     */
    public Posture posture(List<DrillReport> reports) {
        return Posture.of(
                backup,
                Objectives.defaults().provenWithin(Duration.ofDays(90)).rto(Duration.ofHours(2)),
                reports.stream().map(DrillReport::proof).toList());
    }

    /**
     * Drills a server and shows the report.
     *
     * @param args which world, as {@link World#of} takes it
     */
    public static void main(String... args) {
        try (World world = World.of(args)) {
            Resource.Disk files = world.addDisk("shop-files", DataSize.gib(100));
            Resource.Server shop = world.addServer("shop", world.addDisk("shop-system", DataSize.gib(40)), files);
            world.write(files, "order 4711");
            new NightlyProtection(world.backup()).protect(shop);
            world.advance(Duration.ofDays(1));

            Drill task = new Drill(world.backup());
            DrillReport report = task.run(
                    shop,
                    "january",
                    (restored, deadline) -> world.backup().resources().get(restored).disks().stream()
                            .map(world::readText)
                            .anyMatch("order 4711"::equals));
            System.out.println(report);
            System.out.println(task.sweep());
            ResourcePosture proven = task.posture(List.of(report)).of(shop);
            System.out.println(proven.of(Control.UNPROVEN));
            System.out.println(proven.of(Control.RTO_EXCEEDED));
        }
    }
}
