package io.github.backup4j.huawei.internal.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.ShowCheckpointRequest;
import io.github.backup4j.huawei.internal.http.Failures;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import org.jspecify.annotations.Nullable;

/** The CBR call that reads a backup run, which is a checkpoint there. */
public final class RunCalls {
    private final ServiceClient client;

    public RunCalls(ServiceClient client) {
        this.client = client;
    }

    /** The current state of a backup run, as the service returns it. */
    public JsonNode show(String run) {
        return JsonFields.asked(answer(run), "checkpoint", run, "backup run " + run);
    }

    /** The id of the vault of a backup run; null if there is no such run, or the run does not name its vault. */
    @Nullable
    String vaultOf(String run) {
        return Failures.foundOrNull(
                () -> JsonFields.idOrNull(answer(run).path("checkpoint").path("vault"), "id", "a backup run"));
    }

    private ObjectNode answer(String run) {
        return client.call(Service.CBR, CbrMeta.showCheckpoint, new ShowCheckpointRequest().withCheckpointId(run));
    }
}
