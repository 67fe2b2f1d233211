package io.github.backup4j.huawei.emulator.internal.ims;

import io.github.backup4j.BackupException;
import io.github.backup4j.Denied;
import io.github.backup4j.Unavailable;
import io.github.backup4j.huawei.emulator.internal.http.GatewayErrors;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import java.util.HashMap;
import java.util.Map;

/** The error codes of IMS, all with status 400. */
final class ImsErrors {
    private static final String PREFIX = "IMG.";

    private static final Map<String, String> BY_CODE = Map.ofEntries(
            Map.entry("IMAGE_NOT_FOUND", "IMG.0027"),
            Map.entry("RESOURCE_NOT_FOUND", "IMG.0031"),
            Map.entry("RESTORE_POINT_NOT_FOUND", "IMG.0020"),
            Map.entry("VAULT_NOT_FOUND", "IMG.0184"),
            Map.entry("VAULT_UNUSABLE", "IMG.0188"),
            Map.entry("VAULT_FULL", "IMG.0182"),
            Map.entry("MEMBER_LIMIT", "IMG.0185"),
            Map.entry("ALREADY_PROTECTED", "IMG.0183"),
            Map.entry("WRONG_KIND", "IMG.0193"),
            Map.entry("WRONG_PURPOSE", "IMG.0189"),
            Map.entry("ONE_IMAGE_PER_POINT", "IMG.0029"),
            Map.entry("NO_SYSTEM_DISK", "IMG.0119"),
            Map.entry("NOT_AVAILABLE", "IMG.0046"),
            Map.entry("WRONG_STATE", "IMG.0022"),
            Map.entry("BEING_WORKED_ON", "IMG.0010"),
            Map.entry("VAULT_LOCKED", "IMG.0176"),
            Map.entry("ENCRYPTED", "IMG.0098"),
            Map.entry("WHOLE_SERVER_IMAGE", "IMG.0130"),
            Map.entry("SAME_PLACE", "IMG.0076"),
            Map.entry("ALREADY_SHARED", "IMG.0112"),
            Map.entry("SHARE_LIMIT", "IMG.0088"),
            Map.entry("SHARE_NOT_FOUND", "IMG.0113"),
            Map.entry("MALFORMED", "IMG.0068"),
            Map.entry("NO_CAPABILITY", "IMG.0105"));

    private ImsErrors() {}

    /**
     * Turns exceptions of the in-memory cloud into errors of IMS.
     *
     * @param otherwise codes that differ for this call: alternately a code of the in-memory cloud and the code of IMS
     */
    static Router.Handler ims(Router.Handler handler, String... otherwise) {
        Map<String, String> codes = new HashMap<>(BY_CODE);
        for (int i = 0; i < otherwise.length; i += 2) {
            codes.put(otherwise[i], otherwise[i + 1]);
        }
        return request -> {
            try {
                return handler.handle(request);
            } catch (BackupException e) {
                throw translated(e, codes);
            }
        };
    }

    static WireError bad(String code, String message) {
        return WireError.nested(400, code, message);
    }

    static WireError noImage(String id) {
        return bad("IMG.0027", "The image " + id + " does not exist.");
    }

    /** The code of a job that failed. */
    static String ofFailure(BackupException failure) {
        String code = failure.code().orElse("");
        return code.startsWith(PREFIX) ? code : BY_CODE.getOrDefault(code, "IMG.0061");
    }

    private static WireError translated(BackupException e, Map<String, String> codes) {
        return GatewayErrors.of(e).orElseGet(() -> ofService(e, codes));
    }

    private static WireError ofService(BackupException e, Map<String, String> codes) {
        String message = String.valueOf(e.getMessage());
        String code = e.code().orElse("");
        if (code.startsWith(PREFIX)) {
            return bad(code, message);
        }
        if (e instanceof Unavailable) {
            return WireError.nested(503, "IMG.0061", message);
        }
        return bad(codes.getOrDefault(code, e instanceof Denied ? "IMG.0047" : "IMG.0001"), message);
    }
}
