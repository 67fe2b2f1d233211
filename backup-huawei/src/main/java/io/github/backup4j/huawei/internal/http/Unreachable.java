package io.github.backup4j.huawei.internal.http;

import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Unavailable;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Explains why a server was not reached: which host it is, and which setting of the builder names it. */
public final class Unreachable {
    private static final Pattern OF_VENDOR =
            Pattern.compile("[a-z]+\\.([a-z0-9-]+)\\.myhuaweicloud\\.(com|eu)", Pattern.CASE_INSENSITIVE);
    private static final int DEEPEST = 10;

    private Unreachable() {}

    /**
     * Returns the exception to throw; null if the server was reached.
     *
     * @param failure the exception of the SDK
     * @param exchange what happened below the SDK
     * @param call the name of the call
     */
    static @Nullable Unavailable of(RuntimeException failure, Exchange exchange, String call) {
        if (exchange.sent) {
            return null;
        }
        String server = exchange.server == null ? "its server" : exchange.server;
        UnknownHostException unknown = find(UnknownHostException.class, failure, exchange);
        if (unknown != null) {
            String host = nameIn(unknown, exchange);
            return unavailable(call + ": cannot resolve " + host + ": check " + setting(host, exchange), failure);
        }
        SSLException untrusted = find(SSLException.class, failure, exchange);
        if (untrusted != null) {
            return unavailable(
                    call + ": cannot trust " + server + ": " + firstLine(untrusted) + ": check "
                            + setting(exchange.host, exchange)
                            + ", or give the certificate of its authority to trusting(...)",
                    failure);
        }
        Exception refused = find(ConnectException.class, failure, exchange);
        refused = refused == null ? find(NoRouteToHostException.class, failure, exchange) : refused;
        return refused == null
                ? null
                : unavailable(
                        call + ": cannot connect to " + server + " (" + firstLine(refused) + "): check "
                                + setting(exchange.host, exchange) + ", the network and the proxy",
                        failure);
    }

    private static Unavailable unavailable(String text, RuntimeException failure) {
        return new Unavailable(text + "; nothing was sent, so nothing was changed", Detail.NONE, failure);
    }

    /** Returns the host that cannot be resolved: that of the service, or of a proxy. */
    private static String nameIn(UnknownHostException unknown, Exchange exchange) {
        String host = firstLine(unknown).split(":", 2)[0].strip();
        if (host.matches("[A-Za-z0-9._-]+")) {
            return host;
        }
        return exchange.host == null ? "the host of the service" : exchange.host;
    }

    private static String setting(@Nullable String host, Exchange exchange) {
        if (host == null || !host.equals(exchange.host)) {
            return "proxy(...), or the proxy of the JVM";
        }
        Matcher vendor = OF_VENDOR.matcher(host);
        if (vendor.matches()) {
            return "region(\"" + vendor.group(1).toLowerCase(Locale.ROOT) + "\")";
        }
        return host.endsWith(".myhuaweicloud.com") || host.endsWith(".myhuaweicloud.eu")
                ? "the DNS configuration of this machine"
                : "endpoint(...)";
    }

    private static String firstLine(Exception failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    /** Returns a cause of a type: the SDK keeps it, or it was seen below the SDK. */
    private static <E extends Exception> @Nullable E find(Class<E> type, Throwable failure, Exchange exchange) {
        E thrown = find(type, failure);
        return thrown != null || exchange.failure == null ? thrown : find(type, exchange.failure);
    }

    private static <E extends Exception> @Nullable E find(Class<E> type, Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
            cause = cause.getCause();
        }
        return null;
    }
}
