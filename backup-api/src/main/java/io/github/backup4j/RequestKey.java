package io.github.backup4j;

import java.io.Serializable;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The key that makes creates idempotent: calls of one kind with the same key create one resource, however often you
 * repeat them.
 *
 * <p>A create stores a mark of its key with the resource. A call with the same key looks for that mark first, and
 * returns the resource instead of creating another; after a lost reply, the library looks for it before it retries or
 * gives up. A create without a key generates one, which {@link AmbiguousOutcome#requestKey()} returns if a repeat with it is safe.
 *
 * <pre>{@code
 * RequestKey key = RequestKey.of("order-4711").madeAt(order.createdAt());
 * Vault vault = backup.vaults().create(spec, key); // and again after a crash: the same vault
 * }</pre>
 *
 * <p>Rules for each call with a key:
 *
 * <ul>
 *   <li>The calls of one kind are those of one method of one service, whatever their arguments: {@code
 *       restorePoints().restore} over a disk, to a new disk and to a new server is one kind, {@code vaults().create}
 *       and {@code policies().create} are two. Each kind has keys of its own.
 *   <li>The same key with other arguments is refused with {@link Conflict}; nothing is created or overwritten.
 *   <li>A key is remembered as long as its resource exists. Once the resource is deleted, or its work has failed, the
 *       key is free.
 *   <li>A restore in place creates no resource. A key that the caller chose is remembered with the overwritten disk or server, until
 *       that is restored with another key or is gone. Until then, a repeated call overwrites nothing, whatever was written since,
 *       and whatever the caller's clock says. A restore without a key, or one that fails, does not change which key is remembered;
 *       on Huawei Cloud, a rollback without a key that {@linkplain InPlace#detachingFirst() detaches the disk first} does.
 *       Without a key, nothing is remembered: after {@link AmbiguousOutcome}, which then carries no key, check the content first,
 *       since a repeat overwrites again. The same holds for a rollback.
 *   <li>A mark takes room where a field of the resource holds it. With a request key, a cloud may then take less than its {@linkplain
 *       CloudBackup#limits() limits}, and refuses more with {@link Invalid}; nothing is created. On Huawei Cloud, a vault or an image
 *       then has at most 9 tags of the caller instead of 10, the name of a policy at most 39 characters instead of 64, and the
 *       description of a backup, or of a copy of an image within the region, 32 characters less. Without a key, the mark is left
 *       out if there is no room for it.
 *   <li>A repeated call joins running work and returns the result of finished work. Later changes to the resource do
 *       not matter.
 *   <li>Two concurrent calls with one key return the same resource: the older one, if each created its own. The call
 *       that created the younger one removes it. It stays if the cloud cannot remove a resource that is still being
 *       created, as with images and snapshots, or if it was paid for; then it is reported, and the caller should delete
 *       it. Two callers can agree only on what the cloud shows to both, which may take some seconds. If it lists a new resource
 *       late, both may remain. Let one caller at a time use a key. A repeat before the cloud shows the first resource may create
 *       another, which stays as well.
 *   <li>A manual backup is looked for in its vault. The library may not notice that the key was used to back up another vault: then that
 *       vault is backed up, too.
 *   <li>A copy of a restore point is found by its place, since there is at most one in each region. Another vault or
 *       project there is refused with {@link Conflict}, and so is another name, unless the cloud does not report the
 *       requested name; then the existing copy is the result. The library may not notice that the key was used to copy
 *       another restore point, or to another region.
 *   <li>A copy of an image in another region is not found by its key on Huawei Cloud, since its mark cannot be read from here:
 *       <strong>each repeated call creates another copy, which is paid for</strong>. After a lost reply, check the other region
 *       first. Copies within the region follow the rules above.
 * </ul>
 *
 * <p>Immutable.
 *
 * @param value 1 to 128 characters that name the request; no secret, since the cloud stores a hash of it
 * @param madeAt the instant before which the key was not used; null: not known
 */
public record RequestKey(String value, @Nullable Instant madeAt) implements Serializable {
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    /** Refuses a value or an instant out of range with {@link Invalid}. */
    public RequestKey {
        Require.name(value, "request key", 128);
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
     * Returns the same key with the instant at which it was chosen, so that the library need not search older records
     * of the cloud. No promise depends on it.
     *
     * @param instant the instant at which the key was chosen, before the first call with it; in the years 1970 to 9999
     * @throws Invalid if the year is out of that range
     */
    public RequestKey madeAt(Instant instant) {
        return new RequestKey(value, Require.nonNull(instant, "instant"));
    }
}
