package io.github.backup4j.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.Capability;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.spi.Limits;
import io.github.backup4j.testkit.VirtualTime;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The members of a vault in the world")
class StoredVaultTest {
    private static final Instant NOW = VirtualTime.DEFAULT_START;

    private final SiteStore store = new World(
                    new Timeline(NOW),
                    VirtualTime.startingAt(NOW),
                    EnumSet.noneOf(Capability.class),
                    Limits.none(),
                    false,
                    false)
            .at(new Site("region", "project"))
            .store;
    private final StoredVault vault =
            new StoredVault(new VaultId("vault"), store, VaultSpec.forDisks("vault", DataSize.gib(1)));

    @Test
    void membersInOrder_asMembersComeAndGo_areThoseThatAreThere() {
        StoredMember first = member("first");
        StoredMember second = member("second");
        assertThat(vault.membersInOrder()).isEmpty();
        store.addMember(first);
        store.addMember(second);
        assertThat(vault.membersInOrder()).containsExactly(first, second).isSameAs(vault.membersInOrder());
        store.removeMember(first);
        assertThat(vault.membersInOrder()).containsExactly(second);
        store.addMember(first);
        assertThat(vault.membersInOrder()).containsExactly(second, first);
    }

    private StoredMember member(String disk) {
        return new StoredMember(Resource.disk(disk), vault, Set.of());
    }
}
