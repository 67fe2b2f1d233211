package io.github.backup4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

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
    private static final JavaClasses MAIN = new ClassFileImporter().importPath(Path.of("target", "classes"));

    /** The classes that may read the clock of the machine. */
    private static final Set<String> CLOCK = Set.of("TimeSource", "SystemTimeSource");

    @Test
    void dependsOnTheJdkAndJSpecifyOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", "io.github.backup4j..")
                .check(MAIN);
    }

    @Test
    void hasNoLayerCycles() {
        SlicesRuleDefinition.slices()
                .assignedFrom(new EachLayer())
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
            if (CLOCK.contains(outermost(type).getSimpleName())) {
                continue;
            }
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
            if (type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC)) {
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

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }

    /** Portable types are made of drivers, and drivers speak in values. */
    private static final class EachLayer implements SliceAssignment {
        private static final Set<String> PORTABLE = Set.of(
                "CloudBackup",
                "Vaults",
                "Policies",
                "RestorePoints",
                "Snapshots",
                "Images",
                "Resources",
                "Operations",
                "Operation",
                "Calls",
                "LazyListing",
                "ObservedWork");

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            if (type.getPackageName().equals("io.github.backup4j.spi")) {
                return SliceIdentifier.of("drivers");
            }
            if (!type.getPackageName().equals("io.github.backup4j")) {
                return SliceIdentifier.ignore();
            }
            boolean status = type.getName().contains("Operation$Status");
            return PORTABLE.contains(outermost(type).getSimpleName()) && !status
                    ? SliceIdentifier.of("portable types")
                    : SliceIdentifier.of("values");
        }

        @Override
        public String getDescription() {
            return "portable types, drivers, values";
        }
    }
}
