package io.github.backup4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.backup4j.Points.Point;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What must hold for any history of a resource. */
class RetentionPropertyTest {
    private static final Instant START = Instant.parse("2024-11-01T00:00:00Z");

    private static void forEachSeed(LongConsumer property) {
        LongStream.range(0, 500).forEach(property);
    }

    @Test
    void surplus_afterEveryBackup_isTheSameAsOnceAtTheEnd() {
        forEachSeed(seed -> {
            Random random = new Random(seed);
            Retention rule = rule(random);
            List<Instant> history = history(random);
            Points each = new Points().run(rule, history);
            Points once = new Points().run(Retention.forever(), history).apply(rule, START);

            assertThat(each.instants()).as("seed %d, %s", seed, rule).isEqualTo(once.instants());
        });
    }

    @Test
    void evaluate_anyCountRaised_dropsNoPoint() {
        forEachSeed(seed -> {
            Random random = new Random(seed);
            Retention.Latest rule = rule(random);
            List<Point> points = points(random);
            Instant now = now(random);
            Set<Point> kept = kept(rule, points, now);

            assertThat(raised(rule))
                    .allSatisfy(raised -> assertThat(kept(raised, points, now))
                            .as("seed %d, %s raised to %s", seed, rule, raised)
                            .containsAll(kept));
        });
    }

    @Test
    void surplus_anyPoints_agreesWithEvaluate() {
        forEachSeed(seed -> {
            Random random = new Random(seed);
            Retention rule = rule(random);
            List<Point> points = points(random);
            Instant now = now(random);

            assertThat(rule.surplus(points, now))
                    .as("seed %d, %s", seed, rule)
                    .isEqualTo(rule.evaluate(points, now).stream()
                            .filter(Verdict.Surplus.class::isInstance)
                            .map(Verdict::point)
                            .toList());
        });
    }

    @Test
    void surplusPlaces_anyPoints_agreesWithSurplus() {
        forEachSeed(seed -> {
            Random random = new Random(seed);
            Retention.Latest rule = rule(random);
            Instant now = now(random);
            List<Point> judged = points(random).stream()
                    .filter(point ->
                            point.automatic() && point.available() && !point.pinned() && !hasPassed(point, now))
                    .toList();
            long[] seconds = judged.stream()
                    .mapToLong(point -> point.createdAt().getEpochSecond())
                    .toArray();

            assertThat(Arrays.stream(rule.surplusPlaces(seconds)).mapToObj(judged::get))
                    .as("seed %d, %s", seed, rule)
                    .containsExactlyElementsOf(rule.surplus(judged, now));
        });
    }

    @Test
    void surplusPlaces_notNewestFirst_isRefused() {
        assertThatExceptionOfType(Invalid.class)
                .isThrownBy(() -> Retention.latest(1).surplusPlaces(new long[] {100, 100, 101}))
                .withMessage("newestFirst holds a point of 101 after one of 100");
    }

    /** Which keeps the newest of all points that have the same name of a period. */
    @Test
    void evaluate_anyPoints_agreesWithTheSlowReading() {
        forEachSeed(seed -> {
            Random random = new Random(seed);
            Retention.Latest rule = rule(random);
            List<Point> points = points(random);
            Instant now = now(random);
            List<Point> judged = points.stream()
                    .filter(point ->
                            point.automatic() && point.available() && !point.pinned() && !hasPassed(point, now))
                    .toList();
            Set<Point> expected = new HashSet<>(points);
            expected.removeAll(judged);
            expected.removeIf(point -> point.automatic() && point.available() && !point.pinned());
            expected.addAll(judged.subList(0, Math.min(rule.count(), judged.size())));
            expected.addAll(newestOfEach(judged, rule, rule.daily(), time -> time.toLocalDate()));
            expected.addAll(newestOfEach(
                    judged,
                    rule,
                    rule.weekly(),
                    time -> time.toLocalDate().with(TemporalAdjusters.previousOrSame(rule.weekStart()))));
            expected.addAll(newestOfEach(judged, rule, rule.monthly(), time -> time.getYear() + " " + time.getMonth()));
            expected.addAll(newestOfEach(judged, rule, rule.yearly(), time -> time.getYear()));

            assertThat(kept(rule, points, now)).as("seed %d, %s", seed, rule).isEqualTo(expected);
        });
    }

    /** Every point stands in one list, and the lists agree with what running the new rule removes. */
    @Test
    void previewChangeTo_anyRules_agreesWithTheRunThatFollows() {
        forEachSeed(seed -> {
            Random random = new Random(seed);
            Retention from = anyRule(random);
            Retention to = anyRule(random);
            List<Point> points = points(random);
            Instant now = now(random);

            RetentionChange<Point> change = from.previewChangeTo(to, points, now);

            List<Point> all = new ArrayList<>();
            List.of(change.expired(), change.surplus(), change.stranded(), change.stamped(), change.kept())
                    .forEach(all::addAll);
            assertThat(all).as("seed %d, %s", seed, change).containsExactlyInAnyOrderElementsOf(points);
            assertThat(change.surplus()).as("seed %d, %s", seed, change).isEqualTo(to.surplus(points, now));
            assertThat(change.stranded()).as("seed %d, %s", seed, change).allMatch(point -> point.expiresAt() == null);
            assertThat(change.stamped()).as("seed %d, %s", seed, change).allMatch(point -> !hasPassed(point, now));
        });
    }

    private static Set<Point> newestOfEach(
            List<Point> newestFirst, Retention.Latest rule, int count, Function<LocalDateTime, Object> period) {
        Set<Object> seen = new HashSet<>();
        Set<Point> newest = new HashSet<>();
        for (Point point : newestFirst) {
            Object name = period.apply(LocalDateTime.ofInstant(point.createdAt(), rule.offset()));
            if (seen.size() < count && seen.add(name)) {
                newest.add(point);
            }
        }
        return newest;
    }

    private static Set<Point> kept(Retention rule, List<Point> points, Instant now) {
        Set<Point> kept = new HashSet<>();
        for (Verdict<Point> verdict : rule.evaluate(points, now)) {
            if (verdict instanceof Verdict.Kept) {
                kept.add(verdict.point());
            }
        }
        return kept;
    }

    private static boolean hasPassed(Point point, Instant now) {
        return point.expiresAt() != null && point.expiresAt().compareTo(now) <= 0;
    }

    private static List<Retention.Latest> raised(Retention.Latest rule) {
        return List.of(
                new Retention.Latest(
                        rule.count() + 1,
                        rule.daily(),
                        rule.weekly(),
                        rule.monthly(),
                        rule.yearly(),
                        rule.offset(),
                        rule.weekStart()),
                rule.plusDaily(rule.daily() + 1, rule.offset()),
                rule.plusWeekly(rule.weekly() + 1, rule.offset()),
                rule.plusMonthly(rule.monthly() + 1, rule.offset()),
                rule.plusYearly(rule.yearly() + 1, rule.offset()));
    }

    private static Retention anyRule(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> Retention.forever();
            case 1 -> Retention.days(1 + random.nextInt(90));
            default -> rule(random);
        };
    }

    private static Retention.Latest rule(Random random) {
        return new Retention.Latest(
                1 + random.nextInt(5),
                random.nextInt(8),
                random.nextInt(5),
                random.nextInt(5),
                random.nextInt(3),
                ZoneOffset.ofHours(random.nextInt(25) - 12),
                DayOfWeek.of(1 + random.nextInt(7)));
    }

    /** Up to 150 instants in order, from minutes to weeks apart. */
    private static List<Instant> history(Random random) {
        List<Instant> history = new ArrayList<>();
        Instant instant = START;
        int hours = 1 + random.nextInt(300);
        for (int i = random.nextInt(150); i >= 0; i--) {
            instant = instant.plus(Duration.ofMinutes(1 + random.nextInt(hours * 60)));
            history.add(instant);
        }
        return history;
    }

    /** Points of all kinds, the newest first. */
    private static List<Point> points(Random random) {
        List<Point> points = new ArrayList<>();
        for (Instant instant : history(random)) {
            points.add(
                    new Point(instant, stamp(random, instant), !oneIn(random, 6), !oneIn(random, 6), oneIn(random, 6)));
        }
        Collections.reverse(points);
        return points;
    }

    private static @Nullable Instant stamp(Random random, Instant createdAt) {
        return oneIn(random, 3) ? createdAt.plus(Duration.ofDays(1 + random.nextInt(300))) : null;
    }

    private static Instant now(Random random) {
        return START.plus(Duration.ofDays(random.nextInt(700)));
    }

    private static boolean oneIn(Random random, int count) {
        return random.nextInt(count) == 0;
    }
}
