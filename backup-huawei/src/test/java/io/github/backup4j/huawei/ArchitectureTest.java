package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String HUAWEI = "io.github.backup4j.huawei";
    private static final JavaClasses MAIN = new ClassFileImporter().importPath(Path.of("target", "classes"));

    @Test
    void hasNoPackageCycles() {
        SlicesRuleDefinition.slices()
                .assignedFrom(new EachPackage())
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @Test
    void marksEveryPackageForNullness() {
        Set<String> unmarked = new TreeSet<>();
        for (JavaClass type : MAIN) {
            if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                unmarked.add(type.getPackageName());
            }
        }
        assertThat(unmarked)
                .as("packages without @NullMarked in package-info.java")
                .isEmpty();
    }

    @Test
    void takesTimeFromTimeSourceOnly() {
        List<String> offences = new ArrayList<>();
        for (JavaClass type : MAIN) {
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                if (readsOrPassesTime(access)) {
                    offences.add(access.getDescription());
                }
            }
        }
        assertThat(offences).as("time from elsewhere than TimeSource").isEmpty();
    }

    @Test
    void http_knowsNothingThatIsBuiltOnIt() {
        usesOnly(
                "internal.http",
                List.of(),
                "a call to a service is the same for everybody: it knows no vault, no token and no request mark. Pass what it"
                        + " needs as an argument, or move the class that needs more up to where that is known");
    }

    @Test
    void work_isBuiltOnHttpAndKnowsNoNoun() {
        usesOnly(
                "internal.work",
                List.of("internal.http"),
                "long-running work and idempotent creates are the same whatever is created. What differs between vaults, images"
                        + " and the like is passed to them, as a Work or a function");
    }

    /** Fails if a class of a package uses one of this module that is neither there nor in a package below it. */
    private static void usesOnly(String room, List<String> below, String reason) {
        List<String> known = new ArrayList<>(List.of(HUAWEI + "." + room));
        below.forEach(other -> known.add(HUAWEI + "." + other));
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage(HUAWEI + "." + room)
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage(HUAWEI + "..")
                        .and(DescribedPredicate.not(
                                JavaClass.Predicates.resideInAnyPackage(known.toArray(String[]::new)))))
                .because(reason)
                .check(MAIN);
    }

    @Test
    void keepsNothingByThread() {
        ArchRuleDefinition.noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocal.class)
                .because("a call says all that there is to know about it in its arguments")
                .check(MAIN);
    }

    /** The types that users see; those of internal packages are public for each other only. After a change that is meant: copy target/public-types.txt over the one in src/test/resources. */
    @Test
    void hasTheIntendedPublicTypes() throws IOException {
        Set<String> actual = new TreeSet<>();
        for (JavaClass type : MAIN) {
            boolean offered = type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC);
            if (offered && !type.getPackageName().contains(".internal")) {
                actual.add(type.getSimpleName());
            }
        }
        Files.write(Path.of("target", "public-types.txt"), actual);
        List<String> intended = Files.readAllLines(Path.of("src", "test", "resources", "public-types.txt"));
        assertThat(actual)
                .as("public types; if the change is meant, copy target/public-types.txt to src/test/resources")
                .containsExactlyElementsOf(intended);
    }

    private static boolean readsOrPassesTime(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String name = access.getTarget().getName();
        return switch (owner) {
            case "java.lang.Thread", "java.util.concurrent.TimeUnit" -> name.equals("sleep");
            case "java.lang.System" -> name.equals("currentTimeMillis") || name.equals("nanoTime");
            case "java.util.Date" -> name.equals("<init>");
            case "java.util.Calendar" -> name.equals("getInstance");
            case "java.time.Clock" -> name.startsWith("system") || name.startsWith("tick");
            default -> owner.startsWith("java.time.") && name.equals("now");
        };
    }

    private static final class EachPackage implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return type.getPackageName().startsWith(HUAWEI)
                    ? SliceIdentifier.of(type.getPackageName())
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "each package of this module";
        }
    }
}
