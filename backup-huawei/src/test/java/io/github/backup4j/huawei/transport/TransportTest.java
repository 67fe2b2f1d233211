package io.github.backup4j.huawei.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.huaweicloud.sdk.cbr.v1.CbrClient;
import com.huaweicloud.sdk.cbr.v1.model.DeleteVaultRequest;
import com.huaweicloud.sdk.cbr.v1.region.CbrRegion;
import com.huaweicloud.sdk.core.region.Region;
import com.huaweicloud.sdk.ecs.v2.region.EcsRegion;
import com.huaweicloud.sdk.evs.v2.region.EvsRegion;
import com.huaweicloud.sdk.ims.v2.region.ImsRegion;
import io.github.backup4j.BackupException;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Invalid;
import io.github.backup4j.PolicyId;
import io.github.backup4j.Unavailable;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.support.RawServer;
import io.github.backup4j.huawei.support.RecordedLog;
import io.github.backup4j.huawei.support.ScriptedServer;
import io.github.backup4j.huawei.support.Traces;
import io.github.backup4j.testkit.VirtualTime;
import java.lang.reflect.Field;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is spoken to and who is not, and what is left of it afterwards. */
@Isolated("it reads the log, to which all write")
class TransportTest {
    private static final String NO_VAULTS = "{\"vaults\":[],\"count\":0}";
    private static final VaultSpec SPEC = VaultSpec.forDisks("orders", DataSize.gib(100));

    private static SelfSigned here;

    private final ScriptedServer server = new ScriptedServer();
    private final List<CloudBackup> opened = new ArrayList<>();

    @BeforeAll
    static void start(@TempDir Path folder) {
        here = new SelfSigned(folder.resolve("keys.p12"));
    }

    @AfterAll
    static void stop() {
        here.close();
    }

    @AfterEach
    void close() {
        RecordedLog.stopListening();
        opened.forEach(CloudBackup::close);
        server.close();
    }

    // ---- redirections

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void call_redirected_neverFollowed(int status) {
        CloudBackup backup = open(builder().endpoint(server.address()));
        try (ScriptedServer other = new ScriptedServer()) {
            List<Runnable> calls = List.of(
                    () -> assertThat(backup.vaults().list()).isEmpty(),
                    () -> backup.vaults().create(SPEC),
                    () -> backup.policies().delete(new PolicyId("policy-1")));
            for (Runnable call : calls) {
                for (int i = 0; i < 3; i++) {
                    server.raw(status, "Location: " + other.address() + "/elsewhere\r\n", "");
                }

                BackupException failure = catchThrowableOfType(BackupException.class, call::run);

                assertThat(failure).isInstanceOf(Unavailable.class).hasMessageContaining("redirected");
                assertThat(failure.httpStatus()).hasValue(status);
                server.forget();
            }
            assertThat(other.connections()).isEmpty();
        }
    }

    // ---- who is reached

    @Test
    void call_nobodyListens_namesTheServerAndTheSetting() {
        CloudBackup backup = open(builder().endpoint(URI.create("http://127.0.0.1:1")));

        assertThatThrownBy(() -> backup.vaults().create(SPEC))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("cannot connect to 127.0.0.1:1")
                .hasMessageContaining("check endpoint(...)")
                .hasMessageContaining("nothing was changed");
    }

    @Test
    void call_hostThatHasNoAddress_namesItAndTheSetting() {
        CloudBackup backup = open(builder().endpoint(URI.create("https://cbr.nowhere.invalid")));

        assertThatThrownBy(() -> backup.vaults().create(SPEC))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("cannot resolve cbr.nowhere.invalid: check endpoint(...)");
    }

    // ---- who is trusted

    @Test
    void call_certificateThatNobodyVouchesFor_unavailableAndNothingSent() {
        CloudBackup backup = open(builder().endpoint(here.address()));
        int before = here.requests();

        assertThatThrownBy(() -> backup.vaults().create(SPEC))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("cannot trust 127.0.0.1:")
                .hasMessageContaining("trusting(...)")
                .hasMessageContaining("nothing was sent");

        assertThat(here.requests()).isEqualTo(before);
    }

    @Test
    void call_certificateOfAGivenAuthority_answered() {
        CloudBackup backup = open(builder().endpoint(here.address()).trusting(List.of(here.certificate())));

        assertThat(backup.vaults().list()).isEmpty();
    }

    @Test
    void call_certificateForAnotherHost_unavailableAndNothingSent() {
        CloudBackup backup =
                open(builder().endpoint(here.addressUnderAnotherName()).trusting(List.of(here.certificate())));
        int before = here.requests();

        assertThatThrownBy(() -> backup.vaults().create(SPEC))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("localhost not verified")
                .hasMessageContaining("nothing was sent");

        assertThat(here.requests()).isEqualTo(before);
    }

    @Test
    void call_anyCertificateTrusted_answeredAndWarnedOf() {
        List<String> log = RecordedLog.listen();
        CloudBackup backup =
                open(builder().endpoint(here.addressUnderAnotherName()).trustingAnyCertificate());

        assertThat(backup.vaults().list()).isEmpty();
        assertThat(log).anyMatch(line -> line.startsWith("WARN") && line.contains("not verified"));
    }

    @Test
    void trusting_nobodyOrEverybodyToo_invalid() {
        assertThatThrownBy(() -> builder().trusting(List.of())).isInstanceOf(Invalid.class);
        HuaweiBackup.Builder both =
                builder().trusting(List.of(here.certificate())).trustingAnyCertificate();

        assertThatThrownBy(both::build).isInstanceOf(Invalid.class).hasMessageContaining("exclude each other");
    }

    // ---- addresses

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://localhost",
                "cbr.example.com",
                "https://",
                "https://user:password@cbr.example.com",
                "https://cbr.example.com?a=b",
                "https://cbr.example.com#a"
            })
    void endpoint_noAddressOfAServer_invalidWithoutWhatIsSecretInIt(String address) {
        assertThatThrownBy(() -> builder().endpoint(URI.create(address.equals("https://") ? "https:/x" : address)))
                .isInstanceOf(Invalid.class)
                .hasMessageNotContaining("password");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://cbr.example.com", "http://10.0.0.1", "http://localhost.example.com"})
    void build_plainHttpElsewhere_invalidUnlessAllowed(String address) {
        HuaweiBackup.Builder refused = builder().endpoint("cbr", URI.create(address));

        assertThatThrownBy(refused::build).isInstanceOf(Invalid.class).hasMessageContaining("allowingPlainHttp()");

        assertThatCode(() -> open(refused.allowingPlainHttp())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://localhost:8080", "http://127.0.0.1:8080/", "http://[::1]:8080", "https://cbr.example.com"
            })
    void build_secureOrHere_taken(String address) {
        assertThatCode(() -> open(builder().endpoint(URI.create(address)))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "../x", "a b", "a#b", "a:b", "a_b"})
    void build_regionThatNoHostIsNamedAfter_invalid(String region) {
        HuaweiBackup.Builder builder =
                HuaweiBackup.builder().region(region).project("project-1").accessKey("AKEXAMPLE", "SKEXAMPLE");

        assertThatThrownBy(builder::build).isInstanceOf(Invalid.class).hasMessageContaining("region");
    }

    @Test
    void build_projectThatCannotBeOne_invalid() {
        HuaweiBackup.Builder builder =
                HuaweiBackup.builder().region("region-1").project("../x").accessKey("AKEXAMPLE", "SKEXAMPLE");

        assertThatThrownBy(builder::build).isInstanceOf(Invalid.class).hasMessageContaining("project");
    }

    /** But for Europe's, about which its tables do not agree: those of CBR and IAM say {@code .eu}, the others {@code .com}. */
    @Test
    void endpoint_eachRegionThatTheSdkKnows_asTheSdkSays() throws IllegalAccessException {
        Map<Service, Class<?>> known = Map.of(
                Service.CBR, CbrRegion.class,
                Service.EVS, EvsRegion.class,
                Service.IMS, ImsRegion.class,
                Service.ECS, EcsRegion.class);
        for (Map.Entry<Service, Class<?>> entry : known.entrySet()) {
            List<Region> regions = regions(entry.getValue());
            assertThat(regions).hasSizeGreaterThan(10);
            for (Region region : regions) {
                if (!region.getId().equals("eu-west-101")) {
                    assertThat(region.getEndpoints())
                            .containsExactly(entry.getKey().endpoint(region.getId()));
                }
            }
        }
        assertThat(Service.CBR.endpoint("eu-west-101"))
                .isEqualTo(CbrRegion.EU_WEST_101.getEndpoints().get(0));
        assertThat(Service.BSS.endpoint("cn-north-4")).isEqualTo("https://bss.myhuaweicloud.com");
    }

    private static List<Region> regions(Class<?> known) throws IllegalAccessException {
        List<Region> regions = new ArrayList<>();
        for (Field field : known.getFields()) {
            if (field.getType() == Region.class) {
                regions.add((Region) field.get(null));
            }
        }
        return regions;
    }

    // ---- paths

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "a/b",
                "/",
                ".",
                "..",
                "a?b",
                "a#b",
                "a%2fb",
                "a\\b",
                "a\nb",
                "a\tb",
                "a\u0000b",
                "{project_id}/b"
            })
    void call_idThatWouldBeAnotherPath_invalidAndNothingSent(String id) {
        CloudBackup backup = open(builder().endpoint(server.address()));
        CbrClient client = backup.unwrap(CbrClient.class);
        DeleteVaultRequest request = new DeleteVaultRequest().withVaultId(id);

        assertThatThrownBy(() -> client.deleteVault(request)).isInstanceOf(Invalid.class);

        assertThat(server.connections()).isEmpty();
    }

    @Test
    void resume_tokenWithAnIdThatWouldBeAnotherPath_invalidAndNothingSent() {
        CloudBackup backup = open(builder().endpoint(server.address()));
        String token = Token.of("vault-order").with("order", "../../x").write(backup.site());

        assertThatThrownBy(() -> backup.operations().resume(token).poll()).isInstanceOf(Invalid.class);

        assertThat(server.connections()).isEmpty();
    }

    // ---- proxies

    @Test
    void proxy_plainHttp_askedForTheAddress() {
        try (RawServer proxy = RawServer.sending("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                + NO_VAULTS.length() + "\r\n\r\n" + NO_VAULTS)) {
            CloudBackup backup = open(builder()
                    .endpoint(URI.create("http://127.0.0.1:1"))
                    .proxy("127.0.0.1", proxy.address().getPort()));

            assertThat(backup.vaults().list()).isEmpty();

            assertThat(proxy.heads())
                    .singleElement()
                    .asString()
                    .startsWith("GET http://127.0.0.1:1/v3/project-1/vaults?limit=100&offset=0 HTTP/1.1\r\n");
        }
    }

    @Test
    void proxy_httpsAndAPassword_tunnelAskedForAndNothingOfItShown() {
        List<String> log = RecordedLog.listen();
        try (RawServer proxy = RawServer.sending("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")) {
            CloudBackup backup = open(builder()
                    .endpoint(URI.create("https://127.0.0.1:1"))
                    .proxy("127.0.0.1", proxy.address().getPort(), "user", "PROXYSECRET"));

            Unavailable failure = catchThrowableOfType(
                    Unavailable.class, () -> backup.vaults().create(SPEC));

            assertThat(failure).hasMessageContaining("nothing was changed");
            // "user:PROXYSECRET" in Base64
            String proof = "dXNlcjpQUk9YWVNFQ1JFVA==";
            assertThat(proxy.heads().get(0)).startsWith("CONNECT 127.0.0.1:1 ").contains("Basic " + proof);
            assertThat(proxy.heads().get(0)).doesNotContain("Signature=");
            assertThat(String.join("\n", log) + Traces.of(failure))
                    .doesNotContain("PROXYSECRET")
                    .doesNotContain(proof);
        }
    }

    @ParameterizedTest
    @CsvSource({"'', 8080", "proxy, 0", "proxy, 65536"})
    void proxy_thatCannotBeOne_invalid(String host, int port) {
        assertThatThrownBy(() -> builder().proxy(host, port)).isInstanceOf(Invalid.class);
    }

    // ---- closing

    @Test
    void close_afterCalls_noThreadOfOursAndNoConnectionLeft() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        CloudBackup backup = open(builder().endpoint(server.address()));
        server.json(200, NO_VAULTS);
        assertThat(backup.vaults().list()).isEmpty();

        backup.close();

        assertThat(server.awaitNoConnection(Duration.ofSeconds(5))).isTrue();
        assertThat(server.connections()).hasSize(1).allMatch(java.net.Socket::isClosed);
        assertThat(since(before))
                .allMatch(thread -> thread.isDaemon()
                        && Set.of("OkHttp TaskRunner", "OkHttp ConnectionPool", "Okio Watchdog")
                                .contains(thread.getName()));
    }

    @Test
    void close_whileACallIsMade_itEndsAndLeavesNoConnection() throws Exception {
        CloudBackup backup = open(builder().endpoint(server.address()));
        CountDownLatch received = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        server.json(200, NO_VAULTS).beforeAnswers(() -> {
            received.countDown();
            await(closed);
        });
        CompletableFuture<Long> call =
                CompletableFuture.supplyAsync(() -> backup.vaults().list().count());
        await(received);

        backup.close();
        closed.countDown();

        assertThat(call.get()).isZero();
        assertThat(server.awaitNoConnection(Duration.ofSeconds(5))).isTrue();
        assertThat(server.connections()).hasSize(1).allMatch(java.net.Socket::isClosed);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Set<Thread> since(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && !before.contains(thread))
                // Those of WireMock stay for the next test.
                .filter(thread -> !thread.getName().startsWith("stub-server")
                        && !thread.getName().startsWith("Connector-Scheduler"))
                .collect(Collectors.toSet());
    }

    private static HuaweiBackup.Builder builder() {
        return HuaweiBackup.builder()
                .region("region-1")
                .project("project-1")
                .account("account-1")
                .accessKey("AKEXAMPLE", "SKEXAMPLE")
                .timeSource(VirtualTime.create());
    }

    private CloudBackup open(HuaweiBackup.Builder builder) {
        CloudBackup backup = builder.build();
        opened.add(backup);
        return backup;
    }
}
