package io.github.backup4j.huawei.emulator.internal.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The versions of the APIs for disks, images and servers. As all services share one address here, {@code /v3} is IAM's and
 * {@code /v3/} Cinder's.
 */
public final class VersionRoutes {
    public void addTo(Router router) {
        router.add("GET", "/", request -> WireReply.of(300, all(request)));
        router.add("GET", "/versions", request -> WireReply.ok(all(request)));
        router.add("GET", "/v2", request -> WireReply.ok(ofImages(request)));
        router.add("GET", "/v2/", request -> WireReply.ok(ofImages(request)));
        router.add("GET", "/v3/", request -> WireReply.ok(ofVolumes(request)));
        router.add("GET", "/v2.1", request -> WireReply.ok(ofServers(request)));
        router.add("GET", "/v2.1/", request -> WireReply.ok(ofServers(request)));
    }

    private static ObjectNode all(WireRequest request) {
        ObjectNode body = Json.object();
        ArrayNode versions = body.putArray("versions");
        versions.add(volume(request));
        images(request).forEach(versions::add);
        return body;
    }

    private static ObjectNode ofImages(WireRequest request) {
        ObjectNode body = Json.object();
        ArrayNode versions = body.putArray("versions");
        images(request).forEach(versions::add);
        return body;
    }

    private static ObjectNode ofVolumes(WireRequest request) {
        ObjectNode body = Json.object();
        body.putArray("versions").add(volume(request));
        return body;
    }

    private static ObjectNode ofServers(WireRequest request) {
        ObjectNode body = Json.object();
        ObjectNode version = body.putObject("version");
        version.put("id", "v2.1")
                .put("status", "CURRENT")
                .put("version", "2.60")
                .put("min_version", "2.1");
        version.put("updated", "2013-07-23T11:33:21Z");
        version.putArray("links").addObject().put("rel", "self").put("href", request.root() + "/v2.1/");
        return body;
    }

    private static ObjectNode volume(WireRequest request) {
        ObjectNode version = Json.object();
        version.put("id", "v3.0");
        version.put("status", "CURRENT");
        version.put("version", "3.0");
        version.put("min_version", "3.0");
        version.put("updated", "2016-02-08T12:20:21Z");
        ArrayNode links = version.putArray("links");
        links.addObject()
                .put("rel", "describedby")
                .put("href", "http://docs.openstack.org/")
                .put("type", "text/html");
        links.addObject().put("rel", "self").put("href", request.root() + "/v3/");
        version.putArray("media-types")
                .addObject()
                .put("base", "application/json")
                .put("type", "application/vnd.openstack.volume+json;version=3");
        return version;
    }

    private static List<ObjectNode> images(WireRequest request) {
        return List.of(
                image(request, "v2.2", "CURRENT"),
                image(request, "v2.1", "SUPPORTED"),
                image(request, "v2.0", "SUPPORTED"));
    }

    private static ObjectNode image(WireRequest request, String id, String status) {
        ObjectNode version = Json.object().put("status", status).put("id", id);
        version.putArray("links")
                .addObject()
                .put("href", request.root() + "/v2/")
                .put("rel", "self");
        return version;
    }
}
