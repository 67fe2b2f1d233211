package io.github.backup4j.huawei.internal.images;

import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.Work;
import java.util.Locale;
import java.util.regex.Pattern;

/** The writing of an image to a file. */
public final class ExportWork implements Work<Image.Export> {
    private static final TokenFields FIELDS = TokenFields.none()
            .with(TokenFields.ID, "image", "job")
            .with(TokenFields.TEXT, "to")
            .with(Pattern.compile("QCOW2|VHD|VMDK|ZVHD"), "format");

    private final ImageCalls images;

    public ExportWork(ImageCalls images) {
        this.images = images;
    }

    static Token token(Image.Export export, String job) {
        return Token.of("export")
                .with("image", export.image().value())
                .with("to", export.location())
                .with("format", export.format().name().toUpperCase(Locale.ROOT))
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
        return Image.Format.of(token.get("format").toLowerCase(Locale.ROOT));
    }
}
