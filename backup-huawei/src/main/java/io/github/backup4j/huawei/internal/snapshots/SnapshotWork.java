package io.github.backup4j.huawei.internal.snapshots;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Resource;
import io.github.backup4j.Snapshot;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.StepAttempts;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.Work;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The taking of a snapshot, which tells by itself how far it is. */
public final class SnapshotWork implements Work<Snapshot> {
    private static final TokenFields FIELDS =
            TokenFields.none().with(TokenFields.ID, "id", "disk").with(TokenFields.MARK, "mark");

    private final Context context;
    private final SnapshotCalls snapshots;

    public SnapshotWork(Context context, SnapshotCalls snapshots) {
        this.context = context;
        this.snapshots = snapshots;
    }

    static Token token(String id, Resource.Disk disk, @Nullable RequestMark mark) {
        Token token = Token.of("snapshot").with("id", id);
        return mark == null ? token : token.with("disk", disk.id()).with("mark", mark.text());
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
    public Step<Snapshot> look(Token token) {
        String id = token.get("id");
        JsonNode seen = snapshots.show(id);
        String status = JsonFields.text(seen, "status");
        return switch (status) {
            case "available", "backing-up", "rollbacking", "deleting", "error_deleting" -> end(token, seen);
            case "error" ->
                new Step.Failed<>(new OperationFailed(
                        "snapshot " + id + " could not be taken, and is left as failed; delete it"));
            default -> Step.going(status.isEmpty() ? "" : "it is " + status);
        };
    }

    /**
     * Ends with the oldest snapshot of the request, which every caller with its key agrees on, and reports others. Who may not
     * list snapshots has the one that was taken.
     */
    private Step<Snapshot> end(Token token, JsonNode seen) {
        RequestMark mark = RequestMark.parse(token.find("mark"));
        Step<Snapshot> done = new Step.Done<>(snapshots.read(seen));
        if (mark == null) {
            return done;
        }
        return StepAttempts.to(
                token,
                now -> {
                    List<IdempotentCreate.Marked<String>> all =
                            IdempotentCreate.of(snapshots.marked(token.get("disk")), mark);
                    if (all.isEmpty() || all.get(0).made().equals(token.get("id"))) {
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
