package io.github.backup4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All filters speak one language: see the documentation of the package. */
class FilterVocabularyTest {
    private static final Instant TWO = Instant.parse("2026-01-01T02:00:00Z");

    /** The conditions that there are, and what each takes. */
    private static final Map<String, List<Class<?>>> VOCABULARY = Map.ofEntries(
            Map.entry("named", List.of(String.class)),
            Map.entry("ofKind", List.of(Enum.class)),
            Map.entry("forPurpose", List.of(Purpose.class)),
            Map.entry("withStatus", List.of(Enum.class)),
            Map.entry("withOrigin", List.of(RestorePoint.Origin.class)),
            Map.entry("withPolicy", List.of(PolicyId.class)),
            Map.entry("ofResource", List.of(Resource.class)),
            Map.entry("inVault", List.of(VaultId.class)),
            Map.entry("fromRun", List.of(BackupRunId.class)),
            Map.entry("builtFrom", List.of(RestorePointId.class)),
            Map.entry("tagged", List.of(String.class, String.class)),
            Map.entry("createdFrom", List.of(Instant.class)),
            Map.entry("createdBefore", List.of(Instant.class)),
            Map.entry("startedFrom", List.of(Instant.class)),
            Map.entry("startedBefore", List.of(Instant.class)),
            Map.entry("available", List.of()),
            Map.entry("automaticOnly", List.of()),
            Map.entry("manualOnly", List.of()),
            Map.entry("missedOnly", List.of()),
            Map.entry("unprotectedOnly", List.of()),
            Map.entry("sharedWithProject", List.of()),
            Map.entry("includingThoseOfBackups", List.of()),
            Map.entry("withoutObstacles", List.of()),
            Map.entry("withParts", List.of()));

    /** What a thing says of itself, and the conditions that its filter has for that. */
    private static final Map<String, Set<String>> ASKED_OF = Map.of(
            "name", Set.of("named"),
            "kind", Set.of("ofKind"),
            "purpose", Set.of("forPurpose"),
            "status", Set.of("withStatus"),
            "vault", Set.of("inVault"),
            "tags", Set.of("tagged"),
            "createdAt", Set.of("createdFrom", "createdBefore"),
            "startedAt", Set.of("startedFrom", "startedBefore"));

    static Stream<Class<?>> filters() {
        return ApiTypes.records().filter(type -> type.getSimpleName().endsWith("Filter"));
    }

    @Test
    void filters_all_areFound() {
        assertThat(filters()).hasSize(8);
    }

    @ParameterizedTest
    @MethodSource("filters")
    void conditions_ofAFilter_areWordsOfTheVocabulary(Class<?> filter) {
        assertThat(conditions(filter)).isNotEmpty().allSatisfy(condition -> {
            assertThat(VOCABULARY).containsKey(condition.getName());
            List<Class<?>> wanted = Objects.requireNonNull(VOCABULARY.get(condition.getName()));
            assertThat(condition.getParameterTypes()).as(condition.toString()).hasSameSizeAs(wanted);
            for (int i = 0; i < wanted.size(); i++) {
                // A filter may take less, as one for snapshots takes disks alone.
                assertThat(wanted.get(i)).isAssignableFrom(condition.getParameterTypes()[i]);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("filters")
    void conditions_ofAFilter_coverWhatTheThingSays(Class<?> filter) {
        Class<?> thing = Stream.of(filter.getMethods())
                .filter(method -> method.getName().equals("matches"))
                .findFirst()
                .orElseThrow()
                .getParameterTypes()[0];
        Set<String> conditions =
                conditions(filter).stream().map(Method::getName).collect(Collectors.toSet());

        Stream.of(thing.getMethods())
                .filter(method -> method.getParameterCount() == 0 && ASKED_OF.containsKey(method.getName()))
                .forEach(method -> assertThat(conditions)
                        .as(filter.getSimpleName() + " for " + method.getName())
                        .containsAll(ASKED_OF.get(method.getName())));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void filter_all_isWhereEachBegins(Class<?> filter) throws ReflectiveOperationException {
        Method all = filter.getMethod("all");

        assertThat(Modifier.isStatic(all.getModifiers())).isTrue();
        assertThat(all.getReturnType()).isEqualTo(filter);
    }

    @Test
    void times_ofAllFilters_areHalfOpenIntervals() {
        assertThat(List.of(1, 2, 3)).allSatisfy(hour -> {
            Instant time = Instant.parse("2026-01-01T0" + hour + ":00:00Z");
            assertThat(VaultFilter.all().createdFrom(TWO).matches(vault(time))).isEqualTo(hour >= 2);
            assertThat(VaultFilter.all().createdBefore(TWO).matches(vault(time)))
                    .isEqualTo(hour < 2);
            assertThat(SnapshotFilter.all().createdFrom(TWO).matches(snapshot(time)))
                    .isEqualTo(hour >= 2);
            assertThat(SnapshotFilter.all().createdBefore(TWO).matches(snapshot(time)))
                    .isEqualTo(hour < 2);
            assertThat(ImageFilter.all().createdFrom(TWO).matches(image(time))).isEqualTo(hour >= 2);
            assertThat(ImageFilter.all().createdBefore(TWO).matches(image(time)))
                    .isEqualTo(hour < 2);
            assertThat(OperationFilter.all().startedFrom(TWO).matches(entry(time)))
                    .isEqualTo(hour >= 2);
            assertThat(OperationFilter.all().startedBefore(TWO).matches(entry(time)))
                    .isEqualTo(hour < 2);
        });
    }

    @Test
    void times_notSaid_matchNoInterval() {
        Instant unknown = null;

        assertThat(VaultFilter.all().matches(vault(unknown))).isTrue();
        assertThat(VaultFilter.all().createdFrom(Instant.EPOCH).matches(vault(unknown)))
                .isFalse();
        assertThat(OperationFilter.all().startedBefore(TWO).matches(entry(unknown)))
                .isFalse();
    }

    @Test
    void tags_several_allAreWanted() {
        Vault vault = vault(TWO);

        assertThat(VaultFilter.all().tagged("team", "shop").matches(vault)).isTrue();
        assertThat(VaultFilter.all()
                        .tagged("team", "shop")
                        .tagged("stage", "live")
                        .matches(vault))
                .isTrue();
        assertThat(VaultFilter.all()
                        .tagged("team", "shop")
                        .tagged("stage", "test")
                        .matches(vault))
                .isFalse();
        assertThat(VaultFilter.all().tagged("other", "").matches(vault)).isFalse();
    }

    private static List<Method> conditions(Class<?> filter) {
        return Arrays.stream(filter.getMethods())
                .filter(method -> method.getReturnType() == filter && !Modifier.isStatic(method.getModifiers()))
                .toList();
    }

    private static Vault vault(@Nullable Instant createdAt) {
        return new Vault(
                new VaultId("v-1"),
                "orders",
                null,
                new Vault.Protection(
                        Reported.of(Resource.Kind.DISK),
                        Reported.of(Purpose.BACKUP),
                        Reported.of(Consistency.CRASH_CONSISTENT),
                        null,
                        false),
                Reported.of(Vault.Status.AVAILABLE),
                new Vault.Space(DataSize.gib(10), null, false, null),
                Billing.PAY_PER_USE,
                List.of(),
                List.of(),
                Map.of("team", "shop", "stage", "live"),
                createdAt);
    }

    private static Snapshot snapshot(@Nullable Instant createdAt) {
        return new Snapshot(
                new SnapshotId("s-1"),
                "one",
                null,
                Resource.disk("d-1"),
                DataSize.gib(1),
                Reported.of(Snapshot.Status.AVAILABLE),
                false,
                false,
                createdAt);
    }

    private static Image image(@Nullable Instant createdAt) {
        return new Image(
                new ImageId("i-1"),
                "one",
                null,
                Reported.of(Image.Kind.DATA_DISK),
                Reported.of(Image.Status.ACTIVE),
                null,
                null,
                DataSize.gib(1),
                false,
                false,
                Map.of(),
                createdAt);
    }

    private static OperationRecord entry(@Nullable Instant startedAt) {
        return new OperationRecord(
                "o-1",
                Reported.of(OperationRecord.Kind.BACKUP),
                Reported.of(OperationRecord.Status.RUNNING),
                null,
                null,
                null,
                null,
                startedAt,
                null,
                null,
                null);
    }
}
