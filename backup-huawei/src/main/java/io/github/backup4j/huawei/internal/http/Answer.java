package io.github.backup4j.huawei.internal.http;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.core.SdkResponse;
import com.huaweicloud.sdk.core.http.Field;
import com.huaweicloud.sdk.core.http.HttpRequestDef;

/**
 * The body of a response as it was received, with whatever fields and types it has.
 *
 * <p>The SDK's own response types drop fields that the service sends, and refuse a number where they expect a string.
 * The class is public for the SDK, which creates it by reflection.
 */
public final class Answer extends SdkResponse {
    private final ObjectNode fields;

    /** Creates an empty body, for a response without one. */
    public Answer() {
        this(JsonNodeFactory.instance.objectNode());
    }

    /**
     * Creates a body.
     *
     * @param fields its fields
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Answer(ObjectNode fields) {
        this.fields = fields;
    }

    /** Returns the fields. */
    public ObjectNode fields() {
        return fields;
    }

    /** Returns the same definition of a call, with this type as its response. */
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
