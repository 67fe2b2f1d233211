package io.github.backup4j.huawei.internal.images;

import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.Invalid;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.Work;
import java.util.regex.Pattern;

/** The writing of an image to a file. */
public final class ImageExports implements Work<Image.Export> {
    private static final TokenFields FIELDS = TokenFields.none()
            .with(TokenFields.ID, "image", "job")
            .with(TokenFields.TEXT, "to")
            .with(Pattern.compile("[A-Z0-9]{1,16}"), "format");

    private final ImageCalls images;

    public ImageExports(ImageCalls images) {
        this.images = images;
    }

    static Token token(Image.Export export, String job) {
        return Token.of("export")
                .with("image", export.image().value())
                .with("to", export.location())
                .with("format", export.format().name())
                .with("job", job);
    }

    @Override
    public String words() {
        return "transferring the image";
    }

    @Override
    public String kind() {
        return "export";
    }

    @Override
    public TokenFields fields() {
        return FIELDS;
    }

    @Override
    public Class<Image.Export> resultType() {
        return Image.Export.class;
    }

    @Override
    public Step<Image.Export> look(Token token) {
        Job job = images.job(token.get("job"));
        if (job.failed()) {
            return Job.failed(job.keepFailure(token, "the image could not be exported"));
        }
        return job.done()
                ? new Step.Done<>(new Image.Export(new ImageId(token.get("image")), token.get("to"), format(token)))
                : Step.going(job.percent(), "exporting it");
    }

    private static Image.Format format(Token token) {
        try {
            return Image.Format.valueOf(token.get("format"));
        } catch (IllegalArgumentException e) {
            throw new Invalid("token of export has an unknown format; it is damaged", Detail.NONE, e);
        }
    }
}
