package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.BackupRunId;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.RestorePoints;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Always;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
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
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** CBR's list of backups: its filters, order and pages. */
public final class CbrBackupListRoutes {
    private static final int MOST_AT_ONCE = 1000;

    /** The filters that compare one value of a backup. */
    private static final Map<String, Function<RestorePoint, String>> VALUES = Map.of(
            "resource_id", point -> point.resource().id(),
            "resource_name", point -> Always.text(point.source().name()),
            "resource_type", point -> Cbr.typeOf(point.resource()),
            "resource_az", point -> Always.text(point.source().zone()),
            "image_type", CbrBackupView::imageType,
            "name", RestorePoint::name,
            "incremental", point -> String.valueOf(point.incremental()));

    private final Cbr cbr;
    private final CbrProgress progress;
    private final CbrBackupView view;
    private final CbrShares shares;

    public CbrBackupListRoutes(Emulation emulation) {
        cbr = new Cbr(emulation);
        progress = new CbrProgress(cbr);
        view = new CbrBackupView(cbr, progress);
        shares = new CbrShares(cbr);
    }

    public void addTo(Router router) {
        router.add("GET", "/v3/{project_id}/backups", CbrErrors.translating(Map.of(), this::list));
    }

    private WireReply list(WireRequest request) {
        CbrPages pages = CbrPages.of(request, MOST_AT_ONCE);
        String parent = request.query("parent_id").orElse("");
        List<ObjectNode> page;
        int count;
        if (parent.isEmpty()) {
            List<RestorePoint> all = found(request);
            count = all.size();
            page = views(request, pages.of(all, point -> point.id().value()));
        } else {
            List<ObjectNode> all = cbr.point(request, parent)
                    .map(point -> children(request, point))
                    .orElse(List.of());
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

    private List<ObjectNode> views(WireRequest request, List<RestorePoint> page) {
        boolean withRecords = request.query("show_replication").orElse("").equalsIgnoreCase("true");
        Map<RestorePointId, Instant> changes = progress.changes(request, page);
        return page.stream()
                .map(point -> view.listed(
                        point, shares.ownerOf(request, point), progress.updatedAt(point, changes), withRecords))
                .toList();
    }

    private List<ObjectNode> children(WireRequest request, RestorePoint point) {
        Instant updated = progress.updatedAt(point, progress.changes(request, List.of(point)));
        return CbrBackupView.children(point)
                .map(part -> view.child(point, part, cbr.emulation.project(request), updated))
                .toList();
    }

    private List<RestorePoint> found(WireRequest request) {
        Instant from = time(request, "start_time");
        Instant to = time(request, "end_time");
        List<RestorePoint> found = new ArrayList<>(candidates(request)
                .filter(point -> from == null || !point.createdAt().isBefore(from))
                .filter(point -> to == null || !point.createdAt().isAfter(to))
                .filter(filters(request))
                .toList());
        sorting(request, found).ifPresent(found::sort);
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

    /** The part of the filter that the in-memory cloud supports; empty if nothing can match. */
    private static Optional<RestorePointFilter> filter(WireRequest request) {
        RestorePointFilter filter = RestorePointFilter.all().withParts();
        try {
            String vault = request.query("vault_id").orElse("");
            if (!vault.isEmpty()) {
                filter = filter.inVault(new VaultId(vault));
            }
            String run = request.query("checkpoint_id").orElse("");
            if (!run.isEmpty()) {
                filter = filter.fromRun(new BackupRunId(run));
            }
            return Optional.of(filter);
        } catch (Invalid e) {
            return Optional.empty();
        }
    }

    /** Whether a backup is what a request asks for; what it does not ask for is not looked up in each of many backups. */
    private Predicate<RestorePoint> filters(WireRequest request) {
        List<Predicate<RestorePoint>> filters = new ArrayList<>();
        List<String> statuses = request.queries("status");
        if (!statuses.isEmpty() && !statuses.contains("")) {
            filters.add(point -> statuses.contains(progress.status(point)));
        }
        VALUES.forEach((key, value) -> {
            String wanted = request.query(key).orElse("");
            if (!wanted.isEmpty()) {
                filters.add(point -> wanted.equals(value.apply(point)));
            }
        });
        if (request.query("enterprise_project_id").isPresent()) {
            filters.add(point -> CbrVaultRoutes.isOfProject(
                    request,
                    cbr.vaultNote(point.vault()).path("enterprise_project_id").asText("0")));
        }
        int least = request.number("used_percent", 0);
        if (least > 0) {
            filters.add(point -> isUsed(request, point, least));
        }
        return filters.stream().reduce(point -> true, Predicate::and);
    }

    private boolean isUsed(WireRequest request, RestorePoint point, int least) {
        try {
            Vault vault = cbr.backup(request).vaults().get(point.vault());
            return 100 * Always.said(vault.used()).bytes()
                    >= least * vault.capacity().bytes();
        } catch (NotFound e) {
            return false;
        }
    }

    private Optional<Comparator<RestorePoint>> sorting(WireRequest request, List<RestorePoint> found) {
        Comparator<RestorePoint> sorting = null;
        for (String part : request.query("sort").orElse("").split(",", -1)) {
            if (!part.isEmpty()) {
                String[] sides = part.split(":", 2);
                Comparator<RestorePoint> by = key(sides[0], request, found);
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

    private Comparator<RestorePoint> key(String key, WireRequest request, List<RestorePoint> found) {
        return switch (key) {
            case "created_at", "protected_at" -> Comparator.comparing(RestorePoint::createdAt);
            case "updated_at" -> {
                Map<RestorePointId, Instant> changes = progress.changes(request, found);
                yield Comparator.comparing(point -> progress.updatedAt(point, changes));
            }
            case "name" -> Comparator.comparing(RestorePoint::name);
            case "status" -> Comparator.comparing(progress::status);
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
