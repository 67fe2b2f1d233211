package io.github.backup4j.huawei.emulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import io.github.backup4j.rules.ModuleRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest extends ModuleRules {
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
}
