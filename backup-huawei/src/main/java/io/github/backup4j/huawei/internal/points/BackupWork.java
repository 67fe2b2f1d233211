package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
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
import io.github.backup4j.huawei.internal.operations.LogCalls;
import io.github.backup4j.huawei.internal.operations.RunCalls;
import io.github.backup4j.huawei.internal.resources.CbrTypes;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.Work;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A backup by hand: the checkpoint, then its members, which may settle later than that. */
public final class BackupWork implements Work<BackupRun> {
    private static final TokenFields FIELDS = TokenFields.none().with(TokenFields.ID, "run", "vault");

    static final Set<RestorePoint.Status> UNDER_WAY =
            Set.of(RestorePoint.Status.WAITING, RestorePoint.Status.PROTECTING, RestorePoint.Status.UNKNOWN);
    private static final Set<String> ENDED = Set.of("available", "error", "deleting", "deleted", "error-deleting");

    private final RunCalls runs;
    private final LogCalls logs;
    private final PointCalls points;
    private final RunWatch watch;

    public BackupWork(RunCalls runs, LogCalls logs, PointCalls points, RunWatch watch) {
        this.runs = runs;
        this.logs = logs;
        this.points = points;
        this.watch = watch;
    }

    @Override
    public void expect(Token token) {
        watch.expect(token.get("run"));
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
    public Class<BackupRun> resultType() {
        return BackupRun.class;
    }

    @Override
    public Step<BackupRun> look(Token token) {
        String run = token.get("run");
        RunWatch.Sight sight = watch.look(run);
        if (sight instanceof RunWatch.Sight.Running running) {
            return running.log().progress();
        }
        if (sight instanceof RunWatch.Sight.Ended ended) {
            return end(token, ended.checkpoint(), ended.made());
        }
        return lookAlone(token, run);
    }

    private Step<BackupRun> lookAlone(Token token, String run) {
        JsonNode checkpoint = runs.show(run);
        if (isRunning(checkpoint)) {
            return RunLog.readIfPossible(logs, run, vault(token), JsonFields.instant(checkpoint, "created_at"))
                    .progress();
        }
        List<RestorePoint> made = points.ofRun(run);
        if (made.stream().anyMatch(point -> UNDER_WAY.contains(point.status()))) {
            return Step.going("the restore points are being completed");
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

    private static VaultId vault(Token token) {
        return new VaultId(token.get("vault"));
    }

    @Override
    public Step<BackupRun> gone(Token token, NotFound missing) {
        return Job.failed(Job.keepFailure(
                token,
                "all restore points of backup run " + token.get("run") + " were deleted before anybody looked",
                missing));
    }

    private Step<BackupRun> end(Token token, JsonNode checkpoint, List<RestorePoint> made) {
        List<String> order = new ArrayList<>();
        for (JsonNode member : checkpoint.path("vault").path("resources")) {
            order.add(JsonFields.text(member, "id"));
        }
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
            log = RunLog.read(logs, token.get("run"), vault(token), since);
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
            Resource resource = CbrTypes.resource(JsonFields.text(member, "type"), JsonFields.id(member, "id", what));
            skipped.add(new BackupRun.Skipped(
                    resource, JsonFields.textOrNull(member, "code"), JsonFields.textOrNull(member, "reason")));
        }
        return skipped;
    }
}
