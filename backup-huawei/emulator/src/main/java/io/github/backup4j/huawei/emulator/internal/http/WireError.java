package io.github.backup4j.huawei.emulator.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.Serial;
import java.util.Objects;

/** An error response, in the format of the service that sends it. */
public final class WireError extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient WireReply reply;

    private WireError(int status, JsonNode body) {
        super(status + " " + body, null, false, false);
        reply = WireReply.of(status, body);
    }

    /** The format of Cinder and Nova as recorded: {@code {"itemNotFound":{"code":404,"message":"..."}}}. */
    public static WireError openStack(int status, String name, String message) {
        ObjectNode body = Json.object();
        body.putObject(name).put("message", message).put("code", status);
        return new WireError(status, body);
    }

    /** The format of IAM and Keystone: {@code {"error":{"code":401,"message":"...","title":"Unauthorized"}}}. */
    public static WireError keystone(int status, String title, String message) {
        ObjectNode body = Json.object();
        body.putObject("error").put("message", message).put("code", status).put("title", title);
        return new WireError(status, body);
    }

    /** The format of Glance: a page of HTML. */
    public static WireError html(int status, String title, String message) {
        String page = "<html>\n <head>\n  <title>" + status + " " + title + "</title>\n </head>\n <body>\n  <h1>"
                + status + " " + title + "</h1>\n  " + message + "<br /><br />\n </body>\n</html>";
        return new WireError(status, TextNode.valueOf(page));
    }

    public WireReply reply() {
        return reply;
    }

    /** The message in the body. */
    public String text() {
        JsonNode body = Objects.requireNonNull(reply.body());
        return body.has("error_msg")
                ? body.path("error_msg").asText()
                : body.findPath("message").asText();
    }

    /** The format of CBR and of the API gateway: {@code {"error_code":"BackupService.6105","error_msg":"..."}}. */
    public static WireError flat(int status, String code, String message) {
        return new WireError(status, Json.object().put("error_code", code).put("error_msg", message));
    }

    /** The format of EVS and IMS: {@code {"error":{"code":"EVS.5404","message":"..."}}}. */
    public static WireError nested(int status, String code, String message) {
        return named(status, "error", code, message);
    }

    /** The format of Cinder and Nova as documented: {@code {"itemNotFound":{"code":"404","message":"..."}}}. */
    public static WireError named(int status, String name, String code, String message) {
        ObjectNode body = Json.object();
        body.putObject(name).put("message", message).put("code", code);
        return new WireError(status, body);
    }
}
