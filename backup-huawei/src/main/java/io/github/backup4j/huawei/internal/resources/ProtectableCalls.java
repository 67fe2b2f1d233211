package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.ListProtectableRequest;
import com.huaweicloud.sdk.cbr.v1.model.ShowProtectableRequest;
import io.github.backup4j.Denied;
import io.github.backup4j.NotFound;
import io.github.backup4j.Resource;
import io.github.backup4j.Unsupported;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls of CBR that say what it has against protecting disks and servers. */
public final class ProtectableCalls {
    /** CBR gives no larger pages. */
    private static final int PAGE = 50;

    private final ServiceClient client;

    public ProtectableCalls(ServiceClient client) {
        this.client = client;
    }

    /**
     * What CBR has against protecting all of a kind; asks nobody yet.
     *
     * @param name the name of all that will be asked about; null: they have several
     */
    Protectables all(Resource.Kind kind, @Nullable String name) {
        ListProtectableRequest request = new ListProtectableRequest()
                .withProtectableType(ListProtectableRequest.ProtectableTypeEnum.fromValue(type(kind)));
        if (name != null) {
            request.withName(name);
        }
        return new Protectables(client.pages()
                .read(PAGE, offset -> page(request.withOffset(offset)), one -> JsonFields.text(one, "id"))
                .iterator());
    }

    /** What CBR has against protecting one, in its own words; "" where that is nothing, or it does not know it. */
    String obstacle(Resource resource) {
        ShowProtectableRequest request = new ShowProtectableRequest()
                .withProtectableType(ShowProtectableRequest.ProtectableTypeEnum.fromValue(type(resource.kind())))
                .withInstanceId(resource.id());
        try {
            return Protectables.words(
                    client.call(Service.CBR, CbrMeta.showProtectable, request).path("instance"));
        } catch (NotFound | Denied | Unsupported e) {
            return "";
        }
    }

    private List<JsonNode> page(ListProtectableRequest request) {
        try {
            return JsonFields.list(
                    client.call(Service.CBR, CbrMeta.listProtectable, request.withLimit(PAGE)),
                    "instances",
                    "a list of what can be protected");
        } catch (Denied | Unsupported e) {
            // Who may not ask for this may look at disks and servers all the same, and CBR refuses what it cannot
            // protect.
            return List.of();
        }
    }

    private static String type(Resource.Kind kind) {
        return kind == Resource.Kind.SERVER ? "server" : "disk";
    }
}
