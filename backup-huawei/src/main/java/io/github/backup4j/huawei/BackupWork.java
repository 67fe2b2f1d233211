package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.ShowCheckpointRequest;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupRunId;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.Work;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A backup by hand: the checkpoint, then its members, which may settle later than that. */
final class BackupWork implements Work<BackupRun> {
    /** Whether all restore points have been looked for long enough; not set unless some were missing when the run had ended. */
    private static final String LISTED = "listed";

    private static final TokenFields FIELDS =
            TokenFields.none().with(TokenFields.ID, "run", "vault").with(TokenFields.FLAG, LISTED);

    private static final Set<RestorePoint.Status> UNDER_WAY =
            Set.of(RestorePoint.Status.WAITING, RestorePoint.Status.PROTECTING, RestorePoint.Status.UNKNOWN);
    private static final Set<String> ENDED = Set.of("available", "error", "deleting", "deleted", "error-deleting");

    private final ServiceClient client;
    private final PointCalls points;

    BackupWork(Context context) {
        client = context.client();
        points = new PointCalls(context);
    }

    static Token token(String run, VaultId vault) {
        return Token.of("backup").with("run", run).with("vault", vault.value());
    }

    @Override
    public String words() {
        return "backing up";
    }

    @Override
    public String kind() {
        return "backup";
    }

    @Override
    public TokenFields fields() {
        return FIELDS;
    }

    @Override
    public Work<BackupRun> in(Context other) {
        return new BackupWork(other);
    }

    @Override
    public Class<BackupRun> resultType() {
        return BackupRun.class;
    }

    @Override
    public Step<BackupRun> look(Token token) {
        String run = token.get("run");
        JsonNode checkpoint = JsonFields.asked(
                client.call(Service.CBR, CbrMeta.showCheckpoint, new ShowCheckpointRequest().withCheckpointId(run)),
                "checkpoint",
                run,
                "backup run " + run);
        if (isRunning(checkpoint)) {
            return RunLog.readIfPossible(client, run, vault(token), JsonFields.instant(checkpoint, "created_at"))
                    .progress();
        }
        List<RestorePoint> made = points.ofRun(run);
        if (made.stream().anyMatch(point -> UNDER_WAY.contains(point.status()))) {
            return Step.going("the restore points are being completed");
        }
        List<String> missing = missing(checkpoint, made);
        if (!missing.isEmpty() && token.find(LISTED).isEmpty()) {
            return new Step.Next<>(token.with(LISTED, "false"));
        }
        if (!missing.isEmpty() && token.find(LISTED).equals("false")) {
            throw new NotFound("no restore point of " + missing + " is listed");
        }
        return end(token, checkpoint, made);
    }

    private static boolean isRunning(JsonNode checkpoint) {
        if (!ENDED.contains(JsonFields.text(checkpoint, "status"))) {
            return true;
        }
        for (JsonNode member : checkpoint.path("vault").path("resources")) {
            if (JsonFields.text(member, "protect_status").equals("protecting")) {
                return true;
            }
        }
        return false;
    }

    /**
     * The members that a run covers and of which no restore point is listed: it was deleted, or a list does not show it yet. A
     * result without it would say that it was not backed up.
     */
    private static List<String> missing(JsonNode checkpoint, List<RestorePoint> made) {
        Set<String> seen = new HashSet<>();
        made.forEach(point -> seen.add(point.resource().id()));
        skipped(checkpoint).forEach(member -> seen.add(member.resource().id()));
        return members(checkpoint).stream().filter(id -> !seen.contains(id)).toList();
    }

    private static List<String> members(JsonNode checkpoint) {
        List<String> ids = new ArrayList<>();
        for (JsonNode member : checkpoint.path("vault").path("resources")) {
            ids.add(JsonFields.text(member, "id"));
        }
        return ids;
    }

    private static VaultId vault(Token token) {
        return new VaultId(token.get("vault"));
    }

    @Override
    public Step<BackupRun> gone(Token token, NotFound missing) {
        if (token.find(LISTED).equals("false")) {
            return new Step.Next<>(token.with(LISTED, "true"));
        }
        return Job.failed(Job.keepFailure(
                token,
                "all restore points of backup run " + token.get("run") + " were deleted before anybody looked",
                missing));
    }

    private Step<BackupRun> end(Token token, JsonNode checkpoint, List<RestorePoint> made) {
        List<String> order = members(checkpoint);
        Comparator<RestorePoint> asMembers = Comparator.comparingInt(
                point -> Math.floorMod(order.indexOf(point.resource().id()), 1 << 30));
        List<RestorePoint> sorted = made.stream().sorted(asMembers).toList();
        List<BackupRun.Failed> failures = failures(
                token,
                JsonFields.instant(checkpoint, "created_at"),
                sorted.stream()
                        .filter(point -> point.status() == RestorePoint.Status.ERROR)
                        .toList());
        List<RestorePoint> good = sorted.stream()
                .filter(point -> point.status() != RestorePoint.Status.ERROR)
                .toList();
        List<BackupRun.Skipped> skipped = skipped(checkpoint);
        if (good.isEmpty()) {
            return new Step.Failed<>(nothingMade(token, failures, skipped));
        }
        return new Step.Done<>(new BackupRun(
                new BackupRunId(token.get("run")),
                vault(token),
                JsonFields.instantOrEpoch(checkpoint, "created_at"),
                good,
                failures,
                skipped));
    }

    /** Why restore points failed, which the log alone says; it is asked only if one did. Who may not read it learns that they did. */
    private List<BackupRun.Failed> failures(Token token, @Nullable Instant since, List<RestorePoint> failed) {
        if (failed.isEmpty()) {
            return List.of();
        }
        RunLog log;
        try {
            log = RunLog.read(client, token.get("run"), vault(token), since);
        } catch (BackupException e) {
            if (e.retryable()) {
                throw e;
            }
            log = new RunLog(List.of());
        }
        return failed.stream().map(log::failed).toList();
    }

    private static OperationFailed nothingMade(
            Token token, List<BackupRun.Failed> failures, List<BackupRun.Skipped> skipped) {
        List<Resource> resources = new ArrayList<>();
        failures.forEach(failure -> resources.add(failure.resource()));
        skipped.forEach(member -> resources.add(member.resource()));
        String why = Stream.concat(failures.stream(), skipped.stream())
                .map(Object::toString)
                .collect(Collectors.joining("; "));
        Detail detail = Stream.concat(
                        failures.stream().map(BackupRun.Failed::code),
                        skipped.stream().map(BackupRun.Skipped::code))
                .filter(Objects::nonNull)
                .findFirst()
                .map(Detail::code)
                .orElse(Detail.NONE);
        return new OperationFailed(
                "backup run " + token.get("run") + " in vault " + token.get("vault") + " made no restore point"
                        + (why.isEmpty() ? "" : ": " + why),
                detail.about(resources).inVault(vault(token)),
                null);
    }

    static List<BackupRun.Skipped> skipped(JsonNode checkpoint) {
        List<BackupRun.Skipped> skipped = new ArrayList<>();
        String what = "a member that a backup passed over";
        for (JsonNode member : JsonFields.listOrNone(checkpoint.path("vault"), "skipped_resources", what)) {
            Resource resource = Kinds.resource(JsonFields.text(member, "type"), JsonFields.id(member, "id", what));
            skipped.add(new BackupRun.Skipped(
                    resource, JsonFields.textOrNull(member, "code"), JsonFields.textOrNull(member, "reason")));
        }
        return skipped;
    }
}
