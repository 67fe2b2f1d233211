package io.github.backup4j.huawei;

import io.github.backup4j.Invalid;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What may stand in tokens: which fields work of a kind has, and what their values look like. Anything else was not written here. */
final class TokenFields {
    private static final Pattern ID = Pattern.compile("(?!\\.+$)[A-Za-z0-9._:-]{1,128}");
    private static final Pattern MARK = Pattern.compile("[a-z0-9-]{1,40}");
    private static final Pattern FLAG = Pattern.compile("true|false|1");
    private static final Pattern PARCEL = Pattern.compile("[A-Za-z0-9_-]{1,800}");
    private static final Pattern TEXT = Pattern.compile("(?s).{1,512}");

    /** What each field looks like. */
    private static final Map<String, Pattern> SHAPES = Map.ofEntries(
            Map.entry("order", ID),
            Map.entry("vault", ID),
            Map.entry("run", ID),
            Map.entry("point", ID),
            Map.entry("id", ID),
            Map.entry("on", ID),
            Map.entry("server", ID),
            Map.entry("disk", ID),
            Map.entry("image", ID),
            Map.entry("snapshot", ID),
            Map.entry("copy", ID),
            Map.entry("job", ID),
            Map.entry("log", ID),
            Map.entry("record", ID),
            Map.entry("region", ID),
            Map.entry("type", Pattern.compile("OS::Nova::Server|OS::Cinder::Volume")),
            Map.entry("device", Pattern.compile("/dev/[a-z0-9]{1,8}")),
            Map.entry("before", Pattern.compile("[a-z2-7]{6}")),
            Map.entry("mark", MARK),
            Map.entry("key", MARK),
            Map.entry("proof", Pattern.compile("[a-z2-7]{26}")),
            Map.entry("start", FLAG),
            Map.entry("keyed", FLAG),
            Map.entry("good", FLAG),
            Map.entry("within", FLAG),
            Map.entry("spec", PARCEL),
            Map.entry("plan", PARCEL),
            Map.entry("format", Pattern.compile("[A-Z0-9]{1,16}")),
            Map.entry("to", TEXT),
            Map.entry("fail", TEXT),
            Map.entry("code", TEXT),
            Map.entry("refused", Pattern.compile("\\d{1,3}")),
            Map.entry("unanswered", Pattern.compile("\\d{1,3}")));

    /** What work of any kind may have: a failure that was kept, and how often a call was made in vain. */
    private static final Set<String> ALL = Set.of("fail", "code", "refused", "unanswered");

    /** What work of each kind may have beside that. */
    static final Map<String, Set<String>> KINDS = Map.ofEntries(
            Map.entry("vault-order", Set.of("order", "vault", "mark")),
            Map.entry("backup", Set.of("run", "vault")),
            Map.entry(
                    "restore",
                    Set.of(
                            "point", "type", "id", "on", "before", "log", "job", "good", "server", "device", "start",
                            "mark", "proof", "keyed")),
            Map.entry("new-disk", Set.of("job", "disk", "good")),
            Map.entry("new-server", Set.of("job", "image", "server", "key", "plan", "proof")),
            Map.entry("copy", Set.of("point", "region", "record")),
            Map.entry("snapshot", Set.of("id", "disk", "mark")),
            Map.entry("roll-back", Set.of("snapshot", "disk")),
            Map.entry("image", Set.of("job", "disk", "spec", "image", "good", "mark", "proof")),
            Map.entry("image-copy", Set.of("image", "within", "job", "copy", "mark")),
            Map.entry("export", Set.of("image", "to", "format", "job")));

    private TokenFields() {}

    /**
     * Checks all that a token holds.
     *
     * @throws Invalid if work of its kind has no such field, or the field no such value
     */
    static void check(Token token) {
        Set<String> known = KINDS.getOrDefault(token.kind(), Set.of());
        token.data().forEach((name, value) -> {
            Pattern shape = known.contains(name) || ALL.contains(name) ? SHAPES.get(name) : null;
            if (shape == null) {
                throw new Invalid("token of " + token.kind() + " has \"" + shown(name)
                        + "\", which this version does not know; it is damaged");
            }
            if (!shape.matcher(value).matches()) {
                throw new Invalid("token of " + token.kind() + " has \"" + name + "\" = \"" + shown(value)
                        + "\", which cannot be; it is damaged");
            }
        });
    }

    private static String shown(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return printable.length() <= 80 ? printable : printable.substring(0, 80) + "...";
    }
}
