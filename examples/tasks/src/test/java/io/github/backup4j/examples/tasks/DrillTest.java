package io.github.backup4j.examples.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.drill.DrillReport;
import io.github.backup4j.posture.Control;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Drill} does what it says, in each world. */
@ParameterizedClass
@ValueSource(strings = {"", "--huawei"})
class DrillTest {
    private final String flag;
    private final World world;
    private final Resource.Server shop;
    private final Drill task;

    DrillTest(String flag) {
        this.flag = flag;
        world = World.of(flag);
        shop = world.addServer("shop", world.addDisk("shop-system", DataSize.gib(40)));
        new NightlyProtection(world.backup()).protect(shop);
        world.advance(Duration.ofDays(1));
        task = new Drill(world.backup());
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void run_goodBackup_isProofForPostureAndLeavesNothing() {
        DrillReport report = task.run(shop, "january", (restored, deadline) -> true);

        assertThat(report.held()).as("%s", report).isTrue();
        assertThat(world.backup().resources().list()).hasSize(2);
        assertThat(task.posture(List.of(DrillReport.parse(report.print()))).findings())
                .noneMatch(
                        finding -> finding.control() == Control.UNPROVEN || finding.control() == Control.RTO_EXCEEDED);
        assertThat(task.posture(List.of()).findings()).anyMatch(finding -> finding.control() == Control.UNPROVEN);
    }

    @Test
    void run_badBackup_isNoProofAndLeavesNothing() {
        DrillReport report = task.run(shop, "january", (restored, deadline) -> false);

        assertThat(report.proof().holds()).as("%s", report).isFalse();
        assertThat(world.backup().resources().list()).hasSize(2);
        assertThat(task.sweep().found()).isEmpty();
    }

    @Test
    void main_showsTheReport() {
        assertThat(Output.ofMain(Drill::main, flag))
                .contains(
                        "drill of server",
                        "verified       HELD: the caller's check found the data good",
                        "sweep: 0 found, 0 deleted, 0 left",
                        "UNPROVEN OK: ",
                        "RTO_EXCEEDED OK: ");
    }
}
