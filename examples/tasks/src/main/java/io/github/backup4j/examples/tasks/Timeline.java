package io.github.backup4j.examples.tasks;

import static java.util.stream.Collectors.joining;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The restore points of some disks and servers on an axis of days, for a person to look at in a terminal: what is kept,
 * what expired and when, and when the next run is.
 *
 * <p>A cloud does not list what is gone, so that is told from the schedule: a run without a restore point has expired, or,
 * if it is too young for that, is missing. Each resource is taken to be in its vault since there is the vault. Days are
 * those of UTC, and the numbers above them are Mondays.
 */
public final class Timeline {
    private static final int MAX_DAYS = 60;

    private static final char KEPT = '#';
    private static final char BY_HAND = '+';
    private static final char MISSING = '!';
    private static final char EXPIRED = '.';
    private static final char NEXT = '>';

    private static final DateTimeFormatter TITLE = format("EEEE d MMMM yyyy, HH:mm 'UTC'");
    private static final DateTimeFormatter MONTH_AND_YEAR = format("MMM yyyy");
    private static final DateTimeFormatter MONTH = format("MMM");
    private static final DateTimeFormatter DAY = format("ppd MMM");
    private static final DateTimeFormatter MINUTE = format("ppd MMM, HH:mm");

    private final Instant now;
    private final List<Track> tracks;
    private final LocalDate first;
    private final LocalDate last;

    private Timeline(Instant now, List<Track> tracks) {
        this.now = now;
        this.tracks = tracks;
        last = day(nextRun().orElse(now));
        LocalDate begun = day(
                tracks.stream().map(Track::since).min(Comparator.naturalOrder()).orElse(now));
        LocalDate earliest = last.minusDays(MAX_DAYS - 1L);
        first = begun.isBefore(earliest) ? earliest : begun;
    }

    /**
     * Returns the timeline of some protected resources, of the last 60 days at most.
     *
     * @param backup the cloud that they are in
     * @param now the present instant
     * @param resources disks and servers
     * @throws NoSuchElementException if one is in no vault, or the vault has no policy
     */
    public static String of(CloudBackup backup, Instant now, Resource... resources) {
        List<Track> tracks = Arrays.stream(resources)
                .map(resource -> Track.of(backup, now, resource))
                .toList();
        return new Timeline(now, tracks).draw();
    }

    private String draw() {
        int labels =
                tracks.stream().mapToInt(track -> track.label().length()).max().orElse(1);
        String row = "%-" + labels + "s   %s   %s";
        Stream<String> head =
                Stream.of(TITLE.format(now), "", row.formatted("", months(), ""), row.formatted("", mondays(), ""));
        Stream<String> body = tracks.stream().map(track -> row.formatted(track.label(), strip(track), counts(track)));
        return Stream.of(head, body, Stream.of(""), legend())
                .flatMap(lines -> lines)
                .map(String::stripTrailing)
                .collect(joining("\n"));
    }

    private String months() {
        return ruler(day -> day.equals(first)
                ? MONTH_AND_YEAR.format(start(day))
                : day.getDayOfMonth() == 1 ? MONTH.format(start(day)) : "");
    }

    private String mondays() {
        return ruler(day -> day.getDayOfWeek() == DayOfWeek.MONDAY ? Integer.toString(day.getDayOfMonth()) : "");
    }

    /** Writes a text above its day, where there is one and there is room for it. */
    private String ruler(Function<LocalDate, String> text) {
        StringBuilder ruler = new StringBuilder();
        days().forEach(day -> {
            int gap = (int) ChronoUnit.DAYS.between(first, day) - ruler.length();
            if (!text.apply(day).isEmpty() && (gap > 0 || ruler.isEmpty())) {
                ruler.append(" ".repeat(gap)).append(text.apply(day));
            }
        });
        return ruler.toString();
    }

    /** What matters most on a day is written last. */
    private String strip(Track track) {
        Map<LocalDate, Character> marks = new HashMap<>();
        Optional.ofNullable(track.next()).ifPresent(run -> marks.put(day(run), NEXT));
        track.expired().forEach(run -> marks.put(day(run.at()), EXPIRED));
        track.kept().forEach(point -> marks.put(day(point.createdAt()), KEPT));
        track.byHand().forEach(point -> marks.put(day(point.createdAt()), BY_HAND));
        track.missing().forEach(run -> marks.put(day(run.at()), MISSING));
        return days().map(day -> marks.getOrDefault(day, ' ').toString()).collect(joining());
    }

    private static String counts(Track track) {
        return track.kept().size() + " kept, " + track.expired().size() + " expired"
                + (track.byHand().isEmpty() ? "" : ", " + track.byHand().size() + " by hand")
                + (track.missing().isEmpty() ? "" : ", " + track.missing().size() + " MISSING");
    }

    private Stream<String> legend() {
        Optional<Instant> firstToExpire = all(Track::kept)
                .map(RestorePoint::expiresAt)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder());
        Optional<Instant> lastExpired = all(Track::expired)
                .map(Track.Run::expiry)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder());
        return Stream.of(
                        entry(
                                KEPT,
                                "kept",
                                span(all(Track::kept).map(RestorePoint::createdAt)),
                                on("the oldest expires on ", firstToExpire)),
                        entry(
                                BY_HAND,
                                "by hand",
                                span(all(Track::byHand).map(RestorePoint::createdAt)),
                                "never expires"),
                        entry(MISSING, "missing", span(all(Track::missing).map(Track.Run::at)), "failed or skipped"),
                        entry(
                                EXPIRED,
                                "expired",
                                span(all(Track::expired).map(Track.Run::at)),
                                on("the newest expired on ", lastExpired)),
                        entry(
                                NEXT,
                                "next run",
                                nextRun().map(MINUTE::format),
                                nextRun().map(this::timeTo).orElse("")))
                .flatMap(Optional::stream);
    }

    private static Optional<String> entry(char mark, String word, Optional<String> when, String more) {
        return when.map(text -> "%c %-8s   %-16s   %s".formatted(mark, word, text, more));
    }

    private static Optional<String> span(Stream<Instant> instants) {
        List<String> days = instants.sorted().map(DAY::format).toList();
        return days.stream().findFirst().map(from -> {
            String to = days.get(days.size() - 1);
            return from.equals(to) ? from : from + " to " + to;
        });
    }

    private static String on(String words, Optional<Instant> instant) {
        return instant.map(when -> words + MINUTE.format(when).stripLeading()).orElse("");
    }

    private <T> Stream<T> all(Function<Track, List<T>> part) {
        return tracks.stream().map(part).flatMap(List::stream);
    }

    private Optional<Instant> nextRun() {
        return tracks.stream().map(Track::next).filter(Objects::nonNull).min(Comparator.naturalOrder());
    }

    private String timeTo(Instant run) {
        Duration left = Duration.between(now, run);
        return "in " + left.toHours() + " h" + (left.toMinutesPart() == 0 ? "" : " " + left.toMinutesPart() + " min");
    }

    private Stream<LocalDate> days() {
        return first.datesUntil(last.plusDays(1));
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
    }
}
