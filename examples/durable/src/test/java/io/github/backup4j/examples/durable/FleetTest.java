package io.github.backup4j.examples.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Denied;
import io.github.backup4j.Invalid;
import io.github.backup4j.Resource;
import io.github.backup4j.Unavailable;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.testkit.Call;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.InMemoryCloud;
import io.github.backup4j.testkit.ServerSetup;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FleetTest {
    private static final Fleet SHOP = Fleet.tagged("shop", "app", "shop");
    private static final Map<String, String> TAG = Map.of("app", "shop");

    private final InMemoryCloud cloud = InMemoryCloud.create();
    private final CloudBackup backup = cloud.backup();

    private Resource.Disk disk(String name, Map<String, String> tags) {
        return cloud.addDisk(DiskSetup.of(name, DataSize.gib(40)).withTags(tags));
    }

    @Test
    void fleet_noRunAtOnce_isRefused() {
        assertThatThrownBy(() -> new Fleet("shop", "app", "shop", "02:00", 7, 0))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("runsAtOnce is 0");
    }

    @Test
    void members_tagThatNothingHas_isSaidNotToBeBackedUp() {
        disk("other", Map.of());

        FleetMembers members = SHOP.members(backup);

        assertThat(members.vaults()).isEmpty();
        assertThat(members.uncovered())
                .singleElement()
                .asString()
                .contains("no disk or server has the tag app=shop, so nothing is backed up");
    }

    @Test
    void members_vaultThatHoldsOthersToo_areThoseWithTheTag() {
        Resource.Disk own = disk("own", TAG);
        Resource.Disk others = disk("others", Map.of());
        Vault vault = backup.vaults().create(VaultSpec.forDisks("shared", DataSize.gib(200)));
        backup.vaults().add(vault.id(), own, others);

        FleetMembers members = SHOP.members(backup);

        assertThat(members.uncovered()).isEmpty();
        assertThat(members.vaults()).singleElement().satisfies(found -> {
            assertThat(found.backup().vault()).isEqualTo(vault.id());
            assertThat(found.backup().resources()).containsExactly(own);
        });
    }

    @Test
    void members_noRunCoversThem_areNamedWithTheReason() {
        Resource.Disk alone = disk("alone", TAG);
        Resource.Disk within = disk("within", TAG);
        Resource.Disk ofOthers = disk("of-others", TAG);
        Resource.Server server =
                cloud.addServer(ServerSetup.of("server", within).withTags(TAG));
        Resource.Server others = cloud.addServer(ServerSetup.of("others", ofOthers));
        Vault vault = backup.vaults().create(VaultSpec.forServers("servers", DataSize.gib(400)));
        backup.vaults().add(vault.id(), server, others);

        FleetMembers members = SHOP.members(backup);

        assertThat(members.vaults())
                .singleElement()
                .satisfies(found -> assertThat(found.backup().resources()).containsExactly(server));
        assertThat(members.uncovered())
                .as("the disk of the server with the tag is backed up with it")
                .hasSize(2)
                .anySatisfy(
                        text -> assertThat(text).startsWith(alone.toString()).contains("no vault holds it"))
                .anySatisfy(
                        text -> assertThat(text).startsWith(ofOthers.toString()).contains(others.toString()));
    }

    @Test
    void upkeep_newDisks_areProtectedInVaultsThatCostNoMoreThanAsked() {
        Resource.Disk own = disk("own", TAG);

        List<String> notDone = Upkeep.of(SHOP, backup);

        assertThat(notDone).isEmpty();
        assertThat(backup.resources().get(own).isProtected()).isTrue();
        assertThat(backup.vaults().list())
                .singleElement()
                .satisfies(vault -> assertThat(vault.autoExpand()).isFalse());
    }

    @Test
    void upkeep_stepThatFailsForGood_isReportedWithWhatWaitsForIt() {
        var unused = disk("own", TAG);
        cloud.faults().failNext(Call.POLICIES_CREATE, new Denied("no permission for policies"));

        List<String> notDone = Upkeep.of(SHOP, backup);

        assertThat(notDone)
                .anySatisfy(text -> assertThat(text).contains("failed").contains("no permission for policies"))
                .anySatisfy(text -> assertThat(text).startsWith("not tried"));
    }

    @Test
    void upkeep_stepThatMaySucceedLater_isThrownToBeRepeated() {
        var unused = disk("own", TAG);
        cloud.faults().failNext(Call.POLICIES_CREATE, new Unavailable("out of order"));

        assertThatThrownBy(() -> Upkeep.of(SHOP, backup)).isInstanceOf(Unavailable.class);
        assertThat(Upkeep.of(SHOP, backup)).isEmpty();
    }
}
