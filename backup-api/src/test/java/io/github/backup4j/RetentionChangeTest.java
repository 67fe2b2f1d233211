package io.github.backup4j;

import static io.github.backup4j.Points.automatic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.Points.Point;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetentionChangeTest {
    private static final Instant NOW = Instant.parse("2026-08-08T12:00:00Z");
    private static final Point EIGHTH = automatic("2026-08-08T02:00:00Z");
    private static final Point SEVENTH = automatic("2026-08-07T02:00:00Z");
    private static final Point SIXTH = automatic("2026-08-06T02:00:00Z");
    private static final List<Point> UNSTAMPED = List.of(SIXTH, SEVENTH, EIGHTH);
    private static final Point STAMPED = SEVENTH.expiring("2026-09-07T02:00:00Z");
    private static final Point EXPIRED = SIXTH.expiring("2026-08-07T02:00:00Z");

    @Test
    void countToSmallerCount_removesAtTheNextRun() {
        RetentionChange<Point> change = Retention.latest(3).previewChangeTo(Retention.latest(1), UNSTAMPED, NOW);

        assertThat(change.surplus()).containsExactly(SEVENTH, SIXTH);
        assertThat(change.kept()).containsExactly(EIGHTH);
        assertThat(change.expired()).isEmpty();
        assertThat(change.stranded()).isEmpty();
        assertThat(change.stamped()).isEmpty();
    }

    @Test
    void countToAge_strandsTheOldOnes() {
        RetentionChange<Point> change = Retention.latest(3).previewChangeTo(Retention.days(30), UNSTAMPED, NOW);

        assertThat(change.stranded()).containsExactly(EIGHTH, SEVENTH, SIXTH);
        assertThat(change.kept()).isEmpty();
    }

    @Test
    void countToForever_strandsTheOldOnes() {
        RetentionChange<Point> change = Retention.latest(3).previewChangeTo(Retention.forever(), UNSTAMPED, NOW);

        assertThat(change.stranded()).containsExactly(EIGHTH, SEVENTH, SIXTH);
    }

    @Test
    void foreverToAge_neverReachesTheOldOnes() {
        RetentionChange<Point> change = Retention.forever().previewChangeTo(Retention.days(30), UNSTAMPED, NOW);

        assertThat(change.stranded()).containsExactly(EIGHTH, SEVENTH, SIXTH);
    }

    @Test
    void foreverToForever_strandsNothing() {
        RetentionChange<Point> change = Retention.forever().previewChangeTo(Retention.forever(), UNSTAMPED, NOW);

        assertThat(change.kept()).containsExactly(EIGHTH, SEVENTH, SIXTH);
        assertThat(change.stranded()).isEmpty();
    }

    @Test
    void ageToAgeOrForever_leavesTheOldExpiry() {
        for (Retention to : List.of(Retention.days(90), Retention.days(1), Retention.forever())) {
            RetentionChange<Point> change = Retention.days(31).previewChangeTo(to, List.of(EXPIRED, STAMPED), NOW);

            assertThat(change.stamped()).as(to.toString()).containsExactly(STAMPED);
            assertThat(change.expired()).as(to.toString()).containsExactly(EXPIRED);
            assertThat(change.surplus()).as(to.toString()).isEmpty();
            assertThat(change.stranded()).as(to.toString()).isEmpty();
            assertThat(change.kept()).as(to.toString()).isEmpty();
        }
    }

    @Test
    void ageToCount_appliesBoth() {
        Point older = automatic("2026-08-06T02:00:00Z").expiring("2026-09-06T02:00:00Z");

        RetentionChange<Point> change =
                Retention.days(31).previewChangeTo(Retention.latest(2), List.of(EXPIRED, older, STAMPED, EIGHTH), NOW);

        assertThat(change.expired()).containsExactly(EXPIRED);
        assertThat(change.surplus()).containsExactly(older);
        assertThat(change.stamped()).containsExactly(STAMPED);
        assertThat(change.kept()).containsExactly(EIGHTH);
    }

    @Test
    void exemptPoints_areKept() {
        List<Point> points = List.of(EIGHTH.byHand(), SEVENTH.pinnedByImage(), SIXTH.notAvailable());

        assertThat(Retention.latest(3)
                        .previewChangeTo(Retention.days(1), points, NOW)
                        .kept())
                .isEqualTo(points);
        assertThat(Retention.latest(3)
                        .previewChangeTo(Retention.forever(), points, NOW)
                        .kept())
                .isEqualTo(points);
    }

    @Test
    void toUnrecognized_keepsWhatIsNotStamped() {
        RetentionChange<Point> change = Retention.latest(3)
                .previewChangeTo(new Retention.Unrecognized(Map.of()), List.of(EIGHTH, STAMPED), NOW);

        assertThat(change.kept()).containsExactly(EIGHTH);
        assertThat(change.stamped()).containsExactly(STAMPED);
    }

    @Test
    void values_holdBothRulesAndCopiesOfTheLists() {
        List<Point> points = new ArrayList<>(UNSTAMPED);
        RetentionChange<Point> change =
                new RetentionChange<>(Retention.forever(), Retention.latest(1), points, points, points, points, points);
        points.clear();

        assertThat(change.from()).isEqualTo(Retention.forever());
        assertThat(change.to()).isEqualTo(Retention.latest(1));
        assertThat(List.of(change.expired(), change.surplus(), change.stranded(), change.stamped(), change.kept()))
                .containsOnly(UNSTAMPED);
        assertThatThrownBy(() -> change.kept().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void toString_countsEachList() {
        assertThat(Retention.days(31)
                        .previewChangeTo(Retention.latest(1), List.of(EXPIRED, STAMPED, EIGHTH, SIXTH), NOW))
                .hasToString("keeping for 31 days becomes keeping the newest: 1 expired, 2 removed at the next run,"
                        + " 0 never removed any more, 0 until the expiry they carry, 1 kept");
    }
}
