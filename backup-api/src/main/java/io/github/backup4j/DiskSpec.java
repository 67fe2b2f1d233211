package io.github.backup4j;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a new disk that is created from a restore point, a snapshot or an image.
 *
 * <p>By default the same as the source disk. Encryption is always inherited. Immutable.
 *
 * <p>How long its texts may be and how many tags it may have, the cloud says: a call with a spec beyond its
 * {@linkplain CloudBackup#limits() limits} is refused with {@link Invalid}. Another value for what was given already
 * is refused too.
 *
 * @param name the name, not blank
 * @param size the size, not smaller than the source; null: as the source
 * @param zone the zone; null: as the source
 * @param type the cloud's name for its kind of storage; null: as the source
 * @param description the description, without line breaks; "" by default
 * @param tags the tags, no {@linkplain ReservedNames reserved name} among them; none by default
 */
public record DiskSpec(
        String name,
        @Nullable DataSize size,
        @Nullable String zone,
        @Nullable String type,
        String description,
        Map<String, String> tags)
        implements RestoreTarget {
    /** Far beyond what any cloud sells. */
    private static final DataSize LARGEST = DataSize.gib(1L << 30);

    /** Refuses values out of range with {@link Invalid}. */
    public DiskSpec {
        Require.name(name, "disk name");
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
        Require.text(description, "disk description");
        tags = Require.tags(tags, "disk tags");
    }

    /**
     * Returns the spec of a disk that is as its source in everything but the name.
     *
     * @param name the name, not blank
     * @throws Invalid if it is blank or holds a control character
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
        Once.given("withSize", size, Require.nonNull(newSize, "newSize"));
        return new DiskSpec(name, newSize, zone, type, description, tags);
    }

    /**
     * Returns the same spec in a zone.
     *
     * @param newZone the cloud's id of the zone
     * @throws Invalid if it cannot be an id
     */
    public DiskSpec inZone(String newZone) {
        Once.given("inZone", zone, Require.nonNull(newZone, "newZone"));
        return new DiskSpec(name, size, newZone, type, description, tags);
    }

    /**
     * Returns the same spec with a kind of storage.
     *
     * @param newType the cloud's word for it, such as {@code SSD}
     * @throws Invalid if it cannot be an id
     */
    public DiskSpec withType(String newType) {
        Once.given("withType", type, Require.nonNull(newType, "newType"));
        return new DiskSpec(name, size, zone, newType, description, tags);
    }

    /**
     * Returns the same spec with a description.
     *
     * @param newDescription the description, without line breaks
     * @throws Invalid if it holds a control character
     */
    public DiskSpec describedAs(String newDescription) {
        Once.text("describedAs", description, newDescription);
        return new DiskSpec(name, size, zone, type, newDescription, tags);
    }

    /**
     * Returns the same spec with these tags and no others.
     *
     * @param newTags the tags
     * @throws Invalid if a key is blank, or one holds a control character
     */
    public DiskSpec withTags(Map<String, String> newTags) {
        Once.tags(tags, newTags);
        return new DiskSpec(name, size, zone, type, description, newTags);
    }
}
