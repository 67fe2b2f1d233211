package io.github.backup4j.huawei.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.cbr.v1.CbrMeta;
import com.huaweicloud.sdk.cbr.v1.model.ListBackupsRequest;
import com.huaweicloud.sdk.cbr.v1.model.SetVaultResourceRequest;
import com.huaweicloud.sdk.cbr.v1.model.VaultSetResourceReq;
import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.evs.v2.EvsMeta;
import com.huaweicloud.sdk.evs.v2.model.ShowVolumeRequest;
import io.github.backup4j.BackupException;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageFilter;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.Operation;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Site;
import io.github.backup4j.Subscription;
import io.github.backup4j.TimeSource;
import io.github.backup4j.Unsupported;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.golden.Documents;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.vaults.VaultRequests;
import io.github.backup4j.huawei.internal.work.Token;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What no document answers, asked of the service itself, one test a question. Each prints what it saw; it fails where that is
 * not what the provider takes for granted.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LiveQuestions {
    private @Nullable LiveWorld world;

    /** What the tests run against. */
    abstract LiveSettings settings();

    abstract TimeSource time();

    abstract Consumer<String> printer();

    @BeforeAll
    final void open() {
        world = LiveWorld.open(settings(), time(), printer());
    }

    @AfterAll
    final void close() {
        if (world != null) {
            world.close();
        }
    }

    // ---- what a vault holds

    @Test
    @DisplayName("Is billing.used in MB?")
    void used_ofAVaultWithABackup_isInMebibytes() {
        Resource.Disk disk = world().settings.disk();
        world().point(disk);
        JsonNode vault = world().wire.get("vaults/" + world().vault(disk)).path("vault");
        long used = vault.path("billing").path("used").asLong();
        long size = world().backup.resources().get(disk).size().toGibRoundedUp();

        world().tell("used: " + used + ", allocated: " + vault.path("billing").path("allocated")
                + ", size: " + vault.path("billing").path("size") + ", member: size "
                + vault.path("resources").path(0).path("size") + ", backup_size "
                + vault.path("resources").path(0).path("backup_size") + "; the disk has " + size + " GiB");
        Assumptions.assumeTrue(
                used > size, "a backup cannot be larger than its disk in GB, but there is too little on it to tell");
        assertThat(world().backup.vaults().get(world().vault(disk)).used()).isEqualTo(DataSize.mib(used));
    }

    @Test
    @DisplayName("Which backups does a list leave out by default?")
    void list_withoutConditions_holdsFullAndIncrementalOnes() {
        VaultId vault = world().vault(world().settings.disk());
        world().point(world().settings.disk());
        world().take(vault);
        Set<String> all = backups(vault, null);
        Set<String> full = backups(vault, false);
        Set<String> incremental = backups(vault, true);

        world().tell("without a condition: " + all.size() + ", incremental=false: " + full.size()
                + ", incremental=true: " + incremental.size());
        assertThat(full).as("full ones").isNotEmpty();
        assertThat(all).as("those that the provider sees").containsAll(full).containsAll(incremental);
    }

    private Set<String> backups(VaultId vault, @Nullable Boolean incremental) {
        ListBackupsRequest request = new ListBackupsRequest().withVaultId(vault.value());
        if (incremental != null) {
            request.withIncremental(incremental);
        }
        Set<String> ids = new TreeSet<>();
        world().wire
                .call(Service.CBR, CbrMeta.listBackups, request)
                .path("backups")
                .forEach(backup -> ids.add(backup.path("id").asText()));
        return ids;
    }

    @Test
    @DisplayName("Can a vault be asked for with protect_type hybrid?")
    void vault_ofHybridType_madeOrRefused() {
        Map<String, Object> billing = Map.of(
                "object_type", "server", "protect_type", "hybrid", "consistent_level", "crash_consistent", "size", 10);
        Map<String, Object> vault = Map.of("name", world().name("hybrid"), "billing", billing, "resources", List.of());
        try {
            JsonNode answer = world().wire.post("vaults", Map.of("vault", vault));
            world().willDelete(new VaultId(answer.path("vault").path("id").asText()));
            world().tell("a hybrid vault was made: " + answer);
        } catch (ServiceResponseException e) {
            world().tell("a hybrid vault is refused: " + text(e));
            assertThat(e.getHttpStatusCode()).isEqualTo(400);
        }
    }

    @Test
    @DisplayName("Which word stops the automatic backups of a member, suspend or unsuspend?")
    void suspend_ofAMember_isShownByItsAutoProtect() {
        Resource.Disk disk = world().settings.disk();
        VaultId vault = world().vault(disk);
        String before = autoProtect(vault);
        setResources(vault, disk, "suspend");
        String suspended = autoProtect(vault);
        setResources(vault, disk, "unsuspend");
        String unsuspended = autoProtect(vault);

        world().tell("auto_protect is " + before + " at first, " + suspended + " after suspend and " + unsuspended
                + " after unsuspend");
        assertThat(List.of(before, suspended, unsuspended)).containsExactly("true", "false", "true");
    }

    private void setResources(VaultId vault, Resource.Disk disk, String action) {
        world().wire
                .call(
                        Service.CBR,
                        CbrMeta.setVaultResource,
                        new SetVaultResourceRequest()
                                .withVaultId(vault.value())
                                .withBody(new VaultSetResourceReq()
                                        .withAction(VaultSetResourceReq.ActionEnum.fromValue(action))
                                        .withResourceIds(List.of(disk.id()))));
    }

    private String autoProtect(VaultId vault) {
        return world().wire
                .get("vaults/" + vault)
                .at("/vault/resources/0/auto_protect")
                .asText("not told");
    }

    @Test
    @DisplayName("Which fields does the service send that no document has?")
    void answers_ofTheService_haveTheDocumentedFields() {
        Resource.Disk disk = world().settings.disk();
        RestorePoint point = world().point(disk);
        ObjectNode volume =
                world().wire.call(Service.EVS, EvsMeta.showVolume, new ShowVolumeRequest().withVolumeId(disk.id()));
        tellUndocumented("cbr/showVault", world().wire.get("vaults/" + world().vault(disk)));
        tellUndocumented("cbr/showBackup", world().wire.get("backups/" + point.id()));
        tellUndocumented("cbr/listOpLogs", world().wire.get("operation-logs"));
        tellUndocumented("evs/showVolume", volume);

        assertThat(world().backup.restorePoints().get(point.id())).isEqualTo(point);
    }

    private void tellUndocumented(String operation, JsonNode answer) {
        world().tell(operation + " has besides what is documented: " + Documents.undocumented(operation, answer));
    }

    // ---- restores

    @Test
    @DisplayName("Does the restore of a disk name its job?")
    void restore_overADisk_namesItsLogOrItIsFound() {
        restoreOver(world().settings.disk());
    }

    @Test
    @DisplayName("Does the restore of a server name its job?")
    void restore_overAServer_namesItsLogOrItIsFound() {
        restoreOver(world().settings.server());
    }

    private void restoreOver(Resource resource) {
        RestorePoint point = world().point(resource);
        Operation<Resource> restore = world().backup.restorePoints().restore(point.id(), InPlace.over(resource));
        String log = Token.read(restore.token(), world().settings.site()).find("log");

        world().tell("the restore over " + resource + (log.isEmpty() ? " names no job" : " names the job " + log));
        assertThat(restore.await(LiveWorld.LONG)).isEqualTo(resource);
        if (!log.isEmpty()) {
            JsonNode seen = world().wire.get("operation-logs/" + log).path("operation_log");
            world().tell("which is a log of " + seen.path("operation_type") + ", " + seen.path("status"));
            assertThat(seen.path("operation_type").asText()).isEqualTo("restore");
        }
    }

    @Test
    @DisplayName("Can a disk be created from a backup in another zone?")
    void newDisk_inAnotherZone_madeOrRefused() {
        String zone = needed(LiveVariable.BACKUP4J_LIVE_OTHER_ZONE);
        RestorePoint point = world().point(world().settings.disk());
        try {
            Operation<Resource.Disk> making = world().backup
                    .restorePoints()
                    .restore(point.id(), DiskSpec.of(world().name("disk")).inZone(zone));
            String begun = Token.read(making.token(), world().settings.site()).find("disk");
            if (!begun.isEmpty()) {
                // It is there, and costs, also if nothing good comes of it.
                world().willDelete(Resource.disk(begun));
            }
            world().willDelete(making.await(LiveWorld.LONG));
            world().tell("a disk was made in " + zone + " from a backup in "
                    + point.source().zone());
        } catch (BackupException e) {
            world().tell("a disk in " + zone + " from a backup in "
                    + point.source().zone() + " is refused: " + e.code() + " " + e.getMessage());
            assertThat(e).isInstanceOfAny(Invalid.class, Unsupported.class, Conflict.class, OperationFailed.class);
        }
    }

    // ---- other places

    @Test
    @DisplayName("Which agency copies an image to another region?")
    void imageCopy_toAnotherRegion_isMade() {
        Site other = world().settings.otherSite();
        Assumptions.assumeTrue(other != null, "no other region and project is named");
        Image image = world().backup
                .images()
                .build(ImageSpec.of(
                        world().name("image"), ImageSource.disk(world().settings.disk())))
                .await(LiveWorld.LONG);
        world().willDelete(world().backup, image.id());
        CloudBackup there = world().open(other);
        String name = world().name("copy");
        Image original;
        try {
            original = world().backup
                    .images()
                    .copy(image.id(), ImageCopySpec.of(name).to(other))
                    .await(LiveWorld.LONG);
        } finally {
            there.images().list(ImageFilter.all().named(name)).forEach(copy -> world().willDelete(there, copy.id()));
        }

        world().tell("an image was copied to " + other + " by the agency that the provider names");
        assertThat(original.id()).isEqualTo(image.id());
        assertThat(there.images().list(ImageFilter.all().named(name))).hasSize(1);
    }

    // ---- orders, which cost money

    @Test
    @DisplayName("Is the resource id of an order the vault's?")
    void order_ofAVault_namesTheVault() {
        requireOrders();
        VaultSpec spec = VaultSpec.forDisks(world().name("ordered"), DataSize.gib(10));
        JsonNode answer = world().wire
                .post(
                        "vaults/order",
                        Map.of("vault", asMap(VaultRequests.order(spec, Subscription.months(1), spec.tags()))));
        world().tell("an order is answered with " + answer);
        JsonNode order = answer.path("orders").path(0);
        Vault vault = deliver(
                Token.of("vault-order").with("order", order.path("orderId").asText()));

        world().tell("the order says " + order.path("resourceId") + ", the vault is " + vault.id());
        assertThat(vault.name()).isEqualTo(spec.name());
    }

    @Test
    @DisplayName("How does the change of how a vault is paid answer?")
    void change_ofHowAVaultIsPaid_namesItsOrder() {
        requireOrders();
        Vault vault = world().backup.vaults().create(VaultSpec.forDisks(world().name("changed"), DataSize.gib(10)));
        world().willDelete(vault.id());
        JsonNode answer = world().wire
                .post(
                        "vaults/change-charge-mode",
                        Map.of(
                                "vault_ids",
                                List.of(vault.id().value()),
                                "charging_mode",
                                "pre_paid",
                                "period_type",
                                "month",
                                "period_num",
                                1,
                                "is_auto_renew",
                                false,
                                "is_auto_pay",
                                true));
        world().tell("the change is answered with " + answer);
        Vault changed = deliver(Token.of("vault-order")
                .with("order", answer.path("orderId").asText())
                .with("vault", vault.id().value()));

        assertThat(changed.id()).isEqualTo(vault.id());
    }

    private Vault deliver(Token order) {
        Vault vault = world().backup
                .operations()
                .resume(order.write(world().settings.site()), Vault.class)
                .await(LiveWorld.LONG);
        world().willDelete(vault.id());
        return vault;
    }

    private void requireOrders() {
        Assumptions.assumeTrue(world().settings.mayOrder(), LiveVariable.BACKUP4J_LIVE_MAY_ORDER + " is not \"yes\"");
    }

    private String needed(LiveVariable variable) {
        String value = world().settings.find(variable);
        Assumptions.assumeTrue(value != null, variable + " is not set");
        return String.valueOf(value);
    }

    private LiveWorld world() {
        if (world == null) {
            throw new IllegalStateException("the cloud was not opened");
        }
        return world;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> asMap(Object model) {
        return new ObjectMapper().convertValue(model, Map.class);
    }

    private static String text(ServiceResponseException e) {
        return e.getHttpStatusCode() + " " + e.getErrorCode() + ": " + e.getErrorMsg();
    }
}
