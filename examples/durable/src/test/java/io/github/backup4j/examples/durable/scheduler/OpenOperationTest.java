package io.github.backup4j.examples.durable.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Denied;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Unavailable;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OpenOperationTest {
    private static final Instant NOW = Instant.parse("2026-11-29T02:00:00Z");

    private final Denied denied = new Denied("the permission was revoked");
    private final OpenOperation open = OpenOperation.begun("token", NOW);

    @Test
    void lost_tokenDamagedOrOperationGone_isFinal() {
        assertThat(open.lost(new Invalid("the token is damaged"), NOW)).isTrue();
        assertThat(open.lost(new NotFound("there is no such job"), NOW)).isTrue();
    }

    @Test
    void lost_mayPass_isNeverFinal() {
        BackupException ambiguous = new AmbiguousOutcome("a reply was lost", null, BackupException.Detail.NONE, null);
        OpenOperation refused = open.failed(denied, NOW);
        Instant late = NOW.plus(Duration.ofDays(30));

        assertThat(refused.lost(ambiguous, late)).isFalse();
        assertThat(refused.lost(new Unavailable("out of order"), late)).isFalse();
    }

    @Test
    void lost_refused_isFinalAfterADayOfRefusalsOnly() {
        OpenOperation refused = open.failed(denied, NOW).failed(denied, NOW.plus(Duration.ofHours(23)));

        assertThat(open.lost(denied, NOW)).isFalse();
        assertThat(refused.lost(denied, NOW.plus(Duration.ofHours(24)))).isFalse();
        assertThat(refused.lost(denied, NOW.plus(Duration.ofHours(25)))).isTrue();
        assertThat(refused.polled("token").lost(denied, NOW.plus(Duration.ofHours(25))))
                .as("a poll in between has succeeded")
                .isFalse();
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
