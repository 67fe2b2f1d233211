package io.github.backup4j.huawei;

import com.huaweicloud.sdk.cbr.v1.CbrClient;
import com.huaweicloud.sdk.core.HcClient;
import com.huaweicloud.sdk.core.auth.AbstractCredentials;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.auth.GlobalCredentials;
import com.huaweicloud.sdk.core.auth.ICredential;
import com.huaweicloud.sdk.ecs.v2.EcsClient;
import com.huaweicloud.sdk.evs.v2.EvsClient;
import com.huaweicloud.sdk.ims.v2.ImsClient;
import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Images;
import io.github.backup4j.Invalid;
import io.github.backup4j.Operations;
import io.github.backup4j.Policies;
import io.github.backup4j.Resources;
import io.github.backup4j.RestorePoints;
import io.github.backup4j.Site;
import io.github.backup4j.Snapshots;
import io.github.backup4j.TimeSource;
import io.github.backup4j.Vaults;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@link CloudBackup} on Huawei Cloud, for one project in one region.
 *
 * <pre>{@code
 * CloudBackup backup = HuaweiBackup.builder()
 *         .region("eu-west-101")
 *         .project("0605767b5780d5762fc5c0118072a564")
 *         .accessKey(System.getenv("HUAWEICLOUD_SDK_AK"), System.getenv("HUAWEICLOUD_SDK_SK"))
 *         .build();
 * }</pre>
 *
 * <p>All services share one pool of connections and threads, which {@link #close()} lets go of. Safe for use by many threads.
 */
public final class HuaweiBackup implements CloudBackup {
    /** All but schedules in zones, which CBR keeps in UTC, and suspension, which its answers do not show. */
    private static final Set<Capability> CAPABILITIES =
            Set.copyOf(EnumSet.complementOf(EnumSet.of(Capability.ZONED_SCHEDULES, Capability.MEMBER_SUSPENSION)));

    private final Connection connection;
    private final Context context;
    private final Vaults vaults;
    private final Policies policies;
    private final RestorePoints restorePoints;
    private final Snapshots snapshots;
    private final Images images;
    private final Resources resources;
    private final Operations operations;

    private HuaweiBackup(Connection connection, Site site, Duration pollInterval, int attempts) {
        this.connection = connection;
        Poller poller = new Poller(connection.time(), pollInterval);
        Retry retry = new Retry(connection.time(), attempts);
        Wire wire = new Wire(connection, retry, new KeyedCreates(retry, attempts));
        context = new Context(site, connection.time(), wire, poller, pollInterval);
        Works works = new Works(context);
        vaults = new HuaweiVaults(context, works);
        policies = new HuaweiPolicies(context);
        restorePoints = new HuaweiRestorePoints(context, works);
        snapshots = new HuaweiSnapshots(context, works);
        images = new HuaweiImages(context, works);
        resources = new HuaweiResources(context);
        operations = new HuaweiOperations(context, works);
    }

    /** Returns a builder, in which region, project and credentials have to be set. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the SDK's own client of a service, which shares connections and credentials with a backup: for what the neutral
     * API does not offer. It does no retrying and classifies no errors.
     *
     * @param backup what {@link Builder#build()} returned
     * @param clientType {@link CbrClient}, {@link EvsClient}, {@link ImsClient} or {@link EcsClient}
     * @param <C> the type of the client
     * @throws IllegalArgumentException if the backup is of another cloud, or there is no such client
     */
    public static <C> C unwrap(CloudBackup backup, Class<C> clientType) {
        if (!(backup instanceof HuaweiBackup huawei)) {
            throw new IllegalArgumentException("backup is " + backup + ", not of Huawei Cloud");
        }
        return clientType.cast(huawei.client(clientType));
    }

    private Object client(Class<?> clientType) {
        if (clientType == CbrClient.class) {
            return new CbrClient(sdk(Service.CBR));
        }
        if (clientType == EvsClient.class) {
            return new EvsClient(sdk(Service.EVS));
        }
        if (clientType == ImsClient.class) {
            return new ImsClient(sdk(Service.IMS));
        }
        if (clientType == EcsClient.class) {
            return new EcsClient(sdk(Service.ECS));
        }
        throw new IllegalArgumentException(
                "clientType is " + clientType.getName() + "; give CbrClient, EvsClient, ImsClient or EcsClient");
    }

    private HcClient sdk(Service service) {
        connection.checkOpen();
        return connection.client(service);
    }

    @Override
    public Vaults vaults() {
        return vaults;
    }

    @Override
    public Policies policies() {
        return policies;
    }

    @Override
    public RestorePoints restorePoints() {
        return restorePoints;
    }

    @Override
    public Snapshots snapshots() {
        return snapshots;
    }

    @Override
    public Images images() {
        return images;
    }

    @Override
    public Resources resources() {
        return resources;
    }

    @Override
    public Operations operations() {
        return operations;
    }

    @Override
    public Site site() {
        return context.site();
    }

    @Override
    public Set<Capability> capabilities() {
        return CAPABILITIES;
    }

    @Override
    public void close() {
        context.poller().close();
        connection.close();
    }

    /** Returns {@code "backup on Huawei Cloud, <site>"}; no secrets. */
    @Override
    public String toString() {
        return "backup on Huawei Cloud, " + context.site();
    }

    /** Sets up a {@link HuaweiBackup}. Not for use by many threads. */
    public static final class Builder {
        private final Map<Service, URI> endpoints = new EnumMap<>(Service.class);
        private @Nullable String region;
        private @Nullable String project;
        private @Nullable String account;
        private @Nullable ICredential credential;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private Duration readTimeout = Duration.ofSeconds(60);
        private Duration pollInterval = Duration.ofSeconds(5);
        private int attempts = 3;
        private TimeSource time = TimeSource.system();

        private Builder() {}

        /**
         * Sets the region.
         *
         * @param regionId the cloud's id of it, such as {@code eu-west-101}
         */
        public Builder region(String regionId) {
            region = Objects.requireNonNull(regionId, "regionId == null");
            return this;
        }

        /**
         * Sets the project.
         *
         * @param projectId the cloud's id of it
         */
        public Builder project(String projectId) {
            project = Objects.requireNonNull(projectId, "projectId == null");
            return this;
        }

        /**
         * Sets the account (domain) that orders are made for; needed for subscriptions where the cloud does not know it from
         * the credentials.
         *
         * @param domainId the cloud's id of it
         */
        public Builder account(String domainId) {
            account = Objects.requireNonNull(domainId, "domainId == null");
            return this;
        }

        /**
         * Sets a permanent access key.
         *
         * @param accessKey the key
         * @param secretKey its secret
         * @throws Invalid if either is empty
         */
        public Builder accessKey(String accessKey, String secretKey) {
            credential = keys(accessKey, secretKey);
            return this;
        }

        /**
         * Sets a temporary access key.
         *
         * @param accessKey the key
         * @param secretKey its secret
         * @param securityToken its token
         * @throws Invalid if one is empty
         */
        public Builder temporaryKey(String accessKey, String secretKey, String securityToken) {
            BasicCredentials keys = keys(accessKey, secretKey);
            credential = keys.withSecurityToken(notEmpty(securityToken, "securityToken"));
            return this;
        }

        /**
         * Sets credentials of the SDK, such as those that one of its providers finds.
         *
         * @param sdkCredential the credentials; their project is set to the one given here
         */
        public Builder credential(ICredential sdkCredential) {
            credential = Objects.requireNonNull(sdkCredential, "sdkCredential == null");
            return this;
        }

        /**
         * Sets the address of all services at once, as an emulator has them.
         *
         * @param address the address; plain http only on this machine
         * @throws Invalid if it is plain http to another machine
         */
        public Builder endpoint(URI address) {
            for (Service service : Service.values()) {
                endpoints.put(service, checked(address));
            }
            return this;
        }

        /**
         * Sets the address of one service.
         *
         * @param service {@code "cbr"}, {@code "evs"}, {@code "ims"}, {@code "ecs"}, {@code "bss"} or {@code "iam"}
         * @param address the address; plain http only on this machine
         * @throws Invalid if there is no such service, or it is plain http to another machine
         */
        public Builder endpoint(String service, URI address) {
            for (Service known : Service.values()) {
                if (known.name().equalsIgnoreCase(service)) {
                    endpoints.put(known, checked(address));
                    return this;
                }
            }
            throw new Invalid("service is \"" + service + "\"; give cbr, evs, ims, ecs, bss or iam");
        }

        /**
         * Sets how long to wait for a connection.
         *
         * @param timeout whole seconds, at least one; 10 seconds by default
         */
        public Builder connectTimeout(Duration timeout) {
            connectTimeout = positive(timeout, "timeout");
            return this;
        }

        /**
         * Sets how long to wait for an answer.
         *
         * @param timeout whole seconds, at least one; 60 seconds by default
         */
        public Builder readTimeout(Duration timeout) {
            readTimeout = positive(timeout, "timeout");
            return this;
        }

        /**
         * Sets how long to wait between two looks at long work.
         *
         * @param interval more than zero; 5 seconds by default
         */
        public Builder pollInterval(Duration interval) {
            pollInterval = positive(interval, "interval");
            return this;
        }

        /**
         * Sets how often a call is made at most that the service did not take, or that only reads and failed for a passing
         * reason. Looks at long work are made once each.
         *
         * @param count at least 1; 3 by default
         */
        public Builder attempts(int count) {
            if (count < 1) {
                throw new Invalid("count is " + count + ", less than 1");
            }
            attempts = count;
            return this;
        }

        /**
         * Sets what waiting waits on.
         *
         * @param timeSource by default {@link TimeSource#system()}
         */
        public Builder timeSource(TimeSource timeSource) {
            time = Objects.requireNonNull(timeSource, "timeSource == null");
            return this;
        }

        /**
         * Returns the backup, without any I/O.
         *
         * @throws Invalid if region, project or credentials are missing
         */
        public CloudBackup build() {
            if (region == null || project == null || credential == null) {
                throw new Invalid("region is " + region + ", project is " + project + ", credentials are "
                        + (credential == null ? "missing" : "given") + "; all three are needed");
            }
            Site site = new Site(region, project);
            Map<Service, URI> addresses = new EnumMap<>(Service.class);
            for (Service service : Service.values()) {
                addresses.put(service, endpoints.getOrDefault(service, URI.create(service.endpoint(region))));
            }
            Connection connection = new Connection(
                    time, ofProject(credential, site), ofAccount(credential), addresses, connectTimeout, readTimeout);
            return new HuaweiBackup(connection, site, pollInterval, attempts);
        }

        private static ICredential ofProject(ICredential credential, Site site) {
            return credential instanceof BasicCredentials basic
                    ? basic.deepClone().withProjectId(site.project())
                    : credential;
        }

        private ICredential ofAccount(ICredential credential) {
            if (!(credential instanceof AbstractCredentials<?> keys) || credential instanceof GlobalCredentials) {
                return credential;
            }
            GlobalCredentials global = new GlobalCredentials()
                    .withAk(keys.getAk())
                    .withSk(keys.getSk())
                    .withSecurityToken(keys.getSecurityToken());
            // An empty account keeps the SDK from asking IAM for it; orders are found by their own ids.
            return global.withDomainId(account == null ? "0" : account);
        }

        private static BasicCredentials keys(String accessKey, String secretKey) {
            return new BasicCredentials()
                    .withAk(notEmpty(accessKey, "accessKey"))
                    .withSk(notEmpty(secretKey, "secretKey"));
        }

        /** An empty key would make the SDK ask the machine it runs on for one. */
        private static String notEmpty(String value, String argument) {
            Objects.requireNonNull(value, argument + " == null");
            if (value.isBlank()) {
                throw new Invalid(argument + " is empty");
            }
            return value;
        }

        private static URI checked(URI address) {
            String host = String.valueOf(address.getHost());
            boolean here = host.equals("localhost") || host.equals("127.0.0.1") || host.equals("[::1]");
            if (!"https".equals(address.getScheme()) && !("http".equals(address.getScheme()) && here)) {
                throw new Invalid("address is " + address.getScheme() + "://" + host
                        + "; give https, or http on this machine: credentials would cross the network in clear");
            }
            String text = address.toString();
            return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : address;
        }

        private static Duration positive(Duration duration, String argument) {
            if (duration.isZero() || duration.isNegative()) {
                throw new Invalid(argument + " is " + duration + ", not more than zero");
            }
            return duration;
        }
    }
}
