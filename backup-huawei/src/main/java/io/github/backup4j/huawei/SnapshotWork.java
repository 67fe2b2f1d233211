package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Conflict;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Resource;
import io.github.backup4j.Snapshot;
import org.jspecify.annotations.Nullable;

/** The taking of a snapshot, which tells by itself how far it is. */
final class SnapshotWork implements Work<Snapshot> {
    private final SnapshotCalls snapshots;

    SnapshotWork(Context context) {
        snapshots = new SnapshotCalls(context.wire());
    }

    static Token token(String id, Resource.Disk disk, @Nullable Mark mark) {
        Token token = Token.of("snapshot").with("id", id);
        return mark == null ? token : token.with("disk", disk.id()).with("mark", mark.text());
    }

    @Override
    public String kind() {
        return "snapshot";
    }

    @Override
    public Class<Snapshot> resultType() {
        return Snapshot.class;
    }

    @Override
    public Step<Snapshot> look(Token token) {
        String id = token.get("id");
        JsonNode seen = snapshots.show(id);
        String status = Fields.text(seen, "status");
        return switch (status) {
            case "available", "backing-up", "rollbacking", "deleting", "error_deleting" -> twins(token, seen);
            case "error" ->
                new Step.Failed<>(new OperationFailed(
                        "snapshot " + id + " could not be taken, and is left as failed; delete it"));
            default -> Step.going("the snapshot is being taken: " + (status.isEmpty() ? "no status" : status));
        };
    }

    /**
     * What a request that was delivered twice has made beside it is deleted, as soon as it can be. Who may not look for it has
     * the snapshot all the same.
     */
    private Step<Snapshot> twins(Token token, JsonNode seen) {
        Mark mark = Mark.parse(token.find("mark"));
        Step<Snapshot> done = new Step.Done<>(snapshots.read(seen));
        if (mark == null) {
            return done;
        }
        return Attempt.to(
                token,
                now -> {
                    for (Once.Marked<String> marked : snapshots.marked(token.get("disk"))) {
                        if (marked.mark().equals(mark) && !marked.made().equals(token.get("id"))) {
                            snapshots.delete(marked.made());
                            return Step.going("its twin is being deleted");
                        }
                    }
                    return done;
                },
                (now, refused) -> refused instanceof Conflict ? Step.going("its twin is being taken") : done);
    }
}
