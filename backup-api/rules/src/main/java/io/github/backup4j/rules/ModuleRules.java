package io.github.backup4j.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.resolvers.SelectedClassResolverFromClasspath;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What every module keeps to. Its {@code ArchitectureTest} extends this and adds its own rules. Runs in the directory of the module. */
public abstract class ModuleRules {
    /**
     * The main classes of the module. Of the classes that they use, those of {@code java.lang} are known with what they extend, and
     * others by their names: reading these, too, takes longer than all rules.
     */
    protected static final JavaClasses MAIN = ArchConfiguration.withThreadLocalScope(configuration -> {
        configuration.setClassResolver(SelectedClassResolverFromClasspath.class);
        configuration.setClassResolverArguments("java.lang");
        return new ClassFileImporter().importPath(Path.of("target", "classes"));
    });

    private static final Path DESCRIPTOR = Path.of("target", "classes", "module-info.class");

    /** For those who extend this. */
    protected ModuleRules() {}

    /**
     * Returns the part of the module that a class belongs to; parts must not depend on each other in cycles. By default its
     * package.
     *
     * @param type the class
     */
    protected String partOf(JavaClass type) {
        return type.getPackageName();
    }

    /** Returns the simple names of the top-level classes that may read the clock of the machine; by default none. */
    protected Set<String> clocks() {
        return Set.of();
    }

    @Test
    final void hasNoCyclesOfParts() {
        SlicesRuleDefinition.slices()
                .assignedFrom(new Parts(this::partOf))
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(MAIN);
    }

    @Test
    final void marksEveryPackageForNullness() {
        Set<String> unmarked = new TreeSet<>();
        for (JavaClass type : MAIN) {
            if (!isDescriptor(type) && !type.getPackage().isAnnotatedWith(NullMarked.class)) {
                unmarked.add(type.getPackageName());
            }
        }
        assertThat(unmarked)
                .as("packages without @NullMarked in package-info.java")
                .isEmpty();
    }

    @Test
    final void takesTimeFromTimeSourceOnly() {
        List<String> offences = new ArrayList<>();
        for (JavaClass type : MAIN) {
            if (clocks().contains(outermost(type).getSimpleName())) {
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

    /** Where digits or letters follow the machine's locale, codes are written that no service knows, and texts that nothing can read. */
    @Test
    final void formatsTextInANamedLocale() {
        List<String> offences = new ArrayList<>();
        for (JavaClass type : MAIN) {
            for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                if (takesLocaleOfMachine(access)) {
                    offences.add(access.getDescription());
                }
            }
        }
        assertThat(offences).as("text in the locale of the machine").isEmpty();
    }

    /** The types that users see: the public ones of exported packages. */
    @Test
    final void hasTheIntendedPublicTypes() throws IOException {
        Predicate<JavaClass> exported = exported();
        Set<String> actual = new TreeSet<>();
        for (JavaClass type : MAIN) {
            if (type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC) && exported.test(type)) {
                actual.add(type.getSimpleName());
            }
        }
        Files.write(Path.of("target", "public-types.txt"), actual);
        List<String> intended = Files.readAllLines(Path.of("src", "test", "resources", "public-types.txt"));
        assertThat(actual)
                .as("public types; if the change is meant, copy target/public-types.txt to src/test/resources")
                .containsExactlyElementsOf(intended);
    }

    /** Returns the top-level class that a class is part of. */
    protected static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ModuleRules::outermost).orElse(type);
    }

    /** A module without a descriptor keeps what it does not offer in packages named {@code internal}. */
    private static Predicate<JavaClass> exported() throws IOException {
        if (!Files.exists(DESCRIPTOR)) {
            return type -> !(type.getPackageName() + ".").contains(".internal.");
        }
        try (InputStream in = Files.newInputStream(DESCRIPTOR)) {
            Set<String> packages = ModuleDescriptor.read(in).exports().stream()
                    .filter(export -> !export.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toSet());
            return type -> packages.contains(type.getPackageName());
        }
    }

    private static boolean isDescriptor(JavaClass type) {
        return type.getSimpleName().equals("module-info");
    }

    private static boolean takesLocaleOfMachine(JavaAccess<?> access) {
        if (!(access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target)
                || !target.getOwner().isEquivalentTo(String.class)) {
            return false;
        }
        boolean formats =
                Set.of("format", "formatted", "toLowerCase", "toUpperCase").contains(target.getName());
        return formats && target.getRawParameterTypes().stream().noneMatch(type -> type.isEquivalentTo(Locale.class));
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

    private record Parts(Function<JavaClass, String> partOf) implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            // what is not of this module is no part of it
            return MAIN.contain(type.getName()) ? SliceIdentifier.of(partOf.apply(type)) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "the parts of this module";
        }
    }
}
