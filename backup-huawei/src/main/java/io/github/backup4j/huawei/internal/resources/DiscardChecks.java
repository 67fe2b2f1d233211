package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Temporary;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.RequestMark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a disk or server, as it was just read, may be deleted as temporary: it has to carry the mark as a tag, the mark
 * of the request key in its metadata, and a time of creation that fits both. ECS creates the disks of a server and marks none:
 * which they are, follows from the server and the times of creation.
 */
final class DiscardChecks {
    /**
     * The tag of a disk that was created together with a server: a sign that is of this disk alone. A tag that begins like this is
     * never shown to callers, nor taken from them.
     */
    static final String PART = "backup4j-part";

    /** The tag that names the server that the disk was created together with. */
    static final String PART_OF = "backup4j-part-of";

    /** The kind of call whose keys these are: restores of restore points. */
    private static final String RESTORE = "restorePoints.restore";

    /** How far the clocks of ECS and EVS may be apart. */
    private static final Duration SERVICES = Duration.ofMinutes(1);

    /** How long after a server its disks may be created, even if it took longer to start for the first time. */
    private static final Duration CREATION = Duration.ofHours(1);

    private static final int SIGN = 26;
    private static final String NOTHING = "; nothing was deleted";

    private final DiskCalls disks;
    private final ServerCalls servers;
    private final DiskSnapshots snapshots;
    private final ProtectingVaults vaults;
    private final PointsOfParts points;

    DiscardChecks(
            DiskCalls disks,
            ServerCalls servers,
            DiskSnapshots snapshots,
            ProtectingVaults vaults,
            PointsOfParts points) {
        this.disks = disks;
        this.servers = servers;
        this.snapshots = snapshots;
        this.vaults = vaults;
        this.points = points;
    }

    // ---- disks

    /**
     * Refuses a disk that is not temporary, or is in use. The disk of a server is temporary as long as the server is there and carries
     * the mark: once it is gone, nobody can tell whether this work has deleted it, or somebody who had taken it over and kept the disk.
     */
    void requireDisk(JsonNode disk, Temporary mark) {
        requireDisk(disk, mark, "");
    }

    /**
     * Refuses a disk that is not temporary, or is in use.
     *
     * @param deleted the server that this work has deleted; "": none
     */
    void requireDisk(JsonNode disk, Temporary mark, String deleted) {
        Resource resource = Resource.disk(JsonFields.id(disk, "id", "a disk"));
        String status = DiskCalls.status(disk);
        requireOurs(resource, disk, mark, deleted);
        if (!disk.path("attachments").isEmpty() || status.equals("in-use")) {
            throw refused(resource, "it is attached to a server");
        }
        if (!status.equals("available") && !DiskCalls.broken(disk)) {
            throw new Busy(resource + " is " + status + "; try again later" + NOTHING, about(resource), null);
        }
        requireUnused(resource, List.of(resource), mark);
    }

    /**
     * Returns whether a disk was created together with a server of the work, as a sign of this disk and that server says, and not
     * before the work began.
     */
    static boolean isPart(JsonNode disk, Temporary mark) {
        Map<String, String> tags = JsonFields.tags(disk.path("tags"));
        String id = JsonFields.id(disk, "id", "a disk");
        String server = tags.getOrDefault(PART_OF, "");
        Instant created = JsonFields.instant(disk, "created_at");
        return mark.isIn(tags)
                && !server.isEmpty()
                && Proof.same(tags.getOrDefault(PART, ""), sign(id, server, mark))
                && created != null
                && mark.mayHaveMade(created);
    }

    /** Returns whether a disk was created together with this server of the work. */
    static boolean isPartOf(JsonNode disk, String server, Temporary mark) {
        return isPart(disk, mark)
                && server.equals(JsonFields.tags(disk.path("tags")).get(PART_OF));
    }

    /** The tags by which a disk is found once its server is gone. */
    static Map<String, String> partTags(String disk, String server, Temporary mark) {
        return Map.of(Temporary.TAG, mark.value(), PART, sign(disk, server, mark), PART_OF, server);
    }

    private static String sign(String disk, String server, Temporary mark) {
        return Proof.of(mark.key()).check(SIGN, "part", disk, server);
    }

    private void requireOurs(Resource resource, JsonNode disk, Temporary mark, String deleted) {
        Map<String, String> tags = JsonFields.tags(disk.path("tags"));
        if (isPart(disk, mark)) {
            requireServer(resource, tags.getOrDefault(PART_OF, ""), mark, deleted);
        } else {
            requireMade(resource, tags, disk.path("metadata"), JsonFields.instant(disk, "created_at"), mark);
            requireOnly(resource, disk.path("metadata"));
        }
    }

    /** A call creates one disk. If several carry its mark, somebody has copied one with all its tags, and nobody can tell which is which. */
    private void requireOnly(Resource resource, JsonNode metadata) {
        String made = JsonFields.text(metadata, RequestMark.NAME);
        List<String> same = disks.all().stream()
                .filter(disk -> made.equals(JsonFields.text(disk.path("metadata"), RequestMark.NAME)))
                .map(disk -> JsonFields.id(disk, "id", "a disk"))
                .filter(id -> !id.equals(resource.id()))
                .toList();
        if (!same.isEmpty()) {
            throw refused(
                    resource,
                    "one may be a copy: disk " + String.join(", ", same)
                            + " carries the same mark. Delete those that nobody needs yourself");
        }
    }

    /** Somebody who has taken the mark off a server, or has deleted it without its disks, has taken over its disks, too. */
    private void requireServer(Resource disk, String id, Temporary mark, String deleted) {
        JsonNode server = servers.find(id);
        if (server == null || ServerCalls.deleted(server)) {
            if (!id.equals(deleted)) {
                throw refused(
                        disk,
                        "it was created together with server " + id
                                + ", which is gone, and somebody may have kept the disk."
                                + " Delete it yourself if nobody needs it, or take the tags " + Temporary.TAG + ", "
                                + PART
                                + " and " + PART_OF + " off it");
            }
        } else if (!mark.isIn(JsonFields.tags(server.path("tags")))) {
            throw refused(
                    disk,
                    "it was created together with server " + id + ", which does not carry the mark " + mark
                            + " any more");
        }
    }

    /** Refuses what somebody has begun to rely on: in a vault, backed up, also as part of a server, or with snapshots. */
    private void requireUnused(Resource whole, List<Resource> all, Temporary mark) {
        Protections protections = vaults.of(all.stream().map(Resource::id).toList());
        for (Resource one : all) {
            VaultId vault = protections.vaultOf(one.id());
            if (vault != null) {
                throw refused(whole, one + " is a member of vault " + vault);
            }
        }
        Optional<RestorePoint> holder;
        try (Stream<RestorePoint> created = points.createdSince(mark.earliestCreation())) {
            holder = created.filter(point -> all.stream().anyMatch(one -> holds(point, one)))
                    .findFirst();
        }
        if (holder.isPresent()) {
            throw refused(whole, "its data is in restore point " + holder.get().id());
        }
        for (Resource one : all) {
            if (one instanceof Resource.Disk) {
                requireNoSnapshots(one);
            }
        }
    }

    private static boolean holds(RestorePoint point, Resource resource) {
        return point.resource().equals(resource)
                || (resource instanceof Resource.Disk disk && point.part(disk).isPresent());
    }

    private void requireNoSnapshots(Resource resource) {
        List<String> ids = snapshots.idsOf(resource.id());
        if (!ids.isEmpty()) {
            throw refused(resource, "it has snapshots, which would be deleted with it: " + ids);
        }
    }

    // ---- servers

    /**
     * Refuses a server that is not temporary, or has a disk that was not created together with it.
     *
     * @return its disks
     */
    List<JsonNode> requireServer(JsonNode server, Temporary mark) {
        Resource.Server resource = Resource.server(JsonFields.id(server, "id", "a server"));
        Instant created = JsonFields.instant(server, "created");
        requireMade(resource, JsonFields.tags(server.path("tags")), server.path("metadata"), created, mark);
        boolean still = ServerCalls.running(server)
                || ServerCalls.stopped(server)
                || ServerCalls.status(server).equals("ERROR");
        if (ServerCalls.busy(server) || !still) {
            throw new Busy(
                    resource + " is " + ServerCalls.status(server)
                            + (ServerCalls.busy(server) ? ", with a task in progress" : "") + "; try again later"
                            + NOTHING,
                    about(resource),
                    null);
        }
        Instant launched = JsonFields.instant(server, "OS-SRV-USG:launched_at");
        Lifetime creation = new Lifetime(known(created, resource), launched);
        List<JsonNode> parts = new ArrayList<>();
        for (JsonNode attached : JsonFields.listOrNone(server, "os-extended-volumes:volumes_attached", "a server")) {
            parts.add(requirePart(resource, attached, creation));
        }
        List<Resource> all = new ArrayList<>(List.of(resource));
        parts.forEach(disk -> all.add(Resource.disk(JsonFields.id(disk, "id", "a disk"))));
        requireUnused(resource, all, mark);
        return parts;
    }

    /** The disks of a server but the one that it starts from. */
    static List<String> dataDisks(JsonNode server) {
        return JsonFields.listOrNone(server, "os-extended-volumes:volumes_attached", "a server").stream()
                .filter(attached -> !JsonFields.text(attached, "bootIndex").equals("0"))
                .map(attached -> JsonFields.id(attached, "id", "a disk of a server"))
                .toList();
    }

    /**
     * When a server was created.
     *
     * @param start when its creation began
     * @param ended when it started for the first time; null: it never did
     */
    private record Lifetime(Instant start, @Nullable Instant ended) {
        boolean covers(@Nullable Instant instant) {
            return instant != null
                    && !instant.isBefore(start.minus(SERVICES))
                    && !instant.isAfter(start.plus(CREATION))
                    && (ended == null || !instant.isAfter(ended.plus(SERVICES)));
        }
    }

    private JsonNode requirePart(Resource.Server server, JsonNode attached, Lifetime creation) {
        String id = JsonFields.id(attached, "id", "a disk of a server");
        JsonNode disk = disks.get(id);
        boolean boots = JsonFields.text(attached, "bootIndex").equals("0");
        boolean goesWithIt = JsonFields.text(attached, "delete_on_termination").equalsIgnoreCase("true");
        if (!creation.covers(JsonFields.instant(disk, "created_at")) || !(boots || goesWithIt)) {
            throw refused(server, "disk " + id + " is attached to it, but was not created together with it; detach it");
        }
        List<Resource.Server> users = ResourceReader.servers(disk);
        if (!users.stream().allMatch(server::equals)) {
            throw refused(server, "its disk " + id + " is attached to " + users);
        }
        if (DiskCalls.status(disk).equals("detaching")) {
            throw new Busy(
                    "disk " + id + " of " + server + " is being detached; try again later" + NOTHING,
                    about(server),
                    null);
        }
        return disk;
    }

    // ---- both

    private static void requireMade(
            Resource resource, Map<String, String> tags, JsonNode metadata, @Nullable Instant created, Temporary mark) {
        if (!mark.isIn(tags)) {
            throw refused(resource, "it does not carry the mark " + mark);
        }
        RequestMark made = RequestMark.parse(JsonFields.textOrNull(metadata, RequestMark.NAME));
        if (made == null || !made.isOfCall(RESTORE, mark.key(), created)) {
            throw refused(resource, "it carries the mark " + mark + ", but was not made by work of that mark");
        }
        if (!mark.mayHaveMade(known(created, resource))) {
            throw refused(resource, "it was created at " + created + ", before the work of mark " + mark + " began");
        }
    }

    private static Instant known(@Nullable Instant created, Resource resource) {
        if (created == null) {
            throw refused(resource, "the service does not say when it was created");
        }
        return created;
    }

    private static Conflict refused(Resource resource, String why) {
        return new Conflict(resource + " is not deleted: " + why + NOTHING, about(resource), null);
    }

    private static Detail about(Resource resource) {
        return Detail.NONE.about(resource);
    }
}
