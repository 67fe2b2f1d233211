package io.github.backup4j.huawei.emulator.internal.ecs;

import io.github.backup4j.BackupException;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.Denied;
import io.github.backup4j.NotFound;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.Unavailable;
import io.github.backup4j.huawei.emulator.internal.http.GatewayErrors;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import java.util.Map;
import java.util.function.Supplier;

/** The errors of ECS. */
final class EcsErrors {
    private static final String PREFIX = "Ecs.";

    /** The error codes of ECS, by code of the in-memory cloud. */
    private static final Map<String, String> CODES = Map.of(
            "IMAGE_NOT_FOUND", "Ecs.0007",
            "NOT_AVAILABLE", "Ecs.0007",
            "NO_SYSTEM_DISK", "Ecs.0007",
            "NOT_ACCEPTED", "Ecs.0007",
            "TOO_SMALL", "Ecs.0005",
            "WRONG_STATE", "Ecs.0100",
            "ATTACHED", "Ecs.0103");

    private EcsErrors() {}

    static WireError noServer(String id) {
        return WireError.nested(404, "Ecs.0114", "Instance[" + id + "] could not be found.");
    }

    static WireError invalid(String message) {
        return WireError.nested(400, "Ecs.0005", message);
    }

    static WireError wrongStatus(String message) {
        return WireError.nested(400, "Ecs.0100", message);
    }

    static WireError badDisk(String message) {
        return WireError.nested(400, "Ecs.0103", message);
    }

    /** Runs an action and turns exceptions of the in-memory cloud into errors of ECS. */
    static <T> T translating(Supplier<T> action) {
        try {
            return action.get();
        } catch (BackupException e) {
            throw of(e);
        }
    }

    private static WireError of(BackupException e) {
        return GatewayErrors.of(e).orElseGet(() -> ofService(e));
    }

    private static WireError ofService(BackupException e) {
        String message = String.valueOf(e.getMessage());
        String given = e.code().filter(code -> code.startsWith(PREFIX)).orElse("");
        if (e instanceof Unavailable) {
            return WireError.nested(500, given.isEmpty() ? "Ecs.0000" : given, message);
        }
        if (e instanceof Denied) {
            return WireError.nested(403, given.isEmpty() ? "Ecs.0003" : given, message);
        }
        if (!given.isEmpty()) {
            return WireError.nested(given.equals("Ecs.0114") ? 404 : 400, given, message);
        }
        if (e instanceof QuotaExceeded) {
            return WireError.nested(400, "Ecs.0001", message);
        }
        String usual = e instanceof Busy || e instanceof Conflict ? "Ecs.0100" : "Ecs.0005";
        String code = CODES.getOrDefault(e.code().orElse(""), e instanceof NotFound ? "Ecs.0114" : usual);
        return WireError.nested(code.equals("Ecs.0114") ? 404 : 400, code, message);
    }
}
