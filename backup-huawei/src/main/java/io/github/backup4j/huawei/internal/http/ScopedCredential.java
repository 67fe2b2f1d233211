package io.github.backup4j.huawei.internal.http;

import com.huaweicloud.sdk.core.HcClient;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.auth.ICredential;
import com.huaweicloud.sdk.core.http.HttpClient;
import com.huaweicloud.sdk.core.http.HttpRequest;
import com.huaweicloud.sdk.core.http.HttpResponse;
import io.github.backup4j.Invalid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Signs calls for a project, for an account or for neither. Refuses a call if its ids change what the path means. */
final class ScopedCredential implements ICredential {
    /** Ids, and tag keys, which may be words of any language. */
    private static final Pattern SEGMENT = Pattern.compile("[\\p{L}\\p{N} ._:=+@~-]*");

    private final Credentials credentials;
    private final Service.Scope scope;
    private final Supplier<@Nullable String> id;
    private final @Nullable String exchange;

    /**
     * Creates a credential.
     *
     * @param id the id of the project or account, known before the first call; not used if the scope is neither
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
        HttpClient naming = new NamingHttp(http);
        ICredential signer = credentials.signer(request, naming);
        if (scope == Service.Scope.PROJECT && signer instanceof BasicCredentials keys) {
            // They add the project themselves, which saves one copy of the request.
            HttpRequest signed = keys.withProjectId(known("X-Project-Id")).syncProcessAuthRequest(request, naming);
            requireSamePath(signed.getPath(), signed.getPathParamsString());
            return named(signed);
        }
        HttpRequest scoped = switch (scope) {
            case PROJECT -> scoped(request, "X-Project-Id", "project_id");
            case ACCOUNT -> scoped(request, "X-Domain-Id", "domain_id");
            case NONE -> request;
        };
        requireSamePath(scoped.getPath(), scoped.getPathParamsString());
        return named(signer.syncProcessAuthRequest(scoped, naming));
    }

    /**
     * Adds the header of the exchange. Call it after signing, since the header is removed before the request is sent.
     * The request belongs to this call alone, so it is changed and not copied.
     */
    private HttpRequest named(HttpRequest request) {
        if (exchange != null) {
            request.getHeaders().put(Exchanges.HEADER, new ArrayList<>(List.of(exchange)));
        }
        return request;
    }

    private String known(String header) {
        String known = id.get();
        if (known == null) {
            throw new IllegalStateException("the id for " + header + " was not looked up");
        }
        return known;
    }

    private HttpRequest scoped(HttpRequest request, String header, String parameter) {
        String known = known(header);
        return request.builder()
                .addAutoFilledPathParam(Map.of(parameter, known))
                .addHeader(header, known)
                .build();
    }

    /**
     * Refuses ids that change the path: the SDK inserts them unescaped, so {@code ../x} would address another resource.
     */
    private static void requireSamePath(String template, String path) {
        int meant = 0;
        int actual = 0;
        boolean same = true;
        while (same && meant >= 0 && actual >= 0) {
            int meantEnd = end(template, meant);
            int actualEnd = end(path, actual);
            same = (meantEnd == meant) == (actualEnd == actual) && isSegment(path, actual, actualEnd);
            meant = next(template, meantEnd);
            actual = next(path, actualEnd);
        }
        if (!same || meant != actual) {
            throw new Invalid("an id in " + template + " is malformed: it would change the path; nothing was sent");
        }
    }

    /** Returns where the segment ends that begins at an index. */
    private static int end(String path, int from) {
        int slash = path.indexOf('/', from);
        return slash < 0 ? path.length() : slash;
    }

    /** Returns where the next segment begins; -1: there is none. */
    private static int next(String path, int end) {
        return end == path.length() ? -1 : end + 1;
    }

    private static boolean isSegment(String path, int from, int end) {
        boolean dots = end > from;
        for (int i = from; i < end; i++) {
            char c = path.charAt(i);
            dots &= c == '.';
            boolean usual = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '_'
                    || c == '.';
            if (!usual) {
                return SEGMENT.matcher(path.substring(from, end)).matches();
            }
        }
        return !dots || end - from > 2;
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

    /** Assigns the requests with which credentials renew themselves to the same exchange. */
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
