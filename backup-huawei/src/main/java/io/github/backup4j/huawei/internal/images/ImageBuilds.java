package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Image;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Snapshot;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.CallMode;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.points.PointCalls;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.NewDisks;
import io.github.backup4j.huawei.internal.resources.ServerCalls;
import io.github.backup4j.huawei.internal.snapshots.SnapshotCalls;
import io.github.backup4j.huawei.internal.vaults.VaultCalls;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.StepAttempts;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.Work;
import io.github.backup4j.spi.OperationDriver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Builds images: starts to, and carries it on. What IMS builds by itself is one job; of a snapshot or a disk's restore point, a disk is
 * made first, and deleted in the end, also when no image came of it.
 */
public final class ImageBuilds implements Work<Image> {
    private static final TokenFields FIELDS = TokenFields.none()
            .with(TokenFields.ID, "job", "disk", "image")
            .with(TokenFields.PACKED, "spec")
            .with(TokenFields.FLAG, "good")
            .with(TokenFields.MARK, "mark")
            .with(TokenFields.PROOF, "proof");

    private static final int DISK_JOB = 0;
    private static final int DISK = 1;
    private static final int IMAGE_JOB = 2;
    private static final int IMAGE = 3;
    private static final int CLEAN_UP = 4;
    private static final int CLEANED = 5;
    static final int MOST_TAGS = 10;

    private final Context context;
    private final IdempotentCreate creates;
    private final VaultCalls vaults;
    private final DiskCalls disks;
    private final ServerCalls servers;
    private final PointCalls points;
    private final SnapshotCalls snapshots;
    private final ImageCalls images;
    private final NewDisks newDisks;
    private final ImageSurvivor survivor;
    private final Temporaries temporaries;

    public ImageBuilds(
            Context context,
            IdempotentCreate creates,
            VaultCalls vaults,
            DiskCalls disks,
            ServerCalls servers,
            PointCalls points,
            SnapshotCalls snapshots,
            ImageCalls images,
            NewDisks newDisks,
            ImageSurvivor survivor,
            Temporaries temporaries) {
        this.context = context;
        this.creates = creates;
        this.vaults = vaults;
        this.disks = disks;
        this.servers = servers;
        this.points = points;
        this.snapshots = snapshots;
        this.images = images;
        this.newDisks = newDisks;
        this.survivor = survivor;
        this.temporaries = temporaries;
    }

    /** Builds an image, unless it is there or under way already; what it is built from is looked at only if it is not. */
    OperationDriver<Image> build(ImageSpec spec, Request asked) {
        Request request = asked.within(MOST_TAGS - spec.tags().size(), 1, "image \"" + spec.name() + "\"");
        
        Proof proof = Proof.of(request.key());
        Supplier<Optional<IdempotentCreate.Marked<Token>>> look =
                () -> creates.findMarked(request, "image", () -> begun(proof));
        Optional<IdempotentCreate.Marked<Token>> begun = look.get();
        if (begun.isPresent()) {
            return operation(begun.get().made(), begun.get().mark().text(), proof);
        }
        String mark = request.tag();
        try {
            return operation(start(spec, request, mark), mark, proof);
        } catch (Conflict | Busy refused) {
            // Another caller with the key may have begun it meanwhile.
            IdempotentCreate.Marked<Token> other = IdempotentCreate.madeDespite(refused, look);
            return operation(other.made(), other.mark().text(), proof);
        }
    }

    private OperationDriver<Image> operation(Token token, String mark, Proof proof) {
        Token marked = token.with("mark", mark);
        return context.operation(this, token.find("disk").isEmpty() ? marked : marked.with("proof", proof.text()));
    }

    /** The disks on the way to an image that carry a mark, which are to be deleted in the end, and then the images that do. */
    private List<IdempotentCreate.Marked<Token>> begun(Proof proof) {
        List<IdempotentCreate.Marked<Token>> begun = new ArrayList<>();
        for (JsonNode disk : disks.all()) {
            RequestMark mark = RequestMark.parse(JsonFields.textOrNull(disk.path("metadata"), RequestMark.NAME));
            boolean gone = DiskCalls.broken(disk) || DiskCalls.status(disk).equals("deleting");
            if (mark != null && !gone && Temporaries.notOurs(disk, mark.text(), proof) == null) {
                String id = JsonFields.id(disk, "id", "a disk");
                Token making = makingDisk(new DiskCalls.Begun("", id), "");
                begun.add(new IdempotentCreate.Marked<>(mark, making, id, JsonFields.instant(disk, "created_at")));
            }
        }
        begun.addAll(built());
        return begun;
    }

    private List<IdempotentCreate.Marked<Token>> built() {
        return images.marked().stream()
                .map(marked -> marked.as(found(marked.made())))
                .toList();
    }

    private Token start(ImageSpec spec, Request request, String mark) {
        ImageSource source = spec.source();
        Map<String, String> tags = request.tags(spec.tags());
        if (source instanceof ImageSource.SystemDisk from) {
            requireStill(from.server());
            String server = from.server().id();
            return start(
                    request, () -> images.ofSystemDisk(server, spec.name(), spec.description(), tags, request.mode()));
        }
        if (source instanceof ImageSource.WholeServer from) {
            requireBackupPossible(from);
            String server = from.server().id();
            String vault = from.vault().value();
            return start(
                    request,
                    () -> images.ofServer(server, vault, spec.name(), spec.description(), tags, request.mode()));
        }
        if (source instanceof ImageSource.OneDisk from) {
            JsonNode disk = stillDisk(from.disk());
            return start(request, () -> images.ofDisk(disk, spec.name(), spec.description(), tags, request.mode()));
        }
        if (source instanceof ImageSource.FromRestorePoint from) {
            return point(spec, points.get(from.restorePoint()), request, mark);
        }
        if (source instanceof ImageSource.FromSnapshot from) {
            Snapshot snapshot = snapshots.get(from.snapshot());
            SnapshotCalls.requireAvailable(snapshot);
            return byWayOfDisk(spec, SnapshotCalls.source(snapshot), snapshot.disk(), request, mark);
        }
        throw new IllegalStateException("source is " + source);
    }

    private Token start(Request request, Supplier<String> job) {
        return creates.begin(request, this::built, () -> building(job.get()));
    }

    private void requireBackupPossible(ImageSource.WholeServer from) {
        requireStill(from.server());
        VaultId vault = from.vault();
        JsonNode seen = vaults.show(vault);
        JsonNode billing = seen.path("billing");
        if (!JsonFields.text(billing, "object_type").equals("server")
                || JsonFields.text(billing, "protect_type").equals("replication")) {
            throw new Conflict("vault " + vault + " is not for backups of servers");
        }
        for (JsonNode member : seen.path("resources")) {
            String status = JsonFields.text(member, "protect_status");
            boolean meant = JsonFields.text(member, "id").equals(from.server().id());
            if (meant && (status.equals("protecting") || status.equals("restoring"))) {
                throw new Busy(from.server() + " is being backed up or restored; try again later");
            }
        }
    }

    private void requireStill(Resource.Server server) {
        JsonNode seen = servers.get(server.id());
        if (!ServerCalls.running(seen) && !ServerCalls.stopped(seen)) {
            throw new Busy(server + " is " + ServerCalls.status(seen) + "; try again later");
        }
    }

    private JsonNode stillDisk(Resource.Disk id) {
        JsonNode disk = disks.get(id.id());
        if (!DiskCalls.ready(disk)) {
            throw new Busy(id + " is " + DiskCalls.status(disk) + "; try again later");
        }
        Resource.Server server = DiskCalls.server(disk);
        if (JsonFields.flag(disk, "bootable") && server != null && ServerCalls.running(servers.get(server.id()))) {
            throw new Conflict(id + " is the system disk of " + server + ", which is running; stop it first");
        }
        return disk;
    }

    private Token point(ImageSpec spec, RestorePoint point, Request request, String mark) {
        PointCalls.requireRestorable(point);
        if (point.resource() instanceof Resource.Disk disk) {
            return byWayOfDisk(spec, PointCalls.diskSource(point), disk, request, mark);
        }
        if (!(point.resource() instanceof Resource.Server)) {
            throw new Invalid("restore point " + point.id() + " is of " + point.resource()
                    + "; an image can be made of a disk or a server only");
        }
        if (point.pinned()) {
            throw new Conflict("image " + point.images().get(0) + " was built from restore point " + point.id()
                    + "; only one can be");
        }
        Map<String, String> tags = request.tags(spec.tags());
        String id = point.id().value();
        return start(request, () -> images.ofBackup(id, spec.name(), spec.description(), tags, request.mode()));
    }

    private Token byWayOfDisk(
            ImageSpec spec, NewDisks.Source source, Resource.Disk original, Request request, String mark) {
        String packed = pack(spec, request.tags(spec.tags()), original.id());
        boolean small = packed.length() <= PackedSpec.IN_TOKEN;
        Map<String, String> metadata = new LinkedHashMap<>(PackedSpec.toMetadata(packed));
        metadata.put(Temporaries.NAME, Temporaries.sign(mark, Proof.of(request.key())));
        DiskCalls.Begun disk =
                newDisks.begin(source, DiskSpec.named(Temporaries.DISK), request, metadata);
        return makingDisk(disk, small ? packed : "");
    }

    // ---- how it goes on

    /** An image that a job builds. */
    static Token building(String job) {
        return Token.of("image").with("job", job).at(IMAGE_JOB);
    }

    /** An image that is there already, or under way. */
    static Token found(String image) {
        return imageToken(Token.of("image"), image);
    }

    /** An image for which a disk is being made. */
    public static Token makingDisk(DiskCalls.Begun disk, String packed) {
        return Token.of("image")
                .with("job", disk.job())
                .with("disk", disk.disk())
                .with("spec", packed);
    }

    /** The part of a spec that is needed when the disk has been made. */
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

    @Override
    public String words() {
        return "building the image";
    }

    @Override
    public String kind() {
        return "image";
    }

    @Override
    public TokenFields fields() {
        return FIELDS;
    }

    @Override
    public int steps() {
        return CLEANED + 1;
    }

    @Override
    public Class<Image> resultType() {
        return Image.class;
    }

    @Override
    public Step<Image> look(Token token) {
        return switch (token.step()) {
            case DISK_JOB -> diskJob(token);
            case DISK -> disk(token);
            case IMAGE_JOB -> imageJob(token);
            case IMAGE -> image(token);
            case CLEAN_UP -> cleanUp(token);
            default -> cleaned(token);
        };
    }

    private Step<Image> diskJob(Token token) {
        if (token.find("job").isEmpty()) {
            return new Step.Next<>(token.at(DISK));
        }
        Job job = disks.job(token.get("job"));
        String id = job.made("volume_id");
        Token next = id == null || !token.find("disk").isEmpty() ? token : token.with("disk", id);
        if (job.failed()) {
            return cleanUpAfter(job.keepFailure(next, "the disk on the way to the image could not be made"));
        }
        return job.done()
                ? new Step.Next<>(next.at(DISK))
                : Step.going(job.percent(), "the disk on the way to the image is being made");
    }

    /** An image is built of nothing but the disk that this work has made for it. */
    private Step<Image> disk(Token token) {
        JsonNode disk = disks.find(token.get("disk"));
        String other = disk == null ? null : Temporaries.notOurs(disk, token.find("mark"), Proof.of(token));
        if (other != null) {
            return Job.left(
                    token,
                    "disk " + token.get("disk") + " is not the one on the way to this image: " + other
                            + "; no image was built of it, and it is left as it is");
        }
        String status = disk == null ? "gone" : DiskCalls.status(disk);
        if (disk == null || !status.equals("available")) {
            return withoutDisk(token, status);
        }
        if (token.find("good").isEmpty()) {
            return new Step.Next<>(token.with("good", "1"));
        }
        String packed = token.find("spec").isEmpty() ? PackedSpec.fromMetadata(disk.path("metadata")) : token.get("spec");
        JsonNode spec = PackedSpec.unpack(packed);
        if (spec == null) {
            return cleanUpAfter(Job.fail(token, "the properties of the image were lost", ""));
        }
        return begun(token)
                .<Step<Image>>map(image -> new Step.Next<>(imageToken(token, image)))
                .orElseGet(() -> StepAttempts.to(
                        token,
                        now -> new Step.Next<>(now.at(IMAGE_JOB)
                                .with("spec", "")
                                .with("good", "")
                                .with("job", build(disk, spec))),
                        (now, e) -> cleanUpAfter(Job.keepFailure(now, "the image was refused", e))));
    }

    private String build(JsonNode disk, JsonNode spec) {
        Map<String, String> tags = new LinkedHashMap<>();
        spec.path("t")
                .properties()
                .forEach(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        return images.ofDisk(disk, spec.path("n").asText(), spec.path("d").asText(""), tags, CallMode.CHANGE);
    }

    /** Where this is an older token, the disk may be in use or gone because the image is built. */
    private Step<Image> withoutDisk(Token token, String status) {
        if (status.startsWith("error")) {
            return cleanUpAfter(Job.fail(token, "the disk on the way to the image is " + status, ""));
        }
        boolean coming = status.equals("creating") || status.equals("restoring-backup");
        Optional<String> begun = coming ? Optional.empty() : begun(token);
        if (begun.isPresent()) {
            return new Step.Next<>(imageToken(token, begun.get()));
        }
        if (status.equals("gone")) {
            throw new NotFound("there is no disk " + token.get("disk"));
        }
        return Step.going("the disk on the way to the image is " + status);
    }

    private static Step<Image> cleanUpAfter(Token failed) {
        return failed.find("disk").isEmpty()
                ? Job.failed(failed)
                : new Step.Next<>(failed.with("spec", "").with("job", "").at(CLEAN_UP));
    }

    /** A job that is forgotten has done its work: what it made is found without it, or is missing in the next step. */
    @Override
    public Step<Image> gone(Token token, NotFound missing) {
        if (token.step() == DISK_JOB && !token.find("disk").isEmpty()) {
            return new Step.Next<>(token.at(DISK));
        }
        Optional<String> begun = token.step() == IMAGE_JOB
                ? begun(token).or(() -> images.withMark(token.find("mark")))
                : Optional.empty();
        return begun.<Step<Image>>map(image -> new Step.Next<>(imageToken(token, image)))
                .orElseGet(() -> cleanUpAfter(Job.keepFailure(token, "what the image needs is gone", missing)));
    }

    /** The image that this work has begun already, in another process or by a call whose reply was lost: the disk is only its. */
    private Optional<String> begun(Token token) {
        return token.find("disk").isEmpty() ? Optional.empty() : images.fromDisk(token.get("disk"));
    }

    private static Token imageToken(Token token, String image) {
        return token.at(IMAGE).with("spec", "").with("image", image);
    }

    private Step<Image> imageJob(Token token) {
        Job job = images.job(token.get("job"));
        if (job.failed()) {
            return cleanUpAfter(job.keepFailure(token, "the image could not be built"));
        }
        if (!job.done()) {
            return Step.going(job.percent(), "the image is being built");
        }
        String image = job.made("image_id");
        return image == null
                ? cleanUpAfter(Job.fail(token, "the image was built, but not named", ""))
                : new Step.Next<>(imageToken(token, image));
    }

    private Step<Image> image(Token token) {
        JsonNode image = images.usable(token.get("image"));
        String status = JsonFields.text(image, "status");
        if (status.equals("killed") || status.equals("deleted")) {
            return cleanUpAfter(Job.fail(token, "image " + token.get("image") + " is " + status, ""));
        }
        if (!status.equals("active")) {
            return Step.going("the image is " + status);
        }
        return survivor.settle(
                token,
                "image",
                token.get("image"),
                now -> now.find("disk").isEmpty()
                        ? new Step.Done<>(ImageReader.read(image, context.site()))
                        : new Step.Next<>(now.at(CLEAN_UP)));
    }

    private Step<Image> cleanUp(Token token) {
        JsonNode disk = disks.find(token.get("disk"));
        if (disk == null) {
            // If it is only not seen at the moment, the next step sees it, and comes back.
            return new Step.Next<>(token.at(CLEANED));
        }
        return StepAttempts.to(
                token,
                now -> {
                    String reason = temporaries.deleteDisk(disk, now.find("mark"), Proof.of(now));
                    return reason.isEmpty() ? new Step.Next<>(now.at(CLEANED)) : left(now, reason);
                },
                (now, e) -> left(now, String.valueOf(e.getMessage())));
    }

    private Step<Image> cleaned(Token token) {
        JsonNode disk = disks.find(token.get("disk"));
        if (disk == null) {
            return end(token);
        }
        String status = DiskCalls.status(disk);
        if (DiskCalls.broken(disk)) {
            return left(token, "it is " + status);
        }
        return status.equals("deleting")
                ? Step.going("the disk on the way to the image is being deleted")
                : new Step.Next<>(token.at(CLEAN_UP));
    }

    private static Step<Image> left(Token token, String reason) {
        String built = token.find("image").isEmpty() ? "" : ", image " + token.get("image") + " was built";
        return Job.left(
                token,
                "disk " + token.get("disk") + " on the way to the image could not be deleted" + built
                        + "; delete it if nobody needs it: " + reason);
    }

    private Step<Image> end(Token token) {
        return Job.kept(token) == null
                ? new Step.Done<>(ImageReader.read(images.usable(token.get("image")), context.site()))
                : Job.failed(token);
    }
}
