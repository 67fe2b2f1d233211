package io.github.backup4j.drill;

import io.github.backup4j.Capability;
import io.github.backup4j.CloudBackup;
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

/** The two tags of what a drill makes: the mark, and the restore point that it is restored from. */
final class DrillTags {
    /** The name of the tag that holds the id of the restore point, or a digest of it. */
    static final String POINT = "b4j-drill-of";

    static final int COUNT = 2;

    private static final int LONGEST = 43;

    private DrillTags() {}

    /**
     * What an earlier process with the same key has left.
     *
     * @param mark its mark
     * @param point the value of the tag for the restore point; null: not known
     */
    record Earlier(Temporary mark, @Nullable String point) {}

    /** Returns what an earlier process has left of a drill; null: nothing that a list shows. */
    static @Nullable Earlier earlier(CloudBackup backup, String id) {
        List<Map<String, String>> tags = new ArrayList<>();
        try (var resources = backup.resources().list()) {
            resources.map(ProtectableResource::tags).forEach(tags::add);
        }
        if (backup.supports(Capability.IMAGES)) {
            try (var images = backup.images().list()) {
                images.map(Image::tags).forEach(tags::add);
            }
        }
        return tags.stream()
                .flatMap(one -> Temporary.in(one)
                        .filter(mark -> mark.id().equals(id))
                        .map(mark -> new Earlier(mark, one.get(POINT)))
                        .stream())
                .max(Comparator.comparing(earlier -> earlier.point() != null))
                .orElse(null);
    }

    static String pointTag(RestorePointId point) {
        String id = point.value();
        return id.length() <= LONGEST ? id : Texts.sha256(id).substring(0, LONGEST);
    }

    static DiskSpec mark(DiskSpec spec, Temporary mark, RestorePointId point) {
        return new DiskSpec(
                spec.name(),
                spec.size(),
                spec.zone(),
                spec.type(),
                spec.description(),
                with(spec.tags(), mark, point),
                null);
    }

    static ServerSpec mark(ServerSpec spec, Temporary mark, RestorePointId point) {
        return new ServerSpec(
                spec.name(),
                spec.flavor(),
                spec.zone(),
                spec.network(),
                spec.subnet(),
                spec.securityGroups(),
                spec.keyPair(),
                with(spec.tags(), mark, point));
    }

    private static Map<String, String> with(Map<String, String> tags, Temporary mark, RestorePointId point) {
        Map<String, String> all = new LinkedHashMap<>(tags);
        all.putAll(mark.tags());
        all.put(POINT, pointTag(point));
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
