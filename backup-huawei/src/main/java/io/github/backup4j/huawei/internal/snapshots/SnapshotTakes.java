package io.github.backup4j.huawei.internal.snapshots;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.evs.v2.EvsMeta;
import com.huaweicloud.sdk.evs.v2.model.CreateSnapshotOption;
import com.huaweicloud.sdk.evs.v2.model.CreateSnapshotRequest;
import com.huaweicloud.sdk.evs.v2.model.CreateSnapshotRequestBody;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.StepAttempts;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.Work;
import io.github.backup4j.spi.OperationDriver;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes snapshots: starts a snapshot, and waits until its own status says that it is complete. */
public final class SnapshotTakes implements Work<Snapshot> {
    private static final TokenFields FIELDS =
            TokenFields.none().with(TokenFields.ID, "id", "disk").with(TokenFields.MARK, "mark");

    private static final String SNAPSHOT = "snapshot";

    private final Context context;
    private final IdempotentCreate creates;
    private final DiskCalls disks;
    private final SnapshotCalls snapshots;
    private final SnapshotWatch watch;

    public SnapshotTakes(
            Context context, IdempotentCreate creates, DiskCalls disks, SnapshotCalls snapshots, SnapshotWatch watch) {
        this.context = context;
        this.creates = creates;
        this.disks = disks;
        this.snapshots = snapshots;
        this.watch = watch;
    }

    // ---- starting

    /** Takes a snapshot, unless the request is repeated and the snapshot exists already. */
    OperationDriver<Snapshot> start(SnapshotSpec spec, Request request) {

        Optional<IdempotentCreate.Marked<String>> there =
                creates.findMarked(request, SNAPSHOT, () -> snapshots.marked(null));
        if (there.isPresent()) {
            return operation(there.get().made(), spec, there.get().mark());
        }
        requireTakeable(spec);
        String taken = creates.create(
                request,
                SNAPSHOT,
                () -> snapshots.marked(spec.disk().id()),
                () -> takeNow(spec, request),
                id -> withdraw(id, spec, request));
        return operation(taken, spec, request.mark());
    }

    private OperationDriver<Snapshot> operation(String id, SnapshotSpec spec, @Nullable RequestMark mark) {
        return context.operation(
                this, new State(id, mark == null ? "" : spec.disk().id(), mark).token());
    }

    /** Deletes a snapshot that this call has taken, as its own mark proves, once the service allows it. */
    private @Nullable String withdraw(String id, SnapshotSpec spec, Request request) {
        JsonNode seen = snapshots.show(id);
        RequestMark mark = RequestMark.parse(JsonFields.textOrNull(seen.path("metadata"), RequestMark.NAME));
        if (mark == null
                || !mark.equals(request.mark())
                || !JsonFields.text(seen, "volume_id").equals(spec.disk().id())) {
            return "it does not have the mark of this call";
        }
        if (!JsonFields.text(seen, "name").equals(spec.name())) {
            return "it has been changed since it was taken";
        }
        if (JsonFields.text(seen, "status").equals("creating")) {
            throw new Busy("snapshot " + id + " is being taken and cannot be deleted yet");
        }
        snapshots.delete(id);
        return null;
    }

    private void requireTakeable(SnapshotSpec spec) {
        JsonNode disk = disks.get(spec.disk().id());
        String status = DiskCalls.status(disk);
        if (status.equals("in-use") && !spec.whileAttached()) {
            throw new Conflict(
                    spec.disk() + " is attached to a server; detach it, or accept a crash-consistent snapshot "
                            + "with allowingAttached(); nothing was taken");
        }
        if (!DiskCalls.ready(disk)) {
            throw new Conflict(
                    spec.disk() + " is " + status + "; a snapshot needs a disk with data; nothing was taken");
        }
    }

    private IdempotentCreate.Created<String> takeNow(SnapshotSpec spec, Request made) {
        CreateSnapshotOption option = new CreateSnapshotOption()
                .withVolumeId(spec.disk().id())
                .withName(spec.name())
                .withForce(spec.whileAttached());
        if (!spec.description().isEmpty()) {
            option.withDescription(spec.description());
        }
        if (made.mark() != null) {
            option.withMetadata(made.metadata());
        }
        CreateSnapshotRequest request =
                new CreateSnapshotRequest().withBody(new CreateSnapshotRequestBody().withSnapshot(option));
        return context.client().make(made.mode(), Service.EVS, EvsMeta.createSnapshot, request, answer -> {
            JsonNode snapshot = answer.path("snapshot");
            String id = JsonFields.id(snapshot, "id", "the new snapshot");
            return new IdempotentCreate.Created<>(id, id, JsonFields.instant(snapshot, "created_at"));
        });
    }

    // ---- polling

    /**
     * A snapshot that is being taken, as recorded in its token.
     *
     * @param id its id
     * @param disk the disk of the snapshots with the mark; "": there is no mark
     * @param mark the mark of the request; null: there is none
     */
    record State(String id, String disk, @Nullable RequestMark mark) {
        static State of(Token token) {
            RequestMark mark = RequestMark.parse(token.find("mark"));
            return new State(token.get("id"), mark == null ? "" : token.get("disk"), mark);
        }

        Token token() {
            Token token = Token.of("snapshot").with("id", id);
            return mark == null ? token : token.with("disk", disk).with("mark", mark.text());
        }
    }

    @Override
    public String words() {
        return "taking the snapshot";
    }

    @Override
    public String kind() {
        return "snapshot";
    }

    @Override
    public TokenFields fields() {
        return FIELDS;
    }

    @Override
    public Class<Snapshot> resultType() {
        return Snapshot.class;
    }

    @Override
    public void expect(Token token) {
        watch.expect(State.of(token).id());
    }

    @Override
    public Step<Snapshot> poll(Token token) {
        State state = State.of(token);
        return watch.poll(
                state.id(),
                ended -> end(
                        token,
                        state,
                        ended.snapshot(),
                        ended.disk(),
                        () -> SnapshotCalls.markedAmong(ended.ofDisk().stream())),
                () -> {
                    JsonNode seen = snapshots.show(state.id());
                    if (isGoingOn(seen)) {
                        String status = status(seen);
                        return Step.going(status.isEmpty() ? "" : "it is " + status);
                    }
                    return end(token, state, seen, null, () -> snapshots.marked(state.disk()));
                });
    }

    private static String status(JsonNode snapshot) {
        return JsonFields.text(snapshot, "status");
    }

    /** Whether a snapshot is still being taken, or has an unknown status. */
    static boolean isGoingOn(JsonNode snapshot) {
        return switch (status(snapshot)) {
            case "available", "backing-up", "rollbacking", "deleting", "error_deleting", "error" -> false;
            default -> true;
        };
    }

    /**
     * Ends with the oldest snapshot of the request, on which all callers with its key agree, and reports the others. A
     * caller that may not list snapshots gets the snapshot that it took.
     *
     * @param seen the snapshot
     * @param disk its disk; null: it has to be requested
     * @param marked the snapshots of the disk that carry a mark
     */
    private Step<Snapshot> end(
            Token token,
            State state,
            JsonNode seen,
            @Nullable JsonNode disk,
            Supplier<List<IdempotentCreate.Marked<String>>> marked) {
        if (status(seen).equals("error")) {
            return new Step.Failed<>(new OperationFailed(
                    "snapshot " + state.id() + " could not be taken and is in status error; delete it"));
        }
        RequestMark mark = state.mark();
        Step<Snapshot> done = new Step.Done<>(snapshots.read(seen, disk));
        if (mark == null) {
            return done;
        }
        return StepAttempts.to(
                token,
                context.serviceNow(),
                now -> {
                    List<IdempotentCreate.Marked<String>> all = IdempotentCreate.of(marked.get(), mark);
                    if (all.isEmpty() || all.get(0).made().equals(state.id())) {
                        all.stream()
                                .findFirst()
                                .ifPresent(kept -> context.duplicates()
                                        .report("snapshot", null, kept, IdempotentCreate.others(all, kept)));
                        return done;
                    }
                    return new Step.Next<>(now.with("id", all.get(0).made()));
                },
                (now, refused) -> done);
    }
}
