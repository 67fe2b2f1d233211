package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.resources.CbrTypes;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.RequestMark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A restore in place, as recorded in the tags of a disk: from before anything is changed until the restore has ended,
 * and then the fact that it has. From it, a process that has only the request key learns what has to be put back, and
 * each step of the work learns that it may proceed.
 *
 * <p>The names of the tags contain the mark of the call, so a late request of another restore does not affect them. The
 * end of a restore has a tag of its own, which takes precedence over the others: a late request may set those again. A
 * check value that only a holder of the {@link Proof} can compute covers all of them, so tags that were altered, or
 * copied to another disk, have no effect.
 *
 * @param mark the mark of the call
 * @param carrier the id of the disk that carries it
 * @param point the id of the restore point
 * @param over the resource that is overwritten
 * @param server the id of the server that the disk is detached from; "": none
 * @param device the device that it was attached as; "": not known or not usual, as a disk can be attached without one
 * @param start whether the server is started again
 * @param before the newest earlier restore of the point to the resource, by {@link #shortOf}
 */
public record RestoreMark(
        RequestMark mark,
        String carrier,
        String point,
        Resource over,
        String server,
        String device,
        boolean start,
        String before) {
    private static final String WORK = "backup4j-work-";
    private static final String FROM = "backup4j-from-";
    private static final String DONE = "backup4j-done-";
    private static final String OVER = "backup4j-over-";
    private static final String DEVICES = "/dev/";
    private static final int CHECK = 14;
    private static final int BEFORE = 6;

    /** The start of 2020, from which tags count seconds, in digits and letters. */
    private static final long TIMES_FROM = 1_577_836_800L;

    private static final int RADIX = 36;
    private static final Pattern DEVICE = Pattern.compile("/dev/[a-z0-9]{1,8}");
    private static final Pattern VALUE =
            Pattern.compile("([a-z2-7]{14})\\.([a-z2-7]{6})\\.(start|stay|taken)\\.([a-z0-9]{1,6})\\.([a-z0-9]{0,8})");

    /** In the place of what becomes of the server: the service has accepted the restore, and its log is in the place of the device. */
    private static final String TAKEN = "taken";

    private static final Pattern ENDED = Pattern.compile("([a-z2-7]{14})\\.[a-z0-9]{1,6}");

    public RestoreMark {
        device = DEVICE.matcher(device).matches() ? device : "";
    }

    /** A few letters that stand for the id of a restore's log. */
    public static String shortOf(String log) {
        return new Proof("").check(BEFORE, log);
    }

    // ---- writing tags

    /** The tags that note a restore, before it changes anything. */
    Map<String, String> noted(Proof proof, Instant now) {
        String value = String.join(
                ".", check(proof), before, start ? "start" : "stay", time(now), device.replace(DEVICES, ""));
        String name = WORK + mark.text();
        return server.isEmpty() ? Map.of(name, value) : Map.of(name, value, FROM + mark.text(), server);
    }

    /**
     * The first of these tags, once the service has accepted the restore of a resource that stays where it is.
     *
     * @param log the id of the entry that the service has made in its log; "": it does not say
     */
    Map<String, String> accepted(String log, Proof proof, Instant now) {
        String entry = log.isEmpty() ? "" : shortOf(log);
        return Map.of(WORK + mark.text(), String.join(".", check(entry, proof), before, TAKEN, time(now), entry));
    }

    /**
     * What the tags say of the service's log.
     *
     * @return the entry that the service has made when it accepted the restore, by {@link #shortOf}; "": it did not say which; null: the
     *     tags do not say that it has accepted the restore
     */
    @Nullable
    String acceptedAs(JsonNode disk) {
        Matcher value = VALUE.matcher(tags(disk).getOrDefault(WORK + mark.text(), ""));
        return value.matches() && value.group(3).equals(TAKEN) ? value.group(5) : null;
    }

    /** The tag of a restore that has succeeded. */
    Map<String, String> ended(Proof proof, Instant now) {
        return Map.of(DONE + mark.text(), doneCheck(proof) + "." + time(now));
    }

    /**
     * The tag of work that is about to request the overwriting; needed where no log of the service shows that it has started. From
     * then on, the work never requests it again.
     */
    public Map<String, String> sent(Proof proof, Instant now) {
        return Map.of(OVER + mark.text(), overCheck("sent", proof) + "." + time(now));
    }

    /** The same tag, once the service has accepted the request. */
    public Map<String, String> accepted(Proof proof, Instant now) {
        return Map.of(OVER + mark.text(), overCheck("accepted", proof) + "." + time(now));
    }

    /** Whether the service has accepted the request of this work, or of other work of the same request. */
    public boolean isAccepted(JsonNode disk, Proof proof) {
        return sameRequest(disk).anyMatch(each -> each.has(disk, OVER, each.overCheck("accepted", proof)));
    }

    /** The same tag, once the disk was overwritten, but is not put back yet. */
    public Map<String, String> overwritten(Proof proof, Instant now) {
        return Map.of(OVER + mark.text(), overCheck("over", proof) + "." + time(now));
    }

    /** The name of that tag. */
    public String overName() {
        return OVER + mark.text();
    }

    /** Whether a disk was overwritten by this work, or by other work of the same request. */
    public boolean isOverwritten(JsonNode disk, Proof proof) {
        return sameRequest(disk)
                .anyMatch(each -> each.has(disk, OVER, each.overCheck("over", proof))
                        || each.has(disk, DONE, each.doneCheck(proof)));
    }

    /** Whether this work, or other work of the same request, may have requested the overwriting. An altered tag counts, too. */
    public boolean maySent(JsonNode disk) {
        return sameRequest(disk).anyMatch(each -> tags(disk).containsKey(OVER + each.mark.text()));
    }

    /** Whether other work of the same request may have requested the overwriting, or has ended. */
    public boolean sentByOthers(JsonNode disk) {
        Map<String, String> tags = tags(disk);
        return sameRequest(disk)
                .filter(each -> !each.mark.equals(mark))
                .anyMatch(
                        each -> tags.containsKey(OVER + each.mark.text()) || tags.containsKey(DONE + each.mark.text()));
    }

    /** Whether work of the same request has said since an instant that it is about to request the overwriting. */
    public boolean sentSince(JsonNode disk, Instant since) {
        String earliest = "." + time(since);
        return sameRequest(disk)
                .map(each -> tags(disk).getOrDefault(OVER + each.mark.text(), ""))
                .anyMatch(value ->
                        ENDED.matcher(value).matches() && timeText(value).compareTo(timeText(earliest)) >= 0);
    }

    /** Whether the work was noted at an instant or later, by its tag. */
    boolean notedSince(JsonNode disk, Instant since) {
        Matcher value = VALUE.matcher(tags(disk).getOrDefault(WORK + mark.text(), ""));
        return value.matches() && timeText("." + value.group(4)).compareTo(timeText("." + time(since))) >= 0;
    }

    /** This work and all other work of the same request that a disk carries tags of. */
    private Stream<RestoreMark> sameRequest(JsonNode disk) {
        Stream<RestoreMark> others = marks(disk).stream()
                .filter(other -> !other.equals(mark) && other.sameKey(mark) && other.sameParameters(mark))
                .map(other -> new RestoreMark(other, carrier, point, over, "", "", false, before));
        return Stream.concat(Stream.of(this), others);
    }

    private boolean has(JsonNode disk, String name, String check) {
        Matcher value = ENDED.matcher(tags(disk).getOrDefault(name + mark.text(), ""));
        return value.matches() && Proof.same(value.group(1), check);
    }

    private static Map<String, String> tags(JsonNode disk) {
        return JsonFields.tags(disk.path("tags"));
    }

    /** The name of the tag for the overwriting, if a disk carries it. */
    List<String> overwrittenName(JsonNode disk) {
        return tags(disk).containsKey(overName()) ? List.of(overName()) : List.of();
    }

    private String overCheck(String what, Proof proof) {
        return proof.check(CHECK, what, mark.text(), carrier, point, CbrTypes.type(over), over.id());
    }

    private String check(Proof proof) {
        return proof.check(
                CHECK,
                "begun",
                mark.text(),
                carrier,
                point,
                CbrTypes.type(over),
                over.id(),
                server,
                device,
                String.valueOf(start),
                before);
    }

    private String check(String entry, Proof proof) {
        return proof.check(
                CHECK, TAKEN, mark.text(), carrier, point, CbrTypes.type(over), over.id(), server, before, entry);
    }

    private String doneCheck(Proof proof) {
        return proof.check(CHECK, "ended", mark.text(), carrier, point, CbrTypes.type(over), over.id());
    }

    private static String time(Instant now) {
        long seconds = Math.max(0, now.getEpochSecond() - TIMES_FROM);
        String text = Long.toString(seconds, RADIX);
        return text.length() > 6 ? "zzzzzz" : text;
    }

    /** The names of the tags of a restore that has not ended. */
    List<String> names() {
        return List.of(WORK + mark.text(), FROM + mark.text());
    }

    // ---- reading tags

    /**
     * The state of a restore, by the tags of its disk.
     *
     * <p>NONE: the disk carries no tags of it. IN_PROGRESS: it is in progress. ENDED: it has succeeded. ALTERED: somebody has
     * written to the tags, or copied them from another disk.
     */
    enum Standing {
        NONE,
        IN_PROGRESS,
        ENDED,
        ALTERED
    }

    Standing standing(JsonNode disk, Proof proof) {
        Map<String, String> tags = JsonFields.tags(disk.path("tags"));
        Matcher ended = ENDED.matcher(tags.getOrDefault(DONE + mark.text(), ""));
        if (ended.matches() && Proof.same(ended.group(1), doneCheck(proof))) {
            return Standing.ENDED;
        }
        String value = tags.get(WORK + mark.text());
        if (value == null) {
            return Standing.NONE;
        }
        RestoreMark written = read(value, tags.getOrDefault(FROM + mark.text(), ""));
        String entry = acceptedAs(disk);
        String check = entry == null ? check(proof) : check(entry, proof);
        boolean same = written != null && Proof.same(VALUE.matcher(value).replaceFirst("$1"), check);
        return same && equals(written) ? Standing.IN_PROGRESS : Standing.ALTERED;
    }

    /** The same restore with what has to be put back by its tags; null: this library cannot have written them. */
    private @Nullable RestoreMark read(String value, String from) {
        Matcher matcher = VALUE.matcher(value);
        if (!matcher.matches() || !(from.isEmpty() || JsonFields.isId(from))) {
            return null;
        }
        String name = matcher.group(3).equals(TAKEN) ? "" : matcher.group(5);
        return new RestoreMark(
                mark,
                carrier,
                point,
                over,
                from,
                name.isEmpty() ? "" : DEVICES + name,
                matcher.group(3).equals("start"),
                matcher.group(2));
    }

    /** The marks of all restores that a disk carries tags of. */
    static List<RequestMark> marks(JsonNode disk) {
        Map<String, RequestMark> marks = new LinkedHashMap<>();
        for (String name : new TreeSet<>(JsonFields.tags(disk.path("tags")).keySet())) {
            for (String start : List.of(DONE, WORK, FROM, OVER)) {
                RequestMark mark = name.startsWith(start) ? RequestMark.parse(name.substring(start.length())) : null;
                if (mark != null) {
                    marks.putIfAbsent(mark.text(), mark);
                }
            }
        }
        return List.copyOf(marks.values());
    }

    /**
     * The restore that a disk carries tags of.
     *
     * @param mark the mark of the call
     * @param over the resource that is overwritten
     * @return the restore with what has to be put back; null: the disk carries no tags of it
     */
    static @Nullable RestoreMark on(JsonNode disk, RequestMark mark, String point, Resource over) {
        Map<String, String> tags = JsonFields.tags(disk.path("tags"));
        String carrier = JsonFields.id(disk, "id", "a disk");
        RestoreMark asked = new RestoreMark(mark, carrier, point, over, "", "", false, shortOf(""));
        String value = tags.get(WORK + mark.text());
        if (value == null) {
            return tags.containsKey(DONE + mark.text()) ? asked : null;
        }
        RestoreMark read = asked.read(value, tags.getOrDefault(FROM + mark.text(), ""));
        return read == null ? asked : read;
    }

    /**
     * The tags of other restores of the disk that are no longer needed once this one has ended: the later restore counts. They
     * include those of work that was left unfinished after it may have overwritten the disk, and of the same request.
     *
     * @param keepsEnd whether the disk keeps a tag for the end of this one, by which its key is recognized; if not, the tag of an
     *     earlier one stays, whose key is then still remembered
     */
    List<String> outdated(JsonNode disk, boolean keepsEnd) {
        List<String> outdated = outdated(disk);
        if (!keepsEnd) {
            outdated.removeIf(name -> name.startsWith(DONE));
        }
        return outdated;
    }

    private List<String> outdated(JsonNode disk) {
        Map<String, String> tags = tags(disk);
        return tagsOfOthers(
                disk,
                other -> tags.containsKey(DONE + other.text())
                        || tags.containsKey(OVER + other.text())
                        || (other.sameKey(mark) && other.sameParameters(mark)));
    }

    /** Those of them that no tag says the end of. */
    List<String> unfinished(JsonNode disk) {
        Map<String, String> tags = tags(disk);
        List<String> unfinished = outdated(disk);
        unfinished.removeIf(name -> tags.containsKey(
                DONE + name.substring(name.length() - mark.text().length())));
        return unfinished;
    }

    private List<String> tagsOfOthers(JsonNode disk, Predicate<RequestMark> which) {
        List<String> names = new ArrayList<>();
        for (RequestMark other : marks(disk)) {
            if (!other.equals(mark) && which.test(other)) {
                names.addAll(
                        List.of(DONE + other.text(), WORK + other.text(), FROM + other.text(), OVER + other.text()));
            }
        }
        names.retainAll(tags(disk).keySet());
        return names;
    }

    /**
     * The tags of other ended restores that have no effect any more: all but the end tag of the latest one, by which
     * its request key is recognized. They stay if the request that removes them is lost, and a disk has room for ten
     * tags.
     */
    List<String> inert(JsonNode disk) {
        Map<String, String> tags = tags(disk);
        List<String> inert = tagsOfOthers(disk, other -> tags.containsKey(DONE + other.text()));
        inert.stream()
                .filter(name -> name.startsWith(DONE))
                .max(Comparator.comparing((String name) -> timeText(tags.getOrDefault(name, "")))
                        .thenComparing(Comparator.naturalOrder()))
                .ifPresent(inert::remove);
        return inert;
    }

    /** How many tags a disk keeps while this work runs, other than those of the work, once the inert ones are off. */
    int staying(JsonNode disk) {
        List<String> leaving = inert(disk);
        return (int) tags(disk).keySet().stream()
                .filter(name -> !name.endsWith(mark.text()) && !leaving.contains(name))
                .count();
    }

    /** The tags of unfinished work on a disk that has to put the disk back to a server. */
    static List<String> unfinishedFor(JsonNode disk, String server) {
        Map<String, String> tags = tags(disk);
        return marks(disk).stream()
                .map(RequestMark::text)
                .filter(mark -> server.equals(tags.get(FROM + mark))
                        && tags.containsKey(WORK + mark)
                        && !tags.containsKey(DONE + mark))
                .flatMap(mark -> Stream.of(WORK + mark, FROM + mark))
                .toList();
    }

    /** The time in the value of a tag, as text that sorts by time. */
    private static String timeText(String value) {
        String text = value.substring(value.lastIndexOf('.') + 1);
        return "0".repeat(Math.max(0, 6 - text.length())) + text;
    }

    /** The names of all tags of this call that a disk may carry, for messages. */
    public String named() {
        return WORK + mark.text() + ", " + FROM + mark.text() + ", " + OVER + mark.text() + " and " + DONE
                + mark.text();
    }
}
