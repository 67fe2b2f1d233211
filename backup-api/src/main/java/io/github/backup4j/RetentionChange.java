package io.github.backup4j;

import io.github.backup4j.Verdict.Reason.Kind;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What happens to the points of one resource if the rule of its policy changes; each point is in exactly one of the
 * lists, newest first.
 *
 * <p>A new rule reaches back only in part: a count looks at all points at the next run, whereas an age is stamped on
 * new points only. So a change from a count to an age leaves the old points without anything that ever removes them,
 * and a change from one age to another leaves them their old expiry. This is what the guide of CBR says of its
 * policies.
 *
 * @param from the old rule
 * @param to the new rule
 * @param expired the points whose stamp has passed already: they go with the next clean-up, whatever the rule
 * @param surplus the points that the new rule removes when the next backup has finished; that backup itself then takes
 *     the first place, and moves the others down, as after every run
 * @param stranded the points that no rule removes any more and only a person can: they carry no stamp, and either the
 *     new rule works by stamps, or it keeps everything where the old one counted
 * @param stamped the points that stay for now and go at the expiry they carry, or earlier if the new rule counts and it
 *     comes to that
 * @param kept the points that stay and carry no stamp that matters: the new rule keeps them, they were taken manually,
 *     something was created from them, or they are not available
 * @param <P> the type of the points
 */
public record RetentionChange<P extends Retainable>(
        Retention from,
        Retention to,
        List<P> expired,
        List<P> surplus,
        List<P> stranded,
        List<P> stamped,
        List<P> kept) {

    /** Creates a preview. */
    public RetentionChange {
        Require.nonNull(from, "from");
        Require.nonNull(to, "to");
        expired = List.copyOf(Require.nonNull(expired, "expired"));
        surplus = List.copyOf(Require.nonNull(surplus, "surplus"));
        stranded = List.copyOf(Require.nonNull(stranded, "stranded"));
        stamped = List.copyOf(Require.nonNull(stamped, "stamped"));
        kept = List.copyOf(Require.nonNull(kept, "kept"));
    }

    static <P extends Retainable> RetentionChange<P> preview(
            Retention from, Retention to, Collection<P> points, Instant now) {
        Map<Fate, List<P>> fates = to.evaluate(points, now).stream()
                .collect(Collectors.groupingBy(
                        verdict -> fate(verdict, from), Collectors.mapping(Verdict::point, Collectors.toList())));
        return new RetentionChange<>(
                from,
                to,
                fates.getOrDefault(Fate.EXPIRED, List.of()),
                fates.getOrDefault(Fate.SURPLUS, List.of()),
                fates.getOrDefault(Fate.STRANDED, List.of()),
                fates.getOrDefault(Fate.STAMPED, List.of()),
                fates.getOrDefault(Fate.KEPT, List.of()));
    }

    private enum Fate {
        EXPIRED,
        SURPLUS,
        STRANDED,
        STAMPED,
        KEPT
    }

    private static Fate fate(Verdict<?> verdict, Retention from) {
        if (verdict instanceof Verdict.Kept<?> kept) {
            return fate(kept, from);
        }
        return verdict instanceof Verdict.Expired ? Fate.EXPIRED : Fate.SURPLUS;
    }

    private static Fate fate(Verdict.Kept<?> kept, Retention from) {
        if (kept.isKeptBy(Kind.NOT_YET_EXPIRED)) {
            return Fate.STAMPED;
        }
        boolean keepsWhatWasCounted = from instanceof Retention.Latest && kept.isKeptBy(Kind.FOREVER);
        return keepsWhatWasCounted || kept.isKeptBy(Kind.UNSTAMPED) ? Fate.STRANDED : Fate.KEPT;
    }

    /** Returns a summary for a person: both rules, and how many points each list holds. */
    @Override
    public String toString() {
        return "keeping " + from + " becomes keeping " + to + ": " + expired.size() + " expired, " + surplus.size()
                + " removed at the next run, " + stranded.size() + " never removed any more, " + stamped.size()
                + " until the expiry they carry, " + kept.size() + " kept";
    }
}
