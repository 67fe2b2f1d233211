package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.github.backup4j.rules.ModuleRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ArchitectureTest extends ModuleRules {
    private static final String HUAWEI = "io.github.backup4j.huawei";
    /** The rooms of the nouns of the API, and the nouns that each may use beside work and http. */
    private static final Map<String, List<String>> NOUNS = Map.of(
            "resources", List.of(),
            "operations", List.of("resources"),
            "policies", List.of("resources"),
            "vaults", List.of("policies", "resources"),
            "points", List.of("vaults", "operations", "resources"),
            "snapshots", List.of("points", "resources"),
            "images", List.of("vaults", "points", "snapshots", "resources"));

    /** What a noun offers others beside its calls and its reader. */
    private static final Set<String> OFFERED = Set.of(
            "AttachedDisks", // creates disks with data, and attaches them
            "CbrTypes", // the words of CBR for types
            "DetachSteps", // detaches a disk, and puts it back, around the work that overwrites it
            "Overwrite", // how such a disk is overwritten
            "RestoreMark", // what such work writes on its disk
            "RestoreNotes", // writes it before anything else changes
            "RestoreState", // such work, as its token has it
            "RestoreWork", // what kinds of such work have in common
            "DiskWatch", // looks at all disks together that somebody waits for
            "ServerWatch", // the same for new servers
            "MemberViews", // vaults as they were seen a moment ago
            "NewDisks", // creates disks with data
            "ResourceLookup", // disks and servers with what is known of them
            "RestoreKeys", // what request keys of restores were used for
            // what a noun has to know of those above it, which implement it
            "ProtectingVaults",
            "Protections",
            "AttachableVaults",
            "DiskSnapshots",
            "PointsOfParts",
            "StoredPoints",
            "ServersFromPoints");

    @Test
    void http_knowsNothingThatIsBuiltOnIt() {
        usesOnly(
                "internal.http",
                List.of(),
                "a call to a service is the same for everybody: it knows no vault, no token and no request mark. Pass"
                        + " what it needs as an argument, or move the class that needs more up to where that is known");
    }

    @Test
    void work_isBuiltOnHttpAndKnowsNoNoun() {
        usesOnly(
                "internal.work",
                List.of("internal.http"),
                "long-running work and idempotent creates are the same whatever is created. What differs between"
                        + " vaults, images and the like is passed to them, as a Work or a function");
    }

    @Test
    void nouns_areBuiltOnWorkHttpAndTheNounsBelowThem() {
        NOUNS.forEach((noun, others) -> {
            List<String> below = new ArrayList<>(List.of("internal.work", "internal.http"));
            others.forEach(other -> below.add("internal." + other));
            usesOnly(
                    "internal." + noun,
                    below,
                    "each noun of the API has a room, and arrows between rooms run down only. What a noun has to know"
                            + " of one above it is an interface of its own room, which the other implements and Wiring"
                            + " passes, as StoredPoints is");
        });
    }

    @Test
    void nouns_offerEachOtherTheirCallsTheirReadersAndAFewNamedTypes() {
        ArchRuleDefinition.noClasses()
                .should(new ArchCondition<>("use of another noun what it keeps to itself") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        for (Dependency use : type.getDirectDependenciesFromSelf()) {
                            JavaClass used = use.getTargetClass();
                            boolean other = isNoun(type)
                                    && isNoun(used)
                                    && !type.getPackage().equals(used.getPackage());
                            if (other && !isOffered(used)) {
                                events.add(SimpleConditionEvent.satisfied(type, use.getDescription()));
                            }
                        }
                    }
                })
                .because("drivers, long work and requests are a noun's own affair. Pass what another needs through its"
                        + " calls or its reader, or name the type in OFFERED")
                .check(MAIN);
    }

    private static boolean isNoun(JavaClass type) {
        return NOUNS.keySet().stream().anyMatch(noun -> type.getPackageName().equals(HUAWEI + ".internal." + noun));
    }

    private static boolean isOffered(JavaClass type) {
        String name = outermost(type).getSimpleName();
        return name.endsWith("Calls") || name.endsWith("Reader") || OFFERED.contains(name);
    }

    @Test
    void everyRoom_isHttpWorkOrANoun() {
        Set<String> rooms = new TreeSet<>();
        for (JavaClass type : MAIN) {
            rooms.add(type.getPackageName());
        }
        Set<String> known = new TreeSet<>(Set.of(HUAWEI, HUAWEI + ".internal.http", HUAWEI + ".internal.work"));
        NOUNS.keySet().forEach(noun -> known.add(HUAWEI + ".internal." + noun));

        assertThat(rooms).as("packages, of which the rules here speak").isEqualTo(known);
    }

    /** Each definition of a call in the SDK is used by one class: whoever needs the response asks that class for it. */
    @Test
    void eachCallToTheCloud_isMadeByOneClass() {
        Map<String, Set<String>> makers = new TreeMap<>();
        for (JavaClass type : MAIN) {
            for (JavaFieldAccess access : type.getFieldAccessesFromSelf()) {
                JavaClass service = access.getTargetOwner();
                if (service.getName().startsWith("com.huaweicloud.sdk.")
                        && service.getSimpleName().endsWith("Meta")) {
                    makers.computeIfAbsent(service.getSimpleName() + "." + access.getName(), call -> new TreeSet<>())
                            .add(outermost(type).getSimpleName());
                }
            }
        }

        assertThat(makers)
                .hasSizeGreaterThan(60)
                .allSatisfy((call, classes) -> assertThat(classes).hasSize(1));
    }

    @Test
    void whatMakesCalls_isBuiltByWiringAlone() {
        ArchRuleDefinition.noClasses()
                .that()
                .doNotHaveSimpleName("Wiring")
                .should()
                .callConstructorWhere(
                        new DescribedPredicate<>("it builds a part of a noun's room that others need, too") {
                            @Override
                            public boolean test(JavaConstructorCall call) {
                                JavaClass built = call.getTargetOwner();
                                return isNoun(built)
                                        && built.isTopLevelClass()
                                        && built.getModifiers().contains(JavaModifier.PUBLIC)
                                        && !built.isRecord()
                                        && !call.getTarget()
                                                .getRawParameterTypes()
                                                .isEmpty();
                            }
                        })
                .because("collaborators are built once, in Wiring, and passed to constructors")
                .check(MAIN);
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
