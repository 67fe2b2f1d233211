package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.KeptFailure;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.StepAttempts;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.Waits;
import io.github.backup4j.huawei.internal.work.Work;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Checks.Found;
import io.github.backup4j.spi.OperationDriver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates disks with data and attaches them to servers.
 *
 * <p>The disk is created with a tag that names the server. It is attached only while it carries that tag, which is removed
 * once the disk is attached. So neither an older token nor a repeated request key attaches a disk again that somebody has
 * detached, and somebody who removes the tag stops the attachment. A disk that cannot be attached is kept: it holds data.
 */
public final class AttachedDisks implements Work<Resource.Disk> {
    private static final Logger LOG = LoggerFactory.getLogger("io.github.backup4j.huawei");
    private static final String KIND = "attached-disk";
    private static final String TAG = "backup4j-attach-";

    /** How long it waits for a disk and its server to be ready for the attachment, and then for the attachment. */
    private static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private static final TokenFields FIELDS = TokenFields.none()
            .with(TokenFields.ID, "job", "disk", "server", "attach")
            .with(TokenFields.FLAG, "good")
            .with(TokenFields.MARK, "mark");

    private final Context context;
    private final IdempotentCreate creates;
    private final NewDisks newDisks;
    private final DiskCalls disks;
    private final ServerCalls servers;

    public AttachedDisks(
            Context context, IdempotentCreate creates, NewDisks newDisks, DiskCalls disks, ServerCalls servers) {
        this.context = context;
        this.creates = creates;
        this.newDisks = newDisks;
        this.disks = disks;
        this.servers = servers;
    }

    // ---- starting

    /** Creates a disk, and attaches it if the spec names a server; the source is read only if the disk does not exist yet. */
    public OperationDriver<Resource.Disk> make(Supplier<NewDisks.Source> source, DiskSpec spec, Request request) {
        Resource.Server server = spec.attachedTo();
        if (server == null) {
            return newDisks.make(source, spec, request);
        }
        requireRoom(spec, server);
        // The same for all calls with the key: one of them has created the disk.
        String mark = RequestMark.request(request.tag());
        DiskCalls.Accepted accepted = creates.find(request, "disk", newDisks::marked)
                .orElseGet(() -> create(source, spec, server, request, mark));
        Token token = new Token(KIND, 0, NewDisks.token(accepted).data())
                .with("server", server.id())
                .with("mark", mark);
        return context.operation(this, token);
    }

    private DiskCalls.Accepted create(
            Supplier<NewDisks.Source> source, DiskSpec spec, Resource.Server server, Request request, String mark) {
        String zone = check(Checks.throwing(), spec, server).get();
        return newDisks.begin(
                source.get(), spec, request, new NewDisks.Additions(zone, Map.of(TAG + mark, server.id()), Map.of()));
    }

    private static void requireRoom(DiskSpec spec, Resource.Server server) {
        if (spec.tags().size() >= DiskCalls.MOST_TAGS) {
            throw new Invalid("disk \"" + spec.name() + "\" has " + spec.tags().size()
                    + " tags, which leaves no room for"
                    + " the tag by which it is attached to " + server + ": give at most " + (DiskCalls.MOST_TAGS - 1)
                    + "; nothing was created");
        }
    }

    /** Checks the server, and returns the zone that the disk has to be in. */
    private Found<String> check(Checks checks, DiskSpec spec, Resource.Server server) {
        Found<String> zone = checks.find(
                Kind.TARGET, () -> zoneOf(servers.get(server.id()), server), found -> server + " is in zone " + found);
        checks.check(
                Kind.PLACEMENT,
                () -> requireZone(spec, zone.get(), server),
                () -> "the disk is created in zone " + zone.get() + ", as " + server);
        return zone;
    }

    /** Runs the checks of a preflight, in the order of {@link #make}; the source is read in between. */
    public void preflight(Checks checks, Supplier<Found<NewDisks.Source>> source, DiskSpec spec) {
        Resource.Server server = spec.attachedTo();
        if (server == null) {
            newDisks.preflight(checks, source.get(), spec, spec::zone);
            return;
        }
        checks.check(
                Kind.TAGS,
                () -> requireRoom(spec, server),
                () -> "disk \"" + spec.name() + "\" has " + spec.tags().size() + " tags of at most "
                        + DiskCalls.MOST_TAGS + ", and needs 1 more to be attached");
        Found<String> zone = check(checks, spec, server);
        newDisks.preflight(checks, source.get(), spec, zone::get);
    }

    private static String zoneOf(JsonNode seen, Resource.Server server) {
        return JsonFields.required(seen, "OS-EXT-AZ:availability_zone", server.toString());
    }

    private static void requireZone(DiskSpec spec, String zone, Resource.Server server) {
        if (spec.zone() != null && !spec.zone().equals(zone)) {
            throw new Invalid("disk \"" + spec.name() + "\" would be in zone " + spec.zone() + ", but " + server
                    + " is in zone " + zone + "; nothing was created");
        }
    }

    // ---- polling

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String words() {
        return "creating the disk and attaching it";
    }

    @Override
    public TokenFields fields() {
        return FIELDS;
    }

    @Override
    public int steps() {
        return newDisks.steps() + 1;
    }

    @Override
    public Class<Resource.Disk> resultType() {
        return Resource.Disk.class;
    }

    @Override
    public void expect(Token token) {
        if (!isAttaching(token)) {
            newDisks.expect(creation(token));
        }
    }

    @Override
    public Step<Resource.Disk> poll(Token token) {
        return isAttaching(token) ? attach(token) : created(token, newDisks.poll(creation(token)));
    }

    @Override
    public Step<Resource.Disk> gone(Token token, NotFound missing) {
        if (!isAttaching(token)) {
            return created(token, newDisks.gone(creation(token), missing));
        }
        return disks.find(token.get("disk")) == null
                ? KeptFailure.end(KeptFailure.keep(token, "the created disk no longer exists", missing))
                : failed(KeptFailure.keep(token, "the disk or its server no longer exists", missing));
    }

    private boolean isAttaching(Token token) {
        return token.step() == newDisks.steps();
    }

    /** The creation of the disk, as a token of {@link NewDisks}. */
    private Token creation(Token token) {
        Token creation = new Token(newDisks.kind(), token.step(), token.data());
        return creation.with("server", "").with("mark", "").with("attach", "");
    }

    /** The step of the whole from a step of the creation. */
    private Step<Resource.Disk> created(Token token, Step<Resource.Disk> step) {
        if (step instanceof Step.Next<Resource.Disk> next) {
            return new Step.Next<>(joined(token, next.next()));
        }
        return step instanceof Step.Done<Resource.Disk> done
                ? new Step.Next<>(token.at(newDisks.steps())
                        .with("disk", done.result().id())
                        .with("job", "")
                        .with("good", ""))
                : step;
    }

    private static Token joined(Token token, Token creation) {
        Token joined = new Token(KIND, creation.step(), creation.data());
        return joined.with("server", token.get("server"))
                .with("mark", token.get("mark"))
                .with("attach", token.find("attach"));
    }

    private Step<Resource.Disk> attach(Token token) {
        String id = token.get("disk");
        String server = token.get("server");
        String tag = TAG + token.get("mark");
        JsonNode disk = disks.get(id);
        if (!server.equals(JsonFields.tags(disk.path("tags")).get(tag))) {
            // It was attached before, or somebody has stopped the attachment: a person's detach is never undone.
            return done(id);
        }
        String status = DiskCalls.status(disk);
        Resource.Server at = DiskCalls.server(disk);
        if (at != null && !at.id().equals(server)) {
            return failed(KeptFailure.keep(token, "it is attached to " + at, ""));
        }
        if (at != null && status.equals("in-use")) {
            return untag(token, id, tag);
        }
        if (status.equals("attaching")) {
            return waiting(token, "disk " + id + " is " + status);
        }
        Job job = jobOf(token);
        if (job != null && job.failed()) {
            return failed(job.keepFailure(token, "the service could not attach it"));
        }
        JsonNode seen = servers.get(server);
        boolean ready = ServerCalls.running(seen) || ServerCalls.stopped(seen);
        if ((job != null && !job.done()) || !status.equals("available") || !ready || ServerCalls.busy(seen)) {
            return waiting(
                    token, "disk " + id + " is " + status + ", server " + server + " is " + ServerCalls.status(seen));
        }
        return StepAttempts.to(
                token,
                context.serviceNow(),
                now -> new Step.Next<>(now.with("attach", servers.attach(server, id, ""))),
                (now, e) -> failed(KeptFailure.keep(now, "the service refused to attach it", e)));
    }

    /** Waits for a disk and its server. Other work on them, such as a backup, may take hours; one that hangs is not waited for longer. */
    private Step<Resource.Disk> waiting(Token token, String what) {
        return Waits.upTo(
                LONGEST_WAIT,
                token,
                context.serviceNow(),
                what,
                watched -> failed(KeptFailure.keep(token, what + watched, "")));
    }

    private static Step<Resource.Disk> done(String id) {
        return new Step.Done<>(Resource.disk(id));
    }

    /** A tag that cannot be removed is logged: as long as the disk carries it, a repeated call may attach the disk again. */
    private Step<Resource.Disk> untag(Token token, String id, String tag) {
        return StepAttempts.to(
                token,
                context.serviceNow(),
                now -> {
                    disks.untag(id, List.of(tag));
                    return done(id);
                },
                (now, e) -> {
                    LOG.warn("disk {} keeps tag {}, and is attached: {}", id, tag, e.getMessage());
                    return done(id);
                });
    }

    private static Step<Resource.Disk> failed(Token token) {
        return KeptFailure.endLeaving(
                token,
                "disk " + token.get("disk") + " was created with its data, but is not attached to server "
                        + token.get("server") + ": attach it, or delete it. Then remove its tag " + TAG
                        + token.get("mark"));
    }

    /** The job of the attachment; null where there is none, or the service no longer knows it: its effect can be seen. */
    private @Nullable Job jobOf(Token token) {
        if (token.find("attach").isEmpty()) {
            return null;
        }
        try {
            return servers.job(token.find("attach"));
        } catch (NotFound e) {
            return null;
        }
    }
}
