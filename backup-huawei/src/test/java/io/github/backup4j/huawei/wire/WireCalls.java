package io.github.backup4j.huawei.wire;

import io.github.backup4j.BackupRunId;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageFilter;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.ImageUpdate;
import io.github.backup4j.InPlace;
import io.github.backup4j.Operation;
import io.github.backup4j.PolicyId;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Site;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.Subscription;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** The calls that the cases are about, with the ids that stand in their files. */
public final class WireCalls {
    public static final VaultId VAULT = new VaultId("ad7627ae-5b0b-492e-b6bd-cd809b745197");
    public static final VaultId OTHER_VAULT = new VaultId("fe578a6c-d1a8-4790-bd52-5954af4d446c");
    public static final Resource.Server SERVER = Resource.server("23a320a5-3efd-4568-b1aa-8dd9183cc64c");
    public static final Resource.Server OTHER_SERVER = Resource.server("97595625-198e-4e4d-879b-9d53f68ba551");
    public static final Resource.Server IMAGED_SERVER = Resource.server("877a2cda-ba63-4e1e-b95f-e67e48b6129a");
    public static final Resource.Server NEW_SERVER = Resource.server("0b37f9f1-2f1d-4a5a-a0ce-3ad2dd0c2b28");
    public static final Resource.Disk SYSTEM_DISK = Resource.disk("eccbcfdd-f843-4bbb-b2c0-a5ce861f9376");
    public static final Resource.Disk DATA_DISK = Resource.disk("bdef09bb-293f-446a-88a4-86e9f14408c4");
    public static final Resource.Disk DISK = Resource.disk("54f7ccbc-072f-4ec5-a7b7-b24dabdb4539");
    public static final Resource.Disk SNAPSHOT_DISK = Resource.disk("5aa119a8-d25b-45a7-8d1b-88e127885635");
    public static final Resource.Disk NEW_DISK = Resource.disk("b104b8db-170d-441b-897a-3c8ba9c5a214");
    public static final Resource.Disk IMAGED_DISK = Resource.disk("c5dfbd0c-bf0a-4798-a453-61dc6b54aa30");
    public static final PolicyId POLICY = new PolicyId("cbb3ce6f-3332-4e7c-b98e-77290d8471ff");
    public static final PolicyId OTHER_POLICY = new PolicyId("7075c397-25a0-43e2-a83a-bb16eaca3ee5");
    public static final BackupRunId RUN = new BackupRunId("8b0851a8-adf3-4f4c-a914-dead08bf9664");
    public static final RestorePointId SERVER_POINT = new RestorePointId("6df2b54c-dd62-4059-a07c-1b8f24f2725d");
    public static final RestorePointId DISK_POINT = new RestorePointId("5606aab5-2dc2-4498-8144-dc848d099af5");
    public static final SnapshotId SNAPSHOT = new SnapshotId("2bb856e1-b3d8-4432-a858-09e4ce939389");
    public static final ImageId IMAGE = new ImageId("e9e91bff-14b6-4a0b-8377-4ed0813e3360");
    public static final Site FAR = new Site("region-2", "68589cac08274b82b4e254268a3862d8");
    public static final String PARTNER = "075e6035d300d48c2fd0c00b78b71ebf";

    private static final Duration A_WHILE = Duration.ofMinutes(5);
    private static final String DONE = "done";

    private final Map<String, Function<CloudBackup, Object>> calls = new TreeMap<>();

    private WireCalls() {
        vaults();
        policies();
        restorePoints();
        snapshotsAndDisks();
        images();
    }

    /** All calls, by the names of their cases. */
    public static Map<String, Function<CloudBackup, Object>> all() {
        return new WireCalls().calls;
    }

    /** The call that a case is about. */
    public static Function<CloudBackup, Object> of(String name) {
        return Objects.requireNonNull(all().get(name), name);
    }

    private void vaults() {
        calls.put(
                "tc01-create-server-vault",
                backup -> backup.vaults()
                        .create(VaultSpec.forServers("orders", DataSize.gib(100))
                                .describedAs("of the shop")
                                .withTag("team", "shop")));
        calls.put(
                "tc02-create-disk-vault",
                backup -> backup.vaults().create(VaultSpec.forDisks("disks", DataSize.gib(40))));
        VaultId missing = new VaultId("00000000-0000-0000-0000-000000000000");
        calls.put("tc03a-vault-missing", backup -> backup.vaults().get(missing));
        calls.put("tc03b-vault-missing", backup -> backup.vaults().get(missing));
        calls.put("tc04-list-vaults", backup -> backup.vaults().list().toList());
        calls.put(
                "tc05-resize-vault",
                backup -> backup.vaults()
                        .update(
                                VAULT,
                                VaultSpec.forServers("orders-2", DataSize.gib(200))
                                        .describedAs("of the shop")
                                        .withTag("team", "shop")));
        calls.put(
                "tc06-add-server",
                backup -> backup.vaults().addServerExcluding(VAULT, OTHER_SERVER, Set.of(DATA_DISK)));
        calls.put(
                "tc07-remove-member", backup -> backup.vaults().remove(VAULT, SERVER, Removal.DELETING_RESTORE_POINTS));
        calls.put(
                "tc07-keep-restore-points",
                backup -> backup.vaults().remove(VAULT, SERVER, Removal.KEEPING_RESTORE_POINTS));
        calls.put("delete-vault", backup -> {
            backup.vaults().delete(VAULT, Removal.DELETING_RESTORE_POINTS);
            return DONE;
        });
        calls.put("tc08-move-member", backup -> backup.vaults().move(VAULT, OTHER_VAULT, List.of(SERVER)));
        calls.put(
                "tc09-subscribe",
                backup -> done(backup.vaults()
                        .subscribe(VaultSpec.forServers("bought", DataSize.gib(80)), Subscription.months(1))));
        calls.put("get-vault-documented", backup -> backup.vaults().get(VAULT));
        calls.put("get-vault-recorded", backup -> backup.vaults().get(VAULT));
    }

    private void policies() {
        Schedule atTwo = Schedule.weekly(DayOfWeek.values()).at("14:00");
        Site destination = new Site("eu-nl", "fcf6cb26c3bf4402869792207ad3dce4");
        calls.put(
                "tc10-create-policy",
                backup -> backup.policies().create(PolicySpec.backup("nightly", atTwo, Retention.days(1))));
        calls.put(
                "tc11-create-replication-policy",
                backup -> backup.policies()
                        .create(PolicySpec.replication("away", atTwo, Retention.days(1), destination)));
        calls.put(
                "tc12-update-policy",
                backup -> backup.policies().update(POLICY, PolicySpec.backup("nightly", atTwo, Retention.latest(1))));
        calls.put("tc13a-attach-policy", backup -> {
            backup.policies().attach(OTHER_POLICY, VAULT);
            return DONE;
        });
        calls.put("tc13b-replace-policy", backup -> {
            backup.policies().replace(POLICY, OTHER_POLICY, VAULT);
            return DONE;
        });
        for (String name : List.of("tc13c-detach-policy", "tc13d-detach-policy-again")) {
            calls.put(name, backup -> {
                backup.policies().detach(POLICY, VAULT);
                return DONE;
            });
        }
        calls.put("list-policies", backup -> backup.policies().list().toList());
    }

    private void restorePoints() {
        calls.put(
                "tc14-take",
                backup -> done(backup.restorePoints()
                        .take(BackupSpec.of(VAULT)
                                .only(SERVER, OTHER_SERVER)
                                .named("before-upgrade")
                                .describedAs("of the shop"))));
        calls.put("tc15-run-deleted", backup -> done(backup.restorePoints().take(BackupSpec.of(VAULT))));
        calls.put(
                "tc16-list-backups",
                backup -> backup.restorePoints()
                        .list(RestorePointFilter.all().withParts())
                        .toList());
        calls.put("tc17-get-server-backup", backup -> backup.restorePoints().get(SERVER_POINT));
        calls.put(
                "tc18a-restore-server",
                backup -> done(backup.restorePoints().restore(SERVER_POINT, InPlace.over(SERVER))));
        calls.put(
                "tc18b-restore-server-unnamed",
                backup -> done(backup.restorePoints()
                        .restore(SERVER_POINT, InPlace.over(SERVER).leavingStopped())));
        for (String name : List.of(
                "tc19-restore-disk",
                "tc19-restore-disk-2001",
                "tc19-restore-disk-2010",
                "tc19-restore-disk-2011",
                "tc20-restore-fails",
                "tc20-log-unknown")) {
            calls.put(name, backup -> done(backup.restorePoints().restore(DISK_POINT, InPlace.over(DISK))));
        }
        calls.put(
                "detach-and-restore",
                backup -> done(backup.restorePoints()
                        .restore(DISK_POINT, InPlace.over(DISK).detachingFirst())));
        calls.put("list-operations", backup -> backup.operations().list().toList());
        calls.put("tc25-share-backup", backup -> backup.restorePoints().share(SERVER_POINT, PARTNER));
        calls.put(
                "tc25-share-encrypted-backup", backup -> backup.restorePoints().share(SERVER_POINT, PARTNER));
        calls.put(
                "list-shares",
                backup -> backup.restorePoints().shares(SERVER_POINT).toList());
        calls.put("tc25-accept-share", backup -> backup.restorePoints().accept(SERVER_POINT, OTHER_VAULT));
        calls.put(
                "tc25-replicate",
                backup -> done(backup.restorePoints().copy(SERVER_POINT, FAR, OTHER_VAULT, "far-away")));
        calls.put("tc25c-delete-backup-of-image", backup -> {
            backup.restorePoints().delete(SERVER_POINT);
            return DONE;
        });
    }

    private void snapshotsAndDisks() {
        SnapshotSpec spec = SnapshotSpec.of(SNAPSHOT_DISK, "before-upgrade").describedAs("daily backup");
        calls.put("tc21a-take-snapshot", backup -> done(backup.snapshots().take(spec)));
        calls.put(
                "tc21b-snapshot-of-disk-in-use",
                backup -> done(backup.snapshots().take(spec)));
        for (String name : List.of("tc21c-delete-snapshot", "tc22c-delete-while-rolling-back")) {
            calls.put(name, backup -> {
                backup.snapshots().delete(SNAPSHOT);
                return DONE;
            });
        }
        calls.put("tc21d-snapshot-gone", backup -> backup.snapshots().get(SNAPSHOT));
        calls.put("get-snapshot", backup -> backup.snapshots().get(SNAPSHOT));
        calls.put("list-snapshots", backup -> backup.snapshots().list().toList());
        calls.put("tc22a-roll-back", backup -> done(backup.snapshots().rollBack(SNAPSHOT, SNAPSHOT_DISK)));
        calls.put("tc22b-roll-back-attached", backup -> done(backup.snapshots().rollBack(SNAPSHOT, SNAPSHOT_DISK)));
        for (String name : List.of("tc23a-new-disk-from-backup", "tc23b-new-disk-of-a-batch", "tc23c-new-disk-fails")) {
            calls.put(name, backup -> done(backup.restorePoints().restore(DISK_POINT, DiskSpec.of("restored"))));
        }
        for (String name : List.of(
                "tc23d-new-disk-from-snapshot", "tc23e-new-disk-1010", "tc23e-new-disk-2054", "tc23e-new-disk-2096")) {
            calls.put(name, backup -> done(backup.snapshots().restore(SNAPSHOT, DiskSpec.of("restored"))));
        }
        calls.put("get-disk", backup -> backup.resources().get(DISK));
        calls.put(
                "list-servers",
                backup -> backup.resources()
                        .list(ResourceFilter.all().ofKind(Resource.Kind.SERVER))
                        .toList());
    }

    private void images() {
        ImageSpec ofSystemDisk = ImageSpec.of("shop-system", ImageSource.systemDiskOf(IMAGED_SERVER))
                .describedAs("after the upgrade")
                .withTags(Map.of("team", "shop"));
        ImageSpec ofDisk = ImageSpec.of("shop-data", ImageSource.disk(IMAGED_DISK))
                .describedAs("after the upgrade")
                .withTags(Map.of("team", "shop"));
        ImageSpec ofServer = ImageSpec.of(
                "shop-whole",
                ImageSource.wholeServer(IMAGED_SERVER, new VaultId("de9fcf45-11b2-432c-8562-5c5428574600")));
        ImageSpec ofPoint = ImageSpec.of("shop-whole", ImageSource.restorePoint(SERVER_POINT));
        ImageSpec ofSnapshot = ImageSpec.of("shop-data", ImageSource.snapshot(SNAPSHOT));
        calls.put("tc24a-image-of-system-disk", backup -> done(backup.images().build(ofSystemDisk)));
        calls.put("tc24b-image-of-data-disk", backup -> done(backup.images().build(ofDisk)));
        calls.put("tc24c-image-of-server", backup -> done(backup.images().build(ofServer)));
        calls.put("tc24d-image-of-backup", backup -> done(backup.images().build(ofPoint)));
        calls.put("tc24e-second-image-of-backup", backup -> done(backup.images().build(ofPoint)));
        calls.put("image-of-snapshot", backup -> done(backup.images().build(ofSnapshot)));
        calls.put(
                "list-images", backup -> backup.images().list(ImageFilter.all()).toList());
        calls.put("get-image", backup -> backup.images().get(IMAGE));
        calls.put("tc25a-delete-image-and-backup", backup -> {
            backup.images().delete(IMAGE, Removal.DELETING_RESTORE_POINTS);
            return DONE;
        });
        calls.put("tc25b-delete-image", backup -> {
            backup.images().delete(IMAGE, Removal.KEEPING_RESTORE_POINTS);
            return DONE;
        });
        calls.put(
                "tc25d-update-image",
                backup -> backup.images()
                        .update(IMAGE, new ImageUpdate("shop-system-2", "of the shop", Map.of("team", "shop"))));
        calls.put("image-shares", backup -> backup.images().shares(IMAGE).toList());
        calls.put("share-image", backup -> backup.images().share(IMAGE, PARTNER));
        calls.put("copy-image", backup -> done(backup.images().copy(IMAGE, ImageCopySpec.of("shop-copy"))));
        calls.put(
                "export-image",
                backup -> done(backup.images().export(IMAGE, "images:shop.zvhd", Image.Format.of("zvhd"))));
        calls.put("new-server-from-image", backup -> done(backup.images().restore(IMAGE, ServerSpec.of("shop-2"))));
        calls.put(
                "new-server-from-backup",
                backup -> done(backup.restorePoints().restore(SERVER_POINT, ServerSpec.of("shop-2"))));
        calls.put(
                "new-server-room-untold",
                backup -> begun(backup.restorePoints().restore(SERVER_POINT, ServerSpec.of("shop-2"))));
    }

    /** Its token has a key that is random. */
    private static String begun(Operation<?> operation) {
        return "begun: " + operation.getClass().getSimpleName();
    }

    private static <T> T done(Operation<T> operation) {
        return operation.await(A_WHILE);
    }
}
