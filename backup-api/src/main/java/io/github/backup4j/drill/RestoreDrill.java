package io.github.backup4j.drill;

import io.github.backup4j.BackupException;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Temporary;
import io.github.backup4j.Unsupported;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A restore drill: restores the newest restore point of a disk or server to a new one, lets the caller check it, measures the time,
 * and deletes what it has created.
 *
 * <pre>{@code
 * DrillReport report = RestoreDrill.of(server)
 *         .to(ServerSpec.of("drill").inNetwork(network, subnet))
 *         .verifiedBy((restored, deadline) -> answersBy(restored, deadline))
 *         .within(Duration.ofHours(2))
 *         .start(backup, RequestKey.of("drill-2026-12-01"))
 *         .await(Duration.ofHours(4));
 * Posture posture = Posture.of(backup, objectives, List.of(report.proof()));
 * }</pre>
 *
 * <p><strong>What it changes.</strong> It never touches the original, nor anything that it has not created. What it creates carries the
 * {@linkplain Temporary mark} of the drill from the moment it exists, and it deletes by {@link
 * io.github.backup4j.Resources#discard} alone: after success, after a check that fails, throws or hangs, after a failed restore,
 * and when its time is over. A new server comes up in the network that the spec names, with the addresses and programs of the
 * original: choose one in which it can do no harm. A spec without a network is refused, since the server would come up beside the
 * original.
 *
 * <p><strong>To keep what it has created,</strong> take the mark off it: off a server, and off each of its disks that has one. The disks
 * of a server carry the mark from the start of its deletion at the latest, and are deleted only as long as the server is there and
 * carries the mark too: who takes it over takes over its disks, and who deletes it without them keeps them. A vault, a restore
 * point, a snapshot or an attachment to another server keeps a disk only as long as it exists: the report names it, and a sweep
 * deletes the disk once nothing refers to it any more.
 *
 * <p><strong>After a crash.</strong> {@link #start} with the same definition and key finds the drill that is on the way, and {@link
 * #resume} finds it by its token; the check may run again. If two processes start the same drill at once, the second joins the
 * first or reports that it did nothing. Whichever ends first deletes what both have restored. If nobody continues a drill, {@link
 * #sweep} finds and deletes what it left, once it has expired. An old token of a drill that has cleaned up already begins it
 * anew, unless it has expired.
 *
 * <p><strong>From an engine that keeps only the token.</strong> A drill that is resumed before each poll, from the token that it had
 * after the last one, ends as it does in one process: the token holds the restore, since when the drill cleans up, what it has seen,
 * and what was refused. A poll ends before the first deletion and asks for the next one at once ({@code nextPoll} is zero): store the
 * token of that moment; then no process begins the restore again if this one dies after a deletion. These things differ:
 *
 * <ul>
 *   <li>A restore that has failed, or whose disk or server is gone, is begun once more, since the token may be an old one: the report
 *       says so, and the recovery time counts from the start of the drill. Where a cloud lists new resources late, something counts as
 *       gone only once it was missing for some minutes.
 *   <li>Each resumed operation runs the check anew, until the deadline of the first, unless it is resumed with another {@link
 *       #checkingFor}. While a check runs that takes longer than a quarter of a second, hold the operation and poll that one, or the
 *       check begins again with each poll until its time is over; the report says how often it began.
 *   <li>A deletion that the cloud accepts and that fails later is not seen to fail: the drill tries again until its cleaning ends, after
 *       six hours at most, in which a pause between two polls counts as one hour at most.
 * </ul>
 *
 * <p><strong>What its token proves.</strong> The token of a drill is not signed, even if the provider signs the tokens of other work:
 * whoever can write it can change what it says of the restore and of the check, and so what the report says. It cannot direct the
 * drill at anything else: right before the check runs, the drill reads the disk or server, and runs the check only if that carries
 * the mark of the drill and no server uses the disk; a deletion checks far more. Otherwise the check is reported as not performed. A
 * check that attaches the disk and dies before it detaches it therefore does not run again.
 *
 * <p>Immutable.
 */
public final class RestoreDrill {
    /**
     * The token of a drill, and that of its restore. In older tokens an exclamation mark between them says that the restore was begun
     * anew.
     */
    private static final Pattern TOKEN = Pattern.compile("([^~!]*)(?:([~!])([ -~]+))?");

    private static final String BEGUN_ANEW = "!";

    private static final Duration LONGEST = Duration.ofDays(30);
    private static final Duration SWEEP = Duration.ofMinutes(30);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Resource source;
    private final @Nullable RestorePointId point;
    private final @Nullable DiskSpec disk;
    private final @Nullable ServerSpec server;
    private final @Nullable Verifier verifier;
    private final @Nullable Duration rto;
    private final Duration checking;
    private final Duration life;

    private RestoreDrill(
            Resource source,
            @Nullable RestorePointId point,
            @Nullable DiskSpec disk,
            @Nullable ServerSpec server,
            @Nullable Verifier verifier,
            @Nullable Duration rto,
            Duration checking,
            Duration life) {
        this.source = source;
        this.point = point;
        this.disk = disk;
        this.server = server;
        this.verifier = verifier;
        this.rto = rto;
        this.checking = checking;
        this.life = life;
    }

    /**
     * Returns a drill of a disk or server, without a target yet. A disk that is backed up with its server is restored from a restore
     * point of the server.
     *
     * @param diskOrServer the disk or server whose backup is tried
     */
    public static RestoreDrill of(Resource diskOrServer) {
        Objects.requireNonNull(diskOrServer, "diskOrServer == null");
        if (diskOrServer instanceof Resource.Unrecognized) {
            throw new Invalid("diskOrServer is " + diskOrServer + ", neither a disk nor a server");
        }
        return new RestoreDrill(
                diskOrServer, null, null, null, null, null, Duration.ofMinutes(30), Duration.ofHours(24));
    }

    /**
     * Returns the same drill, of one restore point instead of the newest one that can be restored from.
     *
     * @param restorePoint a restore point of the disk or server, or of the server that the disk was attached to
     */
    public RestoreDrill at(RestorePointId restorePoint) {
        Objects.requireNonNull(restorePoint, "restorePoint == null");
        return new RestoreDrill(source, restorePoint, disk, server, verifier, rto, checking, life);
    }

    /**
     * Returns the same drill, restoring to a new disk.
     *
     * @param spec the new disk; its tags leave room for two of the drill
     * @throws Invalid if the drill is of a server, a tag of the spec is a mark, or the spec attaches the disk to a server
     */
    public RestoreDrill to(DiskSpec spec) {
        Objects.requireNonNull(spec, "spec == null");
        if (!(source instanceof Resource.Disk)) {
            throw new Invalid("target is disk \"" + spec.name() + "\", but the drill is of " + source
                    + "; give a ServerSpec, or drill one of its disks");
        }
        if (spec.attachedTo() != null) {
            throw new Invalid("disk \"" + spec.name() + "\" is attached to " + spec.attachedTo()
                    + ", but a drill touches no server that it has not made; leave attachedTo out, and let the verifier attach the"
                    + " disk and detach it again");
        }
        DrillTags.refuse(spec.tags());
        return new RestoreDrill(source, point, spec, null, verifier, rto, checking, life);
    }

    /**
     * Returns the same drill, restoring to a new server.
     *
     * @param spec the new server, in a network of its own; its tags leave room for two of the drill
     * @throws Invalid if the drill is of a disk, the spec names no network, or a tag of the spec is a mark
     */
    public RestoreDrill to(ServerSpec spec) {
        Objects.requireNonNull(spec, "spec == null");
        if (!(source instanceof Resource.Server)) {
            throw new Invalid(
                    "target is server \"" + spec.name() + "\", but the drill is of " + source + "; give a DiskSpec");
        }
        if (spec.network() == null || spec.subnet() == null) {
            throw new Invalid(
                    "server \"" + spec.name() + "\" names no network, so it would come up beside the original, with"
                            + " its addresses and programs; call inNetwork(...)");
        }
        DrillTags.refuse(spec.tags());
        return new RestoreDrill(source, point, null, spec, verifier, rto, checking, life);
    }

    /**
     * Returns the same drill with a check of the restored data. Without one, the report says that nothing was verified.
     *
     * @param check the check
     */
    public RestoreDrill verifiedBy(Verifier check) {
        Objects.requireNonNull(check, "check == null");
        return new RestoreDrill(source, point, disk, server, check, rto, checking, life);
    }

    /**
     * Returns the same drill with another time for the check.
     *
     * @param time how long the check may take, from when the restore was seen to have ended; 30 minutes by default. It ends when the
     *     drill expires at the latest. A drill that is resumed with another time has another deadline
     * @throws Invalid if it is not between one second and 30 days
     */
    public RestoreDrill checkingFor(Duration time) {
        return new RestoreDrill(source, point, disk, server, verifier, rto, positive(time, "time"), life);
    }

    /**
     * Returns the same drill with a recovery time objective.
     *
     * @param objective how long the restore may take, from the start of the drill until the poll that sees it ended: a drill that
     *     nobody polls meanwhile may miss the objective for that alone
     * @throws Invalid if it is not between one second and 30 days
     */
    public RestoreDrill within(Duration objective) {
        return new RestoreDrill(
                source, point, disk, server, verifier, positive(objective, "objective"), checking, life);
    }

    /**
     * Returns the same drill with another time after which it expires: then it stops restoring and checking, and cleans up; from
     * then on any sweep may delete what it created.
     *
     * @param time how long after its start; 24 hours by default
     * @throws Invalid if it is not between one second and 30 days
     */
    public RestoreDrill expiringAfter(Duration time) {
        return new RestoreDrill(source, point, disk, server, verifier, rto, checking, positive(time, "time"));
    }

    // ---- to run it

    /**
     * Starts the drill, or finds the one with the same key that is on the way. It chooses the restore point; the first poll begins the
     * restore. A drill that finds something wrong does not fail: its report says so.
     *
     * <p>The operation is driven by its polls: by {@link Operation#await}, or on a thread of its own by a future. Its token changes
     * with each step; {@link #resume} takes any of them.
     *
     * @param backup the cloud
     * @param key the request key of the drill; the same after a crash, and another for the next drill
     * @throws Invalid if the drill has no target, its tags leave no room for those of the drill, or the restore point is not of the
     *     disk or server
     * @throws Conflict if a drill with the same key and another definition has left something that is still there
     * @throws NotFound if there is no restore point that can be restored from
     * @throws Unsupported if the cloud cannot delete what a drill creates, or cannot create servers
     */
    public Operation<DrillReport> start(CloudBackup backup, RequestKey key) {
        Objects.requireNonNull(key, "key == null");
        requireStartable(backup);
        DrillState earlier = earlier(backup, Temporary.idOf(key));
        if (earlier != null) {
            return operation(backup, earlier);
        }
        String definition = digest(backup);
        Instant now = backup.time().now();
        DrillPoint found = DrillPoint.find(backup, source, point, null, definition);
        Temporary mark = Temporary.of(key, now, now.plus(life));
        return operation(backup, DrillState.begun(mark, source, found, definition));
    }

    /**
     * Returns the start of a drill with the same key that is on the way; null: none that a list shows.
     *
     * @throws Conflict if it has another definition
     */
    @Nullable
    DrillState earlier(CloudBackup backup, String id) {
        String definition = digest(backup);
        DrillTags.Earlier earlier = DrillTags.earlier(backup, id, definition);
        return earlier == null
                ? null
                : DrillState.begun(
                        earlier.mark(),
                        source,
                        DrillPoint.find(backup, source, point, earlier.point(), definition),
                        definition);
    }

    /**
     * Returns the drill of a token. It does no I/O.
     *
     * @param backup the cloud
     * @param token what {@link Operation#token()} of the drill returned
     * @throws Invalid if the token cannot be read, or is of a drill with another definition, or in another region or project
     */
    public Operation<DrillReport> resume(CloudBackup backup, String token) {
        Objects.requireNonNull(token, "token == null");
        requireStartable(backup);
        Matcher parts = TOKEN.matcher(token);
        if (!parts.matches() || token.length() > DrillState.LONGEST) {
            throw DrillState.damaged();
        }
        DrillState read = DrillState.read(parts.group(1));
        DrillState state = BEGUN_ANEW.equals(parts.group(2)) ? read.begunAnew() : read;
        if (!state.source().equals(source) || !state.definition().equals(digest(backup))) {
            throw new Invalid(
                    "token is of a drill of " + state.source() + ", with another definition or in another place; "
                            + "resume it with the definition that it was started with");
        }
        return Operation.of(backup.time(), new DrillWork(backup, this, state, parts.group(3)));
    }

    private Operation<DrillReport> operation(CloudBackup backup, DrillState state) {
        return Operation.of(backup.time(), new DrillWork(backup, this, state));
    }

    private void requireStartable(CloudBackup backup) {
        Objects.requireNonNull(backup, "backup == null");
        if (disk == null && server == null) {
            throw new Invalid("the drill of " + source + " has no target; call to(...)");
        }
        require(backup, Capability.DISCARD);
        if (server != null) {
            require(backup, Capability.RESTORE_TO_NEW_SERVER);
        }
        int tags = disk == null
                ? Objects.requireNonNull(server).tags().size()
                : disk.tags().size();
        int most = backup.limits().tags().count();
        if (tags + DrillTags.COUNT > most) {
            throw new Invalid("the target has " + tags + " tags, which leaves no room for the " + DrillTags.COUNT
                    + " of the drill: " + backup + " takes " + most);
        }
    }

    private static void require(CloudBackup backup, Capability capability) {
        if (!backup.supports(capability)) {
            throw new Unsupported(
                    "a drill needs " + capability + ", which " + backup + " has not; nothing was restored", capability);
        }
    }

    private static Duration positive(Duration time, String name) {
        Objects.requireNonNull(time, name + " == null");
        if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(LONGEST) > 0) {
            throw new Invalid(name + " is " + time + ", not between a second and " + LONGEST.toDays() + " days");
        }
        return time;
    }

    /** What resuming has to agree on, beside the code of the check. */
    private String digest(CloudBackup backup) {
        String target = disk == null ? DrillTags.text(Objects.requireNonNull(server)) : DrillTags.text(disk);
        return Texts.sha256(backup.site() + "\n" + source + "\n" + point + "\n" + target)
                .substring(0, DrillState.DIGEST);
    }

    // ---- leftovers

    /**
     * Deletes what dead drills have left, in up to 30 minutes.
     *
     * @param backup the cloud
     * @see #sweep(CloudBackup, Duration)
     */
    public static SweepReport sweep(CloudBackup backup) {
        return sweep(backup, SWEEP);
    }

    /**
     * Finds the disks, servers and images with a mark that has expired, and <strong>deletes them</strong> as {@link
     * io.github.backup4j.Resources#discard} does: what was not made by the work of its mark, and what somebody has begun to rely on,
     * is left, and the report says why. A mark that cannot be read, or has not expired by the clock of the backup, is left too.
     * Snapshots have no marks: one that somebody took of a disk of a drill keeps that disk from being deleted.
     *
     * <p>It reads all disks, servers and images, at least twice. If the thread is interrupted, it ends with what is known, and the
     * interrupt flag stays set.
     *
     * @param backup the cloud
     * @param timeout how long it may take
     * @throws Invalid if the timeout is less than zero
     * @throws Unsupported if the cloud cannot delete what a drill creates
     */
    public static SweepReport sweep(CloudBackup backup, Duration timeout) {
        Objects.requireNonNull(backup, "backup == null");
        Objects.requireNonNull(timeout, "timeout == null");
        if (timeout.isNegative()) {
            throw new Invalid("timeout is " + timeout + ", less than zero");
        }
        require(backup, Capability.DISCARD);
        Instant begun = backup.time().now();
        Duration start = backup.time().elapsed();
        Clearance clearance = new Clearance(backup, mark -> mark.expiredAt(begun), null);
        while (!step(clearance, backup, start, timeout)) {
            try {
                backup.time().sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        List<Leftover> left = new ArrayList<>(clearance.left());
        for (Leftover one : clearance.spared()) {
            Temporary mark = one.mark();
            left.add(one.because(
                    mark == null
                            ? "its tag " + Temporary.TAG + " holds no mark, so nobody knows whose it is"
                            : "it has not expired; it does at " + mark.expiresAt()));
        }
        return new SweepReport(clearance.found(), clearance.deleted(), left, clearance.listedAt());
    }

    /** One step; a list that cannot be read for a transient reason is read again until the time is over. */
    private static boolean step(Clearance clearance, CloudBackup backup, Duration start, Duration timeout) {
        try {
            return clearance.step(isOver(backup, start, timeout), "within " + timeout);
        } catch (BackupException e) {
            if (!e.retryable() || isOver(backup, start, timeout)) {
                throw e;
            }
            return false;
        }
    }

    /** Whether the time is over, whatever happens to the wall clock meanwhile. */
    private static boolean isOver(CloudBackup backup, Duration start, Duration timeout) {
        return backup.time().elapsed().minus(start).compareTo(timeout) >= 0;
    }

    // ---- parts

    @Nullable
    DiskSpec disk() {
        return disk;
    }

    @Nullable
    ServerSpec server() {
        return server;
    }

    @Nullable
    Verifier verifier() {
        return verifier;
    }

    @Nullable
    Duration rto() {
        return rto;
    }

    Duration checking() {
        return checking;
    }

    /** Returns the drill in one line. */
    @Override
    public String toString() {
        String target = disk != null
                ? "disk \"" + disk.name() + "\""
                : server != null ? "server \"" + server.name() + "\"" : "?";
        return "drill of " + source + " to " + target;
    }
}
