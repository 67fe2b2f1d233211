package io.github.backup4j.huawei;

import com.huaweicloud.sdk.core.HcClient;
import com.huaweicloud.sdk.core.auth.ICredential;
import com.huaweicloud.sdk.core.http.HttpConfig;
import io.github.backup4j.TimeSource;
import java.net.URI;
import java.time.Duration;
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
    private static final int IDLE_CONNECTIONS = 5;

    private final TimeSource time;
    private final CallWatch watch = new CallWatch();
    private final ConnectionPool pool = new ConnectionPool(IDLE_CONNECTIONS, 1, TimeUnit.MINUTES);
    private final ExecutorService executor;
    private final Map<Service, HcClient> clients = new EnumMap<>(Service.class);
    private volatile boolean closed;

    Connection(
            TimeSource time,
            ICredential project,
            ICredential account,
            Map<Service, URI> endpoints,
            Duration connectTimeout,
            Duration readTimeout) {
        this.time = time;
        executor =
                new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "backup4j-huawei");
                    thread.setDaemon(true);
                    return thread;
                });
        HttpConfig config = new HttpConfig()
                .withUserAgent(USER_AGENT)
                .withConnectionTimeout(wholeSeconds(connectTimeout))
                .withReadTimeout(wholeSeconds(readTimeout))
                .withConnectionPool(pool)
                .withDispatcher(new Dispatcher(executor))
                .withEventListener(watch)
                .withAllowRedirects(false);
        HcClient first = new HcClient(config).withCredential(project);
        endpoints.forEach((service, endpoint) -> {
            HcClient client = service == Service.BSS ? first.overrideCredential(account) : first;
            clients.put(service, client.overrideEndpoints(List.of(endpoint.toString())));
        });
    }

    TimeSource time() {
        return time;
    }

    CallWatch watch() {
        return watch;
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
    }

    private static int wholeSeconds(Duration duration) {
        return Math.toIntExact(Math.max(1, duration.toSeconds()));
    }
}
