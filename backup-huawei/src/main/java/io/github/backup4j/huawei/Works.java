package io.github.backup4j.huawei;

import io.github.backup4j.Invalid;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.Work;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** All kinds of long work, by the name that stands in tokens. */
final class Works {
    final VaultOrderWork vaultOrder;
    final BackupWork backup;
    final RestoreWork restore;
    final NewDiskWork newDisk;
    final NewServerWork newServer;
    final CopyWork copy;
    final SnapshotWork snapshot;
    final RollBackWork rollBack;
    final ImageWork image;
    final ImageCopyWork imageCopy;
    final ExportWork export;

    private final Map<String, Work<?>> byKind = new LinkedHashMap<>();

    Works(Context context, RunWatch runs) {
        vaultOrder = add(new VaultOrderWork(context));
        backup = add(new BackupWork(context, runs));
        restore = add(new RestoreWork(context));
        newDisk = add(new NewDiskWork(context));
        newServer = add(new NewServerWork(context));
        copy = add(new CopyWork(context));
        snapshot = add(new SnapshotWork(context));
        rollBack = add(new RollBackWork(context));
        image = add(new ImageWork(context));
        imageCopy = add(new ImageCopyWork(context));
        export = add(new ExportWork(context));
    }

    Work<?> find(Token token) {
        Work<?> work = byKind.get(token.kind());
        if (work == null) {
            throw new Invalid("token is of work of kind \"" + token.kind() + "\", which this version does not know");
        }
        if (token.step() < 0 || token.step() >= work.steps()) {
            throw new Invalid(
                    "token of " + token.kind() + " is at step " + token.step() + ", which this version does not know");
        }
        work.fields().check(token);
        return work;
    }

    /** All kinds of work, by name. */
    Map<String, Work<?>> byKind() {
        return Collections.unmodifiableMap(byKind);
    }

    private <W extends Work<?>> W add(W work) {
        byKind.put(work.kind(), work);
        return work;
    }
}
