package io.github.backup4j.huawei.internal.http;

import com.huaweicloud.sdk.core.HcClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.Field;
import java.nio.charset.Charset;
import java.util.Objects;
import java.util.regex.Pattern;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Limits each call of the SDK: its timeouts, its total time, and the length of its decompressed response. Also lets {@link
 * Exchanges} watch the requests.
 *
 * <p>Each response is read here, to its end, before the SDK sees it, so that its connection is free again however the call ends. The
 * SDK itself leaves a body unread, and its connection in use, where it does not know the type of the body.
 *
 * <p>The SDK rounds timeouts to seconds, and has no setting for the other limits. It reads a response into memory, however long it is,
 * and its timeouts count from one byte to the next. It gives no access to its HTTP client either, so {@link #under} takes the client
 * from a private field, and fails at once if that field is not there.
 */
final class BoundedHttp implements Interceptor {
    /** How many bytes of a response are read at once. */
    private static final long AT_ONCE = 8 << 10;

    /** The length up to which a response may have any number of values. */
    private static final long ANY_DENSITY = 1 << 20;

    /**
     * How many bytes a value of a longer response has on average. The values of the services have 14 or more, with their names. A value
     * without any takes three bytes, and as JSON in memory twenty times as many.
     */
    private static final int LEAST_BYTES_OF_A_VALUE = 10;

    private static final Pattern BLANK_BEFORE_PARAMETER = Pattern.compile("[ \t]+;");

    private final ResponseLimits limits;
    private final Exchanges exchanges;

    private BoundedHttp(ResponseLimits limits, Exchanges exchanges) {
        this.limits = limits;
        this.exchanges = exchanges;
    }

    /**
     * Limits the calls of a client, and of all clients that share its HTTP client.
     *
     * @param exchanges watches the requests
     */
    static void under(HcClient sdk, ResponseLimits limits, Exchanges exchanges) {
        try {
            Object http = accessible(HcClient.class, "httpClient").get(sdk);
            Field field = accessible(http.getClass(), "client");
            OkHttpClient unbounded = (OkHttpClient) field.get(http);
            field.set(
                    http,
                    unbounded
                            .newBuilder()
                            .connectTimeout(limits.connectTime())
                            .readTimeout(limits.readTime())
                            .callTimeout(limits.callTime())
                            .eventListenerFactory(exchanges)
                            .addInterceptor(new BoundedHttp(limits, exchanges))
                            .build());
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalStateException(
                    "this version of huaweicloud-sdk-core keeps its HTTP client in another field, so its calls cannot"
                            + " be limited. Use the version that backup-huawei depends on",
                    e);
        }
    }

    private static Field accessible(Class<?> owner, String name) throws NoSuchFieldException {
        Field field = owner.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /** Runs outside the decompression of responses, and inside the interceptor of the SDK. */
    @Override
    public Response intercept(Chain chain) throws IOException {
        Exchange exchange = exchanges.of(chain.request());
        Response response = chain.proceed(
                chain.request().newBuilder().removeHeader(Exchanges.HEADER).build());
        try (ResponseBody body = response.body()) {
            return body == null
                    ? response
                    : response.newBuilder()
                            .body(new Read(body, type(response), chain.call(), exchange).whole())
                            .build();
        }
    }

    /** Reads one response up to the limit, and notes why it could not be read: the SDK only logs that. */
    private final class Read {
        private final ResponseBody body;
        private final @Nullable MediaType type;
        private final Call call;
        private final Exchange exchange;

        Read(ResponseBody body, @Nullable MediaType type, Call call, Exchange exchange) {
            this.body = body;
            this.type = type;
            this.call = call;
            this.exchange = exchange;
        }

        /** Returns the body in memory, with a type that the SDK knows. */
        ResponseBody whole() throws IOException {
            boolean text = isText(type);
            Buffer whole = new Buffer();
            // A body of an unknown type is not read, but it may be empty.
            while (read(whole) >= 0) {
                if (!text) {
                    throw cut("its type is neither JSON nor text");
                }
                if (whole.size() > limits.answerBytes()) {
                    // Otherwise closing the body would read on for a moment.
                    call.cancel();
                    throw cut("it is longer than " + limits.answerBytes() + " bytes");
                }
            }
            if (whole.size() > ANY_DENSITY && values(whole) > whole.size() / LEAST_BYTES_OF_A_VALUE) {
                throw cut("it has more values than a response of " + whole.size() + " bytes can have");
            }
            return ResponseBody.create(whole, known(type), whole.size());
        }

        private long read(Buffer into) throws IOException {
            try {
                return body.source().read(into, AT_ONCE);
            } catch (IOException | RuntimeException e) {
                // A timeout cancels the call, or throws this type.
                exchange.cut = e instanceof InterruptedIOException || call.isCanceled()
                        ? "it was not complete in time"
                        : "the connection broke off, or the body cannot be decompressed";
                throw e;
            }
        }

        private IOException cut(String why) {
            exchange.cut = why;
            return new IOException("the response cannot be read: " + why);
        }
    }

    /** Returns how many values JSON has at most: it counts what separates them, outside of texts. */
    private static long values(Buffer json) {
        long values = 0;
        boolean inText = false;
        boolean escaped = false;
        try (Buffer.UnsafeCursor cursor = json.readUnsafe()) {
            while (cursor.next() >= 0) {
                byte[] part = Objects.requireNonNull(cursor.data);
                for (int i = cursor.start; i < cursor.end; i++) {
                    if (inText) {
                        inText = escaped || part[i] != '"';
                        escaped = !escaped && part[i] == '\\';
                    } else {
                        inText = part[i] == '"';
                        values += part[i] == ',' || part[i] == '[' || part[i] == '{' ? 1 : 0;
                    }
                }
            }
        }
        return values;
    }

    /** Returns the type of a response; OkHttp reads none that has a blank before a semicolon, which HTTP allows. */
    private static @Nullable MediaType type(Response response) {
        String type = response.header("Content-Type");
        return type == null
                ? null
                : MediaType.parse(BLANK_BEFORE_PARAMETER.matcher(type).replaceAll(";"));
    }

    private static boolean isText(@Nullable MediaType type) {
        return type != null && (type.type().equals("text") || isJson(type) || isXml(type));
    }

    private static boolean isJson(MediaType type) {
        return type.subtype().equals("json") || type.subtype().endsWith("+json");
    }

    private static boolean isXml(MediaType type) {
        return type.subtype().equals("xml") || type.subtype().endsWith("+xml");
    }

    /** Returns a type in the form that the SDK recognizes: it compares types letter by letter, and recognizes no JSON but {@code application/json}. */
    private static @Nullable MediaType known(@Nullable MediaType type) {
        if (type == null || !isText(type)) {
            return type;
        }
        String name = type.type().equals("text")
                ? "text/" + type.subtype()
                : isJson(type) ? "application/json" : "application/xml";
        if (type.toString().startsWith(name)) {
            return type;
        }
        Charset charset = type.charset();
        return MediaType.parse(charset == null ? name : name + "; charset=" + charset.name());
    }
}
