package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.ShowCheckpointRequest;
import io.github.backup4j.BackupRun;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Vault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** A backup by hand: the checkpoint, then its members, which may settle later than that. */
final class BackupWork implements Work<BackupRun> {
    private static final Set<RestorePoint.Status> UNDER_WAY =
            Set.of(RestorePoint.Status.WAITING, RestorePoint.Status.PROTECTING, RestorePoint.Status.UNKNOWN);
    private static final Set<String> ENDED = Set.of("available", "error", "deleting", "deleted", "error-deleting");

    private final Wire wire;
    private final PointCalls points;

    BackupWork(Context context) {
        wire = context.wire();
        points = new PointCalls(context);
    }

    static Token token(String run, Vault.Id vault) {
        return Token.of("backup").with("run", run).with("vault", vault.value());
    }

    @Override
    public String kind() {
        return "backup";
    }

    @Override
    public Class<BackupRun> resultType() {
        return BackupRun.class;
    }

    @Override
    public Step<BackupRun> look(Token token) {
        String run = token.get("run");
        JsonNode checkpoint = Fields.asked(
                wire.call(Service.CBR, CbrMeta.showCheckpoint, new ShowCheckpointRequest().withCheckpointId(run)),
                "checkpoint",
                run,
                "backup run " + run);
        String status = Fields.text(checkpoint, "status");
        if (!ENDED.contains(status)) {
            return Step.going("the backup is " + (status.isEmpty() ? "running" : status));
        }
        for (JsonNode member : checkpoint.path("vault").path("resources")) {
            if (Fields.text(member, "protect_status").equals("protecting")) {
                return Step.going("the backup is running, of " + Fields.text(member, "id") + " at least");
            }
        }
        List<RestorePoint> made = points.ofRun(run);
        if (made.stream().anyMatch(point -> UNDER_WAY.contains(point.status()))) {
            return Step.going("the restore points are being completed");
        }
        return end(token, checkpoint, made);
    }

    @Override
    public Step<BackupRun> gone(Token token, NotFound missing) {
        return Job.failed(Job.keepFailure(
                token,
                "all restore points of backup run " + token.get("run") + " were deleted before anybody looked",
                missing));
    }

    private static Step<BackupRun> end(Token token, JsonNode checkpoint, List<RestorePoint> made) {
        List<String> order = new ArrayList<>();
        for (JsonNode member : checkpoint.path("vault").path("resources")) {
            order.add(Fields.text(member, "id"));
        }
        Comparator<RestorePoint> asMembers = Comparator.comparingInt(
                point -> Math.floorMod(order.indexOf(point.resource().id()), 1 << 30));
        List<RestorePoint> sorted = made.stream().sorted(asMembers).toList();
        List<RestorePoint> failures = sorted.stream()
                .filter(point -> point.status() == RestorePoint.Status.ERROR)
                .toList();
        List<RestorePoint> good =
                sorted.stream().filter(point -> !failures.contains(point)).toList();
        List<BackupRun.Skipped> skipped = skipped(checkpoint);
        if (good.isEmpty()) {
            String reason = skipped.isEmpty() ? "" : "; skipped: " + skipped;
            return new Step.Failed<>(new OperationFailed("backup run " + token.get("run") + " in vault "
                    + token.get("vault") + " made no restore point: " + failures.size() + " failed" + reason));
        }
        return new Step.Done<>(new BackupRun(
                new BackupRun.Id(token.get("run")),
                new Vault.Id(token.get("vault")),
                Fields.instantOrEpoch(checkpoint, "created_at"),
                good,
                failures,
                skipped));
    }

    static List<BackupRun.Skipped> skipped(JsonNode checkpoint) {
        List<BackupRun.Skipped> skipped = new ArrayList<>();
        String what = "a member that a backup passed over";
        for (JsonNode member : Fields.listOrNone(checkpoint.path("vault"), "skipped_resources", what)) {
            Resource resource = Kinds.resource(Fields.text(member, "type"), Fields.id(member, "id", what));
            skipped.add(new BackupRun.Skipped(resource, Fields.text(member, "code"), Fields.text(member, "reason")));
        }
        return skipped;
    }
}
