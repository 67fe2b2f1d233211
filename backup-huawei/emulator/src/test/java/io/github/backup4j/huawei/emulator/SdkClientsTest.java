package io.github.backup4j.huawei.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.huaweicloud.sdk.cbr.v1.CbrClient;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.AssociateVaultPolicyRequest;
import com.huaweicloud.sdk.cbr.v1.model.BackupResp;
import com.huaweicloud.sdk.cbr.v1.model.BackupRestoreReq;
import com.huaweicloud.sdk.cbr.v1.model.CreateCheckpointRequest;
import com.huaweicloud.sdk.cbr.v1.model.CreatePolicyRequest;
import com.huaweicloud.sdk.cbr.v1.model.CreatePostPaidVaultRequest;
import com.huaweicloud.sdk.cbr.v1.model.CreateVaultRequest;
import com.huaweicloud.sdk.cbr.v1.model.DeleteBackupRequest;
import com.huaweicloud.sdk.cbr.v1.model.DeleteVaultRequest;
import com.huaweicloud.sdk.cbr.v1.model.ListBackupsRequest;
import com.huaweicloud.sdk.cbr.v1.model.ListOpLogsRequest;
import com.huaweicloud.sdk.cbr.v1.model.ListVaultRequest;
import com.huaweicloud.sdk.cbr.v1.model.PolicyCreateReq;
import com.huaweicloud.sdk.cbr.v1.model.RestoreBackupRequest;
import com.huaweicloud.sdk.cbr.v1.model.ShowBackupRequest;
import com.huaweicloud.sdk.cbr.v1.model.ShowCheckpointRequest;
import com.huaweicloud.sdk.cbr.v1.model.ShowOpLogRequest;
import com.huaweicloud.sdk.cbr.v1.model.ShowPolicyRequest;
import com.huaweicloud.sdk.cbr.v1.model.ShowVaultRequest;
import com.huaweicloud.sdk.cbr.v1.model.UpdateVaultRequest;
import com.huaweicloud.sdk.cbr.v1.model.VaultAssociate;
import com.huaweicloud.sdk.cbr.v1.model.VaultBackupReq;
import com.huaweicloud.sdk.cbr.v1.model.VaultCreateReq;
import com.huaweicloud.sdk.cbr.v1.model.VaultCreateResource;
import com.huaweicloud.sdk.cbr.v1.model.VaultOrderCreateReqs;
import com.huaweicloud.sdk.cbr.v1.model.VaultUpdateReq;
import com.huaweicloud.sdk.core.ClientBuilder;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.exception.ClientRequestException;
import com.huaweicloud.sdk.core.http.HttpRequestDef;
import com.huaweicloud.sdk.core.utils.JsonUtils;
import com.huaweicloud.sdk.ecs.v2.EcsClient;
import com.huaweicloud.sdk.ecs.v2.EcsMeta;
import com.huaweicloud.sdk.ecs.v2.model.AttachServerVolumeRequest;
import com.huaweicloud.sdk.ecs.v2.model.AttachServerVolumeRequestBody;
import com.huaweicloud.sdk.ecs.v2.model.BatchStopServersRequest;
import com.huaweicloud.sdk.ecs.v2.model.BatchStopServersRequestBody;
import com.huaweicloud.sdk.ecs.v2.model.CreateServersRequest;
import com.huaweicloud.sdk.ecs.v2.model.CreateServersRequestBody;
import com.huaweicloud.sdk.ecs.v2.model.CreateServersResponse;
import com.huaweicloud.sdk.ecs.v2.model.DetachServerVolumeRequest;
import com.huaweicloud.sdk.ecs.v2.model.ListServerAzInfoRequest;
import com.huaweicloud.sdk.ecs.v2.model.ListServerBlockDevicesRequest;
import com.huaweicloud.sdk.ecs.v2.model.ListServersDetailsRequest;
import com.huaweicloud.sdk.ecs.v2.model.NovaListServersDetailsRequest;
import com.huaweicloud.sdk.ecs.v2.model.ServerDetail;
import com.huaweicloud.sdk.ecs.v2.model.ShowServerRequest;
import com.huaweicloud.sdk.evs.v2.EvsClient;
import com.huaweicloud.sdk.evs.v2.EvsMeta;
import com.huaweicloud.sdk.evs.v2.model.CreateSnapshotRequest;
import com.huaweicloud.sdk.evs.v2.model.CreateSnapshotRequestBody;
import com.huaweicloud.sdk.evs.v2.model.CreateVolumeRequest;
import com.huaweicloud.sdk.evs.v2.model.CreateVolumeRequestBody;
import com.huaweicloud.sdk.evs.v2.model.CreateVolumeResponse;
import com.huaweicloud.sdk.evs.v2.model.DeleteSnapshotRequest;
import com.huaweicloud.sdk.evs.v2.model.DeleteVolumeRequest;
import com.huaweicloud.sdk.evs.v2.model.ListSnapshotsRequest;
import com.huaweicloud.sdk.evs.v2.model.ListVolumesRequest;
import com.huaweicloud.sdk.evs.v2.model.RollbackSnapshotRequest;
import com.huaweicloud.sdk.evs.v2.model.RollbackSnapshotRequestBody;
import com.huaweicloud.sdk.evs.v2.model.ShowSnapshotRequest;
import com.huaweicloud.sdk.evs.v2.model.ShowVolumeRequest;
import com.huaweicloud.sdk.evs.v2.model.VolumeDetail;
import com.huaweicloud.sdk.ims.v2.ImsClient;
import com.huaweicloud.sdk.ims.v2.ImsMeta;
import com.huaweicloud.sdk.ims.v2.model.CreateImageRequest;
import com.huaweicloud.sdk.ims.v2.model.CreateImageRequestBody;
import com.huaweicloud.sdk.ims.v2.model.GlanceDeleteImageRequest;
import com.huaweicloud.sdk.ims.v2.model.GlanceDeleteImageRequestBody;
import com.huaweicloud.sdk.ims.v2.model.GlanceShowImageRequest;
import com.huaweicloud.sdk.ims.v2.model.ImageInfo;
import com.huaweicloud.sdk.ims.v2.model.ListImagesRequest;
import com.huaweicloud.sdk.ims.v2.model.ShowJobResponse;
import com.huaweicloud.sdk.ims.v2.model.UpdateImageRequest;
import com.huaweicloud.sdk.ims.v2.model.UpdateImageRequestBody;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.ServerSetup;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The official SDK's own clients, which none of us wrote, against the emulator. */
class SdkClientsTest {
    private final InMemoryCloud cloud = InMemoryCloud.builder()
            .withUuids()
            .site(new Site("cn-north-4", "project-1"))
            .build();
    private final Resource.Disk root = cloud.addDisk("root", DataSize.gib(40));
    private final Resource.Disk data = cloud.addDisk("data", DataSize.gib(10));
    private final Resource.Server server = cloud.addServer(ServerSetup.of("web", root));

    private HuaweiEmulator emulator;

    @BeforeEach
    void start() throws IOException {
        emulator = HuaweiEmulator.start(cloud, Form.RECORDED);
    }

    @AfterEach
    void stop() {
        emulator.close();
    }

    @Test
    void cbr_protectBackUpRestoreRemove_works() {
        CbrClient cbr = client(CbrClient.newBuilder());

        VaultCreateResource made = cbr.createVault(
                        new CreateVaultRequest().withBody(body(VaultCreateReq.class, """
                            {'vault': {'name': 'v', 'billing': {'consistent_level': 'crash_consistent', 'object_type': 'server',
                            'protect_type': 'backup', 'size': 100}, 'resources': [{'id': '%s', 'type': 'OS::Nova::Server'}],
                            'tags': [{'key': 'team', 'value': 'blue'}]}}\
                            """.formatted(server.id()))))
                .getVault();
        assertThat(made.getEnterpriseProjectId()).isEqualTo("0");
        assertThat(made.getBilling().getSpecCode()).hasToString("vault.backup.server.normal");
        assertThat(made.getResources()).hasSize(1);
        cbr.updateVault(new UpdateVaultRequest()
                .withVaultId(made.getId())
                .withBody(body(VaultUpdateReq.class, "{'vault': {'billing': {'size': 200}}}")));
        assertThat(cbr.showVault(new ShowVaultRequest().withVaultId(made.getId()))
                        .getVault()
                        .getBilling()
                        .getSize())
                .isEqualTo(200);
        assertThat(cbr.listVault(new ListVaultRequest().withLimit(1).withId(List.of(made.getId())))
                        .getCount())
                .isEqualTo(1);

        String policy = cbr.createPolicy(new CreatePolicyRequest().withBody(body(PolicyCreateReq.class, """
            {'policy': {'name': 'p', 'operation_type': 'backup', 'operation_definition': {'retention_duration_days': 7},
            'trigger': {'properties': {'pattern': ['FREQ=DAILY;INTERVAL=1;BYHOUR=14;BYMINUTE=00']}}}}\
            """)))
                .getPolicy()
                .getId();
        cbr.associateVaultPolicy(new AssociateVaultPolicyRequest()
                .withVaultId(made.getId())
                .withBody(new VaultAssociate().withPolicyId(policy)));
        assertThat(cbr.showPolicy(new ShowPolicyRequest().withPolicyId(policy))
                        .getPolicy()
                        .getAssociatedVaults())
                .hasSize(1);

        BackupResp point = backUp(cbr, made.getId());
        cloud.write(root, "lost");
        cbr.restoreBackup(new RestoreBackupRequest()
                .withBackupId(point.getId())
                .withBody(body(BackupRestoreReq.class, """
                    {'restore': {'server_id': '%s', 'power_on': true, 'mappings': [{'backup_id': '%s',
                    'volume_id': '%s'}]}}\
                    """.formatted(
                                server.id(), point.getChildren().get(0).getId(), root.id()))));
        cloud.time().advance(Duration.ofHours(1));
        assertThat(cloud.readText(root)).isEqualTo("kept");
        var log = cbr.listOpLogs(new ListOpLogsRequest().withResourceId(server.id()))
                .getOperationLogs()
                .get(0);
        assertThat(cbr.showOpLog(new ShowOpLogRequest().withOperationLogId(log.getId()))
                        .getOperationLog()
                        .getStatus())
                .hasToString("success");

        cbr.deleteBackup(new DeleteBackupRequest().withBackupId(point.getId()));
        cbr.deleteVault(new DeleteVaultRequest().withVaultId(made.getId()));
        cloud.time().advance(Duration.ofHours(1));
        assertThat(codeOf(() -> cbr.showVault(new ShowVaultRequest().withVaultId(made.getId()))))
                .isEqualTo("BackupService.6105");
    }

    private BackupResp backUp(CbrClient cbr, String vault) {
        cloud.write(root, "kept");
        String checkpoint = cbr.createCheckpoint(
                        new CreateCheckpointRequest().withBody(body(VaultBackupReq.class, """
                            {'checkpoint': {'vault_id': '%s', 'parameters': {'name': 'by-hand', 'incremental': true}}}\
                            """.formatted(vault))))
                .getCheckpoint()
                .getId();
        cloud.time().advance(Duration.ofHours(1));
        assertThat(cbr.showCheckpoint(new ShowCheckpointRequest().withCheckpointId(checkpoint))
                        .getCheckpoint()
                        .getStatus())
                .hasToString("available");
        BackupResp listed = cbr.listBackups(new ListBackupsRequest().withCheckpointId(checkpoint))
                .getBackups()
                .get(0);
        BackupResp point = cbr.showBackup(new ShowBackupRequest().withBackupId(listed.getId()))
                .getBackup();
        assertThat(point.getCreatedAt()).isEqualTo(listed.getCreatedAt());
        assertThat(point.getResourceSize()).isEqualTo(40);
        assertThat(point.getChildren()).hasSize(1);
        return point;
    }

    @Test
    void cbr_prepaidVault_comesWithAnOrder() {
        var orders = client(CbrClient.newBuilder())
                .createPostPaidVault(new CreatePostPaidVaultRequest().withBody(body(VaultOrderCreateReqs.class, """
                    {'vault': {'name': 'v', 'billing': {'consistent_level': 'crash_consistent', 'object_type': 'disk',
                    'protect_type': 'backup', 'size': 100, 'charging_mode': 'pre_paid', 'period_type': 'month',
                    'period_num': 1, 'is_auto_pay': true}, 'resources': []}}\
                    """)))
                .getOrders();

        assertThat(orders).hasSize(1);
        assertThat(orders.get(0).getOrderId()).startsWith("CS");
        assertThat(orders.get(0).getSubscribeResult()).isEqualTo(1);
    }

    @Test
    void evs_snapshotRollBackNewDisk_works() {
        EvsClient evs = client(EvsClient.newBuilder());
        cloud.write(data, "before");

        String snapshot = evs.createSnapshot(new CreateSnapshotRequest()
                        .withBody(body(CreateSnapshotRequestBody.class, """
                            {'snapshot': {'volume_id': '%s', 'name': 's', 'description': 'd', 'metadata': {'k': 'v'}}}\
                            """.formatted(data.id()))))
                .getSnapshot()
                .getId();
        cloud.time().advance(Duration.ofMinutes(5));
        assertThat(evs.showSnapshot(new ShowSnapshotRequest().withSnapshotId(snapshot))
                        .getSnapshot()
                        .getStatus())
                .isEqualTo("available");
        assertThat(evs.listSnapshots(new ListSnapshotsRequest().withVolumeId(data.id()))
                        .getSnapshots())
                .hasSize(1);
        cloud.write(data, "after");
        evs.rollbackSnapshot(new RollbackSnapshotRequest()
                .withSnapshotId(snapshot)
                .withBody(body(RollbackSnapshotRequestBody.class, "{'rollback': {'volume_id': '" + data.id() + "'}}")));
        assertThat(status(evs, data.id())).isEqualTo("rollbacking");
        cloud.time().advance(Duration.ofMinutes(5));
        assertThat(cloud.readText(data)).isEqualTo("before");

        CreateVolumeResponse made = evs.createVolume(new CreateVolumeRequest()
                .withXClientToken("t")
                .withBody(body(CreateVolumeRequestBody.class, """
                    {'volume': {'availability_zone': 'zone-1', 'volume_type': 'SSD', 'size': 20, 'name': 'n',
                    'snapshot_id': '%s'}}\
                    """.formatted(snapshot))));
        cloud.time().advance(Duration.ofMinutes(5));
        var job = evs.showJob(new com.huaweicloud.sdk.evs.v2.model.ShowJobRequest().withJobId(made.getJobId()));
        assertThat(job.getStatus()).hasToString("SUCCESS");
        String disk = made.getVolumeIds().get(0);
        assertThat(status(evs, disk)).isEqualTo("available");
        List<VolumeDetail> all = evs.listVolumes(new ListVolumesRequest()).getVolumes();
        assertThat(all).extracting(VolumeDetail::getId).contains(disk, data.id());

        evs.deleteSnapshot(new DeleteSnapshotRequest().withSnapshotId(snapshot));
        assertThat(evs.deleteVolume(new DeleteVolumeRequest().withVolumeId(disk))
                        .getJobId())
                .isNotNull();
        cloud.time().advance(Duration.ofMinutes(5));
        assertThat(codeOf(() -> status(evs, disk))).isEqualTo("EVS.5404");
    }

    @Test
    void ims_imageOfServer_canBeBuiltRenamedAndDeleted() {
        ImsClient ims = client(ImsClient.newBuilder());

        String job = ims.createImage(new CreateImageRequest()
                        .withBody(body(CreateImageRequestBody.class, """
                            {'name': 'i', 'description': 'd', 'instance_id': '%s'}\
                            """.formatted(server.id()))))
                .getJobId();
        cloud.time().advance(Duration.ofHours(1));
        ShowJobResponse ended = ims.showJob(new com.huaweicloud.sdk.ims.v2.model.ShowJobRequest().withJobId(job));
        String image = ended.getEntities().getImageId();
        assertThat(ended.getStatus()).hasToString("SUCCESS");

        ims.updateImage(new UpdateImageRequest()
                .withImageId(image)
                .withBody(List.of(
                        body(UpdateImageRequestBody.class, "{'op': 'replace', 'path': '/name', 'value': 'j'}"))));
        ImageInfo found = ims.listImages(new ListImagesRequest().withId(image))
                .getImages()
                .get(0);
        assertThat(found.getName()).isEqualTo("j");
        assertThat(found.getDataOrigin()).isEqualTo("instance," + server.id());
        assertThat(ims.glanceShowImage(new GlanceShowImageRequest().withImageId(image))
                        .getStatus())
                .hasToString("active");

        ims.glanceDeleteImage(new GlanceDeleteImageRequest()
                .withImageId(image)
                .withBody(new GlanceDeleteImageRequestBody().withDeleteBackup(true)));
        cloud.time().advance(Duration.ofMinutes(5));
        assertThat(ims.listImages(new ListImagesRequest().withId(image)).getImages())
                .isEmpty();
    }

    @Test
    void ecs_stopDetachAttachCreate_works() {
        EcsClient ecs = client(EcsClient.newBuilder());

        ecs.batchStopServers(new BatchStopServersRequest()
                .withBody(body(
                        BatchStopServersRequestBody.class,
                        "{'os-stop': {'type': 'SOFT', 'servers': [{'id': '" + server.id() + "'}]}}")));
        cloud.time().advance(Duration.ofMinutes(1));
        assertThat(show(ecs, server.id()).getStatus()).isEqualTo("SHUTOFF");
        ecs.attachServerVolume(new AttachServerVolumeRequest()
                .withServerId(server.id())
                .withBody(body(
                        AttachServerVolumeRequestBody.class,
                        "{'volumeAttachment': {'volumeId': '" + data.id() + "'}}")));
        cloud.time().advance(Duration.ofMinutes(1));
        assertThat(ecs.listServerBlockDevices(new ListServerBlockDevicesRequest().withServerId(server.id()))
                        .getVolumeAttachments())
                .hasSize(2);
        ecs.detachServerVolume(
                new DetachServerVolumeRequest().withServerId(server.id()).withVolumeId(data.id()));
        cloud.time().advance(Duration.ofMinutes(1));
        assertThat(show(ecs, server.id()).getOsExtendedVolumesVolumesAttached()).hasSize(1);

        String image = imageOfServer();
        CreateServersResponse made = ecs.createServers(new CreateServersRequest()
                .withXClientToken("t")
                .withBody(body(CreateServersRequestBody.class, """
                    {'server': {'name': 'n', 'imageRef': '%s', 'flavorRef': 's6.large.2', 'vpcid': 'v',
                    'nics': [{'subnet_id': 's'}], 'root_volume': {'volumetype': 'SSD'}}}\
                    """.formatted(image))));
        cloud.time().advance(Duration.ofHours(1));
        var job = ecs.showJob(new com.huaweicloud.sdk.ecs.v2.model.ShowJobRequest().withJobId(made.getJobId()));
        assertThat(job.getStatus()).hasToString("SUCCESS");
        assertThat(job.getEntities().getSubJobs().get(0).getEntities().getServerId())
                .isEqualTo(made.getServerIds().get(0));
        assertThat(ecs.listServersDetails(new ListServersDetailsRequest().withName("n"))
                        .getServers())
                .extracting(ServerDetail::getId)
                .containsExactly(made.getServerIds().get(0));
        assertThat(ecs.novaListServersDetails(new NovaListServersDetailsRequest())
                        .getServers())
                .hasSize(2);
        assertThat(ecs.listServerAzInfo(new ListServerAzInfoRequest()).getAvailabilityZones())
                .extracting(zone -> zone.getAvailabilityZoneId())
                .as("the zones of the region, and those of its disks and servers")
                .contains("cn-north-4a", "zone-1");
        assertThat(codeOf(() -> show(ecs, "none"))).isEqualTo("Ecs.0114");
    }

    private String imageOfServer() {
        String job = client(ImsClient.newBuilder())
                .createImage(new CreateImageRequest()
                        .withBody(body(
                                CreateImageRequestBody.class, "{'name': 'i', 'instance_id': '" + server.id() + "'}")))
                .getJobId();
        cloud.time().advance(Duration.ofHours(1));
        return client(ImsClient.newBuilder())
                .showJob(new com.huaweicloud.sdk.ims.v2.model.ShowJobRequest().withJobId(job))
                .getEntities()
                .getImageId();
    }

    /** Of the calls that are not made through a client above, too. */
    @Test
    void answers_ofAWholeDay_areReadByTheTypesOfTheSdk() throws Exception {
        List<HttpRequestDef<?, ?>> calls = calls(CbrMeta.class, EvsMeta.class, ImsMeta.class, EcsMeta.class);
        Set<String> unread = new TreeSet<>();
        Set<String> read = new TreeSet<>();

        for (WireClient.Reply reply : Scenario.play(Form.RECORDED)) {
            for (HttpRequestDef<?, ?> call : calls) {
                if (isAnswerOf(reply, call) && reply.body().isObject()) {
                    try {
                        Object typed = JsonUtils.toObject(
                                new String(Json.write(reply.body()), StandardCharsets.UTF_8), call.getResponseType());
                        read.add(typed.getClass().getName());
                    } catch (RuntimeException e) {
                        unread.add(call.getName());
                    }
                }
            }
        }

        assertThat(unread)
                .as("the vendor's types say that values is a text, its documents an array")
                .containsExactly("ShowVaultProjectTag");
        assertThat(read).hasSizeGreaterThan(70);
    }

    private static boolean isAnswerOf(WireClient.Reply reply, HttpRequestDef<?, ?> call) {
        return reply.method().equals(call.getMethod().toString())
                && reply.path()
                        .replaceFirst("\\?.*", "")
                        .matches(call.getUri().replace(".", "\\.").replaceAll("\\{[^}]*}", "[^/]+"));
    }

    private static List<HttpRequestDef<?, ?>> calls(Class<?>... services) throws IllegalAccessException {
        List<HttpRequestDef<?, ?>> calls = new ArrayList<>();
        for (Class<?> service : services) {
            for (Field field : service.getFields()) {
                if (field.get(null) instanceof HttpRequestDef<?, ?> call) {
                    calls.add(call);
                }
            }
        }
        return calls;
    }

    // ---- helpers

    private <C> C client(ClientBuilder<C> builder) {
        return builder.withCredential(
                        new BasicCredentials().withAk("AK").withSk("SK").withProjectId("project-1"))
                .withEndpoint(emulator.address().toString())
                .build();
    }

    private static <T> T body(Class<T> type, String json) {
        return JsonUtils.toObject(json.replace('\'', '"'), type);
    }

    private static String status(EvsClient evs, String disk) {
        return evs.showVolume(new ShowVolumeRequest().withVolumeId(disk))
                .getVolume()
                .getStatus();
    }

    private static ServerDetail show(EcsClient ecs, String id) {
        return ecs.showServer(new ShowServerRequest().withServerId(id)).getServer();
    }

    private static String codeOf(Runnable call) {
        try {
            call.run();
            return "";
        } catch (ClientRequestException e) {
            return e.getErrorCode();
        }
    }
}
