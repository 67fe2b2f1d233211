package io.github.backup4j.huawei.emulator.internal.http;

import com.sun.net.httpserver.HttpExchange;
import io.github.backup4j.huawei.emulator.Fault;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A response being sent, and the fault that is applied to it.
 *
 * @param reply the response
 * @param requestId the id of the request
 * @param date the time of the response, by the clock of the cloud
 * @param fault the fault to apply
 * @param pause waits in the middle of a slow response
 */
public record Delivery(WireReply reply, String requestId, Instant date, Fault fault, Runnable pause) {
    /** The header with the time of each response by the clock of the cloud. */
    public static final String DATE_HEADER = "X-Emulator-Date";

    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    /** Sends the response, or the part that the fault lets through. If nothing is sent, closing the exchange breaks the connection. */
    public void send(HttpExchange exchange) throws IOException {
        byte[] body = fault == Fault.EMPTY_REPLY ? new byte[0] : reply.bytes();
        boolean breaks = fault == Fault.LOST_REQUEST
                || fault == Fault.LOST_REPLY
                || fault == Fault.LATE
                || (fault == Fault.CUT_REPLY && body.length == 0);
        if (breaks) {
            return;
        }
        exchange.getResponseHeaders().set("X-Request-Id", requestId);
        exchange.getResponseHeaders().set(DATE_HEADER, HTTP_DATE.format(date.atOffset(ZoneOffset.UTC)));
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        if (body.length == 0) {
            exchange.sendResponseHeaders(reply.status(), -1);
            return;
        }
        String type = fault == Fault.WRONG_TYPE ? "application/octet-stream" : reply.contentType();
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(reply.status(), body.length);
        write(exchange, body);
    }

    private void write(HttpExchange exchange, byte[] body) throws IOException {
        int whole = fault == Fault.CUT_REPLY || fault == Fault.SLOW_REPLY ? body.length / 2 : body.length;
        exchange.getResponseBody().write(body, 0, whole);
        if (whole < body.length) {
            exchange.getResponseBody().flush();
            if (fault == Fault.SLOW_REPLY) {
                pause.run();
                exchange.getResponseBody().write(body, whole, body.length - whole);
            }
        }
    }
}
