package io.github.backup4j;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a new disk that is created from a restore point, a snapshot or an image.
 *
 * <p>By default the same as the source disk. Encryption is always inherited. Immutable.
 *
 * @param name 1 to 64 characters
 * @param size the size, not smaller than the source; null: as the source
 * @param zone the zone; null: as the source
 * @param type the cloud's name for its kind of storage; null: as the source
 * @param description at most 85 characters; "" by default
 * @param tags at most 10, no {@linkplain ReservedNames reserved name} among them; none by default
 */
public record DiskSpec(
        String name,
        @Nullable DataSize size,
        @Nullable String zone,
        @Nullable String type,
        String description,
        Map<String, String> tags) {
    /** Far beyond what any cloud sells. */
    private static final DataSize LARGEST = DataSize.gib(1L << 30);

    /** Refuses values out of range with {@link Invalid}. */
    public DiskSpec {
        Require.text(name, "disk name", 1, 64);
        if (size != null) {
            Require.positive(size.bytes(), "disk size");
            if (size.compareTo(LARGEST) > 0) {
                throw new Invalid("disk size is " + size + ", more than " + LARGEST);
            }
        }
        if (zone != null) {
            Require.id(zone, "zone");
        }
        if (type != null) {
            Require.id(type, "disk type");
        }
        Require.text(description, "disk description", 0, 85);
        tags = Require.tags(tags, "disk tags", 10);
    }

    /**
     * Returns the spec of a disk that is as its source in everything but the name.
     *
     * @param name 1 to 64 characters
     * @throws Invalid if it is empty or too long
     */
    public static DiskSpec named(String name) {
        return new DiskSpec(name, null, null, null, "", Map.of());
    }

    /**
     * Returns the same spec with a size.
     *
     * @param newSize more than zero, and 1 EiB at most
     * @throws Invalid if it is zero or larger
     */
    public DiskSpec withSize(DataSize newSize) {
        return new DiskSpec(name, newSize, zone, type, description, tags);
    }

    /**
     * Returns the same spec in a zone.
     *
     * @param newZone the cloud's id of the zone
     * @throws Invalid if it cannot be an id
     */
    public DiskSpec inZone(String newZone) {
        return new DiskSpec(name, size, newZone, type, description, tags);
    }

    /**
     * Returns the same spec with a kind of storage.
     *
     * @param newType the cloud's word for it, such as {@code SSD}
     * @throws Invalid if it cannot be an id
     */
    public DiskSpec withType(String newType) {
        return new DiskSpec(name, size, zone, newType, description, tags);
    }

    /**
     * Returns the same spec with a description.
     *
     * @param newDescription at most 85 characters
     * @throws Invalid if it is too long
     */
    public DiskSpec describedAs(String newDescription) {
        return new DiskSpec(name, size, zone, type, newDescription, tags);
    }

    /**
     * Returns the same spec with these tags and no others.
     *
     * @param newTags at most 10
     * @throws Invalid if there are more, or one is too long
     */
    public DiskSpec withTags(Map<String, String> newTags) {
        return new DiskSpec(name, size, zone, type, description, newTags);
    }
}
