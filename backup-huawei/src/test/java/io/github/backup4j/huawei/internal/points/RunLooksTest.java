package io.github.backup4j.huawei.internal.points;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.testkit.VirtualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunLooksTest {
    private final VirtualTime time = VirtualTime.create();
    private final RunLooks looks = new RunLooks(time, Duration.ofSeconds(5));

    /** Who begins backups every night and never waits for them does not fill the memory. */
    @Test
    void note_runsThatNobodyAskedForInAnHour_areForgotten() {
        looks.note("first", null);
        looks.note("second", null);
        time.advance(Duration.ofMinutes(61));

        looks.note("third", null);

        assertThat(looks.ask("third", 1)).isNotNull();
        assertThat(looks.ask("third", 2)).isNull();
    }

    @Test
    void note_runThatIsAskedFor_staysHoweverLong() {
        looks.note("first", null);
        for (int minutes = 0; minutes < 180; minutes += 15) {
            time.advance(Duration.ofMinutes(15));
            assertThat(looks.ask("first", 1)).isNotNull();
        }

        looks.note("second", null);

        assertThat(looks.all()).containsOnlyKeys("first", "second");
    }
}
