package io.github.backup4j.huawei.internal.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.ListOpLogsRequest;
import io.github.backup4j.OperationFilter;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.Work;
import io.github.backup4j.huawei.internal.work.Works;
import io.github.backup4j.spi.Listing;
import io.github.backup4j.spi.OperationsDriver;
import io.github.backup4j.spi.ResumedWork;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Long-running operations: resumed by token, and listed from CBR's operation log. */
public final class HuaweiOperations implements OperationsDriver {
    private final Context context;
    private final Works works;
    private final LogCalls logs;
    private final RunCalls runs;

    public HuaweiOperations(Context context, Works works, LogCalls logs, RunCalls runs) {
        this.context = context;
        this.works = works;
        this.logs = logs;
        this.runs = runs;
    }

    @Override
    public ResumedWork<?> resume(String token) {
        Token read = Token.read(token, context.site(), context.seal());
        return resumed(works.find(read), read);
    }

    @SuppressWarnings("unchecked") // the token determines the result type
    private <T> ResumedWork<T> resumed(Work<T> work, Token token) {
        return new ResumedWork<>((Class<T>) work.resultType(token), context.operation(work, token));
    }

    @Override
    public Listing<OperationRecord> list(OperationFilter filter) {
        Map<String, String> vaults = new HashMap<>();
        return Listing.inOrder(
                logs.pages(request(filter)).map(log -> OperationLogReader.read(log, vaultOf(log, vaults))));
    }

    /**
     * The vault of an entry: the one that it names, else that of its checkpoint.
     *
     * @param known the vaults of checkpoints that were read before; "" where there is none
     */
    private @Nullable String vaultOf(JsonNode log, Map<String, String> known) {
        String vault = JsonFields.idOrNull(log, "vault_id", "an operation log");
        String checkpoint = JsonFields.idOrNull(log, "checkpoint_id", "an operation log");
        if (vault != null || checkpoint == null) {
            return vault;
        }
        String found = known.computeIfAbsent(checkpoint, run -> Objects.requireNonNullElse(runs.vaultOf(run), ""));
        return found.isEmpty() ? null : found;
    }

    private static ListOpLogsRequest request(OperationFilter filter) {
        ListOpLogsRequest request = new ListOpLogsRequest();
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
