package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.OperationFilter;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Always;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** CBR's calls on its operation log. */
public final class CbrOperationLogRoutes {
    private static final String LOGS = "/v3/{project_id}/operation-logs";
    private static final int MOST_AT_ONCE = 1000;

    private final Cbr cbr;
    private final CbrVaultDeletions deletions;
    private final CbrOperationLogView view;

    public CbrOperationLogRoutes(Emulation emulation, CbrVaultDeletions deletions) {
        cbr = new Cbr(emulation);
        this.deletions = deletions;
        view = new CbrOperationLogView(cbr, deletions);
    }

    public void addTo(Router router) {
        router.add("GET", LOGS, CbrErrors.translating(Map.of(), this::list));
        router.add("GET", LOGS + "/{operation_log_id}", CbrErrors.translating(Map.of(), this::show));
    }

    private WireReply show(WireRequest request) {
        String id = request.parameter("operation_log_id");
        OperationRecord found = Stream.concat(cbr.backup(request).operations().list(), deletions.records(cbr, request))
                .filter(entry -> entry.id().equals(id))
                .findFirst()
                .orElseThrow(() -> CbrErrors.of("6500", "Operation log does not exist."));
        ObjectNode answer = Json.object();
        answer.set("operation_log", view.of(request, found));
        return WireReply.ok(answer);
    }

    private WireReply list(WireRequest request) {
        CbrPages pages = CbrPages.of(request, MOST_AT_ONCE);
        Predicate<OperationRecord> filters = filters(request);
        Instant from = CbrBackupListRoutes.time(request, "start_time");
        OperationFilter filter = OperationFilter.all();
        List<OperationRecord> found = Stream.concat(
                        cbr.backup(request).operations().list(from == null ? filter : filter.startedFrom(from)),
                        deletions.records(cbr, request))
                .filter(filters)
                .sorted(Comparator.comparing(OperationRecord::startedAt).reversed())
                .toList();
        ObjectNode answer = Json.object();
        ArrayNode logs = answer.putArray("operation_logs");
        pages.of(found, OperationRecord::id).forEach(entry -> logs.add(view.of(request, entry)));
        answer.put("count", found.size());
        if (!cbr.documented()) {
            answer.put("limit", pages.limit()).put("offset", pages.offset());
        }
        return WireReply.ok(answer);
    }

    /** Whether an entry is what a request asks for; what it does not ask for is not looked up in each of many entries. */
    private Predicate<OperationRecord> filters(WireRequest request) {
        List<Predicate<OperationRecord>> filters = new ArrayList<>();
        Instant from = CbrBackupListRoutes.time(request, "start_time");
        Instant to = CbrBackupListRoutes.time(request, "end_time");
        if (from != null) {
            filters.add(entry -> !Always.said(entry.startedAt()).isBefore(from));
        }
        if (to != null) {
            filters.add(entry -> !Always.said(entry.startedAt()).isAfter(to));
        }
        List<String> statuses = request.queries("status");
        if (!statuses.isEmpty() && !statuses.contains("")) {
            filters.add(entry -> statuses.contains(view.status(entry)));
        }
        asked(
                request,
                "operation_type",
                filters,
                (type, entry) -> type.equals(CbrOperationLogView.type(entry))
                        || (type.equals("copy") && entry.kind() == OperationRecord.Kind.COPY));
        asked(
                request,
                "vault_id",
                filters,
                (id, entry) -> entry.vault() != null && id.equals(entry.vault().value()));
        asked(
                request,
                "resource_id",
                filters,
                (id, entry) ->
                        entry.resource() != null && id.equals(entry.resource().id()));
        asked(request, "provider_id", filters, (id, entry) -> id.equals(CbrOperationLogView.provider(entry)));
        asked(request, "resource_name", filters, (name, entry) -> name.equals(view.resourceName(request, entry)));
        asked(request, "vault_name", filters, (name, entry) -> name.equals(view.vaultName(request, entry)));
        if (request.query("enterprise_project_id").isPresent()) {
            filters.add(entry -> CbrVaultRoutes.isOfProject(request, enterpriseProject(entry)));
        }
        return filters.stream().reduce(entry -> true, Predicate::and);
    }

    private static void asked(
            WireRequest request,
            String key,
            List<Predicate<OperationRecord>> filters,
            BiPredicate<String, OperationRecord> test) {
        String wanted = request.query(key).orElse("");
        if (!wanted.isEmpty()) {
            filters.add(entry -> test.test(wanted, entry));
        }
    }

    private String enterpriseProject(OperationRecord entry) {
        return entry.vault() == null
                ? "0"
                : cbr.vaultNote(entry.vault()).path("enterprise_project_id").asText("0");
    }
}
