package io.github.backup4j;

import org.jspecify.annotations.Nullable;

/**
 * The properties of a policy: given to {@link Policies#create} and {@link Policies#update}.
 *
 * <p>Start from {@link #backup} or {@link #replication} and change what differs from the default. Immutable.
 *
 * <p>The cloud limits the length of texts: a call with a spec beyond its {@linkplain CloudBackup#limits() limits} is
 * refused with {@link Invalid}. A {@link RequestKey} may leave less room.
 *
 * @param name the name, not blank
 * @param purpose backups or copies; cannot be changed later
 * @param schedule when it runs
 * @param retention how long automatic restore points are kept
 * @param enabled whether it acts; true by default
 * @param incrementalsBetweenFulls how many incremental backups follow a full one before the next full one; 0: every
 *     backup is full; null, the default: only the first backup of a resource is
 * @param destination where a replication policy copies to; null for a backup policy
 * @param driftAccepted whether a schedule whose zone changes its offset may be given to a cloud that keeps schedules in
 *     UTC, where it then runs an hour early or late for a part of the year; false by default: refused
 */
public record PolicySpec(
        String name,
        Purpose purpose,
        Schedule schedule,
        Retention retention,
        boolean enabled,
        @Nullable Integer incrementalsBetweenFulls,
        @Nullable Site destination,
        boolean driftAccepted) {
    /** Refuses values out of range, and parts that do not go together, with {@link Invalid}. */
    public PolicySpec {
        Require.name(name, "policy name");
        Require.nonNull(purpose, "purpose");
        Require.nonNull(schedule, "schedule");
        Require.nonNull(retention, "retention");
        if (incrementalsBetweenFulls != null) {
            Require.notNegative(incrementalsBetweenFulls, "incrementalsBetweenFulls");
        }
        if ((purpose == Purpose.REPLICATION) != (destination != null)) {
            throw new Invalid("destination is " + destination + ", but policy \"" + name + "\" is for " + purpose
                    + "; a replication policy, and no other, has a destination");
        }
    }

    /**
     * Returns the spec of a policy that creates backups.
     *
     * @param name the name, not blank
     * @param schedule when it runs
     * @param retention how long automatic restore points are kept
     * @throws Invalid if the name is blank or holds a control character
     */
    public static PolicySpec backup(String name, Schedule schedule, Retention retention) {
        return new PolicySpec(name, Purpose.BACKUP, schedule, retention, true, null, null, false);
    }

    /**
     * Returns the spec of a policy that copies restore points to another region.
     *
     * @param name the name, not blank
     * @param schedule when it runs
     * @param retention how long the copies are kept
     * @param destination the region, and the project in it, that it copies to
     * @throws Invalid if the name is blank or holds a control character
     */
    public static PolicySpec replication(String name, Schedule schedule, Retention retention, Site destination) {
        Require.nonNull(destination, "destination");
        return new PolicySpec(name, Purpose.REPLICATION, schedule, retention, true, null, destination, false);
    }

    /**
     * Returns the same spec with another name.
     *
     * @param newName the name, not blank
     * @throws Invalid if it is blank or holds a control character
     */
    public PolicySpec named(String newName) {
        return new PolicySpec(
                newName, purpose, schedule, retention, enabled, incrementalsBetweenFulls, destination, driftAccepted);
    }

    /**
     * Returns the same spec with another schedule.
     *
     * @param newSchedule when it runs
     */
    public PolicySpec withSchedule(Schedule newSchedule) {
        return new PolicySpec(
                name, purpose, newSchedule, retention, enabled, incrementalsBetweenFulls, destination, driftAccepted);
    }

    /**
     * Returns the same spec with another retention; {@link Retention#previewChangeTo} says beforehand what that would
     * delete.
     *
     * @param newRetention how long automatic restore points are kept
     */
    public PolicySpec withRetention(Retention newRetention) {
        return new PolicySpec(
                name, purpose, schedule, newRetention, enabled, incrementalsBetweenFulls, destination, driftAccepted);
    }

    /**
     * Returns the same spec, enabled or disabled; a disabled policy neither creates nor deletes anything.
     *
     * @param on whether it acts
     */
    public PolicySpec withEnabled(boolean on) {
        return new PolicySpec(
                name, purpose, schedule, retention, on, incrementalsBetweenFulls, destination, driftAccepted);
    }

    /**
     * Returns the same spec with a full backup after every so many incremental ones.
     *
     * @param incrementals how many incremental backups follow a full one; 0: every backup is full
     * @throws Invalid if it is less than zero
     */
    public PolicySpec withFullBackupAfter(int incrementals) {
        return new PolicySpec(name, purpose, schedule, retention, enabled, incrementals, destination, driftAccepted);
    }

    /** Returns the same spec, of which only the first backup of a resource is full. */
    public PolicySpec withFirstBackupFull() {
        return new PolicySpec(name, purpose, schedule, retention, enabled, null, destination, driftAccepted);
    }

    /**
     * Returns the same spec, accepting drift: on a cloud that keeps schedules in UTC, runs are an hour early or late
     * for part of the year, until the policy is updated.
     */
    public PolicySpec acceptingDrift() {
        return new PolicySpec(name, purpose, schedule, retention, enabled, incrementalsBetweenFulls, destination, true);
    }
}
