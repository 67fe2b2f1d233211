package io.github.backup4j.plan;

import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Purpose;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.Site;
import io.github.backup4j.plan.Protection.Wanted;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.format.TextStyle;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The schedule and retention of a protection's policies, in the form that the cloud supports. */
record Rule(
        String protection,
        Schedule schedule,
        Retention retention,
        @Nullable Site copies) {
    /** A cloud takes 39 characters for a policy: some keep the mark of a request key in the rest of a name of 64. */
    private static final int LONGEST = 32;

    private static final int OF_DIGEST = 10;

    /** Returns the rule of a protection, or the obstacle if the cloud cannot keep it. */
    static Found of(Wanted wanted, CloudBackup backup, Instant now) {
        if (wanted.retention() instanceof Retention.Unrecognized) {
            return new Found(
                    null,
                    Obstacle.all(
                            Obstacle.Kind.RETENTION,
                            "retention is " + wanted.retention() + ", which this API only reads; give another"));
        }
        Optional<DayOfWeek> weekStart = backup.limits().requiredWeekStart(wanted.retention());
        if (weekStart.isPresent()) {
            DayOfWeek day = weekStart.get();
            return new Found(
                    null,
                    Obstacle.all(
                            Obstacle.Kind.RETENTION,
                            "retention is " + wanted.retention() + "; in this cloud weeks start on "
                                    + day.getDisplayName(TextStyle.FULL, Locale.ROOT)
                                    + ": give weeksStartingOn(DayOfWeek." + day + ")"));
        }
        Schedule schedule = wanted.schedule();
        if (!backup.supports(Capability.ZONED_SCHEDULES)) {
            Schedule.Conversion conversion = schedule.toUtc(now);
            if (conversion instanceof Schedule.Conversion.NotRepresentable not) {
                return new Found(null, schedule(wanted, "cannot be said there: " + not.reason()));
            }
            if (conversion instanceof Schedule.Conversion.DriftsAt drifts) {
                if (!wanted.driftAccepted()) {
                    return new Found(
                            null,
                            schedule(
                                    wanted,
                                    "is off there from " + drifts.at()
                                            + " on; give a fixed offset, or accept that with acceptingDrift()"));
                }
                schedule = drifts.schedule();
            } else if (conversion instanceof Schedule.Conversion.Exact exact) {
                schedule = exact.schedule();
            }
        }
        Protection.Copies copies = wanted.copies();
        return new Found(
                new Rule(wanted.name(), schedule, wanted.retention(), copies == null ? null : copies.site()), null);
    }

    private static Obstacle schedule(Wanted wanted, String why) {
        return Obstacle.all(
                Obstacle.Kind.SCHEDULE,
                "schedule is " + wanted.schedule() + "; this cloud keeps schedules in UTC, and this one " + why);
    }

    /** Returns the name of a policy; the name of a long protection is cut, and a digest of it put in place of the rest. */
    String policyName(Purpose purpose) {
        String name = protection.length() <= LONGEST
                ? protection
                : protection.substring(0, LONGEST - 1 - OF_DIGEST) + "-" + Digests.characters(protection, OF_DIGEST);
        return name + (purpose == Purpose.BACKUP ? "-backup" : "-copies");
    }

    PolicySpec spec(Purpose purpose) {
        return purpose == Purpose.BACKUP
                ? PolicySpec.backup(policyName(purpose), schedule, retention)
                : PolicySpec.replication(
                        policyName(purpose), schedule, retention, Objects.requireNonNull(copies, "copies == null"));
    }

    /** Returns a policy's spec, enabled and with this rule; all else stays as it is. */
    PolicySpec appliedTo(PolicySpec present) {
        return present.withSchedule(schedule).withRetention(retention).withEnabled(true);
    }

    /** Either a rule or an obstacle. */
    record Found(@Nullable Rule rule, @Nullable Obstacle obstacle) {
        Optional<Obstacle> refusal() {
            return Optional.ofNullable(obstacle);
        }
    }
}
