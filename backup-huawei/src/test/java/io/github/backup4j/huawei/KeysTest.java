package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.auth.ICredentialProvider;
import com.huaweicloud.sdk.core.exception.SdkException;
import io.github.backup4j.BackupException;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Denied;
import io.github.backup4j.Invalid;
import io.github.backup4j.Unavailable;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.support.ScriptedServer;
import io.github.backup4j.huawei.support.Traces;
import io.github.backup4j.testkit.VirtualTime;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What calls are signed with, how it is renewed, and that it is let go of. */
class KeysTest {
    private static final String NO_VAULTS = "{\"vaults\":[],\"count\":0}";

    private final ScriptedServer server = new ScriptedServer();
    private final List<CloudBackup> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(CloudBackup::close);
        server.close();
    }

    // ---- as given

    @ParameterizedTest
    @CsvSource({", secret, HUAWEICLOUD_SDK_AK", "'', secret, HUAWEICLOUD_SDK_AK", "key, , HUAWEICLOUD_SDK_SK"})
    @SuppressWarnings("NullAway") // what System.getenv gives where nobody has set a variable
    void accessKey_ofAVariableThatIsNotSet_invalidAndNamesIt(String key, String secret, String variable) {
        assertThatThrownBy(() -> HuaweiBackup.builder().accessKey(key, secret))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining(variable);
    }

    @Test
    void build_withoutCredentials_invalid() {
        HuaweiBackup.Builder builder = HuaweiBackup.builder().region("region-1").project("project-1");

        assertThatThrownBy(builder::build).isInstanceOf(Invalid.class).hasMessageContaining("credentials are missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "SECRET\n", "SE CRET", "SECRÈT"})
    void builder_keyThatCannotBeOne_invalidAndNotShown(String key) {
        List<Runnable> calls = List.of(
                () -> HuaweiBackup.builder().accessKey("AK", key),
                () -> HuaweiBackup.builder().accessKey(key, "SK"),
                () -> HuaweiBackup.builder().temporaryKey("AK", "SK", key));

        for (Runnable call : calls) {
            Invalid invalid = catchThrowableOfType(Invalid.class, call::run);
            assertThat(invalid).isNotNull();
            assertThat(invalid.getMessage()).doesNotContain("SECR").doesNotContain("CRET");
        }
    }

    @Test
    void builder_settingGivenTwice_refusedIfItDiffers() {
        Map<String, Consumer<HuaweiBackup.Builder>> second = Map.of(
                "region", builder -> builder.region("region-2"),
                "project", builder -> builder.project("project-2"),
                "endpoint", builder -> builder.endpoint(URI.create("http://127.0.0.1:2")),
                "endpoint of bss", builder -> builder.endpoint("bss", URI.create("http://127.0.0.1:2")),
                "attempts", builder -> builder.attempts(2),
                "pollInterval", builder -> builder.pollInterval(Duration.ofSeconds(2)));

        second.forEach((setting, call) -> {
            HuaweiBackup.Builder builder = givenOnce();
            assertThatThrownBy(() -> call.accept(builder))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining(setting + " is given twice: ");
        });
        givenOnce().region("region-1").project("project-1").attempts(1).accessKey("AK", "SECRET");
    }

    @Test
    void builder_credentialsGivenTwice_refusedAndNotShown() {
        List<Consumer<HuaweiBackup.Builder>> second = List.of(
                builder -> builder.accessKey("AK", "SECRET2"),
                builder -> builder.temporaryKey("AK", "SECRET", "SECRET3"),
                builder ->
                        builder.credential(new BasicCredentials().withAk("AK").withSk("SECRET4")),
                HuaweiBackup.Builder::defaultCredentials);

        for (Consumer<HuaweiBackup.Builder> call : second) {
            HuaweiBackup.Builder builder = givenOnce();
            assertThatThrownBy(() -> call.accept(builder))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("credentials: given twice")
                    .message()
                    .doesNotContain("SECRET");
        }
    }

    @Test
    void builder_secondCredentialsRefused_firstOnesStay() {
        HuaweiBackup.Builder builder = HuaweiBackup.builder().accessKey("AK-1", "SECRET");
        assertThatThrownBy(() -> builder.accessKey("AK-2", "SECRET2")).isInstanceOf(Invalid.class);
        CloudBackup backup = open(builder);
        server.json(200, NO_VAULTS);

        assertThat(backup.vaults().list()).isEmpty();

        assertThat(server.requests().get(0)).contains("Access=AK-1,");
    }

    private static HuaweiBackup.Builder givenOnce() {
        return HuaweiBackup.builder()
                .region("region-1")
                .project("project-1")
                .accessKey("AK", "SECRET")
                .endpoint("bss", URI.create("http://127.0.0.1:1"))
                .endpoint(URI.create("http://127.0.0.1:1"))
                .attempts(1)
                .pollInterval(Duration.ofSeconds(1));
    }

    @Test
    void credential_withoutKeys_invalidAsTheSdkWouldAskTheMachine() {
        HuaweiBackup.Builder builder = HuaweiBackup.builder();

        assertThatThrownBy(() -> builder.credential(new BasicCredentials()))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("defaultCredentials()");
    }

    @Test
    void credential_tokenWithALineBreak_invalidAndNotShown() {
        CloudBackup backup = open(HuaweiBackup.builder()
                .credential(new BasicCredentials().withAk("AK").withSk("SK").withSecurityToken("SECRETTOKEN\n")));

        Invalid invalid =
                catchThrowableOfType(Invalid.class, () -> backup.vaults().list().toList());

        assertThat(Traces.of(invalid)).doesNotContain("SECRETTOKEN");
        assertThat(server.connections()).isEmpty();
    }

    // ---- as it is renewed

    @Test
    void call_keysReplacedInTheCredential_signedWithTheNewOnes() {
        BasicCredentials credential =
                new BasicCredentials().withAk("AK-1").withSk("SK-1").withSecurityToken("TOKEN-1");
        CloudBackup backup = open(HuaweiBackup.builder().credential(credential));
        server.json(200, NO_VAULTS).json(200, NO_VAULTS);

        assertThat(backup.vaults().list()).isEmpty();
        credential.withAk("AK-2").withSk("SK-2").withSecurityToken("TOKEN-2");
        assertThat(backup.vaults().list()).isEmpty();

        assertThat(server.requests().get(0)).contains("Access=AK-1,").contains("TOKEN-1");
        assertThat(server.requests().get(1)).contains("Access=AK-2,").contains("TOKEN-2");
    }

    @Test
    void call_credentialThatRenewsItself_renewedBeforeItExpires(@TempDir Path folder) throws IOException {
        CloudBackup backup = open(HuaweiBackup.builder().credential(federated(folder, server.address())));
        Instant now = Instant.now();
        grant("AK-1", now.plus(Duration.ofMinutes(5)));
        server.json(200, NO_VAULTS);
        grant("AK-2", now.plus(Duration.ofHours(6)));
        server.json(200, NO_VAULTS).json(200, NO_VAULTS);

        assertThat(backup.vaults().list()).isEmpty();
        assertThat(backup.vaults().list()).isEmpty();
        assertThat(backup.vaults().list()).isEmpty();

        String ask = "POST /v3.0/OS-AUTH/id-token/tokens";
        String take = "POST /v3.0/OS-CREDENTIAL/securitytokens";
        String list = "GET /v3/project-1/vaults?limit=100&offset=0";
        assertThat(server.lines()).containsExactly(ask, take, list, ask, take, list, list);
        assertThat(server.requests().get(2)).contains("Access=AK-1,").contains("token-of-AK-1");
        assertThat(server.requests().get(6)).contains("Access=AK-2,").contains("token-of-AK-2");
    }

    @Test
    void create_renewedButNobodyListens_nothingWasSent(@TempDir Path folder) throws IOException {
        CloudBackup backup = HuaweiBackup.builder()
                .region("region-1")
                .project("project-1")
                .credential(federated(folder, server.address()))
                .endpoint(URI.create("http://127.0.0.1:1"))
                .timeSource(VirtualTime.create())
                .build();
        opened.add(backup);
        grant("AK-1", Instant.now().plus(Duration.ofHours(6)));

        assertThatThrownBy(() -> backup.vaults().create(VaultSpec.forDisks("orders", DataSize.gib(100))))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("nothing was changed");
    }

    @Test
    void create_renewalRefused_deniedAndNothingSent(@TempDir Path folder) throws IOException {
        CloudBackup backup = open(HuaweiBackup.builder().credential(federated(folder, server.address())));
        server.json(401, "{\"error\":{\"code\":401,\"message\":\"the identity is not known\"}}");

        assertThatThrownBy(() -> backup.vaults().create(VaultSpec.forDisks("orders", DataSize.gib(100))))
                .isInstanceOf(Denied.class)
                .hasMessageContaining("the identity is not known")
                .hasMessageContaining("nothing was sent");

        assertThat(server.requests()).hasSize(1);
    }

    // ---- as it is found

    @Test
    void credentialProvider_severalCalls_askedOnceAtTheFirst() {
        AtomicInteger asked = new AtomicInteger();
        ICredentialProvider provider = () -> {
            asked.incrementAndGet();
            return new BasicCredentials().withAk("AK").withSk("SK").withProjectId("project-7");
        };
        CloudBackup backup = HuaweiBackup.builder()
                .region("region-1")
                .credentialProvider(provider)
                .endpoint(server.address())
                .build();
        opened.add(backup);
        assertThat(asked).hasValue(0);
        server.json(200, NO_VAULTS).json(200, NO_VAULTS);

        assertThat(backup.vaults().list()).isEmpty();
        assertThat(backup.vaults().list()).isEmpty();

        assertThat(asked).hasValue(1);
        assertThat(backup.site().project()).isEqualTo("project-7");
    }

    @Test
    void credentialProvider_findsNone_deniedAndAskedAgainNextTime() {
        AtomicInteger asked = new AtomicInteger();
        CloudBackup backup = open(HuaweiBackup.builder().credentialProvider(() -> {
            if (asked.incrementAndGet() == 1) {
                throw new SdkException("failed to get credentials in providers: none");
            }
            return new BasicCredentials().withAk("AK").withSk("SK");
        }));
        server.json(200, NO_VAULTS);

        assertThatThrownBy(() -> backup.vaults().list().toList())
                .isInstanceOf(Denied.class)
                .hasMessageContaining("credentials could not be obtained")
                .hasMessageContaining("none");
        assertThat(server.connections()).isEmpty();

        assertThat(backup.vaults().list()).isEmpty();
    }

    @Test
    void credentialProvider_findsACredentialWithoutKeys_invalidAndTheMachineIsNotAsked() {
        CloudBackup backup = open(HuaweiBackup.builder().credentialProvider(BasicCredentials::new));

        assertThatThrownBy(() -> backup.vaults().list().toList())
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("holds no key");
    }

    @Test
    void credentialProvider_cannotReadItsSource_unavailable() {
        CloudBackup backup = open(HuaweiBackup.builder().credentialProvider(() -> {
            throw new SdkException(new IOException("no route"));
        }));

        BackupException failure = catchThrowableOfType(
                BackupException.class, () -> backup.vaults().list().toList());

        assertThat(failure).isInstanceOf(Unavailable.class);
    }

    @Test
    void defaultCredentials_fileInTheHome_readAtTheFirstCall(@TempDir Path home) throws IOException {
        String before = System.getProperty("user.home");
        System.setProperty("user.home", home.toString());
        try {
            CloudBackup backup = HuaweiBackup.builder()
                    .region("region-1")
                    .defaultCredentials()
                    .endpoint(server.address())
                    .build();
            opened.add(backup);
            Files.createDirectory(home.resolve(".huaweicloud"));
            Files.writeString(
                    home.resolve(".huaweicloud/credentials"),
                    "[basic]\nak = AK-OF-FILE\nsk = SK-OF-FILE\nproject_id = project-5\n");
            server.json(200, NO_VAULTS);

            assertThat(backup.vaults().list()).isEmpty();

            assertThat(server.lines()).containsExactly("GET /v3/project-5/vaults?limit=100&offset=0");
            assertThat(server.requests().get(0)).contains("Access=AK-OF-FILE,");
        } finally {
            System.setProperty("user.home", before);
        }
    }

    // ---- let go of

    @Test
    void build_done_builderHasNoKeysLeft() {
        HuaweiBackup.Builder builder = HuaweiBackup.builder()
                .region("region-1")
                .project("project-1")
                .endpoint(server.address())
                .accessKey("AK", "SK");
        opened.add(builder.build());

        assertThatThrownBy(builder::build).isInstanceOf(Invalid.class).hasMessageContaining("credentials are missing");
    }

    @Test
    void close_backupAndBuilderStillHeld_secretsAreCollected() {
        String secret = new String("SKSECRETSECRET");
        String session = new String("TOKENTOKENTOKEN");
        WeakReference<String> heldSecret = new WeakReference<>(secret);
        WeakReference<String> heldSession = new WeakReference<>(session);
        HuaweiBackup.Builder builder = HuaweiBackup.builder().temporaryKey("AKEXAMPLE", secret, session);
        CloudBackup backup = open(builder);
        server.json(200, NO_VAULTS);
        assertThat(backup.vaults().list()).isEmpty();
        secret = null;
        session = null;

        backup.close();

        for (int i = 0; i < 50 && (heldSecret.get() != null || heldSession.get() != null); i++) {
            System.gc();
        }
        assertThat(heldSecret.get()).isNull();
        assertThat(heldSession.get()).isNull();
        assertThat(opened).contains(backup);
        assertThatThrownBy(builder::build).isInstanceOf(Invalid.class);
    }

    private CloudBackup open(HuaweiBackup.Builder builder) {
        CloudBackup backup = builder.region("region-1")
                .project("project-1")
                .endpoint(server.address())
                .timeSource(VirtualTime.create())
                .build();
        opened.add(backup);
        return backup;
    }

    /** A credential that gets its keys from IAM for a token of another identity provider, and renews them in time. */
    private static BasicCredentials federated(Path folder, URI iam) throws IOException {
        Path token = Files.writeString(folder.resolve("id-token"), "an-id-token");
        return new BasicCredentials()
                .withIdpId("provider-1")
                .withIdTokenFile(token.toString())
                .withIamEndpoint(iam.toString());
    }

    private void grant(String accessKey, Instant expiry) {
        String expires = expiry.truncatedTo(ChronoUnit.SECONDS).plusMillis(1).toString();
        server.raw(
                        201,
                        "Content-Type: application/json\r\nX-Subject-Token: subject\r\n",
                        "{\"token\":{\"expires_at\":\"" + expires + "\"}}")
                .json(
                        201,
                        "{\"credential\":{\"access\":\"" + accessKey
                                + "\",\"secret\":\"SK\",\"securitytoken\":\"token-of-" + accessKey
                                + "\",\"expires_at\":\"" + expires + "\"}}");
    }
}
