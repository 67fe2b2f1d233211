package io.github.backup4j;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a new disk that is created from a restore point, a snapshot or an image.
 *
 * <p>By default the same as the source disk. Encryption is always inherited. Immutable.
 *
 * <p>The cloud limits the length of texts and the number of tags: a call with a spec beyond its
 * {@linkplain CloudBackup#limits() limits} is refused with {@link Invalid}. Setting a property again to a different
 * value is refused, too.
 *
 * @param name the name, not blank
 * @param size the size, not smaller than the source; null: as the source
 * @param zone the zone; null: that of the server that the disk is attached to, else as the source
 * @param type the cloud's name for its kind of storage; null: as the source. If the source disk no longer exists, a disk of a
 *     restore point may get a type that the cloud chooses, on Huawei Cloud {@code SSD}; a disk of an image may then be refused
 *     with {@link Invalid}
 * @param description the description, without line breaks; "" by default
 * @param tags the tags, no {@linkplain ReservedNames reserved name} among them; none by default
 * @param attachedTo the server that the disk is attached to once it has its data; null, the default: none
 */
public record DiskSpec(
        String name,
        @Nullable DataSize size,
        @Nullable String zone,
        @Nullable String type,
        String description,
        Map<String, String> tags,
        Resource.@Nullable Server attachedTo)
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
    public static DiskSpec of(String name) {
        return new DiskSpec(name, null, null, null, "", Map.of(), null);
    }

    /**
     * Returns the same spec with another name.
     *
     * @param newName the name, not blank
     * @throws Invalid if it is blank or holds a control character
     */
    public DiskSpec named(String newName) {
        return new DiskSpec(newName, size, zone, type, description, tags, attachedTo);
    }

    /**
     * Returns the same spec with a size.
     *
     * @param newSize more than zero, and 1 EiB at most
     * @throws Invalid if it is zero or larger
     */
    public DiskSpec withSize(DataSize newSize) {
        Once.given("withSize", size, Require.nonNull(newSize, "newSize"));
        return new DiskSpec(name, newSize, zone, type, description, tags, attachedTo);
    }

    /**
     * Returns the same spec in a zone.
     *
     * @param newZone the cloud's id of the zone
     * @throws Invalid if it cannot be an id
     */
    public DiskSpec inZone(String newZone) {
        Once.given("inZone", zone, Require.nonNull(newZone, "newZone"));
        return new DiskSpec(name, size, newZone, type, description, tags, attachedTo);
    }

    /**
     * Returns the same spec with a kind of storage.
     *
     * @param newType the cloud's word for it, such as {@code SSD}
     * @throws Invalid if it cannot be an id
     */
    public DiskSpec withType(String newType) {
        Once.given("withType", type, Require.nonNull(newType, "newType"));
        return new DiskSpec(name, size, zone, newType, description, tags, attachedTo);
    }

    /**
     * Returns the same spec with a description.
     *
     * @param newDescription the description, without line breaks
     * @throws Invalid if it holds a control character
     */
    public DiskSpec describedAs(String newDescription) {
        Once.text("describedAs", description, newDescription);
        return new DiskSpec(name, size, zone, type, newDescription, tags, attachedTo);
    }

    /**
     * Returns the same spec with these tags and no others.
     *
     * @param newTags the tags
     * @throws Invalid if a key is blank, or one holds a control character
     */
    public DiskSpec withTags(Map<String, String> newTags) {
        Once.tags(tags, newTags);
        return new DiskSpec(name, size, zone, type, description, newTags, attachedTo);
    }

    /**
     * Returns the same spec of a disk that is attached to a server, as a data disk, once it has its data. The operation ends when
     * the disk is attached; it attaches the disk only while somebody polls it, as {@link Operation} says. The server is neither stopped
     * nor started, and its other disks stay as they are. On Huawei Cloud, the spec may then have at most 9 tags instead of 10.
     *
     * <p>A call with this spec creates nothing if the cloud has no {@link Capability#DISK_ATTACHMENT} ({@link Unsupported}), there
     * is no such server ({@link NotFound}), or the disk and the server would be in different zones ({@link Invalid}). If the disk
     * is created but cannot be attached, the operation throws {@link OperationFailed} with the id of the disk, which is kept with
     * its data: attach it yourself, or delete it.
     *
     * <p>The disk is attached once: a call that is repeated with its key, or an operation that is resumed, does not attach it again
     * if somebody has detached it meanwhile. A cloud may keep a note on the disk until it is attached, such as a tag. Without it, the
     * disk counts as attached before: the operation ends with a disk that is attached to nothing, since to undo what somebody did
     * on purpose would be worse. So leave the note in place. Only if the process ends after the attachment and before the note
     * is removed, and somebody detaches the disk before the operation is resumed, it is attached once more.
     *
     * <pre>{@code
     * DiskSpec beside = DiskSpec.of("orders-yesterday").attachedTo(server);
     * Resource.Disk disk = backup.restorePoints().restore(part.id(), beside).await(Duration.ofHours(2));
     * }</pre>
     *
     * @param server the server
     * @throws Invalid if another server was given before
     */
    public DiskSpec attachedTo(Resource.Server server) {
        Once.given("attachedTo", attachedTo, Require.nonNull(server, "server"));
        return new DiskSpec(name, size, zone, type, description, tags, server);
    }
}
