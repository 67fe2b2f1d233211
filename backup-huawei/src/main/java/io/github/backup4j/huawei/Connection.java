package io.github.backup4j.huawei;

import com.huaweicloud.sdk.core.HcClient;
import com.huaweicloud.sdk.core.http.HttpConfig;
import io.github.backup4j.TimeSource;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;

/** One pool of threads and connections for all services, and how they are reached. */
final class Connection {
    private static final String USER_AGENT = "backup4j";

    /** Fewer would be opened and closed all the time by as many threads, as each service has an address of its own. */
    private static final int IDLE_CONNECTIONS = 16;

    private final TimeSource time;
    private final Keys keys;
    private final Identity identity;
    private final ConnectionPool pool = new ConnectionPool(IDLE_CONNECTIONS, 1, TimeUnit.MINUTES);
    private final ServiceClock clock;
    private final Pages pages;
    private final CallWatch watch;
    private final ExecutorService executor;
    private final Map<Service, HcClient> clients = new EnumMap<>(Service.class);
    private volatile boolean closed;

    /**
     * Creates it, without any I/O.
     *
     * @param dateHeader the header that answers say their date in
     */
    Connection(
            TimeSource time,
            Keys keys,
            Identity identity,
            Map<Service, URI> endpoints,
            HttpConfig config,
            Limits limits,
            String dateHeader) {
        this.time = time;
        this.keys = keys;
        this.identity = identity;
        clock = new ServiceClock(time);
        pages = new Pages(limits.listElements());
        watch = new CallWatch(time, clock, dateHeader, this::callEnded);
        executor =
                new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "backup4j-huawei");
                    thread.setDaemon(true);
                    return thread;
                });
        HcClient first = new HcClient(config.withUserAgent(USER_AGENT)
                .withConnectionPool(pool)
                .withDispatcher(new Dispatcher(executor))
                .withExecutorService(executor)
                .withEventListener(watch));
        BoundedHttp.under(first, limits, watch);
        endpoints.forEach((service, endpoint) -> {
            Service.Scope scope = service.scope();
            ScopedCredential credential = new ScopedCredential(keys, scope, () -> identity.known(scope));
            clients.put(service, first.overrideCredential(credential).overrideEndpoints(List.of(endpoint.toString())));
        });
    }

    TimeSource time() {
        return time;
    }

    /** What time it is for the services. */
    ServiceClock clock() {
        return clock;
    }

    /** How lists are read. */
    Pages pages() {
        return pages;
    }

    CallWatch watch() {
        return watch;
    }

    /** What the calls are for. */
    Identity identity() {
        return identity;
    }

    /** Has a thread for each call at once, until this is closed. */
    ExecutorService executor() {
        return executor;
    }

    HcClient client(Service service) {
        HcClient client = clients.get(service);
        if (client == null) {
            throw new IllegalArgumentException(service + " has no endpoint");
        }
        return client;
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("this CloudBackup is closed");
        }
    }

    void close() {
        closed = true;
        executor.shutdown();
        pool.evictAll();
        keys.forget();
    }

    /** A call that went on while this was closed leaves a connection behind. */
    private void callEnded() {
        if (closed) {
            pool.evictAll();
        }
    }
}
