package io.github.backup4j.huawei.internal.http;

import com.huaweicloud.sdk.core.TypeCasts;
import com.huaweicloud.sdk.core.http.FieldExistence;
import com.huaweicloud.sdk.core.http.HttpMethod;
import com.huaweicloud.sdk.core.http.HttpRequestDef;
import com.huaweicloud.sdk.core.http.LocationType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls for which the SDK has no request type: orders, and the change of a vault's billing mode. */
public final class RawCall {
    private RawCall() {}

    /**
     * Returns the definition of a call.
     *
     * @param name its name, for logs and errors
     * @param path its complete path; the SDK fills in {@code {project_id}}
     * @param parameters the fields that go into the query
     */
    public static HttpRequestDef<Body, Answer> of(HttpMethod method, String name, String path, String... parameters) {
        HttpRequestDef.Builder<Body, Answer> definition = HttpRequestDef.builder(method, Body.class, Answer.class)
                .withName(name)
                .withUri(path)
                .withContentType("application/json");
        for (String parameter : parameters) {
            definition.<String>withRequestField(
                    parameter,
                    LocationType.Query,
                    FieldExistence.NULL_IGNORE,
                    String.class,
                    field -> field.withMarshaller(body -> body.text(parameter), (body, value) -> {}));
        }
        if (method != HttpMethod.GET && method != HttpMethod.DELETE) {
            definition.<Map<String, Object>>withRequestField(
                    "body",
                    LocationType.Body,
                    FieldExistence.NON_NULL_NON_EMPTY,
                    TypeCasts.uncheckedConversion(Map.class),
                    field -> field.withMarshaller(Body::getFields, Body::setFields));
        }
        return definition.build();
    }

    /** The fields of a request. It is public, with a getter and a setter, for the SDK. */
    public static final class Body {
        private @Nullable Map<String, Object> fields;

        /** Creates a body without fields. */
        public Body() {}

        public Body(Map<String, Object> fields) {
            this.fields = fields;
        }

        private @Nullable String text(String name) {
            Object value = fields == null ? null : fields.get(name);
            return value == null ? null : value.toString();
        }

        /** Returns the fields. */
        public @Nullable Map<String, Object> getFields() {
            return fields;
        }

        /**
         * Sets the fields.
         *
         * @param newFields the fields
         */
        public void setFields(@Nullable Map<String, Object> newFields) {
            fields = newFields;
        }
    }
}
