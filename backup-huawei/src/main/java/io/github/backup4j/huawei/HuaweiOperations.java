package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.ListOpLogsRequest;
import com.huaweicloud.sdk.cbr.v1.model.ShowCheckpointRequest;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFilter;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.Work;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.OperationsDriver;
import io.github.backup4j.spi.ResumedWork;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Long work: found again by token, and listed from CBR's operation log. */
final class HuaweiOperations implements OperationsDriver {
    private static final int PAGE = 100;

    private final Context context;
    private final Works works;

    HuaweiOperations(Context context, Works works) {
        this.context = context;
        this.works = works;
    }

    @Override
    public ResumedWork<?> resume(String token) {
        Token read = Token.read(token, context.site(), context.seal());
        return resumed(works.find(read), read);
    }

    @SuppressWarnings("unchecked") // the token says which of the types that the work may result in it is
    private <T> ResumedWork<T> resumed(Work<T> work, Token token) {
        return new ResumedWork<>((Class<T>) work.resultType(token), context.operation(work, token));
    }

    @Override
    public Listing<OperationRecord> list(OperationFilter filter) {
        Map<String, String> vaults = new HashMap<>();
        return Listing.inOrder(logs(filter).map(log -> OperationLogs.read(log, vaultOf(log, vaults))));
    }

    private Stream<JsonNode> logs(OperationFilter filter) {
        return context.client()
                .pages()
                .read(
                        PAGE,
                        offset -> JsonFields.list(
                                context.client().call(Service.CBR, CbrMeta.listOpLogs, request(filter, offset)),
                                "operation_logs",
                                "the operation log"),
                        log -> JsonFields.text(log, "id"));
    }

    /**
     * The vault that an entry is about. Where it does not say so itself, its checkpoint does.
     *
     * @param known the vaults of checkpoints that were looked at before; "" where there is none
     */
    private @Nullable String vaultOf(JsonNode log, Map<String, String> known) {
        String vault = JsonFields.idOrNull(log, "vault_id", "an operation log");
        String checkpoint = JsonFields.idOrNull(log, "checkpoint_id", "an operation log");
        if (vault != null || checkpoint == null) {
            return vault;
        }
        String found = known.computeIfAbsent(checkpoint, this::vaultOfCheckpoint);
        return found.isEmpty() ? null : found;
    }

    private String vaultOfCheckpoint(String checkpoint) {
        try {
            JsonNode answer = context.client()
                    .call(
                            Service.CBR,
                            CbrMeta.showCheckpoint,
                            new ShowCheckpointRequest().withCheckpointId(checkpoint));
            String vault = JsonFields.idOrNull(answer.path("checkpoint").path("vault"), "id", "a backup run");
            return vault == null ? "" : vault;
        } catch (NotFound e) {
            return "";
        }
    }

    private static ListOpLogsRequest request(OperationFilter filter, int offset) {
        ListOpLogsRequest request = new ListOpLogsRequest().withLimit(PAGE).withOffset(offset);
        if (filter.resource() != null) {
            request.withResourceId(filter.resource().id());
        }
        if (filter.vault() != null) {
            request.withVaultId(filter.vault().value());
        }
        if (filter.startedFrom() != null) {
            request.withStartTime(
                    filter.startedFrom().truncatedTo(ChronoUnit.SECONDS).toString());
        }
        return request;
    }
}
