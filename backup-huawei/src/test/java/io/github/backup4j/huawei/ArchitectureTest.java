package io.github.backup4j.huawei;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.github.backup4j.rules.ModuleRules;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest extends ModuleRules {
    private static final String HUAWEI = "io.github.backup4j.huawei";

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
}
