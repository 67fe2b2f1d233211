package io.github.backup4j.huawei;

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
import io.github.backup4j.huawei.internal.work.Context;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What CBR has against protecting disks or servers. It lists them in an order of its own, so its pages are read as far as the
 * resources that are asked about need it.
 */
final class Protectables {
    /** CBR gives no larger pages. */
    private static final int PAGE = 50;

    private final Context context;
    private final Map<String, String> known = new HashMap<>();
    private final Iterator<JsonNode> unread;

    /**
     * Creates it; asks nobody yet.
     *
     * @param name the name of all that will be asked about; null: they have several
     */
    Protectables(Context context, Resource.Kind kind, @Nullable String name) {
        this.context = context;
        ListProtectableRequest request = new ListProtectableRequest()
                .withProtectableType(ListProtectableRequest.ProtectableTypeEnum.fromValue(type(kind)));
        if (name != null) {
            request.withName(name);
        }
        unread = context.client()
                .pages()
                .read(PAGE, offset -> page(request.withOffset(offset)), one -> JsonFields.text(one, "id"))
                .iterator();
    }

    /** What CBR has against protecting one, in its own words; "" where that is nothing, or it does not know it. */
    String obstacle(String id) {
        while (!known.containsKey(id) && unread.hasNext()) {
            JsonNode next = unread.next();
            known.put(JsonFields.text(next, "id"), words(next));
        }
        return known.getOrDefault(id, "");
    }

    /** The same of one alone. */
    static String obstacle(Context context, Resource resource) {
        ShowProtectableRequest request = new ShowProtectableRequest()
                .withProtectableType(ShowProtectableRequest.ProtectableTypeEnum.fromValue(type(resource.kind())))
                .withInstanceId(resource.id());
        try {
            return words(context.client()
                    .call(Service.CBR, CbrMeta.showProtectable, request)
                    .path("instance"));
        } catch (NotFound | Denied | Unsupported e) {
            return "";
        }
    }

    private List<JsonNode> page(ListProtectableRequest request) {
        try {
            return JsonFields.list(
                    context.client().call(Service.CBR, CbrMeta.listProtectable, request.withLimit(PAGE)),
                    "instances",
                    "a list of what can be protected");
        } catch (Denied | Unsupported e) {
            // Who may not ask for this may look at disks and servers all the same, and CBR refuses what it cannot
            // protect.
            return List.of();
        }
    }

    private static String words(JsonNode instance) {
        JsonNode verdict = instance.path("protectable");
        if (!verdict.has("result") || JsonFields.flag(verdict, "result")) {
            return "";
        }
        return Stream.of("reason", "message", "code")
                .map(name -> JsonFields.text(verdict, name))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("it cannot be protected");
    }

    private static String type(Resource.Kind kind) {
        return kind == Resource.Kind.SERVER ? "server" : "disk";
    }
}
