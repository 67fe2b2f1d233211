package io.github.backup4j.huawei;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.core.HcClient;
import com.huaweicloud.sdk.core.SdkResponse;
import com.huaweicloud.sdk.core.http.Field;
import com.huaweicloud.sdk.core.http.HttpMethod;
import com.huaweicloud.sdk.core.http.HttpRequestDef;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupListener;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Unavailable;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the services: with the SDK's own requests, signing and HTTP, but with answers as they come. */
final class Wire {
    private static final Logger LOG = LoggerFactory.getLogger(HuaweiBackup.class);

    private final Connection connection;
    private final Retry retry;
    private final KeyedCreates keyedCreates;
    private final Interruptible interruptible;
    private final Map<Service, HcClient> clients = new EnumMap<>(Service.class);
    private final Map<HttpRequestDef<?, ?>, HttpRequestDef<?, Answer>> definitions = new ConcurrentHashMap<>();

    private final BackupListener listener;

    Wire(Connection connection, Retry retry, KeyedCreates keyedCreates, BackupListener listener) {
        this.connection = connection;
        this.retry = retry;
        this.keyedCreates = keyedCreates;
        this.listener = listener;
        interruptible = new Interruptible(connection.executor(), connection.watch());
        for (Service service : Service.values()) {
            clients.put(service, connection.client(service));
        }
    }

    /** The same services, called with the same limits, and somebody else who is told of the requests. */
    Wire telling(BackupListener other) {
        return new Wire(connection, retry, keyedCreates, other);
    }

    /** Refuses if this was closed; for what makes no call of its own. */
    void checkOpen() {
        connection.checkOpen();
    }

    /** What time it is for the services. */
    ServiceClock clock() {
        return connection.clock();
    }

    /** How lists are read. */
    Pages pages() {
        return connection.pages();
    }

    /** Runs a look at long work, whose calls are made once each, as a look never waits. */
    <T> T look(Supplier<T> work) {
        return retry.look(work);
    }

    /**
     * Makes a call and returns the fields of its answer; none where it has no body.
     *
     * @param definition the SDK's definition of the call, whose answer type is not used
     * @throws BackupException if it fails
     */
    <R> ObjectNode call(Service service, HttpRequestDef<R, ?> definition, R request) {
        connection.identity().require(service, this);
        boolean changes = definition.getMethod() != HttpMethod.GET;
        return call(service, definition, request, changes, !changes);
    }

    /**
     * Makes a call that changes something, and whose key the service itself knows again: after a lost reply it is sent once more,
     * which does nothing twice.
     *
     * @param key the request key, of which the request carries a token
     * @throws AmbiguousOutcome with the key, if no reply could be had
     */
    <R, T> T makeWithToken(
            RequestKey key, Service service, HttpRequestDef<R, ?> definition, R request, Function<ObjectNode, T> read) {
        try {
            return read(service, definition, call(service, definition, request, true, true), read);
        } catch (AmbiguousOutcome e) {
            throw KeyedCreates.ambiguous(key, e, "no reply could be had", null);
        }
    }

    /**
     * Makes something that carries a mark of its request key; after a lost reply the mark is looked for before the call is made
     * again.
     *
     * @param key the request key
     * @param look looks for what carries the mark, by calls that read
     * @param create makes it, by one call that changes something
     * @throws AmbiguousOutcome with the key, if it may have been made or not, and neither can be found out
     */
    <T> T create(RequestKey key, Supplier<Optional<T>> look, Supplier<T> create) {
        return keyedCreates.create(key, look, create);
    }

    /** Waits, and returns whether it was not interrupted; within a look, which never waits, it returns false at once. */
    boolean pause(Duration pause) {
        return !retry.isLooking() && retry.pause(pause);
    }

    /** Makes a call that changes something, and that made twice has done no more than made once: it may be made again. */
    <R> void set(Service service, HttpRequestDef<R, ?> definition, R request) {
        connection.identity().require(service, this);
        call(service, definition, request, true, true);
    }

    /** Asks something that is not asked with GET: it changes nothing, and may be asked again. */
    <R> ObjectNode ask(Service service, HttpRequestDef<R, ?> definition, R request) {
        connection.identity().require(service, this);
        return call(service, definition, request, false, true);
    }

    /**
     * Makes a call that makes something, and reads what it made from its answer.
     *
     * @param read reads the answer, or throws {@link Unavailable} where it cannot
     * @throws AmbiguousOutcome if the answer cannot be read: what was made is there, but which it is is not known
     */
    <R, T> T make(Service service, HttpRequestDef<R, ?> definition, R request, Function<ObjectNode, T> read) {
        return read(service, definition, call(service, definition, request), read);
    }

    private <T> T read(
            Service service, HttpRequestDef<?, ?> definition, ObjectNode answer, Function<ObjectNode, T> read) {
        try {
            return read.apply(answer);
        } catch (Unavailable e) {
            throw Failures.unreadable(connection.watch().last(), service + " " + definition.getName(), true, e);
        }
    }

    private <R> ObjectNode call(
            Service service, HttpRequestDef<R, ?> definition, R request, boolean changes, boolean repeatable) {
        String name = service + " " + definition.getName();
        AtomicInteger attempts = new AtomicInteger();
        Supplier<ObjectNode> attempt =
                () -> attempt(service, name, definition, request, changes, attempts.incrementAndGet());
        boolean waitedFor = !changes && retry.isLooking();
        return retry.call(
                service,
                name,
                repeatable,
                waitedFor ? () -> interruptible.call(name, attempt, retry.leftOfLook()) : attempt);
    }

    private <R> ObjectNode attempt(
            Service service, String name, HttpRequestDef<R, ?> definition, R request, boolean changes, int number) {
        connection.checkOpen();
        CallWatch.Seen seen = connection.watch().begin();
        Duration begun = connection.time().elapsed();
        BackupException failure;
        try {
            HcClient client = Objects.requireNonNull(clients.get(service), "every service has a client");
            Answer answer = client.syncInvokeHttp(request, lenient(definition));
            if (answer != null && seen.status < 300 && !seen.unread) {
                log(name, begun, seen, "done");
                tell(service, definition.getName(), number, seen, begun);
                return answer.fields();
            }
            failure = Failures.unreadable(seen, name, changes, null);
        } catch (RuntimeException e) {
            failure = Failures.of(e, seen, name, changes);
        }
        log(name, begun, seen, failure.getClass().getSimpleName());
        tell(service, definition.getName(), number, seen, begun);
        throw failure;
    }

    private void tell(Service service, String operation, int number, CallWatch.Seen seen, Duration begun) {
        listener.requestSent(new BackupListener.Request(
                service.name().toLowerCase(Locale.ROOT),
                operation,
                number,
                seen.status == 0 ? null : seen.status,
                seen.requestId,
                connection.time().elapsed().minus(begun)));
    }

    private void log(String name, Duration begun, CallWatch.Seen seen, String outcome) {
        if (LOG.isDebugEnabled()) {
            Duration took = connection.time().elapsed().minus(begun);
            LOG.debug(
                    "{} took {} ms, status {}, request {}: {}",
                    name,
                    took.toMillis(),
                    seen.status,
                    seen.requestId,
                    outcome);
        }
    }

    @SuppressWarnings("unchecked") // made from the definition that it is kept for
    private <R> HttpRequestDef<R, Answer> lenient(HttpRequestDef<R, ?> definition) {
        if (definition.getResponseType() == Answer.class) {
            return (HttpRequestDef<R, Answer>) definition;
        }
        return (HttpRequestDef<R, Answer>) definitions.computeIfAbsent(definition, key -> withAnswer(definition));
    }

    /** The same call, whose answer is taken as it comes. */
    static <R> HttpRequestDef<R, Answer> withAnswer(HttpRequestDef<R, ?> definition) {
        HttpRequestDef.Builder<R, Answer> copy = HttpRequestDef.builder(
                        definition.getMethod(), definition.getRequestType(), Answer.class)
                .withName(definition.getName())
                .withUri(definition.getUri());
        if (definition.getContentType() != null) {
            copy.withContentType(definition.getContentType());
        }
        for (Field<R, ?> field : definition.getRequestFields()) {
            copy.withRequestField(field);
        }
        return copy.build();
    }

    /**
     * An answer as it came, whatever its fields and their types are.
     *
     * <p>The SDK's own answer types drop fields that the service sends, and refuse a number where they expect a string. It is
     * public for the SDK, which makes and fills it by reflection.
     */
    public static final class Answer extends SdkResponse {
        private final ObjectNode fields = JsonNodeFactory.instance.objectNode();

        /** Creates an empty answer, for the SDK to fill. */
        public Answer() {}

        /**
         * Takes a field of the answer.
         *
         * @param name its name
         * @param value its value
         */
        @JsonAnySetter
        public void put(String name, JsonNode value) {
            fields.set(name, value);
        }

        ObjectNode fields() {
            return fields;
        }
    }
}
