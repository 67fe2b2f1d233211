package io.github.backup4j.drill;

import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.posture.Proof;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a restore drill has shown: evidence that a caller can store ({@link #print}, {@link #parse}), and that posture reads ({@link
 * #proof}). A value, with a {@link #digest} of its facts.
 *
 * <p>Times are those at which a poll of the drill saw a step ended: with a process that was down meanwhile, they are later than the
 * step was.
 *
 * @param drill the id of the drill's mark: a digest of its request key
 * @param source the disk or server whose backup was tried
 * @param point the restore point
 * @param made the restored disk or server; null: none
 * @param madeSize its size; null: nothing was restored, or the cloud does not say
 * @param times when the drill and its steps began and ended
 * @param rto the time that the restore was allowed; null: none was given
 * @param checks the four results
 * @param cleanUp what was deleted and what is left
 */
public record DrillReport(
        String drill,
        Resource source,
        Point point,
        @Nullable Resource made,
        @Nullable DataSize madeSize,
        Times times,
        @Nullable Duration rto,
        Checks checks,
        CleanUp cleanUp) {
    /** Refuses null where it is not allowed. */
    public DrillReport {
        Objects.requireNonNull(drill, "drill == null");
        Objects.requireNonNull(source, "source == null");
        Objects.requireNonNull(point, "point == null");
        Objects.requireNonNull(times, "times == null");
        Objects.requireNonNull(checks, "checks == null");
        Objects.requireNonNull(cleanUp, "cleanUp == null");
    }

    /** Returns whether the data came back. */
    public DrillCheck restored() {
        return checks.restored();
    }

    /** Returns whether the caller's check found the data good. */
    public DrillCheck verified() {
        return checks.verified();
    }

    /** Returns whether nothing of the drill is left. */
    public DrillCheck cleanedUp() {
        return checks.cleanedUp();
    }

    /** Returns whether the restore took no longer than it was allowed. */
    public DrillCheck withinRto() {
        return checks.withinRto();
    }

    /** Returns whether all four checks held. One that was not performed did not. */
    public boolean held() {
        return restored().held()
                && verified().held()
                && cleanedUp().held()
                && withinRto().held();
    }

    /**
     * Returns how long the restore took at most: from the start of the drill until the poll that saw it ended. Where no process polled
     * the drill for a while, that time counts too. Null if nothing was restored, or the clock went back meanwhile, so that nobody knows.
     */
    public @Nullable Duration took() {
        return restored().held() && !times.restoredAt().isBefore(times.begunAt())
                ? Duration.between(times.begunAt(), times.restoredAt())
                : null;
    }

    /**
     * Returns the report as evidence for {@link io.github.backup4j.posture.Posture}. Whether the drill has cleaned up plays no part
     * in it.
     */
    public Proof proof() {
        return new Proof(
                source,
                times.endedAt(),
                point.id(),
                restored().held(),
                verified().held(),
                took());
    }

    // ---- to store it

    /** Returns the SHA-256 digest of all facts of the report, as 64 hexadecimal digits: the same for equal reports. */
    public String digest() {
        return Texts.sha256(ReportText.facts(this));
    }

    /** Returns the report as text, one fact a line, with its digest at the end. */
    public String print() {
        return ReportText.facts(this) + ReportText.DIGEST + digest() + "\n";
    }

    /**
     * Returns the report of a text that {@link #print} returned.
     *
     * @param text the text
     * @throws Invalid if it is no such text, was changed since, or was written by another version
     */
    public static DrillReport parse(String text) {
        return ReportText.parse(Objects.requireNonNull(text, "text == null"));
    }

    /** Returns the report for a terminal. */
    @Override
    public String toString() {
        return ReportText.terminal(this);
    }

    /**
     * The restore point of a drill.
     *
     * @param id what was restored: a restore point, or the part of one that holds the disk
     * @param createdAt when its backup began
     * @param size how large the disk or server was then; null: the cloud does not say
     */
    public record Point(
            RestorePointId id, Instant createdAt, @Nullable DataSize size) {
        /** Refuses null where it is not allowed. */
        public Point {
            Objects.requireNonNull(id, "id == null");
            Objects.requireNonNull(createdAt, "createdAt == null");
        }
    }

    /**
     * When a drill and its steps began and ended.
     *
     * @param begunAt when the drill began
     * @param restoredAt when a poll saw that the restore had ended, one way or the other
     * @param verifiedAt when the check had ended; null: there was none
     * @param endedAt when the drill had cleaned up, or given up
     */
    public record Times(
            Instant begunAt, Instant restoredAt, @Nullable Instant verifiedAt, Instant endedAt) {
        /** Refuses null where it is not allowed. */
        public Times {
            Objects.requireNonNull(begunAt, "begunAt == null");
            Objects.requireNonNull(restoredAt, "restoredAt == null");
            Objects.requireNonNull(endedAt, "endedAt == null");
        }
    }

    /**
     * The four results of a drill.
     *
     * @param restored whether the data came back
     * @param verified whether the caller's check found the data good
     * @param cleanedUp whether nothing of the drill is left
     * @param withinRto whether the restore took no longer than it was allowed
     */
    public record Checks(DrillCheck restored, DrillCheck verified, DrillCheck cleanedUp, DrillCheck withinRto) {
        /** Refuses null. */
        public Checks {
            Objects.requireNonNull(restored, "restored == null");
            Objects.requireNonNull(verified, "verified == null");
            Objects.requireNonNull(cleanedUp, "cleanedUp == null");
            Objects.requireNonNull(withinRto, "withinRto == null");
        }
    }

    /**
     * What a drill has deleted, by a list that was read afterwards.
     *
     * @param deleted what was restored or listed and is not there any more, such as {@code "disk 8f3a"}
     * @param left what is still there, and why
     * @param listedAt when the list was read
     */
    public record CleanUp(List<String> deleted, List<String> left, Instant listedAt) {
        /** Refuses null, copies the lists, and makes one line of each text. */
        public CleanUp {
            deleted = deleted.stream().map(text -> Texts.line(text, 600)).toList();
            left = left.stream().map(text -> Texts.line(text, 600)).toList();
            Objects.requireNonNull(listedAt, "listedAt == null");
        }
    }
}
