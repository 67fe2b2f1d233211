package io.github.backup4j.huawei.emulator;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
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
    private static final String ENTRY = "io.github.backup4j.huawei.emulator";

    private static final String ROOMS = ENTRY + ".internal.";

    /** What a caller sets, and rooms read. */
    private static final Set<String> SETTINGS = Set.of("Form", "Fault", "Interference");

    private static final JavaClasses MAIN = new ClassFileImporter().importPath(Path.of("target", "classes"));

    /** What it knows of Huawei Cloud, it has from Huawei's documents, so that provider and emulator can find each other's mistakes. */
    @Test
    void knowsNothingOfTheProvider() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "com.sun.net.httpserver",
                        "com.fasterxml.jackson..",
                        "org.jspecify..",
                        "io.github.backup4j",
                        "io.github.backup4j.testkit",
                        "io.github.backup4j.huawei.emulator..")
                .check(MAIN);
    }

    @Test
    void http_knowsNoService() {
        classes()
                .that()
                .resideInAPackage(ROOMS + "http")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage(ENTRY + "..")
                        .or(resideInAPackage(ROOMS + "http"))
                        .or(isASetting()))
                .check(MAIN);
    }

    @Test
    void world_knowsHttpOnly() {
        classes()
                .that()
                .resideInAPackage(ROOMS + "world")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage(ENTRY + "..")
                        .or(resideInAnyPackage(ROOMS + "http", ROOMS + "world"))
                        .or(isASetting()))
                .check(MAIN);
    }

    @Test
    void rooms_knowOfTheEntryWhatACallerSetsOnly() {
        classes()
                .that()
                .resideInAPackage(ENTRY + ".internal..")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage(ENTRY).or(isASetting()))
                .check(MAIN);
    }

    private static DescribedPredicate<JavaClass> isASetting() {
        return DescribedPredicate.describe(
                "are what a caller sets",
                type -> type.getPackageName().equals(ENTRY) && SETTINGS.contains(type.getSimpleName()));
    }

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

    /** After a change that is meant: copy target/public-types.txt over the one in src/test/resources. */
    @Test
    void hasTheIntendedPublicTypes() throws IOException {
        Set<String> actual = new TreeSet<>();
        for (JavaClass type : MAIN) {
            if (type.getPackageName().equals(ENTRY)
                    && type.isTopLevelClass()
                    && type.getModifiers().contains(JavaModifier.PUBLIC)) {
                actual.add(type.getSimpleName());
            }
        }
        Files.write(Path.of("target", "public-types.txt"), actual);
        List<String> intended = Files.readAllLines(Path.of("src", "test", "resources", "public-types.txt"));
        assertThat(actual)
                .as(
                        "public types of the exported package; if the change is meant, copy target/public-types.txt to src/test/resources")
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
            if (!type.getPackageName().startsWith(ENTRY)) {
                return SliceIdentifier.ignore();
            }
            return isASetting().test(type) ? SliceIdentifier.of("settings") : SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "each package of this module, and what a caller sets";
        }
    }
}
