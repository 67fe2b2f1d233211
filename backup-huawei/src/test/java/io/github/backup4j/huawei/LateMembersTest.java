package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.huawei.emulator.Fault;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.SmallWorld;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Vaults that show a new member some seconds after it was added. */
class LateMembersTest {
    @Test
    void add_memberIsShownLate_returnsTheVaultWithIt() {
        Late late = new Late(2);
        try (SmallWorld world = new SmallWorld(late);
                CloudBackup caller = world.open()) {
            Resource.Disk more = world.cloud.addDisk("more", DataSize.gib(10));
            late.hidden = more.id();

            Vault vault = caller.vaults().add(world.disks, more);

            assertThat(vault.member(more)).isPresent();
        }
    }

    @Test
    void add_memberIsNotShown_returnsTheVaultAfterSomeSeconds() {
        Late late = new Late(Integer.MAX_VALUE);
        try (SmallWorld world = new SmallWorld(late);
                CloudBackup caller = world.open()) {
            Resource.Disk more = world.cloud.addDisk("more", DataSize.gib(10));
            late.hidden = more.id();
            Duration before = world.cloud.time().elapsed();

            Vault vault = caller.vaults().add(world.disks, more);

            assertThat(vault.members()).hasSize(2);
            assertThat(world.cloud.time().elapsed().minus(before))
                    .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
        }
    }

    /** The change was accepted and the vault was read: that a later read is refused is no failure of the call. */
    @Test
    void add_memberIsNotShownAndTheNextReadIsRefused_returnsTheVaultAsRead() {
        Late late = new Late(1);
        late.refusesThen = true;
        try (SmallWorld world = new SmallWorld(late);
                CloudBackup caller = world.open()) {
            Resource.Disk more = world.cloud.addDisk("more", DataSize.gib(10));
            late.hidden = more.id();

            Vault vault = caller.vaults().add(world.disks, more);

            assertThat(vault.members()).hasSize(2);
            assertThat(world.cloud
                            .reopenForAnEmulator()
                            .vaults()
                            .get(world.disks)
                            .member(more))
                    .isPresent();
        }
    }

    /** Hides a member from the first reads of its vault. */
    private static final class Late implements Interference {
        private volatile String hidden = "";
        private volatile boolean added;
        private volatile boolean refusesThen;
        private int reads;

        Late(int reads) {
            this.reads = reads;
        }

        @Override
        public Fault before(String method, URI target) {
            added |= method.equals("POST") && target.getPath().endsWith("/addresources");
            boolean again = added
                    && left() == 0
                    && method.equals("GET")
                    && target.getPath().contains("/vaults/");
            return refusesThen && again ? Fault.REFUSED : Fault.NONE;
        }

        private synchronized int left() {
            return reads;
        }

        @Override
        public synchronized JsonNode shown(String method, URI target, JsonNode answer) {
            if (added
                    && method.equals("GET")
                    && answer.path("vault").path("resources") instanceof ArrayNode members
                    && reads > 0) {
                reads--;
                for (int i = members.size() - 1; i >= 0; i--) {
                    if (members.get(i).path("id").asText().equals(hidden)) {
                        members.remove(i);
                    }
                }
            }
            return answer;
        }
    }
}
