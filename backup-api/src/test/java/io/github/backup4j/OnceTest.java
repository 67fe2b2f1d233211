package io.github.backup4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is given once: each condition of a filter, and each part of a spec that only creates. A spec or update by which a thing is
 * changed is exempt: it holds the thing as it is.
 */
class OnceTest {
    private static final Resource.Disk DISK = Resource.disk("d-1");

    /** What each begins with: nothing but what it cannot be without. */
    private static final List<Object> BEGINNINGS = List.of(
            VaultFilter.all(),
            PolicyFilter.all(),
            RestorePointFilter.all(),
            SnapshotFilter.all(),
            ImageFilter.all(),
            ResourceFilter.all(),
            OperationFilter.all(),
            BackupRunFilter.all(),
            BackupSpec.of(new VaultId("v-1")),
            DiskSpec.of("copy"),
            ServerSpec.of("copy"),
            SnapshotSpec.of(DISK, "before"),
            ImageSpec.of("orders", ImageSource.disk(DISK)),
            ImageCopySpec.of("copy"));

    /** Two values of each type that they take. */
    private static final Map<Class<?>, List<?>> VALUES = Map.ofEntries(
            Map.entry(String.class, List.of("first", "second")),
            Map.entry(Instant.class, List.of(Instant.EPOCH, Instant.EPOCH.plusSeconds(1))),
            Map.entry(DataSize.class, List.of(DataSize.gib(1), DataSize.gib(2))),
            Map.entry(Site.class, List.of(new Site("r-1", "p-1"), new Site("r-2", "p-2"))),
            Map.entry(Resource.class, List.of(DISK, Resource.disk("d-2"))),
            Map.entry(Resource.Disk.class, List.of(DISK, Resource.disk("d-2"))),
            Map.entry(Resource.Server.class, List.of(Resource.server("s-1"), Resource.server("s-2"))),
            Map.entry(VaultId.class, List.of(new VaultId("v-1"), new VaultId("v-2"))),
            Map.entry(PolicyId.class, List.of(new PolicyId("p-1"), new PolicyId("p-2"))),
            Map.entry(BackupRunId.class, List.of(new BackupRunId("r-1"), new BackupRunId("r-2"))),
            Map.entry(RestorePointId.class, List.of(new RestorePointId("x-1"), new RestorePointId("x-2"))),
            Map.entry(Map.class, List.of(Map.of("team", "first"), Map.of("team", "second"))),
            Map.entry(Collection.class, List.of(List.of(DISK), List.of(Resource.disk("d-2")))),
            Map.entry(String[].class, List.of(new String[] {"first"}, new String[] {"second"})),
            Map.entry(Resource[].class, List.of(new Resource[] {DISK}, new Resource[] {Resource.disk("d-2")})));

    /** Conditions that are more of the same, or that say yes. */
    private static final Set<String> ADDING_UP = Set.of("tagged");

    /** Specs that begin with a name: another name makes another spec of the same. */
    private static final Set<Class<?>> NAMED = Set.of(DiskSpec.class, ServerSpec.class, ImageCopySpec.class);

    static Stream<Arguments> settings() {
        return BEGINNINGS.stream()
                .flatMap(beginning -> Arrays.stream(beginning.getClass().getMethods())
                        .filter(method -> method.getReturnType() == beginning.getClass()
                                && !Modifier.isStatic(method.getModifiers())
                                && method.getParameterCount() > 0
                                && !ADDING_UP.contains(method.getName())
                                && !(method.getName().equals("named") && NAMED.contains(beginning.getClass())))
                        .map(method -> Arguments.of(beginning, method)));
    }

    @Test
    void settings_all_areFound() {
        assertThat(settings()).hasSizeGreaterThan(50);
        assertThat(BEGINNINGS.stream()
                        .map(Object::getClass)
                        .filter(type -> type.getSimpleName().endsWith("Filter")))
                .containsExactlyInAnyOrderElementsOf(
                        FilterVocabularyTest.filters().toList());
    }

    @ParameterizedTest
    @MethodSource("settings")
    void setting_otherValue_invalidWithBoth(Object beginning, Method setting) throws ReflectiveOperationException {
        Object once = setting.invoke(beginning, arguments(setting, 0));

        assertThatThrownBy(() -> {
                    try {
                        setting.invoke(once, arguments(setting, 1));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                })
                .isInstanceOf(Invalid.class)
                .hasMessageStartingWith(setting.getName() + " is given twice: ")
                .hasMessageContainingAll(words(setting, 0), words(setting, 1));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void setting_sameValue_sameResult(Object beginning, Method setting) throws ReflectiveOperationException {
        Object once = setting.invoke(beginning, arguments(setting, 0));

        assertThat(setting.invoke(once, arguments(setting, 0))).isEqualTo(once).isNotEqualTo(beginning);
    }

    static Stream<Arguments> named() {
        return BEGINNINGS.stream()
                .filter(beginning -> NAMED.contains(beginning.getClass()))
                .flatMap(beginning -> Arrays.stream(beginning.getClass().getMethods())
                        .filter(method -> method.getName().equals("named"))
                        .map(method -> Arguments.of(beginning, method)));
    }

    /** A spec is a template, which is used for one thing after the other. */
    @ParameterizedTest
    @MethodSource("named")
    void named_otherName_takesTheLastAndKeepsTheRest(Object beginning, Method named)
            throws ReflectiveOperationException {
        Object first = named.invoke(beginning, arguments(named, 0));
        Object other = named.invoke(first, arguments(named, 1));

        assertThat(other).isNotEqualTo(first).isEqualTo(named.invoke(beginning, arguments(named, 1)));
        assertThat(named.invoke(other, arguments(named, 0))).isEqualTo(first);
        assertThat(Modifier.isStatic(named.getModifiers()))
                .as("a static one could be called on a template and forget its settings")
                .isFalse();
    }

    @Test
    void tagged_otherValueOfATag_invalidWithBoth() {
        VaultFilter filter = VaultFilter.all().tagged("team", "shop");

        assertThat(filter.tagged("team", "shop")).isEqualTo(filter);
        assertThat(filter.tagged("stage", "live").tags()).hasSize(2);
        assertThatThrownBy(() -> filter.tagged("team", "office"))
                .isInstanceOf(Invalid.class)
                .hasMessageContainingAll("tagged team", "\"shop\"", "\"office\"");
    }

    @Test
    void automaticAndManual_both_invalid() {
        RestorePointFilter automatic = RestorePointFilter.all().automaticOnly();

        assertThat(automatic.automaticOnly()).isEqualTo(automatic);
        assertThatThrownBy(automatic::manualOnly).isInstanceOf(Invalid.class).hasMessageContaining("automatic");
        assertThatThrownBy(() -> RestorePointFilter.all().manualOnly().automaticOnly())
                .isInstanceOf(Invalid.class);
    }

    @Test
    void mapping_otherTargetOfADisk_invalidWithBoth() {
        Resource.Disk one = Resource.disk("d-2");
        Resource.Disk other = Resource.disk("d-3");
        InPlace<Resource.Server> restore = InPlace.over(Resource.server("s-1")).mapping(DISK, one);

        assertThat(restore.mapping(DISK, one)).isEqualTo(restore);
        assertThatThrownBy(() -> restore.mapping(DISK, other))
                .isInstanceOf(Invalid.class)
                .hasMessageContainingAll("d-1", "d-2", "d-3");
    }

    @Test
    void specOfAThing_anotherName_takesItsPlace() {
        VaultSpec vault = VaultSpec.forDisks("orders", DataSize.gib(10)).describedAs("old");

        assertThat(vault.named("shop").describedAs("new"))
                .isEqualTo(VaultSpec.forDisks("shop", DataSize.gib(10)).describedAs("new"));
        assertThat(new ImageUpdate("orders", "old", Map.of())
                        .named("a")
                        .named("b")
                        .name())
                .isEqualTo("b");
    }

    private static Object[] arguments(Method setting, int which) {
        return Arrays.stream(setting.getParameterTypes())
                .map(type -> type.isEnum() ? type.getEnumConstants()[which] : valueOf(type, which))
                .toArray();
    }

    private static Object valueOf(Class<?> type, int which) {
        List<?> values = VALUES.get(type);
        if (values == null) {
            throw new AssertionError("there is no value of " + type + " to try");
        }
        return values.get(which);
    }

    /** What a message says of the first argument. */
    private static String words(Method setting, int which) {
        Object argument = arguments(setting, which)[0];
        return argument instanceof Object[] several ? several[0].toString() : strip(argument.toString());
    }

    private static String strip(String text) {
        return text.startsWith("[") ? text.substring(1, text.length() - 1) : text;
    }
}
