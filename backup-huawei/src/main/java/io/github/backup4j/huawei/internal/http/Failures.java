package io.github.backup4j.huawei.internal.http;

import com.huaweicloud.sdk.core.exception.RequestTimeoutException;
import com.huaweicloud.sdk.core.exception.SdkException;
import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.Denied;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.Throttled;
import io.github.backup4j.Unavailable;
import io.github.backup4j.Unsupported;
import java.io.InterruptedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Maps a failed call to an exception of the API: by the service's own code, or by the HTTP status if the code is
 * unknown. The HTTP status alone is ambiguous: a missing vault is reported with 404 or 400, a busy one with 500.
 *
 * <p>The codes are those of the API references of CBR, EVS and IMS. Their kinds are inferred from the texts there.
 */
public final class Failures {
    private static final Map<String, Kind> KINDS = new HashMap<>();

    /** The beginning of an error of a service that names its reason. */
    private static final Pattern NAMED_REASON = Pattern.compile("\\s*\\{\\s*\"\\w+\"\\s*:\\s*\\{");

    static {
        cbr(Kind.NOT_FOUND, 6105, 6000, 6002, 6200, 6217, 6302, 6135, 6500, 6501, 6705, 6120, 7000, 7100, 7202);
        cbr(Kind.BUSY, 2, 2002, 2010, 6113, 6123, 6125, 6130, 6134, 6203, 6216, 7203, 7302, 7009);
        cbr(Kind.CONFLICT, 1, 2005, 2007, 2008, 2011, 6112, 6202, 6206, 6208, 6215, 7003, 7101, 7102);
        cbr(Kind.CONFLICT, 6104, 6106, 6103, 7006, 7116, 6137, 6210, 6211, 6702, 6703, 6712, 6714);
        cbr(Kind.CONFLICT, 6003, 6110, 6111, 6201, 6204, 6220, 6136);
        cbr(Kind.CONFLICT, 2001, 2003, 2009, 2012, 2013, 2014, 2015, 6140, 6141, 7114, 7115, 6709);
        cbr(Kind.QUOTA, 6001, 6100, 6114, 6129, 6142, 6133, 7303, 6600, 6701, 8300);
        cbr(Kind.UNSUPPORTED, 6300, 6301, 7001, 7002, 7104, 7004, 7103, 7105, 7106, 7108, 7111, 7113);
        cbr(Kind.INVALID, 9900, 6101, 6102, 6122, 6124, 6127, 6128, 6713);
        cbr(Kind.DENIED, 8600, 9998);
        cbr(Kind.UNAVAILABLE, 9910, 6107, 6115, 6121, 6132, 6212, 8400);
        evs(Kind.NOT_FOUND, "5404", "1002", "2045");
        evs(Kind.BUSY, "2409", "2130", "2007", "2023");
        evs(Kind.CONFLICT, "1044", "1046", "1047", "1048", "1064", "1065", "2043", "2068", "2047", "2019", "2020");
        evs(Kind.CONFLICT, "2040", "2041", "2042", "2055", "2143");
        evs(Kind.QUOTA, "1034", "1042", "5413");
        evs(Kind.UNSUPPORTED, "1043", "2093", "2094");
        evs(Kind.INVALID, "1022", "1049", "1051", "2054", "2096", "5400", "1016", "1021", "1052", "1010");
        evs(Kind.DENIED, "0003", "1027", "2056", "2144", "2145", "5403");
        evs(Kind.UNAVAILABLE, "2001", "2002", "2005", "2013");
        ims(Kind.NOT_FOUND, "0027", "0086", "0144", "0005", "0020", "0184", "0031", "0113", "0198");
        ims(Kind.BUSY, "0010", "0060", "0136", "0139", "0148");
        ims(Kind.CONFLICT, "0008", "0022", "0032", "0046", "0090", "0110", "0126", "0132", "0009", "0029", "0134");
        ims(Kind.CONFLICT, "0083", "0128", "0130", "0098", "0143", "0176");
        ims(Kind.CONFLICT, "0112", "0119", "0183", "0188", "0189", "0193", "0195");
        ims(Kind.QUOTA, "0015", "0088", "0116", "0182", "0185");
        ims(Kind.UNSUPPORTED, "0021", "0024", "0153", "0105", "0180");
        ims(Kind.INVALID, "0035", "0054", "0055", "0056", "0062");
        ims(Kind.DENIED, "0047");
        ims(Kind.UNAVAILABLE, "0061");
        KINDS.put("APIG.0308", Kind.THROTTLED);
        KINDS.put("APIG.0301", Kind.DENIED);
        KINDS.put("APIG.0101", Kind.UNSUPPORTED);
        KINDS.put("Common.0011", Kind.NOT_FOUND);
        KINDS.put("itemNotFound", Kind.NOT_FOUND);
    }

    private Failures() {}

    /**
     * Returns the exception to throw.
     *
     * @param failure the exception of the SDK
     * @param exchange what happened below the SDK
     * @param call the call
     */
    static BackupException of(RuntimeException failure, Exchange exchange, Call<?> call) {
        if (failure instanceof BackupException known) {
            // The call was not sent: there are no keys, or an id is malformed.
            return known;
        }
        if (failure instanceof ServiceResponseException answered && answered.getHttpStatusCode() >= 400) {
            return ofAnswer(answered, exchange, call);
        }
        if (exchange.status >= 400) {
            return ofStatus(exchange, call, failure);
        }
        if (exchange.status >= 200) {
            return unreadable(exchange, call, failure);
        }
        return unanswered(failure, exchange, call);
    }

    /** Returns the exception for a redirect, or for a successful response that cannot be read. */
    static BackupException unreadable(Exchange exchange, Call<?> call, @Nullable RuntimeException cause) {
        Detail detail = detail(null, exchange.requestId, exchange.status, exchange);
        if (exchange.status >= 300) {
            return new Unavailable(
                    call.name() + " was redirected, which is never followed; check the endpoint. Nothing was changed",
                    detail,
                    cause);
        }
        String why = cause instanceof Unavailable ? cause.getMessage() : exchange.cut;
        String what = call.name() + " returned status " + exchange.status + ", but the response cannot be read"
                + (why == null ? "" : " (" + why + ")");
        return call.mode().changes()
                ? new AmbiguousOutcome(
                        what + "; it was most likely carried out: check before you repeat it", null, detail, cause)
                : new Unavailable(what + "; nothing was changed", detail, cause);
    }

    private static BackupException ofAnswer(ServiceResponseException answered, Exchange exchange, Call<?> call) {
        int status = answered.getHttpStatusCode();
        String code = answered.getErrorCode();
        String message = String.valueOf(answered.getErrorMsg());
        Detail detail = detail(
                code, answered.getRequestId() == null ? exchange.requestId : answered.getRequestId(), status, exchange);
        boolean gateway = isPageOfAGateway(code, status, message, detail.requestId(), call.service());
        Kind kind = gateway ? Kind.UNKNOWN_FAULT : kindOf(code, status, message);
        String text = call.name() + " was refused with " + status + (detail.code() == null ? "" : " " + detail.code())
                + ": " + CloudText.reason(message);
        return kind.exception(text, detail, call.mode().changes(), answered);
    }

    private static BackupException ofStatus(Exchange exchange, Call<?> call, RuntimeException failure) {
        Detail detail = detail(null, exchange.requestId, exchange.status, exchange);
        boolean gateway = isPageOfAGateway(null, exchange.status, "", exchange.requestId, call.service());
        Kind kind = gateway ? Kind.UNKNOWN_FAULT : kindOf(null, exchange.status, "");
        return kind.exception(
                call.name() + " was refused with " + exchange.status + "; the response has no readable reason",
                detail,
                call.mode().changes(),
                failure);
    }

    private static BackupException unanswered(RuntimeException failure, Exchange exchange, Call<?> call) {
        Unavailable unreachable = Unreachable.of(failure, exchange, call.name());
        if (unreachable != null) {
            return unreachable;
        }
        boolean timedOut =
                failure instanceof RequestTimeoutException || failure.getCause() instanceof InterruptedIOException;
        String what =
                call.name() + (timedOut ? " got no response in time" : " lost its connection before the response");
        if (!(failure instanceof SdkException)) {
            what = call.name() + " failed in the SDK";
        }
        if (call.mode().changes() && exchange.sent) {
            return new AmbiguousOutcome(
                    what + "; it may have been carried out: check before you repeat it", null, Detail.NONE, failure);
        }
        return new Unavailable(what + "; nothing was changed", Detail.NONE, failure);
    }

    /**
     * Returns whether a "not found" is a response that no service has sent: it says nothing of the resource. A service names its request,
     * or names its reason in JSON, as in {@code {"itemNotFound":{"message":...}}}; that of a gateway is flat, or a page. The image service
     * refuses what does not exist with a page of its own.
     */
    private static boolean isPageOfAGateway(
            @Nullable String code, int status, String message, @Nullable String requestId, Service service) {
        return status == 404
                && code == null
                && requestId == null
                && service != Service.IMS
                && !NAMED_REASON.matcher(message).lookingAt();
    }

    private static Kind kindOf(@Nullable String code, int status, String message) {
        if (status == 401 && message.contains("Malformed request url")) {
            // The response for a restore point whose backups are all gone.
            return Kind.NOT_FOUND;
        }
        Kind byCode = code == null ? null : KINDS.get(code);
        if (byCode != null) {
            return byCode;
        }
        return switch (status) {
            case 400, 405, 422 -> Kind.INVALID;
            case 401, 403 -> Kind.DENIED;
            case 404 -> Kind.NOT_FOUND;
            case 409 -> Kind.CONFLICT;
            case 413 -> Kind.QUOTA;
            case 429 -> Kind.THROTTLED;
            case 408 -> Kind.UNKNOWN_FAULT;
            default -> status >= 500 ? Kind.UNKNOWN_FAULT : Kind.INVALID;
        };
    }

    /**
     * Returns the exception that a service is expected to cause, from what was read beforehand.
     *
     * @param code the code with which the service would refuse the call, one of those known here
     * @param text the obstacle, in words
     */
    public static BackupException expected(String code, String text) {
        Kind kind = KINDS.getOrDefault(code, Kind.INVALID);
        return kind.exception(text, Detail.code(code), false, null);
    }

    /** Returns the detail of a failure, for use in another one. */
    public static Detail detailOf(BackupException failure) {
        @Nullable
        Integer status = failure.httpStatus().isPresent()
                ? (Integer) failure.httpStatus().getAsInt()
                : null;
        return new Detail(
                failure.code().orElse(null),
                failure.requestId().orElse(null),
                status,
                failure.retryAfter().orElse(null),
                failure.resources(),
                failure.vault().orElse(null));
    }

    /**
     * Reads the outcome of a change that cannot simply be repeated: if reading fails, the exception must not look as if
     * nothing was changed.
     *
     * @param change the change, for the message
     * @throws AmbiguousOutcome if the outcome cannot be read
     */
    public static <T> T afterChange(String change, Supplier<T> read) {
        try {
            return read.get();
        } catch (BackupException e) {
            throw changed(change + " was accepted, but its outcome cannot be read; check before you repeat it: ", e);
        }
    }

    /** Makes a further call of a change: if it fails, the exception must not look as if nothing was changed. */
    static void afterChangeInPart(String change, Runnable call) {
        try {
            call.run();
        } catch (BackupException e) {
            throw changed(change + " was carried out in part; check before you repeat it. The rest failed: ", e);
        }
    }

    private static AmbiguousOutcome changed(String what, BackupException why) {
        return new AmbiguousOutcome(what + why.getMessage(), null, detailOf(why), why);
    }

    /**
     * Reads a resource that may not exist.
     *
     * @return the resource; null: it does not exist
     */
    public static <T> @Nullable T foundOrNull(Supplier<@Nullable T> read) {
        try {
            return read.get();
        } catch (NotFound e) {
            return null;
        }
    }

    private static Detail detail(@Nullable String code, @Nullable String requestId, int status, Exchange exchange) {
        return new Detail(code, requestId, status, exchange.retryAfter);
    }

    private static void cbr(Kind kind, int... codes) {
        for (int code : codes) {
            KINDS.put(String.format(Locale.ROOT, "BackupService.%04d", code), kind);
        }
    }

    private static void evs(Kind kind, String... codes) {
        for (String code : codes) {
            KINDS.put("EVS." + code, kind);
        }
    }

    private static void ims(Kind kind, String... codes) {
        for (String code : codes) {
            KINDS.put("IMG." + code, kind);
        }
    }

    private enum Kind {
        NOT_FOUND,
        INVALID,
        DENIED,
        CONFLICT,
        BUSY,
        QUOTA,
        UNSUPPORTED,
        THROTTLED,
        UNAVAILABLE,
        UNKNOWN_FAULT;

        BackupException exception(String text, Detail detail, boolean changes, @Nullable RuntimeException cause) {
            return switch (this) {
                case NOT_FOUND -> new NotFound(text, detail, cause);
                case INVALID -> new Invalid(text, detail, cause);
                case DENIED -> new Denied(text, detail, cause);
                case CONFLICT -> new Conflict(text, detail, cause);
                case BUSY -> new Busy(text, detail, cause);
                // A pause that a gateway names ends its throttling; no quota becomes free with it.
                case QUOTA ->
                    new QuotaExceeded(
                            text,
                            new Detail(
                                    detail.code(),
                                    detail.requestId(),
                                    detail.httpStatus(),
                                    null,
                                    detail.resources(),
                                    detail.vault()),
                            cause);
                case UNSUPPORTED -> new Unsupported(text, detail, cause);
                case THROTTLED -> new Throttled(text, detail, cause);
                // A service that fails internally may have carried out the call.
                case UNAVAILABLE, UNKNOWN_FAULT ->
                    changes
                            ? new AmbiguousOutcome(
                                    text + "; it may have been carried out: check before you repeat it",
                                    null,
                                    detail,
                                    cause)
                            : new Unavailable(text, detail, cause);
            };
        }
    }
}
