package io.github.backup4j.huawei.internal.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.core.http.HttpMethod;
import com.huaweicloud.sdk.core.http.HttpRequestDef;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupListener;
import io.github.backup4j.Unavailable;
import java.time.Duration;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Calls the services with the SDK's own requests, signing and HTTP, but reads raw responses. Each method sends one
 * {@link Call} down the {@link CallChain}.
 *
 * <p>A client that is {@linkplain #within within} a poll of long-running work sends each call once and never pauses. Safe for use
 * by many threads, unless it is within a poll.
 */
public final class ServiceClient {
    private final Connection connection;
    private final CallChain chain;
    private final RetryRules rules;
    private final @Nullable Poll poll;
    private final BackupListener listener;

    private ServiceClient(
            Connection connection, CallChain chain, RetryRules rules, @Nullable Poll poll, BackupListener listener) {
        this.connection = connection;
        this.chain = chain;
        this.rules = rules;
        this.poll = poll;
        this.listener = listener;
    }

    /**
     * Returns a client of all services.
     *
     * @param random decides the length of pauses; safe for use by many threads
     * @param listener receives each request that is sent
     */
    public static ServiceClient of(
            Connection connection, RetryRules rules, RandomGenerator random, BackupListener listener) {
        CallChain chain = CallChain.of(connection.time(), rules, random, new CallChain.SdkSender(connection));
        return new ServiceClient(connection, chain, rules, null, listener);
    }

    // ---- calls

    /**
     * Makes a call and returns the fields of its response; none if the response has no body. A GET is a read.
     *
     * @param definition the SDK's definition of the call, whose response type is not used
     * @throws BackupException if it fails
     */
    public <R> ObjectNode call(Service service, HttpRequestDef<R, ?> definition, R request) {
        CallMode mode = definition.getMethod() == HttpMethod.GET ? CallMode.READ : CallMode.CHANGE;
        return call(mode, service, definition, request);
    }

    /**
     * Makes a call and returns the fields of its response; none if the response has no body.
     *
     * @param mode what the call does; a read may use another HTTP method than GET
     * @param definition the SDK's definition of the call, whose response type is not used
     * @throws BackupException if it fails
     */
    public <R> ObjectNode call(CallMode mode, Service service, HttpRequestDef<R, ?> definition, R request) {
        return send(new Call<>(service, definition, request, mode, poll, listener, 1))
                .fields();
    }

    /**
     * Makes a call that creates a resource, and reads the resource from the response.
     *
     * @param mode what the call does
     * @param read reads the response, or throws {@link Unavailable} if it cannot
     * @throws AmbiguousOutcome if the response cannot be read: the resource exists, but its id is not known
     */
    public <R, T> T make(
            CallMode mode, Service service, HttpRequestDef<R, ?> definition, R request, Function<ObjectNode, T> read) {
        Call<R> call = new Call<>(service, definition, request, mode, poll, listener, 1);
        Response response = send(call);
        try {
            return read.apply(response.fields());
        } catch (Unavailable e) {
            throw Failures.unreadable(response.exchange(), call, e);
        }
    }

    private Response send(Call<?> call) {
        require(call.service());
        return chain.call(call);
    }

    /** Returns a client of the same services and limits that reports its requests to another listener. */
    public ServiceClient telling(BackupListener other) {
        return new ServiceClient(connection, chain, rules, poll, other);
    }

    // ---- polls

    /** Begins a poll of long-running work. */
    public Poll poll() {
        return new Poll(rules.pollTime());
    }

    /** Returns a client whose calls are part of a poll; this client if it is part of one already. */
    public ServiceClient within(Poll newPoll) {
        return poll == null ? new ServiceClient(connection, chain, rules, newPoll, listener) : this;
    }

    /** Returns whether the calls are part of a poll. */
    public boolean isPolling() {
        return poll != null;
    }

    /** Waits, and returns true if it was not interrupted. Within a poll, which never waits, returns false at once. */
    public boolean pause(Duration pause) {
        return !isPolling() && chain.pause(pause);
    }

    // ---- shared by all calls

    /** Determines the project or account that the calls of a service are for, before anything is changed. */
    public void require(Service service) {
        connection.identity().require(service, this);
    }

    /** Throws if the backup was closed. For methods that may send no request. */
    public void checkOpen() {
        connection.checkOpen();
    }

    /** Returns the limits of retries. */
    public RetryRules rules() {
        return rules;
    }

    /** Returns the clock of the services. */
    public ServiceClock clock() {
        return connection.clock();
    }

    /** Returns the reader of lists. */
    public Pages pages() {
        return connection.pages();
    }
}
