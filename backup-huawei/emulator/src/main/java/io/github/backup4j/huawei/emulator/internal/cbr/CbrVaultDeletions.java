package io.github.backup4j.huawei.emulator.internal.cbr;

import io.github.backup4j.NotFound;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Removal;
import io.github.backup4j.Reported;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.Vault;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.testkit.Work;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The deletions of vaults, which CBR's log records and that of the in-memory cloud does not. */
public final class CbrVaultDeletions {
    private final List<Deletion> all = new ArrayList<>();

    /** Begins to delete a vault with all its contents, and records that. */
    void delete(Cbr cbr, WireRequest request, Vault vault) {
        // Read before: they may be gone at once.
        List<RestorePoint> points = cbr.backup(request)
                .restorePoints()
                .list(RestorePointFilter.all().inVault(vault.id()))
                .toList();
        cbr.backup(request).vaults().delete(vault.id(), Removal.DELETING_RESTORE_POINTS);
        new CbrProgress(cbr).begin(points);
        all.add(new Deletion(
                cbr.emulation.nextUuid("log"),
                cbr.emulation.project(request),
                vault,
                points.size(),
                cbr.emulation.now()));
    }

    /** The log entries of these deletions of a project. */
    Stream<OperationRecord> records(Cbr cbr, WireRequest request) {
        return all.stream()
                .filter(deletion -> deletion.project.equals(cbr.emulation.project(request)))
                .map(deletion -> deletion.record(cbr, request));
    }

    /** The deletion of a log entry. */
    Optional<Deletion> find(OperationRecord entry) {
        return all.stream().filter(deletion -> deletion.id.equals(entry.id())).findFirst();
    }

    /**
     * The deletion of a vault.
     *
     * @param id the id of its log entry
     * @param project the project of the vault
     * @param vault the vault as it was before
     * @param restorePoints the number of its restore points
     * @param startedAt when it began
     */
    record Deletion(String id, String project, Vault vault, int restorePoints, Instant startedAt) {
        private OperationRecord record(Cbr cbr, WireRequest request) {
            boolean ended = isGone(cbr, request);
            Instant usual = startedAt.plus(Work.DELETE.usual());
            Instant now = cbr.emulation.now();
            return new OperationRecord(
                    id,
                    Reported.of(OperationRecord.Kind.UNRECOGNIZED),
                    Reported.of(ended ? OperationRecord.Status.SUCCEEDED : OperationRecord.Status.RUNNING),
                    ended ? 100 : 0,
                    null,
                    vault.id(),
                    null,
                    startedAt,
                    ended ? (usual.isBefore(now) ? usual : now) : null,
                    null,
                    null);
        }

        private boolean isGone(Cbr cbr, WireRequest request) {
            try {
                Vault unused = cbr.backup(request).vaults().get(vault.id());
                return false;
            } catch (NotFound e) {
                return true;
            }
        }
    }
}
