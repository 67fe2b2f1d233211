package io.github.backup4j.huawei.emulator.internal.evs;

import io.github.backup4j.BackupException;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.Denied;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.Throttled;
import io.github.backup4j.Unavailable;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import java.util.Map;

/** The error codes of EVS, for exceptions of the in-memory cloud and for malformed requests. */
final class EvsErrors {
    private static final Map<String, String> BY_CODE = Map.ofEntries(
            Map.entry("ATTACHED", "EVS.5400"),
            Map.entry("WRONG_STATE", "EVS.5400"),
            Map.entry("WRONG_RESOURCE", "EVS.5400"),
            Map.entry("BACKUP_SERVICE_SNAPSHOT", "EVS.5400"),
            Map.entry("BEING_WORKED_ON", "EVS.5400"),
            Map.entry("TOO_SMALL", "EVS.1010"),
            Map.entry("NO_SUCH_ZONE", "EVS.1036"),
            Map.entry("DISK_LIMIT", "EVS.1034"),
            Map.entry("DISK_SPACE_LIMIT", "EVS.1042"),
            Map.entry("NOT_AVAILABLE", "EVS.1047"));

    private EvsErrors() {}

    /** Turns exceptions of the in-memory cloud into errors of EVS. */
    static Router.Handler evs(Router.Handler handler) {
        return request -> {
            try {
                return handler.handle(request);
            } catch (BackupException e) {
                throw evs(e);
            }
        };
    }

    /** Turns exceptions of the in-memory cloud into errors of Cinder. */
    static Router.Handler cinder(Router.Handler handler) {
        return request -> {
            try {
                return handler.handle(request);
            } catch (BackupException e) {
                throw cinder(e);
            }
        };
    }

    static WireError bad(String code, String message) {
        return WireError.nested(400, code, message);
    }

    static WireError noVolume(String id) {
        return WireError.nested(404, "EVS.5404", "Volume " + id + " could not be found.");
    }

    static WireError cinderNotFound(String what, String id) {
        return WireError.openStack(404, "itemNotFound", what + " " + id + " could not be found.");
    }

    static WireError cinderBad(String message) {
        return WireError.openStack(400, "badRequest", message);
    }

    /** The code of a job that failed. */
    static String ofFailure(OperationFailed failure) {
        return failure.code()
                .filter(code -> code.startsWith("EVS."))
                .or(() -> failure.code().map(code -> BY_CODE.getOrDefault(code, "EVS.2024")))
                .orElse("EVS.2024");
    }

    private static WireError evs(BackupException e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof NotFound) {
            return WireError.nested(404, "EVS.5404", message);
        }
        if (e instanceof QuotaExceeded) {
            String known = BY_CODE.get(e.code().orElse(""));
            return known == null ? WireError.nested(413, "EVS.5413", message) : bad(known, message);
        }
        if (e instanceof Throttled) {
            return WireError.flat(429, "APIG.0308", "The throttling threshold has been reached: " + message);
        }
        if (e instanceof Unavailable) {
            return WireError.nested(503, "EVS.5503", message);
        }
        if (e instanceof Denied) {
            return WireError.nested(403, "EVS.5403", message);
        }
        if (e instanceof Invalid || e instanceof Conflict || e instanceof Busy) {
            return bad(BY_CODE.getOrDefault(e.code().orElse(""), "EVS.5400"), message);
        }
        return WireError.nested(500, "EVS.5500", message);
    }

    private static WireError cinder(BackupException e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof NotFound) {
            return WireError.openStack(404, "itemNotFound", message);
        }
        if (e instanceof QuotaExceeded) {
            return WireError.openStack(413, "overLimit", message);
        }
        if (e instanceof Invalid || e instanceof Conflict || e instanceof Busy) {
            return cinderBad(message);
        }
        return evs(e);
    }
}
