package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.InPlace;
import io.github.backup4j.OperationFilter;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Purpose;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.RestorePoints;
import io.github.backup4j.Site;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** CBR's calls that restore from backups, and that copy backups to other regions. */
public final class CbrRestoreRoutes {
    private static final String BACKUP = "/v3/{project_id}/backups/{backup_id}";

    private static final Map<String, String> SERVER = Map.of(
            "TOO_SMALL", "2001",
            "WRONG_KIND", "2013",
            "ENCRYPTED", "6140",
            "VAULT_UNUSABLE", "6202",
            "RESOURCE_NOT_FOUND", "7100",
            "BEING_WORKED_ON", "2010");
    private static final Map<String, String> COPYING = Map.of(
            "WRONG_KIND", "6122",
            "NO_SYSTEM_DISK", "6122",
            "WRONG_PURPOSE", "6119",
            "NOT_AVAILABLE", "6206",
            "BEING_WORKED_ON", "6130",
            "VAULT_NOT_FOUND", "6120");

    private final Cbr cbr;
    private final CbrProgress progress;

    public CbrRestoreRoutes(Emulation emulation) {
        cbr = new Cbr(emulation);
        progress = new CbrProgress(cbr);
    }

    public void addTo(Router router) {
        router.add("POST", BACKUP + "/restore", CbrErrors.translating(SERVER, this::restore));
        router.add("POST", BACKUP + "/replicate", CbrErrors.translating(COPYING, this::replicate));
        router.add(
                "POST", "/v3/{project_id}/checkpoints/replicate", CbrErrors.translating(COPYING, this::replicateAll));
    }

    // ---- restoring

    private WireReply restore(WireRequest request) {
        RestorePointId id = new RestorePointId(request.parameter("backup_id"));
        RestorePoint point = cbr.point(request, id.value())
                .or(() -> cbr.holderOf(request, id.value()))
                .orElseThrow(() -> CbrErrors.of("6200"));
        CbrFields sent = CbrFields.of(request, "restore");
        boolean powerOn = sent.bool("power_on", true);
        boolean whole = point.id().equals(id);
        InPlace<Resource> target = whole && point.resource() instanceof Resource.Server
                ? serverTarget(request, point, sent)
                : diskTarget(request, whole ? point.resource() : diskOf(point, id), sent);
        requireIdle(request, point);
        RestorePoints points = cbr.backup(request).restorePoints();
        points.restore(id, powerOn ? target : target.leavingStopped());
        progress.begin(List.of(point));
        boolean empty = cbr.documented()
                || cbr.emulation
                        .note("settings", "cbr")
                        .path("empty_restore_body")
                        .asBoolean();
        return empty ? WireReply.empty(202) : WireReply.of(202, Json.object().put("job_id", logId(request)));
    }

    private String logId(WireRequest request) {
        return cbr.backup(request)
                .operations()
                .list(OperationFilter.all().ofKind(OperationRecord.Kind.RESTORE))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private InPlace<Resource> serverTarget(WireRequest request, RestorePoint point, CbrFields sent) {
        Resource server = Cbr.resource(Resource.Kind.SERVER, sent.requiredText("server_id"));
        if (cbr.find(request, server).isEmpty()) {
            throw CbrErrors.of("7100");
        }
        if (!server.equals(point.resource())) {
            throw CbrErrors.of("2003");
        }
        List<CbrFields> mappings = sent.objects("mappings");
        if (mappings.isEmpty()) {
            throw sent.invalid("mappings", "is required to restore a server");
        }
        Map<Resource.Disk, Resource.Disk> disks = new HashMap<>();
        for (CbrFields mapping : mappings) {
            String child = mapping.requiredText("backup_id");
            RestorePoint.Part part = point.parts().stream()
                    .filter(found -> found.id().value().equals(child))
                    .findFirst()
                    .orElseThrow(() -> CbrErrors.of("6200"));
            Resource volume = Cbr.resource(Resource.Kind.DISK, mapping.requiredText("volume_id"));
            if (disks.put(part.disk(), (Resource.Disk) volume) != null) {
                throw mapping.invalid("backup_id", "'" + child + "' is mapped twice");
            }
        }
        if (disks.size() < point.parts().size()) {
            throw CbrErrors.of("2012");
        }
        return new InPlace<>(server, disks, true, false);
    }

    /** The disk of the child backup with this id. */
    private static Resource diskOf(RestorePoint point, RestorePointId child) {
        return point.parts().stream()
                .filter(part -> part.id().equals(child))
                .findFirst()
                .orElseThrow()
                .disk();
    }

    private InPlace<Resource> diskTarget(WireRequest request, Resource taken, CbrFields sent) {
        Resource disk = Cbr.resource(Resource.Kind.DISK, sent.requiredText("volume_id"));
        if (cbr.find(request, disk).isEmpty()) {
            throw CbrErrors.of("7000");
        }
        if (!disk.equals(taken)) {
            throw CbrErrors.of("7004");
        }
        return InPlace.over(disk);
    }

    /** The error for a busy resource: one that is being backed up, or one that is being restored. */
    private void requireIdle(WireRequest request, RestorePoint point) {
        if (point.status() == RestorePoint.Status.RESTORING) {
            throw CbrErrors.of("2010");
        }
        Optional<Vault.Member> member = cbr.backup(request)
                .vaults()
                .list()
                .flatMap(vault -> vault.member(point.resource()).stream())
                .findFirst();
        if (member.filter(found -> found.status() == Vault.MemberStatus.PROTECTING)
                .isPresent()) {
            throw CbrErrors.of("2002");
        }
    }

    // ---- copying

    private WireReply replicate(WireRequest request) {
        RestorePoint point = cbr.point(request);
        CbrFields sent = CbrFields.of(request, "replicate");
        Site site = site(sent);
        VaultId vault = destination(site, sent);
        sent.description("description");
        String name = sent.name("name");
        RestorePoint copied = copy(request, point, site, vault, name == null ? point.name() : name);
        ObjectNode answer = Json.object();
        ObjectNode replication = answer.putObject("replication");
        replication.put("backup_id", point.id().value());
        putCommon(replication, request, point.resource().kind(), site, vault);
        replication.put("replication_record_id", latestRecord(copied));
        return WireReply.ok(answer);
    }

    private WireReply replicateAll(WireRequest request) {
        CbrFields sent = CbrFields.of(request, "replicate");
        Vault vault = cbr.vault(request, sent.requiredText("vault_id"), "6105");
        sent.bool("auto_trigger");
        Site site = site(sent);
        VaultId destination = destination(site, sent);
        if (vault.kind() != Resource.Kind.SERVER) {
            throw CbrErrors.of("6122");
        }
        ObjectNode answer = Json.object();
        ObjectNode replication = answer.putObject("replication");
        putCommon(replication, request, vault.kind(), site, destination);
        replication.put("vault_id", vault.id().value());
        ArrayNode backups = replication.putArray("backups");
        List<RestorePoint> points = cbr.backup(request)
                .restorePoints()
                .list(RestorePointFilter.all()
                        .inVault(vault.id())
                        .withStatus(RestorePoint.Status.AVAILABLE)
                        .withParts())
                .filter(point -> point.copies().stream()
                        .noneMatch(copy -> copy.site().region().equals(site.region())))
                .filter(CbrRestoreRoutes::holdsSystemDisk)
                .toList();
        for (RestorePoint point : points) {
            RestorePoint copied = copy(request, point, site, destination, point.name());
            backups.addObject().put("backup_id", point.id().value()).put("replication_record_id", latestRecord(copied));
        }
        return WireReply.ok(answer);
    }

    private static boolean holdsSystemDisk(RestorePoint point) {
        return point.parts().stream().anyMatch(RestorePoint.Part::bootable);
    }

    private RestorePoint copy(WireRequest request, RestorePoint point, Site site, VaultId vault, String name) {
        RestorePoints points = cbr.backup(request).restorePoints();
        points.copy(point.id(), site, vault, name);
        RestorePoint copied = points.get(point.id());
        cbr.emulation
                .note("replication", latestRecord(copied))
                .put("asked_at", cbr.emulation.now().toString());
        return copied;
    }

    private static String latestRecord(RestorePoint point) {
        return CbrBackupView.recordId(point, point.copies().get(point.copies().size() - 1));
    }

    private void putCommon(
            ObjectNode replication, WireRequest request, Resource.Kind kind, Site site, VaultId destination) {
        replication.put("destination_vault_id", destination.value());
        replication.put("destination_project_id", site.project());
        replication.put("destination_region", site.region());
        replication.put("project_id", cbr.emulation.project(request));
        replication.put("provider_id", Cbr.providerOf(kind));
        replication.put("source_region", cbr.emulation.region());
    }

    private Site site(CbrFields sent) {
        sent.bool("enable_acceleration");
        Site site = new Site(sent.requiredText("destination_region"), sent.requiredText("destination_project_id"));
        if (site.region().equals(cbr.emulation.region())) {
            throw sent.invalid("destination_region", "is the region of the backup");
        }
        return site;
    }

    private VaultId destination(Site site, CbrFields sent) {
        String id = sent.requiredText("destination_vault_id");
        Vault vault = cbr.emulation
                .home
                .at(site)
                .backup()
                .vaults()
                .list()
                .filter(found -> found.id().value().equals(id))
                .findFirst()
                .orElseThrow(() -> CbrErrors.of("6120"));
        if (vault.purpose() != Purpose.REPLICATION) {
            throw CbrErrors.of("6119");
        }
        return vault.id();
    }
}
