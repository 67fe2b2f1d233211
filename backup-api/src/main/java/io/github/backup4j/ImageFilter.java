package io.github.backup4j;

import org.jspecify.annotations.Nullable;

/**
 * Which images a list is limited to: given to {@link Images#list(ImageFilter)}.
 *
 * <p>All conditions must hold; by default there are none. Immutable.
 *
 * @param name only those with exactly this name; null: any
 * @param kind only those of this kind; null: any
 * @param status only those in this status; null: any
 * @param restorePoint only the one whose data is in this restore point; null: any
 * @param shared whether those that other projects share are listed, instead of the project's own; false by default
 */
public record ImageFilter(
        @Nullable String name,
        Image.@Nullable Kind kind,
        Image.@Nullable Status status,
        @Nullable RestorePointId restorePoint,
        boolean shared) {
    private static final ImageFilter ALL = new ImageFilter(null, null, null, null, false);

    /** Returns the filter that matches all images. */
    public static ImageFilter all() {
        return ALL;
    }

    /**
     * Returns the same filter, limited to those with exactly one name.
     *
     * @param exactName the name
     */
    public ImageFilter named(String exactName) {
        Require.nonNull(exactName, "exactName");
        return new ImageFilter(exactName, kind, status, restorePoint, shared);
    }

    /**
     * Returns the same filter, limited to those of one kind.
     *
     * @param imageKind the kind
     */
    public ImageFilter ofKind(Image.Kind imageKind) {
        Require.nonNull(imageKind, "imageKind");
        return new ImageFilter(name, imageKind, status, restorePoint, shared);
    }

    /**
     * Returns the same filter, limited to those in one status.
     *
     * @param imageStatus the status
     */
    public ImageFilter withStatus(Image.Status imageStatus) {
        Require.nonNull(imageStatus, "imageStatus");
        return new ImageFilter(name, kind, imageStatus, restorePoint, shared);
    }

    /**
     * Returns the same filter, limited to the one whose data is in a restore point.
     *
     * @param restorePointId the restore point
     */
    public ImageFilter builtFrom(RestorePointId restorePointId) {
        Require.nonNull(restorePointId, "restorePointId");
        return new ImageFilter(name, kind, status, restorePointId, shared);
    }

    /** Returns the same filter, limited to those that other projects share, instead of the project's own. */
    public ImageFilter sharedWithProject() {
        return new ImageFilter(name, kind, status, restorePoint, true);
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
                && shared == image.shared();
    }
}
