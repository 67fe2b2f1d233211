package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.Removal;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.SmallWorld;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Restore points that the list leaves out, and that the vault counts: they are not deleted with a member or the vault. */
class HiddenRestorePointsTest {
    @Test
    void remove_listLeavesOutWhatTheMemberCounts_conflictAndTheRestorePointStays() {
        try (SmallWorld world = new SmallWorld(new Hiding(Set.of()));
                CloudBackup caller = world.open()) {
            assertThatThrownBy(() -> caller.vaults().remove(world.disks, world.free, Removal.KEEPING_RESTORE_POINTS))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining("the vault counts 1 of " + world.free)
                    .hasMessageContaining("nothing was changed");

            requireKept(world);
        }
    }

    @Test
    void delete_listLeavesOutWhatAMemberCounts_conflictAndTheRestorePointsStay() {
        try (SmallWorld world = new SmallWorld(new Hiding(Set.of()));
                CloudBackup caller = world.open()) {
            assertThatThrownBy(() -> caller.vaults().delete(world.disks, Removal.KEEPING_RESTORE_POINTS))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining("the vault counts 1 of ");

            requireKept(world);
        }
    }

    @Test
    void delete_listLeavesOutWhatTheVaultHoldsOfFormerMembers_conflictAndTheRestorePointsStay() {
        try (SmallWorld world = new SmallWorld(new Hiding(Set.of("resources")));
                CloudBackup caller = world.open()) {
            assertThatThrownBy(() -> caller.vaults().delete(world.disks, Removal.KEEPING_RESTORE_POINTS))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining("the vault holds ");

            requireKept(world);
        }
    }

    /** The list may leave them out where the caller allows to delete them. */
    @Test
    void remove_deletingWhatTheListLeavesOut_removed() {
        try (SmallWorld world = new SmallWorld(new Hiding(Set.of()));
                CloudBackup caller = world.open()) {
            caller.vaults().remove(world.disks, world.free, Removal.DELETING_RESTORE_POINTS);

            world.cloud.time().advance(SmallWorld.LONG);
            assertThat(caller.vaults().get(world.disks).member(world.free)).isEmpty();
        }
    }

    private static void requireKept(SmallWorld world) {
        world.cloud.time().advance(SmallWorld.LONG);
        CloudBackup direct = world.cloud.reopenForAnEmulator();
        assertThat(direct.vaults().get(world.disks).members()).hasSize(2);
        assertThat(direct.restorePoints().get(world.freePoint.id()).available()).isTrue();
        assertThat(direct.restorePoints().get(world.dataPoint.id()).available()).isTrue();
    }

    /** Lists no restore point, and leaves out fields of a vault. */
    private record Hiding(Set<String> ofVault) implements Interference {
        @Override
        public Fault before(String method, URI target) {
            return Fault.NONE;
        }

        @Override
        public JsonNode shown(String method, URI target, JsonNode answer) {
            JsonNode seen = answer.deepCopy();
            if (method.equals("GET") && target.getPath().endsWith("/backups")) {
                ((ObjectNode) seen).putArray("backups");
                ((ObjectNode) seen).put("count", 0);
            }
            if (seen.get("vault") instanceof ObjectNode vault && ofVault.contains("resources")) {
                vault.putArray("resources");
            }
            return seen;
        }
    }
}
