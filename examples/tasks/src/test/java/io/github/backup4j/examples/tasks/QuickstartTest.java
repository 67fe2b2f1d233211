package io.github.backup4j.examples.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.Resource;
import io.github.backup4j.testkit.InMemoryCloud;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The demonstration holds in a good world, shows what it should, and notices a bad one. */
class QuickstartTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "--huawei"})
    void main_goodWorld_everyStepHolds(String flag) {
        String output = Output.ofMain(Quickstart::main, flag);

        assertThat(output.lines().filter(line -> line.endsWith(" OK"))).hasSize(9);
        assertThat(output).doesNotContain("FAILED").endsWith("All 9 steps hold.\n");
        assertThat(output.lines()).allSatisfy(line -> assertThat(line).matches("[ -~]{0,100}"));
    }

    @Test
    void run_huawei_tellsTheSameOverHttp() {
        String inMemory = Output.ofMain(Quickstart::main);
        try (HuaweiWorld world = HuaweiWorld.open()) {
            String huawei = Output.of(out -> new Quickstart(world, out).run());

            assertThat(told(huawei)).containsExactlyElementsOf(told(inMemory));
            assertThat(world.requests()).isGreaterThan(100);
        }
    }

    /** What is told in each world: not where it is, nor what its lists do not say. */
    private static List<String> told(String output) {
        return output.lines()
                .skip(1)
                .filter(line -> !line.strip().startsWith(Quickstart.NOT_KNOWN))
                .toList();
    }

    @Test
    void main_unknownWorld_isRefused() {
        assertThatThrownBy(() -> Quickstart.main("--moon"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no world --moon");
    }

    @Test
    void main_goodWorld_showsTheTimeline() {
        assertThat(Output.ofMain(Quickstart::main))
                .contains(".".repeat(15) + "#".repeat(30) + ">   30 kept, 15 expired");
    }

    @Test
    void main_goodWorld_endsWithWhatIsSafeAndWhatIsNot() {
        assertThat(Output.ofMain(Quickstart::main))
                .containsPattern("orders +30 +2026-\\S+Z +2026-\\S+Z +none")
                .containsPattern("shop +30 +2026-\\S+Z +2026-\\S+Z +none")
                .containsPattern("shop-2 +0 +- +- +1")
                .contains("shop-2: nothing backs it up");
    }

    @Test
    void run_restoreBringsBackGarbage_failsAndSaysWhich() {
        World world = new Sabotaged() {
            @Override
            public byte[] read(Resource.Disk disk) {
                byte[] content = super.read(disk);
                content[content.length - 1] ^= 1;
                return content;
            }
        };

        Output.of(out -> assertFails(world, out)
                .hasMessageContaining(
                        "4. Restore the disk in place: NOT SO: orders holds the data of 2026-02-14, byte for byte")
                .hasMessageContaining(
                        "5. Restore the server in place: NOT SO: shop-files holds the data of 2026-02-14"));
    }

    @Test
    void run_nothingIsBackedUp_failsAndGoesOnToTheEnd() {
        World world = new Sabotaged() {
            @Override
            public void advance(Duration duration) {
                super.advance(Duration.ZERO);
            }
        };

        String output = Output.of(out -> assertFails(world, out)
                .hasMessageContaining("orders has 30 restore points (found 0)")
                .hasMessageContaining("no restore point of disk"));

        assertThat(output).contains(" FAILED", "NOT SO: ", " 8. Build").doesNotContain("steps hold");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(World world, PrintStream out) {
        return assertThatThrownBy(() -> new Quickstart(world, out).run()).isInstanceOf(Steps.ChecksFailed.class);
    }

    /** A world in memory, to be spoilt. */
    private static class Sabotaged extends InMemoryWorld {
        Sabotaged() {
            super(InMemoryCloud.create());
        }
    }
}
