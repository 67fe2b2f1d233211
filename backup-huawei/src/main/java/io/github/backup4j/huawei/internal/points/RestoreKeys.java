package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Conflict;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.points.RestoreMark.Standing;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.ServerCalls;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.Proof;
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
    public record Noted(JsonNode disk, RequestMark mark) {}

    /**
     * Work that a request key has started over a resource, by the tags of a disk.
     *
     * @param mark what the disk says of it
     * @param ended whether it has ended with its result
     */
    public record Earlier(RestoreMark mark, boolean ended) {}

    /**
     * Returns the work that was started with the key of a request.
     *
     * @param source the restore point or snapshot
     * @param over the resource that is overwritten
     * @param noted the disks that carry tags of it
     * @throws Conflict if none of the tags is as the work has written it, or the disk is attached to another server now
     */
    public Earlier earlier(Request request, String source, Resource over, List<Noted> noted) {
        Proof proof = Proof.of(request.key());
        RestoreMark earlier = null;
        for (Noted each : noted) {
            RestoreMark found = RestoreMark.on(each.disk(), each.mark(), source, over);
            RestoreMark.Standing standing = found == null ? Standing.NONE : found.standing(each.disk(), proof);
            if (found != null && standing == Standing.ENDED) {
                return new Earlier(found, true);
            }
            if (found != null && standing == Standing.IN_PROGRESS) {
                // All callers choose the same one of several.
                boolean first = earlier == null
                        || found.mark().text().compareTo(earlier.mark().text()) < 0;
                earlier = first ? found : earlier;
                requireNotMoved(found, each.disk());
            }
        }
        if (earlier == null) {
            Noted first = noted.get(0);
            throw new Conflict(
                    "disk " + JsonFields.text(first.disk(), "id") + " carries tags of a restore with request key \""
                            + request.key().value()
                            + "\", but these tags were altered or copied from another disk: take the"
                            + " tags backup4j-*-" + first.mark().text()
                            + " off the disk, or restore with another key; nothing was"
                            + " changed by this call");
        }
        return new Earlier(earlier, false);
    }

    private static void requireNotMoved(RestoreMark earlier, JsonNode disk) {
        Resource.Server at = DiskCalls.server(disk);
        if (!earlier.server().isEmpty() && at != null && !at.id().equals(earlier.server())) {
            throw new Conflict("disk " + earlier.carrier() + " is being restored by this request key, but attached to "
                    + at
                    + " meanwhile, not to server " + earlier.server()
                    + ": nothing was changed by this call; restore with"
                    + " another key, or take the tags off the disk: " + earlier.named());
        }
    }

    /**
     * Finds restores in place that a request has started.
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
    public List<Noted> noted(Request request, Resource target) {
        return request.keyChosen() ? noted(request, disksOf(target)) : List.of();
    }

    /** The same for the present tags of one disk. */
    public List<Noted> notedOn(Request request, Resource.Disk disk) {
        RequestMark mark = request.mark();
        if (mark == null || !request.keyChosen()) {
            return List.of();
        }
        JsonNode seen = disks.get(disk.id());
        List<Noted> noted = new ArrayList<>();
        for (RequestMark over : RestoreMark.marks(seen)) {
            requireSame(request, mark, over, disk + " has the tags of a restore with it");
            if (over.sameKey(mark)) {
                noted.add(new Noted(seen, over));
            }
        }
        return noted;
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
                .forEach(made ->
                        requireSame(request, mark, made.mark(), "server " + made.made() + " was created with it"));
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
