package io.github.backup4j.huawei.emulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.BackupRun;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePoints;
import io.github.backup4j.Vault;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** CBR's calls on backups: to read, to rename, to delete. */
final class CbrBackupRoutes {
    private static final String BACKUPS = "/v3/{project_id}/backups";
    private static final String BACKUP = BACKUPS + "/{backup_id}";
    private static final int MOST_AT_ONCE = 1000;

    private static final Map<String, String> DELETING = Map.of("VAULT_LOCKED", "6220", "BEING_WORKED_ON", "6203");

    private final Cbr cbr;
    private final CbrBackupView view;
    private final CbrShares shares;

    CbrBackupRoutes(Emulation emulation) {
        cbr = new Cbr(emulation);
        view = new CbrBackupView(cbr);
        shares = new CbrShares(cbr);
    }

    void addTo(Router router) {
        router.add("GET", BACKUPS, CbrErrors.translating(Map.of(), this::list));
        router.add("POST", BACKUPS + "/sync", request -> {
            throw CbrErrors.of("7300");
        });
        router.add("GET", BACKUP, CbrErrors.translating(Map.of(), this::show));
        router.add("PUT", BACKUP, CbrErrors.translating(Map.of(), this::rename));
        router.add("DELETE", BACKUP, CbrErrors.translating(DELETING, this::delete));
        router.add("GET", BACKUP + "/metadata", CbrErrors.translating(Map.of(), this::metadata));
    }

    private WireReply show(WireRequest request) {
        ObjectNode answer = Json.object();
        Optional<RestorePoint> point = cbr.point(request, request.parameter("backup_id"));
        answer.set(
                "backup",
                point.isPresent() ? view.shown(point.get(), shares.ownerOf(request, point.get())) : child(request));
        return WireReply.ok(answer);
    }

    private ObjectNode child(WireRequest request) {
        String id = request.parameter("backup_id");
        return cbr.backup(request)
                .restorePoints()
                .list()
                .flatMap(point -> children(point)
                        .filter(part -> part.id().value().equals(id))
                        .map(part -> view.child(point, part, cbr.emulation.project(request))))
                .findFirst()
                .orElseThrow(() -> CbrErrors.of("6200"));
    }

    private static Stream<RestorePoint.Part> children(RestorePoint point) {
        return point.resource() instanceof Resource.Server ? point.parts().stream() : Stream.empty();
    }

    private WireReply rename(WireRequest request) {
        String name = CbrFields.of(request, "backup").requiredName("name");
        RestorePoint point =
                cbr.backup(request).restorePoints().rename(cbr.point(request).id(), name);
        ObjectNode answer = Json.object();
        answer.set("backup", view.shown(point, cbr.emulation.project(request)));
        return WireReply.ok(answer);
    }

    private WireReply delete(WireRequest request) {
        if (cbr.point(request, request.parameter("backup_id")).isEmpty()) {
            ObjectNode unused = child(request);
            throw CbrErrors.of("6201");
        }
        cbr.backup(request).restorePoints().delete(cbr.point(request).id());
        return WireReply.empty(204);
    }

    private WireReply metadata(WireRequest request) {
        RestorePoint point = cbr.point(request);
        if (!point.available()) {
            throw CbrErrors.of("6206");
        }
        ObjectNode answer = Json.object();
        answer.put("backup_id", point.id().value());
        answer.put("backups", view.shown(point, cbr.emulation.project(request)).toString());
        answer.put("flavor", "{}");
        answer.putArray("floatingips");
        answer.put("interface", "[]");
        answer.putArray("ports");
        answer.put(
                "server",
                Json.object()
                        .put("id", point.resource().id())
                        .put("name", point.resourceName())
                        .toString());
        ArrayNode volumes = answer.putArray("volumes");
        point.parts()
                .forEach(part -> volumes.add(Json.object()
                        .put("id", part.disk().id())
                        .put("name", part.name())
                        .put("size", Cbr.gib(part.size()))
                        .put("bootable", part.bootable())
                        .toString()));
        return WireReply.ok(answer);
    }

    // ---- lists

    private WireReply list(WireRequest request) {
        CbrPages pages = CbrPages.of(request, MOST_AT_ONCE);
        String parent = request.query("parent_id").orElse("");
        List<ObjectNode> page;
        int count;
        if (parent.isEmpty()) {
            List<RestorePoint> all = found(request);
            count = all.size();
            boolean withRecords = request.query("show_replication").orElse("").equalsIgnoreCase("true");
            page = pages.of(all, point -> point.id().value()).stream()
                    .map(point -> view.listed(point, shares.ownerOf(request, point), withRecords))
                    .toList();
        } else {
            List<ObjectNode> all = cbr.point(request, parent).stream()
                    .flatMap(point ->
                            children(point).map(part -> view.child(point, part, cbr.emulation.project(request))))
                    .toList();
            count = all.size();
            page = pages.of(all, child -> child.path("id").asText());
        }
        ObjectNode answer = Json.object();
        ArrayNode backups = answer.putArray("backups");
        page.forEach(backups::add);
        answer.put("count", count);
        if (!cbr.documented()) {
            answer.put("limit", pages.limit()).put("offset", pages.offset());
        }
        return WireReply.ok(answer);
    }

    private List<RestorePoint> found(WireRequest request) {
        Instant from = time(request, "start_time");
        Instant to = time(request, "end_time");
        List<RestorePoint> found = new ArrayList<>(candidates(request)
                .filter(point -> from == null || !point.createdAt().isBefore(from))
                .filter(point -> to == null || !point.createdAt().isAfter(to))
                .filter(point -> matches(request, point))
                .toList());
        sorting(request).ifPresent(found::sort);
        return found;
    }

    private Stream<RestorePoint> candidates(WireRequest request) {
        Optional<RestorePointFilter> filter = filter(request);
        if (filter.isEmpty()) {
            return Stream.empty();
        }
        RestorePoints points = cbr.backup(request).restorePoints();
        Stream<RestorePoint> own = points.list(filter.get());
        Stream<RestorePoint> shared = points.list(filter.get().withOrigin(RestorePoint.Origin.SHARED))
                .filter(point -> isOffered(request, point));
        return switch (request.query("own_type").orElse("private")) {
            case "private", "" -> own;
            case "shared" -> shared;
            case "all_granted" ->
                Stream.concat(own, shared)
                        .sorted(Comparator.comparing(RestorePoint::createdAt).reversed());
            default -> throw CbrErrors.invalid("Invalid own_type.");
        };
    }

    private boolean isOffered(WireRequest request, RestorePoint point) {
        return CbrVaultRoutes.is(request, "member_status", shares.statusFor(request, point));
    }

    /** What the in-memory cloud can filter by itself; empty if nothing can match. */
    private static Optional<RestorePointFilter> filter(WireRequest request) {
        RestorePointFilter filter = RestorePointFilter.all();
        try {
            String vault = request.query("vault_id").orElse("");
            if (!vault.isEmpty()) {
                filter = filter.inVault(new Vault.Id(vault));
            }
            String run = request.query("checkpoint_id").orElse("");
            if (!run.isEmpty()) {
                filter = filter.fromRun(new BackupRun.Id(run));
            }
            return Optional.of(filter);
        } catch (Invalid e) {
            return Optional.empty();
        }
    }

    private boolean matches(WireRequest request, RestorePoint point) {
        List<String> statuses = request.queries("status");
        return (statuses.isEmpty() || statuses.contains("") || statuses.contains(CbrBackupView.status(point)))
                && CbrVaultRoutes.is(request, "resource_id", point.resource().id())
                && CbrVaultRoutes.is(request, "resource_name", point.resourceName())
                && CbrVaultRoutes.is(request, "resource_type", Cbr.typeOf(point.resource()))
                && CbrVaultRoutes.is(request, "resource_az", point.zone())
                && CbrVaultRoutes.is(request, "image_type", CbrBackupView.imageType(point))
                && CbrVaultRoutes.is(request, "name", point.name())
                && CbrVaultRoutes.is(request, "incremental", String.valueOf(point.incremental()))
                && CbrVaultRoutes.isOfProject(
                        request,
                        cbr.vaultNote(point.vault())
                                .path("enterprise_project_id")
                                .asText("0"))
                && isUsed(request, point);
    }

    private boolean isUsed(WireRequest request, RestorePoint point) {
        int least = request.number("used_percent", 0);
        if (least == 0) {
            return true;
        }
        try {
            Vault vault = cbr.backup(request).vaults().get(point.vault());
            return 100 * vault.used().bytes() >= least * vault.capacity().bytes();
        } catch (NotFound e) {
            return false;
        }
    }

    private static Optional<Comparator<RestorePoint>> sorting(WireRequest request) {
        Comparator<RestorePoint> sorting = null;
        for (String part : request.query("sort").orElse("").split(",", -1)) {
            if (!part.isEmpty()) {
                String[] sides = part.split(":", 2);
                Comparator<RestorePoint> by = key(sides[0]);
                String direction = sides.length == 1 ? "desc" : sides[1];
                if (!direction.equals("asc") && !direction.equals("desc")) {
                    throw CbrErrors.invalid("Invalid sort direction '" + direction + "'.");
                }
                by = direction.equals("asc") ? by : by.reversed();
                sorting = sorting == null ? by : sorting.thenComparing(by);
            }
        }
        return Optional.ofNullable(sorting);
    }

    private static Comparator<RestorePoint> key(String key) {
        return switch (key) {
            case "created_at", "updated_at", "protected_at" -> Comparator.comparing(RestorePoint::createdAt);
            case "name" -> Comparator.comparing(RestorePoint::name);
            case "status" -> Comparator.comparing(CbrBackupView::status);
            case "id" -> Comparator.comparing(point -> point.id().value());
            default -> throw CbrErrors.invalid("Invalid sort key '" + key + "'.");
        };
    }

    /** An instant in a query; one without an offset is in UTC. */
    static @Nullable Instant time(WireRequest request, String key) {
        String text = request.query(key).orElse("");
        if (text.isEmpty()) {
            return null;
        }
        try {
            return text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw CbrErrors.invalid("Invalid " + key + ": '" + text + "' is not a time.");
        }
    }
}
