package io.github.backup4j.huawei;

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
 * Bounds the calls of the SDK: how long one takes in all, and how long its answer is once it is unpacked.
 *
 * <p>The SDK has a setting for neither. It reads an answer into memory to its end, whatever comes, and its time limits count
 * from one byte to the next. It offers no way to its HTTP client either; so that is taken out of a private field, which {@link
 * #under} checks when a backup is built.
 */
final class BoundedHttp implements Interceptor {
    private final Limits limits;
    private final CallWatch watch;

    private BoundedHttp(Limits limits, CallWatch watch) {
        this.limits = limits;
        this.watch = watch;
    }

    /**
     * Bounds the calls of a client, and of all clients that share its HTTP with it.
     *
     * @param watch is told of answers that were not read to their end
     */
    static void under(HcClient sdk, Limits limits, CallWatch watch) {
        try {
            Object http = accessible(HcClient.class, "httpClient").get(sdk);
            Field field = accessible(http.getClass(), "client");
            OkHttpClient unbounded = (OkHttpClient) field.get(http);
            field.set(
                    http,
                    unbounded
                            .newBuilder()
                            .callTimeout(limits.callTime())
                            .addInterceptor(new BoundedHttp(limits, watch))
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
        Response response = chain.proceed(chain.request());
        ResponseBody body = response.body();
        if (body == null) {
            return response;
        }
        return response.newBuilder().body(new Bounded(body, chain.call())).build();
    }

    private final class Bounded extends ResponseBody {
        private final ResponseBody body;
        private final BufferedSource source;

        Bounded(ResponseBody body, Call call) {
            this.body = body;
            source = Okio.buffer(new Counted(body.source(), call, watch.last()));
        }

        @Override
        public @Nullable MediaType contentType() {
            return body.contentType();
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
        private final CallWatch.Seen seen;
        private long left = limits.answerBytes();

        Counted(Source answer, Call call, CallWatch.Seen seen) {
            super(answer);
            this.call = call;
            this.seen = seen;
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
                seen.cut = e instanceof InterruptedIOException || call.isCanceled()
                        ? "it was not whole in time"
                        : "it broke off, or was packed in a way that cannot be unpacked";
                throw e;
            }
            seen.cut = "it is longer than " + limits.answerBytes() + " bytes";
            call.cancel();
            throw new IOException("the answer is longer than " + limits.answerBytes() + " bytes");
        }
    }
}
