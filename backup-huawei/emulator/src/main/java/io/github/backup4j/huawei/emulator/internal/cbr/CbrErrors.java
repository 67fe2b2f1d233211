package io.github.backup4j.huawei.emulator.internal.cbr;

import static java.util.Map.entry;

import io.github.backup4j.BackupException;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.Denied;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.Unavailable;
import io.github.backup4j.huawei.emulator.internal.http.GatewayErrors;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import io.github.backup4j.huawei.emulator.internal.world.Always;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The error codes of CBR: their HTTP status and message, and which code stands for which exception of the in-memory cloud. */
final class CbrErrors {
    private static final String PREFIX = "BackupService.";

    /** The account has not passed real-name authentication. */
    private static final String NO_REAL_NAME = "8600";

    private static final Set<String> NOT_FOUND = Set.of(
            "4001", "6000", "6002", "6105", "6200", "6217", "6302", "6402", "6500", "6501", "6601", "6705", "7000",
            "7100", "7202");
    private static final Set<String> SERVER_ERRORS = Set.of(
            "0002", "1005", "1006", "4004", "4005", "4006", "4007", "6132", "6137", "6138", "6139", "6207", "6208",
            "6209", "6210", "6211", "6212", "6213", "6214", "7009", "8400", "9910", "9998");

    private static final Map<String, String> MESSAGES = Map.ofEntries(
            entry("0001", "No resource is available for backup."),
            entry(
                    "2001",
                    "Restoration cannot be executed because the size of the disk on the server is smaller than the"
                            + " backup size."),
            entry("2002", "The resource is being backed up. Restore the resource after the backup is complete."),
            entry("2003", "Restoration to a different server is not allowed."),
            entry("2005", "Restoration is not allowed in the current backup status."),
            entry("2008", "Restoration is not allowed in the current ECS status."),
            entry("2010", "The resource is being restored."),
            entry("2011", "Restoration is not allowed in the current disk status."),
            entry("2012", "Restoration of some disks is not allowed."),
            entry("2013", "Backup data of a data disk cannot be restored to a system disk."),
            entry("6000", "The policy does not exist."),
            entry("6001", "The maximum number of this type of policies has been reached."),
            entry("6002", "The vault is not applied with the policy."),
            entry(
                    "6003",
                    "The destination region cannot be changed because the policy has been applied to a replication"
                            + " vault."),
            entry("6100", "The maximum number of vault resources has been reached."),
            entry("6101", "Invalid vault capacity."),
            entry("6102", "The vault does not support this resource type."),
            entry("6103", "The resource has been associated with a vault."),
            entry("6104", "Duplicate vault resources."),
            entry("6105", "The vault does not exist."),
            entry("6108", "New resources cannot be associated with the vault."),
            entry("6109", "The bill does not exist."),
            entry("6110", "The vault cannot be updated."),
            entry("6111", "The vault cannot be deleted."),
            entry("6112", "Invalid vault status."),
            entry("6113", "Backup is not allowed in the current vault status."),
            entry("6114", "The used capacity of the vault exceeds the maximum capacity."),
            entry("6117", "Unknown policy type."),
            entry("6119", "The destination vault does not support replication."),
            entry("6120", "The destination vault does not exist."),
            entry("6122", "The resource type does not support replication."),
            entry("6124", "Backup is not allowed for the current type of vaults."),
            entry("6125", "A backup task is in progress."),
            entry("6127", "This policy cannot be applied to this vault."),
            entry("6128", "Replication is not allowed for the current type of vaults."),
            entry("6129", "The maximum capacity of the destination vault has been reached."),
            entry("6130", "The vault is being replicated."),
            entry("6133", "The maximum number of vaults has been reached."),
            entry("6134", "Resources are being removed from the vault."),
            entry("6135", "The resource does not exist in the vault."),
            entry("6140", "An encrypted disk cannot be specified as a system disk."),
            entry("6200", "The backup does not exist."),
            entry("6201", "The backup cannot be deleted."),
            entry("6202", "Backups can be used for restoration only when the vault status is Available."),
            entry("6203", "Performing backups."),
            entry("6204", "The backup cannot be deleted because it has been used to create an image."),
            entry("6206", "Metadata query is not allowed in the current backup status."),
            entry("6209", "The backup does not contain the system disk data and cannot be used to create an image."),
            entry("6215", "Backup is not allowed in the current resource status."),
            entry("6216", "The backup cannot be deleted because it is in use."),
            entry("6217", "The backup restore point does not exist."),
            entry("6220", "Automatic backups in the locked repository are prohibited from being manually deleted."),
            entry("6302", "The resource does not exist."),
            entry("6500", "The operation log does not exist."),
            entry("6600", "The maximum number of tags has been reached for the resource."),
            entry("6601", "The key does not exist."),
            entry("6701", "The maximum number of backups that can be shared has been reached."),
            entry("6702", "Only backups in the Available status can be shared."),
            entry("6703", "The backup has been shared."),
            entry("6704", "Invalid project ID of the tenant for sharing."),
            entry("6705", "The share member does not exist."),
            entry("6706", "Invalid update parameter value for the share member."),
            entry("6709", "Backup sharing is not allowed for cloud servers using encrypted disks."),
            entry("6712", "Backup sharing is not allowed in the current vault status."),
            entry(
                    "6713",
                    "The type of the vault accepting the shared backup and the backup resource type are different."),
            entry("7000", "The disk does not exist."),
            entry("7003", "Backup is not allowed in the current disk status."),
            entry("7004", "Backup or restoration is not allowed for this disk."),
            entry("7100", "The server does not exist."),
            entry("7101", "Backup is not allowed in the current server status."),
            entry("7108", "Backup is not allowed for servers containing no disks."),
            entry("7202", "Failed to obtain the snapshot."),
            entry("7300", "The vault does not support synchronization."),
            entry("7301", "The vault is not empty."),
            entry("9900", "Parameter verification failed."),
            entry("9910", "Unknown error."));

    /** By the code of the in-memory cloud; a call for which a code means something else has a table of its own. */
    private static final Map<String, String> USUAL = Map.ofEntries(
            entry("VAULT_NOT_FOUND", "6105"),
            entry("MEMBER_NOT_FOUND", "6135"),
            entry("POLICY_NOT_FOUND", "6000"),
            entry("POLICY_NOT_ATTACHED", "6002"),
            entry("RESTORE_POINT_NOT_FOUND", "6200"),
            entry("RESOURCE_NOT_FOUND", "6302"),
            entry("SNAPSHOT_NOT_FOUND", "7202"),
            entry("OPERATION_NOT_FOUND", "6500"),
            entry("SHARE_NOT_FOUND", "6705"),
            entry("WRONG_KIND", "6102"),
            entry("WRONG_PURPOSE", "6127"),
            entry("WRONG_RESOURCE", "2003"),
            entry("IMMUTABLE", "6003"),
            entry("TOO_LARGE", "6101"),
            entry("TOO_SMALL", "6101"),
            entry("UNKNOWN_DISK", "7000"),
            entry("NO_DISK_LEFT", "7108"),
            entry("NO_SYSTEM_DISK", "6209"),
            entry("VAULT_UNUSABLE", "6112"),
            entry("VAULT_EMPTY", "0001"),
            entry("VAULT_LOCKED", "6110"),
            entry("HOLDS_RESTORE_POINTS", "7301"),
            entry("ALREADY_PROTECTED", "6103"),
            entry("WRONG_STATE", "6215"),
            entry("ATTACHED", "2011"),
            entry("SUBSCRIBED", "6110"),
            entry("PINNED_BY_IMAGE", "6204"),
            entry("NOT_AVAILABLE", "2005"),
            entry("ALREADY_SHARED", "6703"),
            entry("ENCRYPTED", "6709"),
            entry("ALREADY_COPIED", "6128"),
            entry("IS_A_COPY", "6128"),
            entry("CONSISTENCY", "6110"),
            entry("BEING_WORKED_ON", "6125"),
            entry("VAULT_FULL", "6114"),
            entry("MEMBER_LIMIT", "6100"),
            entry("POLICY_LIMIT", "6001"),
            entry("SHARE_LIMIT", "6701"),
            entry("NOTHING_BACKED_UP", "0001"),
            entry("GONE", "6302"));

    private CbrErrors() {}

    /** An error by its number, such as {@code "6105"}. */
    static WireError of(String number) {
        return of(number, message(number));
    }

    /** An error by its number, with a message other than the default. */
    static WireError of(String number, String message) {
        return WireError.flat(status(number), PREFIX + number, message);
    }

    /** An error about the body of a request. */
    static WireError invalid(String message) {
        return of("9900", message);
    }

    static String message(String number) {
        return MESSAGES.getOrDefault(number, "Unknown error.");
    }

    /** Wraps a handler so that exceptions of the in-memory cloud become errors of CBR. */
    static Router.Handler translating(Map<String, String> special, Router.Handler handler) {
        return request -> {
            try {
                return handler.handle(request);
            } catch (BackupException e) {
                throw translated(e, special);
            }
        };
    }

    /** The error of CBR for an exception of the in-memory cloud. */
    static WireError translated(BackupException refusal, Map<String, String> special) {
        return GatewayErrors.of(refusal).orElseGet(() -> ofService(refusal, special));
    }

    private static WireError ofService(BackupException refusal, Map<String, String> special) {
        String code = refusal.code().orElse("");
        if (code.startsWith(PREFIX)) {
            return of(code.substring(PREFIX.length()), String.valueOf(refusal.getMessage()));
        }
        if (refusal instanceof Unavailable) {
            return WireError.flat(503, "APIG.0202", "Backend unavailable");
        }
        if (refusal instanceof Denied) {
            return WireError.flat(403, "APIG.0302", "Incorrect IAM authentication information: not authorized");
        }
        String number = special.getOrDefault(code, USUAL.getOrDefault(code, numberOf(refusal)));
        return number.equals("9900") ? invalid(String.valueOf(refusal.getMessage())) : of(number);
    }

    /** The full code of a failure or a skip, such as {@code "BackupService.7003"}. */
    static String fullCode(@Nullable String code, Map<String, String> special) {
        if (code == null || code.contains(".")) {
            return Always.text(code);
        }
        return PREFIX + special.getOrDefault(code, USUAL.getOrDefault(code, "9910"));
    }

    private static String numberOf(BackupException refusal) {
        if (refusal instanceof NotFound) {
            return "6302";
        }
        if (refusal instanceof Busy) {
            return "6125";
        }
        if (refusal instanceof Conflict) {
            return "6112";
        }
        if (refusal instanceof QuotaExceeded) {
            return "6133";
        }
        return refusal instanceof Invalid ? "9900" : "9910";
    }

    private static int status(String number) {
        if (number.equals(NO_REAL_NAME)) {
            return 403;
        }
        if (NOT_FOUND.contains(number)) {
            return 404;
        }
        return SERVER_ERRORS.contains(number) ? 500 : 400;
    }
}
