package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.CheckAgentRequest;
import com.huaweicloud.sdk.cbr.v1.model.ListProtectableRequest;
import com.huaweicloud.sdk.cbr.v1.model.ProtectableAgentReq;
import com.huaweicloud.sdk.cbr.v1.model.ProtectableAgentStatusResource;
import com.huaweicloud.sdk.cbr.v1.model.ShowProtectableRequest;
import io.github.backup4j.Denied;
import io.github.backup4j.NotFound;
import io.github.backup4j.Resource;
import io.github.backup4j.Unsupported;
import io.github.backup4j.huawei.internal.http.CallMode;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The CBR calls that return its obstacles to protecting disks and servers. */
public final class ProtectableCalls {
    /** The largest page that CBR returns, as its API reference says. */
    private static final int PAGE = Protectables.PAGE;

    private final ServiceClient client;

    public ProtectableCalls(ServiceClient client) {
        this.client = client;
    }

    /**
     * CBR's obstacles to protecting all resources of a kind; sends no request yet.
     *
     * @param name the name of all resources that will be looked up; null: they have several
     */
    Protectables all(Resource.Kind kind, @Nullable String name) {
        ListProtectableRequest request = new ListProtectableRequest()
                .withProtectableType(ListProtectableRequest.ProtectableTypeEnum.fromValue(type(kind)));
        if (name != null) {
            request.withName(name);
        }
        return new Protectables(
                client.pages()
                        .read(PAGE, offset -> page(request.withOffset(offset)), one -> JsonFields.text(one, "id"))
                        .iterator(),
                id -> obstacle(kind, id));
    }

    /** CBR's obstacle to protecting a resource, in its own words; "" if there is none, or CBR does not know it. */
    String obstacle(Resource resource) {
        return obstacle(resource.kind(), resource.id());
    }

    private String obstacle(Resource.Kind kind, String id) {
        ShowProtectableRequest request = new ShowProtectableRequest()
                .withProtectableType(ShowProtectableRequest.ProtectableTypeEnum.fromValue(type(kind)))
                .withInstanceId(id);
        try {
            return Protectables.words(
                    client.call(Service.CBR, CbrMeta.showProtectable, request).path("instance"));
        } catch (NotFound | Denied | Unsupported e) {
            return "";
        }
    }

    /** The state of the backup agent in a server, as CBR sees it; no fields if CBR does not say. */
    public JsonNode agent(Resource.Server server) {
        ProtectableAgentStatusResource asked = new ProtectableAgentStatusResource()
                .withResourceId(server.id())
                .withResourceType(CbrTypes.type(server));
        CheckAgentRequest request =
                new CheckAgentRequest().withBody(new ProtectableAgentReq().withAgentStatus(List.of(asked)));
        ObjectNode answer = client.call(CallMode.READ, Service.CBR, CbrMeta.checkAgent, request);
        for (JsonNode state : JsonFields.list(answer, "agent_status", "the state of an agent")) {
            if (JsonFields.text(state, "resource_id").equals(server.id())) {
                return state;
            }
        }
        return MissingNode.getInstance();
    }

    private List<JsonNode> page(ListProtectableRequest request) {
        try {
            return JsonFields.list(
                    client.call(Service.CBR, CbrMeta.listProtectable, request.withLimit(PAGE)),
                    "instances",
                    "a list of what can be protected");
        } catch (Denied | Unsupported e) {
            // A caller without this permission may still read disks and servers, and CBR refuses what it cannot
            // protect.
            return List.of();
        }
    }

    private static String type(Resource.Kind kind) {
        return kind == Resource.Kind.SERVER ? "server" : "disk";
    }
}
