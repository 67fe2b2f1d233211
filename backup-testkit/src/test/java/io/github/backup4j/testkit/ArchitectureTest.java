package io.github.backup4j.testkit;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import io.github.backup4j.rules.ModuleRules;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchitectureTest extends ModuleRules {
    private static final String TESTKIT = "io.github.backup4j.testkit";
    private static final String ENGINE = TESTKIT + ".internal";
    private static final String CONTRACT = TESTKIT + ".contract";
    private static final String EXTENSIONS = TESTKIT + ".junit";

    /** The vocabulary that users and the engine share. */
    private static final Set<String> WORDS =
            Set.of("Call", "DiskSetup", "HistoryEntry", "ServerPlacement", "ServerSetup", "Work");

    @Test
    void needsJUnitAndAssertJForTheContractAndTheExtensionsOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages(CONTRACT + "..", EXTENSIONS + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.junit..", "org.assertj..", CONTRACT + "..")
                .check(MAIN);
    }

    @Test
    void contract_knowsNoEngine() {
        noClasses()
                .that()
                .resideInAPackage(CONTRACT + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ENGINE + "..")
                .because(
                        "the contract is the same for each provider; the in-memory cloud is one of them, and passes it by its"
                                + " public methods, as users have them")
                .check(MAIN);
    }

    @Test
    void engine_knowsNeitherTheContractNorWhatUsersHold() {
        noClasses()
                .that()
                .resideInAPackage(ENGINE + "..")
                .should()
                .dependOnClassesThat(resideInAPackage(TESTKIT + "..")
                        .and(DescribedPredicate.not(resideInAPackage(ENGINE + "..")))
                        .and(DescribedPredicate.describe(
                                "are none of " + WORDS,
                                type -> !WORDS.contains(outermost(type).getSimpleName()))))
                .because("InMemoryCloud, VirtualTime and Faults are built on the engine, and not the other way round")
                .check(MAIN);
    }

    /** What users hold is built on the engine, which speaks in words that users share. */
    @Override
    protected String partOf(JavaClass type) {
        boolean word = type.getPackageName().equals(TESTKIT)
                && WORDS.contains(outermost(type).getSimpleName());
        return word ? "words" : type.getPackageName();
    }
}
