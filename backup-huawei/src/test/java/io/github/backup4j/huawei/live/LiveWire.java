package io.github.backup4j.huawei.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.core.HcClient;
import com.huaweicloud.sdk.core.http.HttpConfig;
import com.huaweicloud.sdk.core.http.HttpMethod;
import com.huaweicloud.sdk.core.http.HttpRequestDef;
import io.github.backup4j.huawei.internal.http.Answer;
import io.github.backup4j.huawei.internal.http.RawCall;
import io.github.backup4j.huawei.internal.http.Service;
import java.util.List;
import java.util.Map;

/** Sees the answers of the live service as they come, before the provider reads them. */
final class LiveWire {
    private final HcClient client;
    private final LiveSettings settings;

    LiveWire(LiveSettings settings) {
        this.settings = settings;
        client = new HcClient(new HttpConfig().withUserAgent("backup4j-live")).withCredential(settings.credentials());
    }

    /** Makes a call of the SDK. */
    <R> ObjectNode call(Service service, HttpRequestDef<R, ?> definition, R request) {
        return client.overrideEndpoints(List.of(settings.address(service)))
                .syncInvokeHttp(request, Answer.of(definition))
                .fields();
    }

    /** Looks at something of CBR, by its path behind the project. */
    JsonNode get(String path) {
        return call(Service.CBR, RawCall.of(HttpMethod.GET, "look", "/v3/{project_id}/" + path), new RawCall.Body());
    }

    /** Asks CBR for something, by its path behind the project. */
    JsonNode post(String path, Map<String, Object> body) {
        return call(
                Service.CBR, RawCall.of(HttpMethod.POST, "ask", "/v3/{project_id}/" + path), new RawCall.Body(body));
    }
}
