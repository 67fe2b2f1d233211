package io.github.backup4j.huawei.internal.http;

import com.huaweicloud.sdk.core.HcClient;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.reflect.Field;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * Limits each call of the SDK: its timeouts, its total time, and the length of its decompressed response. Also lets {@link
 * Exchanges} watch the requests.
 *
 * <p>The SDK rounds timeouts to seconds, and has no setting for the other limits. It reads a response into memory to its
 * end, however long it is, and its timeouts count from one byte to the next. It gives no access to its HTTP client either,
 * so {@link #under} takes the client from a private field, and fails at once if that field is not there.
 */
final class BoundedHttp implements Interceptor {
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

    /** Runs outside the decompression of responses. */
    @Override
    public Response intercept(Chain chain) throws IOException {
        Exchange exchange = exchanges.of(chain.request());
        Response response = chain.proceed(
                chain.request().newBuilder().removeHeader(Exchanges.HEADER).build());
        ResponseBody body = response.body();
        if (body == null) {
            return response;
        }
        return response.newBuilder()
                .body(new Bounded(body, chain.call(), exchange))
                .build();
    }

    private final class Bounded extends ResponseBody {
        private final ResponseBody body;
        private final BufferedSource source;

        /** Null: it was not asked for yet, or there is none. It takes a search by several patterns. */
        private @Nullable MediaType contentType;

        Bounded(ResponseBody body, Call call, Exchange exchange) {
            this.body = body;
            source = Okio.buffer(new Counted(body.source(), call, exchange));
        }

        @Override
        public @Nullable MediaType contentType() {
            MediaType known = contentType;
            if (known == null) {
                known = body.contentType();
                contentType = known;
            }
            return known;
        }

        @Override
        public long contentLength() {
            return body.contentLength();
        }

        @Override
        public BufferedSource source() {
            return source;
        }
    }

    /** Reads a response up to the limit, and notes why it could not be read: the SDK only logs that. */
    private final class Counted extends ForwardingSource {
        private final Call call;
        private final Exchange exchange;
        private long left = limits.answerBytes();

        Counted(Source answer, Call call, Exchange exchange) {
            super(answer);
            this.call = call;
            this.exchange = exchange;
        }

        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            try {
                long count = super.read(sink, byteCount);
                left -= Math.max(0, count);
                if (left >= 0) {
                    return count;
                }
            } catch (IOException | RuntimeException e) {
                // A timeout cancels the call, or throws this type.
                exchange.cut = e instanceof InterruptedIOException || call.isCanceled()
                        ? "it was not complete in time"
                        : "the connection broke off, or the body cannot be decompressed";
                throw e;
            }
            exchange.cut = "it is longer than " + limits.answerBytes() + " bytes";
            call.cancel();
            throw new IOException("the response is longer than " + limits.answerBytes() + " bytes");
        }
    }
}
