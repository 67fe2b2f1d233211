package io.github.backup4j.huawei.internal.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.huaweicloud.sdk.core.http.HttpMethod;
import com.huaweicloud.sdk.core.http.HttpRequestDef;
import io.github.backup4j.BackupListener;
import org.jspecify.annotations.Nullable;

/** Calls named {@code "call"}, and responses to them, for tests of the chain that they go down. */
final class Calls {
    private static final HttpRequestDef<RawCall.Body, Answer> DEFINITION = RawCall.of(HttpMethod.GET, "call", "/");

    private Calls() {}

    /** A call that is part of no poll. */
    static Call<RawCall.Body> of(Service service, CallMode mode) {
        return of(service, mode, null);
    }

    static Call<RawCall.Body> of(Service service, CallMode mode, @Nullable Poll poll) {
        return new Call<>(service, DEFINITION, new RawCall.Body(), mode, poll, new BackupListener() {}, 1);
    }

    /** A response without fields. */
    static Response answered() {
        return new Response(JsonNodeFactory.instance.objectNode(), new Exchange());
    }
}
