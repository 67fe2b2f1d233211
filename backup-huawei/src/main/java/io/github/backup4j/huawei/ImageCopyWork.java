package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Image;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Site;

/** The copying of an image, whose job is in the region of the original. */
final class ImageCopyWork implements Work<Image> {
    private final ImageCalls images;
    private final Site site;

    ImageCopyWork(Context context) {
        images = new ImageCalls(context);
        site = context.site();
    }

    static Token token(Image.Id original, boolean within, String job) {
        return Token.of("image-copy")
                .with("image", original.value())
                .with("within", String.valueOf(within))
                .with("job", job);
    }

    @Override
    public String kind() {
        return "image-copy";
    }

    @Override
    public Class<Image> resultType() {
        return Image.class;
    }

    @Override
    public Step<Image> look(Token token) {
        Job job = images.job(token.get("job"));
        if (job.failed()) {
            return Job.failed(job.keepFailure(token, "the image could not be copied; the original is as it was"));
        }
        if (!job.done()) {
            return Step.going(job.percent(), "the image is being copied");
        }
        boolean within = token.get("within").equals("true");
        String made = within ? job.made("image_id") : token.get("image");
        JsonNode image = made == null ? null : images.findUsable(made);
        if (image == null) {
            return new Step.Failed<>(new OperationFailed("image " + made + " does not exist any more"));
        }
        return within && !Fields.text(image, "status").equals("active")
                ? Step.going("the copy is " + Fields.text(image, "status"))
                : new Step.Done<>(ImageFields.read(image, site));
    }
}
