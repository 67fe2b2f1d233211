package io.github.backup4j.huawei.internal.http;

import com.huaweicloud.sdk.core.HcClient;
import com.huaweicloud.sdk.core.auth.ICredential;
import com.huaweicloud.sdk.core.http.HttpClient;
import com.huaweicloud.sdk.core.http.HttpRequest;
import com.huaweicloud.sdk.core.http.HttpResponse;
import io.github.backup4j.Invalid;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Signs calls for a project, for an account or for neither, if what they ask for is what their path was made for. */
final class ScopedCredential implements ICredential {
    /** Ids, and keys of tags, which may be words of any language. */
    private static final Pattern SEGMENT = Pattern.compile("[\\p{L}\\p{N} ._:=+@~-]*");

    private final Credentials credentials;
    private final Service.Scope scope;
    private final Supplier<@Nullable String> id;
    private final @Nullable String exchange;

    /**
     * Creates it.
     *
     * @param id the id of the project or account, known before the first call; not asked where there is neither
     * @param exchange the exchange that the requests belong to; null: none
     */
    ScopedCredential(
            Credentials credentials, Service.Scope scope, Supplier<@Nullable String> id, @Nullable String exchange) {
        this.credentials = credentials;
        this.scope = scope;
        this.id = id;
        this.exchange = exchange;
    }

    @Override
    public HttpRequest syncProcessAuthRequest(HttpRequest request, HttpClient http) {
        HttpRequest scoped = switch (scope) {
            case PROJECT -> scoped(request, "X-Project-Id", "project_id");
            case ACCOUNT -> scoped(request, "X-Domain-Id", "domain_id");
            case NONE -> request;
        };
        requireSamePath(scoped.getPath(), scoped.getPathParamsString());
        return named(credentials.sign(scoped, new NamingHttp(http)));
    }

    /** After it was signed, since the header is taken off again before the request is sent. */
    private HttpRequest named(HttpRequest request) {
        return exchange == null
                ? request
                : request.builder().addHeader(Exchanges.HEADER, exchange).build();
    }

    private HttpRequest scoped(HttpRequest request, String header, String parameter) {
        String known = id.get();
        if (known == null) {
            throw new IllegalStateException("the id for " + header + " was not looked up");
        }
        return request.builder()
                .addAutoFilledPathParam(Map.of(parameter, known))
                .addHeader(header, known)
                .build();
    }

    /** The SDK puts ids into paths as they are: {@code ../x} would be another thing, under a valid signature. */
    private static void requireSamePath(String template, String path) {
        String[] meant = template.split("/", -1);
        String[] actual = path.split("/", -1);
        boolean same = meant.length == actual.length;
        for (int i = 0; same && i < actual.length; i++) {
            String segment = actual[i];
            same = SEGMENT.matcher(segment).matches()
                    && !segment.equals(".")
                    && !segment.equals("..")
                    && segment.isEmpty() == meant[i].isEmpty();
        }
        if (!same) {
            throw new Invalid("an id for " + template + " cannot be one; nothing was sent");
        }
    }

    @Override
    public CompletableFuture<HttpRequest> processAuthRequest(HttpRequest request, HttpClient http) {
        try {
            return CompletableFuture.completedFuture(syncProcessAuthRequest(request, http));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public CompletableFuture<ICredential> processAuthParams(HcClient client, String region) {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public ICredential deepClone() {
        return this;
    }

    /** For the requests that credentials make to renew themselves: they belong to the same exchange. */
    private final class NamingHttp implements HttpClient {
        private final HttpClient http;

        NamingHttp(HttpClient http) {
            this.http = http;
        }

        @Override
        public HttpResponse syncInvokeHttp(HttpRequest request) {
            return http.syncInvokeHttp(named(request));
        }

        @Override
        public CompletableFuture<HttpResponse> asyncInvokeHttp(HttpRequest request) {
            return http.asyncInvokeHttp(named(request));
        }
    }
}
