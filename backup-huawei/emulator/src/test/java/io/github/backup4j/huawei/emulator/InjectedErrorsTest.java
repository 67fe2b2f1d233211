package io.github.backup4j.huawei.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.Denied;
import io.github.backup4j.Resource;
import io.github.backup4j.Unavailable;
import io.github.backup4j.huawei.emulator.internal.http.FaultReplies;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the services answer when a test injects faults into the cloud behind them. */
class InjectedErrorsTest {
    private static final String CBR = "/v3/project-1/checkpoints";
    private static final String IMS = "/v2/cloudimages/action";
    private static final String EVS = "/v2/project-1/cloudsnapshots";

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
    private final Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(10));
    private HuaweiEmulator emulator;
    private WireClient wire;

    @BeforeEach
    void start() throws IOException {
        emulator = HuaweiEmulator.start(cloud, Form.RECORDED);
        wire = new WireClient(emulator);
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    private WireClient.Reply snapshot() {
        return wire.post(EVS, "{'snapshot':{'volume_id':'" + disk.id() + "','name':'s'}}");
    }

    private WireClient.Reply image() {
        return wire.post(IMS, "{'data_images':[{'name':'i','volume_id':'" + disk.id() + "'}]}");
    }

    @Test
    void lostReply_isAGatewayTimeoutOfEveryService() {
        cloud.faults().loseReplyOf(Call.SNAPSHOTS_TAKE);
        WireClient.Reply ofEvs = snapshot();
        cloud.faults().loseReplyOf(Call.IMAGES_BUILD);
        WireClient.Reply ofIms = image();

        assertThat(ofEvs.status()).isEqualTo(504);
        assertThat(ofEvs.code()).isEqualTo("APIG.0201");
        assertThat(ofIms.status()).isEqualTo(504);
        assertThat(ofIms.code()).isEqualTo("APIG.0201");
        assertThat(cloud.backup().images().list()).as("it was carried out").hasSize(1);
    }

    @Test
    void refusal_withACodeOfTheService_hasThatCode() {
        refuse(Call.SNAPSHOTS_TAKE, new Busy("busy", Detail.code("EVS.2409"), null));
        WireClient.Reply busy = snapshot();
        refuse(Call.SNAPSHOTS_TAKE, new Unavailable("down", Detail.code("EVS.2001"), null));
        WireClient.Reply down = snapshot();
        refuse(Call.IMAGES_BUILD, new Conflict("named so", Detail.code("IMG.0009"), null));
        WireClient.Reply image = image();
        refuse(Call.IMAGES_BUILD, new Denied("not yours", Detail.NONE, null));
        WireClient.Reply denied = image();

        assertThat(busy.status()).isEqualTo(409);
        assertThat(busy.text("/error/code")).isEqualTo("EVS.2409");
        assertThat(down.status()).isEqualTo(500);
        assertThat(down.text("/error/code")).isEqualTo("EVS.2001");
        assertThat(image.status()).isEqualTo(400);
        assertThat(image.text("/error/code")).isEqualTo("IMG.0009");
        assertThat(denied.text("/error/code")).isEqualTo("IMG.0047");
    }

    @ParameterizedTest
    @CsvSource({"8600, 403", "6402, 404", "1005, 500", "4006, 500", "6213, 500", "8400, 500", "6125, 400"})
    void refusal_ofCbr_hasTheStatusOfItsCode(String number, int status) {
        refuse(Call.VAULTS_LIST, new Conflict("no", Detail.code("BackupService." + number), null));

        WireClient.Reply reply = wire.get("/v3/project-1/vaults");

        assertThat(reply.code()).isEqualTo("BackupService." + number);
        assertThat(reply.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        CBR + ", BackupService.9910",
        "/v3/project-1/orders/change, BackupService.9910",
        "/v3/project-1/vaults/order, BackupService.9910",
        EVS + ", EVS.2001",
        "/v3/project-1/volumes/detail, EVS.2001",
        "/v2.1/project-1/cloudvolumes, EVS.2001",
        "/v1/project-1/jobs/1, EVS.2001",
        IMS + ", IMG.0061",
        "/v2/images/1, IMG.0061",
        "/v1.1/project-1/cloudservers, Ecs.0000",
        "/v2.1/project-1/servers/1, Ecs.0000",
        "/v2/orders/customer-orders, CBC.0999",
        "/v3/orders/customer-orders/pay, CBC.0999",
        "/v2/products/service-types, CBC.0999"
    })
    void fault_hasTheFormOfTheServiceOfThePath(String path, String code) {
        assertThat(Objects.requireNonNull(FaultReplies.of(Fault.FAILED, path).body())
                        .toString())
                .contains("\"" + code + "\"");
    }

    private void refuse(Call call, BackupException refusal) {
        cloud.faults().failNext(call, refusal);
    }
}
