package io.github.backup4j.examples.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.DataSize;
import io.github.backup4j.Policy;
import io.github.backup4j.Resource;
import io.github.backup4j.Retention;
import io.github.backup4j.testkit.Forecast;
import io.github.backup4j.testkit.Growth;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link WhatIf} looks ahead, and leaves the world as it is. */
@ParameterizedClass
@ValueSource(strings = {"", "--huawei"})
class WhatIfTest {
    private final String flag;
    private final World world;

    WhatIfTest(String flag) {
        this.flag = flag;
        world = World.of(flag);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void keeping_otherRetention_showsWhatWouldBeKept() {
        Resource.Disk orders = world.addDisk("orders", DataSize.gib(40));
        new NightlyProtection(world.backup()).protect(orders);
        world.advance(Duration.ofDays(3));
        Policy nightly = world.backup().policies().list().findFirst().orElseThrow();
        WhatIf task = new WhatIf(world.backup(), Growth.perDay(DataSize.gib(1)));

        Forecast today = task.asItIs();
        Forecast fewer = task.keeping(nightly, Retention.latest(5));

        assertThat(today.vaults())
                .singleElement()
                .satisfies(vault -> assertThat(vault.points()).isEqualTo(30));
        assertThat(fewer.vaults())
                .singleElement()
                .satisfies(vault -> assertThat(vault.points()).isEqualTo(5));
        assertThat(world.backup().policies().get(nightly.id())).isEqualTo(nightly);
        assertThat(world.backup().restorePoints().list()).hasSize(3);
    }

    @Test
    void main_comparesBoth() {
        assertThat(Output.ofMain(WhatIf::main, flag))
                .contains("Forecast \"as it is\"", "Comparison of", "keeping ", "FULL ON", "WHAT IS ASSUMED")
                .contains("growth: 2 GiB a day, of which 10 % are new data");
    }
}
