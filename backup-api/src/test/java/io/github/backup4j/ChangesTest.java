package io.github.backup4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.spi.BackupDriver;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rule of changes: see the documentation of the package. */
class ChangesTest {
    /** What a method would be called that sets something in another way. */
    private static final Pattern SETTER =
            Pattern.compile("(set|rename|resize|describe|tag|untag|change|modify|edit|put|with)([A-Z].*)?");

    /** What things have done to them, or do: no property of theirs is set. */
    private static final Set<String> VERBS = Set.of(
            "subscribe",
            "lockForever",
            "add",
            "addServerExcluding",
            "remove",
            "move",
            "buyCapacity",
            "suspend",
            "unsuspend", // of vaults
            "attach",
            "replace",
            "detach", // of policies
            "take",
            "takeAll",
            "runs",
            "restore",
            "preflight",
            "rollBack",
            "copy",
            "share",
            "unshare",
            "accept",
            "reject", // of what was kept
            "build",
            "export", // of images
            "create",
            "get",
            "list",
            "delete",
            "shares",
            "newest",
            "newestBefore",
            "copyRegions",
            "copyTargets", // of all
            "resume",
            "resumeAll",
            "awaitAll", // of operations
            "discard"); // of what was made for a while

    static Stream<Class<?>> services() {
        return Arrays.stream(CloudBackup.class.getMethods())
                .filter(method -> method.getParameterCount() == 0)
                .<Class<?>>map(Method::getReturnType)
                .filter(type -> type.getPackageName().equals(CloudBackup.class.getPackageName())
                        && Arrays.stream(BackupDriver.class.getMethods())
                                .anyMatch(method -> method.getReturnType()
                                        .getSimpleName()
                                        .equals(type.getSimpleName() + "Driver")));
    }

    /** An update from a value; one by a function starts from the same values. */
    private static boolean takesAllThatCanBeChanged(Method method) {
        return method.getName().equals("update")
                && !UnaryOperator.class.isAssignableFrom(method.getParameterTypes()[1]);
    }

    @Test
    void services_all_areFound() {
        assertThat(services()).hasSize(7);
    }

    @ParameterizedTest
    @MethodSource("services")
    void update_ofAService_takesTheIdAndAllThatCanBeChanged(Class<?> service) {
        for (Method update :
                methods(service).filter(ChangesTest::takesAllThatCanBeChanged).toList()) {
            Class<?> thing = update.getReturnType();
            Class<?>[] parameters = update.getParameterTypes();

            assertThat(parameters).as(update.toString()).hasSize(2);
            assertThat(parameters[0].getSimpleName()).isEqualTo(thing.getSimpleName() + "Id");
            assertThat(parameters[1].getSimpleName())
                    .isIn(thing.getSimpleName() + "Spec", thing.getSimpleName() + "Update");
            assertThat(parameters[1].isRecord()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void methods_ofAService_changeByUpdateOrAreVerbs(Class<?> service) {
        assertThat(methods(service)).isNotEmpty().allSatisfy(method -> {
            assertThat(method.getName()).as("a setter in disguise").doesNotMatch(SETTER);
            assertThat(method.getName().equals("update") || VERBS.contains(method.getName()))
                    .as(method + " is neither update(id, ...) nor a known verb")
                    .isTrue();
        });
    }

    @Test
    void things_withAnUpdate_giveItAsTheyAre() {
        List<Method> updates = services()
                .flatMap(ChangesTest::methods)
                .filter(ChangesTest::takesAllThatCanBeChanged)
                .toList();

        assertThat(updates).hasSize(5).allSatisfy(update -> {
            Class<?> value = update.getParameterTypes()[1];
            String as = value.getSimpleName().endsWith("Spec") ? "toSpec" : "toUpdate";
            assertThat(update.getReturnType().getMethod(as).getReturnType()).isEqualTo(value);
        });
    }

    @Test
    void updates_all_areTakenByAService() {
        List<Class<?>> taken = services()
                .flatMap(ChangesTest::methods)
                .filter(method -> method.getName().equals("update"))
                .<Class<?>>map(method -> method.getParameterTypes()[1])
                .toList();

        assertThat(ApiTypes.records()
                        .filter(type -> type.getPackageName().equals(CloudBackup.class.getPackageName())
                                && type.getSimpleName().endsWith("Update")))
                .isNotEmpty()
                .allSatisfy(type -> assertThat(taken).contains(type));
    }

    @Test
    void drivers_all_changeInTheSameWay() {
        assertThat(Arrays.stream(BackupDriver.class.getMethods())
                        .<Class<?>>map(Method::getReturnType)
                        .filter(type -> type.getSimpleName().endsWith("sDriver")
                                || type.getSimpleName().endsWith("iesDriver"))
                        .flatMap(type -> Arrays.stream(type.getMethods())))
                .isNotEmpty()
                .allSatisfy(method -> assertThat(method.getName().toLowerCase(Locale.ROOT))
                        .doesNotContain("rename", "describe", "resize"));
    }

    private static Stream<Method> methods(Class<?> service) {
        return Arrays.stream(service.getMethods())
                .filter(method -> method.getDeclaringClass() == service && !Modifier.isStatic(method.getModifiers()));
    }
}
