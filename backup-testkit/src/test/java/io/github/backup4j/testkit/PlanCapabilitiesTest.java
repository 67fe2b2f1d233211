package io.github.backup4j.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.Capability;
import io.github.backup4j.DataSize;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.plan.Obstacle;
import io.github.backup4j.plan.Plan;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Selector;
import io.github.backup4j.plan.Sizing;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A cloud that cannot keep a protection is told so before anything is changed. */
class PlanCapabilitiesTest {
    @ParameterizedTest
    @EnumSource(
            value = Capability.class,
            names = {"AUTO_EXPAND", "DISK_EXCLUSION"})
    void plan_cloudThatLacksWhatTheProtectionNeeds_isAnObstacleAndHasNoSteps(Capability missing) {
        InMemoryCloud cloud = InMemoryCloud.builder().without(missing).build();
        cloud.addServer("shop", cloud.addDisk("system", DataSize.gib(40)), cloud.addDisk("scratch", DataSize.gib(10)));
        Plan plan = Protection.of("shop")
                .of(Selector.named("shop"))
                .withoutDisks(Selector.named("scratch"))
                .every(Schedule.dailyAt("02:00"))
                .keeping(Retention.latest(7))
                .inVaults(Sizing.ofMembers(2.0).autoExpanding())
                .plan(cloud.backup());
        assertThat(plan.steps()).isEmpty();
        assertThat(plan.obstacles())
                .filteredOn(obstacle -> obstacle.kind() == Obstacle.Kind.UNSUPPORTED)
                .extracting(Obstacle::message)
                .singleElement()
                .asString()
                .contains(missing + ", which this cloud has not");
    }

    @ParameterizedTest
    @EnumSource(
            value = Capability.class,
            names = {"AUTO_EXPAND", "DISK_EXCLUSION"})
    void plan_cloudThatLacksWhatTheProtectionDoesNotAskFor_isPlanned(Capability missing) {
        InMemoryCloud cloud = InMemoryCloud.builder().without(missing).build();
        cloud.addServer("shop", cloud.addDisk("system", DataSize.gib(40)));
        Plan plan = Protection.of("shop")
                .of(Selector.named("shop"))
                .every(Schedule.dailyAt("02:00"))
                .keeping(Retention.latest(7))
                .inVaults(Sizing.ofMembers(2.0))
                .plan(cloud.backup());
        assertThat(plan.obstacles()).isEmpty();
        assertThat(plan.steps()).isNotEmpty();
    }
}
