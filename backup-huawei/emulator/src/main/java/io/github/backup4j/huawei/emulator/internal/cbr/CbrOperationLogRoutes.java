package io.github.backup4j.huawei.emulator.internal.cbr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Always;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.time.Instant;
import java.util.List;
import java.util.Map;

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
        OperationRecord found = all(request).stream()
                .filter(entry -> entry.id().equals(id))
                .findFirst()
                .orElseThrow(() -> CbrErrors.of("6500", "Operation log does not exist."));
        ObjectNode answer = Json.object();
        answer.set("operation_log", view.of(request, found));
        return WireReply.ok(answer);
    }

    private WireReply list(WireRequest request) {
        CbrPages pages = CbrPages.of(request, MOST_AT_ONCE);
        Instant from = CbrBackupListRoutes.time(request, "start_time");
        Instant to = CbrBackupListRoutes.time(request, "end_time");
        List<OperationRecord> found = all(request).stream()
                .filter(entry -> from == null || !Always.said(entry.startedAt()).isBefore(from))
                .filter(entry -> to == null || !Always.said(entry.startedAt()).isAfter(to))
                .filter(entry -> matches(request, entry))
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

    private List<OperationRecord> all(WireRequest request) {
        return deletions.in(
                cbr, request, cbr.backup(request).operations().list().toList());
    }

    private boolean matches(WireRequest request, OperationRecord entry) {
        String vault = entry.vault() == null ? "-" : entry.vault().value();
        String type = request.query("operation_type").orElse("");
        List<String> statuses = request.queries("status");
        return (type.isEmpty()
                        || type.equals(CbrOperationLogView.type(entry))
                        || (type.equals("copy") && entry.kind() == OperationRecord.Kind.COPY))
                && (statuses.isEmpty() || statuses.contains("") || statuses.contains(view.status(entry)))
                && CbrVaultRoutes.is(request, "vault_id", vault)
                && CbrVaultRoutes.is(
                        request,
                        "resource_id",
                        entry.resource() == null ? "-" : entry.resource().id())
                && CbrVaultRoutes.is(request, "provider_id", CbrOperationLogView.provider(entry))
                && (request.query("resource_name").orElse("").isEmpty()
                        || CbrVaultRoutes.is(request, "resource_name", view.resourceName(request, entry)))
                && (request.query("vault_name").orElse("").isEmpty()
                        || CbrVaultRoutes.is(request, "vault_name", view.vaultName(request, entry)))
                && CbrVaultRoutes.isOfProject(request, enterpriseProject(entry));
    }

    private String enterpriseProject(OperationRecord entry) {
        return entry.vault() == null
                ? "0"
                : cbr.vaultNote(entry.vault()).path("enterprise_project_id").asText("0");
    }
}
