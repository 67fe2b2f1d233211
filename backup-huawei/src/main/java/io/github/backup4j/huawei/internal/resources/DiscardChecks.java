package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.Resource;
import io.github.backup4j.Temporary;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.RequestMark;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    /** The kind of call whose keys these are: restores of restore points. */
    private static final String RESTORE = "restorePoints.restore";

    /**
     * How far the clock of the process that began the work may be ahead of the service's. The mark of the request key tells the time
     * by the service's clock, and more exactly.
     */
    private static final Duration CLOCKS = Duration.ofDays(1);

    /** How far the clocks of ECS and EVS may be apart. */
    private static final Duration SERVICES = Duration.ofMinutes(1);

    private static final int SIGN = 26;
    private static final String NOTHING = "; nothing was deleted";

    private final DiskCalls disks;
    private final DiskSnapshots snapshots;

    DiscardChecks(DiskCalls disks, DiskSnapshots snapshots) {
        this.disks = disks;
        this.snapshots = snapshots;
    }

    // ---- disks

    /** Refuses a disk that is not temporary, or is in use. */
    void requireDisk(JsonNode disk, Temporary mark) {
        Resource resource = Resource.disk(JsonFields.id(disk, "id", "a disk"));
        String status = DiskCalls.status(disk);
        requireOurs(resource, disk, mark);
        if (!disk.path("attachments").isEmpty() || status.equals("in-use")) {
            throw refused(resource, "it is attached to a server");
        }
        if (!status.equals("available") && !DiskCalls.broken(disk)) {
            throw new Busy(resource + " is " + status + NOTHING, about(resource), null);
        }
        requireNoSnapshots(resource);
    }

    /** Returns whether a disk was created together with a server of the work, as a sign of this disk says. */
    static boolean isPart(JsonNode disk, Temporary mark) {
        Map<String, String> tags = JsonFields.tags(disk.path("tags"));
        String id = JsonFields.id(disk, "id", "a disk");
        return mark.isIn(tags) && Proof.same(tags.getOrDefault(PART, ""), sign(id, mark));
    }

    /** The tags by which a disk is found once its server is gone. */
    static Map<String, String> partTags(String disk, Temporary mark) {
        return Map.of(Temporary.TAG, mark.value(), PART, sign(disk, mark));
    }

    private static String sign(String disk, Temporary mark) {
        return Proof.of(mark.key()).check(SIGN, "part", disk);
    }

    private static void requireOurs(Resource resource, JsonNode disk, Temporary mark) {
        if (!isPart(disk, mark)) {
            requireMade(
                    resource,
                    JsonFields.tags(disk.path("tags")),
                    disk.path("metadata"),
                    JsonFields.instant(disk, "created_at"),
                    mark);
        }
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
     * @return the ids of its disks
     */
    List<String> requireServer(JsonNode server, Temporary mark) {
        Resource.Server resource = Resource.server(JsonFields.id(server, "id", "a server"));
        Instant created = JsonFields.instant(server, "created");
        requireMade(
                resource, JsonFields.tags(server.path("tags")), server.path("metadata"), created, mark);
        boolean still = ServerCalls.running(server)
                || ServerCalls.stopped(server)
                || ServerCalls.status(server).equals("ERROR");
        if (ServerCalls.busy(server) || !still) {
            throw new Busy(
                    resource + " is " + ServerCalls.status(server) + ", and being worked on" + NOTHING,
                    about(resource),
                    null);
        }
        Instant launched = JsonFields.instant(server, "OS-SRV-USG:launched_at");
        Lifetime creation = new Lifetime(known(created, resource), launched);
        List<String> ids = new ArrayList<>();
        for (JsonNode attached :
                JsonFields.listOrNone(server, "os-extended-volumes:volumes_attached", "a server")) {
            ids.add(requirePart(resource, attached, creation));
        }
        return ids;
    }

    /**
     * When a server was created.
     *
     * @param begun when its creation began
     * @param ended when it started for the first time; null: it never did
     */
    private record Lifetime(Instant begun, @Nullable Instant ended) {
        boolean covers(@Nullable Instant instant) {
            return instant != null
                    && !instant.isBefore(begun.minus(SERVICES))
                    && (ended == null || !instant.isAfter(ended.plus(SERVICES)));
        }
    }

    private String requirePart(Resource.Server server, JsonNode attached, Lifetime creation) {
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
        requireNoSnapshots(Resource.disk(id));
        return id;
    }

    // ---- both

    private static void requireMade(
            Resource resource,
            Map<String, String> tags,
            JsonNode metadata,
            @Nullable Instant created,
            Temporary mark) {
        if (!mark.isIn(tags)) {
            throw refused(resource, "it does not carry the mark " + mark);
        }
        RequestMark made = RequestMark.parse(JsonFields.textOrNull(metadata, RequestMark.NAME));
        if (made == null || !made.isOfCall(RESTORE, mark.key(), created)) {
            throw refused(resource, "it carries the mark " + mark + ", but was not made by work of that mark");
        }
        if (known(created, resource).isBefore(mark.begunAt().minus(CLOCKS))) {
            throw refused(
                    resource, "it was created at " + created + ", before the work of mark " + mark + " began");
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
