package io.github.backup4j.huawei.live;

import com.huaweicloud.sdk.evs.v2.EvsMeta;
import com.huaweicloud.sdk.evs.v2.model.DeleteVolumeRequest;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.ImageId;
import io.github.backup4j.NotFound;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Site;
import io.github.backup4j.TimeSource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.internal.http.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A live cloud, and what the tests make in it: vaults for the two disposable resources, made when the first test asks for them.
 * All that is made is deleted at the end, and nothing else; what could not be deleted is told.
 */
final class LiveWorld implements AutoCloseable {
    /** Longer than any backup or restore of something small should take. */
    static final Duration LONG = Duration.ofHours(12);

    private static final Duration GLANCE = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofHours(1);

    final LiveSettings settings;
    final CloudBackup backup;
    final LiveWire wire;
    private final TimeSource time;
    private final Consumer<String> printer;
    private final String run;
    private final Map<Resource.Kind, VaultId> vaults = new EnumMap<>(Resource.Kind.class);
    private final Map<String, Runnable> made = new LinkedHashMap<>();
    private final List<CloudBackup> places = new ArrayList<>();

    private LiveWorld(LiveSettings settings, TimeSource time, Consumer<String> printer) {
        this.settings = settings;
        this.time = time;
        this.printer = printer;
        run = "backup4j-live-" + time.now().getEpochSecond();
        backup = settings.open(time);
        places.add(backup);
        wire = new LiveWire(settings);
    }

    /**
     * Opens the cloud, and says what the tests are going to do in it.
     *
     * @param printer is told what is done and what is seen
     */
    static LiveWorld open(LiveSettings settings, TimeSource time, Consumer<String> printer) {
        LiveWorld world = new LiveWorld(settings, time, printer);
        world.plan();
        return world;
    }

    private void plan() {
        ProtectableResource disk = backup.resources().get(settings.disk());
        ProtectableResource server = backup.resources().get(settings.server());
        if (disk.status() != ProtectableResource.Status.AVAILABLE || disk.vault() != null || server.vault() != null) {
            throw new IllegalStateException("the disk has to be attached to nothing, and both in no vault, but it is "
                    + disk.statusText() + " and they are in " + disk.vault() + " and " + server.vault());
        }
        tell("This run is " + run + ", in " + settings.site() + ". All that it makes has that in its name.");
        tell("It makes: two vaults paid by use (" + capacity(disk) + " and " + capacity(server) + "), backups of "
                + disk.name() + " (" + disk.size() + ") and " + server.name() + " (" + server.size() + ") in them"
                + (settings.find(LiveVariable.BACKUP4J_LIVE_OTHER_ZONE) == null ? "" : ", a disk like the first")
                + (settings.otherSite() == null ? "" : ", an image of that disk, and a copy of it in the other region")
                + ". It costs what these cost by use for as long as the run takes.");
        tell("It overwrites " + disk.name() + " and " + server.name()
                + " with the backups just made of them, and stops the server for that.");
        tell(
                settings.mayOrder()
                        ? "It BUYS two vaults of 10 GiB for a month, paid at once, and unsubscribes them again; what of it is "
                                + "paid back, the cloud decides."
                        : "It buys nothing: " + LiveVariable.BACKUP4J_LIVE_MAY_ORDER + " is not \"yes\".");
    }

    void tell(String text) {
        printer.accept("[live] " + text);
    }

    /** A name for something that a test makes. */
    String name(String what) {
        return run + "-" + what;
    }

    // ---- what is made

    /** The vault that a disposable resource is in, with nothing else. */
    VaultId vault(Resource resource) {
        return vaults.computeIfAbsent(resource.kind(), kind -> {
            VaultSpec spec = VaultSpec.of(
                    name(kind == Resource.Kind.DISK ? "disks" : "servers"),
                    kind,
                    capacity(backup.resources().get(resource)));
            Vault vault = backup.vaults().create(spec);
            willDelete(vault.id());
            backup.vaults().add(vault.id(), resource);
            return vault.id();
        });
    }

    /** A restore point of a disposable resource that was taken in this run. There may be older ones, in other vaults. */
    RestorePoint point(Resource resource) {
        VaultId vault = vault(resource);
        return backup.restorePoints()
                .list(RestorePointFilter.of(resource).inVault(vault).withStatus(RestorePoint.Status.AVAILABLE))
                .findFirst()
                .orElseGet(() -> take(vault));
    }

    /** Takes a backup of all that is in a vault, which is one resource. */
    RestorePoint take(VaultId vault) {
        return backup.restorePoints()
                .take(BackupSpec.of(vault).named(name("point")))
                .await(LONG)
                .restorePoints()
                .get(0);
    }

    void willDelete(VaultId vault) {
        willDelete("vault " + vault, () -> delete(vault));
    }

    void willDelete(Resource.Disk disk) {
        DeleteVolumeRequest request = new DeleteVolumeRequest().withVolumeId(disk.id());
        willDelete(disk.toString(), () -> wire.call(Service.EVS, EvsMeta.deleteVolume, request));
    }

    /** An image, here or at another place. */
    void willDelete(CloudBackup place, ImageId image) {
        willDelete(
                "image " + image + " in " + place.site(),
                () -> place.images().delete(image, Removal.KEEPING_RESTORE_POINTS));
    }

    private void willDelete(String what, Runnable deleting) {
        made.putIfAbsent(what, deleting);
    }

    /** The provider at the place that an image may be copied to. */
    CloudBackup open(Site other) {
        CloudBackup place = settings.open(other, time);
        places.add(place);
        return place;
    }

    private static DataSize capacity(ProtectableResource resource) {
        return DataSize.gib(Math.max(10, 2 * resource.size().toGibRoundedUp()));
    }

    // ---- what is deleted

    /** Deletes all that was made, the newest first. */
    @Override
    public void close() {
        List<String> left = new ArrayList<>();
        List<String> newestFirst = new ArrayList<>(made.keySet());
        Collections.reverse(newestFirst);
        for (String what : newestFirst) {
            try {
                Objects.requireNonNull(made.remove(what)).run();
                tell("deleted " + what);
            } catch (RuntimeException e) {
                left.add(what + ": " + e.getMessage());
            }
        }
        places.forEach(CloudBackup::close);
        if (!left.isEmpty()) {
            throw new IllegalStateException("LEFT BEHIND, and to be deleted by hand:\n  " + String.join("\n  ", left));
        }
    }

    /** Returns when the vault is gone. What is in it may be busy for some time, and one that is being deleted still costs. */
    private void delete(VaultId vault) {
        Instant end = time.now().plus(PATIENCE);
        boolean asked = false;
        try {
            while (time.now().isBefore(end)) {
                boolean deleting = backup.vaults().get(vault).status() == Vault.Status.DELETING;
                asked = asked || deleting || accepted(vault);
                pause();
            }
        } catch (NotFound e) {
            return;
        }
        throw new IllegalStateException(asked ? "it is still being deleted" : "it is still in use");
    }

    private boolean accepted(VaultId vault) {
        try {
            backup.vaults().delete(vault, Removal.DELETING_RESTORE_POINTS);
            return true;
        } catch (Conflict e) {
            tell(e.getMessage() + "; looking again");
            return false;
        }
    }

    private void pause() {
        try {
            time.sleep(GLANCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
