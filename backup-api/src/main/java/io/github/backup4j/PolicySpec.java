package io.github.backup4j;

import org.jspecify.annotations.Nullable;

/**
 * The properties of a policy: given to {@link Policies#create} and {@link Policies#update}.
 *
 * <p>Start from {@link #backup} or {@link #replication} and change what differs from the default. Immutable.
 *
 * @param name 1 to 64 characters
 * @param purpose backups or copies; cannot be changed later
 * @param schedule when it runs
 * @param retention how long automatic restore points are kept
 * @param enabled whether it acts; true by default
 * @param incrementalsBetweenFulls how many incremental backups follow a full one before the next full one: -1 to 100;
 *     -1, the default: only the first backup of a resource is full
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
        int incrementalsBetweenFulls,
        @Nullable Site destination,
        boolean driftAccepted) {
    /** Refuses values out of range, and parts that do not go together, with {@link Invalid}. */
    public PolicySpec {
        Require.text(name, "policy name", 1, 64);
        Require.nonNull(purpose, "purpose");
        Require.nonNull(schedule, "schedule");
        Require.nonNull(retention, "retention");
        Require.range(incrementalsBetweenFulls, "incrementalsBetweenFulls", -1, 100);
        if ((purpose == Purpose.REPLICATION) != (destination != null)) {
            throw new Invalid("destination is " + destination + ", but policy \"" + name + "\" is for " + purpose
                    + "; a replication policy, and no other, has a destination");
        }
    }

    /**
     * Returns the spec of a policy that makes backups.
     *
     * @param name 1 to 64 characters
     * @param schedule when it runs
     * @param retention how long automatic restore points are kept
     * @throws Invalid if the name is empty or too long
     */
    public static PolicySpec backup(String name, Schedule schedule, Retention retention) {
        return new PolicySpec(name, Purpose.BACKUP, schedule, retention, true, -1, null, false);
    }

    /**
     * Returns the spec of a policy that copies restore points to another region.
     *
     * @param name 1 to 64 characters
     * @param schedule when it runs
     * @param retention how long the copies are kept
     * @param destination the region, and the project in it, that it copies to
     * @throws Invalid if the name is empty or too long
     */
    public static PolicySpec replication(String name, Schedule schedule, Retention retention, Site destination) {
        Require.nonNull(destination, "destination");
        return new PolicySpec(name, Purpose.REPLICATION, schedule, retention, true, -1, destination, false);
    }

    /**
     * Returns the same spec with another name.
     *
     * @param newName 1 to 64 characters
     * @throws Invalid if it is empty or too long
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
     * @param incrementals 0 to 100; -1: only the first backup of a resource is full
     * @throws Invalid if it is out of range
     */
    public PolicySpec withFullBackupAfter(int incrementals) {
        return new PolicySpec(name, purpose, schedule, retention, enabled, incrementals, destination, driftAccepted);
    }

    /**
     * Returns the same spec, accepting drift: on a cloud that keeps schedules in UTC, runs are an hour early or late
     * for part of the year, until the policy is updated.
     */
    public PolicySpec acceptingDrift() {
        return new PolicySpec(name, purpose, schedule, retention, enabled, incrementalsBetweenFulls, destination, true);
    }
}
