package io.github.backup4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import io.github.backup4j.rules.ModuleRules;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchitectureTest extends ModuleRules {
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
            "Outcome",
            "Outcomes",
            "Resumption",
            "WaitForAll",
            "FleetTake",
            "Calls",
            "Providers",
            "PreflightReads",
            "LazyListing",
            "ObservedWork",
            "Attempts",
            "DiscardGuard");

    @Test
    void dependsOnTheJdkAndJSpecifyOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "org.jspecify..", "io.github.backup4j..")
                .check(MAIN);
    }

    @Override
    protected Set<String> clocks() {
        return Set.of("TimeSource", "SystemTimeSource");
    }

    /**
     * Plans and posture are made by portable types, which are made of drivers, and drivers speak in values. A posture names the steps
     * of plans as remedies; plans know of no posture.
     */
    @Override
    protected String partOf(JavaClass type) {
        if (type.getPackageName().equals("io.github.backup4j.spi")) {
            return "drivers";
        }
        if (type.getPackageName().equals("io.github.backup4j.drill")) {
            return "drill";
        }
        if (type.getPackageName().equals("io.github.backup4j.plan")) {
            return "plan";
        }
        if (type.getPackageName().equals("io.github.backup4j.posture")) {
            return "posture";
        }
        boolean status = type.getName().contains("Operation$Status");
        return PORTABLE.contains(outermost(type).getSimpleName()) && !status ? "portable types" : "values";
    }
}
