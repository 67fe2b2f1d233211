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
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.random.RandomGenerator;
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
 * <p>All services share one pool of connections and threads, which {@link CloudBackup#close()} releases: its threads end, its connections
 * are closed, and the keys are let go of; a call that another thread is making ends first. What may be left for a minute are two kinds of
 * idle daemon threads that OkHttp keeps for the whole JVM, {@code OkHttp TaskRunner} and {@code Okio Watchdog}.
 *
 * <p>{@link CloudBackup#unwrap} returns the SDK's own {@link CbrClient}, {@link EvsClient}, {@link ImsClient} or {@link EcsClient}, which
 * shares connections and credentials with the backup. It does no retrying and classifies no errors, and makes no call any more once the
 * backup is closed. Where the project was not given, IAM is asked for it then, as it is by {@link CloudBackup#site()}.
 */
public final class HuaweiBackup {
    private HuaweiBackup() {}

    /** Returns a builder, in which region and credentials have to be set. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Sets up a backup on Huawei Cloud. Not for use by many threads, and for one {@link #build()}: it keeps no credentials after
     * that.
     */
    public static final class Builder {
        private final Map<Service, URI> endpoints = new EnumMap<>(Service.class);
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
        private String dateHeader = "Date";

        private Builder() {}

        // ---- what it is about

        /**
         * Sets the region.
         *
         * @param regionId the cloud's id of it, such as {@code eu-west-101}: lower-case letters, digits and hyphens
         */
        public Builder region(String regionId) {
            region = Settings.notNull(regionId, "regionId", "HUAWEICLOUD_SDK_REGION");
            return this;
        }

        /**
         * Sets the project. By default it is the one that the credentials of the SDK name, else the one that IAM has under the
         * name of the region; IAM is asked before the first call of another service, and refuses keys that may not list
         * projects.
         *
         * @param projectId the cloud's id of it
         */
        public Builder project(String projectId) {
            project = Settings.notNull(projectId, "projectId", "HUAWEICLOUD_SDK_PROJECT_ID");
            return this;
        }

        /**
         * Sets the account (domain) that orders are made for. By default it is the one that the credentials of the SDK name,
         * else the one that IAM knows the keys of; IAM is asked before the first order.
         *
         * @param domainId the cloud's id of it
         */
        public Builder account(String domainId) {
            account = notBlank(domainId, "domainId");
            return this;
        }

        /**
         * Sets the agency by which the image service may work in another region, for copies of images.
         *
         * <p>Such an agency has to be made once, in IAM, for the cloud service IMS and the region that is copied to; no account
         * has one by itself, and no name is reserved for it. The vendor's guides make one under the name that is the default
         * here, and under others.
         *
         * @param agencyName its name; {@code ims_admin_agency} by default
         */
        public Builder imageCopyAgency(String agencyName) {
            agency = notBlank(agencyName, "agencyName");
            return this;
        }

        // ---- credentials

        /**
         * Sets a permanent access key.
         *
         * @param accessKey the key
         * @param secretKey its secret
         * @throws Invalid if either is empty, or has a character that is in no key
         */
        public Builder accessKey(String accessKey, String secretKey) {
            keys = Credentials.fixed(
                    Settings.given(accessKey, "accessKey", Settings.ACCESS_KEY),
                    Settings.given(secretKey, "secretKey", Settings.SECRET_KEY),
                    null);
            return this;
        }

        /**
         * Sets a temporary access key. It is used until it expires; for one that is renewed, give a {@link #credential}.
         *
         * @param accessKey the key
         * @param secretKey its secret
         * @param securityToken its token
         * @throws Invalid if one is empty, or has a character that is in no key
         */
        public Builder temporaryKey(String accessKey, String secretKey, String securityToken) {
            keys = Credentials.fixed(
                    Settings.given(accessKey, "accessKey", Settings.ACCESS_KEY),
                    Settings.given(secretKey, "secretKey", Settings.SECRET_KEY),
                    Settings.given(securityToken, "securityToken", Settings.SECURITY_TOKEN));
            return this;
        }

        /**
         * Sets a credential of the SDK. It is not changed, and asked for its keys at each call, so that one that renews its
         * keys, or whose keys are replaced, goes on working.
         *
         * @param sdkCredential the credential
         * @throws Invalid if it holds no key: the SDK would then ask the machine that it runs on
         */
        public Builder credential(ICredential sdkCredential) {
            keys = Credentials.of(Objects.requireNonNull(sdkCredential, "sdkCredential == null"));
            return this;
        }

        /**
         * Sets where the SDK finds its credential. It is asked once, before the first call.
         *
         * @param sdkProvider such as {@code MetadataCredentialProvider.basic()}, for the agency of the server that this runs on
         */
        public Builder credentialProvider(ICredentialProvider sdkProvider) {
            keys = Credentials.from(Objects.requireNonNull(sdkProvider, "sdkProvider == null"));
            return this;
        }

        /**
         * Takes the first credential that the SDK finds, before the first call, where it always looks: in the environment
         * ({@code HUAWEICLOUD_SDK_AK} and others), in {@code ~/.huaweicloud/credentials}, at the metadata service of the
         * machine that this runs on, at the identity service of its pod.
         */
        public Builder defaultCredentials() {
            return credentialProvider(CredentialProviderChain.getBasicCredentialProviderChain());
        }

        // ---- tokens of long work

        /**
         * Sets a key by which {@link io.github.backup4j.Operation#token() tokens} are signed. Only tokens that are signed with it
         * are taken then, so that nobody who can write to where they are stored can alter one, or make one up. All processes that
         * go on with each other's work need the same key; work that was begun before the key was set, or replaced, is found again
         * by its request key.
         *
         * <p>Without it a token is not signed, and one that is signed is refused, as it cannot be checked. A token that was made
         * up does no harm even then: whatever stops, detaches, overwrites or deletes something first finds in the cloud that the
         * work of this token has marked it.
         *
         * @param key 16 random bytes at least, which are copied
         * @throws Invalid if it is shorter
         */
        public Builder tokenKey(byte[] key) {
            seal = TokenSeal.of(Objects.requireNonNull(key, "key == null"));
            return this;
        }

        // ---- how services are reached

        /**
         * Sets the address of all services at once, as an emulator has them.
         *
         * @param address the address
         * @throws Invalid if it is no address of a server
         */
        public Builder endpoint(URI address) {
            for (Service service : Service.values()) {
                endpoints.put(service, Endpoints.checked(address));
            }
            return this;
        }

        /**
         * Sets the address of one service. Orders of international accounts, for one, are at {@code
         * https://bss-intl.myhuaweicloud.com}.
         *
         * @param service {@code "cbr"}, {@code "evs"}, {@code "ims"}, {@code "ecs"}, {@code "bss"} or {@code "iam"}
         * @param address the address
         * @throws Invalid if there is no such service, or it is no address of a server
         */
        public Builder endpoint(String service, URI address) {
            endpoints.put(Endpoints.service(service), Endpoints.checked(address));
            return this;
        }

        /** Allows addresses with plain http on other machines too: who can reach the network reads all calls and answers. */
        public Builder allowingPlainHttp() {
            plainHttp = true;
            return this;
        }

        /**
         * Trusts only servers whose certificates these authorities have issued, instead of those that the JVM trusts.
         *
         * @param authorities their certificates, at least one
         * @throws Invalid if there is none
         */
        public Builder trusting(List<X509Certificate> authorities) {
            http.authorities(authorities);
            return this;
        }

        /** Trusts every server, whatever its certificate: who can reach the network can read and change all calls. */
        public Builder trustingAnyCertificate() {
            http.trustAnyCertificate();
            return this;
        }

        /**
         * Sets a proxy; by default it is the one of the JVM's system properties.
         *
         * @param host its host
         * @param port its port
         * @throws Invalid if there can be no such port
         */
        public Builder proxy(String host, int port) {
            http.proxy(new HttpSettings.Proxy(notBlank(host, "host"), port(port), null, null));
            return this;
        }

        /**
         * Sets a proxy that asks who it is; it is told so for https alone.
         *
         * @param host its host
         * @param port its port
         * @param user the name of the user
         * @param password what proves that
         * @throws Invalid if there can be no such port
         */
        public Builder proxy(String host, int port, String user, String password) {
            http.proxy(new HttpSettings.Proxy(
                    notBlank(host, "host"),
                    port(port),
                    notBlank(user, "user"),
                    Objects.requireNonNull(password, "password == null")));
            return this;
        }

        /**
         * Sets how long to wait for a connection.
         *
         * @param timeout whole seconds, from one to a day; 10 seconds by default
         * @throws Invalid if it is not more than zero, or longer
         */
        public Builder connectTimeout(Duration timeout) {
            http.connectTimeout(upToADay(timeout, "connectTimeout"));
            return this;
        }

        /**
         * Sets how long to wait for an answer to begin, and to go on once it has begun.
         *
         * @param timeout whole seconds, from one to a day; 60 seconds by default
         * @throws Invalid if it is not more than zero, or longer
         */
        public Builder readTimeout(Duration timeout) {
            http.readTimeout(upToADay(timeout, "readTimeout"));
            return this;
        }

        // ---- what a service may cost, however it answers

        /**
         * Sets how long a call may take in all, from the search for a connection to the last byte of the answer. It counts by
         * the clock of the machine, whatever the {@link #timeSource}. A change that is cut off by it may have been carried out.
         *
         * @param limit from a millisecond to a day; 5 minutes by default
         * @throws Invalid if it is out of that range
         */
        public Builder callTime(Duration limit) {
            limits = limits.withCallTime(upToADay(limit, "callTime"));
            return this;
        }

        /**
         * Sets how long the calls of one look at long work are waited for in all. What takes longer is given up, and asked again
         * with the next look; so a service that does not answer keeps nobody who waits, and no future, from noticing that its
         * time is over. It counts by the clock of the machine.
         *
         * @param limit from a millisecond to a day; a minute by default
         * @throws Invalid if it is out of that range
         */
        public Builder lookTime(Duration limit) {
            rules = rules.withPollTime(upToADay(limit, "lookTime"));
            return this;
        }

        /**
         * Sets how long an answer may be after it was unpacked. What is longer is not read: a change that is answered so has
         * most likely been carried out.
         *
         * @param bytes from 1 KiB to 1 GiB, several times of which a single answer then takes in memory; 16 MiB by default,
         *     some times as much as the longest page of a list
         * @throws Invalid if it is out of that range
         */
        public Builder answerLimit(DataSize bytes) {
            if (bytes.bytes() < 1 << 10 || bytes.bytes() > 1 << 30) {
                throw new Invalid("answerLimit is " + bytes + ", not between 1 KiB and 1 GiB");
            }
            limits = limits.withAnswerBytes((int) bytes.bytes());
            return this;
        }

        /**
         * Sets how many elements a list may have. One that goes on beyond is {@link io.github.backup4j.Unavailable} to who reads
         * on, and never cut silently.
         *
         * @param elements at least 1; 100,000 by default
         * @throws Invalid if it is less
         */
        public Builder listLimit(int elements) {
            limits = limits.withListElements(positive(elements, "listLimit"));
            return this;
        }

        // ---- time and patience

        /**
         * Sets how long to wait between the first two looks at long work. They become rarer the longer it takes, and are six
         * times as long apart at most.
         *
         * @param interval from a millisecond to a day; 5 seconds by default
         * @throws Invalid if it is out of that range
         */
        public Builder pollInterval(Duration interval) {
            pollInterval = upToADay(interval, "pollInterval");
            return this;
        }

        /**
         * Sets how often a call is made at most that the service did not take, or that only reads and failed for a passing
         * reason. Looks at long work are made once each.
         *
         * @param count at least 1; 5 by default
         */
        public Builder attempts(int count) {
            rules = rules.withAttempts(positive(count, "count"));
            return this;
        }

        /**
         * Sets how long a call may wait for its turn and be repeated in all. A service that asks to wait longer is not waited
         * for: {@link BackupException#retryAfter()} then says how long it asked for.
         *
         * @param limit from zero to a year; 2 minutes by default
         */
        public Builder retryTime(Duration limit) {
            rules = rules.withTime(limited(limit, "limit"));
            return this;
        }

        /**
         * Sets how long a call is repeated that other work on the same thing is in the way of, before it is {@link Busy}.
         *
         * @param limit from zero, which repeats nothing, to a year; 10 seconds by default
         */
        public Builder busyTime(Duration limit) {
            rules = rules.withBusyTime(limited(limit, "limit"));
            return this;
        }

        /**
         * Sets how many calls to one service are under way at most; others wait for their turn. How fast a service is called
         * needs no setting: as fast as callers like, until it refuses calls as too many, and then as fast as it takes them.
         *
         * @param count at least 1; 16 by default
         */
        public Builder callsAtOnce(int count) {
            rules = rules.withCallsAtOnce(positive(count, "count"));
            return this;
        }

        /**
         * Sets who is told of events that no return value can carry, such as a vault that was ordered twice.
         *
         * @param backupListener safe for use by many threads; by default events are logged only
         */
        public Builder listener(BackupListener backupListener) {
            listener = Objects.requireNonNull(backupListener, "backupListener == null");
            return this;
        }

        /** Sets the header that answers say their date in, for servers that cannot set their own. */
        Builder dateHeader(String header) {
            dateHeader = header;
            return this;
        }

        /** Sets what the length of pauses is left to; safe for use by many threads. */
        Builder random(RandomGenerator generator) {
            random = generator;
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
         * @throws Invalid if region or credentials are missing, region or project cannot be one, or an address has plain http
         *     on another machine and that was not allowed
         */
        public CloudBackup build() {
            if (region == null) {
                throw new Invalid("region is missing; call region(...) with its id, such as eu-west-101");
            }
            if (keys == null) {
                throw new Invalid("credentials are missing; call accessKey(...), temporaryKey(...), credential(...),"
                        + " credentialProvider(...) or defaultCredentials()");
            }
            Identity identity = new Identity(Endpoints.region(region), keys, project, account);
            Map<Service, URI> addresses = Endpoints.complete(endpoints, region, plainHttp);
            Connection connection = new Connection(time, keys, identity, addresses, http.config(), limits, dateHeader);
            keys = null;
            http.forgetSecrets();
            return CloudBackup.of(HuaweiDriver.open(connection, agency, pollInterval, rules, random, listener, seal));
        }

        private static String notBlank(String value, String argument) {
            return Settings.given(value, argument, null);
        }

        private static int port(int port) {
            if (port < 1 || port > 65_535) {
                throw new Invalid("port is " + port + ", not between 1 and 65535");
            }
            return port;
        }

        private static int positive(int count, String argument) {
            if (count < 1) {
                throw new Invalid(argument + " is " + count + ", less than 1");
            }
            return count;
        }

        private static Duration limited(Duration duration, String argument) {
            if (duration.isNegative() || duration.compareTo(Duration.ofDays(365)) > 0) {
                throw new Invalid(argument + " is " + duration + ", not between zero and a year");
            }
            return duration;
        }

        private static Duration upToADay(Duration duration, String argument) {
            Objects.requireNonNull(duration, argument + " == null");
            if (duration.compareTo(Duration.ofMillis(1)) < 0 || duration.compareTo(Duration.ofDays(1)) > 0) {
                throw new Invalid(argument + " is " + duration + ", not between a millisecond and a day");
            }
            return duration;
        }
    }
}
