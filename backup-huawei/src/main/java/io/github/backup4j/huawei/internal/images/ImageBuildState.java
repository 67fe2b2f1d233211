package io.github.backup4j.huawei.internal.images;

import io.github.backup4j.Invalid;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.StepToken;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a token says of an image that is being built: the step that it is at, with what that step needs. Nothing else knows the
 * names of the fields.
 */
sealed interface ImageBuildState {
    String KIND = "image";

    TokenFields FIELDS = TokenFields.none()
            .with(TokenFields.ID, "job", "disk", "image")
            .with(TokenFields.PACKED, "spec")
            .with(TokenFields.FLAG, "good")
            .with(TokenFields.MARK, "mark")
            .with(TokenFields.PROOF, "proof");

    int STEPS = 6;

    /** The number of the step in tokens. */
    int step();

    /** The disk on the way to the image; "": there is none, or the service has not named it yet. */
    String disk();

    /** The image; "": there is none yet. */
    default String image() {
        return "";
    }

    /**
     * A job creates the disk on the way.
     *
     * @param job the job; "": the service named none
     * @param disk the disk; "": the service has not named it yet
     * @param spec the packed properties of the image; "": the disk keeps them
     */
    record CreatingDisk(String job, String disk, String spec) implements ImageBuildState {
        @Override
        public int step() {
            return 0;
        }
    }

    /**
     * The disk on the way is there, or is about to be.
     *
     * @param disk the disk
     * @param spec the packed properties of the image; "": the disk keeps them
     * @param seenReady whether the look before saw it ready: it may be so once before its data is there
     */
    record DiskCreated(String disk, String spec, boolean seenReady) implements ImageBuildState {
        @Override
        public int step() {
            return 1;
        }
    }

    /**
     * A job builds the image.
     *
     * @param job the job
     * @param disk the disk on the way; "": there is none
     */
    record Building(String job, String disk) implements ImageBuildState {
        @Override
        public int step() {
            return 2;
        }
    }

    /**
     * The image is there, or is about to be.
     *
     * @param image the image
     * @param disk the disk on the way; "": there is none
     */
    record Built(String image, String disk) implements ImageBuildState {
        @Override
        public int step() {
            return 3;
        }
    }

    /**
     * The disk on the way is to be deleted.
     *
     * @param disk the disk
     * @param image the image; "": there is none
     */
    record DeletingDisk(String disk, String image) implements ImageBuildState {
        @Override
        public int step() {
            return 4;
        }
    }

    /**
     * The disk on the way is being deleted.
     *
     * @param disk the disk
     * @param image the image; "": there is none
     */
    record DiskDeleted(String disk, String image) implements ImageBuildState {
        @Override
        public int step() {
            return 5;
        }
    }

    /** Reads what a token says. */
    static ImageBuildState read(Token token) {
        return switch (token.step()) {
            case 0 -> new CreatingDisk(token.find("job"), token.find("disk"), token.find("spec"));
            case 1 ->
                new DiskCreated(
                        token.get("disk"),
                        token.find("spec"),
                        !token.find("good").isEmpty());
            case 2 -> new Building(token.get("job"), token.find("disk"));
            case 3 -> new Built(token.get("image"), token.find("disk"));
            case 4 -> new DeletingDisk(token.get("disk"), token.find("image"));
            case 5 -> new DiskDeleted(token.get("disk"), token.find("image"));
            default -> throw new Invalid("token of image is at step " + token.step() + "; it is damaged");
        };
    }

    /** The request that the image is built for. */
    static Origin origin(Token token) {
        return new Origin(token.find("mark"), Proof.of(token));
    }

    /** The token of a build that begins with this state. The proof is kept only where there is a disk to be deleted by it. */
    default Token begun(Origin origin) {
        boolean byWayOfDisk = this instanceof CreatingDisk || !disk().isEmpty();
        return on(Token.of(KIND))
                .with("mark", origin.mark())
                .with("proof", byWayOfDisk ? origin.proof().text() : "");
    }

    /** The token of the same build with this state. */
    default Token on(Token token) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("job", "");
        fields.put("disk", disk());
        fields.put("image", image());
        fields.put("spec", "");
        fields.put("good", "");
        if (this instanceof CreatingDisk creating) {
            fields.put("job", creating.job());
            fields.put("spec", creating.spec());
        } else if (this instanceof DiskCreated created) {
            fields.put("spec", created.spec());
            fields.put("good", created.seenReady() ? "1" : "");
        } else if (this instanceof Building building) {
            fields.put("job", building.job());
        }
        return StepToken.write(token, step(), fields);
    }
}
