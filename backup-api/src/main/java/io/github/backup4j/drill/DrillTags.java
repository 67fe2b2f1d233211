package io.github.backup4j.drill;

import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.Invalid;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Temporary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The two tags of what a drill creates: the mark, and a digest of the definition and of the restore point. */
final class DrillTags {
    /** The name of the tag that holds the digests of the definition and of the restore point. */
    static final String POINT = "b4j-drill-of";

    static final int COUNT = 2;

    private static final int LONGEST = 43;

    private DrillTags() {}

    /**
     * What an earlier process with the same key has left.
     *
     * @param mark its mark
     * @param point the value of the tag {@link #POINT}; null: not known
     */
    record Earlier(Temporary mark, @Nullable String point) {
        /** Whether it is of a drill with this definition, as far as is known. */
        boolean isOf(String definition) {
            return point == null || point.startsWith(definition + "-");
        }
    }

    /**
     * Returns what an earlier process has left of a drill with this definition; null: nothing that a list shows. Of several drills it
     * is the one that began first, whichever process looks.
     *
     * @throws Conflict if there is one with this id and another definition
     */
    static @Nullable Earlier earlier(CloudBackup backup, String id, String definition) {
        List<Map<String, String>> tags = new ArrayList<>();
        try (var resources = backup.resources().list()) {
            resources.map(ProtectableResource::tags).forEach(tags::add);
        }
        if (backup.supports(Capability.IMAGES)) {
            try (var images = backup.images().list()) {
                images.filter(one -> one.status() != Image.Status.DELETED)
                        .map(Image::tags)
                        .forEach(tags::add);
            }
        }
        List<Earlier> found = tags.stream()
                .flatMap(
                        one -> Temporary.in(one)
                                .filter(mark -> mark.id().equals(id))
                                .map(mark -> new Earlier(mark, one.get(POINT)))
                                .stream())
                .toList();
        found.stream().filter(one -> !one.isOf(definition)).findFirst().ifPresent(one -> {
            throw new Conflict("a drill with this key began at " + one.mark().begunAt()
                    + " with another definition or in another place, and what it has made is still there; start it with that"
                    + " definition, or this one with another key; nothing was restored or deleted");
        });
        return found.stream()
                .min(Comparator.comparing((Earlier earlier) -> earlier.point() == null)
                        .thenComparing(earlier -> earlier.mark().begunAt())
                        .thenComparing(earlier -> earlier.mark().value()))
                .orElse(null);
    }

    /** The value of the tag {@link #POINT}. */
    static String pointTag(RestorePointId point, String definition) {
        String start = definition + "-";
        return start + Texts.sha256(point.value()).substring(0, LONGEST - start.length());
    }

    static DiskSpec mark(DiskSpec spec, Temporary mark, String pointTag) {
        return new DiskSpec(
                spec.name(),
                spec.size(),
                spec.zone(),
                spec.type(),
                spec.description(),
                with(spec.tags(), mark, pointTag),
                null);
    }

    static ServerSpec mark(ServerSpec spec, Temporary mark, String pointTag) {
        return new ServerSpec(
                spec.name(),
                spec.flavor(),
                spec.zone(),
                spec.network(),
                spec.subnet(),
                spec.securityGroups(),
                spec.keyPair(),
                with(spec.tags(), mark, pointTag));
    }

    private static Map<String, String> with(Map<String, String> tags, Temporary mark, String pointTag) {
        Map<String, String> all = new LinkedHashMap<>(tags);
        all.putAll(mark.tags());
        all.put(POINT, pointTag);
        return all;
    }

    static void refuse(Map<String, String> tags) {
        for (String name : new String[] {Temporary.TAG, POINT}) {
            if (tags.containsKey(name)) {
                throw new Invalid("tags of the target hold " + name + ", which the drill sets itself; leave it out");
            }
        }
    }

    /** A spec as text, the same for equal ones. */
    static String text(DiskSpec spec) {
        return spec.name() + "\n" + spec.size() + "\n" + spec.zone() + "\n" + spec.type() + "\n" + spec.description()
                + "\n" + new TreeMap<>(spec.tags());
    }

    static String text(ServerSpec spec) {
        return spec.name() + "\n" + spec.flavor() + "\n" + spec.zone() + "\n" + spec.network() + "\n" + spec.subnet()
                + "\n" + spec.securityGroups() + "\n" + spec.keyPair() + "\n" + new TreeMap<>(spec.tags());
    }
}
