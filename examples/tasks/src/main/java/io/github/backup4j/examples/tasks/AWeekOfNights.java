package io.github.backup4j.examples.tasks;

import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import java.time.Duration;

/** Runs {@link NightlyProtection} for a week. */
public final class AWeekOfNights {
    private AWeekOfNights() {}

    /**
     * Protects a disk and a server, and shows what that has come to after a week.
     *
     * @param args which world, as {@link World#of} takes it
     */
    public static void main(String... args) {
        try (World world = World.of(args)) {
            Resource.Disk disk = world.addDisk("orders", DataSize.gib(40));
            Resource.Server server = world.addServer("shop", world.addDisk("shop-system", DataSize.gib(40)));

            NightlyProtection protection = new NightlyProtection(world.backup());
            protection.protect(disk);
            protection.protect(server);

            world.advance(Duration.ofDays(7));
            System.out.println(Timeline.of(world.backup(), world.now(), disk, server));
        }
    }
}
