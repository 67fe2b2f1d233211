package io.github.backup4j.huawei;

import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Image;
import io.github.backup4j.Invalid;

/** The writing of an image to a file. */
final class ExportWork implements Work<Image.Export> {
    private final ImageCalls images;

    ExportWork(Context context) {
        images = new ImageCalls(context);
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
    public Work<Image.Export> in(Context other) {
        return new ExportWork(other);
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
                ? new Step.Done<>(new Image.Export(new Image.Id(token.get("image")), token.get("to"), format(token)))
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
