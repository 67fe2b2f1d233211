package io.github.backup4j.testkit;

import io.github.backup4j.DataSize;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a disk that a test adds to the world. Immutable.
 *
 * @param name its name
 * @param size its size
 * @param zone the zone it is in; {@code "zone-1"} by default
 * @param type the kind of storage; {@code "SSD"} by default
 * @param encrypted whether it is encrypted; false by default
 * @param tags its tags; none by default
 * @param id its id; null, the default: the cloud chooses it
 */
public record DiskSetup(
        String name,
        DataSize size,
        String zone,
        String type,
        boolean encrypted,
        Map<String, String> tags,
        @Nullable String id) {
    /** Refuses null, and copies the map. */
    public DiskSetup {
        Objects.requireNonNull(name, "name == null");
        Objects.requireNonNull(size, "size == null");
        Objects.requireNonNull(zone, "zone == null");
        Objects.requireNonNull(type, "type == null");
        tags = Map.copyOf(tags);
        if (id != null && id.isBlank()) {
            throw new IllegalArgumentException("id is blank, for disk \"" + name + "\"");
        }
    }

    /** A disk whose id the cloud chooses. */
    public DiskSetup(
            String name, DataSize size, String zone, String type, boolean encrypted, Map<String, String> tags) {
        this(name, size, zone, type, encrypted, tags, null);
    }

    /**
     * Returns a plain disk.
     *
     * @param name its name
     * @param size its size
     */
    public static DiskSetup of(String name, DataSize size) {
        return new DiskSetup(name, size, "zone-1", "SSD", false, Map.of());
    }

    /** Returns the same disk, encrypted. */
    public DiskSetup encryptedToo() {
        return new DiskSetup(name, size, zone, type, true, tags, id);
    }

    /**
     * Returns the same disk in another zone.
     *
     * @param newZone the zone
     */
    public DiskSetup inZone(String newZone) {
        return new DiskSetup(name, size, newZone, type, encrypted, tags, id);
    }

    /**
     * Returns the same disk on another kind of storage.
     *
     * @param newType the kind of storage
     */
    public DiskSetup ofType(String newType) {
        return new DiskSetup(name, size, zone, newType, encrypted, tags, id);
    }

    /**
     * Returns the same disk with these tags.
     *
     * @param newTags the tags
     */
    public DiskSetup withTags(Map<String, String> newTags) {
        return new DiskSetup(name, size, zone, type, encrypted, newTags, id);
    }

    /**
     * Returns the same disk with this id, so that a test can refer to it before it exists.
     *
     * @param newId the id, which no other disk has
     */
    public DiskSetup withId(String newId) {
        return new DiskSetup(name, size, zone, type, encrypted, tags, newId);
    }
}
