package io.github.backup4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the runs of schedules against lib-recur, which reads RFC 5545 on its own. */
class ScheduleOracleTest {
    private static final int RULES = 700;
    private static final int RUNS = 12;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UTC",
                "+08:00",
                "-03:30",
                "Europe/London",
                "America/New_York",
                "Australia/Lord_Howe",
                "Antarctica/Troll",
                "America/Scoresbysund"
            })
    void next_randomRules_agreesWithLibRecur(String zoneId) throws InvalidRecurrenceRuleException {
        ZoneId zone = ZoneId.of(zoneId);
        for (long seed = 0; seed < RULES; seed++) {
            Random random = new Random(seed);
            Schedule schedule = RandomSchedules.schedule(random, zone);
            Instant created = seed % 2 == 0 ? RandomSchedules.instant(random) : shortlyBeforeTransition(random, zone);

            assertThat(schedule.next(created, RUNS))
                    .as("seed %d: %s from %s", seed, schedule, created)
                    .isEqualTo(expected(schedule, zone, created));
        }
    }

    private static Instant shortlyBeforeTransition(Random random, ZoneId zone) {
        Instant instant = RandomSchedules.instant(random);
        ZoneOffsetTransition transition = zone.getRules().nextTransition(instant);
        return transition == null ? instant : transition.getInstant().minusSeconds(random.nextInt(4 * 86_400) - 7_200L);
    }

    private static List<Instant> expected(Schedule schedule, ZoneId zone, Instant created)
            throws InvalidRecurrenceRuleException {
        SortedSet<Instant> runs = new TreeSet<>();
        // From the day before, for a time of that day which the clocks skip and which is due after the creation.
        LocalDateTime start =
                LocalDateTime.ofInstant(created, zone).toLocalDate().atStartOfDay();
        boolean countsDays = schedule instanceof Schedule.Daily daily && daily.everyDays() > 1;
        for (String rule : rules(schedule)) {
            instances(rule, countsDays ? start : start.minusDays(1)).forEach(local -> runs.add(instant(local, zone)));
        }
        return runs.stream().filter(run -> run.isAfter(created)).limit(RUNS).toList();
    }

    private static List<String> rules(Schedule schedule) {
        List<String> rules = new ArrayList<>();
        if (schedule instanceof Schedule.Daily daily) {
            daily.times().forEach(time -> rules.add("FREQ=DAILY;INTERVAL=" + daily.everyDays() + at(time)));
        } else if (schedule instanceof Schedule.Weekly weekly) {
            new TreeMap<>(weekly.slots())
                    .forEach((time, days) -> rules.add("FREQ=WEEKLY;BYDAY=" + byDay(days) + at(time)));
        }
        return rules;
    }

    private static String at(LocalTime time) {
        return ";BYHOUR=" + time.getHour() + ";BYMINUTE=" + time.getMinute() + ";BYSECOND=0";
    }

    private static String byDay(Set<DayOfWeek> days) {
        return days.stream().map(day -> day.name().substring(0, 2)).collect(Collectors.joining(","));
    }

    /** Enough of them for any schedule with several times to have its next runs among them. */
    private static List<LocalDateTime> instances(String rule, LocalDateTime start)
            throws InvalidRecurrenceRuleException {
        RecurrenceRuleIterator iterator = new RecurrenceRule(rule)
                .iterator(new DateTime(start.getYear(), start.getMonthValue() - 1, start.getDayOfMonth(), 0, 0, 0));
        List<LocalDateTime> instances = new ArrayList<>();
        while (instances.size() < RUNS + 4) {
            DateTime next = iterator.nextDateTime();
            instances.add(LocalDateTime.of(
                    next.getYear(), next.getMonth() + 1, next.getDayOfMonth(), next.getHours(), next.getMinutes()));
        }
        return instances;
    }

    /** Which lib-recur leaves open: it yields times that the clocks skip. */
    private static Instant instant(LocalDateTime local, ZoneId zone) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (offsets.isEmpty()) {
            return local.toInstant(zone.getRules().getTransition(local).getOffsetBefore());
        }
        return offsets.stream().map(local::toInstant).min(Instant::compareTo).orElseThrow();
    }
}
