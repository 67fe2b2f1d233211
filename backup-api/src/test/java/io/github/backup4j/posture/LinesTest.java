package io.github.backup4j.posture;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.Resource;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines and cells that people read. */
class LinesTest {
    @Test
    void unknown_toString_namesThreeSubjectsAtMost() {
        assertThat(new Unknown(Control.MISSED_RUN, "the log was not read", List.of(disk("1", "orders"), disk("2", ""))))
                .hasToString("UNKNOWN MISSED_RUN: disk 1 \"orders\", disk 2: the log was not read");
        assertThat(new Unknown(
                        Control.MISSED_RUN,
                        "the log was not read",
                        List.of(disk("1", "a"), disk("2", "b"), disk("3", "c"), disk("4", "d"), disk("5", "e"))))
                .hasToString(
                        "UNKNOWN MISSED_RUN: disk 1 \"a\", disk 2 \"b\", disk 3 \"c\" and 2 more: the log was not read");
    }

    @Test
    void coarse_clockThatIsOff_noAgeBelowZero() {
        assertThat(PostureText.coarse(Duration.ofMinutes(-7857))).isEqualTo("?");
        assertThat(PostureText.coarse(Duration.ofMinutes(7))).isEqualTo("7 min");
    }

    private static Subject disk(String id, String name) {
        return new Subject.OfResource(Resource.disk(id), name);
    }
}
