package io.github.backup4j.huawei.live;

import com.huaweicloud.sdk.core.auth.BasicCredentials;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.internal.http.Service;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the live contract is told by the environment. It does not print itself, as it holds secrets. */
final class LiveSettings {
    private final Map<String, String> environment;

    private LiveSettings(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Reads the settings.
     *
     * @throws IllegalStateException if a needed variable is missing, with the list of all
     */
    static LiveSettings from(Map<String, String> environment) {
        LiveSettings settings = new LiveSettings(Map.copyOf(environment));
        List<LiveVariable> missing = Arrays.stream(LiveVariable.values())
                .filter(variable -> variable.needed() && settings.find(variable) == null)
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalStateException("the live contract needs " + missing
                    + ", which are not set. LIVE.md says what it does. Its variables:\n" + LiveVariable.describeAll());
        }
        return settings;
    }

    @Nullable
    String find(LiveVariable variable) {
        String value = environment.get(variable.name());
        return value == null || value.isBlank() ? null : value;
    }

    Site site() {
        return new Site(get(LiveVariable.BACKUP4J_LIVE_REGION), get(LiveVariable.BACKUP4J_LIVE_PROJECT));
    }

    /** The place that an image may be copied to, or null. */
    @Nullable
    Site otherSite() {
        String region = find(LiveVariable.BACKUP4J_LIVE_OTHER_REGION);
        String project = find(LiveVariable.BACKUP4J_LIVE_OTHER_PROJECT);
        return region == null || project == null ? null : new Site(region, project);
    }

    Resource.Disk disk() {
        return Resource.disk(get(LiveVariable.BACKUP4J_LIVE_DISPOSABLE_DISK));
    }

    Resource.Server server() {
        return Resource.server(get(LiveVariable.BACKUP4J_LIVE_DISPOSABLE_SERVER));
    }

    boolean mayOrder() {
        return "yes".equals(find(LiveVariable.BACKUP4J_LIVE_MAY_ORDER));
    }

    BasicCredentials credentials() {
        BasicCredentials keys = new BasicCredentials()
                .withAk(get(LiveVariable.HUAWEICLOUD_SDK_AK))
                .withSk(get(LiveVariable.HUAWEICLOUD_SDK_SK))
                .withProjectId(site().project());
        String token = find(LiveVariable.HUAWEICLOUD_SDK_SECURITY_TOKEN);
        return token == null ? keys : keys.withSecurityToken(token);
    }

    /** Opens the provider. */
    CloudBackup open(TimeSource time) {
        return open(site(), find(LiveVariable.BACKUP4J_LIVE_ENDPOINT), time);
    }

    /** Opens the provider at the place that an image may be copied to. */
    CloudBackup open(Site other, TimeSource time) {
        return open(other, find(LiveVariable.BACKUP4J_LIVE_OTHER_ENDPOINT), time);
    }

    private CloudBackup open(Site place, @Nullable String endpoint, TimeSource time) {
        String poll = find(LiveVariable.BACKUP4J_LIVE_POLL_SECONDS);
        String account = find(LiveVariable.BACKUP4J_LIVE_ACCOUNT);
        HuaweiBackup.Builder builder = HuaweiBackup.builder()
                .region(place.region())
                .project(place.project())
                .credential(credentials())
                .pollInterval(Duration.ofSeconds(poll == null ? 5 : Long.parseLong(poll)))
                .timeSource(time);
        if (endpoint != null) {
            builder.endpoint(URI.create(endpoint));
        }
        String dateHeader = find(LiveVariable.BACKUP4J_LIVE_DATE_HEADER);
        if (dateHeader != null) {
            builder.dateHeader(dateHeader);
        }
        return (account == null ? builder : builder.account(account)).build();
    }

    /** The address of a service. */
    String address(Service service) {
        String endpoint = find(LiveVariable.BACKUP4J_LIVE_ENDPOINT);
        return endpoint == null ? service.endpoint(site().region()) : endpoint;
    }

    private String get(LiveVariable variable) {
        String value = find(variable);
        if (value == null) {
            throw new IllegalStateException(variable + " is not set");
        }
        return value;
    }
}
