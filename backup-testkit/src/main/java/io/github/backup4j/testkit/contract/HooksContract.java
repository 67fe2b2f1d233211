package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.Capability;
import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * That the {@link Harness} has the hooks without which cases that protect data would be skipped without a word. A provider whose test
 * world cannot do something states the case as a divergence: then its report says what was not tested.
 */
@DisplayName("The hooks of the harness that protect data")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class HooksContract extends ContractTest {
    @Test
    @DisplayName("are there: attach")
    void attach_worldWithServers_isThere() {
        Resource.Server shop = server("shop", "system");
        Resource.Disk data = disk("data", "data");

        requireHook(
                harness.attach(data, shop),
                "attach",
                "a disk that somebody attached is never discarded, and is not overwritten by a restore over its server");

        assertThat(harness.disksOf(shop)).hasSize(2).contains(data);
        assertThat(read(data)).isEqualTo("data");
    }

    @Test
    @DisplayName("are there: tag")
    void tag_cloudThatDiscards_isThere() {
        requires(Capability.DISCARD);
        Resource.Disk data = disk("data", "data");

        requireHook(
                harness.tag(data, "team", "red"),
                "tag",
                "what only carries the mark of temporary work is never discarded, and neither is what somebody has taken over");

        assertThat(backup.resources().get(data).tags()).containsEntry("team", "red");
    }

    @Test
    @DisplayName("are there: failBackupsOf")
    void failBackupsOf_anyCloud_isThere() {
        requireHook(
                harness.failBackupsOf(disk("data", "data"), "TEST.1", "it is broken"),
                "failBackupsOf",
                "nothing is restored from a restore point whose backup has failed");
    }

    @Test
    @DisplayName("are there: fill")
    void fill_cloudWithVaults_isThere() {
        requires(Capability.VAULTS);

        requireHook(
                harness.fill(diskVault("disks").id(), DataSize.ZERO),
                "fill",
                "a backup into a full vault is refused, and does not seem to succeed");
    }

    @Test
    @DisplayName("are there: placementOf")
    void placementOf_cloudThatCreatesServers_isThere() {
        Resource.Server shop = server("shop", "system");
        if (!backup.supports(Capability.RESTORE_TO_NEW_SERVER)) {
            requires(Capability.IMAGES);
        }

        requireHook(
                harness.placementOf(shop).isPresent(),
                "placementOf",
                "a server with restored data is in the network that the caller names, and behind its security groups");
    }

    private static void requireHook(boolean there, String hook, String untested) {
        assertThat(there)
                .as(
                        "Harness.%s: without it, the contract does not test that %s. Implement it, or state this case as a"
                                + " divergence",
                        hook, untested)
                .isTrue();
    }
}
