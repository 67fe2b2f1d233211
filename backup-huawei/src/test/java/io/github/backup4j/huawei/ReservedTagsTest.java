package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.ImageUpdate;
import io.github.backup4j.Invalid;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.support.SmallWorld;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tags of reserved names are not shown, are in nobody's way, and stay where they are. */
class ReservedTagsTest {
    private static final RequestKey KEY = RequestKey.of("order 4711");
    private static final Duration LONG = Duration.ofHours(1);

    /** Of this library, of a later version of it, and of somebody who took its names. */
    private static final Map<String, String> RESERVED = Map.of(
            "backup4j-work-abcdefghijklmnopqrst", "x",
            "backup4j-from-abcdefghijklmnopqrst", "server-1",
            "backup4j-done-abcdefghijklmnopqrst", "y",
            "backup4j_disk", "disk-1",
            "backup4j-of-tomorrow", "z");

    private final InMemoryCloud cloud = InMemoryCloud.builder().withUuids().build();
    private final Resource.Disk disk = cloud.addDisk("orders", DataSize.gib(10));
    private final Resource.Server server = cloud.addServer("shop", cloud.addDisk("root", DataSize.gib(10)));
    // Marks are refused by the API, and ordinary tags to the cloud.
    private final CloudBackup world = cloud.reopenForAnEmulator();
    private final HuaweiEmulator emulator;
    private final CloudBackup backup;

    ReservedTagsTest() throws IOException {
        emulator = HuaweiEmulator.start(cloud, Form.RECORDED);
        backup = SmallWorld.open(cloud.site(), emulator.address(), cloud.time());
    }

    @AfterEach
    void close() {
        backup.close();
        emulator.close();
    }

    @Test
    void update_vaultReadBefore_isTakenAndLeavesReservedTags() {
        VaultId id = backup.vaults()
                .create(VaultSpec.forDisks("orders", DataSize.gib(100)).withTag("team", "shop"), KEY)
                .id();
        tagVault(id, RESERVED);
        Map<String, String> before = world.vaults().get(id).tags();

        Vault read = backup.vaults().get(id);
        assertThat(read.tags()).isEqualTo(Map.of("team", "shop"));
        Vault written = backup.vaults().update(id, read.toSpec().named("orders-2"));
        Vault without = backup.vaults().update(id, written.toSpec().withTags(Map.of()));

        assertThat(backup.vaults().list()).containsExactly(without);
        assertThat(without.tags()).isEmpty();
        assertThat(world.vaults().get(id).tags())
                .containsAllEntriesOf(RESERVED)
                .hasSize(before.size() - 1)
                .containsKey(RequestMark.NAME);
    }

    @Test
    void update_imageReadBefore_isTakenAndLeavesReservedTags() {
        ImageId id = image(Map.of("team", "shop")).id();
        tagImage(id, RESERVED);
        Map<String, String> before = world.images().get(id).tags();

        Image read = backup.images().get(id);
        assertThat(read.tags()).isEqualTo(Map.of("team", "shop"));
        Image written = backup.images().update(id, read.toUpdate().named("orders-2"));
        Image without = backup.images().update(id, written.toUpdate().withTags(Map.of()));

        assertThat(without.tags()).isEmpty();
        assertThat(world.images().get(id).tags()).containsAllEntriesOf(RESERVED).hasSize(before.size() - 1);
    }

    @Test
    void update_moreTagsThanReservedOnesLeaveRoomFor_isInvalidAndChangesNothing() {
        Vault vault = backup.vaults()
                .create(VaultSpec.forDisks("orders", DataSize.gib(100)).withTag("old", "1"), KEY);
        Image image = image(Map.of("old", "1"));
        tagImage(image.id(), Map.of("backup4j-of-tomorrow", "z"));
        Map<String, String> ten = new TreeMap<>();
        for (int i = 0; i < 10; i++) {
            ten.put("tag-" + i, "x");
        }
        Map<String, String> ofVault = world.vaults().get(vault.id()).tags();
        Map<String, String> ofImage = world.images().get(image.id()).tags();

        assertThatThrownBy(() -> backup.vaults()
                        .update(vault.id(), vault.toSpec().named("new").withTags(ten)))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("[" + RequestMark.NAME + "]")
                .hasMessageContaining("nothing was changed");
        assertThatThrownBy(() -> backup.images().update(image.id(), new ImageUpdate("new", "", ten)))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("backup4j-of-tomorrow");

        assertThat(world.vaults().get(vault.id()).tags()).isEqualTo(ofVault);
        assertThat(world.images().get(image.id()).tags()).isEqualTo(ofImage);
        assertThat(backup.vaults().get(vault.id())).isEqualTo(vault);
        assertThat(backup.images().get(image.id()).name()).isEqualTo("orders");
    }

    @Test
    void resources_withReservedTags_doNotShowThem() {
        for (Resource resource : new Resource[] {disk, server}) {
            cloud.tag(resource, "team", "shop");
            RESERVED.forEach((key, value) -> cloud.tag(resource, key, value));

            assertThat(backup.resources().get(resource).tags()).isEqualTo(Map.of("team", "shop"));
            assertThat(cloud.backup().resources().get(resource).tags()).isEqualTo(Map.of("team", "shop"));
        }
        assertThat(backup.resources().list().filter(one -> !one.tags().isEmpty()))
                .hasSize(2)
                .allMatch(one -> one.tags().equals(Map.of("team", "shop")));
    }

    private Image image(Map<String, String> tags) {
        return backup.images()
                .build(ImageSpec.of("orders", ImageSource.disk(disk)).withTags(tags), KEY)
                .await(LONG);
    }

    private void tagVault(VaultId id, Map<String, String> tags) {
        Vault vault = world.vaults().get(id);
        var unused = world.vaults().update(id, vault.toSpec().withTags(merged(vault.tags(), tags)));
    }

    private void tagImage(ImageId id, Map<String, String> tags) {
        Image image = world.images().get(id);
        var unused = world.images().update(id, image.toUpdate().withTags(merged(image.tags(), tags)));
    }

    private static Map<String, String> merged(Map<String, String> some, Map<String, String> more) {
        Map<String, String> merged = new LinkedHashMap<>(some);
        merged.putAll(more);
        return merged;
    }
}
