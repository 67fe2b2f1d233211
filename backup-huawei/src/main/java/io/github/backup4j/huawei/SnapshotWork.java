package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Snapshot;

/** The taking of a snapshot, which tells by itself how far it is. */
final class SnapshotWork implements Work<Snapshot> {
    private final SnapshotCalls snapshots;

    SnapshotWork(Context context) {
        snapshots = new SnapshotCalls(context.wire());
    }

    static Token token(String id) {
        return Token.of("snapshot").with("id", id);
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
        JsonNode seen;
        try {
            seen = snapshots.show(id);
        } catch (NotFound e) {
            return new Step.Failed<>(
                    new OperationFailed("snapshot " + id + " does not exist any more", Detail.NONE, e));
        }
        String status = Fields.text(seen, "status");
        return switch (status) {
            case "creating" -> Step.going("the snapshot is being taken");
            case "error" ->
                new Step.Failed<>(new OperationFailed(
                        "snapshot " + id + " could not be taken, and is left as failed; delete it"));
            default -> new Step.Done<>(snapshots.read(seen));
        };
    }
}
