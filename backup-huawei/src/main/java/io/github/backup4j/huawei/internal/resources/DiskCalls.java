package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.evs.v2.EvsMeta;
import com.huaweicloud.sdk.evs.v2.model.BatchCreateVolumeTagsRequest;
import com.huaweicloud.sdk.evs.v2.model.BatchCreateVolumeTagsRequestBody;
import com.huaweicloud.sdk.evs.v2.model.BatchDeleteVolumeTagsRequest;
import com.huaweicloud.sdk.evs.v2.model.BatchDeleteVolumeTagsRequestBody;
import com.huaweicloud.sdk.evs.v2.model.CinderListAvailabilityZonesRequest;
import com.huaweicloud.sdk.evs.v2.model.CinderListQuotasRequest;
import com.huaweicloud.sdk.evs.v2.model.CreateVolumeOption;
import com.huaweicloud.sdk.evs.v2.model.CreateVolumeRequest;
import com.huaweicloud.sdk.evs.v2.model.CreateVolumeRequestBody;
import com.huaweicloud.sdk.evs.v2.model.DeleteTagsOption;
import com.huaweicloud.sdk.evs.v2.model.DeleteVolumeRequest;
import com.huaweicloud.sdk.evs.v2.model.ListVolumesRequest;
import com.huaweicloud.sdk.evs.v2.model.ShowJobRequest;
import com.huaweicloud.sdk.evs.v2.model.ShowVolumeRequest;
import com.huaweicloud.sdk.evs.v2.model.Tag;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Conflict;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.internal.http.CallMode;
import io.github.backup4j.huawei.internal.http.Failures;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Pages;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import io.github.backup4j.huawei.internal.work.ClientTokens;
import io.github.backup4j.huawei.internal.work.CreateAttempts;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.Request;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The calls of EVS about disks. */
public final class DiskCalls {
    /** How many tags a disk can have. */
    public static final int MOST_TAGS = 10;

    /** The largest page that the service returns. */
    static final int PAGE = 1000;

    /** How many disks one request asks for by id: EVS returns at most 60, and the length of a path is limited. */
    private static final int BATCH = 50;

    private final ServiceClient client;

    public DiskCalls(ServiceClient client) {
        this.client = client;
    }

    public JsonNode get(String id) {
        ObjectNode answer = client.call(Service.EVS, EvsMeta.showVolume, new ShowVolumeRequest().withVolumeId(id));
        return JsonFields.asked(answer, "volume", id, "disk " + id);
    }

    public @Nullable JsonNode find(String id) {
        return Failures.foundOrNull(() -> get(id));
    }

    public Job job(String id) {
        return new Job(client.call(Service.EVS, EvsMeta.showJob, new ShowJobRequest().withJobId(id)));
    }

    /** All disks of the project. */
    public List<JsonNode> all() {
        return all(new Pages.Place<>()).toList();
    }

    /** All disks of the project in the largest pages, from a place on. */
    Stream<JsonNode> all(Pages.Place<JsonNode> place) {
        return pages(new ListVolumesRequest(), PAGE, PAGE, page -> page, disk -> JsonFields.text(disk, "id"), place);
    }

    /** The disks with these ids; those that do not exist are left out. */
    public List<JsonNode> byIds(Collection<String> ids) {
        List<JsonNode> found = new ArrayList<>();
        batches(ids).forEach(batch -> found.addAll(batch(batch)));
        return found;
    }

    /** Ids, in as many parts as it takes requests to list their disks. */
    public static List<List<String>> batches(Collection<String> ids) {
        List<List<String>> batches = new ArrayList<>();
        List<String> all = List.copyOf(ids);
        for (int from = 0; from < all.size(); from += BATCH) {
            batches.add(all.subList(from, Math.min(all.size(), from + BATCH)));
        }
        return batches;
    }

    /** The disks with the ids of one of {@link #batches}, by one request. */
    public List<JsonNode> batch(List<String> batch) {
        String list = batch.stream().map(id -> "'" + id + "'").collect(Collectors.joining(",", "[", "]"));
        return page(new ListVolumesRequest().withIds(list).withLimit(batch.size()));
    }

    /**
     * All disks that match a request, page by page.
     *
     * @param first the maximum size of the first page
     * @param size the maximum size of later pages
     * @param read reads a page as soon as it is there
     * @param identity returns the identity of an element that was read
     */
    <T> Stream<T> pages(
            ListVolumesRequest request,
            int first,
            int size,
            Function<List<JsonNode>, List<T>> read,
            Function<T, Object> identity) {
        return pages(request, first, size, read, identity, new Pages.Place<>());
    }

    private <T> Stream<T> pages(
            ListVolumesRequest request,
            int first,
            int size,
            Function<List<JsonNode>, List<T>> read,
            Function<T, Object> identity,
            Pages.Place<T> place) {
        return client.pages()
                .readGrowing(
                        first,
                        size,
                        (offset, limit) -> {
                            JsonNode answer = answer(request.withLimit(limit).withOffset(offset));
                            return Pages.Page.of(
                                    read.apply(disksOf(answer)), JsonFields.integerOrNull(answer, "count"));
                        },
                        identity,
                        place);
    }

    private List<JsonNode> page(ListVolumesRequest request) {
        return disksOf(answer(request));
    }

    private JsonNode answer(ListVolumesRequest request) {
        return client.call(Service.EVS, EvsMeta.listVolumes, request);
    }

    private static List<JsonNode> disksOf(JsonNode answer) {
        return JsonFields.list(answer, "volumes", "a list of disks");
    }

    /** Starts creating a disk. The service recognizes a repeated request, whichever process sends it. */
    Accepted create(CreateVolumeOption disk, Request made) {
        return ClientTokens.create(
                made.key(),
                made.keyChosen(),
                "disks",
                earlier -> createNow(disk, made, earlier),
                client.clock(),
                (accepted, requested) ->
                        ClientTokens.over(accepted.job(), this::job, job -> gone(accepted, job), requested, client));
    }

    private Accepted createNow(CreateVolumeOption disk, Request made, String earlier) {
        CreateVolumeRequest request = new CreateVolumeRequest()
                .withXClientToken(made.token(earlier))
                .withBody(new CreateVolumeRequestBody().withVolume(disk.withCount(1)));
        return CreateAttempts.withToken(
                made.key(),
                () -> client.make(CallMode.IDEMPOTENT, Service.EVS, EvsMeta.createVolume, request, answer -> {
                    List<String> ids = JsonFields.ids(answer, "volume_ids", "the new disk");
                    return ids.isEmpty()
                            ? new Accepted(JsonFields.id(answer, "job_id", "the new disk"), "")
                            : new Accepted(JsonFields.idOrEmpty(answer, "job_id"), ids.get(0));
                }));
    }

    private boolean gone(Accepted accepted, Job job) {
        String id = accepted.disk().isEmpty() ? job.made("volume_id") : accepted.disk();
        JsonNode seen = id == null ? null : find(id);
        return seen == null || broken(seen) || status(seen).equals("deleting");
    }

    /** The zones that disks can be in, and whether each is available now. */
    public Map<String, Boolean> zones() {
        ObjectNode answer =
                client.call(Service.EVS, EvsMeta.cinderListAvailabilityZones, new CinderListAvailabilityZonesRequest());
        Map<String, Boolean> zones = new TreeMap<>();
        for (JsonNode zone : JsonFields.list(answer, "availabilityZoneInfo", "a list of zones")) {
            zones.put(JsonFields.text(zone, "zoneName"), JsonFields.flag(zone.path("zoneState"), "available"));
        }
        return zones;
    }

    /** What the project may have of disks, and what it has: for each limit, {@code limit} and {@code in_use}. */
    public JsonNode quota(String project) {
        CinderListQuotasRequest request = new CinderListQuotasRequest()
                .withTargetProjectId(project)
                .withUsage(CinderListQuotasRequest.UsageEnum.TRUE);
        return JsonFields.requiredObject(
                client.call(Service.EVS, EvsMeta.cinderListQuotas, request), "quota_set", "the quota of disks");
    }

    public void delete(String id) {
        client.call(Service.EVS, EvsMeta.deleteVolume, new DeleteVolumeRequest().withVolumeId(id));
    }

    /** Sets tags, whatever their values were before. */
    public void tag(String id, Map<String, String> tags) {
        BatchCreateVolumeTagsRequestBody body = new BatchCreateVolumeTagsRequestBody()
                .withAction(BatchCreateVolumeTagsRequestBody.ActionEnum.CREATE)
                .withTags(tags.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(tag -> new Tag().withKey(tag.getKey()).withValue(tag.getValue()))
                        .toList());
        client.call(
                CallMode.IDEMPOTENT,
                Service.EVS,
                EvsMeta.batchCreateVolumeTags,
                new BatchCreateVolumeTagsRequest().withVolumeId(id).withBody(body));
    }

    /** Removes tags, if the disk has them. */
    public void untag(String id, List<String> names) {
        BatchDeleteVolumeTagsRequestBody body = new BatchDeleteVolumeTagsRequestBody()
                .withAction(BatchDeleteVolumeTagsRequestBody.ActionEnum.DELETE)
                .withTags(names.stream()
                        .map(name -> new DeleteTagsOption().withKey(name))
                        .toList());
        client.call(
                CallMode.IDEMPOTENT,
                Service.EVS,
                EvsMeta.batchDeleteVolumeTags,
                new BatchDeleteVolumeTagsRequest().withVolumeId(id).withBody(body));
    }

    public static String status(JsonNode disk) {
        return JsonFields.text(disk, "status").toLowerCase(Locale.ROOT);
    }

    public static boolean ready(JsonNode disk) {
        return status(disk).equals("available") || status(disk).equals("in-use");
    }

    public static boolean broken(JsonNode disk) {
        return status(disk).startsWith("error");
    }

    /** The server that a disk is attached to, or null; the first one of a shared disk. */
    public static Resource.@Nullable Server server(JsonNode disk) {
        return servers(disk).stream().findFirst().orElse(null);
    }

    /** All servers that a disk is attached to: a shared disk may be attached to several. */
    public static List<Resource.Server> servers(JsonNode disk) {
        return ResourceReader.servers(disk).stream().distinct().toList();
    }

    /** Refuses to overwrite a disk that several servers use: only one of them could be stopped and be given it back. */
    public static void requireUnshared(Resource.Disk disk, JsonNode seen) {
        requireUnshared(disk, seen, "all of them");
    }

    /** The same for a disk that one of the servers has to keep. */
    public static void requireUnshared(Resource.Disk disk, JsonNode seen, Resource.Server keeping) {
        requireUnshared(disk, seen, "all but " + keeping);
    }

    private static void requireUnshared(Resource.Disk disk, JsonNode seen, String which) {
        List<Resource.Server> servers = servers(seen);
        if (servers.size() > 1) {
            throw new Conflict(
                    disk + " is shared: it is attached to " + servers + "; detach it from " + which
                            + " first, and attach it again afterwards; nothing was overwritten",
                    Detail.NONE.about(disk),
                    null);
        }
    }

    public static String device(JsonNode disk) {
        for (JsonNode attachment : disk.path("attachments")) {
            return JsonFields.text(attachment, "device");
        }
        return "";
    }

    public static boolean encrypted(JsonNode disk) {
        return JsonFields.flag(disk, "encrypted")
                || JsonFields.text(disk.path("metadata"), "__system__encrypted").equals("1");
    }

    /**
     * A disk whose creation the service has accepted.
     *
     * @param job the job that creates it; "" where the service named none
     * @param disk its id; "" where the service has not named it yet
     */
    public record Accepted(String job, String disk) {}
}
