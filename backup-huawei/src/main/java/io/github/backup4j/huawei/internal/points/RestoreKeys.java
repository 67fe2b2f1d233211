package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Conflict;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.ServerCalls;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Finds the restores that a request key was used for. Restores in place, to a new disk and to a new server are one method of
 * the API, so a key stands for one restore of any kind: this class searches disks, servers and temporary images.
 */
public final class RestoreKeys {
    private final DiskCalls disks;
    private final ServerCalls servers;
    private final Supplier<List<IdempotentCreate.Marked<String>>> images;

    /**
     * Creates it.
     *
     * @param images finds the images that carry a mark, by id
     */
    public RestoreKeys(DiskCalls disks, ServerCalls servers, Supplier<List<IdempotentCreate.Marked<String>>> images) {
        this.disks = disks;
        this.servers = servers;
        this.images = images;
    }

    /**
     * A disk that carries tags of a restore.
     *
     * @param disk the disk
     * @param mark the mark of the restore
     */
    record Noted(JsonNode disk, RequestMark mark) {}

    /**
     * Finds restores in place that a request has begun.
     *
     * @throws Conflict if its key was used for a restore with other parameters, of whatever kind
     */
    List<Noted> noted(Request request) {
        return noted(request, List.of());
    }

    /**
     * The same for a restore over a resource, whose disks are read by themselves too: lists lag behind.
     *
     * @param target the resource that is overwritten
     */
    List<Noted> noted(Request request, Resource target) {
        return request.keyChosen() ? noted(request, disksOf(target)) : List.of();
    }

    private List<JsonNode> disksOf(Resource target) {
        List<String> ids = List.of(target.id());
        if (target instanceof Resource.Server) {
            JsonNode server = servers.find(target.id());
            ids = server == null ? List.of() : ServerCalls.disks(server);
        }
        return ids.stream().flatMap(id -> Stream.ofNullable(disks.find(id))).toList();
    }

    private List<Noted> noted(Request request, List<JsonNode> read) {
        RequestMark mark = request.mark();
        if (mark == null || !request.keyChosen()) {
            return List.of();
        }
        Map<String, JsonNode> seen = new LinkedHashMap<>();
        disks.all().forEach(disk -> seen.put(JsonFields.id(disk, "id", "a disk"), disk));
        read.forEach(disk -> seen.put(JsonFields.id(disk, "id", "a disk"), disk));
        List<Noted> noted = new ArrayList<>();
        for (JsonNode disk : seen.values()) {
            String id = JsonFields.id(disk, "id", "a disk");
            RequestMark made = RequestMark.parse(JsonFields.textOrNull(disk.path("metadata"), RequestMark.NAME));
            if (made != null && !DiskCalls.broken(disk)) {
                requireSame(request, mark, made, "disk " + id + " was created with it");
            }
            for (RequestMark over : RestoreMark.marks(disk)) {
                requireSame(request, mark, over, "disk " + id + " has the tags of a restore with it");
                if (over.sameKey(mark)) {
                    noted.add(new Noted(disk, over));
                }
            }
        }
        servers.marked()
                .forEach(
                        made -> requireSame(
                                request, mark, made.mark(), "server " + made.made() + " was created with it"));
        images.get()
                .forEach(made -> requireSame(
                        request, mark, made.mark(), "temporary image " + made.made() + " was created with it"));
        return noted;
    }

    /** Throws {@link Conflict} if the key of a request was used for a restore of any kind with other parameters. */
    public void requireNoOther(Request request) {
        var unused = noted(request);
    }

    private static void requireSame(Request request, RequestMark mark, RequestMark found, String what) {
        if (found.sameKey(mark) && !found.sameParameters(mark)) {
            throw new Conflict("request key \"" + request.key().value() + "\" was used with other parameters: " + what
                    + "; nothing was changed by this call");
        }
    }
}
