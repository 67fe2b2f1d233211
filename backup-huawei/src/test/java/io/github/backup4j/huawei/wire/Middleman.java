package io.github.backup4j.huawei.wire;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;

import com.github.tomakehurst.wiremock.http.Response;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.github.backup4j.huawei.stub.StubServer;
import io.github.backup4j.huawei.support.RawAnswer;
import io.github.backup4j.huawei.support.ScriptedServer;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A proxy that hands everything on, but for some answers that are made odd on their way, or made up. */
public final class Middleman implements AutoCloseable {
    private final URI service;
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final Map<UUID, UnaryOperator<RawAnswer>> changes = new ConcurrentHashMap<>();
    private final StubServer server = new StubServer(new StubServer.Answers() {
        @Override
        public ResponseDefinition answer(LoggedRequest request) {
            return Middleman.this.answer(request);
        }

        @Override
        public Response change(LoggedRequest request, Response response) {
            return changed(request, response);
        }
    });

    public Middleman(URI service) {
        this.service = service;
    }

    public URI address() {
        return server.address();
    }

    /** How often something was asked for, by the beginning of its first line, such as {@code "POST /v3/p/vaults"}. */
    public long count(String line) {
        return server.requests().stream()
                .filter(request -> ScriptedServer.line(request).startsWith(line))
                .count();
    }

    /** Answers the next request that begins like this without handing it on. */
    public synchronized void refuse(String line, RawAnswer answer) {
        faults.add(new Fault(line, answer, UnaryOperator.identity()));
    }

    /** Hands the next request that begins like this on, and makes something else of its answer. */
    public synchronized void change(String line, UnaryOperator<RawAnswer> change) {
        faults.add(new Fault(line, null, change));
    }

    /** How many of the faults nothing has met yet. */
    public synchronized int faultsLeft() {
        return faults.size();
    }

    /** Lets everything through from now on. */
    public synchronized void forgetFaults() {
        faults.clear();
    }

    @Override
    public void close() {
        server.close();
    }

    private ResponseDefinition answer(LoggedRequest request) {
        Fault fault = faultFor(ScriptedServer.line(request));
        if (fault != null && fault.answer() != null) {
            return fault.answer().response();
        }
        if (fault != null) {
            changes.put(request.getId(), fault.change());
        }
        return aResponse().proxiedFrom(service.toString()).build();
    }

    private Response changed(LoggedRequest request, Response response) {
        UnaryOperator<RawAnswer> change = changes.remove(request.getId());
        if (change == null) {
            return response;
        }
        ResponseDefinition other = change.apply(RawAnswer.of(response)).response();
        return Response.response()
                .status(other.getStatus())
                .headers(other.getHeaders())
                .body(other.getByteBody())
                .fault(other.getFault())
                .build();
    }

    private synchronized @Nullable Fault faultFor(String line) {
        for (Fault fault : faults) {
            if (line.startsWith(fault.line())) {
                faults.remove(fault);
                return fault;
            }
        }
        return null;
    }

    /**
     * What becomes of one request.
     *
     * @param line how its first line begins
     * @param answer what answers it; null: the service
     * @param change what is made of the answer of the service
     */
    private record Fault(String line, @Nullable RawAnswer answer, UnaryOperator<RawAnswer> change) {}
}
