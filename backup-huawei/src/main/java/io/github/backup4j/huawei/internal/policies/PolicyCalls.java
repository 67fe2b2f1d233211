package io.github.backup4j.huawei.internal.policies;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.ListPoliciesRequest;
import com.huaweicloud.sdk.cbr.v1.model.ShowPolicyRequest;
import io.github.backup4j.PolicyId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import java.util.List;

/** The calls of CBR that read policies. */
public final class PolicyCalls {
    private final ServiceClient client;

    public PolicyCalls(ServiceClient client) {
        this.client = client;
    }

    /** The current state of a policy, as CBR returns it. */
    JsonNode show(PolicyId id) {
        JsonNode answer =
                client.call(Service.CBR, CbrMeta.showPolicy, new ShowPolicyRequest().withPolicyId(id.value()));
        return JsonFields.asked(answer, "policy", id.value(), "policy " + id);
    }

    /** The policies that match a request, as CBR returns them: one call lists all. */
    public List<JsonNode> list(ListPoliciesRequest request) {
        return JsonFields.list(
                client.call(Service.CBR, CbrMeta.listPolicies, request), "policies", "a list of policies");
    }
}
