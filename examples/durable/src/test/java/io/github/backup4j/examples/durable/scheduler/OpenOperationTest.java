package io.github.backup4j.examples.durable.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Denied;
import io.github.backup4j.Throttled;
import io.github.backup4j.Unavailable;
import io.github.backup4j.examples.durable.Polled;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OpenOperationTest {
    private static final Instant NOW = Instant.parse("2026-11-29T02:00:00Z");

    private final Polled.Again denied = Polled.Again.refused("token", new Denied("the permission was revoked"));
    private final OpenOperation open = OpenOperation.begun("token", NOW);

    @Test
    void isGivenUp_mayPass_isNever() {
        BackupException ambiguous = new AmbiguousOutcome("a reply was lost", null, BackupException.Detail.NONE, null);

        assertThat(givenUp(Duration.ofDays(30), Polled.Again.refused("token", ambiguous)))
                .isFalse();
        assertThat(givenUp(Duration.ofDays(30), Polled.Again.refused("token", new Unavailable("out of order"))))
                .isFalse();
    }

    @Test
    void isGivenUp_refused_isAfterADayOfRefusalsOnly() {
        assertThat(givenUp(Duration.ZERO, denied)).isFalse();
        assertThat(givenUp(Duration.ofHours(24), denied)).isFalse();
        assertThat(givenUp(Duration.ofHours(25), denied)).isTrue();

        OpenOperation between = open.after(denied, NOW)
                .after(new Polled.Again("token", Polled.Why.RUNNING, "Running", "", null, null), NOW);
        Instant later = NOW.plus(Duration.ofHours(25));
        assertThat(between.after(denied, later).isGivenUp(denied, later))
                .as("a poll in between has succeeded")
                .isFalse();
    }

    /** The pace of a process is no word of the cloud: that the permission is back. */
    @Test
    void isGivenUp_notSentInBetween_countsForNothing() {
        Polled.Again notSent =
                Polled.Again.notSent("token", new Throttled("no room", BackupException.Detail.NONE, null));
        OpenOperation refused = open.after(denied, NOW);
        Instant later = NOW.plus(Duration.ofHours(25));

        assertThat(refused.after(notSent, later)).isEqualTo(refused);
        assertThat(refused.isGivenUp(notSent, later)).isFalse();
        assertThat(refused.after(notSent, later).after(denied, later).isGivenUp(denied, later))
                .isTrue();
    }

    @Test
    void after_poll_hasItsTokenAndCountsIt() {
        OpenOperation polled = open.after(new Polled.Done("newer", "result"), NOW);

        assertThat(polled.token()).isEqualTo("newer");
        assertThat(polled.polls()).isEqualTo(1);
        assertThat(polled.begunAt()).isEqualTo(NOW);
    }

    private boolean givenUp(Duration later, Polled.Again last) {
        Instant now = NOW.plus(later);
        return open.after(denied, NOW).after(last, now).isGivenUp(last, now);
    }

    @Test
    void round_firstAgain_isOfAnotherSeries() {
        Round first = Round.first();

        assertThat(first.next()).isEqualTo(new Round(first.series(), 2, 0, null));
        assertThat(Round.first().series()).isNotEqualTo(first.series());
    }

    @Test
    void connect_addressWithPassword_isRefusedAndNotShown() {
        assertThatThrownBy(() -> SchedulerWorker.connect("jdbc:postgresql://host/db?user=a&password=opensesame", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("opensesame");
    }
}
