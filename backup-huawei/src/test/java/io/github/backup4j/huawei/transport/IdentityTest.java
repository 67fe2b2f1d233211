package io.github.backup4j.huawei.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.huaweicloud.sdk.cbr.v1.CbrClient;
import com.huaweicloud.sdk.cbr.v1.model.ListVaultRequest;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.auth.GlobalCredentials;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Denied;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageId;
import io.github.backup4j.Invalid;
import io.github.backup4j.Operation;
import io.github.backup4j.Site;
import io.github.backup4j.Subscription;
import io.github.backup4j.Unavailable;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.support.RawAnswer;
import io.github.backup4j.huawei.support.ScriptedServer;
import io.github.backup4j.posture.Objectives;
import io.github.backup4j.posture.Posture;
import io.github.backup4j.testkit.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which project and which account calls are for, where nobody said so. */
class IdentityTest {
    private static final String PROJECT =
            "{\"projects\":[{\"id\":\"project-9\",\"name\":\"region-1\",\"enabled\":true}]}";
    private static final String NO_VAULTS = "{\"vaults\":[],\"count\":0}";
    private static final String ACCOUNT = "{\"domains\":[{\"id\":\"account-9\",\"name\":\"shop\",\"enabled\":true}]}";
    private static final String LOOK_UP = "GET /v3/projects?name=region-1";
    private static final String LIST = "GET /v3/project-9/vaults?limit=100&offset=0";
    private static final VaultSpec SPEC = VaultSpec.forDisks("orders", DataSize.gib(100));

    private final ScriptedServer server = new ScriptedServer();
    private final List<CloudBackup> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(CloudBackup::close);
        server.close();
    }

    // ---- the project

    @Test
    void build_withoutProject_asksNobody() {
        CloudBackup backup = open(builder());

        assertThat(backup).hasToString("backup on Huawei Cloud, region-1/(project not looked up yet)");
        assertThat(server.connections()).isEmpty();
    }

    @Test
    void call_withoutProject_asksIamOnce() {
        CloudBackup backup = open(builder());
        server.json(200, PROJECT).json(200, NO_VAULTS).json(200, NO_VAULTS);

        assertThat(backup.vaults().list()).isEmpty();
        assertThat(backup.vaults().list()).isEmpty();

        assertThat(server.lines()).containsExactly(LOOK_UP, LIST, LIST);
        assertThat(server.requests().get(0)).contains("Signature=").doesNotContainIgnoringCase("X-Project-Id:");
        assertThat(server.requests().get(1)).containsIgnoringCase("X-Project-Id: project-9");
        assertThat(backup.site()).isEqualTo(new Site("region-1", "project-9"));
    }

    /** It would be part of every path and every token from then on. */
    @ParameterizedTest
    @ValueSource(strings = {"../project-8", "project-9/vaults?x=", "a\\nX-Project-Id: b", ".."})
    void call_iamNamesAProjectThatCannotBeOne_unavailableAndAskedAgain(String id) {
        CloudBackup backup = open(builder());
        for (int i = 0; i < 3; i++) {
            server.json(200, PROJECT.replace("project-9", id));
        }

        assertThatThrownBy(() -> backup.vaults().list().count()).isInstanceOf(Unavailable.class);
        assertThatThrownBy(backup::site).isInstanceOf(Unavailable.class);
        server.forget();
        server.json(200, PROJECT).json(200, NO_VAULTS);

        assertThat(backup.vaults().list()).isEmpty();
        assertThat(server.lines()).endsWith(LOOK_UP, LIST);
    }

    @Test
    void site_withoutProject_asksIam() {
        CloudBackup backup = open(builder());
        server.json(200, PROJECT);

        assertThat(backup.site()).isEqualTo(new Site("region-1", "project-9"));
        assertThat(backup).hasToString("backup on Huawei Cloud, region-1/project-9");
    }

    /** Two connections to one project, of which the second has not asked for it yet. */
    @Test
    void planOfAPosture_connectionThatHasNotAskedForTheProject_asksAndIsNotRefused() {
        try (ScriptedServer refusing = new ScriptedServer(
                        request -> ScriptedServer.line(request).equals(LOOK_UP)
                                ? RawAnswer.json(200, PROJECT)
                                : RawAnswer.json(403, "{}"));
                CloudBackup asked = builderAt(refusing).build();
                CloudBackup other = builderAt(refusing).build();
                CloudBackup elsewhere = builderAt(refusing).project("project-8").build()) {
            Posture posture = Posture.of(asked, Objectives.defaults().rpo(Duration.ofHours(26)));

            assertThat(posture.plan(other).steps()).isEmpty();

            assertThat(other).hasToString(asked.toString());
            assertThatThrownBy(() -> posture.plan(elsewhere))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("project-8");
        }
    }

    private static HuaweiBackup.Builder builderAt(ScriptedServer server) {
        return builder().region("region-1").endpoint(server.address()).timeSource(VirtualTime.create());
    }

    @Test
    void site_manyThreadsAtOnce_oneAsks() throws Exception {
        CloudBackup backup = open(builder());
        CyclicBarrier begin = new CyclicBarrier(16);
        server.json(200, PROJECT);
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<Site>> sites = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                sites.add(threads.submit(() -> {
                    begin.await();
                    return backup.site();
                }));
            }
            for (Future<Site> site : sites) {
                assertThat(site.get().project()).isEqualTo("project-9");
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(server.lines()).containsExactly(LOOK_UP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"projects\":[]}",
                "{\"projects\":[{\"id\":\"p\",\"name\":\"region-1_sub\"}]}",
                "{\"projects\":[{\"id\":\"p\",\"name\":\"region-1\",\"enabled\":false}]}"
            })
    void call_noProjectOfTheRegion_invalidAndNothingElseSent(String projects) {
        CloudBackup backup = open(builder());
        server.json(200, projects);

        assertThatThrownBy(() -> backup.vaults().create(SPEC))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("region-1")
                .hasMessageContaining("project(..)");

        assertThat(server.lines()).containsExactly(LOOK_UP);
    }

    @Test
    void call_severalProjectsOfTheRegion_invalidAndNamed() {
        CloudBackup backup = open(builder());
        server.json(
                200, "{\"projects\":[{\"id\":\"p-1\",\"name\":\"region-1\"},{\"id\":\"p-2\",\"name\":\"region-1\"}]}");

        assertThatThrownBy(() -> backup.vaults().create(SPEC))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("[p-1, p-2]");
    }

    @Test
    void call_iamRefuses_deniedAndAskedAgainNextTime() {
        CloudBackup backup = open(builder());
        server.json(403, "{\"error\":{\"code\":403,\"message\":\"no permission\",\"title\":\"Forbidden\"}}")
                .json(200, PROJECT)
                .json(200, NO_VAULTS);

        Denied denied =
                catchThrowableOfType(Denied.class, () -> backup.vaults().list().toList());

        assertThat(denied).hasMessageContaining("no permission").hasMessageContaining("project(..)");
        assertThat(denied.httpStatus()).hasValue(403);
        assertThat(backup.vaults().list()).isEmpty();
    }

    @Test
    void call_iamFailsOnce_triedAgain() {
        CloudBackup backup = open(builder());
        server.breakOff().json(200, PROJECT).json(200, NO_VAULTS);

        assertThat(backup.vaults().list()).isEmpty();

        assertThat(server.lines()).containsExactly(LOOK_UP, LOOK_UP, LIST);
    }

    @Test
    void call_credentialWithAProject_asksNobody() {
        CloudBackup backup = open(HuaweiBackup.builder()
                .credential(new BasicCredentials().withAk("AK").withSk("SK").withProjectId("project-9")));
        server.json(200, NO_VAULTS);

        assertThat(backup.vaults().list()).isEmpty();

        assertThat(server.lines()).containsExactly(LIST);
    }

    @Test
    void call_projectGivenBesideThatOfTheCredential_thatOneAloneIsMeant() {
        BasicCredentials credential =
                new BasicCredentials().withAk("AK").withSk("SK").withProjectId("another");
        CloudBackup backup = open(HuaweiBackup.builder().credential(credential).project("project-9"));
        server.json(200, NO_VAULTS);

        assertThat(backup.vaults().list()).isEmpty();

        assertThat(server.lines()).containsExactly(LIST);
        assertThat(server.requests().get(0))
                .containsIgnoringCase("X-Project-Id: project-9")
                .doesNotContain("another");
        assertThat(credential.getProjectId()).isEqualTo("another");
    }

    @Test
    void unwrap_withoutProject_asksIamFirst() {
        CloudBackup backup = open(builder());
        server.json(200, PROJECT).json(200, NO_VAULTS);

        CbrClient client = backup.unwrap(CbrClient.class);

        assertThat(client.listVault(new ListVaultRequest()).getVaults()).isEmpty();
        assertThat(server.lines()).containsExactly(LOOK_UP, "GET /v3/project-9/vaults");
    }

    @Test
    void resume_tokenOfAnotherProject_invalidByTheProjectThatWasFound() {
        CloudBackup backup = open(builder());
        server.json(200, PROJECT);
        String token = Token.of("copy").write(new Site("region-1", "another"));

        assertThatThrownBy(() -> backup.operations().resume(token))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("not to region-1/project-9");
    }

    @Test
    void copyImage_toAnotherRegion_projectThereIsNamedAndTheAgencyToo() {
        CloudBackup backup = open(builder().project("project-1").imageCopyAgency("our-agency"));
        server.json(
                        200,
                        "{\"images\":[{\"id\":\"i-1\",\"name\":\"disk\",\"status\":\"active\",\"owner\":\"project-1\","
                                + "\"virtual_env_type\":\"DataImage\",\"min_disk\":40}]}")
                .json(200, "{\"project\":{\"id\":\"project-2\",\"name\":\"region-2_shop\"}}")
                .json(200, "{\"job_id\":\"job-1\"}");

        Site there = new Site("region-2", "project-2");
        var unused = backup.images()
                .copy(new ImageId("i-1"), ImageCopySpec.of("copy").to(there));

        assertThat(server.lines()).last().isEqualTo("POST /v1/cloudimages/i-1/cross_region_copy");
        assertThat(server.requests().get(2))
                .contains("\"project_name\":\"region-2_shop\"")
                .contains("\"region\":\"region-2\"")
                .contains("\"agency_name\":\"our-agency\"");
    }

    // ---- the account

    @Test
    void subscribe_withoutAccount_asksIamBeforeAnythingIsBought() {
        CloudBackup backup = open(builder().project("project-9"));
        server.json(200, ACCOUNT)
                .json(200, "{\"orders\":[{\"orderId\":\"CS1\"}]}")
                .json(200, "{\"order_info\":{\"order_id\":\"CS1\",\"status\":3}}")
                .json(200, "{\"order_info\":{\"order_id\":\"CS1\",\"status\":3}}");

        Operation<Vault> operation = backup.vaults().subscribe(SPEC, Subscription.months(1));
        assertThat(operation.poll().ended()).isFalse();
        assertThat(operation.poll().ended()).isFalse();

        String details = "GET /v2/orders/customer-orders/details/CS1";
        assertThat(server.lines())
                .containsExactly("GET /v3/auth/domains", "POST /v3/project-9/vaults/order", details, details);
        assertThat(server.requests().get(2))
                .containsIgnoringCase("X-Domain-Id: account-9")
                .doesNotContainIgnoringCase("X-Project-Id:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"domains\":[]}", "{\"domains\":[{\"id\":\"a\"},{\"id\":\"b\"}]}"})
    void subscribe_noOneAccount_invalidAndNothingBought(String accounts) {
        CloudBackup backup = open(builder().project("project-9"));
        server.json(200, accounts);

        assertThatThrownBy(() -> backup.vaults().subscribe(SPEC, Subscription.months(1)))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("account(..)");

        assertThat(server.lines()).containsExactly("GET /v3/auth/domains");
    }

    @Test
    void subscribe_accountGiven_asksNobody() {
        subscribes(builder().project("project-9").account("account-1"));
    }

    @Test
    void subscribe_credentialOfAnAccount_asksNobody() {
        subscribes(HuaweiBackup.builder()
                .project("project-9")
                .credential(new GlobalCredentials().withAk("AK").withSk("SK").withDomainId("account-1")));
    }

    private void subscribes(HuaweiBackup.Builder builder) {
        CloudBackup backup = open(builder);
        server.json(200, "{\"orders\":[{\"orderId\":\"CS1\"}]}").json(200, "{\"order_info\":{\"status\":3}}");

        assertThat(backup.vaults()
                        .subscribe(SPEC, Subscription.months(1))
                        .poll()
                        .ended())
                .isFalse();

        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests().get(1)).containsIgnoringCase("X-Domain-Id: account-1");
    }

    private static HuaweiBackup.Builder builder() {
        return HuaweiBackup.builder().accessKey("AKEXAMPLE", "SKEXAMPLE");
    }

    private CloudBackup open(HuaweiBackup.Builder builder) {
        CloudBackup backup = builder.region("region-1")
                .endpoint(server.address())
                .timeSource(VirtualTime.create())
                .build();
        opened.add(backup);
        return backup;
    }
}
