package io.github.backup4j;

import java.io.Serializable;

/**
 * A reference to a resource that can be backed up: a {@link Disk} or a {@link Server}.
 *
 * <p>It is only a name; {@link ProtectableResource} holds what the cloud knows about it.
 */
public sealed interface Resource extends Serializable {
    /** Returns the cloud's id of the resource. */
    String id();

    /** Returns the kind of the resource. */
    Kind kind();

    /**
     * Returns a reference to a disk.
     *
     * @param id the cloud's id of the disk
     * @throws Invalid if the id cannot be one
     */
    static Disk disk(String id) {
        return new Disk(id);
    }

    /**
     * Returns a reference to a server.
     *
     * @param id the cloud's id of the server
     * @throws Invalid if the id cannot be one
     */
    static Server server(String id) {
        return new Server(id);
    }

    /** The kinds of resources, and so of vaults. */
    enum Kind {
        /** Block storage volumes. */
        DISK,
        /** Virtual servers with all or some of their disks. */
        SERVER,
        /** A kind that this API does not know. */
        UNRECOGNIZED
    }

    /**
     * A disk: one block storage volume.
     *
     * @param id the cloud's id: 1 to 128 letters, digits and {@code - _ . :}
     */
    record Disk(String id) implements Resource {
        /** Refuses a malformed id with {@link Invalid}. */
        public Disk {
            Require.id(id, "disk id");
        }

        @Override
        public Kind kind() {
            return Kind.DISK;
        }

        /** Returns {@code "disk <id>"}. */
        @Override
        public String toString() {
            return "disk " + id;
        }
    }

    /**
     * A virtual server, with its disks.
     *
     * @param id the cloud's id: 1 to 128 letters, digits and {@code - _ . :}
     */
    record Server(String id) implements Resource {
        /** Refuses a malformed id with {@link Invalid}. */
        public Server {
            Require.id(id, "server id");
        }

        @Override
        public Kind kind() {
            return Kind.SERVER;
        }

        /** Returns {@code "server <id>"}. */
        @Override
        public String toString() {
            return "server " + id;
        }
    }

    /**
     * Another resource that the cloud lists, such as a file share; this API reports it but cannot back it up.
     *
     * @param type the cloud's own word for the kind
     * @param id the cloud's id
     */
    record Unrecognized(String type, String id) implements Resource {
        /** Refuses null. */
        public Unrecognized {
            Require.nonNull(type, "type");
            Require.nonNull(id, "id");
        }

        @Override
        public Kind kind() {
            return Kind.UNRECOGNIZED;
        }

        /** Returns {@code "<type> <id>"}. */
        @Override
        public String toString() {
            return type + " " + id;
        }
    }
}
