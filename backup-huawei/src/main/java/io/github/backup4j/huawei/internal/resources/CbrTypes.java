package io.github.backup4j.huawei.internal.resources;

import io.github.backup4j.Invalid;
import io.github.backup4j.Purpose;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;

/** CBR's names for kinds of resources and of vaults, and for the purposes of vaults and policies. */
public final class CbrTypes {
    private static final String SERVER = "OS::Nova::Server";
    public static final String DISK = "OS::Cinder::Volume";

    private CbrTypes() {}

    /** The resource that a response names. */
    public static Resource resource(String type, String id) {
        return switch (type) {
            case SERVER -> Resource.server(id);
            case DISK -> Resource.disk(id);
            default -> new Resource.Unrecognized(type, id);
        };
    }

    /** The type of a resource, for a request. */
    public static String type(Resource resource) {
        return switch (resource.kind()) {
            case SERVER -> SERVER;
            case DISK -> DISK;
            case UNRECOGNIZED -> throw new Invalid(resource + " is neither a disk nor a server");
        };
    }

    /** The kind of vault that a response names. */
    public static Resource.Kind kind(String objectType) {
        return switch (objectType) {
            case "server" -> Resource.Kind.SERVER;
            case "disk" -> Resource.Kind.DISK;
            default -> Resource.Kind.UNRECOGNIZED;
        };
    }

    /** The kind of vault, for a request. */
    public static String objectType(Resource.Kind kind) {
        return switch (kind) {
            case SERVER -> "server";
            case DISK -> "disk";
            case UNRECOGNIZED -> throw new Invalid("kind is " + kind + "; a vault is for disks or for servers");
        };
    }

    /** The purpose of a vault or policy that a response names. */
    public static Reported<Purpose> purpose(String protectType) {
        Purpose purpose = switch (protectType) {
            case "backup" -> Purpose.BACKUP;
            case "replication" -> Purpose.REPLICATION;
            default -> Purpose.UNRECOGNIZED;
        };
        return Reported.of(purpose, protectType);
    }

    /** The purpose of a vault or policy, for a request. */
    public static String protectType(Purpose purpose) {
        return switch (purpose) {
            case BACKUP -> "backup";
            case REPLICATION -> "replication";
            case UNRECOGNIZED -> throw new Invalid("purpose is " + purpose + "; give BACKUP or REPLICATION");
        };
    }
}
