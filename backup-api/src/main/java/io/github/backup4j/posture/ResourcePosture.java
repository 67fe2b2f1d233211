package io.github.backup4j.posture;

import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.VaultId;
import io.github.backup4j.posture.Assessment.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The posture of one disk or server.
 *
 * @param subject the disk or server
 * @param reportedStatus whether it is in use, as the cloud reports; null if it is gone
 * @param vault the vault that backs it up, itself or through a server; null: none does, or it is gone
 * @param through the server whose backups hold the disk; null if it is a member itself, or no member
 * @param points its restore points, in numbers
 * @param nextRun when the policy of its vault backs it up next; null if no policy does, or that is not known
 * @param assessments one for each control of a disk or server, in their order; for a disk backed up through a server, the
 *     server's
 * @param threeTwoOne the results of the rule 3-2-1-1-0
 */
public record ResourcePosture(
        Subject.OfResource subject,
        @Nullable Reported<ProtectableResource.Status> reportedStatus,
        @Nullable VaultId vault,
        Resource.@Nullable Server through,
        Points points,
        @Nullable Instant nextRun,
        List<Assessment> assessments,
        ThreeTwoOne threeTwoOne) {
    /** Refuses null where it is not allowed, and copies the list. */
    public ResourcePosture {
        Objects.requireNonNull(subject, "subject == null");
        Objects.requireNonNull(points, "points == null");
        assessments = List.copyOf(assessments);
        Objects.requireNonNull(threeTwoOne, "threeTwoOne == null");
    }

    /** Returns whether it is in use; null if it is gone. */
    public ProtectableResource.@Nullable Status status() {
        return reportedStatus == null ? null : reportedStatus.value();
    }

    /** Returns the disk or server. */
    public Resource resource() {
        return subject.resource();
    }

    /** Returns the worst result of its controls. */
    public Result result() {
        return assessments.stream()
                .map(Assessment::result)
                .max(Result::compareTo)
                .orElse(Result.UNKNOWN);
    }

    /**
     * Returns the assessment of a control.
     *
     * @param control a control of a disk or server
     * @throws io.github.backup4j.Invalid if it is a control of a vault
     */
    public Assessment of(Control control) {
        return Posture.only(assessments, control, subject);
    }

    /**
     * The restore points of a disk or server, or of the server that a disk is backed up through.
     *
     * @param usable how many can be restored from
     * @param newest the newest that can be restored from; null: there is none
     * @param newestAt when that restore point was begun; null: there is none
     * @param age how old that restore point was when the facts were read; null: there is none
     * @param copied how many have a complete copy in another region
     */
    public record Points(
            int usable,
            @Nullable RestorePointId newest,
            @Nullable Instant newestAt,
            @Nullable Duration age,
            int copied) {}
}
