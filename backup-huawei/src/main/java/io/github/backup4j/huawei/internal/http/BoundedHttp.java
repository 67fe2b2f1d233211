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
 * Bounds the calls of the SDK: how long one takes in all, and how long its answer is once it is unpacked. Has them watched by
 * {@link Exchanges}.
 *
 * <p>The SDK has a setting for neither. It reads an answer into memory to its end, whatever comes, and its time limits count
 * from one byte to the next. It offers no way to its HTTP client either; so that is taken out of a private field, which {@link
 * #under} checks when a backup is built.
 */
final class BoundedHttp implements Interceptor {
    private final ResponseLimits limits;
    private final Exchanges exchanges;

    private BoundedHttp(ResponseLimits limits, Exchanges exchanges) {
        this.limits = limits;
        this.exchanges = exchanges;
    }

    /**
     * Bounds the calls of a client, and of all clients that share its HTTP with it.
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
                            .callTimeout(limits.callTime())
                            .eventListenerFactory(exchanges)
                            .addInterceptor(new BoundedHttp(limits, exchanges))
                            .build());
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalStateException(
                    "the SDK keeps its HTTP client elsewhere than the version that this was made for; its calls would have"
                            + " no bounds. Use the version of huaweicloud-sdk-core that backup-huawei depends on",
                    e);
        }
    }

    private static Field accessible(Class<?> owner, String name) throws NoSuchFieldException {
        Field field = owner.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    /** Runs outside of what unpacks answers. */
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

    /** Lets through as much as an answer may have, and remembers why one could not be read: the SDK only logs it. */
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
                // Who is out of time has its call cancelled, or says so by this type.
                exchange.cut = e instanceof InterruptedIOException || call.isCanceled()
                        ? "it was not whole in time"
                        : "it broke off, or was packed in a way that cannot be unpacked";
                throw e;
            }
            exchange.cut = "it is longer than " + limits.answerBytes() + " bytes";
            call.cancel();
            throw new IOException("the answer is longer than " + limits.answerBytes() + " bytes");
        }
    }
}
