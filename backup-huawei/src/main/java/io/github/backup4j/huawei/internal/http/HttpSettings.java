package io.github.backup4j.huawei.internal.http;

import com.huaweicloud.sdk.core.http.HttpConfig;
import io.github.backup4j.Invalid;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP settings of all services: proxy, and trusted certificates. */
public final class HttpSettings {
    private static final Logger LOG = LoggerFactory.getLogger("io.github.backup4j.huawei.http");

    private @Nullable Proxy proxy;
    private List<X509Certificate> authorities = List.of();
    private boolean trustingAnyCertificate;

    public void proxy(Proxy newProxy) {
        proxy = newProxy;
    }

    public void authorities(List<X509Certificate> newAuthorities) {
        if (newAuthorities.isEmpty()) {
            throw new Invalid("authorities is empty: no service would be trusted; give at least one certificate");
        }
        authorities = List.copyOf(newAuthorities);
    }

    public void trustAnyCertificate() {
        trustingAnyCertificate = true;
    }

    /** Drops the proxy with its password. */
    public void forgetSecrets() {
        proxy = null;
    }

    /** Returns these settings as a configuration of the SDK, which follows no redirects. */
    public HttpConfig config() {
        HttpConfig config = new HttpConfig().withAllowRedirects(false);
        if (proxy != null) {
            config.withProxyHost(proxy.host()).withProxyPort(proxy.port());
            if (proxy.user() != null) {
                config.withProxyUsername(proxy.user()).withProxyPassword(proxy.password());
            }
        }
        if (trustingAnyCertificate) {
            if (!authorities.isEmpty()) {
                throw new Invalid(
                        "both trusting(..) and trustingAnyCertificate() were called; they exclude each other");
            }
            LOG.warn(
                    "the certificates of the services are not verified: anybody on the network path can read and change"
                            + " all calls");
            return config.withIgnoreSSLVerification(true);
        }
        return authorities.isEmpty() ? config : trusting(config);
    }

    private HttpConfig trusting(HttpConfig config) {
        try {
            X509TrustManager trust = trustManager();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
            return config.withSSLSocketFactory(context.getSocketFactory()).withX509TrustManager(trust);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the certificates of trusting(..) cannot be used", e);
        }
    }

    private X509TrustManager trustManager() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("authority-" + i, authorities.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager trust) {
                return trust;
            }
        }
        throw new IllegalStateException("this JVM has no trust manager for X.509");
    }

    /**
     * An HTTP proxy.
     *
     * @param user the user name for the proxy; null: it requires no authentication
     * @param password the password; not null if there is a user
     */
    public record Proxy(
            String host,
            int port,
            @Nullable String user,
            @Nullable String password) {
        /** Returns host and port, without the password. */
        @Override
        public String toString() {
            return "proxy " + host + ":" + port;
        }
    }
}
