package io.github.backup4j;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The names, descriptions and tags by which a provider recognizes resources created with a {@link RequestKey}, or as
 * intermediates. If a caller used them, they would be read back incomplete, or be mistaken for another call's work. So
 * every call that creates or changes a resource refuses them with {@link Invalid}, and nothing is created or changed:
 *
 * <ul>
 *   <li>a tag whose name begins with {@code backup4j-} or {@code backup4j_};
 *   <li>a name that ends in {@code _b4j_} or {@code _b4p_}, or consists of {@code backup4j-}, and 16 or more small letters and digits;
 *   <li>a description that ends in {@code [backup4j }, 16 or more small letters and digits, and {@code ]}.
 * </ul>
 *
 * <p>Specs can hold them, since others may have chosen such names. A provider calls {@link #refuse} in each such call,
 * and hides tags with such names ({@link #shown}), so that what was read can be written back.
 */
public final class ReservedNames {
    private static final Pattern TAG = Pattern.compile("backup4j[-_].*", Pattern.DOTALL);
    private static final String MARK = "[a-z0-9]{16,}";
    private static final Pattern NAME = Pattern.compile("(?:backup4j-|.*_b4[jp]_)" + MARK, Pattern.DOTALL);
    private static final Pattern DESCRIPTION = Pattern.compile(".*\\[backup4j " + MARK + "]", Pattern.DOTALL);

    private ReservedNames() {}

    /**
     * Refuses reserved names in the specs among the arguments of a call; other arguments are ignored.
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
                refuse("backup", spec.name(), spec.description(), Map.of());
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
     * Returns the tags of a resource as callers see them: without reserved names, in their order.
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
                    + " request key ([backup4j ...]); choose another ending; nothing was changed");
        }
        tags.forEach((key, value) -> {
            if (isReserved(key)) {
                throw new Invalid(kind + " tags hold " + key + "=" + value + ", but tags that begin with backup4j- or"
                        + " backup4j_ are marks of this library; choose another name; nothing was changed");
            }
        });
    }
}
