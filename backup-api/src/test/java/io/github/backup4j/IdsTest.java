package io.github.backup4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be an id, wherever one is given: nothing that would be another thing in a path. */
class IdsTest {
    private static final List<Function<String, Object>> KINDS = List.of(
            VaultId::new,
            PolicyId::new,
            RestorePointId::new,
            BackupRunId::new,
            SnapshotId::new,
            ImageId::new,
            Resource::disk,
            Resource::server,
            region -> new Site(region, "project-1"),
            project -> new Site("region-1", project));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\t",
                "a b",
                " a",
                "a ",
                "../a",
                "a/b",
                "/",
                "\\",
                ".",
                "..",
                "...",
                "a?b",
                "a#b",
                "a&b",
                "a;b",
                "a%2fb",
                "a%",
                "{a}",
                "a\nb",
                "a\r",
                "\u0000",
                "\u007f",
                "a\u202eb",
                "ä",
                "id\uD83D\uDE00",
                "a'b",
                "a\"b",
                "a,b"
            })
    void id_thatWouldBeAnotherThingInAPath_invalid(String odd) {
        for (Function<String, Object> kind : KINDS) {
            Invalid invalid = catchThrowableOfType(Invalid.class, () -> kind.apply(odd));

            assertThat(invalid).as("%s", kind).isNotNull();
            assertThat(String.valueOf(invalid.getMessage()).chars()).noneMatch(Character::isISOControl);
        }
    }

    @Test
    void id_tooLong_invalid() {
        for (Function<String, Object> kind : KINDS) {
            assertThat(kind.apply("a".repeat(128))).isNotNull();
            assertThatThrownBy(() -> kind.apply("a".repeat(129))).isInstanceOf(Invalid.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "0605767b5780d5762fc5c0118072a564", "eu-west-101", "region-1_sub.2", "urn:a:b", "a..b"})
    void id_asCloudsHaveThem_taken(String id) {
        for (Function<String, Object> kind : KINDS) {
            assertThat(kind.apply(id).toString()).contains(id);
        }
    }
}
