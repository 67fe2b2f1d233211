package io.github.backup4j;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The names, descriptions and tags by which a provider knows what was made with a {@link RequestKey}, or on the way to something
 * else. A caller's own that look so would be read back without their end, or be taken for another call's work, so every call that
 * makes or changes something refuses them with {@link Invalid}, and nothing is made or changed:
 *
 * <ul>
 *   <li>a tag whose name begins with {@code backup4j-} or {@code backup4j_};
 *   <li>a name that ends in {@code _b4j_} or {@code _b4p_}, or consists of {@code backup4j-}, and 16 or more small letters and digits;
 *   <li>a description that ends in {@code [backup4j }, 16 or more small letters and digits, and {@code ]}.
 * </ul>
 *
 * <p>Specs can hold them, as what others have made may be named so. A provider asks {@link #refuse}, at each such call, and shows no
 * tag of such a name, so that what was read can be written back: {@link #shown}.
 */
public final class ReservedNames {
    private static final Pattern TAG = Pattern.compile("backup4j[-_].*", Pattern.DOTALL);
    private static final String MARK = "[a-z0-9]{16,}";
    private static final Pattern NAME = Pattern.compile("(?:backup4j-|.*_b4[jp]_)" + MARK, Pattern.DOTALL);
    private static final Pattern DESCRIPTION = Pattern.compile(".*\\[backup4j " + MARK + "]", Pattern.DOTALL);

    private ReservedNames() {}

    /**
     * Refuses what is reserved in the specs among the parameters of a call; all else is let through.
     *
     * @param parameters what the call was given
     * @throws Invalid if a spec has such a name, description or tag
     */
    public static void refuse(Object... parameters) {
        for (Object parameter : parameters) {
            if (parameter instanceof VaultSpec spec) {
                refuse("vault", spec.name(), spec.description(), spec.tags());
            } else if (parameter instanceof PolicySpec spec) {
                refuse("policy", spec.name(), "", Map.of());
            } else if (parameter instanceof BackupSpec spec) {
                refuse("backup", spec.name() == null ? "" : spec.name(), spec.description(), Map.of());
            } else if (parameter instanceof SnapshotSpec spec) {
                refuse("snapshot", spec.name(), spec.description(), Map.of());
            } else if (parameter instanceof ImageSpec spec) {
                refuse("image", spec.name(), spec.description(), spec.tags());
            } else if (parameter instanceof ImageCopySpec spec) {
                refuse("image", spec.name(), spec.description(), Map.of());
            } else if (parameter instanceof DiskSpec spec) {
                refuse("disk", spec.name(), spec.description(), spec.tags());
            } else if (parameter instanceof ServerSpec spec) {
                refuse("server", spec.name(), "", spec.tags());
            }
        }
    }

    /**
     * Returns the tags of something as callers see them: those without reserved names, in their order.
     *
     * @param tags all that it has
     */
    public static Map<String, String> shown(Map<String, String> tags) {
        Map<String, String> shown = new LinkedHashMap<>(tags);
        shown.keySet().removeIf(ReservedNames::isReserved);
        return shown;
    }

    private static boolean isReserved(String tag) {
        return TAG.matcher(tag).matches();
    }

    static void refuse(String kind, String name, String description, Map<String, String> tags) {
        if (NAME.matcher(name).matches()) {
            throw new Invalid(kind + " name is \"" + name + "\", which looks like a name with the mark of a request key"
                    + " (..._b4j_..., ..._b4p_... or backup4j-..., and 16 or more small letters and digits); choose another name;"
                    + " nothing was changed");
        }
        if (DESCRIPTION.matcher(description).matches()) {
            throw new Invalid(kind + " description is \"" + description + "\", which ends like one with the mark of a"
                    + " request key ([backup4j ...]); let it end otherwise; nothing was changed");
        }
        tags.forEach((key, value) -> {
            if (isReserved(key)) {
                throw new Invalid(kind + " tags hold " + key + "=" + value + ", but tags that begin with backup4j- or"
                        + " backup4j_ are marks of this library; choose another name; nothing was changed");
            }
        });
    }
}
