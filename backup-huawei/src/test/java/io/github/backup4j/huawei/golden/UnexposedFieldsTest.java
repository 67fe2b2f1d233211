package io.github.backup4j.huawei.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupRun;
import io.github.backup4j.BackupSpec;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.ImageId;
import io.github.backup4j.PolicyId;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.VaultId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each field of an answer, changed alone, changes the value that is read; or the file lists it as one that the API exposes
 * nothing of.
 */
class UnexposedFieldsTest {
    private static final Map<String, Function<CloudBackup, Object>> READERS = new LinkedHashMap<>();

    static {
        READERS.put(
                "cbr/showVault: composed of what was recorded",
                backup -> backup.vaults().get(new VaultId("v-1")));
        READERS.put(
                "cbr/showPolicy: of copies, attached",
                backup -> backup.policies().get(new PolicyId("p-1")));
        READERS.put("cbr/showBackup: recorded", backup -> backup.restorePoints().get(new RestorePointId("r-1")));
        READERS.put(
                "cbr/showBackup: documented, with an encrypted disk",
                backup -> backup.restorePoints().get(new RestorePointId("r-1")));
        READERS.put("cbr/showCheckpoint: recorded, with members that were passed over", UnexposedFieldsTest::take);
        READERS.put(
                "cbr/showMembersDetail: by the schema",
                backup ->
                        backup.restorePoints().shares(new RestorePointId("r-1")).toList());
        READERS.put(
                "cbr/listOpLogs: by the schema, of all kinds",
                backup -> backup.operations().list().toList());
        READERS.put(
                "evs/showSnapshot: recorded, encrypted",
                backup -> backup.snapshots().get(new SnapshotId("s-1")));
        READERS.put(
                "evs/showVolume: recorded, attached",
                backup -> backup.resources().get(Resource.disk("d-1")));
        READERS.put(
                "ecs/listServersDetails: documented",
                backup -> backup.resources()
                        .list(ResourceFilter.all().ofKind(Resource.Kind.SERVER))
                        .toList());
        for (String kind : List.of("of a system disk", "of a whole server")) {
            READERS.put(
                    "ims/listImages: recorded, " + kind,
                    backup -> backup.images().get(new ImageId("33ad552d-1149-471c-8190-ff6776174a00")));
        }
        READERS.put(
                "ims/glanceListImageMembers: documented",
                backup -> backup.images().shares(new ImageId("i-1")).toList());
    }

    static Set<String> answers() {
        return READERS.keySet();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void field_changedAlone_changesWhatIsReadOrIsListed(String answer) {
        String[] parts = answer.split(": ", 2);
        JsonNode documented = Golden.of(parts[0]).answer(parts[1]);
        Function<CloudBackup, Object> reader = Objects.requireNonNull(READERS.get(answer), answer);
        Set<String> exposed = new TreeSet<>();
        Set<String> unexposed = new TreeSet<>();
        try (Provider provider = new Provider()) {
            // A manual backup looks at the vault first, and refuses an empty one.
            provider.server().change("cbr/showVault", "/vault/resources", List.of(Map.of("id", "a", "type", "b")));
            provider.server().answers(parts[0], parts[1]);
            Object whole = reader.apply(provider.backup());
            for (Map.Entry<String, JsonNode> field :
                    fields(documented.path("body")).entrySet()) {
                provider.server()
                        .answers(parts[0], parts[1])
                        .change(parts[0], field.getKey(), another(field.getValue()));
                boolean changes = !whole.equals(read(provider, reader));
                (changes ? exposed : unexposed).add(Places.pattern(field.getKey()));
            }
        }
        unexposed.removeAll(exposed);

        Set<String> listed = new TreeSet<>();
        documented.path("unexposed").forEach(field -> listed.add(field.asText()));
        assertThat(unexposed).isEqualTo(listed);
    }

    private static Object read(Provider provider, Function<CloudBackup, Object> reader) {
        try {
            return reader.apply(provider.backup());
        } catch (BackupException e) {
            // An answer without it is refused: it is read.
            return e;
        }
    }

    /** All fields with a value of their own, but for the id that was asked for. */
    private static Map<String, JsonNode> fields(JsonNode body) {
        Map<String, JsonNode> fields = Places.of(body);
        fields.values().removeIf(JsonNode::isContainerNode);
        fields.keySet().removeIf(field -> field.matches("/\\w+/id"));
        return fields;
    }

    private static Object another(JsonNode value) {
        if (value.isBoolean()) {
            return !value.booleanValue();
        }
        if (value.isNumber()) {
            return value.longValue() + 1;
        }
        return value.isNull() ? "2030-01-01T00:00:00.000000" : value.asText() + "x";
    }

    private static BackupRun take(CloudBackup backup) {
        return backup.restorePoints().take(BackupSpec.of(new VaultId("v-1"))).await(Duration.ofHours(1));
    }
}
