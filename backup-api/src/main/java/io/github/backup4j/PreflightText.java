package io.github.backup4j;

import io.github.backup4j.Preflight.Check;
import io.github.backup4j.Preflight.ExpectedTime;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.Preflight.Overwrite;
import io.github.backup4j.Preflight.Stop;
import io.github.backup4j.internal.PlainText;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes preflights as text. */
final class PreflightText {
    /** The maximum number of newer restore points or snapshots that the text names; the typed lists have them all. */
    private static final int MOST_NAMED = 5;

    private PreflightText() {}

    static String of(Preflight preflight) {
        StringBuilder text = new StringBuilder();
        line(text, "preflight of the " + preflight.subject() + ": " + verdict(preflight));
        line(text, "checks");
        for (Check check : preflight.checks()) {
            line(
                    text,
                    String.format(
                            Locale.ROOT,
                            "  %-7s  %-16s  %s%s",
                            check.result(),
                            check.kind(),
                            check.evidence(),
                            check.failure() == null ? "" : " (" + named(check.failure()) + ")"));
        }
        line(text, "overwrites" + (preflight.overwrites().isEmpty() ? ": no disk" : ""));
        boolean all = preflight.checks().stream().noneMatch(check -> check.kind() == Kind.NEWER_DATA);
        preflight.overwrites().forEach(overwrite -> write(text, overwrite, all ? "none" : "none that may be read"));
        line(text, "stops" + (preflight.stops().isEmpty() ? ": no server" : ""));
        for (Stop stop : preflight.stops()) {
            line(text, "  " + stop.server() + ", " + words(stop));
        }
        boolean logRead = preflight.checks().stream().noneMatch(check -> check.kind() == Kind.EXPECTED_TIME);
        text.append("expected time: ")
                .append(logRead ? words(preflight.expectedTime()) : "not known: the log may not be read");
        return text.toString();
    }

    /** Returns what is restored to what, such as {@code "restore of restore point p-1 over disk d-1"}. */
    static String subject(RestorePointId id, RestoreTarget target) {
        return "restore of restore point " + id + " " + words(target);
    }

    /** Returns what is restored to what; a target in place is a rollback. */
    static String subject(SnapshotId id, RestoreTarget target) {
        return target instanceof InPlace<?> inPlace
                ? "rollback of " + inPlace.overwritten() + " to snapshot " + id
                        + (inPlace.detachFirst() ? ", detaching first" : "")
                : "restore of snapshot " + id + " " + words(target);
    }

    private static String words(RestoreTarget target) {
        if (target instanceof InPlace<?> inPlace) {
            return "over " + inPlace.overwritten() + (inPlace.detachFirst() ? ", detaching first" : "");
        }
        return target instanceof DiskSpec disk
                ? "to new disk \"" + disk.name() + "\""
                : "to new server \"" + ((ServerSpec) target).name() + "\"";
    }

    private static String verdict(Preflight preflight) {
        int failed = preflight.failures().size();
        int unknown = preflight.unknowns().size();
        return (failed == 0
                        ? "passes"
                        : "fails (" + failed + " of " + preflight.checks().size() + " checks)")
                + (unknown == 0 ? "" : ", " + unknown + " unknown");
    }

    private static String named(BackupException failure) {
        return failure.getClass().getSimpleName()
                + failure.code().map(code -> " " + code).orElse("");
    }

    private static void write(StringBuilder text, Overwrite overwrite, String none) {
        line(
                text,
                "  " + overwrite.disk() + ": what was written to it "
                        + (overwrite.since() == null ? "since the data was taken" : "since " + overwrite.since())
                        + " is lost");
        if (overwrite.since() != null) {
            line(text, "    newer restore points: " + some(overwrite.newerPoints(), PreflightText::words, none));
            line(text, "    newer snapshots: " + some(overwrite.newerSnapshots(), PreflightText::words, none));
        }
    }

    private static String words(RestorePoint point) {
        return point.id() + " of " + point.createdAt();
    }

    private static String words(Snapshot snapshot) {
        return snapshot.id() + " of " + snapshot.createdAt();
    }

    private static <T> String some(Collection<T> all, Function<T, String> words, String none) {
        if (all.isEmpty()) {
            return none;
        }
        List<String> named = all.stream().limit(MOST_NAMED).map(words).toList();
        int more = all.size() - named.size();
        return all.size() + " (" + String.join(", ", named) + (more == 0 ? ")" : ", and " + more + " more)");
    }

    private static String words(Stop stop) {
        return (stop.running() ? "which is running: it is stopped, and " : "which is stopped: it is ")
                + (stop.startedAfterwards() ? "started afterwards" : stop.running() ? "stays stopped" : "not started");
    }

    private static String words(@Nullable ExpectedTime expected) {
        if (expected == null) {
            return "not known: the log holds no such restore";
        }
        return words(expected.typical()) + " typically, " + words(expected.longest()) + " at most so far, from "
                + expected.restores() + (expected.restores() == 1 ? " restore" : " restores")
                + " of half to double the size";
    }

    private static String words(Duration time) {
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0
                ? time.toMinutes() + " min" + (time.toSecondsPart() == 0 ? "" : " " + time.toSecondsPart() + " s")
                : time.toSeconds() + " s";
    }

    private static void line(StringBuilder text, String line) {
        text.append(PlainText.line(line)).append('\n');
    }
}
