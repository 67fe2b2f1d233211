package io.github.backup4j.examples.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointFilter;
import io.github.backup4j.plan.Plan;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link ProtectByTag} does what it says, in each world. */
@ParameterizedClass
@ValueSource(strings = {"", "--huawei"})
class ProtectByTagTest {
    private final String flag;
    private final World world;
    private final Resource.Disk orders;
    private final Resource.Disk stock;
    private final ProtectByTag task;

    ProtectByTagTest(String flag) {
        this.flag = flag;
        world = World.of(flag);
        orders = world.addDisk("orders", DataSize.gib(40));
        stock = world.addDisk("stock", DataSize.gib(40));
        world.tag(orders, "app", "shop");
        task = new ProtectByTag(world.backup(), "shop");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void apply_protectsWhatHasTheTag_andIsInSyncAfterwards() {
        assertThat(task.apply(task.plan()).complete()).isTrue();
        assertThat(task.plan().isEmpty()).isTrue();
        world.advance(Duration.ofDays(2));
        assertThat(world.backup().restorePoints().list(RestorePointFilter.of(orders)))
                .hasSize(2);
        assertThat(world.backup().restorePoints().list(RestorePointFilter.of(stock)))
                .isEmpty();
    }

    @Test
    void apply_tagTakenAway_keepsTheRestorePoints() {
        assertThat(task.apply(task.plan()).complete()).isTrue();
        world.advance(Duration.ofDays(2));
        world.tag(orders, "app", "archive");
        Plan plan = task.plan();
        assertThat(plan.destroys()).hasSize(2);
        assertThat(task.apply(plan).notTried()).hasSize(1);
        assertThat(world.backup().restorePoints().list(RestorePointFilter.of(orders)))
                .hasSize(2);
    }

    @Test
    void main_showsThePlans() {
        assertThat(Output.ofMain(ProtectByTag::main, flag))
                .contains("because no policy acts on the vault", "taken, tag app=shop", "DESTROYS 3 restore points");
    }
}
