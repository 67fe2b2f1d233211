package io.github.backup4j;

import io.github.backup4j.spi.BackupDriver;
import io.github.backup4j.spi.CallKey;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Impact;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The restore points of a project. Get it from {@link CloudBackup#restorePoints()}. Safe for use by many threads.
 *
 * <pre>{@code
 * BackupRun run = backup.restorePoints().take(BackupSpec.of(vault.id())).await(Duration.ofHours(6));
 * RestorePoint point = backup.restorePoints().newest(disk).orElseThrow();
 * backup.restorePoints().restore(point.id(), DiskSpec.of("copy")).await(Duration.ofHours(6));
 * backup.restorePoints().restore(point.id(), InPlace.over(disk)).await(Duration.ofHours(6)); // destroys what is on it
 * }</pre>
 *
 * <p>See {@link CloudBackup} for what every call may throw. {@link #unshare}, {@link #accept} and {@link #reject} also throw {@link
 * Unsupported} without {@link Capability#RESTORE_POINT_SHARING}.
 */
public final class RestorePoints {
    private static final String RESTORE = "restorePoints.restore";
    private static final String POINT_NAME = "restore point name";
    /** The approximate number of restore points that a cloud lists in one request. */
    private static final int REQUEST = 1000;

    private static final Comparator<RestorePoint> NEWEST_FIRST =
            Comparator.comparing(RestorePoint::createdAt).reversed();

    private static final Comparator<BackupRunRecord> LATEST_FIRST = Calls.byTime(BackupRunRecord::startedAt, true);

    /** How long a cloud that does not say its regions is not asked for them again. */
    private static final Duration REGIONS_NOT_SAID = Duration.ofHours(1);

    private final Calls calls;

    /** The regions that the cloud copies to, when it was asked last; empty: it was not asked. */
    private volatile Set<String> regionsCopiedTo = Set.of();

    /** Until when, by the elapsed time, a cloud that did not say them is not asked again; null: it said them, or was not asked. */
    private volatile @Nullable Duration regionsNotSaidUntil;

    RestorePoints(Calls calls) {
        this.calls = calls;
    }

    /**
     * Starts a manual backup. It ends once every started member has a restore point or has failed; the result names the
     * members that failed or were skipped.
     *
     * <p>On Huawei Cloud, it takes two requests: the vault is read first. Backups of members of one vault that start within five
     * seconds share that read. So do backups of whole vaults without a request key: from the second on, one list serves those of the
     * next five seconds. A list may be late: if another process has just emptied such a vault, or is backing it up, the operation may
     * fail instead of being refused. To back up many vaults with a key and about one request for each, use {@link #takeAll}.
     *
     * <p>The operation fails if it created no restore point at all, with the cloud's code and message for the first
     * member that failed or was skipped.
     *
     * @param spec the vault, and which of its members
     * @throws NotFound if there is no such vault, or it does not hold a resource of the spec
     * @throws Conflict if the vault is empty, cannot be used, or is for copies
     * @throws Busy if other work is in progress on every requested member
     * @throws QuotaExceeded if the vault is full, or the project has as many runs in progress as {@link
     *     io.github.backup4j.spi.Limits#runsAtOnce()} allows, where the cloud has such a limit; the latter alone says when to try
     *     again ({@link BackupException#retryAfter()})
     */
    public Operation<BackupRun> take(BackupSpec spec) {
        return take(spec, calls.fresh());
    }

    /**
     * Starts a manual backup, or returns the one that was started with the same key. See {@link RequestKey}.
     *
     * @param spec the vault, and which of its members
     * @param key the request key
     * @throws Conflict also if the key was used with other parameters
     * @see #take(BackupSpec)
     */
    public Operation<BackupRun> take(BackupSpec spec, RequestKey key) {
        return take(spec, Calls.chosen(key));
    }

    /**
     * Backs up many disks and servers: starts one run for each vault, waits for all, and returns the outcome of each resource.
     * A resource that no vault holds, a vault that is gone, full or busy, and a run that fails are outcomes of the resources
     * concerned, never an exception. If a list of disks and servers fails, the call throws and no run is started. Nothing is
     * deleted or overwritten.
     *
     * <p>These runs take hours. To continue after a crash, a lost reply or the timeout, repeat the call with the same spec and
     * key: it joins runs that were started, and starts those that were not started or have failed. A vault whose selected
     * members have changed since is not backed up again under the same key; if its first run was started, its resources are
     * {@link FleetOutcome.NotTried} with {@link Conflict}. Members that have left a vault are dropped. If the thread is
     * interrupted, no further run is started, the call returns the outcomes known by then, and the interrupt flag stays set; so it does
     * if another thread {@linkplain CloudBackup#close() closes} the backup once the runs are being started. A vault that the spec names
     * without members may then be {@linkplain FleetResult#unlisted() unlisted}, since its members cannot be read.
     *
     * <p>At most as many runs are in progress at once as the spec and the {@linkplain CloudBackup#limits() limits} of the cloud
     * allow. Once some have ended, the next ones are started; a run that cannot be polled counts as in progress. While runs of
     * other callers leave no room for another one, the call waits and tries again when the cloud says; what has no room until the
     * timeout is {@link FleetOutcome.NotTried}. Let one process at a time use a key: two that start at the same moment may each
     * start runs of the same vaults, as many as they start at once.
     *
     * <p>It makes the calls of {@link Resources#list(ResourceFilter)} once for each filter, one start for each vault, or two if
     * members have left it, and the calls of {@link Operations#awaitAll}. A cloud may also look for runs of the key, and check
     * the vaults: on Huawei Cloud one list request for the runs of the key, one more for each ten starts, and two for each 50 vaults, if
     * there are no more than 100 vaults and 1,000 restore points since the key was first used. A key that {@linkplain
     * RequestKey#madeAt() knows its time} saves reading what is older. A vault is read by itself only if its run is refused, or
     * does not end with a result.
     *
     * <pre>{@code
     * FleetSpec gold = FleetSpec.matching(ResourceFilter.all().tagged("tier", "gold"));
     * RequestKey key = RequestKey.of("gold-2026-11-29").madeAt(Instant.parse("2026-11-28T00:00:00Z"));
     * FleetResult tonight = backup.restorePoints().takeAll(gold, key, Duration.ofHours(6));
     * tonight.notDone().forEach(System.out::println);
     * }</pre>
     *
     * @param fleet what to back up
     * @param key the request key of the whole, such as the name of the job and the date
     * @param timeout the maximum time of the whole call, including the time in which runs wait for their start; zero: no run is
     *     started
     * @throws Invalid if the timeout is less than zero
     */
    public FleetResult takeAll(FleetSpec fleet, RequestKey key, Duration timeout) {
        return takeAll(fleet, key, timeout, progress -> {});
    }

    /**
     * Backs up many disks and servers, and reports the progress of the whole.
     *
     * @param fleet what to back up
     * @param key the request key of the whole
     * @param timeout the maximum time of the whole call; zero: no run is started
     * @param onProgress called on this thread after each round of polls and after refused starts, with the number of runs; runs that
     *     are not started count as running, those that could not be started as failed. An exception from it ends the call; the runs
     *     continue
     * @throws Invalid if the timeout is less than zero
     * @see #takeAll(FleetSpec, RequestKey, Duration)
     */
    public FleetResult takeAll(
            FleetSpec fleet, RequestKey key, Duration timeout, Consumer<? super ProgressOfAll> onProgress) {
        Require.nonNull(fleet, "fleet");
        Require.nonNull(key, "key");
        Require.nonNull(timeout, "timeout");
        Require.nonNull(onProgress, "onProgress");
        if (timeout.isNegative()) {
            throw new Invalid("timeout is " + timeout + ", less than zero");
        }
        calls.checkOpen();
        return new FleetTake(calls, this::check, this::take, key, fleet.runsAtOnce(), timeout).take(fleet, onProgress);
    }

    /**
     * Returns a restore point as it is now.
     *
     * @param id the restore point
     * @throws NotFound if there is no such restore point
     */
    public RestorePoint get(RestorePointId id) {
        Require.nonNull(id, "id");
        return calls.call(
                "restorePoints.get",
                id.value(),
                driver -> driver.restorePoints().get(id));
    }

    /**
     * Returns the restore points that match a filter, newest first, read page by page as the stream is used. On Huawei Cloud, one
     * request reads the first hundred, and one more each further thousand.
     *
     * <p>Restore points of servers come without {@linkplain RestorePoint#parts() their disks} if the cloud does not
     * list those, since each would take a request; {@link #get} returns them, and so does a list {@linkplain
     * RestorePointFilter#withParts() with parts}.
     *
     * @param filter the conditions
     */
    public Stream<RestorePoint> list(RestorePointFilter filter) {
        Require.nonNull(filter, "filter");
        return calls.list(
                "restorePoints.list", driver -> driver.restorePoints().list(filter), filter::matches, NEWEST_FIRST);
    }

    /** Returns all restore points that were taken here or copied here, as {@link #list(RestorePointFilter)} does. */
    public Stream<RestorePoint> list() {
        return list(RestorePointFilter.all());
    }

    /**
     * Returns the newest restore point of a disk or server that can be restored from; empty if there is none. On Huawei Cloud, it
     * takes one request, and for a server another one, for its disks.
     *
     * <p>A disk that is backed up with its server has none of its own: request the newest of the server, which {@link
     * ProtectableResource#protectedThrough()} names.
     *
     * @param resource the disk or server
     * @see RestorePointFilter#ofResource
     */
    public Optional<RestorePoint> newest(Resource resource) {
        Require.nonNull(resource, "resource");
        return list(RestorePointFilter.of(resource).available().withParts()).findFirst();
    }

    /**
     * Returns the newest restore point that can be restored from, for each of many disks and servers; those that have none are
     * left out. Unlike those of {@link #newest(Resource)}, restore points of servers come without {@linkplain
     * RestorePoint#parts() their disks} if the cloud does not list those.
     *
     * <p>It lists the restore points of the project once, newest first, until each resource has its own: in a project with
     * nightly backups, hardly more than those of the last night. On Huawei Cloud, one request reads the first hundred, and one more
     * each further thousand: two for 300 disks, one night back. Once it has read a thousand restore points for each resource that is
     * left, it makes one list call for each of these.
     *
     * @param resources the disks and servers; one that is named twice counts once
     */
    public Map<Resource, RestorePoint> newest(Collection<? extends Resource> resources) {
        Set<Resource> missing = new LinkedHashSet<>();
        for (Resource resource : Require.nonNull(resources, "resources")) {
            missing.add(Require.nonNull(resource, "resources element"));
        }
        Map<Resource, RestorePoint> found = new HashMap<>();
        for (Resource resource : readNewest(missing, found)) {
            list(RestorePointFilter.of(resource).available())
                    .findFirst()
                    .ifPresent(point -> found.put(resource, point));
        }
        return Map.copyOf(found);
    }

    /** Adds the newest restore points to {@code found}, and returns the resources that need a list call each. */
    private Set<Resource> readNewest(Set<Resource> missing, Map<Resource, RestorePoint> found) {
        if (missing.isEmpty()) {
            return Set.of();
        }
        Iterator<RestorePoint> points =
                list(RestorePointFilter.all().available()).iterator();
        for (long read = 0; read < (long) REQUEST * missing.size(); read++) {
            if (!points.hasNext()) {
                return Set.of();
            }
            RestorePoint point = points.next();
            if (missing.remove(point.resource())) {
                found.put(point.resource(), point);
            }
        }
        return missing;
    }

    /**
     * Returns the newest restore point of a disk or server that can be restored from and was created before an instant, such as
     * the time of a data corruption; empty if there is none. For a disk that is backed up with its server, see {@link
     * #newest}. On Huawei Cloud, it takes one request, and for a server another one, for its disks.
     *
     * @param resource the disk or server
     * @param instant the first instant that is too late
     */
    public Optional<RestorePoint> newestBefore(Resource resource, Instant instant) {
        Require.nonNull(resource, "resource");
        Require.nonNull(instant, "instant");
        return list(RestorePointFilter.of(resource)
                        .available()
                        .createdBefore(instant)
                        .withParts())
                .findFirst();
    }

    /**
     * Returns the backup runs that match a filter, the latest first, read page by page as the stream is used. Each names its
     * restore points and the members that it missed, with the reason, whoever started it.
     *
     * <pre>{@code
     * Instant yesterday = backup.time().now().minus(Duration.ofDays(1));
     * backup.restorePoints()
     *         .runs(BackupRunFilter.all().startedFrom(yesterday).missedOnly())
     *         .flatMap(run -> run.missed().stream())
     *         .forEach(System.out::println);
     * }</pre>
     *
     * <p>It costs a request for each page of the cloud's log of backups, which has an entry for each member of each run, and no
     * request for a run or a member. On Huawei Cloud, a page has a thousand entries. Without {@link BackupRunFilter#startedFrom},
     * the log is read as far back as the stream is used, plus one day to find where the oldest run begins. How long the cloud
     * keeps its log is the cloud's choice, and Huawei Cloud does not document it: an older run is not listed, although its
     * restore points may still be.
     *
     * @param filter the conditions
     * @throws Unsupported without {@link Capability#OPERATION_LOG}, when the stream is used
     */
    public Stream<BackupRunRecord> runs(BackupRunFilter filter) {
        Require.nonNull(filter, "filter");
        return calls.list(
                "restorePoints.runs",
                driver -> {
                    calls.require(Capability.OPERATION_LOG, "the log of backup runs");
                    return driver.restorePoints().runs(filter);
                },
                filter::matches,
                LATEST_FIRST);
    }

    /**
     * Renames a restore point as an update says, and returns it. Start from {@link RestorePoint#toUpdate()}.
     *
     * @param id the restore point
     * @param update its name
     * @throws NotFound if there is no such restore point
     * @throws Invalid if the name is blank, or longer than the cloud {@linkplain CloudBackup#limits() allows}
     */
    public RestorePoint update(RestorePointId id, RestorePointUpdate update) {
        Require.nonNull(id, "id");
        Require.nonNull(update, "update");
        Require.name(update.name(), POINT_NAME);
        return calls.call("restorePoints.update", id.value(), driver -> {
            calls.requireName(update.name(), POINT_NAME);
            return driver.restorePoints().update(id, update);
        });
    }

    /**
     * Starts to restore the data over the disk or server that it was taken of. <strong>What is on it now is
     * destroyed</strong>, and a disk that was enlarged since shrinks back. A server is stopped for it.
     *
     * <p>With {@link InPlace#detachingFirst()}, the work has several steps, which <strong>advance only while somebody polls the
     * operation</strong>: see {@link Operation}.
     *
     * <p>To restore one disk of a server, pass the id of its {@linkplain RestorePoint.Part part} and the disk as the target. The
     * other disks of the server stay as they are. A disk that is attached needs {@link InPlace#detachingFirst()}. The id of the
     * server's restore point with a disk as the target is {@link Invalid}: the message names the part.
     *
     * <pre>{@code
     * RestorePoint point = backup.restorePoints().newest(server).orElseThrow();
     * RestorePoint.Part part = point.part(disk).orElseThrow();
     * backup.restorePoints().restore(part.id(), InPlace.over(disk).detachingFirst()).await(Duration.ofHours(6));
     * }</pre>
     *
     * @param id the restore point; for one disk of a server's, the id of its {@link RestorePoint.Part}
     * @param target the resource that is overwritten, and how
     * @param <R> a disk or a server
     * @return work that results in the resource that was overwritten
     * @throws NotFound if there is no such restore point, the resource is gone, or it is a server and the id is that of a part
     * @throws Invalid if the restore point was not taken of that resource, or a mapping names a disk that is not there;
     *     nothing is overwritten
     * @throws Conflict if the restore point is not available, the disk is attached to a server and not detached first, a target disk
     *     is too small, or the disk has no room for the tags of a restore that has a request key or detaches the disk; nothing is
     *     overwritten
     * @throws QuotaExceeded if the cloud refuses these tags as too many; nothing is overwritten
     * @throws Denied also if the credentials do not allow tagging the disk, where a tag is needed; nothing is overwritten
     * @throws Busy if the resource or the restore point is in use by other work
     * @throws AmbiguousOutcome if the reply was lost. Without a request key, check the content first: a repeat overwrites again
     */
    public <R extends Resource> Operation<R> restore(RestorePointId id, InPlace<R> target) {
        return restore(id, target, calls.fresh());
    }

    /**
     * Starts to restore data in place, or returns the work that was started with the same key. See {@link RequestKey}. Work that was
     * started is found even if no process has polled it to its end. If it is not certain that the work was never started, a repeated
     * call overwrites nothing and is a {@link Conflict}: on Huawei Cloud, if after seven days the log shows no such restore
     * that has not failed, or if the log is incomplete.
     *
     * @param id the restore point; for one disk of a server's, the id of its {@link RestorePoint.Part}
     * @param target the resource that is overwritten, and how
     * @param key the request key
     * @param <R> a disk or a server
     * @throws Conflict also if the key was used with other parameters, or it is not known whether an earlier call with it has started
     *     the restore; nothing is overwritten, and the message says what to check
     * @see #restore(RestorePointId, InPlace)
     */
    public <R extends Resource> Operation<R> restore(RestorePointId id, InPlace<R> target, RequestKey key) {
        return restore(id, target, Calls.chosen(key));
    }

    /**
     * Starts to create a new disk with the data of a disk. Nothing is overwritten; encrypted stays encrypted.
     *
     * @param id a restore point of a disk, or one {@link RestorePoint.Part} of a server's
     * @param disk the properties of the new disk
     * @throws NotFound if there is no such restore point, or no such server to {@linkplain DiskSpec#attachedTo attach} the disk to
     * @throws Invalid if it is a server's with several disks, the size is less than the original's, or the server is in another
     *     zone
     * @throws Conflict if the restore point is not available
     * @throws QuotaExceeded if the project may not have more disks, or not more space on them
     * @throws Unsupported without {@link Capability#DISK_ATTACHMENT}, if the spec attaches the disk
     */
    public Operation<Resource.Disk> restore(RestorePointId id, DiskSpec disk) {
        return restore(id, disk, calls.fresh());
    }

    /**
     * Starts to create a new disk with the data of a disk, or returns the work that was started with the same key. See
     * {@link RequestKey}.
     *
     * @param id a restore point of a disk, or one {@link RestorePoint.Part} of a server's
     * @param disk the properties of the new disk
     * @param key the request key
     * @throws Conflict also if the key was used with other parameters
     * @see #restore(RestorePointId, DiskSpec)
     */
    public Operation<Resource.Disk> restore(RestorePointId id, DiskSpec disk, RequestKey key) {
        return restore(id, disk, Calls.chosen(key));
    }

    /**
     * Starts to create a new server with the data of a server. Nothing is overwritten; encrypted stays encrypted.
     *
     * <p>If the cloud needs an intermediate image, the operation creates it, and deletes it at its end, also after a failure. Until
     * then, the restore point cannot be deleted. <strong>The server is created, and the image deleted, only while somebody polls the
     * operation</strong>: see {@link Operation}. If nobody continues it, the image stays. If the operation cannot delete the image, it
     * fails, and the message names the server and the image; the server stays.
     *
     * @param id a restore point of a server
     * @param server the properties of the new server
     * @throws NotFound if there is no such restore point
     * @throws Invalid if it is not of a server or holds no disk to start from, or the original is gone and the spec
     *     lacks what it would have supplied
     * @throws Conflict if the restore point is not available
     * @throws QuotaExceeded if the project may not have more images, servers or disks, or not more space on them
     * @throws Busy if the cloud allows one intermediate image at a time, and another call has one, or an image of the restore point is
     *     not complete yet; nothing was created, and the message says what to do if repeating the call does not help
     * @throws Unsupported without {@link Capability#RESTORE_TO_NEW_SERVER}
     */
    public Operation<Resource.Server> restore(RestorePointId id, ServerSpec server) {
        return restore(id, server, calls.fresh());
    }

    /**
     * Starts to create a new server with the data of a server, or returns the work that was started with the same key.
     * See {@link RequestKey}.
     *
     * @param id a restore point of a server
     * @param server the properties of the new server
     * @param key the request key
     * @throws Conflict also if the key was used with other parameters
     * @see #restore(RestorePointId, ServerSpec)
     */
    public Operation<Resource.Server> restore(RestorePointId id, ServerSpec server, RequestKey key) {
        return restore(id, server, Calls.chosen(key));
    }

    /**
     * Returns what a restore would do and whether it would be accepted, without changing anything. It runs the same checks as the
     * restore, and reads besides what is newer than the data, how long earlier restores took, and what the cloud says of quotas,
     * zones and agents. It may be called while a restore is in progress, which then fails a check with {@link Busy}.
     *
     * <p>What refuses a restore is a failed {@linkplain Preflight#checks() check}, not an exception: a restore point that does not
     * exist, too. Request keys are not checked. It takes more requests than the restore: for each overwritten disk, a list of its
     * newer restore points and one of its newer snapshots; up to 200 entries of the log, and up to 20 restore points named there.
     *
     * @param id the restore point, or for a new disk one {@link RestorePoint.Part} of a server's
     * @param target what is overwritten, or the new disk or server
     */
    public Preflight preflight(RestorePointId id, RestoreTarget target) {
        Require.nonNull(id, "id");
        Require.nonNull(target, "target");
        return calls.call("restorePoints.preflight", id.value(), driver -> {
            Checks checks = Checks.collecting();
            if (target instanceof DiskSpec disk) {
                calls.check(checks, disk);
            } else if (target instanceof ServerSpec server) {
                calls.check(checks, server, point(id));
            }
            Impact impact = calls.offers(target) ? driver.restorePoints().preflight(id, target, checks) : Impact.none();
            return new PreflightReads(driver, calls.capabilities().contains(Capability.OPERATION_LOG), checks)
                    .complete(
                            PreflightText.subject(id, target),
                            impact,
                            target instanceof InPlace<?> inPlace ? inPlace.overwritten() : null);
        });
    }

    /**
     * Starts to copy a restore point to a vault in another region. It is independent there: this region's policies do
     * not delete it.
     *
     * @param id a restore point of a server
     * @param site the other region, and the project in it
     * @param vault a vault for copies there
     * @param name the name of the copy, not blank
     * @return work that results in the restore point as it is known here, its {@link RestorePoint#copies()} naming the copy
     * @throws NotFound if there is no such restore point or vault
     * @throws Invalid if the site is this one or in a region that is not among {@link #copyRegions()}, the vault is not for
     *     copies, or the restore point is of a disk or holds no disk that a server could start from
     * @throws Conflict if it is a copy itself, is not available, or has a copy in that region already
     * @throws Unsupported without {@link Capability#REPLICATION}
     */
    public Operation<RestorePoint> copy(RestorePointId id, Site site, VaultId vault, String name) {
        return copy(id, site, vault, name, calls.fresh());
    }

    /**
     * Starts to copy a restore point to a vault in another region, or returns the work that was started with the same key.
     * See {@link RequestKey}.
     *
     * @param id a restore point of a server
     * @param site the other region, and the project in it
     * @param vault a vault for copies there
     * @param name the name of the copy, not blank
     * @param key the request key
     * @throws Conflict also if the key was used with other parameters
     * @see #copy(RestorePointId, Site, VaultId, String)
     */
    public Operation<RestorePoint> copy(RestorePointId id, Site site, VaultId vault, String name, RequestKey key) {
        return copy(id, site, vault, name, Calls.chosen(key));
    }

    /**
     * Returns the regions that restore points can be copied to from this one, by name, without this one. {@link
     * Vaults#copyTargets} lists the vaults in one of them.
     *
     * @throws Unsupported without {@link Capability#REPLICATION}
     */
    public SortedSet<String> copyRegions() {
        Set<String> regions = calls.call("restorePoints.copyRegions", null, driver -> {
            calls.require(Capability.REPLICATION, "a copy of a restore point");
            return driver.restorePoints().copyRegions();
        });
        SortedSet<String> others = new TreeSet<>(regions);
        others.remove(calls.driver().site().region());
        return Collections.unmodifiableSortedSet(others);
    }

    /**
     * Offers a restore point to another project in the same region, and returns the offer.
     *
     * @param id the restore point
     * @param project the other project
     * @throws NotFound if there is no such restore point
     * @throws Invalid if the project is this one
     * @throws Conflict if it is encrypted, is not available, is offered to that project already, or is in a vault that is not
     *     available
     * @throws QuotaExceeded if it is offered to as many projects as the cloud {@linkplain CloudBackup#limits() allows}
     * @throws Unsupported without {@link Capability#RESTORE_POINT_SHARING}
     */
    public Share share(RestorePointId id, String project) {
        Require.nonNull(id, "id");
        Require.id(project, "project");
        return calls.call("restorePoints.share", id.value(), driver -> {
            calls.require(Capability.RESTORE_POINT_SHARING, point(id));
            calls.requireOther(project, point(id));
            return driver.restorePoints().share(id, project);
        });
    }

    /**
     * Returns the projects that a restore point is offered to; on Huawei Cloud, by two requests.
     *
     * @param id the restore point
     * @throws NotFound if there is no such restore point
     * @throws Unsupported without {@link Capability#RESTORE_POINT_SHARING}
     */
    public Stream<Share> shares(RestorePointId id) {
        Require.nonNull(id, "id");
        return calls
                .call("restorePoints.shares", id.value(), driver -> {
                    calls.require(Capability.RESTORE_POINT_SHARING, point(id));
                    return driver.restorePoints().shares(id);
                })
                .stream();
    }

    /**
     * Stops offering a restore point to another project.
     *
     * @param id the restore point
     * @param project the other project
     * @throws NotFound if there is no such restore point, or it is not offered to that project
     */
    public void unshare(RestorePointId id, String project) {
        Require.nonNull(id, "id");
        Require.id(project, "project");
        calls.run("restorePoints.unshare", id.value(), driver -> {
            calls.require(Capability.RESTORE_POINT_SHARING, point(id));
            driver.restorePoints().unshare(id, project);
        });
    }

    /**
     * Accepts a restore point that another project offers, into a vault of this project, and returns the answered offer.
     *
     * @param id the restore point of the other project
     * @param vault a vault of this project, for the same kind of resource
     * @throws NotFound if it is not offered to this project, or there is no such vault
     * @throws Invalid if the vault is for another kind of resource
     */
    public Share accept(RestorePointId id, VaultId vault) {
        Require.nonNull(id, "id");
        Require.nonNull(vault, "vault");
        return calls.call("restorePoints.accept", id.value(), driver -> {
            calls.require(Capability.RESTORE_POINT_SHARING, point(id));
            return driver.restorePoints().accept(id, vault);
        });
    }

    /**
     * Rejects a restore point that another project offers, and returns the answered offer.
     *
     * @param id the restore point of the other project
     * @throws NotFound if it is not offered to this project
     */
    public Share reject(RestorePointId id) {
        Require.nonNull(id, "id");
        return calls.call("restorePoints.reject", id.value(), driver -> {
            calls.require(Capability.RESTORE_POINT_SHARING, point(id));
            return driver.restorePoints().reject(id);
        });
    }

    /**
     * Deletes a restore point permanently. It may be listed as {@link RestorePoint.Status#DELETING} for a little
     * longer. Other restore points of the same resource stay complete: the data they share with it is kept.
     *
     * @param id the restore point
     * @throws NotFound if there is no such restore point, it is a part of one, or it belongs to another project
     * @throws Conflict if an image depends on it, or it is an automatic one that has not expired, in a locked vault
     * @throws Busy if it is in use by other work, or a backup that builds on it is running
     */
    public void delete(RestorePointId id) {
        Require.nonNull(id, "id");
        calls.run(
                "restorePoints.delete",
                id.value(),
                driver -> driver.restorePoints().delete(id));
    }

    private Operation<BackupRun> take(BackupSpec spec, CallKey key) {
        Require.nonNull(spec, "spec");
        return calls.start(FleetTake.TAKE, spec.vault().value(), driver -> {
            check(spec);
            return driver.restorePoints().take(spec, key);
        });
    }

    private void check(BackupSpec spec) {
        calls.refuseReserved(spec);
        if (spec.name() != null) {
            calls.requireName(spec.name(), "backup name");
        }
        calls.requireLength(
                spec.description(), "backup description", calls.limits().descriptionLength());
    }

    private <R extends Resource> Operation<R> restore(RestorePointId id, InPlace<R> target, CallKey key) {
        Require.nonNull(id, "id");
        Require.nonNull(target, "target");
        return calls.overwrite(
                RESTORE,
                id.value(),
                target.overwritten(),
                key,
                driver -> driver.restorePoints().overwrite(id, target, key));
    }

    private Operation<Resource.Disk> restore(RestorePointId id, DiskSpec disk, CallKey key) {
        Require.nonNull(id, "id");
        Require.nonNull(disk, "disk");
        return calls.start(RESTORE, id.value(), driver -> {
            calls.check(Checks.throwing(), disk);
            return driver.restorePoints().newDisk(id, disk, key);
        });
    }

    private Operation<Resource.Server> restore(RestorePointId id, ServerSpec server, CallKey key) {
        Require.nonNull(id, "id");
        Require.nonNull(server, "server");
        return calls.start(RESTORE, id.value(), driver -> {
            calls.check(Checks.throwing(), server, point(id));
            return driver.restorePoints().newServer(id, server, key);
        });
    }

    private Operation<RestorePoint> copy(RestorePointId id, Site site, VaultId vault, String name, CallKey key) {
        Require.nonNull(id, "id");
        Require.nonNull(site, "site");
        Require.nonNull(vault, "vault");
        Require.name(Require.nonNull(name, "name"), POINT_NAME);
        return calls.start("restorePoints.copy", id.value(), driver -> {
            calls.require(Capability.REPLICATION, point(id));
            calls.requireName(name, POINT_NAME);
            if (site.region().equals(calls.driver().site().region())) {
                throw Calls.invalid(
                        "SAME_PLACE",
                        "site is " + site + ", in the region that the restore point is in; nothing was copied");
            }
            requireReachable(driver, site);
            return driver.restorePoints().copy(id, site, vault, name, key);
        });
    }

    /**
     * Refuses a region that the cloud does not copy to. Regions seldom change: the cloud is asked once, and again before a refusal.
     * If it does not say, or cannot be asked, it decides itself when it is asked for the copy, and is not asked for its regions
     * again for an hour.
     */
    private void requireReachable(BackupDriver driver, Site site) {
        Set<String> known = regionsCopiedTo;
        Duration silent = regionsNotSaidUntil;
        if (known.contains(site.region())
                || (silent != null && calls.time().elapsed().compareTo(silent) < 0)) {
            return;
        }
        Set<String> regions;
        try {
            regions = driver.restorePoints().copyRegions();
            regionsCopiedTo = Set.copyOf(regions);
        } catch (BackupException unanswered) {
            regions = Set.of();
        }
        regionsNotSaidUntil = regions.isEmpty() ? calls.time().elapsed().plus(REGIONS_NOT_SAID) : null;
        if (!regions.isEmpty() && !regions.contains(site.region())) {
            SortedSet<String> others = new TreeSet<>(regions);
            others.remove(driver.site().region());
            throw Calls.invalid(
                    "NO_SUCH_REGION",
                    "site is " + site + ", in a region that restore points of "
                            + driver.site().region()
                            + " cannot be copied to; they can go to " + String.join(", ", others)
                            + "; nothing was copied");
        }
    }

    private static String point(RestorePointId id) {
        return "restore point " + id;
    }
}
