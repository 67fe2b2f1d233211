package io.github.backup4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Names that are reserved for marks")
class ReservedNamesTest {
    private static final Resource.Disk DISK = Resource.disk("d");
    private static final VaultSpec VAULT = VaultSpec.forDisks("v", DataSize.gib(10));
    private static final PolicySpec POLICY = PolicySpec.backup("p", Schedule.dailyAt("02:00"), Retention.days(30));

    @ParameterizedTest
    @ValueSource(
            strings = {"backup4j-request", "backup4j-restore", "backup4j-", "backup4j_disk", "backup4j-of-tomorrow"})
    void refuse_tag_isInvalidForAllThatHaveTags(String tag) {
        Map<String, String> tags = Map.of("team", "shop", tag, "x");
        for (Object spec : List.of(
                VAULT.withTags(tags),
                ImageSpec.of("i", ImageSource.disk(DISK)).withTags(tags),
                DiskSpec.of("d").withTags(tags),
                ServerSpec.of("s").withTags(tags))) {
            assertThatThrownBy(() -> ReservedNames.refuse("first", spec))
                    .as("%s", spec)
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining(tag + "=x");
        }
    }

    @Test
    void shown_tags_areThoseWithoutReservedNames() {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("z", "1");
        tags.put("backup4j-of-tomorrow", "x");
        tags.put("backup4j_disk", "x");
        tags.put("backup4js", "2");

        assertThat(ReservedNames.shown(tags)).containsExactly(entry("z", "1"), entry("backup4js", "2"));
        assertThat(tags).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nightly_b4p_abcdefghijklmnopqrst",
                "nightly_b4j_abcdefghijklmnopqrst",
                "_b4j_abcdefghijklmnopqrst",
                "two_b4j_abcdefghijklmnopqrst_b4j_abcdefghijklmnopqrst",
                "n_b4j_abcdefghijklmnop234567ab",
                "backup4j-abcdefghijklmnopqrst"
            })
    void refuse_name_isInvalidForAllThatHaveNames(String name) {
        for (Object spec : List.of(
                VAULT.named(name),
                POLICY.named(name),
                BackupSpec.of(new VaultId("v")).named(name),
                SnapshotSpec.of(DISK, name),
                ImageSpec.of(name, ImageSource.disk(DISK)),
                ImageCopySpec.of(name),
                DiskSpec.of(name),
                ServerSpec.of(name))) {
            assertThatThrownBy(() -> ReservedNames.refuse(spec))
                    .as("%s", spec)
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining(name);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[backup4j abcdefghijklmnopqrst]",
                "before the move [backup4j abcdefghijklmnopqrst]",
                "x[backup4j 2222222222222222]"
            })
    void refuse_description_isInvalidForAllThatHaveDescriptions(String description) {
        for (Object spec : List.of(
                VAULT.describedAs(description),
                BackupSpec.of(new VaultId("v")).describedAs(description),
                SnapshotSpec.of(DISK, "s").describedAs(description),
                ImageSpec.of("i", ImageSource.disk(DISK)).describedAs(description),
                ImageCopySpec.of("i").describedAs(description),
                DiskSpec.of("d").describedAs(description))) {
            assertThatThrownBy(() -> ReservedNames.refuse(spec))
                    .as("%s", spec)
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining(description);
        }
    }

    @Test
    void refuse_whatOnlyResemblesAMark_isLetThrough() {
        VaultSpec vault = VAULT.named("backup4j-live-1767225600")
                .describedAs("see [backup4j abcdefghijklmnopqrst] there")
                .withTags(Map.of("backup4j", "yes", "my-backup4j-request", "x"));

        assertThatCode(() -> ReservedNames.refuse(
                        vault,
                        POLICY.named("nightly_b4j_tooshort"),
                        POLICY.named("_b4j_abcdefghijklmnopqrst_"),
                        POLICY.named("_b4j_ABCDEFGHIJKLMNOPQRST"),
                        SnapshotSpec.of(DISK, "s").describedAs("[backup4j]"),
                        new RestorePointId("backup4j-abcdefghijklmnopqrst"),
                        "backup4j-abcdefghijklmnopqrst"))
                .doesNotThrowAnyException();
    }
}
