package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.ImageId;
import io.github.backup4j.NotFound;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.RequestMark;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Disks and images that work makes on its way to something else, and the only place that deletes them. They carry a sign that only
 * the work can make that made them, are named as it names them, and have been handed to nobody; each is looked at right before
 * it is deleted. What is not so any more is left alone.
 */
public final class Temporaries {
    /** The name of an entry of a disk's metadata, or of an image's tag, that holds the sign. */
    public static final String NAME = "backup4j-temporary";

    /** The name of a disk on the way to an image. */
    static final String DISK = "backup4j-image";

    private static final String IMAGE = "backup4j-";
    private static final int LENGTH = 26;

    /** The statuses of images that nothing is being done with. */
    private static final Set<String> STILL = Set.of("active", "killed");

    private final DiskCalls disks;
    private final ImageCalls images;
    private final ImageShares shares;

    public Temporaries(DiskCalls disks, ImageCalls images, ImageShares shares) {
        this.disks = disks;
        this.images = images;
        this.shares = shares;
    }

    /** The sign of what is made on the way by a request: two callers with one key may share it, as the service makes only one. */
    static String sign(Origin origin) {
        return origin.proof().check(LENGTH, "temporary", RequestMark.request(origin.mark()));
    }

    /** The name of the image on the way to a server. */
    static String imageName(String mark) {
        return IMAGE + mark;
    }

    // ---- whose it is

    /** Why a disk is not on the way of a call; null: it is. */
    static @Nullable String diskNotOurs(JsonNode disk, Origin origin) {
        String mark = origin.mark();
        JsonNode metadata = disk.path("metadata");
        if (mark.isEmpty() || !Proof.same(JsonFields.text(metadata, NAME), sign(origin))) {
            return "it does not carry the sign of this work";
        }
        String marked = JsonFields.text(metadata, RequestMark.NAME);
        if (!marked.isEmpty() && !RequestMark.request(marked).equals(RequestMark.request(mark))) {
            return "it carries the mark of another call";
        }
        return JsonFields.text(disk, "name").equals(DISK) ? null : "it was given another name";
    }

    /** Why an image is not on the way of a call; null: it is. A copy of one has its tags, but another name. */
    static @Nullable String imageNotOurs(JsonNode image, Origin origin) {
        String mark = origin.mark();
        Map<String, String> tags = JsonFields.tags(image.path("tags"));
        if (mark.isEmpty() || !Proof.same(tags.getOrDefault(NAME, ""), sign(origin))) {
            return "it does not carry the sign of this work";
        }
        if (!JsonFields.text(image, "name").equals(imageName(mark))) {
            return "it was given another name";
        }
        RequestMark known = origin.requestMark();
        return known == null || known.equals(RequestMark.in(tags)) ? null : "it does not carry the mark of this call";
    }

    // ---- to delete

    /** What a temporary resource whose deletion was requested looks like. */
    enum Fate {
        /** It is being deleted. */
        GOING,
        /** It is as it was before the request. */
        THERE,
        /** It cannot be deleted. */
        STUCK
    }

    /** A kind of temporary resources, as the clean-up of work needs it. */
    interface Kind {
        /** What it is, in one word. */
        String word();

        /** Returns what a resource is at this moment; null: there is none. */
        @Nullable
        JsonNode find(String id);

        String status(JsonNode seen);

        Fate fate(JsonNode seen);

        /**
         * Deletes a resource, if it is one on the way, and as the work has left it.
         *
         * @param seen what it is at this moment
         * @param origin the request that it was created for
         * @return why it is left; "": it is being deleted, or gone
         */
        String delete(JsonNode seen, Origin origin);
    }

    /** The disks on the way to images. */
    Kind disks() {
        return new Kind() {
            @Override
            public String word() {
                return "disk";
            }

            @Override
            public @Nullable JsonNode find(String id) {
                return disks.find(id);
            }

            @Override
            public String status(JsonNode seen) {
                return DiskCalls.status(seen);
            }

            @Override
            public Fate fate(JsonNode seen) {
                if (DiskCalls.broken(seen)) {
                    return Fate.STUCK;
                }
                return status(seen).equals("deleting") ? Fate.GOING : Fate.THERE;
            }

            @Override
            public String delete(JsonNode seen, Origin origin) {
                return deleteDisk(seen, origin);
            }
        };
    }

    /** The images on the way to servers. */
    Kind images() {
        return new Kind() {
            @Override
            public String word() {
                return "image";
            }

            @Override
            public @Nullable JsonNode find(String id) {
                return images.find(id);
            }

            @Override
            public String status(JsonNode seen) {
                return JsonFields.text(seen, "status");
            }

            @Override
            public Fate fate(JsonNode seen) {
                return STILL.contains(status(seen)) ? Fate.THERE : Fate.GOING;
            }

            @Override
            public String delete(JsonNode seen, Origin origin) {
                return deleteImage(seen, origin);
            }
        };
    }

    private String deleteDisk(JsonNode disk, Origin origin) {
        String other = diskNotOurs(disk, origin);
        if (other != null) {
            return other;
        }
        if (DiskCalls.status(disk).equals("deleting")) {
            return "";
        }
        boolean still = DiskCalls.status(disk).equals("available") || DiskCalls.broken(disk);
        if (!still || !disk.path("attachments").isEmpty()) {
            return "it is " + DiskCalls.status(disk);
        }
        if (!JsonFields.tags(disk.path("tags")).isEmpty()) {
            return "somebody has given it tags";
        }
        try {
            disks.delete(JsonFields.id(disk, "id", "a disk"));
        } catch (NotFound e) {
            return "";
        }
        return "";
    }

    /** The restore point that the image is of stays. */
    private String deleteImage(JsonNode image, Origin origin) {
        String other = imageNotOurs(image, origin);
        if (other != null) {
            return other;
        }
        if (!STILL.contains(JsonFields.text(image, "status"))) {
            return JsonFields.text(image, "status").equals("deleted")
                    ? ""
                    : "it is " + JsonFields.text(image, "status");
        }
        String id = JsonFields.id(image, "id", "an image");
        if (!shares.list(new ImageId(id)).isEmpty()) {
            return "it is offered to another project";
        }
        try {
            images.delete(id, false);
        } catch (NotFound e) {
            return "";
        }
        return "";
    }
}
