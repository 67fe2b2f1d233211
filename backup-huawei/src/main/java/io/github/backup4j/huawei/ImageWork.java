package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.NotFound;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The building of an image. What IMS builds by itself is one job; of a snapshot or a disk's restore point, a disk is made
 * first, and deleted in the end, also when no image came of it.
 */
final class ImageWork implements Work<Image> {
    private static final int DISK_JOB = 0;
    private static final int DISK = 1;
    private static final int IMAGE_JOB = 2;
    private static final int IMAGE = 3;
    private static final int CLEAN_UP = 4;
    private static final int CLEANED = 5;
    private static final int LOOKS_WITHOUT_DISK = 5;
    static final int MOST_TAGS = 10;

    private final DiskCalls disks;
    private final ImageCalls images;
    private final ImageTwins twins;
    private final Context context;

    ImageWork(Context context) {
        this.context = context;
        disks = new DiskCalls(context.wire());
        images = new ImageCalls(context);
        twins = new ImageTwins(images);
    }

    /** An image that a job builds. */
    static Token building(String job) {
        return Token.of("image").with("job", job).at(IMAGE_JOB);
    }

    /** An image that is there already, or under way. */
    static Token found(String image) {
        return imageToken(Token.of("image"), image);
    }

    /** An image for which a disk is being made. */
    static Token makingDisk(DiskCalls.Begun disk, String packed) {
        return Token.of("image")
                .with("job", disk.job())
                .with("disk", disk.disk())
                .with("spec", packed);
    }

    /** The part of a spec that is needed when the disk has been made. */
    static String pack(ImageSpec spec, Map<String, String> allTags, String original) {
        ObjectNode content = Parcel.object().put("n", spec.name());
        if (!spec.description().isEmpty()) {
            content.put("d", spec.description());
        }
        ObjectNode tags = content.putObject("t");
        allTags.forEach(tags::put);
        if (tags.size() < MOST_TAGS && !original.isEmpty() && original.length() <= 43) {
            tags.put(ImageFields.ORIGINAL, original);
        }
        return Parcel.pack(content);
    }

    @Override
    public String kind() {
        return "image";
    }

    @Override
    public int steps() {
        return CLEANED + 1;
    }

    @Override
    public Class<Image> resultType() {
        return Image.class;
    }

    @Override
    public Step<Image> look(Token token) {
        return switch (token.step()) {
            case DISK_JOB -> diskJob(token);
            case DISK -> disk(token);
            case IMAGE_JOB -> imageJob(token);
            case IMAGE -> image(token);
            case CLEAN_UP -> cleanUp(token);
            default -> cleaned(token);
        };
    }

    private Step<Image> diskJob(Token token) {
        if (token.find("job").isEmpty()) {
            return new Step.Next<>(token.at(DISK));
        }
        Job job = disks.job(token.get("job"));
        String id = job.made("volume_id");
        Token next = id == null || !token.find("disk").isEmpty() ? token : token.with("disk", id);
        if (job.failed()) {
            Token failed = job.keepFailure(next, "the disk on the way to the image could not be made");
            return failed.find("disk").isEmpty() ? Job.failed(failed) : new Step.Next<>(failed.at(CLEAN_UP));
        }
        return job.done()
                ? new Step.Next<>(next.at(DISK))
                : Step.going(job.percent(), "the disk on the way to the image is being made");
    }

    private Step<Image> disk(Token token) {
        JsonNode disk = disks.find(token.get("disk"));
        if (disk == null || !DiskCalls.status(disk).equals("available")) {
            return withoutDisk(token, disk);
        }
        if (token.find("good").isEmpty()) {
            return new Step.Next<>(token.with("good", "1"));
        }
        String packed = token.find("spec").isEmpty() ? Parcel.fromMetadata(disk.path("metadata")) : token.get("spec");
        JsonNode spec = Parcel.unpack(packed);
        if (spec == null) {
            return new Step.Next<>(
                    Job.fail(token, "what the image shall be was not kept", "").at(CLEAN_UP));
        }
        // An older token, or a lost reply: the image may have been begun.
        Optional<String> begun = begun(token);
        if (begun.isPresent()) {
            return new Step.Next<>(imageToken(token, begun.get()));
        }
        Map<String, String> tags = new LinkedHashMap<>();
        spec.path("t")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        return Attempt.to(
                () -> new Step.Next<>(token.at(IMAGE_JOB)
                        .with("spec", "")
                        .with(
                                "job",
                                images.ofDisk(
                                        disk,
                                        spec.path("n").asText(),
                                        spec.path("d").asText(""),
                                        tags))),
                e -> new Step.Next<>(Job.keepFailure(token, "the image was refused", e)
                        .with("spec", "")
                        .at(CLEAN_UP)));
    }

    private Step<Image> withoutDisk(Token token, @Nullable JsonNode disk) {
        if (disk != null && DiskCalls.broken(disk)) {
            return new Step.Next<>(Job.fail(token, "the disk on the way to the image is " + DiskCalls.status(disk), "")
                    .at(CLEAN_UP));
        }
        // An older token: the disk may be gone because the image is there.
        Optional<String> begun = disk == null ? begun(token) : Optional.empty();
        if (begun.isPresent()) {
            return new Step.Next<>(imageToken(token, begun.get()));
        }
        if (disk == null && looks(token) > LOOKS_WITHOUT_DISK) {
            return Job.failed(Job.fail(token, "the disk on the way to the image is gone, and there is no image", ""));
        }
        if (disk == null) {
            return new Step.Next<>(token.with("lost", String.valueOf(looks(token) + 1)));
        }
        return Step.going("the disk on the way to the image is " + DiskCalls.status(disk));
    }

    private static long looks(Token token) {
        return token.find("lost").isEmpty() ? 0 : token.number("lost");
    }

    /** The image that this work has begun already, in another process or by a call whose reply was lost: the disk is only its. */
    private Optional<String> begun(Token token) {
        return token.find("disk").isEmpty() ? Optional.empty() : images.fromDisk(token.get("disk"));
    }

    private static Token imageToken(Token token, String image) {
        return token.at(IMAGE).with("spec", "").with("image", image);
    }

    private Step<Image> imageJob(Token token) {
        Job job = images.job(token.get("job"));
        if (job.failed()) {
            Token failed = job.keepFailure(token, "the image could not be built");
            return token.find("disk").isEmpty() ? Job.failed(failed) : new Step.Next<>(failed.at(CLEAN_UP));
        }
        if (!job.done()) {
            return Step.going(job.percent(), "the image is being built");
        }
        String image = job.made("image_id");
        return image == null
                ? new Step.Next<>(Job.fail(token, "the image was built, but not named", "")
                        .at(CLEAN_UP))
                : new Step.Next<>(imageToken(token, image));
    }

    private Step<Image> image(Token token) {
        JsonNode image = images.findUsable(token.get("image"));
        String status = image == null ? "gone" : Fields.text(image, "status");
        if (image == null || status.equals("killed") || status.equals("deleted")) {
            Token failed = Job.fail(token, "image " + token.get("image") + " is " + status, "");
            return token.find("disk").isEmpty() ? Job.failed(failed) : new Step.Next<>(failed.at(CLEAN_UP));
        }
        if (!status.equals("active")) {
            return Step.going("the image is " + status);
        }
        Optional<Step<Image>> twin = twins.remove(token, token.get("image"));
        if (twin.isPresent()) {
            return twin.get();
        }
        return token.find("disk").isEmpty()
                ? new Step.Done<>(ImageFields.read(image, context.site()))
                : new Step.Next<>(token.at(CLEAN_UP));
    }

    private Step<Image> cleanUp(Token token) {
        String disk = token.find("disk");
        if (disk.isEmpty()) {
            return Job.failed(token);
        }
        return Attempt.to(
                () -> {
                    try {
                        disks.delete(disk);
                    } catch (NotFound e) {
                        return end(token);
                    }
                    return new Step.Next<>(token.at(CLEANED));
                },
                e -> Job.failed(Job.keepFailure(
                        token,
                        "disk " + disk + " on the way to the image could not be deleted"
                                + (token.find("image").isEmpty() ? "" : ", image " + token.get("image") + " was built")
                                + "; delete it",
                        e)));
    }

    private Step<Image> cleaned(Token token) {
        return disks.find(token.get("disk")) == null
                ? end(token)
                : Step.going("the disk on the way to the image is being deleted");
    }

    private Step<Image> end(Token token) {
        if (Job.kept(token) != null) {
            return Job.failed(token);
        }
        JsonNode image = images.findUsable(token.get("image"));
        return image == null
                ? Job.failed(Job.fail(token, "image " + token.get("image") + " is gone", ""))
                : new Step.Done<>(ImageFields.read(image, context.site()));
    }
}
