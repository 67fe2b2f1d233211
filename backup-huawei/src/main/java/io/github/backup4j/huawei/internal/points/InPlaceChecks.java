package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.Preflight.Stop;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.huawei.internal.http.Failures;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.ProtectableCalls;
import io.github.backup4j.huawei.internal.resources.ServerCalls;
import io.github.backup4j.huawei.internal.vaults.VaultCalls;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Checks.Found;
import io.github.backup4j.spi.Impact;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The checks of restores in place. A restore runs the first part before it changes anything, and leaves the rest to the service. A
 * preflight also reads what the service would refuse the restore for.
 */
public final class InPlaceChecks {
    private final PointCalls points;
    private final DiskCalls disks;
    private final ServerCalls servers;
    private final VaultCalls vaults;
    private final ProtectableCalls protectables;
    private final Acceptance acceptance;
    private final RestoreNotes notes;

    public InPlaceChecks(
            PointCalls points,
            DiskCalls disks,
            ServerCalls servers,
            VaultCalls vaults,
            ProtectableCalls protectables,
            Acceptance acceptance,
            RestoreNotes notes) {
        this.points = points;
        this.disks = disks;
        this.servers = servers;
        this.vaults = vaults;
        this.protectables = protectables;
        this.acceptance = acceptance;
        this.notes = notes;
    }

    /**
     * A restore in place, with what was read for it.
     *
     * @param point the restore point
     * @param disk the disk that is overwritten; missing if a server is
     * @param server the server that is overwritten, or that the disk is detached from; missing if there is none
     * @param writes for a server, the disk that each part is written to; incomplete if a check failed
     * @param seen the disks of a server, as they were read
     * @param whole the restore point of a server that the restore point is a part of; null: it is none
     */
    record Checked(
            Found<RestorePoint> point,
            Found<JsonNode> disk,
            Found<JsonNode> server,
            Map<RestorePoint.Part, Resource.Disk> writes,
            Map<Resource.Disk, JsonNode> seen,
            @Nullable RestorePoint whole) {
        boolean part() {
            return whole != null;
        }
    }

    /** Runs the checks that a restore makes before it changes anything. */
    Checked run(Checks checks, RestorePointId id, InPlace<?> target) {
        Found<PointCalls.OverwriteSource> source = checks.find(
                Kind.SOURCE,
                () -> points.overwriting(id, target.overwritten()),
                found -> PointCalls.described(found.point()));
        PointCalls.OverwriteSource found = source.orNull();
        RestorePoint whole = found == null ? null : found.whole();
        if (whole != null) {
            checks.check(
                    Kind.SOURCE_STATUS,
                    () -> PointCalls.requireRestorable(whole),
                    () -> "restore point " + whole.id() + ", which it is part of, is " + whole.statusText());
        }
        Found<RestorePoint> point = checks.find(
                Kind.SAME_RESOURCE,
                () -> requireTakenOf(source.get().point(), target.overwritten()),
                taken -> "restore point " + id + " was taken of " + target.overwritten());
        checks.check(
                Kind.SOURCE_STATUS,
                () -> PointCalls.requireRestorable(source.get().point()),
                () -> "restore point " + id + " is " + source.get().point().statusText());
        return target.overwritten() instanceof Resource.Disk disk
                ? disk(checks, point, disk, target, whole)
                : server(checks, point, (Resource.Server) target.overwritten(), target);
    }

    private Checked disk(
            Checks checks,
            Found<RestorePoint> point,
            Resource.Disk disk,
            InPlace<?> target,
            @Nullable RestorePoint whole) {
        Found<JsonNode> seen =
                checks.find(Kind.TARGET, () -> disks.get(disk.id()), found -> disk + " is " + DiskCalls.status(found));
        checks.check(Kind.TARGET_STATUS, () -> requireReady(disk, seen.get()), () -> status(disk, seen.get()));
        checks.check(Kind.ATTACHMENT, () -> requireFree(disk, seen.get(), target), () -> attachment(disk, seen.get()));
        var unused = checks.find(
                Kind.SIZE,
                () -> requireRoom(point.get().parts().get(0), disk, seen.get()),
                found -> room(point.get().parts().get(0), disk, found));
        JsonNode known = seen.orNull();
        Resource.Server server = known == null || !target.detachFirst() ? null : DiskCalls.server(known);
        Found<JsonNode> attachedTo = Found.missing("there is none");
        if (server != null) {
            attachedTo = checks.find(
                    Kind.TARGET_STATUS,
                    () -> requireSettled(server, servers.get(server.id())),
                    found -> server + " is " + ServerCalls.status(found));
        }
        if (server != null || checks.collects()) {
            var unusedVault = acceptance.require(checks, point, Acceptance.worked(disk, whole, server));
        }
        return new Checked(point, seen, attachedTo, Map.of(), Map.of(), whole);
    }

    private Checked server(Checks checks, Found<RestorePoint> point, Resource.Server server, InPlace<?> target) {
        Found<JsonNode> seen = checks.find(
                Kind.TARGET, () -> servers.get(server.id()), found -> server + " is " + ServerCalls.status(found));
        for (Resource.Disk source : target.mappings().keySet()) {
            checks.check(
                    Kind.DISK_MAPPING,
                    () -> requireHolds(point.get(), source),
                    () -> source + " is in restore point " + point.get().id());
        }
        RestorePoint known = point.orNull();
        if (known != null && known.parts().isEmpty()) {
            checks.check(
                    Kind.DISK_MAPPING,
                    () -> {
                        throw new Conflict("the service shows no disk in restore point " + known.id()
                                + ", so what it would overwrite is not known; nothing was overwritten");
                    },
                    () -> "");
        }
        Map<RestorePoint.Part, Resource.Disk> writes = new LinkedHashMap<>();
        Map<Resource.Disk, JsonNode> read = new LinkedHashMap<>();
        for (RestorePoint.Part part : partsOf(point)) {
            Resource.Disk wanted = target.mappings().getOrDefault(part.disk(), part.disk());
            Found<Resource.Disk> written = checks.find(
                    Kind.DISK_MAPPING,
                    () -> requireOneAttached(server, seen.get(), part, wanted, writes),
                    found -> part.disk() + " is written to " + wanted + ", which is attached to " + server);
            Found<JsonNode> disk = checks.find(
                    Kind.SIZE,
                    () -> requireRoom(
                            part, written.get(), disks.get(written.get().id())),
                    found -> room(part, wanted, found));
            if (written.orNull() != null) {
                writes.put(part, wanted);
            }
            JsonNode shown = disk.orNull();
            if (shown != null) {
                read.put(wanted, shown);
                if (DiskCalls.servers(shown).size() > 1) {
                    checks.check(Kind.ATTACHMENT, () -> DiskCalls.requireUnshared(wanted, shown, server), () -> "");
                }
            }
        }
        return new Checked(point, Found.missing("there is none"), seen, writes, read, null);
    }

    private static List<RestorePoint.Part> partsOf(Found<RestorePoint> point) {
        RestorePoint known = point.orNull();
        return known == null ? List.of() : known.parts();
    }

    // ---- what a preflight adds

    /** Runs the checks of a preflight, and returns what the restore would do. */
    Impact preflight(Checks checks, RestorePointId id, InPlace<?> target) {
        Checked checked = run(checks, id, target);
        Found<RestorePoint> point = checked.point();
        Found<JsonNode> vault = target.overwritten() instanceof Resource.Server server
                ? acceptance.require(checks, point, Set.of(server))
                : Found.missing("is not read for a server");
        checked.writes().forEach((part, disk) -> {
            JsonNode seen = checked.seen().get(disk);
            if (seen != null) {
                checks.report(Kind.TARGET_STATUS, () -> diskStatus(disk, seen));
                checks.report(Kind.DISK_MAPPING, () -> fits(part, disk, seen));
            }
        });
        reportTags(checks, checked, target);
        if (target.overwritten() instanceof Resource.Server server) {
            reportServer(checks, point, vault, checked.server(), server);
        }
        return impact(checked, target);
    }

    /** The restore of a disk is noted on it, and that of a server on the first disk that is written. */
    private void reportTags(Checks checks, Checked checked, InPlace<?> target) {
        if (target.overwritten() instanceof Resource.Disk disk) {
            JsonNode server = checked.server().orNull();
            Resource.Server from = server == null ? null : Resource.server(JsonFields.id(server, "id", "a server"));
            int more = from != null && checked.part() ? 1 : 0;
            notes.preflight(checks, disk, checked.disk(), from, false, more);
            return;
        }
        checked.writes().values().stream()
                .findFirst()
                .ifPresent(disk -> notes.preflight(
                        checks, disk, checks.readForReports(() -> checked.seen().get(disk)), null, false));
    }

    /** The service decides whether it restores a server in any other status. */
    private static Checks.Finding serverStatus(Resource.Server server, JsonNode seen) {
        String said = server + " is " + ServerCalls.status(seen);
        return ServerCalls.running(seen) || ServerCalls.stopped(seen)
                ? Checks.passes(said)
                : Checks.unknown(said + "; CBR does not say whether it restores a server in that status");
    }

    private void reportServer(
            Checks checks,
            Found<RestorePoint> point,
            Found<JsonNode> vault,
            Found<JsonNode> seen,
            Resource.Server server) {
        checks.report(Kind.TARGET_STATUS, () -> serverStatus(server, seen.get()));
        checks.report(Kind.SERVER_AT_BACKUP, () -> points.atBackup(point.get()));
        JsonNode read = vault.orNull();
        if (read != null
                && JsonFields.text(read.path("billing"), "consistent_level").equals("app_consistent")) {
            checks.report(Kind.AGENT, () -> agent(server, protectables.agent(server)));
        }
    }

    /** The restore brings back the agent as it was then, whatever it is now; so this never refuses a restore. */
    private static Checks.Finding agent(Resource.Server server, JsonNode state) {
        if (!JsonFields.flag(state, "installed")) {
            return Checks.unknown("CBR sees no agent in " + server + ", or cannot connect to it: "
                    + JsonFields.text(state, "message")
                    + "; the restore does not need it, but application-consistent backups afterwards do");
        }
        return Checks.passes("the agent in " + server + " is of version " + JsonFields.text(state, "version")
                + (JsonFields.flag(state, "is_old") ? ", which is outdated" : ""));
    }

    private static Impact impact(Checked checked, InPlace<?> target) {
        RestorePoint point = checked.point().orNull();
        JsonNode server = checked.server().orNull();
        List<Resource.Disk> disks =
                new ArrayList<>(checked.writes().values().stream().distinct().toList());
        if (checked.disk().orNull() != null && target.overwritten() instanceof Resource.Disk disk) {
            disks.add(disk);
        }
        List<Stop> stops = new ArrayList<>();
        if (server != null) {
            boolean running = ServerCalls.running(server);
            boolean restored = target.overwritten() instanceof Resource.Server;
            stops.add(new Stop(
                    Resource.server(JsonFields.id(server, "id", "a server")),
                    running,
                    target.startAfterwards() && (running || restored)));
        }
        if (point == null) {
            return new Impact(null, null, disks, stops);
        }
        RestorePoint taken = checked.whole() == null ? point : checked.whole();
        return new Impact(point.createdAt(), point.source().size(), disks, stops, taken.resource());
    }

    /** Reports whether a new disk or server can be made from the vault of a restore point; nothing of one of another project. */
    void reportVault(Checks checks, Found<RestorePoint> point) {
        RestorePoint known = point.orNull();
        if (known != null && known.origin() != RestorePoint.Origin.SHARED) {
            checks.report(Kind.VAULT, () -> vaultOfSource(known, vaults.show(known.vault())));
        }
    }

    private static Checks.Finding vaultOfSource(RestorePoint point, JsonNode vault) {
        String status = JsonFields.text(vault.path("billing"), "status");
        String said = "vault " + point.vault() + " is " + (status.isEmpty() ? "in no known status" : status);
        return status.equals("available")
                ? Checks.passes(said)
                : Checks.unknown(said + "; it is not documented whether EVS and IMS read from it");
    }

    private static Checks.Finding diskStatus(Resource.Disk disk, JsonNode seen) {
        String said = status(disk, seen);
        if (DiskCalls.ready(seen)) {
            return Checks.passes(said);
        }
        return DiskCalls.status(seen).equals("restoring-backup")
                ? Checks.fails(
                        Failures.expected("BackupService.2010", said + "; try again later; nothing was overwritten"))
                : Checks.fails(Failures.expected(
                        "BackupService.2011", said + "; wait until it is in-use; nothing was overwritten"));
    }

    /** CBR writes neither a data disk nor an encrypted one over another disk that a server starts from. */
    private static Checks.Finding fits(RestorePoint.Part part, Resource.Disk disk, JsonNode seen) {
        boolean overSystemDisk = !part.disk().equals(disk) && JsonFields.flag(seen, "bootable");
        if (overSystemDisk && !part.bootable()) {
            return Checks.fails(Failures.expected(
                    "BackupService.2013",
                    part.disk() + " is a data disk and cannot be restored onto " + disk
                            + ", which the server starts from; nothing was overwritten"));
        }
        if (overSystemDisk && part.encrypted()) {
            return Checks.fails(Failures.expected(
                    "BackupService.6140",
                    part.disk() + " is encrypted and cannot be restored onto " + disk
                            + ", which the server starts from; nothing was overwritten"));
        }
        return Checks.passes(part.disk() + " may be written to " + disk);
    }

    // ---- evidence

    private static String status(Resource.Disk disk, JsonNode seen) {
        return disk + " is " + DiskCalls.status(seen);
    }

    private static String attachment(Resource.Disk disk, JsonNode seen) {
        Resource.Server server = DiskCalls.server(seen);
        return server == null
                ? disk + " is attached to no server"
                : disk + " is attached to " + server + ", and is detached first";
    }

    private static String room(RestorePoint.Part part, Resource.Disk disk, JsonNode seen) {
        return disk + " has " + sizeOf(disk, seen) + ", " + RestorePointReader.sizeOf(part) + " were backed up";
    }

    // ---- refusals

    private static RestorePoint requireTakenOf(RestorePoint point, Resource overwritten) {
        if (!overwritten.equals(point.resource())) {
            String alone = point.parts().stream()
                    .filter(part -> part.disk().equals(overwritten))
                    .map(part -> "; " + overwritten + " is part " + part.id() + " of it, which can be restored alone")
                    .findFirst()
                    .orElse("");
            throw new Invalid("restore point " + point.id() + " was taken of " + point.resource() + ", not of "
                    + overwritten + alone + "; nothing was overwritten");
        }
        return point;
    }

    private static void requireReady(Resource.Disk disk, JsonNode seen) {
        if (!DiskCalls.ready(seen)) {
            throw new Busy(disk + " is " + DiskCalls.status(seen) + "; try again later; nothing was overwritten");
        }
    }

    private static void requireFree(Resource.Disk disk, JsonNode seen, InPlace<?> target) {
        DiskCalls.requireUnshared(disk, seen);
        Resource.Server server = DiskCalls.server(seen);
        if (server != null && !target.detachFirst()) {
            throw new Conflict(disk + " is attached to " + server
                    + ", and cannot be restored; detach it, or restore with detachingFirst(); nothing was overwritten");
        }
        if (server == null && !DiskCalls.status(seen).equals("available")) {
            throw new Busy(disk + " is " + DiskCalls.status(seen)
                    + "; EVS does not say what it is attached to; try again later; nothing was overwritten");
        }
    }

    private static JsonNode requireSettled(Resource.Server server, JsonNode seen) {
        if (!ServerCalls.running(seen) && !ServerCalls.stopped(seen)) {
            throw new Busy(server + " is " + ServerCalls.status(seen) + "; try again later; nothing was overwritten");
        }
        return seen;
    }

    private static JsonNode requireRoom(RestorePoint.Part part, Resource.Disk disk, JsonNode seen) {
        DataSize size = sizeOf(disk, seen);
        DataSize needed = RestorePointReader.sizeOf(part);
        if (size.compareTo(needed) < 0) {
            throw new Conflict(disk + " has " + size + ", less than the " + needed
                    + " that were backed up; enlarge it first; nothing was overwritten");
        }
        return seen;
    }

    private static DataSize sizeOf(Resource.Disk disk, JsonNode seen) {
        return JsonFields.requiredGib(seen, "size", disk.toString());
    }

    private static void requireHolds(RestorePoint point, Resource.Disk source) {
        if (point.parts().stream().noneMatch(part -> part.disk().equals(source))) {
            throw new Invalid("mapping names " + source + ", which is not in restore point " + point.id()
                    + "; nothing was overwritten");
        }
    }

    private static Resource.Disk requireOneAttached(
            Resource.Server server,
            JsonNode seen,
            RestorePoint.Part part,
            Resource.Disk wanted,
            Map<RestorePoint.Part, Resource.Disk> writes) {
        if (!ServerCalls.disks(seen).contains(wanted.id())) {
            throw new Invalid(wanted + " is not attached to " + server + "; map " + part.disk()
                    + " to a disk that is; nothing was overwritten");
        }
        if (writes.containsValue(wanted)) {
            throw new Invalid("two disks would be restored onto " + wanted + "; nothing was overwritten");
        }
        return wanted;
    }
}
