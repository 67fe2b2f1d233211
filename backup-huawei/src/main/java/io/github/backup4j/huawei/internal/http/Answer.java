package io.github.backup4j.huawei.internal.http;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.core.SdkResponse;
import com.huaweicloud.sdk.core.http.Field;
import com.huaweicloud.sdk.core.http.HttpRequestDef;

/**
 * The body of a response as it came, whatever its fields and their types are.
 *
 * <p>The SDK's own response types drop fields that the service sends, and refuse a number where they expect a string. It is
 * public for the SDK, which makes it by reflection.
 */
public final class Answer extends SdkResponse {
    private final ObjectNode fields;

    /** Creates an empty body, for a response without one. */
    public Answer() {
        this(JsonNodeFactory.instance.objectNode());
    }

    /**
     * Takes a body.
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
