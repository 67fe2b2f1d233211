package io.github.backup4j.huawei.emulator.internal.http;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Throttled;
import java.util.Optional;

/** The errors of the API gateway, which stands before every service. */
public final class GatewayErrors {
    private GatewayErrors() {}

    /** The error for an exception of the in-memory cloud; empty if the service itself responds. */
    public static Optional<WireError> of(BackupException e) {
        if (e instanceof Throttled) {
            return Optional.of(WireError.flat(429, "APIG.0308", "The throttling threshold has been reached"));
        }
        if (e instanceof AmbiguousOutcome) {
            return Optional.of(WireError.flat(504, "APIG.0201", "Backend timeout"));
        }
        return Optional.empty();
    }
}
