package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Conflict;
import io.github.backup4j.ImageId;
import io.github.backup4j.NotFound;
import io.github.backup4j.Temporary;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.DiskSnapshots;
import io.github.backup4j.huawei.internal.resources.DiskWatch;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Step;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Temporary disks and images that work creates as intermediate steps; only this class deletes them. Each carries a sign that
 * only the work that created it can compute, has the name that the work gave it, and was never handed to anyone. Each is
 * checked right before its deletion, and left alone if anything about it has changed, or if somebody has a snapshot of it.
 */
public final class Temporaries {
    /** The name of the metadata entry of a disk, or of the tag of an image, that holds the sign. */
    public static final String NAME = "backup4j-temporary";

    /** The name of a temporary disk, from which an image is built. */
    static final String DISK = "backup4j-image";

    private static final String IMAGE = "backup4j-";
    private static final int LENGTH = 26;

    /** How long the check value of a spec is; tags have room for no more. */
    private static final int SPEC = 16;

    /** The statuses of images that no work is in progress on. */
    private static final Set<String> STILL = Set.of("active", "killed");

    private final DiskCalls disks;
    private final ImageCalls images;
    private final ImageShares shares;
    private final DiskSnapshots snapshots;
    private final DiskWatch diskWatch;
    private final ImageWatch imageWatch;

    /**
     * Creates it.
     *
     * @param snapshots finds the snapshots of disks
     * @param diskWatch polls the deletions of disks
     * @param imageWatch polls the deletions of images
     */
    public Temporaries(
            DiskCalls disks,
            ImageCalls images,
            ImageShares shares,
            DiskSnapshots snapshots,
            DiskWatch diskWatch,
            ImageWatch imageWatch) {
        this.disks = disks;
        this.images = images;
        this.shares = shares;
        this.snapshots = snapshots;
        this.diskWatch = diskWatch;
        this.imageWatch = imageWatch;
    }

    /** The sign of the temporary resource of a request: callers with one key may share it, as the service creates only one. */
    private static String sign(Origin origin) {
        return origin.proof().check(LENGTH, "temporary", RequestMark.request(origin.mark()));
    }

    /**
     * The sign of a temporary resource, with a check value of the spec of what is created from it: the spec is kept in a token and with
     * the resource, where others may change it.
     *
     * @param spec the packed spec
     */
    static String sign(Origin origin, String spec) {
        return sign(origin) + origin.proof().check(SPEC, "plan", RequestMark.request(origin.mark()), spec);
    }

    /** Whether a sign is that of a temporary resource of a call, whatever is created from it. */
    private static boolean isOf(String sign, Origin origin) {
        return sign.length() == LENGTH + SPEC && Proof.same(sign.substring(0, LENGTH), sign(origin));
    }

    /** The sign of a temporary disk; "": it has none. */
    static String signOfDisk(JsonNode disk) {
        return JsonFields.text(disk.path("metadata"), NAME);
    }

    /** The sign of a temporary image; "": it has none. */
    static String signOfImage(JsonNode image) {
        return JsonFields.tags(image.path("tags")).getOrDefault(NAME, "");
    }

    /**
     * The packed spec that a temporary resource was signed with: the one in the token, or else the one that the resource holds.
     *
     * @param sign the sign of the resource
     * @param inToken the packed spec in the token; "": none
     * @param withResource the packed spec that the resource holds; "": none
     * @return the spec; "": it was signed with neither, as somebody has changed both
     */
    static String signedSpec(String sign, Origin origin, String inToken, String withResource) {
        return Stream.of(inToken, withResource)
                .filter(spec -> !spec.isEmpty() && Proof.same(sign, sign(origin, spec)))
                .findFirst()
                .orElse("");
    }

    /** The name of a temporary image, from which a server is created. */
    static String imageName(String mark) {
        return IMAGE + mark;
    }

    // ---- ownership

    /** Why a disk is not a temporary disk of a call; null: it is. */
    static @Nullable String diskNotOurs(JsonNode disk, Origin origin) {
        String mark = origin.mark();
        JsonNode metadata = disk.path("metadata");
        if (mark.isEmpty() || !isOf(signOfDisk(disk), origin)) {
            return "it does not have the mark of this operation";
        }
        String marked = JsonFields.text(metadata, RequestMark.NAME);
        if (!marked.isEmpty() && !RequestMark.request(marked).equals(RequestMark.request(mark))) {
            return "it has the mark of another call";
        }
        return JsonFields.text(disk, "name").equals(DISK) ? null : "it was renamed";
    }

    /** Whether the call of a mark has created a temporary disk itself, not another call with the same key. */
    static boolean isOfMark(JsonNode disk, Origin origin) {
        return JsonFields.text(disk.path("metadata"), RequestMark.NAME).equals(origin.mark());
    }

    /** Why an image is not a temporary image of a call; null: it is. A copy of one has its tags, but another name. */
    static @Nullable String imageNotOurs(JsonNode image, Origin origin) {
        String mark = origin.mark();
        Map<String, String> tags = JsonFields.tags(image.path("tags"));
        if (mark.isEmpty() || !isOf(signOfImage(image), origin)) {
            return "it does not have the mark of this operation";
        }
        if (!JsonFields.text(image, "name").equals(imageName(mark))) {
            return "it was renamed";
        }
        RequestMark known = origin.requestMark();
        return known == null || known.equals(RequestMark.in(tags)) ? null : "it does not have the mark of this call";
    }

    /**
     * Whether an image may be the temporary image of some call, which deletes it then. That call deletes no image that was renamed, or
     * whose marks were taken off: somebody keeps it.
     */
    static boolean mayBeTemporary(JsonNode image) {
        Map<String, String> tags = JsonFields.tags(image.path("tags"));
        RequestMark mark = RequestMark.in(tags);
        return tags.containsKey(NAME)
                && mark != null
                && JsonFields.text(image, "name").equals(imageName(mark.text()));
    }

    // ---- deletion

    /** The state of a temporary resource after a request to delete it. */
    enum Fate {
        /** It is being deleted. */
        GOING,
        /** It is as it was before the request. */
        THERE,
        /** It cannot be deleted. */
        STUCK
    }

    /** A kind of temporary resource, as the clean-up of work needs it. */
    interface Kind {
        /** One word for the kind, for messages. */
        String word();

        /** Returns the current state of a resource; null: there is none. */
        @Nullable
        JsonNode find(String id);

        String status(JsonNode seen);

        Fate fate(JsonNode seen);

        /**
         * Returns the next step for a resource that is being deleted: polled together with others, or alone.
         *
         * @param alone polls the resource by itself
         */
        <T> Step<T> await(String id, Supplier<Step<T>> alone);

        /** Forgets a resource that is gone. */
        void forget(String id);

        /**
         * Deletes a resource if it is temporary and is as the work has left it.
         *
         * @param seen its current state
         * @param origin the request that it was created for
         * @return why it is left; "": it is being deleted, or gone
         */
        String delete(JsonNode seen, Origin origin);
    }

    /** The temporary disks, from which images are built. */
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
            public <T> Step<T> await(String id, Supplier<Step<T>> alone) {
                return diskWatch.poll(
                        id,
                        seen -> {
                            diskWatch.forget(id);
                            return alone.get();
                        },
                        alone);
            }

            @Override
            public void forget(String id) {
                diskWatch.forget(id);
            }

            @Override
            public String delete(JsonNode seen, Origin origin) {
                return deleteDisk(seen, origin);
            }
        };
    }

    /** The temporary images, from which servers are created. */
    Kind images() {
        return new Kind() {
            @Override
            public String word() {
                return "image";
            }

            @Override
            public @Nullable JsonNode find(String id) {
                return images.findUsable(id);
            }

            @Override
            public String status(JsonNode seen) {
                return JsonFields.text(seen, "status");
            }

            @Override
            public Fate fate(JsonNode seen) {
                return isStill(seen) ? Fate.THERE : Fate.GOING;
            }

            @Override
            public <T> Step<T> await(String id, Supplier<Step<T>> alone) {
                return imageWatch.pollDeleted(id, alone);
            }

            @Override
            public void forget(String id) {
                imageWatch.forgetDeleted(id);
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
            return "somebody has tagged it";
        }
        String id = JsonFields.id(disk, "id", "a disk");
        List<String> taken = snapshots.idsOf(id);
        if (!taken.isEmpty()) {
            return "it has snapshots, which would be deleted with it: " + taken;
        }
        try {
            disks.delete(id);
        } catch (NotFound e) {
            return "";
        }
        return "";
    }

    /** Whether no work is in progress on an image; a deletion is. */
    static boolean isStill(JsonNode image) {
        return STILL.contains(JsonFields.text(image, "status"));
    }

    /** Deletes an image that work on a temporary server has left, or refuses it. */
    void discardImage(JsonNode image, Temporary mark) {
        String id = JsonFields.id(image, "id", "an image");
        Map<String, String> tags = JsonFields.tags(image.path("tags"));
        RequestMark made = RequestMark.in(tags);
        if (!mark.isIn(tags) || made == null) {
            throw new Conflict("image " + id + " does not carry the mark " + mark + "; nothing was deleted");
        }
        String left = deleteImage(image, new Origin(made.text(), Proof.of(mark.key())));
        if (!left.isEmpty()) {
            throw new Conflict("image " + id + " is not deleted: " + left);
        }
    }

    /** Deletes an image; its restore point stays. */
    private String deleteImage(JsonNode image, Origin origin) {
        String other = imageNotOurs(image, origin);
        if (other != null) {
            return other;
        }
        if (!isStill(image)) {
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
