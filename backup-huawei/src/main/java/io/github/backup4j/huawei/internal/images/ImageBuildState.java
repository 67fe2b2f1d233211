package io.github.backup4j.huawei.internal.images;

import io.github.backup4j.Image;
import io.github.backup4j.Invalid;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.StepState;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.WorkKind;
import java.util.Map;
import java.util.Set;

/**
 * The state of an image build as its token holds it: the current step and the values that the step needs. No other class knows
 * the names of the fields.
 */
sealed interface ImageBuildState extends StepState {
    WorkKind<Image> KIND = new WorkKind<>(
            "image",
            "building the image",
            Image.class,
            6,
            TokenFields.none()
                    .with(TokenFields.ID, "job", "disk", "image")
                    .with(TokenFields.PACKED, "spec")
                    .with(TokenFields.FLAG, "good")
                    .with(TokenFields.MARK, "mark")
                    .with(TokenFields.PROOF, "proof"));

    /** The temporary disk; "": there is none, or the service has not named it yet. */
    String disk();

    /** The image; "": there is none yet. */
    default String image() {
        return "";
    }

    /**
     * A job creates the temporary disk.
     *
     * @param job the job; "": the service named none
     * @param disk the disk; "": the service has not named it yet
     * @param spec the packed properties of the image; "": the disk keeps them
     */
    record CreatingDisk(String job, String disk, String spec) implements ImageBuildState {
        @Override
        public Token on(Token token) {
            return write(token, 0, Map.of("job", job, "disk", disk, "spec", spec));
        }
    }

    /**
     * The temporary disk exists, or will soon.
     *
     * @param disk the disk
     * @param spec the packed properties of the image; "": the disk keeps them
     * @param seenReady whether the previous poll saw it ready: it may be reported ready once before its data is there
     */
    record DiskCreated(String disk, String spec, boolean seenReady) implements ImageBuildState {
        @Override
        public Token on(Token token) {
            return write(token, 1, Map.of("disk", disk, "spec", spec, "good", seenReady ? "1" : ""));
        }
    }

    /**
     * A job builds the image.
     *
     * @param job the job
     * @param disk the temporary disk; "": there is none
     */
    record Building(String job, String disk) implements ImageBuildState {
        @Override
        public Token on(Token token) {
            return write(token, 2, Map.of("job", job, "disk", disk));
        }
    }

    /**
     * The image exists, or will soon.
     *
     * @param image the image
     * @param disk the temporary disk; "": there is none
     */
    record Built(String image, String disk) implements ImageBuildState {
        @Override
        public Token on(Token token) {
            return write(token, 3, Map.of("image", image, "disk", disk));
        }
    }

    /**
     * The temporary disk is to be deleted.
     *
     * @param disk the disk
     * @param image the image; "": there is none
     */
    record DeletingDisk(String disk, String image) implements ImageBuildState {
        @Override
        public Token on(Token token) {
            return write(token, 4, Map.of("disk", disk, "image", image));
        }
    }

    /**
     * The temporary disk is being deleted.
     *
     * @param disk the disk
     * @param image the image; "": there is none
     */
    record DiskDeleted(String disk, String image) implements ImageBuildState {
        @Override
        public Token on(Token token) {
            return write(token, 5, Map.of("disk", disk, "image", image));
        }
    }

    /** Reads the state from a token. */
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

    /** The token of a build that starts in this state. It keeps the proof only if there is a temporary disk to delete. */
    default Token firstToken(Origin origin) {
        boolean byWayOfDisk = this instanceof CreatingDisk || !disk().isEmpty();
        return on(Token.of(KIND.name()))
                .with("mark", origin.mark())
                .with("proof", byWayOfDisk ? origin.proof().text() : "");
    }

    private static Token write(Token token, int step, Map<String, String> fields) {
        return StepState.write(token, step, Set.of("job", "disk", "image", "spec", "good"), fields);
    }
}
