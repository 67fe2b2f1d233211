package io.github.backup4j.huawei.emulator.internal.evs;

import io.github.backup4j.BackupException;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.Denied;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.Unavailable;
import io.github.backup4j.huawei.emulator.internal.http.GatewayErrors;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import java.util.Map;
import java.util.Set;

/** The error codes of EVS, for exceptions of the in-memory cloud and for malformed requests. */
final class EvsErrors {
    private static final String PREFIX = "EVS.";

    private static final Set<String> DENIED = Set.of("0003", "1027", "2056", "2144", "2145", "5403");
    private static final Set<String> SERVER_ERRORS = Set.of(
            "2001", "2002", "2005", "2007", "2010", "2011", "2013", "2014", "2019", "2020", "2021", "2023", "2024",
            "2025", "2026", "2029", "2030", "2031", "2032", "2033", "2034", "2035", "2036", "2042", "2050", "2105",
            "5500");

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
                .filter(code -> code.startsWith(PREFIX))
                .or(() -> failure.code().map(code -> BY_CODE.getOrDefault(code, "EVS.2024")))
                .orElse("EVS.2024");
    }

    private static WireError evs(BackupException e) {
        return GatewayErrors.of(e).orElseGet(() -> ofService(e));
    }

    private static WireError ofService(BackupException e) {
        String message = String.valueOf(e.getMessage());
        String code = e.code().orElse("");
        if (code.startsWith(PREFIX)) {
            return WireError.nested(status(code.substring(PREFIX.length())), code, message);
        }
        if (e instanceof NotFound) {
            return WireError.nested(404, "EVS.5404", message);
        }
        if (e instanceof QuotaExceeded) {
            String known = BY_CODE.get(code);
            return known == null ? WireError.nested(413, "EVS.5413", message) : bad(known, message);
        }
        if (e instanceof Unavailable) {
            return WireError.nested(503, "EVS.5503", message);
        }
        if (e instanceof Denied) {
            return WireError.nested(403, "EVS.5403", message);
        }
        if (e instanceof Invalid || e instanceof Conflict || e instanceof Busy) {
            return bad(BY_CODE.getOrDefault(code, "EVS.5400"), message);
        }
        return WireError.nested(500, "EVS.5500", message);
    }

    /** The HTTP status of an error code of EVS, by its number. */
    private static int status(String number) {
        if (DENIED.contains(number)) {
            return 403;
        }
        if (SERVER_ERRORS.contains(number)) {
            return 500;
        }
        return switch (number) {
            case "2143", "5401" -> 401;
            case "2044", "5404" -> 404;
            case "2409" -> 409;
            case "5413" -> 413;
            case "5503" -> 503;
            default -> 400;
        };
    }

    private static WireError cinder(BackupException e) {
        if (e.code().orElse("").startsWith(PREFIX)) {
            return evs(e);
        }
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
