package io.github.backup4j.examples.tasks;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Resource;
import io.github.backup4j.ServerSpec;
import java.time.Duration;

/** Builds an image of a server's system disk, and starts new servers from it. */
public final class ImageAndNewServer {
    private final CloudBackup backup;

    /**
     * Creates a task.
     *
     * @param backup the cloud to work in
     */
    public ImageAndNewServer(CloudBackup backup) {
        this.backup = backup;
    }

    /**
     * Builds an image of the disk that a server starts from, and returns it.
     *
     * @param server the server
     * @param name the name of the image
     */
    public Image build(Resource.Server server, String name) {
        return backup.images()
                .build(ImageSpec.of(name, ImageSource.systemDiskOf(server)))
                .await(Duration.ofHours(2));
    }

    /**
     * Makes a server from an image, as the one that the image was built of in everything but the name, and returns it,
     * running.
     *
     * @param image the image
     * @param name the name of the server
     */
    public Resource.Server start(Image image, String name) {
        return backup.images().restore(image.id(), ServerSpec.of(name)).await(Duration.ofHours(1));
    }

    /**
     * Makes two servers from one.
     *
     * @param args which world, as {@link World#of} takes it
     */
    public static void main(String... args) {
        try (World world = World.of(args)) {
            Resource.Disk system = world.addDisk("shop-system", DataSize.gib(40));
            world.write(system, "a shop, set up with care");
            Resource.Server server = world.addServer("shop", system);

            ImageAndNewServer task = new ImageAndNewServer(world.backup());
            Image image = task.build(server, "shop-golden");
            for (String name : new String[] {"shop-2", "shop-3"}) {
                Resource.Server copy = task.start(image, name);
                Resource.Disk disk =
                        world.backup().resources().get(copy).disks().get(0);
                System.out.println(name + " starts from: " + world.readText(disk));
            }
        }
    }
}
