package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Snapshot;
import io.github.backup4j.huawei.internal.http.CallMode;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.points.PointCalls;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.DiskWatch;
import io.github.backup4j.huawei.internal.resources.NewDisks;
import io.github.backup4j.huawei.internal.snapshots.SnapshotCalls;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.KeptFailure;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.StepAttempts;
import io.github.backup4j.huawei.internal.work.StepWork;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.WorkKind;
import io.github.backup4j.spi.OperationDriver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Builds images: starts and continues the work. IMS builds most images in one job. For a snapshot or a disk's restore point,
 * the work first creates a temporary disk, which it deletes in the end even if it built no image.
 */
public final class ImageBuilds implements StepWork<Image, ImageBuildState> {
    static final int MOST_TAGS = 10;

    private final Context context;
    private final IdempotentCreate creates;
    private final ImageSources sources;
    private final DiskCalls disks;
    private final ImageCalls images;
    private final NewDisks newDisks;
    private final DiskWatch diskWatch;
    private final ImageWatch watch;
    private final ImageSurvivor survivor;
    private final CleanUp<Image> cleanUp;

    public ImageBuilds(
            Context context,
            IdempotentCreate creates,
            ImageSources sources,
            DiskCalls disks,
            ImageCalls images,
            NewDisks newDisks,
            DiskWatch diskWatch,
            ImageWatch watch,
            ImageSurvivor survivor,
            Temporaries temporaries) {
        this.context = context;
        this.creates = creates;
        this.sources = sources;
        this.disks = disks;
        this.images = images;
        this.newDisks = newDisks;
        this.diskWatch = diskWatch;
        this.watch = watch;
        this.survivor = survivor;
        this.cleanUp = new CleanUp<>(context, temporaries.disks(), "image", "built", this::read);
    }

    /** Builds an image, unless it exists or is already being built; only if not, this reads the source. */
    OperationDriver<Image> build(ImageSpec spec, Request asked) {
        Request request = asked.within(MOST_TAGS - spec.tags().size(), 1, "image \"" + spec.name() + "\"");

        Origin origin = Origin.of(request);
        Supplier<Optional<IdempotentCreate.Marked<ImageBuildState>>> search =
                () -> creates.findMarked(request, "image", () -> started(origin.proof()));
        Optional<IdempotentCreate.Marked<ImageBuildState>> earlier = search.get();
        if (earlier.isPresent()) {
            return operation(earlier.get(), origin.proof());
        }
        try {
            return context.operation(this, start(spec, request, origin).firstToken(origin));
        } catch (Conflict | Busy | QuotaExceeded refused) {
            // Another caller with the key may have started the build in the meantime, or the first delivery of this
            // request.
            return operation(
                    IdempotentCreate.madeDespite(
                            refused, () -> search.get().or(() -> holder(spec.source(), refused, request))),
                    origin.proof());
        }
    }

    /**
     * The image that holds the restore point, if it was built by a call with the key; empty: it was not. It is listed by its id, as a
     * list of all images may not show it yet. No earlier call has a key that the caller did not choose.
     *
     * @throws AmbiguousOutcome with the key if IMS has refused this call, and does not show the image
     */
    private Optional<IdempotentCreate.Marked<ImageBuildState>> holder(
            ImageSource source, BackupException refused, Request request) {
        RestorePoint point =
                source instanceof ImageSource.FromRestorePoint from ? sources.point(from.restorePoint()) : null;
        if (point == null || !point.pinned()) {
            return Optional.empty();
        }
        JsonNode image = refused.code().isPresent()
                ? images.holderAfter(refused, point, request.key())
                : images.findUsable(point.images().get(0).value());
        List<IdempotentCreate.Marked<ImageBuildState>> built = ImageCalls.marked(Stream.ofNullable(image))
                .filter(ImageCalls::isWhole)
                .map(marked -> marked.<ImageBuildState>as(new ImageBuildState.Built(marked.id(), "")))
                .toList();
        return request.keyChosen()
                ? creates.findMarked(request, "image", () -> built)
                : built.stream()
                        .filter(one -> one.mark().equals(request.mark()))
                        .findFirst();
    }

    /** Continues a build, with the mark of the call that started it. */
    private OperationDriver<Image> operation(IdempotentCreate.Marked<ImageBuildState> earlier, Proof proof) {
        Origin origin = new Origin(earlier.mark().text(), proof);
        return context.operation(this, earlier.made().firstToken(origin));
    }

    /** The marked temporary disks, which are to be deleted in the end, followed by the marked images. */
    private List<IdempotentCreate.Marked<ImageBuildState>> started(Proof proof) {
        List<IdempotentCreate.Marked<ImageBuildState>> started = new ArrayList<>();
        for (JsonNode disk : disks.all()) {
            RequestMark mark = RequestMark.parse(JsonFields.textOrNull(disk.path("metadata"), RequestMark.NAME));
            boolean gone = DiskCalls.broken(disk) || DiskCalls.status(disk).equals("deleting");
            if (mark != null && !gone && Temporaries.diskNotOurs(disk, new Origin(mark.text(), proof)) == null) {
                String id = JsonFields.id(disk, "id", "a disk");
                ImageBuildState state = new ImageBuildState.CreatingDisk("", id, "");
                started.add(new IdempotentCreate.Marked<>(mark, state, id, JsonFields.instant(disk, "created_at")));
            }
        }
        started.addAll(built());
        return started;
    }

    private List<IdempotentCreate.Marked<ImageBuildState>> built() {
        return images.marked().stream()
                .map(marked -> marked.<ImageBuildState>as(new ImageBuildState.Built(marked.made(), "")))
                .toList();
    }

    private ImageBuildState start(ImageSpec spec, Request request, Origin origin) {
        ImageSource source = spec.source();
        Map<String, String> tags = request.tags(spec.tags());
        if (source instanceof ImageSource.SystemDisk from) {
            sources.requireStill(from.server());
            String server = from.server().id();
            return start(
                    request, () -> images.ofSystemDisk(server, spec.name(), spec.description(), tags, request.mode()));
        }
        if (source instanceof ImageSource.WholeServer from) {
            sources.requireBackupPossible(from);
            String server = from.server().id();
            String vault = from.vault().value();
            return start(
                    request,
                    () -> images.ofServer(server, vault, spec.name(), spec.description(), tags, request.mode()));
        }
        if (source instanceof ImageSource.OneDisk from) {
            JsonNode disk = sources.stillDisk(from.disk());
            return start(request, () -> images.ofDisk(disk, spec.name(), spec.description(), tags, request.mode()));
        }
        if (source instanceof ImageSource.FromRestorePoint from) {
            return point(spec, sources.point(from.restorePoint()), request, origin);
        }
        if (source instanceof ImageSource.FromSnapshot from) {
            Snapshot snapshot = sources.snapshot(from.snapshot());
            return byWayOfDisk(spec, SnapshotCalls.source(snapshot), snapshot.disk(), request, origin);
        }
        throw new IllegalStateException("source is " + source);
    }

    private ImageBuildState start(Request request, Supplier<String> job) {
        return creates.begin(request, this::built, () -> new ImageBuildState.Building(job.get(), ""));
    }

    private ImageBuildState point(ImageSpec spec, RestorePoint point, Request request, Origin origin) {
        if (point.resource() instanceof Resource.Disk disk) {
            return byWayOfDisk(spec, PointCalls.diskSource(point), disk, request, origin);
        }
        if (!(point.resource() instanceof Resource.Server)) {
            throw new Invalid("restore point " + point.id() + " is of " + point.resource()
                    + "; an image can be built from a disk or a server only; nothing was created");
        }
        if (point.pinned()) {
            throw new Conflict("image " + point.images().get(0) + " was built from restore point " + point.id()
                    + "; a restore point can have one image only; nothing was created");
        }
        Map<String, String> tags = request.tags(spec.tags());
        String id = point.id().value();
        return start(request, () -> images.ofBackup(id, spec.name(), spec.description(), tags, request.mode()));
    }

    private ImageBuildState byWayOfDisk(
            ImageSpec spec, NewDisks.Source source, Resource.Disk original, Request request, Origin origin) {
        String packed = pack(spec, request.tags(spec.tags()), original.id());
        boolean small = packed.length() <= PackedSpec.IN_TOKEN;
        Map<String, String> metadata = new LinkedHashMap<>(PackedSpec.toMetadata(packed));
        metadata.put(Temporaries.NAME, Temporaries.sign(origin, packed));
        DiskCalls.Accepted disk = newDisks.begin(source, DiskSpec.of(Temporaries.DISK), request, metadata);
        return new ImageBuildState.CreatingDisk(disk.job(), disk.disk(), small ? packed : "");
    }

    /** The token of an image for which a disk is being created. */
    public static Token creatingDisk(DiskCalls.Accepted disk, String packed) {
        return new ImageBuildState.CreatingDisk(disk.job(), disk.disk(), packed).firstToken(Origin.UNKNOWN);
    }

    /** Packs the part of a spec that is needed after the disk was created. */
    static String pack(ImageSpec spec, Map<String, String> allTags, String original) {
        ObjectNode content = PackedSpec.object().put("n", spec.name());
        if (!spec.description().isEmpty()) {
            content.put("d", spec.description());
        }
        ObjectNode tags = content.putObject("t");
        allTags.forEach(tags::put);
        if (tags.size() < MOST_TAGS && !original.isEmpty() && original.length() <= 43) {
            tags.put(ImageReader.ORIGINAL, original);
        }
        return PackedSpec.pack(content);
    }

    // ---- polling

    @Override
    public WorkKind<Image> about() {
        return ImageBuildState.KIND;
    }

    @Override
    public ImageBuildState read(Token token) {
        return ImageBuildState.read(token);
    }

    @Override
    public void expect(Token token) {
        ImageBuildState state = read(token);
        if (state instanceof ImageBuildState.Building || state instanceof ImageBuildState.Built) {
            watch.expect(mark(token));
        } else if (state instanceof ImageBuildState.CreatingDisk) {
            diskWatch.expect(state.disk());
        }
    }

    private static @Nullable RequestMark mark(Token token) {
        return ImageBuildState.origin(token).requestMark();
    }

    @Override
    public Step<Image> poll(Token token, ImageBuildState state) {
        if (state instanceof ImageBuildState.CreatingDisk creating) {
            return creatingDisk(token, creating);
        }
        if (state instanceof ImageBuildState.DiskCreated created) {
            return diskCreated(token, created);
        }
        if (state instanceof ImageBuildState.Building building) {
            return building(token, building);
        }
        if (state instanceof ImageBuildState.Built built) {
            return built(token, built);
        }
        CleanUp.Leftover leftover = new CleanUp.Leftover(state.disk(), ImageBuildState.origin(token), state.image());
        return state instanceof ImageBuildState.DeletingDisk
                ? cleanUp.delete(token, leftover, new ImageBuildState.DiskDeleted(state.disk(), state.image()))
                : cleanUp.await(token, leftover, new ImageBuildState.DeletingDisk(state.disk(), state.image()));
    }

    private Step<Image> creatingDisk(Token token, ImageBuildState.CreatingDisk state) {
        if (state.job().isEmpty()) {
            return new ImageBuildState.DiskCreated(state.disk(), state.spec(), false).next(token);
        }
        return state.disk().isEmpty()
                ? diskJob(token, state)
                : diskWatch.poll(state.disk(), listed -> diskJob(token, state), () -> diskJob(token, state));
    }

    private Step<Image> diskJob(Token token, ImageBuildState.CreatingDisk state) {
        Job job = disks.job(state.job());
        String named = job.made("volume_id");
        String id = state.disk().isEmpty() && named != null ? named : state.disk();
        if (job.failed()) {
            return cleanUpAfter(job.keepFailure(token, "the temporary disk could not be created"), id, state.image());
        }
        if (!job.done()) {
            diskWatch.notYet(state.disk());
            return Step.going(job.percent(), "creating the temporary disk");
        }
        return new ImageBuildState.DiskCreated(id, state.spec(), false).next(token);
    }

    /** The disk has to be seen ready twice, and a list is trusted for the first time only. */
    private Step<Image> diskCreated(Token token, ImageBuildState.DiskCreated state) {
        return state.seenReady()
                ? diskCreatedAlone(token, state)
                : diskWatch.poll(
                        state.disk(),
                        listed -> DiskCalls.status(listed).equals("available")
                                ? new ImageBuildState.DiskCreated(state.disk(), state.spec(), true).next(token)
                                : diskCreatedAlone(token, state),
                        () -> diskCreatedAlone(token, state));
    }

    /** Builds the image, and only from the disk that this work has created for it. */
    private Step<Image> diskCreatedAlone(Token token, ImageBuildState.DiskCreated state) {
        JsonNode disk = disks.find(state.disk());
        String other = disk == null ? null : Temporaries.diskNotOurs(disk, ImageBuildState.origin(token));
        if (other != null) {
            return KeptFailure.endLeaving(
                    token,
                    "disk " + state.disk() + " is not the temporary disk of this image: " + other
                            + "; no image was built from it, and it was not changed");
        }
        String status = disk == null ? "gone" : DiskCalls.status(disk);
        if (disk == null || !status.equals("available")) {
            return withoutDisk(token, state, status);
        }
        if (!state.seenReady()) {
            return new ImageBuildState.DiskCreated(state.disk(), state.spec(), true).next(token);
        }
        JsonNode spec = PackedSpec.unpack(Temporaries.signedSpec(
                Temporaries.signOfDisk(disk),
                ImageBuildState.origin(token),
                state.spec(),
                PackedSpec.fromMetadata(disk.path("metadata"))));
        if (spec == null && !Temporaries.isOfMark(disk, ImageBuildState.origin(token))) {
            return KeptFailure.endLeaving(
                    token,
                    "this work no longer knows which image to build, and its temporary disk " + state.disk()
                            + " belongs to another call with the same request key: this work built nothing and left the disk alone;"
                            + " repeat the call with its key once the other call has ended");
        }
        if (spec == null) {
            return cleanUpAfter(
                    KeptFailure.keep(
                            token,
                            "neither the token nor temporary disk " + state.disk()
                                    + " holds the spec of the image that this work began with; no image was built; begin again",
                            ""),
                    state);
        }
        return imageOf(state)
                .<Step<Image>>map(image -> new ImageBuildState.Built(image, state.disk()).next(token))
                .orElseGet(() -> StepAttempts.to(
                        token,
                        context.serviceNow(),
                        now -> new ImageBuildState.Building(build(disk, spec), state.disk()).next(now),
                        (now, e) -> cleanUpAfter(KeptFailure.keep(now, "the image was refused", e), state)));
    }

    private String build(JsonNode disk, JsonNode spec) {
        Map<String, String> tags = new LinkedHashMap<>();
        spec.path("t")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        return images.ofDisk(disk, spec.path("n").asText(), spec.path("d").asText(""), tags, CallMode.CHANGE);
    }

    /** With an older token, the disk may be in use or gone because the image is already being built. */
    private Step<Image> withoutDisk(Token token, ImageBuildState state, String status) {
        if (status.startsWith("error")) {
            return cleanUpAfter(KeptFailure.keep(token, "the temporary disk is " + status, ""), state);
        }
        boolean coming = status.equals("creating") || status.equals("restoring-backup");
        Optional<String> image = coming ? Optional.empty() : imageOf(state);
        if (image.isPresent()) {
            return new ImageBuildState.Built(image.get(), state.disk()).next(token);
        }
        if (status.equals("gone")) {
            throw new NotFound("there is no disk " + state.disk());
        }
        return Step.going("the temporary disk is " + status);
    }

    private static Step<Image> cleanUpAfter(Token failed, ImageBuildState state) {
        return cleanUpAfter(failed, state.disk(), state.image());
    }

    private static Step<Image> cleanUpAfter(Token failed, String disk, String image) {
        return disk.isEmpty() ? KeptFailure.end(failed) : new ImageBuildState.DeletingDisk(disk, image).next(failed);
    }

    /** A job that the service no longer knows has finished: its result is found without it, or the next step misses it. */
    @Override
    public Step<Image> gone(Token token, ImageBuildState state, NotFound missing) {
        if (state instanceof ImageBuildState.CreatingDisk creating
                && !creating.disk().isEmpty()) {
            return new ImageBuildState.DiskCreated(creating.disk(), creating.spec(), false).next(token);
        }
        Optional<String> image = state instanceof ImageBuildState.Building
                ? imageOf(state)
                        .or(() -> images.withMark(ImageBuildState.origin(token).requestMark()))
                : Optional.empty();
        return image.<Step<Image>>map(built -> new ImageBuildState.Built(built, state.disk()).next(token))
                .orElseGet(() -> cleanUpAfter(
                        KeptFailure.keep(token, "a resource that the image needs is gone", missing), state));
    }

    /** The image that this work has already started, in another process or after a lost reply: only it uses the disk. */
    private Optional<String> imageOf(ImageBuildState state) {
        return state.disk().isEmpty() ? Optional.empty() : images.fromDisk(state.disk());
    }

    private Step<Image> building(Token token, ImageBuildState.Building state) {
        return watch.poll(mark(token), seen -> job(token, state), () -> job(token, state));
    }

    /** Polls the job, which alone has the id of the image and, if it failed, the reason. */
    private Step<Image> job(Token token, ImageBuildState.Building state) {
        Job job = images.job(state.job());
        if (job.failed()) {
            return cleanUpAfter(job.keepFailure(token, "the image could not be built", "image_id", "image"), state);
        }
        if (!job.done()) {
            watch.notYet(mark(token));
            return Step.going(job.percent(), "waiting for IMS");
        }
        String image = job.made("image_id");
        return image == null
                ? cleanUpAfter(KeptFailure.keep(token, "IMS built the image, but did not return its id", ""), state)
                : new ImageBuildState.Built(image, state.disk()).next(token);
    }

    private Step<Image> built(Token token, ImageBuildState.Built state) {
        RequestMark mark = mark(token);
        return mark == null
                ? builtAlone(token, state)
                : watch.poll(
                        mark,
                        seen -> seen.is(state.image()) && seen.isActive()
                                ? survivor.settle(
                                        mark,
                                        state.image(),
                                        seen.ofRequest(),
                                        older -> older(token, state, older),
                                        () -> ours(token, state, seen.image()))
                                : builtAlone(token, state),
                        () -> builtAlone(token, state));
    }

    private Step<Image> builtAlone(Token token, ImageBuildState.Built state) {
        JsonNode image = images.usable(state.image());
        String status = JsonFields.text(image, "status");
        if (status.equals("killed") || status.equals("deleted")) {
            return cleanUpAfter(KeptFailure.keep(token, "image " + state.image() + " is " + status, ""), state);
        }
        if (!status.equals("active")) {
            return Step.going("the image is " + status);
        }
        return survivor.settle(
                mark(token), state.image(), older -> older(token, state, older), () -> ours(token, state, image));
    }

    private static Step<Image> older(Token token, ImageBuildState.Built state, String older) {
        return new ImageBuildState.Built(older, state.disk()).next(token);
    }

    private Step<Image> ours(Token token, ImageBuildState.Built state, JsonNode image) {
        watch.forget(mark(token));
        return state.disk().isEmpty()
                ? new Step.Done<>(ImageReader.read(image, context.site()))
                : new ImageBuildState.DeletingDisk(state.disk(), state.image()).next(token);
    }

    private Image read(String id) {
        return ImageReader.read(images.usable(id), context.site());
    }
}
