package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.Work;
import java.util.Optional;

/** The copying of an image, whose job is in the region of the original. */
public final class ImageCopies implements Work<Image> {
    private static final TokenFields FIELDS = TokenFields.none()
            .with(TokenFields.ID, "image", "job", "copy")
            .with(TokenFields.FLAG, "within")
            .with(TokenFields.MARK, "mark");

    private final ImageCalls images;
    private final ImageSurvivor survivor;
    private final Context context;

    public ImageCopies(Context context, ImageCalls images, ImageSurvivor survivor) {
        this.context = context;
        this.images = images;
        this.survivor = survivor;
    }

    static Token token(ImageId original, boolean within, String job) {
        return Token.of("image-copy")
                .with("image", original.value())
                .with("within", String.valueOf(within))
                .with("job", job);
    }

    /** A copy within the region that there is already. */
    static Token found(ImageId original, String copy) {
        return Token.of("image-copy")
                .with("image", original.value())
                .with("within", "true")
                .with("copy", copy);
    }

    @Override
    public String words() {
        return "transferring the image";
    }

    @Override
    public String kind() {
        return "image-copy";
    }

    @Override
    public TokenFields fields() {
        return FIELDS;
    }

    @Override
    public Class<Image> resultType() {
        return Image.class;
    }

    @Override
    public Step<Image> look(Token token) {
        if (!token.find("copy").isEmpty()) {
            return copy(token, token.get("copy"));
        }
        Job job = images.job(token.get("job"));
        if (job.failed()) {
            return Job.failed(job.keepFailure(token, "the image could not be copied; the original is as it was"));
        }
        if (!job.done()) {
            return Step.going(job.percent(), "copying it");
        }
        boolean within = token.get("within").equals("true");
        String made = within ? job.made("image_id") : token.get("image");
        return made == null
                ? new Step.Failed<>(new OperationFailed("the image was copied, but the copy was not named"))
                : copy(token, made);
    }

    /** A job that is forgotten has done its work: what it made is found by its mark. */
    @Override
    public Step<Image> gone(Token token, NotFound missing) {
        Optional<String> copy = token.find("copy").isEmpty() ? images.withMark(token.find("mark")) : Optional.empty();
        return copy.<Step<Image>>map(id -> new Step.Next<>(token.with("copy", id)))
                .orElseGet(() -> Work.super.gone(token, missing));
    }

    private Step<Image> copy(Token token, String id) {
        JsonNode image = images.usable(id);
        if (token.get("within").equals("false")) {
            return new Step.Done<>(ImageReader.read(image, context.site()));
        }
        if (!JsonFields.text(image, "status").equals("active")) {
            return Step.going("the copy is " + JsonFields.text(image, "status"));
        }
        return survivor.settle(token, "copy", id, now -> new Step.Done<>(ImageReader.read(image, context.site())));
    }
}
