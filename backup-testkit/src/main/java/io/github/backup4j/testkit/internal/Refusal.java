package io.github.backup4j.testkit.internal;

import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Busy;
import io.github.backup4j.Capability;
import io.github.backup4j.Conflict;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.Unsupported;
import java.time.Duration;

/** The exceptions of an {@code InMemoryCloud}, each with its {@link Code}. */
final class Refusal {
    private Refusal() {}

    static NotFound notFound(Code code, String message) {
        return new NotFound(message, detail(code), null);
    }

    static Invalid invalid(Code code, String message) {
        return new Invalid(message, detail(code), null);
    }

    static Conflict conflict(Code code, String message) {
        return new Conflict(message, detail(code), null);
    }

    static Busy busy(String message) {
        return new Busy(message, detail(Code.BEING_WORKED_ON), null);
    }

    static QuotaExceeded quota(Code code, String message) {
        return new QuotaExceeded(message, detail(code), null);
    }

    /** A limit that is not reached any more once something ends. */
    static QuotaExceeded quotaUntil(Code code, String message, Duration retryAfter) {
        return new QuotaExceeded(message, new Detail(code.name(), null, null, retryAfter), null);
    }

    static Unsupported unsupported(Code code, String message) {
        return new Unsupported(message, detail(code), null);
    }

    static Unsupported unsupported(Capability capability) {
        return new Unsupported("this cloud has no " + capability + "; nothing was changed", capability);
    }

    static OperationFailed failed(Code code, String message) {
        return failed(code.name(), message);
    }

    static OperationFailed failed(String code, String message) {
        return new OperationFailed(message, Detail.code(code), null);
    }

    static Detail detail(Code code) {
        return Detail.code(code.name());
    }
}
