package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.ecs.v2.EcsMeta;
import com.huaweicloud.sdk.ecs.v2.model.AttachServerVolumeOption;
import com.huaweicloud.sdk.ecs.v2.model.AttachServerVolumeRequest;
import com.huaweicloud.sdk.ecs.v2.model.AttachServerVolumeRequestBody;
import com.huaweicloud.sdk.ecs.v2.model.BatchStartServersOption;
import com.huaweicloud.sdk.ecs.v2.model.BatchStartServersRequest;
import com.huaweicloud.sdk.ecs.v2.model.BatchStartServersRequestBody;
import com.huaweicloud.sdk.ecs.v2.model.BatchStopServersOption;
import com.huaweicloud.sdk.ecs.v2.model.BatchStopServersRequest;
import com.huaweicloud.sdk.ecs.v2.model.BatchStopServersRequestBody;
import com.huaweicloud.sdk.ecs.v2.model.CreateServersRequest;
import com.huaweicloud.sdk.ecs.v2.model.CreateServersRequestBody;
import com.huaweicloud.sdk.ecs.v2.model.DeleteServersRequest;
import com.huaweicloud.sdk.ecs.v2.model.DeleteServersRequestBody;
import com.huaweicloud.sdk.ecs.v2.model.DetachServerVolumeRequest;
import com.huaweicloud.sdk.ecs.v2.model.ListServerInterfacesRequest;
import com.huaweicloud.sdk.ecs.v2.model.ListServersDetailsRequest;
import com.huaweicloud.sdk.ecs.v2.model.PrePaidServer;
import com.huaweicloud.sdk.ecs.v2.model.ServerId;
import com.huaweicloud.sdk.ecs.v2.model.ShowJobRequest;
import com.huaweicloud.sdk.ecs.v2.model.ShowServerLimitsRequest;
import com.huaweicloud.sdk.ecs.v2.model.ShowServerRequest;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Unavailable;
import io.github.backup4j.huawei.internal.http.CallMode;
import io.github.backup4j.huawei.internal.http.Failures;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Pages;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import io.github.backup4j.huawei.internal.work.ClientTokens;
import io.github.backup4j.huawei.internal.work.CreateAttempts;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.RequestMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The calls of ECS about servers. */
public final class ServerCalls {
    private static final int PAGE = 1000;

    private final ServiceClient client;

    public ServerCalls(ServiceClient client) {
        this.client = client;
    }

    public JsonNode get(String id) {
        ObjectNode answer = client.call(Service.ECS, EcsMeta.showServer, new ShowServerRequest().withServerId(id));
        return JsonFields.asked(answer, "server", id, "server " + id);
    }

    public @Nullable JsonNode find(String id) {
        return Failures.foundOrNull(() -> get(id));
    }

    /** The subnet of a server's first network card, or null where it has none. */
    @Nullable
    public String subnet(String server) {
        ObjectNode answer = client.call(
                Service.ECS, EcsMeta.listServerInterfaces, new ListServerInterfacesRequest().withServerId(server));
        List<JsonNode> cards = JsonFields.list(answer, "interfaceAttachments", "the network cards of server " + server);
        return cards.isEmpty()
                ? null
                : JsonFields.idOrNull(cards.get(0), "net_id", "a network card of server " + server);
    }

    public Job job(String id) {
        return new Job(client.call(Service.ECS, EcsMeta.showJob, new ShowJobRequest().withJobId(id)));
    }

    public String stop(String server) {
        return stop(server, BatchStopServersOption.TypeEnum.SOFT);
    }

    /** Stops a server at once, whatever its system does: for one that is deleted next. */
    String switchOff(String server) {
        return stop(server, BatchStopServersOption.TypeEnum.HARD);
    }

    private String stop(String server, BatchStopServersOption.TypeEnum how) {
        BatchStopServersOption option = new BatchStopServersOption()
                .withServers(List.of(new ServerId().withId(server)))
                .withType(how);
        BatchStopServersRequest request =
                new BatchStopServersRequest().withBody(new BatchStopServersRequestBody().withOsStop(option));
        return JsonFields.idOrEmpty(client.call(Service.ECS, EcsMeta.batchStopServers, request), "job_id");
    }

    public String start(String server) {
        BatchStartServersOption option =
                new BatchStartServersOption().withServers(List.of(new ServerId().withId(server)));
        BatchStartServersRequest request =
                new BatchStartServersRequest().withBody(new BatchStartServersRequestBody().withOsStart(option));
        return JsonFields.idOrEmpty(client.call(Service.ECS, EcsMeta.batchStartServers, request), "job_id");
    }

    public String detach(String server, String disk) {
        DetachServerVolumeRequest request =
                new DetachServerVolumeRequest().withServerId(server).withVolumeId(disk);
        return JsonFields.idOrEmpty(client.call(Service.ECS, EcsMeta.detachServerVolume, request), "job_id");
    }

    public String attach(String server, String disk, String device) {
        AttachServerVolumeOption option = new AttachServerVolumeOption().withVolumeId(disk);
        if (!device.isEmpty()) {
            option.withDevice(device);
        }
        AttachServerVolumeRequest request = new AttachServerVolumeRequest()
                .withServerId(server)
                .withBody(new AttachServerVolumeRequestBody().withVolumeAttachment(option));
        return JsonFields.idOrEmpty(client.call(Service.ECS, EcsMeta.attachServerVolume, request), "job_id");
    }

    /** Starts to delete a server with its system disk; its data disks and addresses are kept. Returns the job, or "". */
    String delete(String server) {
        DeleteServersRequest request = new DeleteServersRequest()
                .withBody(new DeleteServersRequestBody()
                        .withServers(List.of(new ServerId().withId(server)))
                        .withDeletePublicip(false)
                        .withDeleteVolume(false));
        return JsonFields.idOrEmpty(client.call(Service.ECS, EcsMeta.deleteServers, request), "job_id");
    }

    /** The ids of the servers that carry a mark and are neither broken nor deleted. */
    public List<IdempotentCreate.Marked<String>> marked() {
        return markedInAnyState()
                .filter(marked -> !Set.of("ERROR", "DELETED").contains(status(marked.made())))
                .map(marked -> marked.as(marked.id()))
                .toList();
    }

    /** The servers that carry a mark, as listed. */
    Stream<IdempotentCreate.Marked<JsonNode>> markedInAnyState() {
        return markedInAnyState(new Pages.Place<>());
    }

    /** The same, from a place on. */
    Stream<IdempotentCreate.Marked<JsonNode>> markedInAnyState(Pages.Place<JsonNode> place) {
        return pages(
                        new ListServersDetailsRequest(),
                        PAGE,
                        PAGE,
                        page -> page,
                        server -> JsonFields.text(server, "id"),
                        place)
                .flatMap(server -> {
                    RequestMark mark =
                            RequestMark.parse(JsonFields.textOrNull(server.path("metadata"), RequestMark.NAME));
                    return mark == null ? Stream.empty() : Stream.of(marked(server, mark));
                });
    }

    private static IdempotentCreate.Marked<JsonNode> marked(JsonNode server, RequestMark mark) {
        String id = JsonFields.id(server, "id", "a server");
        return new IdempotentCreate.Marked<>(mark, server, id, JsonFields.instant(server, "created"));
    }

    /**
     * All servers that match a request, page by page.
     *
     * @param first the maximum size of the first page
     * @param size the maximum size of later pages
     * @param read reads a page as soon as it is there
     * @param identity returns the identity of an element that was read
     */
    <T> Stream<T> pages(
            ListServersDetailsRequest request,
            int first,
            int size,
            Function<List<JsonNode>, List<T>> read,
            Function<T, Object> identity) {
        return pages(request, first, size, read, identity, new Pages.Place<>());
    }

    private <T> Stream<T> pages(
            ListServersDetailsRequest request,
            int first,
            int size,
            Function<List<JsonNode>, List<T>> read,
            Function<T, Object> identity,
            Pages.Place<T> place) {
        int large = Math.max(first, client.pages().largest(size));
        // The service counts pages from 1; the first large page repeats the servers of the small first page. A page may
        // repeat servers
        // of the one before, as others are created meanwhile: how many have come does not tell the next page. A place
        // that
        // has pages begins with the last of them.
        AtomicInteger number = new AtomicInteger(Math.max(first == large ? 1 : 0, place.pages()));
        return client.pages()
                .readGrowing(
                        first,
                        large,
                        (offset, limit) -> {
                            JsonNode answer =
                                    answer(request.withLimit(limit).withOffset(Math.max(1, number.getAndIncrement())));
                            return Pages.Page.of(
                                    read.apply(serversOf(answer)), JsonFields.integerOrNull(answer, "count"));
                        },
                        identity,
                        place);
    }

    private JsonNode answer(ListServersDetailsRequest request) {
        return client.call(Service.ECS, EcsMeta.listServersDetails, request);
    }

    private static List<JsonNode> serversOf(JsonNode answer) {
        return JsonFields.list(answer, "servers", "a list of servers");
    }

    /**
     * Starts creating a server. The service recognizes a repeated call by its token and creates no second server.
     *
     * @param mark the mark of the server, from which the token is derived
     * @param more what else distinguishes the request from an earlier one; "": nothing
     * @param key the request key, for exceptions
     * @return the id of the job
     */
    public String create(PrePaidServer server, String mark, String more, RequestKey key) {
        RequestMark known = RequestMark.parse(mark);
        CreateServersRequest request = new CreateServersRequest()
                .withXClientToken(known == null ? mark : known.token(more))
                .withBody(new CreateServersRequestBody()
                        .withServer(known == null ? server : server.withMetadata(Map.of(RequestMark.NAME, mark))));
        return CreateAttempts.withToken(
                key,
                () -> client.make(
                        CallMode.IDEMPOTENT,
                        Service.ECS,
                        EcsMeta.createServers,
                        request,
                        answer -> JsonFields.id(answer, "job_id", "the new server")));
    }

    /**
     * The same for a request whose key may have been used before, for a server that was deleted since or could not be
     * created; the service would return the job of that server.
     *
     * @param keyChosen whether the caller chose the key, so that it may have been used before
     */
    public String create(PrePaidServer server, String mark, RequestKey key, boolean keyChosen) {
        return ClientTokens.create(
                key,
                keyChosen,
                "servers",
                earlier -> create(server, mark, earlier, key),
                client.clock(),
                (job, requested) -> ClientTokens.over(job, this::job, this::gone, requested, client));
    }

    private boolean gone(Job job) {
        String id = job.made("server_id");
        JsonNode seen = id == null ? null : find(id);
        return seen == null || List.of("ERROR", "DELETED").contains(status(seen));
    }

    /**
     * Lets ECS check a request to create a server, without creating one. It is sent once, like a request that creates one.
     *
     * @throws BackupException if ECS would refuse it
     * @throws AmbiguousOutcome if ECS answers as if it had started to create servers
     */
    public void checkCreation(PrePaidServer server) {
        CreateServersRequest request = new CreateServersRequest()
                .withBody(new CreateServersRequestBody().withServer(server).withDryRun(true));
        JsonNode answer;
        try {
            answer = client.call(CallMode.CHANGE, Service.ECS, EcsMeta.createServers, request);
        } catch (AmbiguousOutcome lost) {
            if (lost.httpStatus().orElse(0) / 100 == 2) {
                throw lost;
            }
            throw new Unavailable("the reply to the dry run was lost; no server was created", Detail.NONE, lost);
        }
        String job = JsonFields.text(answer, "job_id");
        List<String> made = new ArrayList<>();
        answer.path("serverIds").forEach(id -> made.add(id.asText()));
        if (!job.isEmpty() || !made.isEmpty()) {
            throw new AmbiguousOutcome(
                    "the dry run for server \"" + server.getName()
                            + "\" may have started to create it: the response of ECS"
                            + " names job \"" + job + "\" and servers " + made
                            + "; look for these servers, and delete them if they exist",
                    null,
                    Detail.NONE,
                    null);
        }
    }

    /** The quota of servers, and how many the project has. */
    public JsonNode limits() {
        return JsonFields.requiredObject(
                client.call(Service.ECS, EcsMeta.showServerLimits, new ShowServerLimitsRequest()),
                "absolute",
                "the quota of servers");
    }

    /** Whether a task is in progress on a server, whatever status it has until the task ends. */
    public static boolean busy(JsonNode server) {
        return !JsonFields.text(server, "OS-EXT-STS:task_state").isEmpty();
    }

    public static boolean running(JsonNode server) {
        return status(server).equals("ACTIVE");
    }

    public static boolean stopped(JsonNode server) {
        return status(server).equals("SHUTOFF");
    }

    /** Whether a server is stopped, or being stopped. */
    public static boolean halts(JsonNode server) {
        return stopped(server)
                || JsonFields.text(server, "OS-EXT-STS:task_state").equals("powering-off");
    }

    /** Whether a server is gone: ECS may show it for a while. */
    static boolean deleted(JsonNode server) {
        return status(server).equals("DELETED");
    }

    public static String status(JsonNode server) {
        return JsonFields.text(server, "status").toUpperCase(Locale.ROOT);
    }

    /** The status of a server and the task that is in progress on it, for people. */
    public static String shown(JsonNode server) {
        String task = JsonFields.text(server, "OS-EXT-STS:task_state");
        return status(server) + (task.isEmpty() ? "" : " (" + task + ")");
    }

    /** The disks of a server, the one that it starts from first. */
    public static List<String> disks(JsonNode server) {
        List<String> ids = new ArrayList<>();
        for (JsonNode attached : JsonFields.listOrNone(server, "os-extended-volumes:volumes_attached", "a server")) {
            String id = JsonFields.id(attached, "id", "a disk of a server");
            boolean boots = JsonFields.text(attached, "bootIndex").equals("0");
            ids.add(boots ? 0 : ids.size(), id);
        }
        return ids;
    }

    public static @Nullable String network(JsonNode server) {
        String known = JsonFields.textOrNull(server.path("metadata"), "vpc_id");
        var names = server.path("addresses").fieldNames();
        return known == null && names.hasNext() ? names.next() : known;
    }
}
