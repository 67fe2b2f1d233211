package io.github.backup4j.huawei.internal.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.core.SdkResponse;
import com.huaweicloud.sdk.core.http.Field;
import com.huaweicloud.sdk.core.http.HttpRequestDef;
import java.io.IOException;
import java.io.Serial;

/**
 * The body of a response as it was received, with whatever fields and types it has.
 *
 * <p>The SDK's own response types drop fields that the service sends, and refuse a number where they expect a string.
 * The class is public for the SDK, which creates it by reflection.
 */
@JsonDeserialize(using = Answer.Reader.class)
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

    /** Reads a body into nodes that take less memory than those of the SDK's reader. It is public for Jackson. */
    public static final class Reader extends JsonDeserializer<Answer> {
        private static final ObjectReader NODES =
                new ObjectMapper().setNodeFactory(new SmallNodes()).readerFor(ObjectNode.class);

        /** Creates a reader. */
        public Reader() {}

        @Override
        public Answer deserialize(JsonParser body, DeserializationContext context) throws IOException {
            ObjectNode fields = NODES.readValue(body);
            return new Answer(fields);
        }
    }

    /** Nodes whose fields stand in a {@link FieldMap}. */
    private static final class SmallNodes extends JsonNodeFactory {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public ObjectNode objectNode() {
            return new ObjectNode(this, new FieldMap());
        }
    }
}
