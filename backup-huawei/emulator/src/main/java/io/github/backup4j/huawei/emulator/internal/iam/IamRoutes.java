package io.github.backup4j.huawei.emulator.internal.iam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.huawei.emulator.internal.http.Credentials;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.Router;
import io.github.backup4j.huawei.emulator.internal.http.WireError;
import io.github.backup4j.huawei.emulator.internal.http.WireReply;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The calls of IAM, which are those of OpenStack's Keystone, that clients make before the first call of another service. */
public final class IamRoutes {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter EXPIRY = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String DOMAIN = "d78cbac186b744899480f25bd022f468";
    private static final String DOMAIN_NAME = "backup4j";

    private final Emulation emulation;

    public IamRoutes(Emulation emulation) {
        this.emulation = emulation;
    }

    /**
     * Adds the routes at IAM's paths, and again below {@code /identity}: as all services share one address here, the
     * version document of {@code /v3/} is that of Cinder.
     */
    public void addTo(Router router) {
        router.add("GET", "/v3", this::version);
        router.add("GET", "/identity", this::versions);
        router.add("GET", "/identity/", this::versions);
        router.add("GET", "/identity/v3", this::version);
        router.add("GET", "/identity/v3/", this::version);
        for (String root : List.of("/v3", "/identity/v3")) {
            router.add("POST", root + "/auth/tokens", this::issue);
            router.add("GET", root + "/auth/tokens", this::validate);
            router.add("GET", root + "/auth/catalog", this::catalog);
            router.add("GET", root + "/auth/domains", this::domains);
            router.add("GET", root + "/auth/projects", this::projects);
            router.add("GET", root + "/projects", this::projects);
            router.add("GET", root + "/projects/{id}", this::project);
            router.add("GET", root + "/regions", this::regions);
            router.add("GET", root + "/regions/{id}", this::region);
        }
    }

    private WireReply version(WireRequest request) {
        ObjectNode body = Json.object();
        body.set("version", versionView(request));
        return WireReply.ok(body);
    }

    private WireReply versions(WireRequest request) {
        ObjectNode body = Json.object();
        body.putObject("versions").putArray("values").add(versionView(request));
        return WireReply.of(300, body);
    }

    private static ObjectNode versionView(WireRequest request) {
        ObjectNode version =
                Json.object().put("id", "v3.6").put("status", "stable").put("updated", "2016-04-04T00:00:00Z");
        version.putArray("links").addObject().put("rel", "self").put("href", request.root() + "/identity/v3/");
        version.putArray("media-types")
                .addObject()
                .put("base", "application/json")
                .put("type", "application/vnd.openstack.identity-v3+json");
        return version;
    }

    // ---- tokens

    private WireReply issue(WireRequest request) {
        JsonNode auth = request.body().path("auth");
        JsonNode methods = auth.path("identity").path("methods");
        if (!methods.isArray() || methods.isEmpty()) {
            throw WireError.keystone(400, "Bad Request", "Expecting to find methods in identity");
        }
        String user = userOf(auth.path("identity"));
        ObjectNode token = token(request, auth, user);
        String id = emulation.nextUuid("token").replace("-", "");
        ObjectNode note = emulation.note("token", id);
        note.set("token", token);
        if (token.has("project")) {
            note.set("project_id", token.path("project").path("id"));
        }
        ObjectNode body = Json.object();
        body.set("token", token);
        return new WireReply(201, body, Map.of("X-Subject-Token", id));
    }

    private static String userOf(JsonNode identity) {
        for (JsonNode method : identity.path("methods")) {
            JsonNode proof = identity.path(method.asText());
            if (proof.isMissingNode()) {
                throw WireError.keystone(400, "Bad Request", "Expecting to find " + method.asText() + " in identity");
            }
            if (method.asText().equals("password")
                    && proof.path("user").path("password").asText("").isEmpty()) {
                throw WireError.keystone(401, "Unauthorized", "The username or password is wrong.");
            }
        }
        JsonNode user = identity.path("password").path("user");
        return user.path("name").asText(user.path("id").asText("emulator"));
    }

    private ObjectNode token(WireRequest request, JsonNode auth, String user) {
        Instant now = emulation.now();
        ObjectNode token = Json.object();
        token.set("methods", auth.path("identity").path("methods"));
        token.put("expires_at", TIME.format(now.plus(Duration.ofDays(1)))).put("issued_at", TIME.format(now));
        ObjectNode shownUser = token.putObject("user")
                .put("id", Credentials.USER)
                .put("name", user)
                .put("password_expires_at", EXPIRY.format(now.plus(Duration.ofDays(180))));
        addDomain(shownUser);
        ArrayNode roles = token.putArray("roles");
        roles.addObject().put("id", "0").put("name", "te_admin");
        JsonNode scope = auth.path("scope");
        String project = emulation.home.site().project();
        if (scope.has("domain")) {
            addDomain(token);
        } else {
            JsonNode wanted = scope.path("project");
            String id = wanted.path("id").asText(project);
            addDomain(token.putObject("project").put("id", id).put("name", emulation.region()));
            project = id;
        }
        if (!request.query().containsKey("nocatalog")) {
            token.set("catalog", catalogFor(request, project));
        }
        return token;
    }

    private static void addDomain(ObjectNode thing) {
        thing.putObject("domain").put("id", DOMAIN).put("name", DOMAIN_NAME);
    }

    private WireReply validate(WireRequest request) {
        String subject = request.header("x-subject-token");
        JsonNode token = subject == null
                ? Json.object().path("none")
                : emulation.note("token", subject).path("token");
        if (token.isMissingNode()) {
            throw WireError.keystone(404, "Not Found", "Could not find token: " + subject);
        }
        ObjectNode body = Json.object();
        body.set("token", token);
        return new WireReply(200, body, Map.of("X-Subject-Token", String.valueOf(subject)));
    }

    private WireReply catalog(WireRequest request) {
        ObjectNode body = Json.object();
        body.set("catalog", catalogFor(request, emulation.project(request)));
        body.putObject("links").put("self", request.root() + request.path());
        return WireReply.ok(body);
    }

    private ArrayNode catalogFor(WireRequest request, String project) {
        Map<String, String> paths = new LinkedHashMap<>();
        paths.put("identity", "/identity/v3");
        paths.put("compute", "/v2.1/" + project);
        paths.put("ecs", "/v1/" + project);
        paths.put("ecsv1.1", "/v1.1/" + project);
        paths.put("volumev2", "/v2/" + project);
        paths.put("volumev3", "/v3/" + project);
        paths.put("evs", "/v2/" + project);
        paths.put("image", "");
        paths.put("cbr", "/v3/" + project);
        paths.put("bssv1", "/v1.0");
        ArrayNode catalog = Json.array();
        paths.forEach((type, path) -> {
            ObjectNode service =
                    catalog.addObject().put("type", type).put("name", type).put("id", hash("service " + type));
            service.putArray("endpoints")
                    .addObject()
                    .put("id", hash("endpoint " + type))
                    .put("interface", "public")
                    .put("region", emulation.region())
                    .put("region_id", emulation.region())
                    .put("url", request.root() + path);
        });
        return catalog;
    }

    // ---- projects, domains, regions

    private WireReply projects(WireRequest request) {
        ObjectNode body = Json.object();
        ArrayNode projects = body.putArray("projects");
        Optional<String> name = request.query("name");
        if (name.isEmpty() || name.get().equals(emulation.region())) {
            projects.add(project(request, emulation.home.site().project()));
        }
        addLinks(body, request);
        return WireReply.ok(body);
    }

    private WireReply project(WireRequest request) {
        ObjectNode body = Json.object();
        body.set("project", project(request, request.parameter("id")));
        return WireReply.ok(body);
    }

    private ObjectNode project(WireRequest request, String id) {
        ObjectNode project = Json.object()
                .put("id", id)
                .put("name", id.equals(emulation.home.site().project()) ? emulation.region() : id)
                .put("domain_id", DOMAIN)
                .put("parent_id", DOMAIN)
                .put("is_domain", false)
                .put("enabled", true)
                .put("description", "");
        project.putObject("links").put("self", request.root() + "/v3/projects/" + id);
        return project;
    }

    private WireReply domains(WireRequest request) {
        ObjectNode body = Json.object();
        ObjectNode domain = body.putArray("domains")
                .addObject()
                .put("id", DOMAIN)
                .put("name", DOMAIN_NAME)
                .put("enabled", true)
                .put("description", "");
        domain.putObject("links").put("self", request.root() + "/v3/domains/" + DOMAIN);
        addLinks(body, request);
        return WireReply.ok(body);
    }

    private WireReply regions(WireRequest request) {
        ObjectNode body = Json.object();
        body.putArray("regions").add(regionView(request));
        addLinks(body, request);
        return WireReply.ok(body);
    }

    private WireReply region(WireRequest request) {
        String id = request.parameter("id");
        if (!id.equals(emulation.region())) {
            throw WireError.keystone(404, "Not Found", "Could not find region: " + id);
        }
        ObjectNode body = Json.object();
        body.set("region", regionView(request));
        return WireReply.ok(body);
    }

    private ObjectNode regionView(WireRequest request) {
        ObjectNode region = Json.object()
                .put("id", emulation.region())
                .put("type", "public")
                .put("description", "")
                .putNull("parent_region_id");
        List.of("en-us", "zh-cn")
                .forEach(language -> region.withObject("/locales").put(language, emulation.region()));
        region.putObject("links").put("self", request.root() + "/v3/regions/" + emulation.region());
        return region;
    }

    private static void addLinks(ObjectNode body, WireRequest request) {
        body.putObject("links")
                .put("self", request.root() + request.path())
                .putNull("previous")
                .putNull("next");
    }

    private static String hash(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }
}
