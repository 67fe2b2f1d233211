package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.NotFound;
import io.github.backup4j.RequestKey;
import io.github.backup4j.Resource;
import java.util.Optional;

/**
 * The making of a server: of an image, or of a restore point, for which an image is made first and deleted in the end, also
 * when no server came of it. The restore point stays.
 */
final class NewServerWork implements Work<Resource.Server> {
    private static final int IMAGE_JOB = 0;
    private static final int IMAGE = 1;
    private static final int SERVER = 2;
    private static final int CLEAN_UP = 3;
    private static final int CLEANED = 4;

    private final ServerCalls servers;
    private final ImageCalls images;

    NewServerWork(Context context) {
        servers = new ServerCalls(context.wire());
        images = new ImageCalls(context);
    }

    /** A server for which an image is being made. */
    static Token token(String job, String key, String plan) {
        return Token.of("new-server").with("job", job).with("key", key).with("plan", plan);
    }

    /** A server that is being made of an image that stays. */
    static Token making(String job) {
        return Token.of("new-server").with("job", job).at(SERVER);
    }

    /** A server of an image on the way that there is already. */
    static Token waiting(String image, String key, String plan) {
        return Token.of("new-server")
                .with("image", image)
                .with("key", key)
                .with("plan", plan)
                .at(IMAGE);
    }

    /** A server that there is already, and the image on the way that may be left of it. */
    static Token made(String server, String image) {
        return Token.of("new-server")
                .with("server", server)
                .with("image", image)
                .at(SERVER);
    }

    @Override
    public String kind() {
        return "new-server";
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
        return new Step.Next<>(token.at(IMAGE).with("image", image));
    }

    private Step<Resource.Server> image(Token token) {
        String image = token.get("image");
        JsonNode seen = images.find(image);
        String seenStatus = seen == null ? "deleted" : Fields.text(seen, "status");
        String status = seenStatus.equals("deleted") ? "active" : seenStatus;
        if (status.equals("killed")) {
            return new Step.Next<>(Job.fail(token, "the image on the way to the server is " + status, "")
                    .at(CLEAN_UP));
        }
        if (!status.equals("active")) {
            return Step.going("the image on the way to the server is " + status);
        }
        String packed = token.find("plan");
        if (packed.isEmpty() && seen != null && seenStatus.equals("active")) {
            packed = Fields.text(seen, "__description");
        }
        Optional<String> made =
                seen == null || seenStatus.equals("deleted") ? made(token.get("key")) : Optional.empty();
        if (made.isPresent()) {
            return new Step.Next<>(
                    token.at(SERVER).with("plan", "").with("job", "").with("server", made.get()));
        }
        if (packed.isEmpty()) {
            return new Step.Next<>(Job.fail(token, "the image on the way to the server is gone", "")
                    .at(CLEAN_UP));
        }
        JsonNode plan = Parcel.unpack(packed);
        if (plan == null) {
            return new Step.Next<>(
                    Job.fail(token, "what the server shall be was not kept", "").at(CLEAN_UP));
        }
        // Where the image is gone already this is an older token, and the same key finds the server that was made.
        return Attempt.to(
                () -> new Step.Next<>(token.at(SERVER)
                        .with("plan", "")
                        .with(
                                "job",
                                servers.create(
                                        NewServers.request(plan, image),
                                        token.get("key"),
                                        RequestKey.of(token.get("key"))))),
                e -> new Step.Next<>(Job.keepFailure(token, "the server was refused", e)
                        .with("plan", "")
                        .at(CLEAN_UP)));
    }

    /** The server that this work has made already, in another process. */
    private Optional<String> made(String key) {
        Mark mark = Mark.parse(key);
        return mark == null
                ? Optional.empty()
                : servers.marked().stream()
                        .filter(marked -> marked.mark().sameKey(mark))
                        .map(Once.Marked::made)
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
        JsonNode seen = servers.find(id);
        Token next = token;
        if (seen == null) {
            next = Job.fail(token, "server " + id + " does not exist any more", "");
        } else if (ServerCalls.status(seen).equals("ERROR")) {
            next = Job.fail(token, "server " + id + " could not be made, and is left as failed; delete it", "");
        } else if (!ServerCalls.running(seen) && !ServerCalls.stopped(seen)) {
            return Step.going("server " + id + " is " + ServerCalls.status(seen));
        }
        return token.find("image").isEmpty() ? end(next) : new Step.Next<>(next.at(CLEAN_UP));
    }

    private Step<Resource.Server> cleanUp(Token token) {
        String image = token.get("image");
        return Attempt.to(
                () -> {
                    try {
                        images.delete(image, false);
                    } catch (NotFound e) {
                        return end(token);
                    }
                    return new Step.Next<>(token.at(CLEANED));
                },
                e -> Job.failed(Job.keepFailure(
                        token, "image " + image + " could not be deleted" + told(token) + "; delete it", e)));
    }

    private static String told(Token token) {
        return token.find("server").isEmpty() ? "" : ", server " + token.get("server") + " was made";
    }

    private Step<Resource.Server> cleaned(Token token) {
        JsonNode seen = images.find(token.get("image"));
        return seen == null ? end(token) : Step.going("the image on the way to the server is being deleted");
    }

    private static Step<Resource.Server> end(Token token) {
        String server = token.find("server");
        return Job.kept(token) == null ? new Step.Done<>(Resource.server(server)) : Job.failed(token);
    }
}
