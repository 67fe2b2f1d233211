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

    /**
     * The layers, from bottom to top: calls to services ({@code http}), then everything else. Which class may use which follows from
     * its package alone, so that somebody who reads a class knows what it cannot touch.
     */
    @Test
    void http_knowsNothingThatIsBuiltOnIt() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage(HUAWEI + ".internal.http")
                .should()
                .dependOnClassesThat(
                        JavaClass.Predicates.resideInAnyPackage(HUAWEI + "..")
                                .and(DescribedPredicate.not(
                                        JavaClass.Predicates.resideInAPackage(HUAWEI + ".internal.http"))))
                .because("a call to a service is the same for all that make calls: it knows no vault, no token and no mark."
                        + " Move what needs them up, or pass what http needs as an argument")
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
