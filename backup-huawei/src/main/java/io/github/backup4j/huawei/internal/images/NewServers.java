package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.Denied;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.Temporary;
import io.github.backup4j.Throttled;
import io.github.backup4j.Unavailable;
import io.github.backup4j.Unsupported;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.points.ServersFromPoints;
import io.github.backup4j.huawei.internal.resources.PlacementReader;
import io.github.backup4j.huawei.internal.resources.ServerCalls;
import io.github.backup4j.huawei.internal.resources.ServerWatch;
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
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Checks.Found;
import io.github.backup4j.spi.OperationDriver;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Creates servers from images and restore points: starts and continues the work. For a restore point, the work first creates a
 * temporary image, which it deletes in the end even if it created no server. The restore point stays.
 */
public final class NewServers implements ServersFromPoints, StepWork<Resource.Server, NewServerState> {
    private static final String IMAGE = "image";

    private final Context context;
    private final IdempotentCreate creates;
    private final ServerCalls servers;
    private final ImageCalls images;
    private final ServerPlans plans;
    private final Supplier<ServerPlans> plansAskedOnce;
    private final ImageWatch imageWatch;
    private final ServerWatch watch;
    private final CleanUp<Resource.Server> cleanUp;

    /**
     * Creates it.
     *
     * @param plansAskedOnce returns plans whose reads are sent once each, without a pause
     */
    public NewServers(
            Context context,
            IdempotentCreate creates,
            ServerCalls servers,
            ImageCalls images,
            ServerPlans plans,
            Supplier<ServerPlans> plansAskedOnce,
            ImageWatch imageWatch,
            ServerWatch watch,
            Temporaries temporaries) {
        this.context = context;
        this.creates = creates;
        this.servers = servers;
        this.images = images;
        this.plans = plans;
        this.plansAskedOnce = plansAskedOnce;
        this.imageWatch = imageWatch;
        this.watch = watch;
        this.cleanUp = new CleanUp<>(context, temporaries.images(), "server", "made", Resource::server);
    }

    /**
     * Creates a server, unless it already exists. A temporary image that a call with the same key has left is used again. If
     * somebody keeps another image of the restore point, the server is created from that one, since there can be only one.
     *
     * @param source the restore point, read only if there is no server yet
     */
    @Override
    public OperationDriver<Resource.Server> fromPoint(Supplier<RestorePoint> source, ServerSpec spec, Request request) {
        Optional<String> server = creates.find(request, "server", servers::marked);
        Origin origin = Origin.of(request);
        Optional<IdempotentCreate.Marked<String>> image =
                creates.findMarked(request, IMAGE, () -> images.onTheWay(origin.proof()));
        if (server.isPresent()) {
            return context.operation(this, made(server.get(), image, origin.proof()));
        }
        if (image.isPresent()) {
            // By the plan that the image holds: the original server may be gone since.
            return context.operation(
                    this, waiting(image.get(), "", origin.proof()).made());
        }
        RestorePoint point = source.get();
        ObjectNode plan = plan(Checks.throwing(), point, spec).get();
        String packed = pack(plan, spec);
        if (point.pinned()) {
            return fromHolder(point, holderOf(point), plan, packed, request);
        }
        requireRoom(Checks.throwing(), point, spec, () -> plan);
        try {
            return context.operation(this, beginImage(point, packed, spec, request));
        } catch (Conflict | Busy | QuotaExceeded refused) {
            // The image may have been created in the meantime: by another call, or by the first delivery of this very
            // request.
            RestorePoint now = IdempotentCreate.madeDespite(
                    refused, () -> refused.code().map(unused -> source.get()).filter(RestorePoint::pinned));
            return fromHolder(now, images.holderAfter(refused, now, request.key()), plan, packed, request);
        }
    }

    private Token beginImage(RestorePoint point, String packed, ServerSpec spec, Request request) {
        Origin origin = Origin.of(request);
        String inToken = inToken(packed);
        Supplier<List<IdempotentCreate.Marked<Token>>> found = () -> images.onTheWay(origin.proof()).stream()
                .map(marked -> waiting(marked, inToken, origin.proof()))
                .toList();
        Map<String, String> tags = new LinkedHashMap<>(request.tags(Map.of()));
        tags.put(Temporaries.NAME, Temporaries.sign(origin, packed));
        String temporary = spec.tags().get(Temporary.TAG);
        if (temporary != null) {
            // What is on the way to a temporary server is found by its mark, too.
            tags.put(Temporary.TAG, temporary);
        }
        return creates.begin(request, found, () -> {
            String job = images.ofBackup(
                    point.id().value(), Temporaries.imageName(origin.mark()), packed, tags, request.mode());
            return new NewServerState.CreatingImage(job, inToken).firstToken(origin);
        });
    }

    /**
     * The packed plan if a token has room for it; "": only the description of the temporary image holds it. The image always does: the
     * plan of a later call with the key may differ, as the original server has been changed, and the server is created by the first.
     */
    private static String inToken(String packed) {
        return packed.length() <= PackedSpec.IN_TOKEN ? packed : "";
    }

    /**
     * Creates a server of a restore point that has an image. The image may be the temporary one of a call with the key, although a list
     * of all images does not show it yet. Zone and quotas are left to ECS: it answers at once, and it recognizes a repeated request,
     * whose server may be the one that has used up the quota.
     *
     * @param holder the image, listed by its id; null: IMS does not show it
     */
    private OperationDriver<Resource.Server> fromHolder(
            RestorePoint point, @Nullable JsonNode holder, ObjectNode plan, String packed, Request request) {
        if (holder != null) {
            Proof proof = Origin.of(request).proof();
            Optional<IdempotentCreate.Marked<String>> ours = ours(holder, proof, request);
            if (ours.isPresent()) {
                return context.operation(
                        this, waiting(ours.get(), inToken(packed), proof).made());
            }
            requireKept(point, holder);
        }
        return fromImageNow(imageOf(point), plan, request);
    }

    /**
     * Checks that zone and quotas allow the server: ECS says so only once the image is built. A caller who may not read them is not
     * refused, and neither is a restore while a service does not answer: it asks each once, and goes on.
     *
     * @param plan returns the plan, or ends the check that needs it
     */
    private void requireRoom(Checks checks, RestorePoint point, ServerSpec spec, Supplier<ObjectNode> plan) {
        ServerPlans reads = checks.collects() ? plans : plansAskedOnce.get();
        var unusedZones = checks.require(
                Kind.ZONE,
                () -> {
                    ObjectNode known = plan.get();
                    return room(reads::zones, zones -> ServerPlans.zone(known, zones, spec));
                },
                Function.identity());
        var unusedDisks = checks.require(
                Kind.QUOTA,
                () -> {
                    ObjectNode known = plan.get();
                    return room(
                            () -> reads.quota(context.site().project()),
                            quota -> ServerPlans.quota(quota, known, point.parts()));
                },
                Function.identity());
        var unusedLimits =
                checks.require(Kind.QUOTA, () -> room(reads::limits, PlacementReader::servers), Function.identity());
    }

    /** What a service says of the room for a server; unknown if it does not say it to this caller, or now. */
    private static <T> Checks.Finding room(Supplier<T> read, Function<T, Checks.Finding> finding) {
        T known;
        try {
            known = read.get();
        } catch (Denied | NotFound | Throttled | Unavailable unread) {
            if (Thread.currentThread().isInterrupted()) {
                // Whoever wants the call to end does not want its next step.
                throw unread;
            }
            return Checks.unknown("could not be read: " + unread.getMessage());
        }
        return finding.apply(known);
    }

    /**
     * The image, if it is that of a call with the key. No earlier call has a key that the caller did not choose: a caller who was handed
     * it, with an outcome that is not known, chooses it when repeating the call.
     */
    private Optional<IdempotentCreate.Marked<String>> ours(JsonNode image, Proof proof, Request request) {
        // The work deletes an image that is broken, so that the restore point is free again.
        List<IdempotentCreate.Marked<String>> ours = ImageCalls.temporaries(Stream.of(image), proof);
        return request.keyChosen()
                ? creates.findMarked(request, IMAGE, () -> ours)
                : ours.stream().findFirst();
    }

    private static String imageOf(RestorePoint point) {
        return point.images().get(0).value();
    }

    /** Returns the image that holds a restore point; null: it may be an image of another project, which IMS does not show. */
    private @Nullable JsonNode holderOf(RestorePoint point) {
        JsonNode holder = images.findUsable(imageOf(point));
        if (holder == null && point.origin() != RestorePoint.Origin.SHARED) {
            throw busy(
                    point,
                    "which IMS does not list: it has just been created or deleted",
                    "if this does not change, the image is lost, and only Huawei Cloud can free the restore point;"
                            + " restore its disks to new disks instead");
        }
        return holder;
    }

    /** Refuses an image that is not to stay, or that no server can be created from yet. */
    private static void requireKept(RestorePoint point, JsonNode holder) {
        String status = JsonFields.text(holder, "status");
        if (Temporaries.mayBeTemporary(holder) && status.equals("killed")) {
            throw busy(
                    point,
                    "which another call could not create",
                    "if this does not change, repeat that call with its key, or delete the image");
        }
        if (Temporaries.mayBeTemporary(holder)) {
            throw busy(
                    point,
                    "from which another call creates a server, and which that call deletes",
                    "if this does not change, that call was abandoned: continue it with its key or token, or rename or delete the"
                            + " image");
        }
        if (!status.equals("active")) {
            throw busy(point, "which is " + status + ", not active", "if this does not change, delete the image");
        }
    }

    private static Busy busy(RestorePoint point, String which, String otherwise) {
        return new Busy("restore point " + point.id() + " is held by image " + imageOf(point) + ", " + which
                + "; nothing was created; try again later; " + otherwise);
    }

    private Found<ObjectNode> plan(Checks checks, RestorePoint point, ServerSpec spec) {
        return checks.find(
                Kind.PLACEMENT,
                () -> plans.plan(point.resource(), point.source().zone(), point.parts(), spec),
                ServerPlans::described);
    }

    private static String pack(ObjectNode plan, ServerSpec spec) {
        String packed = PackedSpec.pack(plan);
        if (packed.length() > ImageCalls.LONGEST_DESCRIPTION) {
            throw new Invalid("the spec of server \"" + spec.name() + "\" is too long to be stored while its temporary"
                    + " image is being created; give it shorter tags");
        }
        return packed;
    }

    @Override
    public void preflight(Checks checks, Found<RestorePoint> source, ServerSpec spec) {
        RestorePoint point = source.orNull();
        if (point == null) {
            return;
        }
        Found<ObjectNode> plan = plan(checks, point, spec);
        Found<String> image = Found.missing("there is none yet");
        if (point.pinned()) {
            image = checks.find(
                    Kind.SOURCE_STATUS,
                    () -> {
                        JsonNode holder = holderOf(point);
                        if (holder != null) {
                            requireKept(point, holder);
                        }
                        return imageOf(point);
                    },
                    found -> "the server is created from image " + found + ", which holds restore point " + point.id());
        } else {
            checks.check(
                    Kind.SPEC,
                    () -> {
                        var unused = pack(plan.get(), spec);
                    },
                    () -> "the spec is short enough to be stored while the temporary image is being created");
        }
        requireRoom(checks, point, spec, plan::get);
        String known = image.orNull();
        checks.report(Kind.DRY_RUN, () -> dryRun(checks, point, plan.get(), known));
    }

    /**
     * Lets ECS check the request, which needs the same right as the creation. It needs an image, which exists only if something was
     * made of the restore point before.
     */
    private Checks.Finding dryRun(Checks checks, RestorePoint point, ObjectNode plan, @Nullable String image) {
        if (!point.pinned()) {
            return Checks.unknown(
                    "ECS can check the request only with an image, and restore point " + point.id() + " has none yet");
        }
        if (checks.failed() || image == null) {
            return Checks.unknown("not requested, as another check failed");
        }
        try {
            servers.checkCreation(ServerPlans.request(plan, image));
        } catch (Invalid | NotFound | Denied | Conflict | QuotaExceeded | Unsupported refused) {
            return Checks.fails(refused);
        }
        return Checks.passes("ECS accepts the request, with image " + image);
    }

    /** The token for a server that already exists; a leftover temporary image is still to be deleted. */
    private static Token made(String server, Optional<IdempotentCreate.Marked<String>> left, Proof proof) {
        return left.map(image -> new NewServerState.ServerCreated(server, image.made())
                        .firstToken(new Origin(image.mark().text(), proof)))
                .orElseGet(() -> new NewServerState.ServerCreated(server, "").firstToken(Origin.UNKNOWN));
    }

    /** The token that waits for an image, with the mark of the call that started it, by which ECS recognizes the server. */
    private static IdempotentCreate.Marked<Token> waiting(
            IdempotentCreate.Marked<String> image, String plan, Proof proof) {
        Origin origin = new Origin(image.mark().text(), proof);
        return image.as(new NewServerState.ImageCreated(image.made(), plan).firstToken(origin));
    }

    /** Creates a server from an image, unless it already exists. */
    OperationDriver<Resource.Server> fromImage(Supplier<Source> source, ServerSpec spec, Request request) {
        Optional<String> server = creates.find(request, "server", servers::marked);
        if (server.isPresent()) {
            return context.operation(
                    this, new NewServerState.ServerCreated(server.get(), "").firstToken(Origin.UNKNOWN));
        }
        Source known = source.get();
        return fromImageNow(known.image(), plans.plan(known.original(), known.zone(), known.parts(), spec), request);
    }

    private OperationDriver<Resource.Server> fromImageNow(String image, ObjectNode plan, Request request) {
        String mark = request.tag();
        String job = servers.create(ServerPlans.request(plan, image), mark, request.key(), request.keyChosen());
        // The image stays: nothing needs a proof.
        Origin origin = new Origin(mark, Origin.UNKNOWN.proof());
        return context.operation(this, new NewServerState.CreatingServer(job, "").firstToken(origin));
    }

    /**
     * An image that a server is created from.
     *
     * @param image its id
     * @param original the server that its data came from; null: not known
     * @param zone the zone of that server; "": not known
     * @param parts the disks in the image; empty: not known
     */
    record Source(
            String image,
            @Nullable Resource original,
            @Nullable String zone,
            List<RestorePoint.Part> parts) {}

    /** The token of a server for which an image is being created. */
    public static Token creatingImage(String job, String mark, String plan) {
        return new NewServerState.CreatingImage(job, plan).firstToken(new Origin(mark, Origin.UNKNOWN.proof()));
    }

    // ---- polling

    @Override
    public WorkKind<Resource.Server> about() {
        return NewServerState.KIND;
    }

    @Override
    public NewServerState read(Token token) {
        return NewServerState.read(token);
    }

    @Override
    public void expect(Token token) {
        NewServerState state = read(token);
        Origin origin = NewServerState.origin(token);
        if (state instanceof NewServerState.CreatingImage) {
            imageWatch.expect(origin.requestMark());
        } else if (state instanceof NewServerState.CreatingServer || state instanceof NewServerState.ServerCreated) {
            watch.expect(origin.mark());
        }
    }

    @Override
    public Step<Resource.Server> poll(Token token, NewServerState state) {
        if (state instanceof NewServerState.CreatingImage creating) {
            return creatingImage(token, creating);
        }
        if (state instanceof NewServerState.ImageCreated created) {
            return imageCreated(token, created);
        }
        if (state instanceof NewServerState.CreatingServer creating) {
            return creatingServer(token, creating);
        }
        if (state instanceof NewServerState.ServerCreated created) {
            return serverCreated(token, created);
        }
        CleanUp.Leftover leftover = new CleanUp.Leftover(state.image(), NewServerState.origin(token), state.server());
        return state instanceof NewServerState.DeletingImage
                ? cleanUp.delete(token, leftover, new NewServerState.ImageDeleted(state.image(), state.server()))
                : cleanUp.await(token, leftover, new NewServerState.DeletingImage(state.image(), state.server()));
    }

    private Step<Resource.Server> creatingImage(Token token, NewServerState.CreatingImage state) {
        return imageWatch.poll(
                NewServerState.origin(token).requestMark(),
                seen -> imageJob(token, state),
                () -> imageJob(token, state));
    }

    /** Deletes an image that is broken. Another one was made by an earlier delivery of the request: the work goes on with it. */
    private Step<Resource.Server> afterFailedJob(
            Token token, Token failed, NewServerState.CreatingImage state, JsonNode image) {
        NewServerState.ImageCreated made =
                new NewServerState.ImageCreated(JsonFields.id(image, "id", "an image"), state.plan());
        return JsonFields.text(image, "status").equals("killed") ? cleanUpAfter(failed, made) : made.next(token);
    }

    /** Polls the job, which alone has the id of the image and, if it failed, the reason. */
    private Step<Resource.Server> imageJob(Token token, NewServerState.CreatingImage state) {
        Job job = images.job(state.job());
        if (job.failed()) {
            Token failed = job.keepFailure(token, "the temporary image could not be created");
            return images.temporary(NewServerState.origin(token))
                    .map(image -> afterFailedJob(token, failed, state, image))
                    .orElseGet(() -> KeptFailure.end(failed));
        }
        if (!job.done()) {
            imageWatch.notYet(NewServerState.origin(token).requestMark());
            return Step.going(job.percent(), "creating the temporary image");
        }
        imageWatch.forget(NewServerState.origin(token).requestMark());
        String image = job.made("image_id");
        if (image == null) {
            return KeptFailure.end(
                    KeptFailure.keep(token, "the temporary image was created, but IMS did not return its id", ""));
        }
        return new NewServerState.ImageCreated(image, state.plan()).next(token);
    }

    private Step<Resource.Server> imageCreated(Token token, NewServerState.ImageCreated state) {
        JsonNode seen = images.find(state.image());
        if (seen == null) {
            return withoutImage(token, state);
        }
        String status = JsonFields.text(seen, "status");
        String other = Temporaries.imageNotOurs(seen, NewServerState.origin(token));
        if (other != null && !status.equals("deleted")) {
            return KeptFailure.endLeaving(
                    token,
                    "image " + state.image() + " is not the temporary image of this server: " + other
                            + "; no server was created from it, and it was not changed. Begin again: if somebody keeps the image,"
                            + " the server is created from it, and it stays");
        }
        return switch (status) {
            case "active" -> make(token, state, plan(token, state, seen));
            case "deleted" -> withoutImage(token, state);
            case "killed" ->
                cleanUpAfter(
                        KeptFailure.keep(
                                token, "temporary image " + state.image() + " is " + status + "; begin again", ""),
                        state);
            default -> Step.going("the temporary image is " + status);
        };
    }

    /** With an older token, the image may be gone because the server was created. */
    private Step<Resource.Server> withoutImage(Token token, NewServerState.ImageCreated state) {
        return made(token)
                .<Step<Resource.Server>>map(
                        server -> new NewServerState.ServerCreated(server, state.image()).next(token))
                .orElseThrow(() -> new NotFound("there is no image " + state.image()));
    }

    /** The plan that the temporary image was signed with: of the token, or else of its description; "": neither is. */
    private static String plan(Token token, NewServerState.ImageCreated state, JsonNode image) {
        return Temporaries.signedSpec(
                Temporaries.signOfImage(image),
                NewServerState.origin(token),
                state.plan(),
                JsonFields.text(image, "__description"));
    }

    private Step<Resource.Server> make(Token token, NewServerState.ImageCreated state, String packed) {
        JsonNode plan = PackedSpec.unpack(packed);
        if (plan == null) {
            return cleanUpAfter(
                    KeptFailure.keep(
                            token,
                            "neither the token nor temporary image " + state.image()
                                    + " holds the spec of the server that this work began with; no server was created; begin again",
                            ""),
                    state);
        }
        // With the same key, ECS finds a server that another process or a call with a lost reply has created.
        String mark = NewServerState.origin(token).mark();
        return StepAttempts.to(
                token,
                context.serviceNow(),
                now -> {
                    String job = servers.create(
                            ServerPlans.request(plan, state.image()), mark, state.image(), RequestKey.of(mark));
                    return new NewServerState.CreatingServer(job, state.image()).next(now);
                },
                (now, e) -> cleanUpAfter(KeptFailure.keep(now, "the server was refused", e), state));
    }

    private static Step<Resource.Server> cleanUpAfter(Token failed, NewServerState state) {
        return state.image().isEmpty()
                ? KeptFailure.end(failed)
                : new NewServerState.DeletingImage(state.image(), state.server()).next(failed);
    }

    /** A job that the service no longer knows has finished: its result is found by its mark. */
    @Override
    public Step<Resource.Server> gone(Token token, NewServerState state, NotFound missing) {
        Optional<NewServerState> found = Optional.empty();
        if (state instanceof NewServerState.CreatingImage creating) {
            found = images.withMark(NewServerState.origin(token).requestMark())
                    .map(image -> new NewServerState.ImageCreated(image, creating.plan()));
        } else if (state instanceof NewServerState.CreatingServer) {
            found = made(token).map(server -> new NewServerState.ServerCreated(server, state.image()));
        }
        return found.<Step<Resource.Server>>map(now -> now.next(token))
                .orElseGet(() -> cleanUpAfter(
                        KeptFailure.keep(token, "a resource that the server needs is gone", missing), state));
    }

    /** The server that this work has already created. */
    private Optional<String> made(Token token) {
        RequestMark mark = NewServerState.origin(token).requestMark();
        return mark == null
                ? Optional.empty()
                : servers.marked().stream()
                        .filter(marked -> marked.mark().sameKey(mark))
                        .map(IdempotentCreate.Marked::made)
                        .findFirst();
    }

    private Step<Resource.Server> creatingServer(Token token, NewServerState.CreatingServer state) {
        return watch.poll(NewServerState.origin(token).mark(), seen -> job(token, state), () -> job(token, state));
    }

    /** Polls the job, which alone has the id of the server and, if it failed, the reason. */
    private Step<Resource.Server> job(Token token, NewServerState.CreatingServer state) {
        Job job = servers.job(state.job());
        if (job.failed()) {
            Token failed = job.keepFailure(token, "the server could not be created", "server_id", "server");
            return end(failed, state, "");
        }
        if (!job.done()) {
            watch.notYet(NewServerState.origin(token).mark());
            return Step.going(job.percent(), "waiting for ECS");
        }
        String server = job.made("server_id");
        return server == null
                ? end(KeptFailure.keep(token, "the server was created, but ECS did not return its id", ""), state, "")
                : end(token, state, server);
    }

    /** Without a job, the status of the server itself shows its progress. */
    private Step<Resource.Server> serverCreated(Token token, NewServerState.ServerCreated state) {
        String id = state.server();
        JsonNode seen = servers.get(id);
        if (ServerCalls.status(seen).equals("ERROR")) {
            return cleanUpAfter(
                    KeptFailure.keep(
                            token, "server " + id + " could not be created and is in status ERROR; delete it", ""),
                    state);
        }
        return ServerCalls.running(seen) || ServerCalls.stopped(seen)
                ? end(token, state, id)
                : Step.going("server " + id + " is " + ServerCalls.status(seen));
    }

    /** Ends the work, after deleting the temporary image if there is one. */
    private Step<Resource.Server> end(Token token, NewServerState state, String server) {
        watch.forget(NewServerState.origin(token).mark());
        return state.image().isEmpty()
                ? cleanUp.end(token, server)
                : new NewServerState.DeletingImage(state.image(), server).next(token);
    }
}
