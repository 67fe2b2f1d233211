package io.github.backup4j.examples.tasks;

import io.github.backup4j.BackupRunFilter;
import io.github.backup4j.BackupRunRecord;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import java.time.Duration;
import java.time.Instant;

/** What somebody reads every morning: what ran last night, and what is not safe. */
public final class MorningReport {
    private static final Objectives OBJECTIVES = Objectives.defaults()
            .rpo(Duration.ofHours(26))
            .retention(Duration.ofDays(30))
            .vaultsBelow(85)
            .fullWithin(Duration.ofDays(14));

    private final CloudBackup backup;

    /**
     * Creates a report.
     *
     * @param backup the cloud to work in
     */
    public MorningReport(CloudBackup backup) {
        this.backup = backup;
    }

    /**
     * Returns the report, for a terminal.
     *
     * @param now the present instant
     */
    public String at(Instant now) {
        return lastNight(now.minus(Duration.ofDays(1))) + "\n" + Posture.of(backup, OBJECTIVES);
    }

    private String lastNight(Instant since) {
        if (!backup.supports(Capability.OPERATION_LOG)) {
            return "This cloud keeps no log of backups.\n";
        }
        StringBuilder text = new StringBuilder();
        backup.restorePoints().runs(BackupRunFilter.all().startedFrom(since)).forEach(run -> {
            text.append("%s  %d of %d backed up%n"
                    .formatted(
                            run.startedAt(),
                            run.members().size() - run.missed().size(),
                            run.members().size()));
            for (BackupRunRecord.Member member : run.missed()) {
                text.append("    %s: %s %s%n".formatted(member.resource(), member.reportedStatus(), member.reason()));
            }
        });
        return text.isEmpty() ? "Nothing ran last night.\n" : text.toString();
    }

    /**
     * Shows a week of good nights, and a morning after a bad one.
     *
     * @param args which world, as {@link World#of} takes it
     */
    public static void main(String... args) {
        try (World world = World.of(args)) {
            Resource.Disk orders = world.addDisk("orders", DataSize.gib(40));
            Resource.Server shop = world.addServer("shop", world.addDisk("shop-system", DataSize.gib(40)));
            NightlyProtection protection = new NightlyProtection(world.backup());
            protection.protect(orders);
            protection.protect(shop);
            world.write(orders, "the orders");
            world.advance(Duration.ofDays(7));

            world.addDisk("forgotten", DataSize.gib(100));
            System.out.println(new MorningReport(world.backup()).at(world.now()));
        }
    }
}
