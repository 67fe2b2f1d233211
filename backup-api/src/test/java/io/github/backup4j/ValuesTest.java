package io.github.backup4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.posture.Assessment;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules that hold for all values: see the documentation of the package. */
class ValuesTest {
    private static final int MOST_COMPONENTS = 12;

    @Test
    void records_all_haveNoMoreThanADozenComponents() {
        assertThat(ApiTypes.records())
                .hasSizeGreaterThan(50)
                .allSatisfy(type -> assertThat(type.getRecordComponents())
                        .as(type.getName())
                        .hasSizeLessThanOrEqualTo(MOST_COMPONENTS));
    }

    @Test
    void constructors_ofAllTypes_takeNoMoreThanADozenArguments() {
        assertThat(ApiTypes.all().flatMap(type -> Stream.of(type.getConstructors())))
                .isNotEmpty()
                .allSatisfy(constructor -> assertThat(constructor.getParameterCount())
                        .as(constructor.toString())
                        .isLessThanOrEqualTo(MOST_COMPONENTS));
    }

    @Test
    void words_thatTheApiDoesNotKnow_areUnrecognizedEverywhere() {
        // That the facts do not tell is a result of its own, and no word of a cloud.
        assertThat(ApiTypes.all()
                        .filter(Class::isEnum)
                        .filter(type -> type != Assessment.Result.class
                                && type != Preflight.Result.class
                                && type != OperationFailed.Effect.class))
                .hasSizeGreaterThan(10)
                .allSatisfy(
                        type -> assertThat(Stream.of(type.getEnumConstants()).map(Object::toString))
                                .as(type.getName())
                                .doesNotContain("UNKNOWN", "OTHER", "UNDEFINED"));
    }

    @Test
    void words_thatACloudSays_comeWithItsOwnText() {
        List<String> bare = ApiTypes.records()
                .filter(type -> !type.getSimpleName().endsWith("Spec")
                        && !type.getSimpleName().endsWith("Filter"))
                .flatMap(type -> Stream.of(type.getRecordComponents()))
                .filter(component -> isOpen(component.getType()))
                .map(RecordComponent::toString)
                .toList();

        // What keeps a point is said by this API; what an objective asks for and a plan makes, by its caller.
        assertThat(bare)
                .containsExactlyInAnyOrder(
                        Verdict.Reason.Kind.class.getName() + " kind",
                        Consistency.class.getName() + " consistency",
                        Purpose.class.getName() + " purpose");
    }

    @Test
    void reported_emptyText_isNone() {
        assertThat(Reported.of(Purpose.UNRECOGNIZED, "").text()).isNull();
        assertThat(Reported.of(Purpose.UNRECOGNIZED, "hybrid")).hasToString("UNRECOGNIZED (hybrid)");
        assertThat(Reported.of(Purpose.BACKUP)).hasToString("BACKUP").isEqualTo(Reported.of(Purpose.BACKUP, "backup"));
    }

    @Test
    void value_emptyTexts_areNone() {
        Snapshot snapshot = new Snapshot(
                new SnapshotId("s-1"),
                "",
                "",
                Resource.disk("d-1"),
                DataSize.gib(1),
                Reported.of(Snapshot.Status.UNRECOGNIZED, ""),
                false,
                false,
                null);

        assertThat(snapshot.name()).isEmpty();
        assertThat(snapshot.description()).isNull();
        assertThat(snapshot.statusText()).isNull();
        assertThat(BackupException.Detail.code("").code()).isNull();
    }

    /** Whether a cloud may say a word that an enum does not have. */
    private static boolean isOpen(Class<?> type) {
        return type.isEnum()
                && Stream.of(type.getEnumConstants())
                        .anyMatch(word -> word.toString().equals("UNRECOGNIZED"));
    }
}
