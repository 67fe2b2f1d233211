package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.ims.v2.ImsMeta;
import com.huaweicloud.sdk.ims.v2.model.CopyImageCrossRegionRequest;
import com.huaweicloud.sdk.ims.v2.model.CopyImageCrossRegionRequestBody;
import com.huaweicloud.sdk.ims.v2.model.CopyImageInRegionRequest;
import com.huaweicloud.sdk.ims.v2.model.CopyImageInRegionRequestBody;
import io.github.backup4j.Image;
import io.github.backup4j.ImageCopySpec;
import io.github.backup4j.ImageId;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Site;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.CallMode;
import io.github.backup4j.huawei.internal.http.IamCalls;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.KeptFailure;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.StepState;
import io.github.backup4j.huawei.internal.work.StepWork;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.WorkKind;
import io.github.backup4j.spi.OperationDriver;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Copies images, within the region or to another one: starts the copy, waits for the job in the region of the original, and
 * then for the copy itself. Only a copy within the region can be retried with its request key: its mark can be read here.
 */
public final class ImageCopies implements StepWork<Image, ImageCopies.State> {
    private static final WorkKind<Image> KIND = new WorkKind<>(
            "image-copy",
            "transferring the image",
            Image.class,
            1,
            TokenFields.none()
                    .with(TokenFields.ID, "image", "job", "copy")
                    .with(TokenFields.FLAG, "within")
                    .with(TokenFields.MARK, "mark"));

    private final Context context;
    private final IdempotentCreate creates;
    private final String agency;
    private final IamCalls iam;
    private final ImageCalls images;
    private final ImageChecks checks;
    private final ImageWatch watch;
    private final ImageSurvivor survivor;

    /**
     * Creates the copies of a backup.
     *
     * @param agency the agency by which the image service acts in another region
     */
    public ImageCopies(
            Context context,
            IdempotentCreate creates,
            String agency,
            IamCalls iam,
            ImageCalls images,
            ImageChecks checks,
            ImageWatch watch,
            ImageSurvivor survivor) {
        this.context = context;
        this.creates = creates;
        this.agency = agency;
        this.iam = iam;
        this.images = images;
        this.checks = checks;
        this.watch = watch;
        this.survivor = survivor;
    }

    // ---- start

    /** Starts a copy, unless a retried request finds one within the region. */
    OperationDriver<Image> start(ImageId id, ImageCopySpec spec, Request request) {
        Site site = spec.site();
        return site == null || site.equals(context.site())
                ? startWithin(id, spec, request)
                : startTo(site, checks.active(id), spec);
    }

    private OperationDriver<Image> startWithin(ImageId id, ImageCopySpec spec, Request asked) {
        int room = ImageCalls.LONGEST_DESCRIPTION - spec.description().length();
        Request request = asked.within(room, RequestMark.IN_DESCRIPTION, "the description of the copy");

        Supplier<List<IdempotentCreate.Marked<State>>> search = () -> images.marked().stream()
                .map(marked -> marked.<State>as(new State.Made(id, true, marked.made())))
                .toList();
        Optional<IdempotentCreate.Marked<State>> earlier = creates.findMarked(request, "image", search);
        State state = earlier.map(IdempotentCreate.Marked::made).orElseGet(() -> {
            requireCopyableWithin(id, spec);
            return creates.begin(request, search, () -> copyWithin(id, spec, request));
        });
        String mark = earlier.map(found -> found.mark().text()).orElseGet(request::tag);
        return context.operation(this, state.firstToken(mark));
    }

    private void requireCopyableWithin(ImageId id, ImageCopySpec spec) {
        ImageChecks.requireOneDisk(checks.active(id), "copied within the region");
        if (spec.vault() != null) {
            throw new Invalid("vault is " + spec.vault() + ", but image " + id + " is of one disk; nothing was copied");
        }
    }

    private State copyWithin(ImageId id, ImageCopySpec spec, Request made) {
        CopyImageInRegionRequestBody body = new CopyImageInRegionRequestBody().withName(spec.name());
        String description = made.described(spec.description());
        if (!description.isEmpty()) {
            body.withDescription(description);
        }
        CopyImageInRegionRequest request =
                new CopyImageInRegionRequest().withImageId(id.value()).withBody(body);
        String job =
                context.client().make(made.mode(), Service.IMS, ImsMeta.copyImageInRegion, request, ImageCalls::job);
        return new State.Copying(id, true, job);
    }

    private OperationDriver<Image> startTo(Site site, Image image, ImageCopySpec spec) {
        ImageChecks.requirePlain(image, "copied to another region");
        boolean whole = image.kind() == Image.Kind.WHOLE_SERVER;
        VaultId vault = spec.vault();
        if (whole != (vault != null)) {
            throw new Invalid("vault is " + vault + ", but image " + image.id() + " is of " + image.kind()
                    + "; a whole-server image, and no other, needs a vault in the other region; nothing was copied");
        }
        CopyImageCrossRegionRequestBody body = new CopyImageCrossRegionRequestBody()
                .withName(spec.name())
                .withRegion(site.region())
                // IMS expects the name of the project, not its id.
                .withProjectName(iam.projectName(site.project()))
                .withAgencyName(agency);
        if (!spec.description().isEmpty()) {
            body.withDescription(spec.description());
        }
        if (vault != null) {
            body.withVaultId(vault.value());
        }
        CopyImageCrossRegionRequest request = new CopyImageCrossRegionRequest()
                .withImageId(image.id().value())
                .withBody(body);
        String job = context.client()
                .make(CallMode.CHANGE, Service.IMS, ImsMeta.copyImageCrossRegion, request, ImageCalls::job);
        return context.operation(this, new State.Copying(image.id(), false, job).firstToken(""));
    }

    // ---- polling

    /** The progress of a copy. */
    sealed interface State extends StepState {
        /** The image being copied. */
        ImageId original();

        /** Whether the copy is in the region of the original. */
        boolean within();

        /**
         * A job creates the copy.
         *
         * @param original the image being copied
         * @param within whether the copy is in the region of the original
         * @param job the job
         */
        record Copying(ImageId original, boolean within, String job) implements State {
            @Override
            public Token on(Token token) {
                return write(token, "job", job);
            }
        }

        /**
         * The copy exists, or will soon.
         *
         * @param original the image being copied
         * @param within whether the copy is in the region of the original
         * @param copy the copy; if that is in another region, the original
         */
        record Made(ImageId original, boolean within, String copy) implements State {
            @Override
            public Token on(Token token) {
                return write(token, "copy", copy);
            }
        }

        static State read(Token token) {
            ImageId original = new ImageId(token.get("image"));
            boolean within = token.get("within").equals("true");
            String copy = token.find("copy");
            return copy.isEmpty() ? new Copying(original, within, token.get("job")) : new Made(original, within, copy);
        }

        /** The mark of the request; null: the request cannot be retried. */
        static @Nullable RequestMark mark(Token token) {
            return RequestMark.parse(token.find("mark"));
        }

        /** The token of a copy that starts in this state. */
        default Token firstToken(String mark) {
            return on(Token.of(KIND.name())).with("mark", mark);
        }

        /** Writes this state, which has one field of its own. */
        default Token write(Token token, String name, String value) {
            return StepState.write(
                    token,
                    0,
                    Set.of("image", "within", "job", "copy"),
                    Map.of("image", original().value(), "within", String.valueOf(within()), name, value));
        }
    }

    @Override
    public WorkKind<Image> about() {
        return KIND;
    }

    @Override
    public State read(Token token) {
        return State.read(token);
    }

    @Override
    public void expect(Token token) {
        watch.expect(State.mark(token));
    }

    @Override
    public Step<Image> poll(Token token, State state) {
        return state instanceof State.Copying copying ? copying(token, copying) : made(token, (State.Made) state);
    }

    /**
     * No list of this region shows a copy in another one, which has no mark, and IMS has no list of jobs: the job of such a copy is
     * polled by itself.
     */
    private Step<Image> copying(Token token, State.Copying state) {
        return watch.poll(State.mark(token), seen -> job(token, state), () -> job(token, state));
    }

    /** Polls the job, which alone has the id of the copy and, if it failed, the reason. */
    private Step<Image> job(Token token, State.Copying state) {
        Job job = images.job(state.job());
        if (job.failed()) {
            return KeptFailure.end(job.keepFailure(token, "the image could not be copied; the original is unchanged"));
        }
        if (!job.done()) {
            watch.notYet(State.mark(token));
            return Step.going(job.percent(), "copying it");
        }
        String copy = state.within() ? job.made("image_id") : state.original().value();
        return copy == null
                ? new Step.Failed<>(new OperationFailed("the image was copied, but IMS did not return its id"))
                : made(token, new State.Made(state.original(), state.within(), copy));
    }

    /** A job that the service no longer knows has finished: the copy is found by its mark. */
    @Override
    public Step<Image> gone(Token token, State state, NotFound missing) {
        Optional<String> copy = state instanceof State.Copying ? images.withMark(State.mark(token)) : Optional.empty();
        return copy.<Step<Image>>map(id -> new State.Made(state.original(), state.within(), id).next(token))
                .orElseGet(() -> StepWork.super.gone(token, state, missing));
    }

    private Step<Image> made(Token token, State.Made state) {
        RequestMark mark = State.mark(token);
        return mark == null || !state.within()
                ? madeAlone(token, state)
                : watch.poll(
                        mark,
                        seen -> seen.is(state.copy()) && seen.isActive()
                                ? survivor.settle(
                                        mark,
                                        state.copy(),
                                        seen.ofRequest(),
                                        older -> older(token, state, older),
                                        () -> ours(token, seen.image()))
                                : madeAlone(token, state),
                        () -> madeAlone(token, state));
    }

    private Step<Image> madeAlone(Token token, State.Made state) {
        JsonNode image = images.usable(state.copy());
        if (!state.within()) {
            return ours(token, image);
        }
        String status = JsonFields.text(image, "status");
        return status.equals("active")
                ? survivor.settle(
                        State.mark(token), state.copy(), older -> older(token, state, older), () -> ours(token, image))
                : Step.going("the copy is " + status);
    }

    private static Step<Image> older(Token token, State.Made state, String older) {
        return new State.Made(state.original(), true, older).next(token);
    }

    private Step<Image> ours(Token token, JsonNode image) {
        watch.forget(State.mark(token));
        return new Step.Done<>(ImageReader.read(image, context.site()));
    }
}
