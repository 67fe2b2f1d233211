package io.github.backup4j;

import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What makes a call safe to repeat: calls of one kind with the same key make one thing, however often they are made.
 *
 * <p>A call that makes something leaves a mark of its key where the cloud keeps it. A call with the same key looks for that
 * mark first, and returns what it finds instead of making another; one whose reply is lost looks for it before it repeats or
 * gives up. A call that is given no key makes one of its own, which {@link AmbiguousOutcome#requestKey()} tells.
 *
 * <pre>{@code
 * RequestKey key = RequestKey.of("order-4711").madeAt(order.createdAt());
 * Vault vault = backup.vaults().create(spec, key); // and again after a crash: the same vault
 * }</pre>
 *
 * <p>What holds for each call with a key:
 *
 * <ul>
 *   <li>The calls of one kind are those of one method of one service, whatever they are given: {@code restorePoints().restore}
 *       over a disk, to a new disk and to a new server is one kind, {@code vaults().create} and {@code policies().create} are
 *       two. Each kind has keys of its own.
 *   <li>The same key with other parameters is refused with {@link Conflict}; nothing is made, and nothing is overwritten.
 *   <li>A key is remembered as long as what it made is there. Once that is deleted, or its work has failed, the key is free.
 *   <li>A restore over existing data makes nothing that could be there. Its key is remembered with the disk or server that was
 *       overwritten, until that is restored with another key or is gone. Until then a call that is repeated overwrites nothing,
 *       whatever was written since, and whatever the clock of the caller says.
 *   <li>Work that goes on is joined, work that is done is told as done. What was changed about a thing since does not matter.
 *   <li>Two calls that run at the same moment with one key end with the same thing: the older one, if each made its own. The
 *       younger one is removed by the call that made it, or left where the cloud cannot remove what is still being made, as
 *       with images and snapshots, or where it is paid for; then it is reported, and is for the caller to delete. They can agree
 *       only on what the cloud shows to both, which may take some seconds: give each caller a key of its own where you can. A
 *       call that is repeated before the cloud shows what the first made may make another, which stays as well.
 *       How often two things are left has been measured for the Huawei provider, against an emulator, with 100 pairs of calls that
 *       begin within a second. Lists that show at once leave no second vault, policy, snapshot, backup, disk or
 *       server; of images of disks there are two in 57 pairs, of images of snapshots in 4. Where lists show all that is new only
 *       after 1, 2 or 5 seconds, there are two vaults in 89, 100 and 100 pairs, policies in 99, 100 and 100, snapshots in 82, 100
 *       and 100, images of disks in 82, 100 and 100, images of snapshots in 28, 57 and 90, backups in 0, 0 and 30, and never two
 *       disks of a restore point or servers of an image, since those services know a repeated request themselves.
 *   <li>A copy of a restore point is found by its place, as there is one in each region at most: another vault or project there
 *       is refused with {@link Conflict}, and so is another name, unless the cloud does not tell which name was asked for; then
 *       the copy that is there is the result, as it is. That the key was used to copy another restore point, or to another
 *       region, may not be seen.
 * </ul>
 *
 * <p>Immutable.
 *
 * @param value 1 to 128 characters that name the request; no secret, as a hash of it is kept by the cloud
 * @param madeAt the instant before which nothing was asked for with this key; null: not known
 */
public record RequestKey(String value, @Nullable Instant madeAt) implements Serializable {
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    /** Refuses a value or an instant out of range with {@link Invalid}. */
    public RequestKey {
        Require.text(value, "request key", 1, 128);
        if (madeAt != null && (madeAt.isBefore(EARLIEST) || madeAt.isAfter(LATEST))) {
            throw new Invalid("madeAt is " + madeAt + ", not between " + EARLIEST + " and " + LATEST);
        }
    }

    /**
     * Returns a key that a caller chooses: an order number, the name of a run.
     *
     * @param value 1 to 128 characters; the same for the same request, and for no other
     * @throws Invalid if it is empty or too long
     */
    public static RequestKey of(String value) {
        return new RequestKey(value, null);
    }

    /** Returns a key that no other call has. */
    public static RequestKey random() {
        return new RequestKey(UUID.randomUUID().toString(), null);
    }

    /**
     * Returns the same key, which tells since when it may have been used, so that older records of the cloud need not be looked
     * through. No promise depends on it.
     *
     * @param instant the instant at which the key was chosen, before the first call with it; in the years 1970 to 9999
     * @throws Invalid if it is in no such year
     */
    public RequestKey madeAt(Instant instant) {
        return new RequestKey(value, Require.nonNull(instant, "instant"));
    }
}
