package io.github.backup4j.huawei.internal.http;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.core.SdkResponse;
import com.huaweicloud.sdk.core.http.Field;
import com.huaweicloud.sdk.core.http.HttpRequestDef;

/**
 * The body of a response as it came, whatever its fields and their types are.
 *
 * <p>The SDK's own response types drop fields that the service sends, and refuse a number where they expect a string. It is
 * public for the SDK, which makes and fills it by reflection.
 */
public final class Answer extends SdkResponse {
    private final ObjectNode fields = JsonNodeFactory.instance.objectNode();

    /** Creates an empty body, for the SDK to fill. */
    public Answer() {}

    /**
     * Takes a field of the body.
     *
     * @param name its name
     * @param value its value
     */
    @JsonAnySetter
    public void put(String name, JsonNode value) {
        fields.set(name, value);
    }

    /** Returns the fields. */
    public ObjectNode fields() {
        return fields;
    }

    /** Returns the same definition of a call, whose response is taken as it comes. */
    public static <R> HttpRequestDef<R, Answer> of(HttpRequestDef<R, ?> definition) {
        HttpRequestDef.Builder<R, Answer> copy = HttpRequestDef.builder(
                        definition.getMethod(), definition.getRequestType(), Answer.class)
                .withName(definition.getName())
                .withUri(definition.getUri());
        if (definition.getContentType() != null) {
            copy.withContentType(definition.getContentType());
        }
        for (Field<R, ?> field : definition.getRequestFields()) {
            copy.withRequestField(field);
        }
        return copy.build();
    }
}
