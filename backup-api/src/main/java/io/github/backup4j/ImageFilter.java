package io.github.backup4j;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which images a list is limited to: given to {@link Images#list(ImageFilter)}.
 *
 * <p>All conditions must hold; by default there are none. The package describes each condition. Immutable.
 *
 * @param name only those with exactly this name; null: any
 * @param kind only those of this kind; null: any
 * @param status only those in this status; null: any
 * @param restorePoint only the one whose data is in this restore point; null: any
 * @param tags only those with each of these tags; empty: any
 * @param createdFrom only those created at this instant or later; null: any
 * @param createdBefore only those created before this instant; null: any
 * @param shared whether those that other projects share are listed, instead of the project's own; false by default
 */
public record ImageFilter(
        @Nullable String name,
        Image.@Nullable Kind kind,
        Image.@Nullable Status status,
        @Nullable RestorePointId restorePoint,
        Map<String, String> tags,
        @Nullable Instant createdFrom,
        @Nullable Instant createdBefore,
        boolean shared) {
    private static final ImageFilter ALL = new ImageFilter(null, null, null, null, Map.of(), null, null, false);

    /** Copies the tags. */
    public ImageFilter {
        tags = Require.copyOf(tags);
    }

    /** Returns the filter that matches all images of the project. */
    public static ImageFilter all() {
        return ALL;
    }

    /**
     * Returns the same filter, limited to those with exactly one name.
     *
     * @param exactName the name
     */
    public ImageFilter named(String exactName) {
        Once.given("named", name, Require.nonNull(exactName, "exactName"));
        return new ImageFilter(exactName, kind, status, restorePoint, tags, createdFrom, createdBefore, shared);
    }

    /**
     * Returns the same filter, limited to those of one kind.
     *
     * @param wantedKind the kind
     */
    public ImageFilter ofKind(Image.Kind wantedKind) {
        Once.given("ofKind", kind, Require.nonNull(wantedKind, "wantedKind"));
        return new ImageFilter(name, wantedKind, status, restorePoint, tags, createdFrom, createdBefore, shared);
    }

    /**
     * Returns the same filter, limited to those in one status.
     *
     * @param wantedStatus the status
     */
    public ImageFilter withStatus(Image.Status wantedStatus) {
        Once.given("withStatus", status, Require.nonNull(wantedStatus, "wantedStatus"));
        return new ImageFilter(name, kind, wantedStatus, restorePoint, tags, createdFrom, createdBefore, shared);
    }

    /**
     * Returns the same filter, limited to the one whose data is in a restore point.
     *
     * @param restorePointId the restore point
     */
    public ImageFilter builtFrom(RestorePointId restorePointId) {
        Once.given("builtFrom", restorePoint, Require.nonNull(restorePointId, "restorePointId"));
        return new ImageFilter(name, kind, status, restorePointId, tags, createdFrom, createdBefore, shared);
    }

    /**
     * Returns the same filter, limited to those with one more tag.
     *
     * @param key the key of the tag
     * @param value its value
     */
    public ImageFilter tagged(String key, String value) {
        return new ImageFilter(
                name,
                kind,
                status,
                restorePoint,
                Require.plusTag(tags, key, value),
                createdFrom,
                createdBefore,
                shared);
    }

    /**
     * Returns the same filter, limited to those created at an instant or later.
     *
     * @param instant the earliest instant
     */
    public ImageFilter createdFrom(Instant instant) {
        Once.given("createdFrom", createdFrom, Require.nonNull(instant, "instant"));
        return new ImageFilter(name, kind, status, restorePoint, tags, instant, createdBefore, shared);
    }

    /**
     * Returns the same filter, limited to those created before an instant.
     *
     * @param instant the first instant that is too late
     */
    public ImageFilter createdBefore(Instant instant) {
        Once.given("createdBefore", createdBefore, Require.nonNull(instant, "instant"));
        return new ImageFilter(name, kind, status, restorePoint, tags, createdFrom, instant, shared);
    }

    /**
     * Returns the same filter, limited to those that other projects share, instead of the project's own.
     */
    public ImageFilter sharedWithProject() {
        return new ImageFilter(name, kind, status, restorePoint, tags, createdFrom, createdBefore, true);
    }

    /**
     * Returns whether an image meets all conditions.
     *
     * @param image the image
     */
    public boolean matches(Image image) {
        return (name == null || name.equals(image.name()))
                && (kind == null || kind == image.kind())
                && (status == null || status == image.status())
                && (restorePoint == null || restorePoint.equals(image.restorePoint()))
                && Require.hasTags(image.tags(), tags)
                && Require.isWithin(image.createdAt(), createdFrom, createdBefore)
                && shared == image.shared();
    }
}
