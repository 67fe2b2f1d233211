package io.github.backup4j.huawei.emulator;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import io.github.backup4j.rules.ModuleRules;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchitectureTest extends ModuleRules {
    private static final String ENTRY = "io.github.backup4j.huawei.emulator";

    private static final String ROOMS = ENTRY + ".internal.";

    /** What a caller sets, and rooms read. */
    private static final Set<String> SETTINGS = Set.of("Form", "Fault", "Interference");

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
                        "io.github.backup4j.testkit.junit",
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

    /** What a caller sets is a part of its own: rooms read it, and the entry is built on rooms. */
    @Override
    protected String partOf(JavaClass type) {
        return isASetting().test(type) ? "settings" : super.partOf(type);
    }
}
