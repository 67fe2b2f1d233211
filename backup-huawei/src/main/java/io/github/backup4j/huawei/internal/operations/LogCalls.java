package io.github.backup4j.huawei.internal.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.ListOpLogsRequest;
import com.huaweicloud.sdk.cbr.v1.model.ShowOpLogRequest;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import java.util.List;
import java.util.stream.Stream;

/** The calls of CBR that read its operation log. */
public final class LogCalls {
    private static final int PAGE = 100;

    private final ServiceClient client;

    public LogCalls(ServiceClient client) {
        this.client = client;
    }

    /** An entry as it is answered now. */
    public JsonNode show(String id) {
        ObjectNode answer = client.call(Service.CBR, CbrMeta.showOpLog, new ShowOpLogRequest().withOperationLogId(id));
        return JsonFields.asked(answer, "operation_log", id, "operation log " + id);
    }

    /** The entries that a request asks for, as they are answered, page by page. */
    Stream<JsonNode> pages(ListOpLogsRequest request) {
        return client.pages()
                .read(
                        PAGE,
                        offset -> list(request.withOffset(offset), PAGE, "the operation log"),
                        log -> JsonFields.text(log, "id"));
    }

    /** The first entries that a request asks for, as they are answered. */
    public List<JsonNode> first(ListOpLogsRequest request, int most, String what) {
        return list(request.withOffset(0), most, what);
    }

    private List<JsonNode> list(ListOpLogsRequest request, int most, String what) {
        return JsonFields.list(
                client.call(Service.CBR, CbrMeta.listOpLogs, request.withLimit(most)), "operation_logs", what);
    }
}
