package io.github.backup4j.huawei.support;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.Response;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What a server sends back.
 *
 * @param status the HTTP status
 * @param headers its headers, each ended by a line break; an id of the request and the length of the body come with them
 * @param body the body
 * @param cut how many characters at the end of the body are not sent; the connection is broken instead
 */
public record RawAnswer(int status, String headers, String body, int cut) {
    private static final String JSON_TYPE = "Content-Type: application/json\r\n";

    /** Nothing: the connection is broken instead. */
    public static final RawAnswer BREAK = new RawAnswer(0, "", "", 0);

    /** Nothing, forever. */
    public static final RawAnswer SILENCE = new RawAnswer(-1, "", "", 0);

    /** An answer with JSON. */
    public static RawAnswer json(int status, String body) {
        return of(status, JSON_TYPE, body);
    }

    /** An answer with headers of its own, each ended by a line break. */
    public static RawAnswer of(int status, String headers, String body) {
        return new RawAnswer(status, headers, body, 0);
    }

    /** What a server has answered; of its headers, the type of its body. */
    public static RawAnswer of(Response response) {
        String type = response.getHeaders().getContentTypeHeader().isPresent()
                ? "Content-Type: "
                        + response.getHeaders().getContentTypeHeader().firstValue() + "\r\n"
                : "";
        return of(response.getStatus(), type, response.getBodyAsString());
    }

    /** The body, which is JSON. */
    public JsonNode json() {
        return WireData.parse(body);
    }

    /** The same with another text in its body. */
    public RawAnswer replacing(String part, String by) {
        return withBody(body.replace(part, by));
    }

    /** The same with another body, of which as much is missing. */
    public RawAnswer withBody(String other) {
        return new RawAnswer(status, headers, other, cut);
    }

    /** The same, broken off before its last characters. */
    public RawAnswer without(int characters) {
        return new RawAnswer(status, headers, body, characters);
    }

    /** Sends it with the server of the JDK; the caller closes the exchange, and so a connection that is to break. */
    public void send(HttpExchange exchange) throws IOException {
        if (equals(BREAK)) {
            return;
        }
        byte[] all = bytes(body);
        byte[] part = bytes(body.substring(0, body.length() - cut));
        exchange.getResponseHeaders().set("X-Request-Id", "req-1");
        headers.lines()
                .map(header -> header.split(": ", 2))
                .forEach(header -> exchange.getResponseHeaders().set(header[0], header[1]));
        if (all.length == 0) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, all.length);
        exchange.getResponseBody().write(part);
    }

    /** What WireMock has to send. */
    public ResponseDefinition response() {
        if (equals(BREAK)) {
            return aResponse().withFault(Fault.EMPTY_RESPONSE).build();
        }
        if (equals(SILENCE)) {
            return aResponse().withFixedDelay(Integer.MAX_VALUE).build();
        }
        ResponseDefinitionBuilder response = aResponse()
                .withStatus(status)
                .withStatusMessage("Whatever")
                .withHeader("X-Request-Id", "req-1")
                .withBody(bytes(body.substring(0, body.length() - cut)));
        if (!headers.contains("Transfer-Encoding: ")) {
            response.withHeader("Content-Length", String.valueOf(bytes(body).length));
        }
        headers.lines()
                .map(header -> header.split(": ", 2))
                .forEach(header -> response.withHeader(header[0], header[1]));
        return response.build();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
