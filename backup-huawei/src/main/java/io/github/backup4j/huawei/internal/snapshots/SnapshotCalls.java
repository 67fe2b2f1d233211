package io.github.backup4j.huawei.internal.snapshots;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.evs.v2.EvsMeta;
import com.huaweicloud.sdk.evs.v2.model.DeleteSnapshotRequest;
import com.huaweicloud.sdk.evs.v2.model.ListSnapshotsRequest;
import com.huaweicloud.sdk.evs.v2.model.ShowSnapshotRequest;
import io.github.backup4j.Conflict;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.Snapshot;
import io.github.backup4j.Snapshot.Status;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.huawei.internal.http.Failures;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Pages;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.DiskSnapshots;
import io.github.backup4j.huawei.internal.resources.NewDisks;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Checks.Found;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Requests and reads the snapshots of EVS. */
public final class SnapshotCalls implements DiskSnapshots {
    private static final int PAGE = 100;
    static final int LARGE_PAGE = 1000;

    /** How many disks are read by their ids; more are read with all others. */
    private static final int FEW_DISKS = 100;

    private final ServiceClient client;
    private final DiskCalls disks;

    public SnapshotCalls(ServiceClient client, DiskCalls disks) {
        this.client = client;
        this.disks = disks;
    }

    JsonNode show(String id) {
        return JsonFields.asked(
                client.call(Service.EVS, EvsMeta.showSnapshot, new ShowSnapshotRequest().withSnapshotId(id)),
                "snapshot",
                id,
                "snapshot " + id);
    }

    @Nullable
    JsonNode find(String id) {
        return Failures.foundOrNull(() -> show(id));
    }

    /** All snapshots that match a request, as the service returns them: a small page first, enough for many lists. */
    Stream<JsonNode> pages(Supplier<ListSnapshotsRequest> request) {
        return pages(request, PAGE, page -> {}, new Pages.Place<>());
    }

    /** The same, in the largest pages that the service returns, from a place on. */
    Stream<JsonNode> largePages(Supplier<ListSnapshotsRequest> request, Pages.Place<JsonNode> place) {
        return pages(request, LARGE_PAGE, page -> {}, place);
    }

    /**
     * The snapshots that match a request and are wanted, read like {@link #pages(Supplier)}; whether their disks are encrypted is
     * read for all of a page at once.
     */
    Stream<Snapshot> read(Supplier<ListSnapshotsRequest> request, Predicate<JsonNode> wanted) {
        Map<String, Boolean> encrypted = new HashMap<>();
        return pages(request, PAGE, page -> addEncrypted(page.stream().filter(wanted), encrypted), new Pages.Place<>())
                .filter(wanted)
                .map(snapshot -> read(
                        snapshot,
                        saysEncrypted(snapshot)
                                || encrypted.getOrDefault(JsonFields.text(snapshot, "volume_id"), false)));
    }

    /** Adds whether the disks of snapshots are encrypted. One that no list shows is read by itself: a list may lag behind. */
    private void addEncrypted(Stream<JsonNode> snapshots, Map<String, Boolean> encrypted) {
        Set<String> missing = snapshots
                .filter(snapshot -> !saysEncrypted(snapshot))
                .map(snapshot -> JsonFields.id(snapshot, "volume_id", "a snapshot"))
                .filter(disk -> !encrypted.containsKey(disk))
                .collect(Collectors.toSet());
        if (missing.size() > 1) {
            List<JsonNode> found = missing.size() > FEW_DISKS ? disks.all() : disks.byIds(missing);
            found.forEach(disk -> encrypted.put(JsonFields.text(disk, "id"), DiskCalls.encrypted(disk)));
        }
        missing.forEach(disk -> encrypted.computeIfAbsent(disk, id -> isEncrypted(disks.find(id))));
    }

    private Stream<JsonNode> pages(
            Supplier<ListSnapshotsRequest> request,
            int first,
            Consumer<List<JsonNode>> onPage,
            Pages.Place<JsonNode> place) {
        return client.pages()
                .readGrowing(
                        first,
                        LARGE_PAGE,
                        (offset, limit) -> {
                            JsonNode answer = client.call(
                                    Service.EVS,
                                    EvsMeta.listSnapshots,
                                    request.get().withLimit(limit).withOffset(offset));
                            List<JsonNode> page = JsonFields.list(answer, "snapshots", "a list of snapshots");
                            onPage.accept(page);
                            return Pages.Page.of(page, JsonFields.integerOrNull(answer, "count"));
                        },
                        snapshot -> JsonFields.text(snapshot, "id"),
                        place);
    }

    /** The disks with these ids, as listed, by id; disks that are not listed are left out. */
    Map<String, JsonNode> disks(Collection<String> ids) {
        Map<String, JsonNode> found = new HashMap<>();
        disks.byIds(ids).forEach(disk -> found.put(JsonFields.text(disk, "id"), disk));
        return found;
    }

    /**
     * The snapshots that carry a mark and are neither broken nor being deleted.
     *
     * @param disk their disk; null: any
     */
    List<IdempotentCreate.Marked<String>> marked(@Nullable String disk) {
        return markedAmong(
                pages(() -> disk == null ? new ListSnapshotsRequest() : new ListSnapshotsRequest().withVolumeId(disk)));
    }

    /** Those of the given snapshots that carry a mark and are neither broken nor being deleted. */
    static List<IdempotentCreate.Marked<String>> markedAmong(Stream<JsonNode> snapshots) {
        List<IdempotentCreate.Marked<String>> marked = new ArrayList<>();
        snapshots.forEach(snapshot -> {
            RequestMark mark = RequestMark.parse(JsonFields.textOrNull(snapshot.path("metadata"), RequestMark.NAME));
            Status status = status(JsonFields.text(snapshot, "status"));
            if (mark != null && status != Status.ERROR && status != Status.DELETING) {
                String id = JsonFields.id(snapshot, "id", "a snapshot");
                marked.add(new IdempotentCreate.Marked<>(mark, id, id, JsonFields.instant(snapshot, "created_at")));
            }
        });
        return marked;
    }

    @Override
    public List<String> idsOf(String disk) {
        return pages(() -> new ListSnapshotsRequest().withVolumeId(disk))
                .filter(snapshot -> JsonFields.text(snapshot, "volume_id").equals(disk))
                .map(snapshot -> JsonFields.id(snapshot, "id", "a snapshot"))
                .toList();
    }

    void delete(String id) {
        client.call(Service.EVS, EvsMeta.deleteSnapshot, new DeleteSnapshotRequest().withSnapshotId(id));
    }

    public Snapshot get(SnapshotId id) {
        return read(show(id.value()));
    }

    Snapshot read(JsonNode snapshot) {
        return read(snapshot, encrypted(snapshot));
    }

    /** Whether a snapshot is encrypted, by its own metadata or by its disk. */
    boolean encrypted(JsonNode snapshot) {
        return saysEncrypted(snapshot) || isEncrypted(disks.find(JsonFields.id(snapshot, "volume_id", "a snapshot")));
    }

    /**
     * Reads a snapshot.
     *
     * @param disk its disk, as listed; null: it has to be requested
     */
    Snapshot read(JsonNode snapshot, @Nullable JsonNode disk) {
        return disk == null ? read(snapshot) : read(snapshot, saysEncrypted(snapshot) || isEncrypted(disk));
    }

    private static boolean saysEncrypted(JsonNode snapshot) {
        return JsonFields.text(snapshot.path("metadata"), "__system__encrypted").equals("1");
    }

    private static boolean isEncrypted(@Nullable JsonNode disk) {
        return disk != null && DiskCalls.encrypted(disk);
    }

    public static Snapshot read(JsonNode snapshot, boolean encrypted) {
        String id = JsonFields.id(snapshot, "id", "a snapshot");
        String status = JsonFields.text(snapshot, "status");
        return new Snapshot(
                new SnapshotId(id),
                JsonFields.text(snapshot, "name"),
                JsonFields.textOrNull(snapshot, "description"),
                Resource.disk(JsonFields.id(snapshot, "volume_id", "snapshot " + id)),
                JsonFields.requiredGib(snapshot, "size", "snapshot " + id),
                Reported.of(status(status), status),
                encrypted,
                ofBackup(snapshot),
                JsonFields.instant(snapshot, "created_at"));
    }

    /** The snapshot as the source of a new disk. */
    public static NewDisks.Source source(Snapshot snapshot) {
        return new NewDisks.Source(
                NewDisks.Source.Kind.SNAPSHOT, snapshot.id().value(), snapshot.size(), null, snapshot.disk());
    }

    public static void requireAvailable(Snapshot snapshot) {
        if (snapshot.status() != Snapshot.Status.AVAILABLE) {
            throw new Conflict("snapshot " + snapshot.id() + " is " + snapshot.statusText()
                    + ", not available; nothing was changed");
        }
    }

    /** Checks that a snapshot is complete, and that no other work uses it. */
    static void checkAvailable(Checks checks, Found<Snapshot> snapshot) {
        checks.check(
                Kind.SOURCE_STATUS,
                () -> requireAvailable(snapshot.get()),
                () -> "snapshot " + snapshot.get().id() + " is "
                        + snapshot.get().statusText());
    }

    /** What was found of a snapshot, for a preflight. */
    static String described(Snapshot snapshot) {
        return "snapshot " + snapshot.id() + " of " + snapshot.disk() + ", of " + snapshot.createdAt();
    }

    static boolean ofBackup(JsonNode snapshot) {
        String name = JsonFields.text(snapshot, "name");
        return name.startsWith("autobk_") || name.startsWith("manualbk_");
    }

    private static Status status(String status) {
        return switch (status.toLowerCase(Locale.ROOT)) {
            case "creating" -> Status.CREATING;
            case "available" -> Status.AVAILABLE;
            case "rollbacking" -> Status.ROLLING_BACK;
            case "backing-up" -> Status.BACKING_UP;
            case "deleting" -> Status.DELETING;
            case "error", "error_deleting" -> Status.ERROR;
            default -> Status.UNRECOGNIZED;
        };
    }
}
