package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.IdempotentCreate.Marked;
import io.github.backup4j.huawei.internal.work.ListedWork;
import io.github.backup4j.huawei.internal.work.Look;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Polls together all servers that are being created, up to a thousand in a request. A server is found by the mark of the
 * request that creates it, since only its job has its id. A list that shows a server at work is trusted; once it shows the
 * server running, stopped or broken, its job is polled: a server may run before all its disks are attached.
 */
public final class ServerWatch implements ListedWork.Listing<JsonNode> {
    private final ListedWork<JsonNode> work;
    private final ServerCalls servers;

    public ServerWatch(Context context, ServerCalls servers) {
        work = new ListedWork<>(context, "servers", this);
        this.servers = servers;
    }

    /** Registers a server that will be polled. */
    public void expect(String mark) {
        if (RequestMark.parse(mark) != null) {
            work.expect(mark);
        }
    }

    /** Forgets a server whose end was reported. */
    public void forget(String mark) {
        work.forget(mark);
    }

    /** Continues to poll a server that a list has shown running although its job continues. */
    public void notYet(String mark) {
        work.notYet(mark);
    }

    /**
     * Returns the next step for a server, from the last poll of the list or from a new one.
     *
     * @param mark the mark of the request that creates it
     * @param settled returns the next step for a server that is not being created any more, as listed
     * @param alone polls the creation by itself
     */
    public <T> Step<T> poll(String mark, Function<JsonNode, Step<T>> settled, Supplier<Step<T>> alone) {
        return RequestMark.parse(mark) == null ? alone.get() : work.poll(mark, settled, alone);
    }

    /** The servers with marks that polls have listed so far. */
    private static final class Listed {
        final List<Marked<JsonNode>> servers = new ArrayList<>();
    }

    @Override
    public Map<String, JsonNode> list(Collection<String> marks, Look<?, ?> look) {
        Listed listed = look.part(Listed.class, Listed::new);
        servers.markedInAnyState(look.place("servers"))
                .filter(marked -> marks.contains(marked.mark().text()))
                .forEach(listed.servers::add);
        return IdempotentCreate.byMark(listed.servers.stream(), marks);
    }

    @Override
    public ListedWork.State state(JsonNode server) {
        if (ServerCalls.running(server) || ServerCalls.stopped(server)) {
            return ListedWork.State.READY;
        }
        return ServerCalls.status(server).equals("BUILD") ? ListedWork.State.AT_WORK : ListedWork.State.BROKEN;
    }

    @Override
    public String words(JsonNode server) {
        return "the server is being made";
    }
}
