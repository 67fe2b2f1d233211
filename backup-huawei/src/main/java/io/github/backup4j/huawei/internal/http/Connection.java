package io.github.backup4j.huawei.internal.http;

import com.huaweicloud.sdk.core.HcClient;
import com.huaweicloud.sdk.core.http.HttpConfig;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.TimeSource;
import io.github.backup4j.Unavailable;
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
import org.jspecify.annotations.Nullable;

/** The connection to all services: their SDK clients, which share one pool of threads and one of connections. */
public final class Connection {
    /** The reason of a call that was not sent because this was closed. */
    static final String CLOSED = "CLOSED";

    private static final String USER_AGENT = "backup4j";

    /**
     * With fewer, many threads would open and close connections all the time, since each service has its own address.
     */
    private static final int IDLE_CONNECTIONS = 16;

    private final TimeSource time;
    private final Credentials credentials;
    private final Identity identity;
    private final ConnectionPool pool = new ConnectionPool(IDLE_CONNECTIONS, 1, TimeUnit.MINUTES);
    private final ServiceClock clock;
    private final Pages pages;
    private final Exchanges exchanges;
    private final ExecutorService executor;
    private final Map<Service, HcClient> clients = new EnumMap<>(Service.class);
    private volatile boolean closed;

    /**
     * Creates a connection, without I/O.
     *
     * @param dateHeader the header of responses whose dates correct our clock; null: nothing does
     */
    public Connection(
            TimeSource time,
            Credentials credentials,
            Identity identity,
            Map<Service, URI> endpoints,
            HttpConfig config,
            ResponseLimits limits,
            @Nullable String dateHeader) {
        this.time = time;
        this.credentials = credentials;
        this.identity = identity;
        clock = new ServiceClock(time, isApart(time, dateHeader));
        pages = new Pages(limits);
        exchanges = new Exchanges(time, clock, dateHeader, this::callEnded);
        executor =
                new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "backup4j-huawei");
                    thread.setDaemon(true);
                    return thread;
                });
        HcClient first = new HcClient(config.withUserAgent(USER_AGENT)
                .withConnectionPool(pool)
                .withDispatcher(new Dispatcher(executor))
                .withExecutorService(executor));
        BoundedHttp.under(first, limits, exchanges);
        endpoints.forEach((service, endpoint) -> {
            clients.put(
                    service,
                    first.overrideCredential(credential(service, null))
                            .overrideEndpoints(List.of(endpoint.toString())));
        });
    }

    /** Dates in a header of its own are those of another clock than the machine's. */
    private static boolean isApart(TimeSource time, @Nullable String dateHeader) {
        return time.equals(TimeSource.system()) && dateHeader != null && !dateHeader.equalsIgnoreCase("Date");
    }

    public TimeSource time() {
        return time;
    }

    /** Returns the clock by which callers tell the time: ours, or that of an emulated cloud whose clock is independent of ours. */
    public TimeSource timeForCallers() {
        return clock.isApart() ? new CloudTime(clock, time) : time;
    }

    /** Returns the clock of the services. */
    ServiceClock clock() {
        return clock;
    }

    /** Returns the reader of lists. */
    Pages pages() {
        return pages;
    }

    Exchanges exchanges() {
        return exchanges;
    }

    /** Returns the project and account that calls are for. */
    public Identity identity() {
        return identity;
    }

    /** Returns the executor, which runs each task at once, until this is closed. */
    ExecutorService executor() {
        return executor;
    }

    private ScopedCredential credential(Service service, @Nullable String exchange) {
        Service.Scope scope = service.scope();
        return new ScopedCredential(credentials, scope, () -> identity.known(scope), exchange);
    }

    /**
     * Returns a client of a service for one attempt at a call.
     *
     * @param exchange what {@link Exchanges#open} has returned for the attempt
     */
    HcClient client(Service service, String exchange) {
        return client(service).overrideCredential(credential(service, exchange));
    }

    /** Returns a client of a service whose requests belong to no exchange. */
    public HcClient client(Service service) {
        HcClient client = clients.get(service);
        if (client == null) {
            throw new IllegalArgumentException(service + " has no endpoint");
        }
        return client;
    }

    public void checkOpen() {
        if (closed) {
            throw new IllegalStateException("this CloudBackup is closed");
        }
    }

    /**
     * Refuses to send a call that has begun before this was closed: earlier requests of the same call may have changed something, so
     * the call must not end as if it had not begun.
     *
     * @param call the name of the call
     */
    void checkStillOpen(String call) {
        if (closed) {
            throw closedMeanwhile(call, null);
        }
    }

    /** Returns the exception for a call that was not sent because this was closed. */
    static Unavailable closedMeanwhile(String call, @Nullable RuntimeException cause) {
        return new Unavailable(
                call
                        + " was not sent, since this CloudBackup was closed meanwhile; earlier requests of the same call may have"
                        + " been carried out: open another, and look at what is there before you repeat the call",
                Detail.code(CLOSED),
                cause);
    }

    public void close() {
        closed = true;
        executor.shutdown();
        pool.evictAll();
        credentials.forget();
    }

    /** Closes the connections again: a call that was in flight during {@link #close} has left one behind. */
    private void callEnded() {
        if (closed) {
            pool.evictAll();
        }
    }
}
