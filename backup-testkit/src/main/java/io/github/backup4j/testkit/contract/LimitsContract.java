package io.github.backup4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.AutoBind;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.Capability;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.ImageUpdate;
import io.github.backup4j.Invalid;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicySpec;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Snapshot;
import io.github.backup4j.SnapshotSpec;
import io.github.backup4j.SnapshotUpdate;
import io.github.backup4j.Subscription;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultSpec;
import io.github.backup4j.spi.Limits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What {@link Limits} promise: the largest value that a cloud declares is accepted, and a larger one is refused with the limit in the
 * message, and changes nothing. All figures are those of the cloud under test.
 */
@DisplayName("Limits")
@SuppressWarnings("exports") // only subclasses need JUnit
abstract class LimitsContract extends ContractTest {
    private Limits limits;

    @BeforeEach
    void read() {
        limits = backup.limits();
    }

    @Test
    @DisplayName("are the same each time")
    void limits_again_same() {
        assertThat(backup.limits()).isEqualTo(limits);
        assertThat(harness.backup().limits()).isEqualTo(limits);
    }

    @Test
    @DisplayName("hold for the name of a vault")
    void vaultName_atTheLimitAndBeyond() {
        requires(Capability.VAULTS);
        VaultSpec spec = VaultSpec.forDisks(asLongAs(limits.nameLength()), capacity());

        Vault vault = backup.vaults().create(spec);

        assertThat(vault.name()).isEqualTo(spec.name());
        String tooLong = longerThan(limits.nameLength());
        refused(limits.nameLength(), () -> backup.vaults().create(spec.named(tooLong)));
        refused(limits.nameLength(), () -> backup.vaults().update(vault.id(), spec.named(tooLong)));
        assertThat(backup.vaults().list()).containsExactly(vault);
    }

    @Test
    @DisplayName("hold for the description of a vault")
    void vaultDescription_atTheLimitAndBeyond() {
        requires(Capability.VAULTS);
        VaultSpec spec = VaultSpec.forDisks("orders", capacity()).describedAs(asLongAs(limits.descriptionLength()));

        Vault vault = backup.vaults().create(spec);

        assertThat(vault.description()).isEqualTo(spec.description());
        refused(
                limits.descriptionLength(),
                () -> backup.vaults().create(spec.describedAs(longerThan(limits.descriptionLength()))));
        assertThat(backup.vaults().list()).containsExactly(vault);
    }

    @Test
    @DisplayName("hold for the capacity of a vault")
    void vaultCapacity_beyond_refused() {
        requires(Capability.VAULTS);
        DataSize smallest = limits.vaults().smallest();
        DataSize largest = limits.vaults().largest();

        Vault vault = backup.vaults().create(VaultSpec.forDisks("small", smallest));

        assertThat(vault.capacity()).isGreaterThanOrEqualTo(smallest);
        if (smallest.bytes() > 1) {
            refused(() -> backup.vaults().create(VaultSpec.forDisks("less", DataSize.bytes(smallest.bytes() - 1))));
        }
        if (largest.bytes() < Long.MAX_VALUE) {
            DataSize more = DataSize.bytes(largest.bytes() + 1);
            refused(() -> backup.vaults().create(VaultSpec.forDisks("more", more)));
            refused(() -> backup.vaults().update(vault.id(), vault.toSpec().withCapacity(more)));
        }
        assertThat(backup.vaults().list()).containsExactly(vault);
    }

    @Test
    @DisplayName("hold for the tags of a vault: how many, and how long")
    void vaultTags_atTheLimitAndBeyond() {
        requires(Capability.VAULTS);
        VaultSpec spec = VaultSpec.forDisks("orders", capacity())
                .withTags(tags(limits.tags().count()));

        Vault vault = backup.vaults().create(spec);

        assertThat(vault.tags()).isEqualTo(spec.tags());
        tagsBeyond((most, tags) -> refused(most, () -> backup.vaults().create(spec.withTags(tags))));
        tagsBeyond((most, tags) -> refused(most, () -> backup.vaults().update(vault.id(), spec.withTags(tags))));
        assertThat(backup.vaults().list()).containsExactly(vault);
    }

    @Test
    @DisplayName("hold for the rule by which a vault adds servers")
    void autoBind_atTheLimitAndBeyond() {
        requires(Capability.AUTO_BIND);
        VaultSpec spec = VaultSpec.forServers("shops", capacity());
        int most = limits.tags().autoBind();
        AutoBind rule = new AutoBind(tags(most));

        Vault vault = backup.vaults().create(spec.withAutoBind(rule));

        assertThat(vault.autoBind()).isEqualTo(rule);
        refused(most, () -> backup.vaults().create(spec.withAutoBind(new AutoBind(tags(most + 1)))));
        int key = limits.tags().keyLength();
        refused(key, () -> backup.vaults().create(spec.withAutoBind(AutoBind.serversTagged(longerThan(key), "a"))));
        assertThat(backup.vaults().list()).containsExactly(vault);
    }

    @Test
    @DisplayName("hold for the time that a vault is paid for in advance")
    void term_atTheLimitAndBeyond() {
        requires(Capability.SUBSCRIPTIONS);
        int months = limits.terms().months();
        int years = limits.terms().years();
        VaultSpec spec = VaultSpec.forDisks("bought", capacity());

        Vault bought = done(backup.vaults().subscribe(spec, Subscription.months(months)));
        Vault forLong = done(backup.vaults().subscribe(spec.named("for-long"), Subscription.years(years)));

        Vault paidByUse = diskVault("paid-by-use");
        refused(months, () -> backup.vaults().subscribe(spec, Subscription.months(months + 1)));
        refused(years, () -> backup.vaults().subscribe(spec, Subscription.years(years + 1)));
        refused(years, () -> backup.vaults().subscribe(paidByUse.id(), Subscription.years(years + 1)));
        assertThat(backup.vaults().list()).containsExactlyInAnyOrder(bought, forLong, paidByUse);
    }

    @Test
    @DisplayName("hold for the name of a policy")
    void policyName_atTheLimitAndBeyond() {
        PolicySpec spec =
                PolicySpec.backup(asLongAs(limits.nameLength()), Schedule.dailyAt("02:00"), Retention.days(7));

        Policy policy = backup.policies().create(spec);

        assertThat(policy.name()).isEqualTo(spec.name());
        String tooLong = longerThan(limits.nameLength());
        refused(limits.nameLength(), () -> backup.policies().create(spec.named(tooLong)));
        refused(limits.nameLength(), () -> backup.policies().update(policy.id(), spec.named(tooLong)));
        assertThat(backup.policies().list()).containsExactly(policy);
    }

    @Test
    @DisplayName("hold for the name and the description of a backup")
    void backupTexts_atTheLimitAndBeyond() {
        Resource.Disk orders = disk("orders", "o");
        BackupSpec spec = BackupSpec.of(diskVault("disks", orders).id()).only(orders);
        String name = asLongAs(limits.nameLength());

        RestorePoint point = done(backup.restorePoints()
                        .take(spec.named(name).describedAs(asLongAs(limits.descriptionLength()))))
                .restorePoints()
                .get(0);

        assertThat(point.name()).isEqualTo(name);
        refused(limits.nameLength(), () -> backup.restorePoints().take(spec.named(longerThan(limits.nameLength()))));
        refused(
                limits.descriptionLength(),
                () -> backup.restorePoints().take(spec.describedAs(longerThan(limits.descriptionLength()))));
        assertThat(backup.restorePoints().list()).containsExactly(point);
    }

    @Test
    @DisplayName("hold for the name and the description of a snapshot")
    void snapshotTexts_atTheLimitAndBeyond() {
        Resource.Disk orders = disk("orders", "o");
        String name = asLongAs(limits.nameLength());
        String description = asLongAs(limits.diskDescriptionLength());

        Snapshot snapshot =
                done(backup.snapshots().take(SnapshotSpec.of(orders, name).describedAs(description)));

        assertThat(snapshot.name()).isEqualTo(name);
        assertThat(snapshot.description()).isEqualTo(description);
        refused(
                limits.nameLength(),
                () -> backup.snapshots().take(SnapshotSpec.of(orders, longerThan(limits.nameLength()))));
        refused(
                limits.diskDescriptionLength(),
                () -> backup.snapshots()
                        .take(SnapshotSpec.of(orders, "next").describedAs(longerThan(limits.diskDescriptionLength()))));
        assertThat(backup.snapshots().list()).containsExactly(snapshot);
    }

    @Test
    @DisplayName("hold for the names that the cloud gives to snapshots of its own")
    void snapshotName_withAPrefixOfTheCloud_refused() {
        Set<String> prefixes = limits.snapshots().reservedPrefixes();
        Assumptions.assumeFalse(prefixes.isEmpty(), "this cloud leaves all names to its users");
        Resource.Disk orders = disk("orders", "o");
        Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(orders, "mine")));

        for (String prefix : prefixes) {
            String taken = prefix + "mine";
            assertThatThrownBy(() -> backup.snapshots().take(SnapshotSpec.of(orders, taken)))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining(taken);
            assertThatThrownBy(() -> backup.snapshots().update(snapshot.id(), new SnapshotUpdate(taken, "")))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining(taken);
        }

        assertThat(backup.snapshots().list()).containsExactly(snapshot);
    }

    @Test
    @DisplayName("hold for the name, the description and the tags of a new disk")
    void diskTexts_atTheLimitAndBeyond() {
        Resource.Disk orders = disk("orders", "o");
        Snapshot snapshot = done(backup.snapshots().take(SnapshotSpec.of(orders, "before")));
        RestorePoint point = pointOf(orders, diskVault("disks", orders));
        String name = asLongAs(limits.nameLength());

        Resource.Disk copy = done(backup.snapshots().restore(snapshot.id(), DiskSpec.of(name)));

        assertThat(backup.resources().get(copy).name()).isEqualTo(name);
        DiskSpec longName = DiskSpec.of(longerThan(limits.nameLength()));
        DiskSpec longDescription = DiskSpec.of("copy").describedAs(longerThan(limits.diskDescriptionLength()));
        refused(limits.nameLength(), () -> backup.snapshots().restore(snapshot.id(), longName));
        refused(limits.nameLength(), () -> backup.restorePoints().restore(point.id(), longName));
        refused(limits.diskDescriptionLength(), () -> backup.snapshots().restore(snapshot.id(), longDescription));
        refused(limits.diskDescriptionLength(), () -> backup.restorePoints().restore(point.id(), longDescription));
        tagsBeyond((most, tags) -> refused(
                most,
                () -> backup.snapshots()
                        .restore(snapshot.id(), DiskSpec.of("copy").withTags(tags))));
        assertThat(backup.resources().list()).hasSize(2);
    }

    @Test
    @DisplayName("hold for the name and the tags of a new server")
    void serverTexts_beyond_refused() {
        requires(Capability.RESTORE_TO_NEW_SERVER);
        Resource.Server shop = server("shop", "s");
        RestorePoint point = pointOf(shop, serverVault("servers", shop));

        refused(
                limits.nameLength(),
                () -> backup.restorePoints().restore(point.id(), ServerSpec.of(longerThan(limits.nameLength()))));
        tagsBeyond((most, tags) -> refused(
                most,
                () -> backup.restorePoints()
                        .restore(point.id(), ServerSpec.of("copy").withTags(tags))));
        assertThat(backup.resources().list()).hasSize(2);
    }

    @Test
    @DisplayName("hold for the name, the description and the tags of an image")
    void imageTexts_atTheLimitAndBeyond() {
        requires(Capability.IMAGES);
        ImageSource source = ImageSource.disk(disk("orders", "o"));
        ImageSpec spec = ImageSpec.of(asLongAs(limits.imageNameLength()), source)
                .describedAs(asLongAs(limits.imageDescriptionLength()));

        Image image = done(backup.images().build(spec));

        assertThat(image.name()).isEqualTo(spec.name());
        assertThat(image.description()).isEqualTo(spec.description());
        String longName = longerThan(limits.imageNameLength());
        String longDescription = longerThan(limits.imageDescriptionLength());
        ImageSpec next = ImageSpec.of("next", source);
        refused(limits.imageNameLength(), () -> backup.images().build(ImageSpec.of(longName, source)));
        refused(limits.imageDescriptionLength(), () -> backup.images().build(next.describedAs(longDescription)));
        tagsBeyond((most, tags) -> refused(most, () -> backup.images().build(next.withTags(tags))));
        tagsBeyond((most, tags) ->
                refused(most, () -> backup.images().update(image.id(), new ImageUpdate("next", "", tags))));
        assertThat(backup.images().list()).containsExactly(image);
    }

    @Test
    @DisplayName("hold for the name and the description of a copy of an image")
    void imageCopyTexts_beyond_refused() {
        requires(Capability.IMAGE_COPY);
        Image image = done(backup.images().build(ImageSpec.of("orders", ImageSource.disk(disk("orders", "o")))));

        refused(
                limits.imageNameLength(),
                () -> backup.images().copy(image.id(), ImageCopySpec.of(longerThan(limits.imageNameLength()))));
        refused(
                limits.imageDescriptionLength(),
                () -> backup.images()
                        .copy(
                                image.id(),
                                ImageCopySpec.of("copy").describedAs(longerThan(limits.imageDescriptionLength()))));
        assertThat(backup.images().list()).containsExactly(image);
    }

    @Test
    @DisplayName("hold for the formats that an image is exported in")
    void exportFormat_ofTheCloudOrNot() {
        requires(Capability.IMAGE_EXPORT);
        Set<Image.Format> formats = limits.exportFormats();
        Image image = done(backup.images().build(ImageSpec.of("orders", ImageSource.disk(disk("orders", "o")))));

        for (Image.Format format : formats) {
            String location = "bucket:orders." + format;
            assertThat(done(backup.images().export(image.id(), location, format)))
                    .isEqualTo(new Image.Export(image.id(), location, format));
        }

        Assumptions.assumeFalse(formats.isEmpty(), "this cloud takes any format");
        assertThatThrownBy(() -> backup.images().export(image.id(), "bucket:orders", Image.Format.of("nosuch1")))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining("nosuch1")
                .hasMessageContaining(formats.iterator().next().name());
    }

    /** Returns the smallest capacity that these tests can use. */
    private DataSize capacity() {
        DataSize smallest = limits.vaults().smallest();
        return smallest.compareTo(DataSize.gib(1)) < 0 ? DataSize.gib(1) : smallest;
    }

    /** Returns a text of the greatest length that a limit allows; one of 100 characters if there is no limit. */
    private static String asLongAs(int limit) {
        return "x".repeat(limit == Integer.MAX_VALUE ? 100 : limit);
    }

    private static Map<String, String> tags(int count) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (int i = 0; i < Math.min(count, 50); i++) {
            tags.put("k" + i, "v" + i);
        }
        return tags;
    }

    /** Attempts a call with too many tags, with a tag whose key is too long, and with one whose value is too long. */
    private void tagsBeyond(TagAttempt attempt) {
        Limits.Tags most = limits.tags();
        Assumptions.assumeTrue(most.count() < 50, "this cloud has no limit on tags");
        attempt.refused(most.count(), tags(most.count() + 1));
        attempt.refused(most.keyLength(), Map.of(longerThan(most.keyLength()), "a"));
        attempt.refused(most.valueLength(), Map.of("a", longerThan(most.valueLength())));
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(Invalid.class);
    }

    /** Expects a refusal that names the limit. */
    private static void refused(int limit, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Invalid.class, refusal -> assertThat(refusal.code()).contains("MALFORMED"))
                .hasMessageContaining(String.valueOf(limit));
    }

    private interface TagAttempt {
        void refused(int limit, Map<String, String> tags);
    }
}
