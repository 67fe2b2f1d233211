package io.github.backup4j.posture;

import io.github.backup4j.Consistency;
import io.github.backup4j.Invalid;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The requirements of a team on its backups, with which {@link Posture} compares the facts.
 *
 * <pre>{@code
 * Objectives.defaults().rpo(Duration.ofHours(26))
 *         .retention(Duration.ofDays(30))
 *         .vaultsBelow(85)
 *         .provenWithin(Duration.ofDays(90));
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param rpo how old the newest restore point of a resource may be; null, the default: any age
 * @param retention how long restore points have to be kept; null, the default: any time
 * @param foreverAllowed whether a policy may keep restore points forever; false by default
 * @param vaultsBelow the share of its capacity below which a vault has to stay, in percent, 1 to 100; a vault that holds exactly that
 *     share breaches it; 85 by default
 * @param fullWithin the time from now within which no vault may become full; 30 days by default
 * @param encrypted whether restore points have to be encrypted; false by default
 * @param copiedWithin how old the newest restore point with a copy in another region may be; null, the default: none is needed
 * @param locked whether vaults have to be locked; false by default
 * @param consistency the least consistency of restore points of servers; null, the default: any
 * @param provenWithin how long ago the last good drill of a resource may be; null, the default: none is needed
 * @param rto how long a restore may take; null, the default: any time
 * @param tolerance the tolerated delay of runs, and the age at which the log counts as expired
 */
public record Objectives(
        @Nullable Duration rpo,
        @Nullable Duration retention,
        boolean foreverAllowed,
        int vaultsBelow,
        Duration fullWithin,
        boolean encrypted,
        @Nullable Duration copiedWithin,
        boolean locked,
        @Nullable Consistency consistency,
        @Nullable Duration provenWithin,
        @Nullable Duration rto,
        Tolerance tolerance) {
    /** A century: what is longer is a mistake, and would be counted day by day. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final Objectives DEFAULTS = new Objectives(
            null,
            null,
            false,
            85,
            Duration.ofDays(30),
            false,
            null,
            false,
            null,
            null,
            null,
            new Tolerance(Duration.ofHours(2), Duration.ofDays(7)));

    /** Refuses values out of range with {@link Invalid}. */
    public Objectives {
        if (vaultsBelow < 1 || vaultsBelow > 100) {
            throw new Invalid("vaultsBelow is " + vaultsBelow + ", not between 1 and 100");
        }
        requirePositive(rpo, "rpo");
        requirePositive(retention, "retention");
        requirePositive(Objects.requireNonNull(fullWithin, "fullWithin == null"), "fullWithin");
        requirePositive(copiedWithin, "copiedWithin");
        requirePositive(provenWithin, "provenWithin");
        requirePositive(rto, "rto");
        Objects.requireNonNull(tolerance, "tolerance == null");
        if (consistency == Consistency.UNRECOGNIZED) {
            throw new Invalid("consistency is UNRECOGNIZED, which nobody can ask for");
        }
    }

    /**
     * Returns the default objectives: vaults below 85 percent of their capacity and not full within 30 days, and no policy that keeps
     * restore points forever. Nothing else is required.
     */
    public static Objectives defaults() {
        return DEFAULTS;
    }

    /**
     * Returns the same objectives, with a recovery point objective: how much data may be lost.
     *
     * @param age how old the newest restore point of a resource may be
     * @throws Invalid if it is not more than zero, or more than 36,500 days
     */
    public Objectives rpo(Duration age) {
        return with(draft -> draft.rpo = Objects.requireNonNull(age, "age == null"));
    }

    /**
     * Returns the same objectives, with a time for which restore points have to be kept.
     *
     * @param time how long
     * @throws Invalid if it is not more than zero, or more than 36,500 days
     */
    public Objectives retention(Duration time) {
        return with(draft -> draft.retention = Objects.requireNonNull(time, "time == null"));
    }

    /**
     * Returns the same objectives, with another share of its capacity below which a vault has to stay.
     *
     * @param percent the share in percent, 1 to 100
     * @throws Invalid if it is out of range
     */
    public Objectives vaultsBelow(int percent) {
        return with(draft -> draft.vaultsBelow = percent);
    }

    /**
     * Returns the same objectives, with another time within which no vault may become full.
     *
     * @param time the time from now
     * @throws Invalid if it is not more than zero, or more than 36,500 days
     */
    public Objectives fullWithin(Duration time) {
        return with(draft -> draft.fullWithin = Objects.requireNonNull(time, "time == null"));
    }

    /**
     * Returns the same objectives, with copies in another region.
     *
     * @param age how old the newest restore point with a copy may be
     * @throws Invalid if it is not more than zero, or more than 36,500 days
     */
    public Objectives copiedWithin(Duration age) {
        return with(draft -> draft.copiedWithin = Objects.requireNonNull(age, "age == null"));
    }

    /**
     * Returns the same objectives, with a least consistency of restore points of servers.
     *
     * @param level the least level
     * @throws Invalid if it is {@link Consistency#UNRECOGNIZED}
     */
    public Objectives consistency(Consistency level) {
        return with(draft -> draft.consistency = Objects.requireNonNull(level, "level == null"));
    }

    /**
     * Returns the same objectives, with a good drill for each resource.
     *
     * @param age how long ago the last good drill may be
     * @throws Invalid if it is not more than zero, or more than 36,500 days
     */
    public Objectives provenWithin(Duration age) {
        return with(draft -> draft.provenWithin = Objects.requireNonNull(age, "age == null"));
    }

    /**
     * Returns the same objectives, with a time that a restore may take.
     *
     * @param time how long
     * @throws Invalid if it is not more than zero, or more than 36,500 days
     */
    public Objectives rto(Duration time) {
        return with(draft -> draft.rto = Objects.requireNonNull(time, "time == null"));
    }

    /**
     * Returns the same objectives, with another time by which a run may begin late.
     *
     * @param time how late
     * @throws Invalid if it is less than zero, or more than 36,500 days
     */
    public Objectives grace(Duration time) {
        return with(draft -> draft.tolerance = new Tolerance(Objects.requireNonNull(time, "time == null"), logKept()));
    }

    /**
     * Returns the same objectives, with another time for which the cloud keeps its log of backups.
     *
     * @param time how long, as you know it
     * @throws Invalid if it is not more than zero, or more than 36,500 days
     */
    public Objectives logKept(Duration time) {
        return with(draft -> draft.tolerance = new Tolerance(grace(), Objects.requireNonNull(time, "time == null")));
    }

    /** Returns the same objectives, requiring that restore points are encrypted. */
    public Objectives allEncrypted() {
        return with(draft -> draft.encrypted = true);
    }

    /** Returns the same objectives, requiring that vaults are locked. */
    public Objectives allLocked() {
        return with(draft -> draft.locked = true);
    }

    /** Returns the same objectives, allowing policies to keep restore points forever. */
    public Objectives allowingForever() {
        return with(draft -> draft.foreverAllowed = true);
    }

    /** Returns how late a run of a policy may begin. */
    public Duration grace() {
        return tolerance.grace();
    }

    /** Returns how long the cloud is known to keep its log of backups. */
    public Duration logKept() {
        return tolerance.logKept();
    }

    private Objectives with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.objectives();
    }

    private static void requirePositive(@Nullable Duration time, String name) {
        if (time != null && (time.isZero() || time.isNegative() || time.compareTo(LONGEST) > 0)) {
            throw new Invalid(name + " is " + time + ", not more than zero and at most " + LONGEST.toDays() + " days");
        }
    }

    /**
     * The limits within which a late run or a missing log entry is not a breach.
     *
     * @param grace how late a run of a policy may begin; 2 hours by default
     * @param logKept how long the cloud is known to keep its log of backups: an entry that is missing from an older log proves
     *     nothing; 7 days by default
     */
    public record Tolerance(Duration grace, Duration logKept) {
        /** Refuses values out of range with {@link Invalid}. */
        public Tolerance {
            requirePositive(Objects.requireNonNull(logKept, "logKept == null"), "logKept");
            if (Objects.requireNonNull(grace, "grace == null").isNegative() || grace.compareTo(LONGEST) > 0) {
                throw new Invalid("grace is " + grace + ", not from zero to " + LONGEST.toDays() + " days");
            }
        }
    }

    /** Objectives that one method changes. */
    private static final class Draft {
        private @Nullable Duration rpo;
        private @Nullable Duration retention;
        private boolean foreverAllowed;
        private int vaultsBelow;
        private Duration fullWithin;
        private boolean encrypted;
        private @Nullable Duration copiedWithin;
        private boolean locked;
        private @Nullable Consistency consistency;
        private @Nullable Duration provenWithin;
        private @Nullable Duration rto;
        private Tolerance tolerance;

        Draft(Objectives from) {
            rpo = from.rpo;
            retention = from.retention;
            foreverAllowed = from.foreverAllowed;
            vaultsBelow = from.vaultsBelow;
            fullWithin = from.fullWithin;
            encrypted = from.encrypted;
            copiedWithin = from.copiedWithin;
            locked = from.locked;
            consistency = from.consistency;
            provenWithin = from.provenWithin;
            rto = from.rto;
            tolerance = from.tolerance;
        }

        Objectives objectives() {
            return new Objectives(
                    rpo,
                    retention,
                    foreverAllowed,
                    vaultsBelow,
                    fullWithin,
                    encrypted,
                    copiedWithin,
                    locked,
                    consistency,
                    provenWithin,
                    rto,
                    tolerance);
        }
    }
}
