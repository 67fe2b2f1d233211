package io.github.backup4j.huawei.simulation;

import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.VaultId;
import io.github.backup4j.testkit.InMemoryCloud;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How restore points come about in a simulation: by hand, and at night. */
final class BackUpSteps {
    private static final LocalTime NIGHT = ProtectSteps.NIGHT;

    private final Scene scene;
    private final InMemoryCloud cloud;
    private final PatientCaller caller;
    private final Ledger ledger;

    BackUpSteps(Scene scene) {
        this.scene = scene;
        cloud = scene.cloud();
        caller = scene.caller();
        ledger = scene.ledger();
    }

    boolean write() {
        Optional<Ledger.Disk> disk = scene.any(ledger.disks, all -> true);
        disk.ifPresent(found -> {
            found.content = scene.nextName("content");
            cloud.write(found.id, found.content);
        });
        return disk.isPresent();
    }

    boolean takeBackup() {
        Optional<Ledger.VaultEntry> vault = scene.any(ledger.vaults, entry -> !entry.members.isEmpty());
        if (vault.isEmpty()) {
            return false;
        }
        VaultId id = vault.get().id;
        BackupSpec spec = BackupSpec.of(id);
        BackupRun run = caller.run(
                "back up " + id,
                BackupRun.class,
                (backup, key) -> backup.restorePoints().take(spec, key));
        run.restorePoints().forEach(point -> ledger.points.add(entry(point)));
        if (run.restorePoints().size() != vault.get().members.size()) {
            throw new AssertionError("a backup of " + vault.get().members + " made " + run);
        }
        return true;
    }

    private Ledger.Point entry(RestorePoint point) {
        return new Ledger.Point(
                point.id(), point.vault(), point.resource(), ledger.contents(point.resource()), point.automatic());
    }

    /** Whether a policy runs so soon that nothing else should be begun before. */
    boolean nightIsNear() {
        LocalTime now = cloud.time().now().atOffset(ZoneOffset.UTC).toLocalTime();
        return now.isAfter(NIGHT.minusHours(3));
    }

    /** A night passes, in which policies make restore points, and delete some. */
    boolean passNight() {
        boolean runs = ledger.vaults.stream().anyMatch(vault -> vault.policy != null);
        if (!runs && !nightIsNear()) {
            return false;
        }
        cloud.time()
                .advanceTo(cloud.time()
                        .now()
                        .atOffset(ZoneOffset.UTC)
                        .with(NIGHT)
                        .plusHours(2)
                        .toInstant());
        readAutomaticPoints();
        return true;
    }

    /** One more of each member whose vault has a policy, of what was on it then; and of the older ones, which are left. */
    private void readAutomaticPoints() {
        Map<RestorePointId, RestorePoint> present = new LinkedHashMap<>();
        cloud.backup().restorePoints().list().forEach(point -> present.put(point.id(), point));
        List<RestorePoint> made = present.values().stream()
                .filter(point ->
                        ledger.points.stream().noneMatch(known -> known.id().equals(point.id())))
                .toList();
        List<String> wanted = new ArrayList<>();
        ledger.vaults.stream()
                .filter(vault -> vault.policy != null)
                .forEach(vault -> vault.members.forEach(member -> wanted.add(member + " in " + vault.id)));
        List<String> actual = made.stream()
                .filter(RestorePoint::automatic)
                .map(point -> point.resource() + " in " + point.vault())
                .toList();
        if (wanted.size() != made.size() || !actual.containsAll(wanted)) {
            throw new AssertionError("in the night " + wanted + " should have been backed up, and were " + made);
        }
        made.forEach(point -> ledger.points.add(entry(point)));
        ledger.points.removeIf(point -> point.automatic() && !present.containsKey(point.id()));
    }
}
