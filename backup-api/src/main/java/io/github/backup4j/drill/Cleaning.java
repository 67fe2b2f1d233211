package io.github.backup4j.drill;

import io.github.backup4j.ImageId;
import io.github.backup4j.Resource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How far the cleaning of a drill has come, as its token holds it.
 *
 * @param begun when it began, moved later by the part of long pauses between polls that is not counted
 * @param polled when it was polled last
 * @param emptyLists how many lists in a row have shown nothing to delete
 * @param traces what it has seen of the drill
 */
record Cleaning(Instant begun, Instant polled, int emptyLists, List<Trace> traces) {
    /** The most that one pause between polls counts towards the time limit: a process that was down has not tried meanwhile. */
    private static final Duration PAUSE = Duration.ofHours(1);

    private static final Pattern HEAD = Pattern.compile("(-?[0-9]{1,15}),(-?[0-9]{1,15}),([0-9])");
    private static final Pattern TRACE = Pattern.compile("([0-9])(?:,(-?[0-9]{1,15}))?:(.+)");

    /** Stands for what was restored, which the token holds anyway. */
    private static final String MADE = "m";

    Cleaning {
        traces = List.copyOf(traces);
    }

    /**
     * Something that a list has shown.
     *
     * @param resource the disk or server; null: it is an image
     * @param image the image; null: it is a disk or server
     * @param refusals how often its deletion was refused
     * @param refusedAt when it was refused first; null: never
     */
    record Trace(
            @Nullable Resource resource,
            @Nullable ImageId image,
            int refusals,
            @Nullable Instant refusedAt) {}

    static Cleaning begun(Instant now) {
        return new Cleaning(now, now, 0, List.of());
    }

    /** The same, polled now. A clock that goes back makes it begin later, never earlier. */
    Cleaning polledAt(Instant now) {
        Duration pause = Duration.between(polled, now);
        Instant counted = pause.compareTo(PAUSE) > 0 ? begun.plus(pause.minus(PAUSE)) : begun;
        return new Cleaning(counted.isAfter(now) ? now : counted, now, emptyLists, traces);
    }

    Cleaning reached(int lists, List<Trace> seen) {
        return new Cleaning(begun, polled, lists, seen);
    }

    // ---- tokens

    /** Its fields, those first that matter most. */
    List<String> fields(@Nullable Resource made) {
        List<String> fields = new ArrayList<>();
        fields.add(begun.toEpochMilli() + "," + polled.toEpochMilli() + "," + emptyLists);
        traces.stream()
                .sorted(Comparator.comparingInt(Trace::refusals).reversed())
                .map(one -> text(one, made))
                .forEach(fields::add);
        return fields;
    }

    private static String text(Trace one, @Nullable Resource made) {
        Resource resource = one.resource();
        String what = resource == null ? "i" + one.image() : resource.equals(made) ? MADE : DrillState.text(resource);
        Instant refusedAt = one.refusedAt();
        return one.refusals() + (refusedAt == null ? "" : "," + refusedAt.toEpochMilli()) + ":" + what;
    }

    static Cleaning read(List<String> fields, @Nullable Resource made) {
        Matcher head = HEAD.matcher(fields.get(0));
        if (!head.matches()) {
            throw DrillState.damaged();
        }
        return new Cleaning(
                instant(head.group(1)),
                instant(head.group(2)),
                Integer.parseInt(head.group(3)),
                fields.stream().skip(1).map(one -> trace(one, made)).toList());
    }

    private static Trace trace(String field, @Nullable Resource made) {
        Matcher matcher = TRACE.matcher(field);
        if (!matcher.matches()) {
            throw DrillState.damaged();
        }
        int refusals = Integer.parseInt(matcher.group(1));
        String at = matcher.group(2);
        String what = matcher.group(3);
        Instant refusedAt = at == null ? null : instant(at);
        if ((refusals == 0) != (refusedAt == null) || (what.equals(MADE) && made == null)) {
            throw DrillState.damaged();
        }
        if (what.equals(MADE)) {
            return new Trace(made, null, refusals, refusedAt);
        }
        return what.startsWith("i")
                ? new Trace(null, new ImageId(what.substring(1)), refusals, refusedAt)
                : new Trace(DrillState.resource(what), null, refusals, refusedAt);
    }

    private static Instant instant(String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }
}
