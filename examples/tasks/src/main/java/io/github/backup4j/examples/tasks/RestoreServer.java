package io.github.backup4j.examples.tasks;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.InPlace;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.ServerSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.NoSuchElementException;

/** Brings a server back with all its disks: over what it is now, or as a new server beside it. */
public final class RestoreServer {
    private final CloudBackup backup;

    /**
     * Creates a task.
     *
     * @param backup the cloud to work in
     */
    public RestoreServer(CloudBackup backup) {
        this.backup = backup;
    }

    /**
     * Brings a server back over itself, and returns the restore point that it was brought back from. It is stopped for that
     * and runs afterwards. <strong>What is on its disks now is destroyed.</strong>
     *
     * @param server the server
     * @param before when the data was still good
     * @throws NoSuchElementException if there is no restore point from before
     */
    public RestorePoint inPlace(Resource.Server server, Instant before) {
        RestorePoint point = newest(server, before);
        backup.restorePoints().restore(point.id(), InPlace.over(server)).await(Duration.ofHours(4));
        return point;
    }

    /**
     * Makes a new server with what was on a server, and returns it. Nothing is overwritten. The new server comes up with the
     * programs of the old one, which start to work: it needs a network in which they cannot disturb it.
     *
     * @param server the server
     * @param before when the data was still good
     * @param name the name of the new server
     * @param network the cloud's id of the network of the new server
     * @param subnet the cloud's id of the subnet in it
     * @throws NoSuchElementException if there is no restore point from before
     */
    public Resource.Server toNewServer(
            Resource.Server server, Instant before, String name, String network, String subnet) {
        return backup.restorePoints()
                .restore(newest(server, before).id(), ServerSpec.of(name).inNetwork(network, subnet))
                .await(Duration.ofHours(4));
    }

    private RestorePoint newest(Resource.Server server, Instant before) {
        return backup.restorePoints()
                .newestBefore(server, before)
                .orElseThrow(
                        () -> new NoSuchElementException("no restore point of " + server + " from before " + before));
    }

    /**
     * Brings back a server that does not start any more.
     *
     * @param args which world, as {@link World#of} takes it
     */
    public static void main(String... args) {
        try (World world = World.of(args)) {
            Resource.Disk system = world.addDisk("shop-system", DataSize.gib(40));
            Resource.Server server = world.addServer("shop", system);
            new NightlyProtection(world.backup()).protect(server);
            world.write(system, "a system that starts");
            world.advance(Duration.ofDays(1));
            Instant accident = world.now();
            world.write(system, "a system that does not");

            new RestoreServer(world.backup()).inPlace(server, accident);
            System.out.println("the server is "
                    + world.backup().resources().get(server).status() + " with " + world.readText(system));
        }
    }
}
