package io.github.backup4j.posture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.DataSize;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much a vault is forecast to hold decides how much capacity a remedy costs. */
class PeakTest {
    @Test
    void peak_retentionWhoseReachIsKnown_isForecast() {
        assertThat(peak(Schedule.dailyAt("02:00"), Retention.latest(20))).isGreaterThan(gib(50));
        assertThat(peak(Schedule.dailyAt("02:00"), Retention.days(20))).isGreaterThan(gib(50));
        assertThat(peak(Schedule.dailyAt("02:00"), Retention.forever())).isGreaterThan(gib(400));
    }

    @Test
    void peak_scheduleThatNobodyUnderstands_isForecastOnlyWhereNothingIsDeleted() {
        Schedule odd = new Schedule.Opaque(List.of("FREQ=HOURLY"));

        assertThat(peak(odd, Retention.latest(20))).isZero();
        assertThat(peak(odd, Retention.days(20))).isGreaterThan(gib(50));
        assertThat(peak(odd, Retention.forever())).isGreaterThan(gib(400));
    }

    private static double gib(long count) {
        return DataSize.gib(count).bytes();
    }

    /** Ten days of 5 GiB each. */
    private static double peak(Schedule schedule, Retention retention) {
        GivenFacts world = new GivenFacts();
        world.schedule = schedule;
        world.retention = retention;
        for (int day = 0; day < 10; day++) {
            world.points.add(GivenFacts.point("point-" + day, 24 * day + 10));
        }
        return VaultControls.peak(world.ofVault(), Objectives.defaults().fullWithin(Duration.ofDays(90)));
    }
}
