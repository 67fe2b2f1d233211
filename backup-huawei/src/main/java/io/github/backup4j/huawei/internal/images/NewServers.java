package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.ServerSpec;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.points.ServersFromPoints;
import io.github.backup4j.huawei.internal.resources.ServerCalls;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Creates servers of images, and of restore points, for which an image is made first and deleted in the end, also when no server came of
 * it: starts to, and carries it on. The restore point stays.
 */
public final class NewServers implements ServersFromPoints, Work<Resource.Server> {
    private static final TokenFields FIELDS = TokenFields.none()
            .with(TokenFields.ID, "job", "image", "server")
            .with(TokenFields.MARK, "key")
            .with(TokenFields.PACKED, "plan")
            .with(TokenFields.PROOF, "proof");

    private static final int IMAGE_JOB = 0;
    private static final int IMAGE = 1;
    private static final int SERVER = 2;
    private static final int CLEAN_UP = 3;
    private static final int CLEANED = 4;

    private static final int LONGEST_DESCRIPTION = 1024;

    private final Context context;
    private final IdempotentCreate creates;
    private final ServerCalls servers;
    private final ImageCalls images;
    private final ServerPlans plans;
    private final Temporaries temporaries;

    public NewServers(
            Context context,
            IdempotentCreate creates,
            ServerCalls servers,
            ImageCalls images,
            ServerPlans plans,
            Temporaries temporaries) {
        this.context = context;
        this.creates = creates;
        this.servers = servers;
        this.images = images;
        this.plans = plans;
        this.temporaries = temporaries;
    }

    /**
     * Makes a server, unless it is there already; an image on the way that a call with the same key has left is used again.
     * Another image that there is of the restore point is used, as there can be only one, and kept.
     *
     * @param source the restore point, looked at only if there is no server yet
     */
    @Override
    public OperationDriver<Resource.Server> fromPoint(Supplier<RestorePoint> source, ServerSpec spec, Request request) {

        Optional<String> server = creates.find(request, "server", servers::marked);
        Proof proof = Proof.of(request.key());
        Optional<IdempotentCreate.Marked<String>> image =
                creates.findMarked(request, "image", () -> images.onTheWay(proof));
        if (server.isPresent()) {
            Token made = made(server.get());
            return context.operation(
                    this,
                    image.map(left -> made.with("image", left.made())
                                    .with("key", left.mark().text())
                                    .with("proof", proof.text()))
                            .orElse(made));
        }
        RestorePoint point = source.get();
        ObjectNode plan = plans.plan(point.resource(), point.source().zone(), point.parts(), spec);
        if (image.isEmpty() && point.pinned()) {
            // Another caller with the key may have begun the image on the way meanwhile.
            image = creates.findMarked(request, "image", () -> images.onTheWay(proof));
            if (image.isEmpty()) {
                return fromImageNow(point.images().get(0).value(), plan, request);
            }
        }
        String packed = PackedSpec.pack(plan);
        if (packed.length() > LONGEST_DESCRIPTION) {
            throw new Invalid("the spec of server \"" + spec.name() + "\" is too long to be kept while the image that "
                    + "the server is made from is built; give it shorter tags");
        }
        boolean small = packed.length() <= PackedSpec.IN_TOKEN;
        String inToken = small ? packed : "";
        String key = request.tag();
        if (image.isPresent()) {
            return context.operation(this, waiting(image.get(), inToken).made().with("proof", proof.text()));
        }
        Supplier<List<IdempotentCreate.Marked<Token>>> found = () -> images.onTheWay(proof).stream()
                .map(marked -> waiting(marked, inToken))
                .toList();
        Map<String, String> tags = new LinkedHashMap<>(request.tags(Map.of()));
        tags.put(Temporaries.NAME, Temporaries.sign(key, proof));
        Token token = creates.begin(
                request,
                found,
                () -> token(
                        images.ofBackup(
                                point.id().value(),
                                Temporaries.imageName(key),
                                small ? "" : packed,
                                tags,
                                request.mode()),
                        key,
                        inToken));
        return context.operation(this, token.with("proof", proof.text()));
    }

    /** It goes on with the mark of the call that has begun it, by which the service knows the server again. */
    private static IdempotentCreate.Marked<Token> waiting(IdempotentCreate.Marked<String> image, String plan) {
        RequestMark mark = image.mark();
        return image.as(waiting(image.made(), mark.text(), plan));
    }

    /** Makes a server of an image, unless it is there already. */
    OperationDriver<Resource.Server> fromImage(Supplier<Source> source, ServerSpec spec, Request request) {
        Optional<String> server = creates.find(request, "server", servers::marked);
        if (server.isPresent()) {
            return context.operation(this, made(server.get()));
        }
        Source known = source.get();
        return fromImageNow(known.image(), plans.plan(known.original(), known.zone(), known.parts(), spec), request);
    }

    private OperationDriver<Resource.Server> fromImageNow(String image, ObjectNode plan, Request request) {
        String key = request.tag();
        String job = servers.create(ServerPlans.request(plan, image), key, request.key(), request.repeated());
        return context.operation(this, making(job, key));
    }

    /**
     * An image that a server is made of.
     *
     * @param image its id
     * @param original the server that its data was taken of; null: not known
     * @param zone where that was; "" if nothing says it
     * @param parts the disks that the image holds, where something tells them
     */
    record Source(
            String image,
            @Nullable Resource original,
            @Nullable String zone,
            List<RestorePoint.Part> parts) {}

    // ---- how it goes on

    /** A server for which an image is being made. */
    public static Token token(String job, String key, String plan) {
        return Token.of("new-server").with("job", job).with("key", key).with("plan", plan);
    }

    /** A server that is being made of an image that stays. */
    static Token making(String job, String key) {
        return Token.of("new-server").with("job", job).with("key", key).at(SERVER);
    }

    /** A server of an image on the way that there is already. */
    static Token waiting(String image, String key, String plan) {
        return Token.of("new-server")
                .with("image", image)
                .with("key", key)
                .with("plan", plan)
                .at(IMAGE);
    }

    /** A server that there is already. */
    static Token made(String server) {
        return Token.of("new-server").with("server", server).at(SERVER);
    }

    @Override
    public String words() {
        return "creating the server";
    }

    @Override
    public String kind() {
        return "new-server";
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
    public Class<Resource.Server> resultType() {
        return Resource.Server.class;
    }

    @Override
    public Step<Resource.Server> look(Token token) {
        return switch (token.step()) {
            case IMAGE_JOB -> imageJob(token);
            case IMAGE -> image(token);
            case SERVER -> server(token);
            case CLEAN_UP -> cleanUp(token);
            default -> cleaned(token);
        };
    }

    private Step<Resource.Server> imageJob(Token token) {
        Job job = images.job(token.get("job"));
        if (job.failed()) {
            return Job.failed(job.keepFailure(token, "the image on the way to the server could not be made"));
        }
        if (!job.done()) {
            return Step.going(job.percent(), "the image on the way to the server is being made");
        }
        String image = job.made("image_id");
        if (image == null) {
            return Job.failed(
                    Job.fail(token, "the intermediate image was created, but the service did not return its id", ""));
        }
        return waiting(token, image);
    }

    private Step<Resource.Server> image(Token token) {
        JsonNode seen = images.find(token.get("image"));
        if (seen == null) {
            return withoutImage(token);
        }
        String status = JsonFields.text(seen, "status");
        String other = Temporaries.imageNotOurs(seen, token.find("key"), Proof.of(token));
        if (other != null && !status.equals("deleted")) {
            return Job.left(
                    token,
                    "image " + token.get("image") + " is not the one on the way to this server: " + other
                            + "; no server was made of it, and it is left as it is");
        }
        return switch (status) {
            case "active" ->
                make(token, token.find("plan").isEmpty() ? JsonFields.text(seen, "__description") : token.get("plan"));
            case "deleted" -> withoutImage(token);
            case "killed" -> cleanUpAfter(Job.fail(token, "the image on the way to the server is " + status, ""));
            default -> Step.going("the image on the way to the server is " + status);
        };
    }

    /** Where this is an older token, the image is gone because the server is made. */
    private Step<Resource.Server> withoutImage(Token token) {
        Optional<String> made = made(token);
        if (made.isPresent()) {
            return itself(token, made.get());
        }
        throw new NotFound("there is no image " + token.get("image"));
    }

    private Step<Resource.Server> make(Token token, String packed) {
        JsonNode plan = PackedSpec.unpack(packed);
        if (plan == null) {
            return cleanUpAfter(Job.fail(token, "the properties of the server were lost", ""));
        }
        // The same key finds a server that was made in another process, or by a call whose reply was lost.
        String key = token.get("key");
        return StepAttempts.to(
                token,
                now -> new Step.Next<>(now.at(SERVER)
                        .with("plan", "")
                        .with(
                                "job",
                                servers.create(
                                        ServerPlans.request(plan, token.get("image")),
                                        key,
                                        token.get("image"),
                                        RequestKey.of(key)))),
                (now, e) -> cleanUpAfter(Job.keepFailure(now, "the server was refused", e)));
    }

    private static Step<Resource.Server> cleanUpAfter(Token failed) {
        return failed.find("image").isEmpty()
                ? Job.failed(failed)
                : new Step.Next<>(failed.with("plan", "").with("job", "").at(CLEAN_UP));
    }

    private static Step<Resource.Server> itself(Token token, String server) {
        return new Step.Next<>(token.at(SERVER).with("plan", "").with("job", "").with("server", server));
    }

    /** A job that is forgotten has done its work: what it made is found by its mark. */
    @Override
    public Step<Resource.Server> gone(Token token, NotFound missing) {
        Optional<Step<Resource.Server>> found = switch (token.step()) {
            case IMAGE_JOB -> images.withMark(token.get("key")).map(image -> waiting(token, image));
            case SERVER ->
                token.find("server").isEmpty() ? made(token).map(server -> itself(token, server)) : Optional.empty();
            default -> Optional.empty();
        };
        return found.orElseGet(() -> cleanUpAfter(Job.keepFailure(token, "what the server needs is gone", missing)));
    }

    private static Step<Resource.Server> waiting(Token token, String image) {
        return new Step.Next<>(token.at(IMAGE).with("image", image));
    }

    /** The server that this work has made already. */
    private Optional<String> made(Token token) {
        RequestMark mark = RequestMark.parse(token.find("key"));
        return mark == null
                ? Optional.empty()
                : servers.marked().stream()
                        .filter(marked -> marked.mark().sameKey(mark))
                        .map(IdempotentCreate.Marked::made)
                        .findFirst();
    }

    private Step<Resource.Server> server(Token token) {
        if (token.find("job").isEmpty()) {
            return serverItself(token);
        }
        Job job = servers.job(token.get("job"));
        if (!job.failed() && !job.done()) {
            return Step.going(job.percent(), "the server is being made");
        }
        String server = job.made("server_id");
        Token next = token;
        if (job.failed()) {
            next = job.keepFailure(token, "the server could not be made");
        } else if (server == null) {
            next = Job.fail(token, "the server was created, but the service did not return its id", "");
        } else {
            next = token.with("server", server);
        }
        return token.find("image").isEmpty() ? end(next) : new Step.Next<>(next.at(CLEAN_UP));
    }

    /** A server whose job nobody knows any more tells by itself how far it is. */
    private Step<Resource.Server> serverItself(Token token) {
        String id = token.get("server");
        JsonNode seen = servers.get(id);
        if (ServerCalls.status(seen).equals("ERROR")) {
            return cleanUpAfter(
                    Job.fail(token, "server " + id + " could not be made, and is left as failed; delete it", ""));
        }
        if (!ServerCalls.running(seen) && !ServerCalls.stopped(seen)) {
            return Step.going("server " + id + " is " + ServerCalls.status(seen));
        }
        return token.find("image").isEmpty() ? end(token) : new Step.Next<>(token.at(CLEAN_UP));
    }

    private Step<Resource.Server> cleanUp(Token token) {
        JsonNode image = images.find(token.get("image"));
        if (image == null) {
            // If it is only not seen at the moment, the next step sees it, and comes back.
            return new Step.Next<>(token.at(CLEANED));
        }
        return StepAttempts.to(
                token,
                now -> {
                    String reason = temporaries.deleteImage(image, now.find("key"), Proof.of(now));
                    return reason.isEmpty() ? new Step.Next<>(now.at(CLEANED)) : left(now, reason);
                },
                (now, e) -> left(now, String.valueOf(e.getMessage())));
    }

    private static Step<Resource.Server> left(Token token, String reason) {
        return Job.left(
                token,
                "image " + token.get("image") + " on the way to the server could not be deleted" + told(token)
                        + "; delete it if nobody needs it: " + reason);
    }

    private static String told(Token token) {
        return token.find("server").isEmpty() ? "" : ", server " + token.get("server") + " was made";
    }

    private Step<Resource.Server> cleaned(Token token) {
        JsonNode seen = images.find(token.get("image"));
        if (seen == null) {
            return end(token);
        }
        return List.of("active", "killed").contains(JsonFields.text(seen, "status"))
                ? new Step.Next<>(token.at(CLEAN_UP))
                : Step.going("the image on the way to the server is being deleted");
    }

    private static Step<Resource.Server> end(Token token) {
        String server = token.find("server");
        return Job.kept(token) == null ? new Step.Done<>(Resource.server(server)) : Job.failed(token);
    }
}
