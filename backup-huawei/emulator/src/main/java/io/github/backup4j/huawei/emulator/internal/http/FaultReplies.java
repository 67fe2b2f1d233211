package io.github.backup4j.huawei.emulator.internal.http;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.backup4j.huawei.emulator.Fault;
import java.util.Map;
import java.util.Set;

/** The responses of faults, in the error format of the service that a path belongs to. */
public final class FaultReplies {
    /** What follows the project in the paths of EVS and Cinder that begin as those of CBR do. */
    private static final Set<String> OF_DISKS = Set.of(
            "cloudsnapshots",
            "cloudvolumes",
            "extensions",
            "os-availability-zone",
            "os-quota-sets",
            "os-vendor-tags",
            "os-vendor-volumes",
            "os-volume-transfer",
            "snapshots",
            "types",
            "volumes");

    private FaultReplies() {}

    /** The response to a request that is not processed, or whose own response is lost. */
    public static WireReply of(Fault fault, String path) {
        return switch (fault) {
            case THROTTLED -> throttled(Map.of());
            case THROTTLED_WITH_PAUSE -> throttled(Map.of("Retry-After", "2"));
            case FAILED, FAILED_AFTERWARDS -> failed(path);
            case REFUSED -> refused(path);
            case UNAUTHENTICATED -> unauthenticated(path);
            case GATEWAY_TIMEOUT -> page(504, "504 Gateway Time-out", Map.of());
            case GATEWAY_OVERLOADED -> page(503, "503 Service Temporarily Unavailable", Map.of("Retry-After", "0"));
            case REQUEST_TIMEOUT -> page(408, "408 Request Time-out", Map.of());
            case FOREIGN_PAGE -> page(200, "Please log in", Map.of());
            case LOST_REQUEST, LATE -> WireReply.empty(502); // never delivered
            default -> throw new IllegalArgumentException("fault is " + fault + ", which has no response of its own");
        };
    }

    private static WireReply throttled(Map<String, String> headers) {
        WireReply reply = WireError.flat(429, "APIG.0308", "The throttling threshold has been reached")
                .reply();
        return new WireReply(reply.status(), reply.body(), headers);
    }

    private static WireReply failed(String path) {
        return switch (serviceOf(path)) {
            case EVS -> WireError.nested(500, "EVS.2001", "submit job failed!").reply();
            case IMS ->
                WireError.nested(400, "IMG.0061", "Unknown system error.").reply();
            case ECS ->
                WireError.nested(500, "Ecs.0000", "Request error. Try again later or contact customer service.")
                        .reply();
            case BSS -> WireError.flat(500, "CBC.0999", "Other error.").reply();
            case CBR ->
                WireError.flat(500, "BackupService.9910", "Unknown error.").reply();
        };
    }

    private static WireReply refused(String path) {
        return switch (serviceOf(path)) {
            case EVS ->
                WireError.nested(403, "EVS.0003", "invalid token roles!").reply();
            case IMS ->
                WireError.nested(400, "IMG.0047", "This operation can be performed only by the image owner.")
                        .reply();
            case ECS ->
                WireError.nested(403, "Ecs.0003", "You do not have the permission to perform this operation.")
                        .reply();
            case BSS -> WireError.flat(403, "CBC.0151", "Access denied.").reply();
            case CBR ->
                WireError.flat(500, "BackupService.9998", "Authentication failed.")
                        .reply();
        };
    }

    /** The gateway in front of all services checks credentials; IAM, which issues them, answers as Keystone does. */
    private static WireReply unauthenticated(String path) {
        WireError error = path.startsWith("/identity") || path.contains("/auth/")
                ? WireError.keystone(401, "Unauthorized", "The request you have made requires authentication.")
                : WireError.flat(401, "APIGW.0301", "Incorrect IAM authentication information: Unauthorized");
        return error.reply();
    }

    private static WireReply page(int status, String title, Map<String, String> headers) {
        String html = "<html><head><title>" + title + "</title></head><body><h1>" + title + "</h1></body></html>";
        return new WireReply(status, TextNode.valueOf(html), headers);
    }

    private static Service serviceOf(String path) {
        String[] segments = path.split("/", 5);
        String version = segment(segments, 1);
        String second = segment(segments, 2);
        String third = segment(segments, 3);
        if (second.equals("orders") || second.equals("products")) {
            return Service.BSS;
        }
        if (path.contains("/cloudimages") || path.contains("/images") || second.equals("schemas")) {
            return Service.IMS;
        }
        if (third.equals("cloudservers") || (version.equals("v2.1") && third.equals("servers"))) {
            return Service.ECS;
        }
        return version.equals("v3") && !OF_DISKS.contains(third) ? Service.CBR : Service.EVS;
    }

    private static String segment(String[] segments, int index) {
        return index < segments.length ? segments[index] : "";
    }

    private enum Service {
        CBR,
        EVS,
        IMS,
        ECS,
        BSS
    }
}
