package io.github.backup4j.huawei.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.core.http.FieldExistence;
import com.huaweicloud.sdk.core.http.HttpMethod;
import com.huaweicloud.sdk.core.http.HttpRequestDef;
import com.huaweicloud.sdk.core.http.LocationType;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Denied;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import java.util.List;
import java.util.function.Supplier;

/** The calls to IAM, which list projects and accounts. */
public final class IamCalls {
    /** The request is the name to look for. */
    private static final HttpRequestDef<String, Answer> PROJECTS = projects();

    private static final HttpRequestDef<RawCall.Body, Answer> ACCOUNTS =
            RawCall.of(HttpMethod.GET, "listAuthDomains", "/v3/auth/domains");

    private final ServiceClient client;

    public IamCalls(ServiceClient client) {
        this.client = client;
    }

    /**
     * Returns the id of the project of a region, which has the name of the region; its subprojects have other names.
     */
    String projectOf(String region) {
        List<String> found = asked(
                "the project of region " + region,
                "project(..)",
                () -> ids(client.call(Service.IAM, PROJECTS, region), "projects", region));
        return only(found, "region is \"" + region + "\": ", "project of that name", "project(..)");
    }

    /** Returns the id of the account that the keys belong to. */
    String account() {
        List<String> found = asked(
                "the account",
                "account(..)",
                () -> ids(client.call(Service.IAM, ACCOUNTS, new RawCall.Body()), "domains", ""));
        return only(found, "", "account", "account(..)");
    }

    /** Returns the name of a project. */
    public String projectName(String id) {
        HttpRequestDef<RawCall.Body, Answer> definition =
                RawCall.of(HttpMethod.GET, "showProject", "/v3/projects/" + id);
        try {
            JsonNode answer = client.call(Service.IAM, definition, new RawCall.Body());
            return JsonFields.required(
                    JsonFields.requiredObject(answer, "project", "project " + id), "name", "project " + id);
        } catch (NotFound e) {
            throw new Invalid("project " + id + " is not in this account; nothing was changed", Detail.NONE, e);
        }
    }

    private static List<String> ids(JsonNode answer, String list, String name) {
        return JsonFields.list(answer, list, "a list of " + list).stream()
                .filter(one -> name.isEmpty() || JsonFields.text(one, "name").equals(name))
                .filter(one -> !one.has("enabled") || JsonFields.flag(one, "enabled"))
                .map(one -> JsonFields.id(one, "id", "one of the " + list))
                .toList();
    }

    private static List<String> asked(String what, String setting, Supplier<List<String>> call) {
        try {
            return call.get();
        } catch (Denied e) {
            throw new Denied(
                    what + " cannot be looked up: " + e.getMessage() + "; give it to the builder with " + setting,
                    Failures.detailOf(e),
                    e);
        }
    }

    private static String only(List<String> found, String where, String what, String setting) {
        if (found.size() == 1) {
            return found.get(0);
        }
        throw new Invalid(where
                + (found.isEmpty()
                        ? "the keys belong to no " + what
                        : "the keys belong to more than one " + what + ": " + CloudText.reason(found.toString()))
                + "; give it to the builder with " + setting + ". Nothing was changed");
    }

    private static HttpRequestDef<String, Answer> projects() {
        HttpRequestDef.Builder<String, Answer> definition = HttpRequestDef.builder(
                        HttpMethod.GET, String.class, Answer.class)
                .withName("ListProjects")
                .withUri("/v3/projects")
                .withContentType("application/json");
        definition.<String>withRequestField(
                "name",
                LocationType.Query,
                FieldExistence.NON_NULL_NON_EMPTY,
                String.class,
                field -> field.withMarshaller(region -> region, (region, value) -> {}));
        return definition.build();
    }
}
