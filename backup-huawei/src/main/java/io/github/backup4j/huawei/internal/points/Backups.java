package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.CheckpointParam;
import com.huaweicloud.sdk.cbr.v1.model.CreateCheckpointRequest;
import com.huaweicloud.sdk.cbr.v1.model.VaultBackup;
import com.huaweicloud.sdk.cbr.v1.model.VaultBackupReq;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.NotFound;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.resources.CbrTypes;
import io.github.backup4j.huawei.internal.vaults.MemberViews;
import io.github.backup4j.huawei.internal.vaults.VaultCalls;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.spi.OperationDriver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Starts backups by hand. */
public final class Backups {
    private static final int LONGEST_DESCRIPTION = 255;
    private static final String RUN = "backup run";

    /** What a restore point is that a run has made, or is making. */
    private static final Set<RestorePoint.Status> STANDING = Set.of(
            RestorePoint.Status.WAITING,
            RestorePoint.Status.PROTECTING,
            RestorePoint.Status.AVAILABLE,
            RestorePoint.Status.RESTORING);

    private final Context context;
    private final IdempotentCreate creates;
    private final PointCalls points;
    private final VaultCalls vaults;
    private final MemberViews views;
    private final RunWatch watch;
    private final BackupWork work;

    public Backups(
            Context context,
            IdempotentCreate creates,
            PointCalls points,
            VaultCalls vaults,
            MemberViews views,
            RunWatch watch,
            BackupWork work) {
        this.context = context;
        this.creates = creates;
        this.points = points;
        this.vaults = vaults;
        this.views = views;
        this.watch = watch;
        this.work = work;
    }

    /**
     * Looks at the vault first: the service accepts a backup of nothing, and passes over what it does not know. A member
     * that leaves between the two calls is told as skipped.
     */
    OperationDriver<BackupRun> take(BackupSpec spec, Request asked) {
        int room = LONGEST_DESCRIPTION - spec.description().length();
        Request request = asked.within(room, RequestMark.IN_DESCRIPTION, "the description of the backup");
        Supplier<List<IdempotentCreate.Marked<String>>> look = () -> marked(spec.vault(), request);
        
        String run = creates.find(request, RUN, look).orElseGet(() -> {
            try {
                requireTakeable(spec);
            } catch (Busy busy) {
                // Another caller with the key may have begun it meanwhile.
                return IdempotentCreate.madeDespite(busy, () -> creates.find(request, RUN, look));
            }
            return request.repeated()
                    ? creates.create(request, RUN, look, () -> takeNow(spec, request), Backups::stays)
                    : creates.begin(request, look, () -> takeNow(spec, request).made());
        });
        return context.operation(work, BackupWork.token(run, spec.vault()));
    }

    /** What was backed up is never deleted. */
    private static String stays(String run) {
        return "a backup run cannot be withdrawn";
    }

    private IdempotentCreate.Created<String> takeNow(BackupSpec spec, Request request) {
        CheckpointParam parameters = new CheckpointParam().withIncremental(!spec.full());
        if (!spec.name().isEmpty()) {
            parameters.withName(spec.name());
        }
        String description = request.described(spec.description());
        if (!description.isEmpty()) {
            parameters.withDescription(description);
        }
        if (!spec.resources().isEmpty()) {
            parameters.withResources(spec.resources().stream().map(Resource::id).toList());
        }
        CreateCheckpointRequest call = new CreateCheckpointRequest()
                .withBody(new VaultBackupReq()
                        .withCheckpoint(new VaultBackup()
                                .withVaultId(spec.vault().value())
                                .withParameters(parameters)));
        return context.client().make(request.mode(), Service.CBR, CbrMeta.createCheckpoint, call, answer -> {
            JsonNode checkpoint = answer.path("checkpoint");
            String id = JsonFields.id(checkpoint, "id", "the new backup run");
            watch.begun(checkpoint);
            return new IdempotentCreate.Created<>(id, id, JsonFields.instant(checkpoint, "created_at"));
        });
    }

    /** The backup runs of a vault that carry a mark and have made something, by what they made: they themselves are not listed. */
    private List<IdempotentCreate.Marked<String>> marked(VaultId vault, Request request) {
        Map<String, IdempotentCreate.Marked<String>> byRun = new LinkedHashMap<>();
        points.rawOf(vault, request.since()).forEach(backup -> {
            RequestMark mark = RequestMark.inDescription(JsonFields.text(backup, "description"));
            String run = JsonFields.idOrEmpty(backup, "checkpoint_id");
            if (mark != null && !run.isEmpty() && STANDING.contains(RestorePointReader.status(JsonFields.text(backup, "status")))) {
                Instant created = JsonFields.instant(backup, "created_at");
                IdempotentCreate.Marked<String> known = byRun.get(run);
                boolean older = known == null
                        || (created != null && known.createdAt() != null && created.isBefore(known.createdAt()));
                if (older) {
                    byRun.put(run, new IdempotentCreate.Marked<>(mark, run, run, created));
                }
            }
        });
        return List.copyOf(byRun.values());
    }

    private void requireTakeable(BackupSpec spec) {
        Optional<JsonNode> known = views.of(spec.vault());
        if (known.isPresent() && isTakeable(spec, known.get())) {
            return;
        }
        JsonNode vault = vaults.show(spec.vault());
        check(spec, vault);
        views.keep(spec.vault(), vault);
    }

    /** Whether nothing speaks against it; what does is looked at again. */
    private static boolean isTakeable(BackupSpec spec, JsonNode vault) {
        try {
            check(spec, vault);
            return true;
        } catch (BackupException e) {
            return false;
        }
    }

    private static void check(BackupSpec spec, JsonNode vault) {
        JsonNode billing = vault.path("billing");
        if (JsonFields.text(billing, "protect_type").equals("replication")) {
            throw new Conflict("vault " + spec.vault() + " is for copies; nothing can be backed up into it");
        }
        Map<Resource, String> members = new HashMap<>();
        for (JsonNode member : JsonFields.list(vault, "resources", "a vault")) {
            members.put(
                    CbrTypes.resource(JsonFields.text(member, "type"), JsonFields.id(member, "id", "a member of a vault")),
                    JsonFields.text(member, "protect_status"));
        }
        for (Resource resource : spec.resources()) {
            if (!members.containsKey(resource)) {
                throw new NotFound(
                        "vault " + spec.vault() + " does not hold " + resource + "; nothing was backed up",
                        Detail.NONE.about(resource).inVault(spec.vault()),
                        null);
            }
        }
        if (members.isEmpty()) {
            throw new Conflict("vault " + spec.vault() + " has no members; add what it shall protect");
        }
        List<Resource> asked = spec.resources().isEmpty() ? new ArrayList<>(members.keySet()) : spec.resources();
        List<String> busy = List.of("protecting", "restoring", "removing");
        if (asked.stream().allMatch(resource -> busy.contains(members.get(resource)))) {
            throw new Busy("everything that was asked for in vault " + spec.vault() + " is being worked on");
        }
    }
}
