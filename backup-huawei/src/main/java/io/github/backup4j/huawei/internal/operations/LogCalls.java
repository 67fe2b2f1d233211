package io.github.backup4j.huawei.internal.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.ListOpLogsRequest;
import com.huaweicloud.sdk.cbr.v1.model.ShowOpLogRequest;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Pages;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import java.util.List;
import java.util.stream.Stream;

/** The calls of CBR that read its operation log. */
public final class LogCalls {
    private static final int PAGE = 100;

    /** The largest page that the service returns. */
    private static final int LARGE_PAGE = 1000;

    private final ServiceClient client;

    public LogCalls(ServiceClient client) {
        this.client = client;
    }

    /** The current state of an entry, as the service returns it. */
    public JsonNode show(String id) {
        ObjectNode answer = client.call(Service.CBR, CbrMeta.showOpLog, new ShowOpLogRequest().withOperationLogId(id));
        return JsonFields.asked(answer, "operation_log", id, "operation log " + id);
    }

    /** The entries that match a request, as the service returns them: a small page first, enough for many lists. */
    Stream<JsonNode> pages(ListOpLogsRequest request) {
        return pages(request, PAGE, new Pages.Place<>());
    }

    /** The same, in the largest pages that the service returns. */
    public Stream<JsonNode> largePages(ListOpLogsRequest request) {
        return largePages(request, new Pages.Place<>());
    }

    /** The same, from a place on. */
    public Stream<JsonNode> largePages(ListOpLogsRequest request, Pages.Place<JsonNode> place) {
        return pages(request, LARGE_PAGE, place);
    }

    private Stream<JsonNode> pages(ListOpLogsRequest request, int first, Pages.Place<JsonNode> place) {
        return client.pages()
                .readGrowing(
                        first,
                        LARGE_PAGE,
                        (offset, limit) -> page(request.withLimit(limit).withOffset(offset)),
                        log -> JsonFields.text(log, "id"),
                        place);
    }

    /** The first entries that match a request, as the service returns them. */
    public List<JsonNode> first(ListOpLogsRequest request, int most, String what) {
        return firstOf(request, most, what).entries();
    }

    /**
     * The first entries that match a request, and whether there are more.
     *
     * @param entries the entries, as the service returns them
     * @param all whether there are no more
     * @param count how many there are in all; -1: the service does not say
     */
    public record First(List<JsonNode> entries, boolean all, int count) {}

    /** The first entries that match a request, as the service returns them, and whether there are more. */
    public First firstOf(ListOpLogsRequest request, int most, String what) {
        return entriesFrom(request, 0, most, what);
    }

    /** The same, from another than the first entry on. */
    public First entriesFrom(ListOpLogsRequest request, int from, int most, String what) {
        JsonNode answer = call(request.withLimit(most).withOffset(from));
        List<JsonNode> entries = JsonFields.list(answer, "operation_logs", what);
        int count = JsonFields.integer(answer, "count", -1);
        return new First(entries, count < 0 ? entries.size() < most : count <= from + entries.size(), count);
    }

    private Pages.Page<JsonNode> page(ListOpLogsRequest request) {
        JsonNode answer = call(request);
        List<JsonNode> entries = JsonFields.list(answer, "operation_logs", "the operation log");
        return new Pages.Page<>(entries, JsonFields.integerOrNull(answer, "count"), entries.size());
    }

    private ObjectNode call(ListOpLogsRequest request) {
        return client.call(Service.CBR, CbrMeta.listOpLogs, request);
    }
}
