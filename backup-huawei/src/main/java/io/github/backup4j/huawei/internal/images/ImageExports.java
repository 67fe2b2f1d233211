package io.github.backup4j.huawei.internal.images;

import com.huaweicloud.sdk.ims.v2.ImsMeta;
import com.huaweicloud.sdk.ims.v2.model.ExportImageRequest;
import com.huaweicloud.sdk.ims.v2.model.ExportImageRequestBody;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.Invalid;
import io.github.backup4j.huawei.internal.http.CallMode;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.KeptFailure;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.StepState;
import io.github.backup4j.huawei.internal.work.StepWork;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.WorkKind;
import io.github.backup4j.spi.OperationDriver;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Exports images to files in buckets: starts the job, and waits for it. Each job is polled by itself: IMS has no list of jobs, and
 * no list of images shows that a file was written.
 */
public final class ImageExports implements StepWork<Image.Export, ImageExports.State> {
    private static final int LONGEST_LOCATION = 400;

    /** The longest id of a job that a token has to have room for: those of IMS have 32 characters. */
    private static final String LONGEST_JOB = "j".repeat(64);

    private static final WorkKind<Image.Export> KIND = new WorkKind<>(
            "export",
            "transferring the image",
            Image.Export.class,
            1,
            TokenFields.none()
                    .with(TokenFields.ID, "image", "job")
                    .with(TokenFields.TEXT, "to")
                    .with(Pattern.compile("QCOW2|VHD|VMDK|ZVHD"), "format"));

    private final Context context;
    private final ImageCalls images;
    private final ImageChecks checks;

    public ImageExports(Context context, ImageCalls images, ImageChecks checks) {
        this.context = context;
        this.images = images;
        this.checks = checks;
    }

    // ---- start

    OperationDriver<Image.Export> start(ImageId id, String location, Image.Format format) {
        if (location.length() > LONGEST_LOCATION || !context.fits(first(id, location, format, LONGEST_JOB))) {
            throw new Invalid("location is \"" + location + "\", longer than a token has room for: " + LONGEST_LOCATION
                    + " characters, or fewer if some are quotes, backslashes or not ASCII; nothing was exported");
        }
        Image image = checks.active(id);
        ImageChecks.requireOneDisk(image, "exported");
        ImageChecks.requirePlain(image, "exported");
        ExportImageRequestBody body = new ExportImageRequestBody()
                .withBucketUrl(location)
                .withFileFormat(ExportImageRequestBody.FileFormatEnum.fromValue(format.name()));
        ExportImageRequest request =
                new ExportImageRequest().withImageId(id.value()).withBody(body);
        String job = context.client().make(CallMode.CHANGE, Service.IMS, ImsMeta.exportImage, request, ImageCalls::job);
        return context.operation(this, first(id, location, format, job));
    }

    private static Token first(ImageId id, String location, Image.Format format, String job) {
        return new State(new Image.Export(id, location, format), job).on(Token.of(KIND.name()));
    }

    // ---- polling

    /**
     * The state of an export, which has one step.
     *
     * @param export the image and the location
     * @param job the job that exports it
     */
    record State(Image.Export export, String job) implements StepState {
        static State read(Token token) {
            return new State(
                    new Image.Export(new ImageId(token.get("image")), token.get("to"), format(token)),
                    token.get("job"));
        }

        @Override
        public Token on(Token token) {
            return token.with("image", export.image().value())
                    .with("to", export.location())
                    .with("format", export.format().name().toUpperCase(Locale.ROOT))
                    .with("job", job);
        }

        private static Image.Format format(Token token) {
            return Image.Format.of(token.get("format").toLowerCase(Locale.ROOT));
        }
    }

    @Override
    public WorkKind<Image.Export> about() {
        return KIND;
    }

    @Override
    public State read(Token token) {
        return State.read(token);
    }

    @Override
    public Step<Image.Export> poll(Token token, State state) {
        Job job = images.job(state.job());
        if (job.failed()) {
            return KeptFailure.end(job.keepFailure(token, "the image could not be exported"));
        }
        return job.done() ? new Step.Done<>(state.export()) : Step.going(job.percent(), "exporting it");
    }
}
