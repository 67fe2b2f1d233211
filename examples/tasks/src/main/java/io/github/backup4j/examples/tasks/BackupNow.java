package io.github.backup4j.examples.tasks;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Operation;
import io.github.backup4j.Progress;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.VaultId;
import java.time.Duration;
import java.util.function.Consumer;

/** Backs up a protected disk or server right now, besides what its policy does; such a restore point never expires. */
public final class BackupNow {
    private final CloudBackup backup;

    /**
     * Creates a task.
     *
     * @param backup the cloud to work in
     */
    public BackupNow(CloudBackup backup) {
        this.backup = backup;
    }

    /**
     * Backs up a disk or server, and returns the restore point.
     *
     * @param resource a member of a vault
     * @param name the name of the restore point
     * @param onProgress told how far it is, again and again
     * @throws IllegalStateException if no vault holds the resource, or the cloud passed it over
     */
    public RestorePoint of(Resource resource, String name, Consumer<Progress> onProgress) {
        VaultId vault = backup.resources().get(resource).vault();
        if (vault == null) {
            throw new IllegalStateException(resource + " is in no vault; protect it first");
        }
        Operation<BackupRun> operation =
                backup.restorePoints().take(BackupSpec.of(vault).only(resource).named(name));
        BackupRun run = operation.await(Duration.ofHours(2), onProgress);
        return run.restorePoints().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(resource + " was passed over: " + run.skipped()));
    }

    /**
     * Backs up a disk before its data is moved.
     *
     * @param args which world, as {@link World#of} takes it
     */
    public static void main(String... args) {
        try (World world = World.of(args)) {
            Resource.Disk disk = world.addDisk("orders", DataSize.gib(40));
            new NightlyProtection(world.backup()).protect(disk);

            RestorePoint point = new BackupNow(world.backup()).of(disk, "before-the-move", System.out::println);
            System.out.println(point.name() + " was taken at " + point.createdAt());
        }
    }
}
