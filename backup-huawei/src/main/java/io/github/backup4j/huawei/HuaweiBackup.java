package io.github.backup4j.huawei;

import com.huaweicloud.sdk.cbr.v1.CbrClient;
import com.huaweicloud.sdk.core.auth.CredentialProviderChain;
import com.huaweicloud.sdk.core.auth.ICredential;
import com.huaweicloud.sdk.core.auth.ICredentialProvider;
import com.huaweicloud.sdk.ecs.v2.EcsClient;
import com.huaweicloud.sdk.evs.v2.EvsClient;
import com.huaweicloud.sdk.ims.v2.ImsClient;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupListener;
import io.github.backup4j.Busy;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.internal.http.Connection;
import io.github.backup4j.huawei.internal.http.Credentials;
import io.github.backup4j.huawei.internal.http.Endpoints;
import io.github.backup4j.huawei.internal.http.HttpSettings;
import io.github.backup4j.huawei.internal.http.Identity;
import io.github.backup4j.huawei.internal.http.ResponseLimits;
import io.github.backup4j.huawei.internal.http.RetryRules;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.work.TokenSeal;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
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
 * <p>All services share one pool of connections and threads. {@link CloudBackup#close()} releases it and drops the
 * keys: threads end and connections close once the calls in progress on other threads have ended. Two kinds of idle
 * daemon threads that OkHttp keeps for the whole JVM may remain for a minute: {@code OkHttp TaskRunner} and {@code Okio
 * Watchdog}.
 *
 * <p>{@link CloudBackup#unwrap} returns the SDK's own {@link CbrClient}, {@link EvsClient}, {@link ImsClient} or {@link
 * EcsClient}, which shares connections and credentials with the backup. That client does not retry or classify errors,
 * and makes no calls once the backup is closed. If the project was not set, {@code unwrap} requests it from IAM, as
 * {@link CloudBackup#site()} does.
 */
public final class HuaweiBackup {
    private HuaweiBackup() {}

    /** Returns a builder; region and credentials are required. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Builds a backup on Huawei Cloud. Not for use by many threads, and for one {@link #build()} only, which drops the
     * credentials.
     *
     * <p>Each setting is given once: a second, different value is refused with {@link Invalid}, since it would silently replace
     * the first. Credentials are one setting, however they are given.
     */
    public static final class Builder {
        private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}");

        private final Map<String, Object> given = new HashMap<>();
        private final Map<Service, URI> endpoints = new EnumMap<>(Service.class);
        private @Nullable URI endpoint;
        private final HttpSettings http = new HttpSettings();
        private @Nullable String region;
        private @Nullable String project;
        private @Nullable String account;
        private @Nullable Credentials keys;
        private String agency = "ims_admin_agency";
        private boolean plainHttp;
        private TokenSeal seal = TokenSeal.NONE;
        private Duration pollInterval = Duration.ofSeconds(5);
        private RetryRules rules = RetryRules.USUAL;
        private RandomGenerator random = new Random();
        private TimeSource time = TimeSource.system();
        private @Nullable BackupListener listener;
        private ResponseLimits limits = ResponseLimits.USUAL;
        private @Nullable String dateHeader;

        private Builder() {}

        // ---- region, project and account

        /**
         * Sets the region.
         *
         * @param regionId its id in the cloud, such as {@code eu-west-101}: lower-case letters, digits and hyphens
         */
        public Builder region(String regionId) {
            region = once("region", Settings.notNull(regionId, "regionId", "HUAWEICLOUD_SDK_REGION"));
            return this;
        }

        /**
         * Sets the project. The default is the project of the SDK's credentials, else the one that IAM lists under the
         * name of the region. The backup requests it from IAM before the first call to another service; IAM refuses
         * keys that may not list projects.
         *
         * @param projectId its id in the cloud
         */
        public Builder project(String projectId) {
            project = once("project", Settings.notNull(projectId, "projectId", "HUAWEICLOUD_SDK_PROJECT_ID"));
            return this;
        }

        /**
         * Sets the account (domain) that places orders. The default is the account of the SDK's credentials, else the
         * one that IAM reports for the keys; the backup requests it before the first order.
         *
         * @param domainId its id in the cloud
         */
        public Builder account(String domainId) {
            account = once("account", notBlank(domainId, "account"));
            return this;
        }

        /**
         * Sets the agency that allows the image service to act in another region, for copies of images.
         *
         * <p>Create such an agency once, in IAM, for the cloud service IMS and the destination region; no account has
         * one initially, and no name is reserved for it. The vendor's guides create one under the name that is the
         * default here, and under others.
         *
         * @param agencyName its name; {@code ims_admin_agency} by default
         */
        public Builder imageCopyAgency(String agencyName) {
            agency = once("imageCopyAgency", notBlank(agencyName, "imageCopyAgency"));
            return this;
        }

        // ---- credentials

        /**
         * Sets a permanent access key.
         *
         * @param accessKey the key
         * @param secretKey its secret
         * @throws Invalid if either is empty, or contains a character that no key has
         */
        public Builder accessKey(String accessKey, String secretKey) {
            return keys(
                    Credentials.fixed(
                            Settings.given(accessKey, "accessKey", Settings.ACCESS_KEY),
                            Settings.given(secretKey, "secretKey", Settings.SECRET_KEY),
                            null),
                    accessKey,
                    secretKey);
        }

        /**
         * Sets a temporary access key. The backup uses it until it expires; for keys that are renewed, set a {@link
         * #credential}.
         *
         * @param accessKey the key
         * @param secretKey its secret
         * @param securityToken its token
         * @throws Invalid if one is empty, or contains a character that no key has
         */
        public Builder temporaryKey(String accessKey, String secretKey, String securityToken) {
            return keys(
                    Credentials.fixed(
                            Settings.given(accessKey, "accessKey", Settings.ACCESS_KEY),
                            Settings.given(secretKey, "secretKey", Settings.SECRET_KEY),
                            Settings.given(securityToken, "securityToken", Settings.SECURITY_TOKEN)),
                    accessKey,
                    secretKey,
                    securityToken);
        }

        /**
         * Sets a credential of the SDK. The backup does not change it, and reads its keys at each call, so keys may be
         * renewed or replaced.
         *
         * @param sdkCredential the credential
         * @throws Invalid if it holds no key: the SDK would then request one from the metadata service of its machine
         */
        public Builder credential(ICredential sdkCredential) {
            return keys(Credentials.of(Objects.requireNonNull(sdkCredential, "sdkCredential == null")), sdkCredential);
        }

        /**
         * Sets the SDK's credential provider. The backup calls it once, before the first call.
         *
         * @param sdkProvider such as {@code MetadataCredentialProvider.basic()}, for the agency of the server that runs
         *     this process
         */
        public Builder credentialProvider(ICredentialProvider sdkProvider) {
            return keys(Credentials.from(Objects.requireNonNull(sdkProvider, "sdkProvider == null")), sdkProvider);
        }

        /**
         * Uses the first credential that the SDK's default chain finds, before the first call: in the environment
         * ({@code HUAWEICLOUD_SDK_AK} and others), in {@code ~/.huaweicloud/credentials}, at the metadata service of
         * the machine, at the identity service of the pod.
         */
        public Builder defaultCredentials() {
            return keys(
                    Credentials.from(CredentialProviderChain.getBasicCredentialProviderChain()),
                    "those of the SDK's default chain");
        }

        /**
         * Sets the credentials.
         *
         * @param from what the caller gave them by
         */
        private Builder keys(Credentials given, Object... from) {
            onceSecret("credentials", List.of(from));
            keys = given;
            return this;
        }

        // ---- tokens of long-running operations

        /**
         * Sets the key that signs {@link io.github.backup4j.Operation#token() tokens}. The backup then accepts only
         * tokens signed with it, so that nobody with write access to where tokens are stored can alter or forge one.
         * All processes that continue each other's work need the same key. Work that began before the key was set or
         * replaced is found by its request key. The tokens of {@linkplain io.github.backup4j.drill.RestoreDrill restore drills}
         * are not signed, as the drill is not the provider's; its Javadoc says what they can and cannot do.
         *
         * <p>Without a key, tokens are not signed, and a signed token is refused, since it cannot be checked. A forged
         * token destroys nothing of others even then: before a step stops, detaches, overwrites or deletes a resource, it
         * checks in the cloud that the work of this token has marked the resource. A new server is created only by the plan that
         * its temporary image was signed with, and an image is built only with the name and the tags that its temporary disk
         * was signed with. Whoever has a token of work in progress can still do with that work what its owner can, and falsify
         * its outcome: a failure that a token keeps, or that nothing is left to do.
         *
         * @param key at least 16 random bytes; copied
         * @throws Invalid if it is shorter
         */
        public Builder tokenKey(byte[] key) {
            TokenSeal sealed = TokenSeal.of(Objects.requireNonNull(key, "key == null"));
            onceSecret("tokenKey", ByteBuffer.wrap(key.clone()));
            seal = sealed;
            return this;
        }

        // ---- addresses, certificates and proxy

        /**
         * Sets one address for all services but those that have one of their own, such as an emulator's.
         *
         * @param address the address
         * @throws Invalid if it is not the address of a server
         */
        public Builder endpoint(URI address) {
            endpoint = once("endpoint", Endpoints.checked(address));
            return this;
        }

        /**
         * Sets the address of one service. For example, orders of international accounts are at {@code
         * https://bss-intl.myhuaweicloud.com}.
         *
         * @param service {@code "cbr"}, {@code "evs"}, {@code "ims"}, {@code "ecs"}, {@code "bss"} or {@code "iam"}
         * @param address the address
         * @throws Invalid if there is no such service, or the address is not that of a server
         */
        public Builder endpoint(String service, URI address) {
            endpoints.put(Endpoints.service(service), once("endpoint of " + service, Endpoints.checked(address)));
            return this;
        }

        /** Allows plain HTTP to other machines: anybody on the network can then read all requests and responses. */
        public Builder allowingPlainHttp() {
            plainHttp = true;
            return this;
        }

        /**
         * Trusts only certificates of these authorities, instead of those that the JVM trusts.
         *
         * @param authorities their certificates, at least one
         * @throws Invalid if there is none
         */
        public Builder trusting(List<X509Certificate> authorities) {
            onceSecret("trusting", List.copyOf(authorities));
            http.authorities(authorities);
            return this;
        }

        /** Trusts every certificate: anybody on the network can then read and change all requests. */
        public Builder trustingAnyCertificate() {
            http.trustAnyCertificate();
            return this;
        }

        /**
         * Sets a proxy; the default is that of the JVM's system properties.
         *
         * @param host its host
         * @param port its port
         * @throws Invalid if the port is out of range
         */
        public Builder proxy(String host, int port) {
            return proxy(new HttpSettings.Proxy(notBlank(host, "proxy host"), port(port), null, null));
        }

        /**
         * Sets a proxy that requires authentication; credentials are sent for HTTPS only.
         *
         * @param host its host
         * @param port its port
         * @param user the name of the user
         * @param password the user's password
         * @throws Invalid if the port is out of range
         */
        public Builder proxy(String host, int port, String user, String password) {
            return proxy(new HttpSettings.Proxy(
                    notBlank(host, "proxy host"),
                    port(port),
                    notBlank(user, "proxy user"),
                    Objects.requireNonNull(password, "password == null")));
        }

        private Builder proxy(HttpSettings.Proxy proxy) {
            onceSecret("proxy", proxy);
            http.proxy(proxy);
            return this;
        }

        /**
         * Sets how long to wait for a connection.
         *
         * @param timeout from a millisecond to a day; 10 seconds by default
         * @throws Invalid if it is out of that range
         */
        public Builder connectTimeout(Duration timeout) {
            limits = limits.withConnectTime(once("connectTimeout", upToADay(timeout, "connectTimeout")));
            return this;
        }

        /**
         * Sets how long to wait for the response to begin, and between two parts of it.
         *
         * @param timeout from a millisecond to a day; 60 seconds by default
         * @throws Invalid if it is out of that range
         */
        public Builder readTimeout(Duration timeout) {
            limits = limits.withReadTime(once("readTimeout", upToADay(timeout, "readTimeout")));
            return this;
        }

        // ---- limits on calls and responses

        /**
         * Sets how long a call may take in all, from obtaining a connection to the last byte of the response, by the
         * machine's clock, whatever the {@link #timeSource}. A change that exceeds it may have been carried out.
         *
         * @param limit from a millisecond to a day; 5 minutes by default
         * @throws Invalid if it is out of that range
         */
        public Builder callTime(Duration limit) {
            limits = limits.withCallTime(once("callTime", upToADay(limit, "callTime")));
            return this;
        }

        /**
         * Sets how long one poll of a long-running operation may take in all, by the machine's clock. A longer poll is
         * abandoned, and the next one sends its request again, so that a service that does not respond cannot delay the
         * timeout of a wait or a future. A list of several pages may take longer: the next poll continues it with the page
         * that did not arrive.
         *
         * @param limit from a millisecond to a day; a minute by default
         * @throws Invalid if it is out of that range
         */
        public Builder pollTime(Duration limit) {
            rules = rules.withPollTime(once("pollTime", upToADay(limit, "pollTime")));
            return this;
        }

        /**
         * Sets the maximum size of a decompressed response. A larger one is not read; if it belongs to a change, the
         * change has most likely been carried out.
         *
         * @param bytes from 1 KiB to 1 GiB; 16 MiB by default, several times the longest page of a list. One response
         *     may take several times this size in memory
         * @throws Invalid if it is out of that range
         */
        public Builder responseLimit(DataSize bytes) {
            Objects.requireNonNull(bytes, "responseLimit == null");
            if (bytes.bytes() < 1 << 10 || bytes.bytes() > 1 << 30) {
                throw new Invalid("responseLimit is " + bytes + ", not between 1 KiB and 1 GiB");
            }
            limits = limits.withAnswerBytes((int) once("responseLimit", bytes).bytes());
            return this;
        }

        /**
         * Sets the maximum number of elements of a list. Reading beyond it throws {@link
         * io.github.backup4j.Unavailable}; a list is never truncated silently.
         *
         * @param elements at least 1; 100,000 by default
         * @throws Invalid if it is less than 1
         */
        public Builder listLimit(int elements) {
            limits = limits.withListElements(once("listLimit", positive(elements, "listLimit")));
            return this;
        }

        // ---- polls, retries and the clock

        /**
         * Sets the pause between the first two polls of a long-running operation. Pauses grow with the wait, to at most
         * six times this.
         *
         * @param interval from a millisecond to a day; 5 seconds by default
         * @throws Invalid if it is out of that range
         */
        public Builder pollInterval(Duration interval) {
            pollInterval = once("pollInterval", upToADay(interval, "pollInterval"));
            return this;
        }

        /**
         * Sets the maximum number of attempts for a call that the service did not accept, or for a read that failed for
         * a transient reason. Polls of long-running operations get one attempt each.
         *
         * @param count at least 1; 5 by default
         * @throws Invalid if it is less than 1
         */
        public Builder attempts(int count) {
            rules = rules.withAttempts(once("attempts", positive(count, "attempts")));
            return this;
        }

        /**
         * Sets how long a call may wait for its turn and be retried in all. If a service asks for a longer wait, the
         * call fails at once, and {@link BackupException#retryAfter()} returns the wait that the service asked for.
         *
         * @param limit from zero to a year; 2 minutes by default
         * @throws Invalid if it is out of that range
         */
        public Builder retryTime(Duration limit) {
            rules = rules.withTime(once("retryTime", upToAYear(limit, "retryTime")));
            return this;
        }

        /**
         * Sets how long a call is retried while other work on the same resource blocks it, before it throws {@link
         * Busy}.
         *
         * @param limit from zero, which means no retries, to a year; 10 seconds by default
         * @throws Invalid if it is out of that range
         */
        public Builder busyTime(Duration limit) {
            rules = rules.withBusyTime(once("busyTime", upToAYear(limit, "busyTime")));
            return this;
        }

        /**
         * Sets the maximum number of calls in flight per service; others wait for their turn. The rate needs no
         * setting: it is unlimited until the service throttles, and then adapts.
         *
         * @param count at least 1; 16 by default
         * @throws Invalid if it is less than 1
         */
        public Builder callsAtOnce(int count) {
            rules = rules.withCallsAtOnce(once("callsAtOnce", positive(count, "callsAtOnce")));
            return this;
        }

        /**
         * Sets the listener, which receives events that no return value can carry, such as a vault that was ordered
         * twice.
         *
         * @param backupListener safe for use by many threads; by default events are only logged
         */
        public Builder listener(BackupListener backupListener) {
            listener = once("listener", Objects.requireNonNull(backupListener, "backupListener == null"));
            return this;
        }

        /**
         * Sets the header of responses that holds the time of the services. This is for an emulated cloud whose clock is not the
         * machine's: the server that emulates it cannot set {@code Date}. The emulator of this project has the header {@code
         * X-Emulator-Date}. With the machine's clock, its dates are believed however far off they are: {@link CloudBackup#time()} has the
         * date and time of day of the last response, by which ages and postures are judged, and the stop watch of the machine, by which
         * waits are. Creating something takes a request more, which asks for the time. With another {@link #timeSource}, they are
         * believed within a day of that.
         *
         * @param header by default {@code Date}, whose dates are believed within a day of the machine's clock
         * @throws Invalid if it is not the name of a header
         */
        public Builder dateHeader(String header) {
            String name = notBlank(header, "dateHeader");
            if (!HEADER.matcher(name).matches()) {
                throw new Invalid("dateHeader is \"" + name + "\", not the name of a header such as X-Emulator-Date");
            }
            dateHeader = once("dateHeader", name);
            return this;
        }

        /** Sets the source of randomness for pauses; safe for use by many threads. */
        Builder random(RandomGenerator generator) {
            random = generator;
            return this;
        }

        /**
         * Sets the clock. The provider corrects the machine's clock by the dates of responses, since it may be minutes off. It does not
         * correct any other, such as that of an emulated cloud in this process, unless {@link #dateHeader} is set: the server that
         * emulates it dates responses by its machine's clock.
         *
         * @param timeSource by default {@link TimeSource#system()}
         */
        public Builder timeSource(TimeSource timeSource) {
            time = once("timeSource", Objects.requireNonNull(timeSource, "timeSource == null"));
            return this;
        }

        /**
         * Returns the backup, without any I/O.
         *
         * @throws Invalid if region or credentials are missing, region or project is malformed, an address uses
         *     plain HTTP to another machine without permission, or both {@link #trusting} and {@link #trustingAnyCertificate} were
         *     called
         */
        public CloudBackup build() {
            return CloudBackup.of(driver());
        }

        HuaweiDriver driver() {
            if (region == null) {
                throw new Invalid("region is missing; call region(...) with its id, such as eu-west-101");
            }
            if (keys == null) {
                throw new Invalid("credentials are missing; call accessKey(...), temporaryKey(...), credential(...),"
                        + " credentialProvider(...) or defaultCredentials()");
            }
            Identity identity = new Identity(Endpoints.region(region), keys, project, account);
            Map<Service, URI> named = new EnumMap<>(endpoints);
            if (endpoint != null) {
                for (Service service : Service.values()) {
                    named.putIfAbsent(service, endpoint);
                }
            }
            Map<Service, URI> addresses = Endpoints.complete(named, region, plainHttp);
            Connection connection =
                    new Connection(time, keys, identity, addresses, http.config(), limits, dateHeader());
            keys = null;
            given.clear();
            http.forgetSecrets();
            return HuaweiDriver.open(connection, agency, pollInterval, rules, random, listener, seal);
        }

        /** Returns the header whose dates correct the clock; null: nothing does. */
        private @Nullable String dateHeader() {
            return dateHeader == null && time.equals(TimeSource.system()) ? "Date" : dateHeader;
        }

        /** Refuses a setting that was given a different value before. */
        private <V> V once(String setting, V value) {
            Object earlier = given.putIfAbsent(setting, value);
            if (earlier != null && !earlier.equals(value)) {
                throw new Invalid(setting + " is given twice: " + earlier + ", then " + value + "; give it once");
            }
            return value;
        }

        /** The same, for values that no message may show. */
        private void onceSecret(String setting, Object value) {
            Object earlier = given.putIfAbsent(setting, value);
            if (earlier != null && !earlier.equals(value)) {
                throw new Invalid(setting + ": given twice, with different values; give it once");
            }
        }

        private static String notBlank(String value, String argument) {
            return Settings.given(value, argument, null);
        }

        private static int port(int port) {
            if (port < 1 || port > 65_535) {
                throw new Invalid("proxy port is " + port + ", not between 1 and 65535");
            }
            return port;
        }

        private static int positive(int count, String setting) {
            if (count < 1) {
                throw new Invalid(setting + " is " + count + ", less than 1");
            }
            return count;
        }

        private static Duration upToAYear(Duration duration, String setting) {
            Objects.requireNonNull(duration, setting + " == null");
            if (duration.isNegative() || duration.compareTo(Duration.ofDays(365)) > 0) {
                throw new Invalid(setting + " is " + duration + ", not between zero and a year");
            }
            return duration;
        }

        private static Duration upToADay(Duration duration, String setting) {
            Objects.requireNonNull(duration, setting + " == null");
            if (duration.compareTo(Duration.ofMillis(1)) < 0 || duration.compareTo(Duration.ofDays(1)) > 0) {
                throw new Invalid(setting + " is " + duration + ", not between a millisecond and a day");
            }
            return duration;
        }
    }
}
