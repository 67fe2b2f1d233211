package io.github.backup4j;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a restore or a rollback would do, and whether it would be accepted: read before it is started. Get it from {@link
 * RestorePoints#preflight} or {@link Snapshots#preflight(SnapshotId, InPlace)}, which change nothing.
 *
 * <p>A restore runs the same checks before its first change. So a restore is accepted if its preflight {@linkplain #passes()
 * passes} and nothing has changed since; if a check fails, the restore throws {@link Check#failure()} of the first one. What a
 * cloud finds out only while it carries the restore out, such as a quota that leaves no room for a new server, is a check,
 * too. If only such a check fails, the restore may be accepted, and its operation then fails.
 *
 * <pre>{@code
 * InPlace<Resource.Disk> target = InPlace.over(disk).detachingFirst();
 * Preflight preflight = backup.restorePoints().preflight(point.id(), target);
 * System.out.println(preflight);
 * if (preflight.passes() && confirmed()) {
 *     backup.restorePoints().restore(point.id(), target).await(Duration.ofHours(6));
 * }
 * }</pre>
 *
 * <p>A value as read at one moment. Immutable.
 *
 * @param subject the restore in words, such as {@code "restore of restore point p-1 over disk d-1"}
 * @param checks everything that may refuse the restore, in the order in which the restore checks it
 * @param overwrites the disks that are overwritten, as far as they are known; empty if the restore creates something new
 * @param stops the servers that are not running while the restore runs, as far as they are known
 * @param expectedTime how long earlier restores of that size took; null: the log has no such restore, as it never has restores to
 *     new disks or servers, or rollbacks; or it may not be read, which a check of the kind {@link Kind#EXPECTED_TIME} says
 */
public record Preflight(
        String subject,
        List<Check> checks,
        List<Overwrite> overwrites,
        List<Stop> stops,
        @Nullable ExpectedTime expectedTime) {
    /** Refuses null where it is not allowed, and copies the lists. */
    public Preflight {
        Require.nonNull(subject, "subject");
        checks = List.copyOf(checks);
        overwrites = List.copyOf(overwrites);
        stops = List.copyOf(stops);
    }

    /** Returns whether no check fails. {@linkplain #unknowns() Unknown} checks may remain. */
    public boolean passes() {
        return failures().isEmpty();
    }

    /** Returns the checks that fail, in the order in which the restore checks them. */
    public List<Check> failures() {
        return withResult(Result.FAILS);
    }

    /** Returns the checks whose result cannot be determined. */
    public List<Check> unknowns() {
        return withResult(Result.UNKNOWN);
    }

    private List<Check> withResult(Result result) {
        return checks.stream().filter(check -> check.result() == result).toList();
    }

    /** Returns a table for a terminal, with all checks and their evidence. The same values give the same text. */
    @Override
    public String toString() {
        return PreflightText.of(this);
    }

    /**
     * One condition of a restore.
     *
     * @param kind what was checked; the checks of several disks have the same kind
     * @param result the result
     * @param evidence why, with ids and figures; for a failed check, the message of the failure
     * @param failure the exception that the restore would throw for it; null unless the check fails
     */
    public record Check(
            Kind kind,
            Result result,
            String evidence,
            @Nullable BackupException failure) {
        /** Refuses null where it is not allowed, and a failed check without an exception or another with one. */
        public Check {
            Require.nonNull(kind, "kind");
            Require.nonNull(result, "result");
            Require.nonNull(evidence, "evidence");
            if ((failure != null) != (result == Result.FAILS)) {
                throw new Invalid("failure of a check that " + result + " is " + failure);
            }
        }
    }

    /** What a check is about. */
    public enum Kind {
        /** The cloud has the {@link Capability} that the restore needs. */
        CAPABILITY,
        /** The name, description and tags of the new disk or server are within the limits of the cloud, and not reserved. */
        SPEC,
        /** The restore point or snapshot exists, and this project may read it. */
        SOURCE,
        /** The restore point or snapshot is complete, and no other work is using it. */
        SOURCE_STATUS,
        /** The restore point or snapshot holds what the target needs. */
        SOURCE_CONTENT,
        /** The vault is in a status in which it can be restored from. */
        VAULT,
        /** The data was taken of the disk or server that is overwritten. */
        SAME_RESOURCE,
        /** The disk or server that is overwritten exists, or the server that the new disk is attached to. */
        TARGET,
        /** No other work is in progress on the disk or server that is overwritten. */
        TARGET_STATUS,
        /** The disk that is overwritten is not attached to a server, or is detached first. */
        ATTACHMENT,
        /** Each disk of the restore point is written to one disk of the server that can hold it. */
        DISK_MAPPING,
        /** The disk is large enough for the data. */
        SIZE,
        /**
         * Zone, type, flavor and network of the new disk or server are given or known from the original, and a disk is in the zone
         * of the server that it is attached to.
         */
        PLACEMENT,
        /** The zone of the new disk or server exists. */
        ZONE,
        /** The quota of the project leaves room for the new disk or server. */
        QUOTA,
        /**
         * The disk that is overwritten or created has room for the tags by which the restore is recognized again. A restore in place
         * that detaches no disk needs one only with a request key.
         */
        TAGS,
        /** The backup agent of the server that is overwritten; without it, application-consistent backups fail afterwards. */
        AGENT,
        /** What the server looked like when it was backed up; information alone. */
        SERVER_AT_BACKUP,
        /** What is newer than the data; reported only if it may not be read, once for each list. Information alone. */
        NEWER_DATA,
        /** How long earlier restores took; reported only if the log may not be read. Information alone. */
        EXPECTED_TIME,
        /** The cloud's own check of the request, without creating anything. */
        DRY_RUN
    }

    /** The result of a check. */
    public enum Result {
        /** The condition is met. */
        PASSES,
        /** The condition is not met: the restore would be refused, or fail. */
        FAILS,
        /** It cannot be determined, as the cloud does not say, or as a check that it depends on failed. */
        UNKNOWN
    }

    /**
     * A disk that is overwritten. Everything that was written to it since {@code since} is lost.
     *
     * @param disk the disk
     * @param since the time that its data goes back to; null if the cloud does not say
     * @param newerPoints the restore points that hold newer data of it, its own and those of its server, newest first and at most
     *     1000: they stay. Those of servers come without their disks if the cloud does not list those, and may not hold a disk
     *     that was excluded. Those that may not be read are missing, and a check of the kind {@link Kind#NEWER_DATA} says so
     * @param newerSnapshots its newer snapshots, newest first and at most 1000: they stay. Those that may not be read are missing in
     *     the same way
     */
    public record Overwrite(
            Resource.Disk disk,
            @Nullable Instant since,
            List<RestorePoint> newerPoints,
            List<Snapshot> newerSnapshots) {
        /** Refuses null where it is not allowed, and copies the lists. */
        public Overwrite {
            Require.nonNull(disk, "disk");
            newerPoints = List.copyOf(newerPoints);
            newerSnapshots = List.copyOf(newerSnapshots);
        }
    }

    /**
     * A server that is not running while the restore runs.
     *
     * @param server the server
     * @param running whether it is running now, and is stopped
     * @param startedAfterwards whether it is started when the restore has ended
     */
    public record Stop(Resource.Server server, boolean running, boolean startedAfterwards) {
        /** Refuses null. */
        public Stop {
            Require.nonNull(server, "server");
        }
    }

    /**
     * How long earlier restores took, from the cloud's log. Stopping and starting a server and detaching and attaching a disk come
     * on top, unless the cloud counts them in.
     *
     * @param typical the median
     * @param longest the longest
     * @param restores how many restores it rests on, at least 1: successful ones in place, of the same kind of resource, and of half
     *     to double the size
     */
    public record ExpectedTime(Duration typical, Duration longest, int restores) {
        /** Refuses null, and less than one restore. */
        public ExpectedTime {
            Require.nonNull(typical, "typical");
            Require.nonNull(longest, "longest");
            Require.positive(restores, "restores");
        }
    }
}
