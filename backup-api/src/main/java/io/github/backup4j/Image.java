package io.github.backup4j;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A template from which new disks or servers are created.
 *
 * <p>A value as read at one moment; {@link Images#get} reads it again.
 *
 * @param id the cloud's id
 * @param name the name; not unique
 * @param description the description; null: none
 * @param reportedKind what is in it
 * @param reportedStatus whether it can be used
 * @param source what it was built from; null if the cloud does not say
 * @param restorePoint the restore point that holds the data of a whole-server image, and cannot be deleted before it;
 *     null for other kinds
 * @param size the minimum size of disks that are created from it
 * @param encrypted whether what is created from it is encrypted
 * @param shared whether it belongs to another project, which shares it; what the cloud has for everybody is not shared
 * @param tags the tags
 * @param createdAt when it was begun; null if the cloud does not say
 */
public record Image(
        ImageId id,
        String name,
        @Nullable String description,
        Reported<Kind> reportedKind,
        Reported<Status> reportedStatus,
        @Nullable ImageSource source,
        @Nullable RestorePointId restorePoint,
        DataSize size,
        boolean encrypted,
        boolean shared,
        Map<String, String> tags,
        @Nullable Instant createdAt) {
    /** Refuses null where it is not allowed, and copies the map. */
    public Image {
        Require.nonNull(id, "id");
        Require.nonNull(name, "name");
        description = Require.textOrNull(description);
        Require.nonNull(reportedKind, "reportedKind");
        Require.nonNull(reportedStatus, "reportedStatus");
        Require.nonNull(size, "size");
        tags = Require.copyOf(tags);
    }

    /** Returns what can be changed about it, as it is: change it and hand it to {@link Images#update}. */
    public ImageUpdate toUpdate() {
        return new ImageUpdate(name, description == null ? "" : description, tags);
    }

    /** Returns what is in it. */
    public Kind kind() {
        return reportedKind.value();
    }

    /** Returns whether it can be used. */
    public Status status() {
        return reportedStatus.value();
    }

    /** Returns the status in the cloud's own words; null if the cloud does not say. */
    public @Nullable String statusText() {
        return reportedStatus.text();
    }

    /**
     * A file that an image was written to.
     *
     * @param image the image
     * @param location its location, as it was requested
     * @param format how it is written
     */
    public record Export(ImageId image, String location, Format format) {
        /** Refuses null. */
        public Export {
            Require.nonNull(image, "image");
            Require.nonNull(location, "location");
            Require.nonNull(format, "format");
        }
    }

    /** What is in an image. */
    public enum Kind {
        /** The disk that a server starts from. */
        SYSTEM_DISK,
        /** A disk without an operating system. */
        DATA_DISK,
        /** All disks of a server. */
        WHOLE_SERVER,
        /** A kind that this API does not know. */
        UNRECOGNIZED
    }

    /** Whether an image can be used. */
    public enum Status {
        /** Waiting to be built. */
        QUEUED,
        /** Being built. */
        SAVING,
        /** Complete. */
        ACTIVE,
        /** It could not be built. */
        ERROR,
        /** Deleted, and listed for a little longer. */
        DELETED,
        /** A status that this API does not know; {@link Image#statusText()} has the cloud's own word. */
        UNRECOGNIZED
    }

    /**
     * The format of an exported image: one of the constants, or another that the cloud knows. {@link CloudBackup#limits()} says
     * which it takes.
     *
     * <p>{@code toString} returns the name.
     *
     * @param name the name in small letters, such as {@code qcow2}
     */
    public record Format(String name) {
        /** Virtual hard disk, dynamic. */
        public static final Format VHD = new Format("vhd");

        /** Virtual machine disk. */
        public static final Format VMDK = new Format("vmdk");

        /** QEMU copy-on-write, version 2. */
        public static final Format QCOW2 = new Format("qcow2");

        /** Refuses a name that is none, with {@link Invalid}. */
        public Format {
            Require.nonNull(name, "format");
            if (!name.matches("[a-z0-9]{1,32}")) {
                throw new Invalid("format is \"" + Require.printable(name)
                        + "\"; give 1 to 32 small letters and digits, such as qcow2");
            }
        }

        /**
         * Returns a format that this API has no constant for.
         *
         * @param name the name in small letters, as the cloud documents it
         * @throws Invalid if it is none
         */
        public static Format of(String name) {
            return new Format(name);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
