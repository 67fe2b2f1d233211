package io.github.backup4j;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The mark of a temporary disk or server, such as one of a restore drill: it carries the mark from the moment it
 * exists, and {@link Resources#discard} deletes nothing that does not.
 *
 * <p>The mark is a tag, which callers see and which says when the work began and when its resource expires. A tag can be copied,
 * so it alone proves nothing: the resource must also have been created by a call with {@link #key()}, whose mark providers keep
 * elsewhere, and at most an hour before the work began: the clocks may differ by that.
 *
 * <p>The call is {@link RestorePoints#restore(RestorePointId, DiskSpec, RequestKey)} or {@link
 * RestorePoints#restore(RestorePointId, ServerSpec, RequestKey)}: a resource that another call has created with this key is not
 * temporary, such as a restore of a snapshot or image.
 *
 * <p>The mark guards against accidents: a tag that was copied, an original, a disk of somebody else. It does not guard against
 * somebody who may write the tags and metadata of the project, who can write a mark, and can delete the resource anyway.
 *
 * <pre>{@code
 * Temporary mark = Temporary.of(RequestKey.of("check-4711"), now, now.plus(Duration.ofHours(6)));
 * DiskSpec spec = DiskSpec.of("check").withTags(mark.tags());
 * Resource.Disk disk = backup.restorePoints().restore(point.id(), spec, mark.key()).await(Duration.ofHours(1));
 * backup.resources().discard(disk, mark).await(Duration.ofMinutes(10));
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param id a digest of the caller's request key: 20 small letters and digits from 2 to 7, 5 bits each
 * @param begunAt when the work began, in whole seconds; nothing that was created more than an hour before is part of it
 * @param expiresAt when its resources are no longer needed, in whole seconds
 */
public record Temporary(String id, Instant begunAt, Instant expiresAt) {
    /** The name of the tag that holds the mark. */
    public static final String TAG = "b4j-temporary";

    private static final int LENGTH = 20;
    private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";

    /** How far the clock of the process that began the work may be ahead of the cloud's. */
    private static final Duration CLOCKS = Duration.ofHours(1);

    /** Ten digits reach from 2001 to 2286. */
    private static final Instant EARLIEST = Instant.ofEpochSecond(1_000_000_000L);

    private static final Instant LATEST = Instant.ofEpochSecond(9_999_999_999L);

    private static final Pattern ID = Pattern.compile("[a-z2-7]{" + LENGTH + "}");
    private static final Pattern VALUE = Pattern.compile("([a-z2-7]{" + LENGTH + "})-([0-9]{10})-([0-9]{10})");

    /** Refuses values that no mark can hold, with {@link Invalid}, and cuts the instants to whole seconds. */
    public Temporary {
        Require.nonNull(id, "id");
        if (!ID.matcher(id).matches()) {
            throw new Invalid(
                    "id of a mark is \"" + id + "\", not " + LENGTH + " small letters and digits from 2 to 7");
        }
        begunAt = seconds(begunAt, "begunAt");
        expiresAt = seconds(expiresAt, "expiresAt");
        if (!expiresAt.isAfter(begunAt)) {
            throw new Invalid("expiresAt is " + expiresAt + ", not after begunAt, " + begunAt);
        }
    }

    /**
     * Returns the mark of work.
     *
     * @param key the request key of the work as a whole, of which the mark holds a digest
     * @param begunAt when the work began
     * @param expiresAt when what it has created is of no use any more
     * @throws Invalid if it does not expire after it began, or an instant is not between 2001 and 2286
     */
    public static Temporary of(RequestKey key, Instant begunAt, Instant expiresAt) {
        return new Temporary(idOf(key), begunAt, expiresAt);
    }

    /**
     * Returns the id of the marks of work with a request key.
     *
     * @param key the request key of the work as a whole
     */
    public static String idOf(RequestKey key) {
        Require.nonNull(key, "key");
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("temporary " + key.value()).getBytes(StandardCharsets.UTF_8));
            StringBuilder id = new StringBuilder();
            for (int i = 0; i < LENGTH; i++) {
                id.append(DIGITS.charAt(digest[i] & 31));
            }
            return id.toString();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    /**
     * Returns the mark among the tags of a resource; empty if there is none, or it is not exactly as {@link #value()} writes it.
     *
     * @param tags all its tags
     */
    public static Optional<Temporary> in(Map<String, String> tags) {
        String value = Require.nonNull(tags, "tags").get(TAG);
        Matcher matcher = VALUE.matcher(value == null ? "" : value);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Temporary(
                    matcher.group(1),
                    Instant.ofEpochSecond(Long.parseLong(matcher.group(2))),
                    Instant.ofEpochSecond(Long.parseLong(matcher.group(3)))));
        } catch (Invalid | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Returns the value of the tag: 42 characters, without secrets. */
    public String value() {
        return String.format(Locale.ROOT, "%s-%010d-%010d", id, begunAt.getEpochSecond(), expiresAt.getEpochSecond());
    }

    /** Returns the tag, for the spec of the new disk or server. */
    public Map<String, String> tags() {
        return Map.of(TAG, value());
    }

    /** Returns the request key with which the disk or server has to be made; it follows from the id. */
    public RequestKey key() {
        return RequestKey.of(TAG + "-" + id);
    }

    /**
     * Returns whether a resource with these tags carries exactly this mark.
     *
     * @param tags all its tags
     */
    public boolean isIn(Map<String, String> tags) {
        return value().equals(Require.nonNull(tags, "tags").get(TAG));
    }

    /**
     * Returns when the work of this mark may have created something, at the earliest: an hour before it began, since the clock of
     * the process that began it may be ahead of the cloud's.
     */
    public Instant earliestCreation() {
        return begunAt.minus(CLOCKS);
    }

    /**
     * Returns whether what was created at an instant may be of this work: not before {@link #earliestCreation()}. Nothing that is
     * older is deleted by this mark.
     *
     * @param createdAt when it was created, by the clock of the cloud
     */
    public boolean mayHaveMade(Instant createdAt) {
        return !Require.nonNull(createdAt, "createdAt").isBefore(earliestCreation());
    }

    /**
     * Returns whether what was created has expired.
     *
     * @param now the present instant
     */
    public boolean expiredAt(Instant now) {
        return !Require.nonNull(now, "now").isBefore(expiresAt);
    }

    /** Returns the tag in one line. */
    @Override
    public String toString() {
        return TAG + "=" + value();
    }

    private static Instant seconds(Instant instant, String name) {
        Require.nonNull(instant, name);
        if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
            throw new Invalid(name + " is " + instant + ", not between " + EARLIEST + " and " + LATEST);
        }
        return Instant.ofEpochSecond(instant.getEpochSecond());
    }
}
