package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.NotFound;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.resources.ServerCalls;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.StepAttempts;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.Work;
import java.util.List;
import java.util.Optional;

/**
 * The making of a server: of an image, or of a restore point, for which an image is made first and deleted in the end, also
 * when no server came of it. The restore point stays.
 */
public final class NewServerWork implements Work<Resource.Server> {
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

    private final ServerCalls servers;
    private final ImageCalls images;
    private final Temporaries temporaries;

    public NewServerWork(ServerCalls servers, ImageCalls images, Temporaries temporaries) {
        this.servers = servers;
        this.images = images;
        this.temporaries = temporaries;
    }

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
            return Job.failed(Job.fail(token, "the image on the way to the server was made, but not named", ""));
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
            return cleanUpAfter(Job.fail(token, "what the server shall be was not kept", ""));
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
                                        NewServers.request(plan, token.get("image")),
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
            next = Job.fail(token, "the server was made, but not named", "");
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
