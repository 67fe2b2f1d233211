package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.CheckpointParam;
import com.huaweicloud.sdk.cbr.v1.model.CreateCheckpointRequest;
import com.huaweicloud.sdk.cbr.v1.model.ShowVaultRequest;
import com.huaweicloud.sdk.cbr.v1.model.VaultBackup;
import com.huaweicloud.sdk.cbr.v1.model.VaultBackupReq;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Starts backups by hand. */
final class Backups {
    private final Context context;
    private final BackupWork work;

    Backups(Context context, BackupWork work) {
        this.context = context;
        this.work = work;
    }

    /**
     * Looks at the vault first: the service accepts a backup of nothing, and passes over what it does not know. A member
     * that leaves between the two calls is told as skipped.
     */
    Operation<BackupRun> take(BackupSpec spec) {
        JsonNode vault = Fields.requiredObject(
                context.wire()
                        .call(
                                Service.CBR,
                                CbrMeta.showVault,
                                new ShowVaultRequest().withVaultId(spec.vault().value())),
                "vault",
                "vault " + spec.vault());
        check(spec, vault);
        CheckpointParam parameters = new CheckpointParam().withIncremental(!spec.full());
        if (!spec.name().isEmpty()) {
            parameters.withName(spec.name());
        }
        if (!spec.description().isEmpty()) {
            parameters.withDescription(spec.description());
        }
        if (!spec.resources().isEmpty()) {
            parameters.withResources(spec.resources().stream().map(Resource::id).toList());
        }
        CreateCheckpointRequest request = new CreateCheckpointRequest()
                .withBody(new VaultBackupReq()
                        .withCheckpoint(new VaultBackup()
                                .withVaultId(spec.vault().value())
                                .withParameters(parameters)));
        JsonNode checkpoint = Fields.requiredObject(
                context.wire().call(Service.CBR, CbrMeta.createCheckpoint, request), "checkpoint", "the backup");
        return context.operation(work, BackupWork.token(Fields.required(checkpoint, "id", "the backup"), spec.vault()));
    }

    private static void check(BackupSpec spec, JsonNode vault) {
        JsonNode billing = vault.path("billing");
        if (Fields.text(billing, "protect_type").equals("replication")) {
            throw new Conflict("vault " + spec.vault() + " is for copies; nothing can be backed up into it");
        }
        Map<Resource, String> members = new HashMap<>();
        for (JsonNode member : vault.path("resources")) {
            members.put(
                    Kinds.resource(Fields.text(member, "type"), Fields.text(member, "id")),
                    Fields.text(member, "protect_status"));
        }
        for (Resource resource : spec.resources()) {
            if (!members.containsKey(resource)) {
                throw new NotFound("vault " + spec.vault() + " does not hold " + resource + "; nothing was backed up");
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
