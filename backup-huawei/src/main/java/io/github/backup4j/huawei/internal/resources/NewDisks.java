package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.evs.v2.model.CreateVolumeOption;
import com.huaweicloud.sdk.evs.v2.model.CreateVolumeOption.VolumeTypeEnum;
import io.github.backup4j.DataSize;
import io.github.backup4j.DiskSpec;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationFailed;
import io.github.backup4j.Preflight;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.KeptFailure;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.huawei.internal.work.TokenFields;
import io.github.backup4j.huawei.internal.work.Work;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Checks.Found;
import io.github.backup4j.spi.OperationDriver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Creates disks from backups, snapshots or images: starts the creation, and waits for the job and then for the disk
 * itself, which is available once before it has its data.
 */
public final class NewDisks implements Work<Resource.Disk> {
    private static final String KIND = "new-disk";
    private static final int MAKING = 0;
    private static final int MADE = 1;

    private static final TokenFields FIELDS =
            TokenFields.none().with(TokenFields.ID, "job", "disk").with(TokenFields.FLAG, "good");

    /** The type if the original disk is gone and its type is recorded nowhere: most likely not slower than the original. */
    private static final String SAFE_TYPE = "SSD";

    private final Context context;
    private final IdempotentCreate creates;
    private final DiskCalls disks;
    private final DiskWatch watch;

    public NewDisks(Context context, IdempotentCreate creates, DiskCalls disks, DiskWatch watch) {
        this.context = context;
        this.creates = creates;
        this.disks = disks;
        this.watch = watch;
    }

    /** Creates a disk, unless it exists already; its source is read only if it does not. */
    public OperationDriver<Resource.Disk> make(Supplier<Source> source, DiskSpec spec, Request request) {
        DiskCalls.Accepted accepted = creates.find(request, "disk", this::marked)
                .orElseGet(() -> begin(source.get(), spec, request, Map.of()));
        return context.operation(this, token(accepted));
    }

    /** The disks that carry a mark and are neither broken nor being deleted. */
    List<IdempotentCreate.Marked<DiskCalls.Accepted>> marked() {
        List<IdempotentCreate.Marked<DiskCalls.Accepted>> marked = new ArrayList<>();
        for (JsonNode disk : disks.all()) {
            RequestMark mark = RequestMark.parse(JsonFields.textOrNull(disk.path("metadata"), RequestMark.NAME));
            String status = DiskCalls.status(disk);
            if (mark != null && !DiskCalls.broken(disk) && !status.equals("deleting")) {
                String id = JsonFields.id(disk, "id", "a disk");
                Instant created = JsonFields.instant(disk, "created_at");
                marked.add(new IdempotentCreate.Marked<>(mark, new DiskCalls.Accepted("", id), id, created));
            }
        }
        return marked;
    }

    /** Starts creating a disk; the service recognizes a repeated call by its token and creates no second disk. */
    public DiskCalls.Accepted begin(Source source, DiskSpec spec, Request request, Map<String, String> more) {
        return begin(source, spec, request, new Additions(null, Map.of(), more));
    }

    /** The same, with what else the disk needs. */
    DiskCalls.Accepted begin(Source source, DiskSpec spec, Request request, Additions more) {
        Map<String, String> metadata = new LinkedHashMap<>(request.metadata());
        metadata.putAll(more.metadata());
        Map<String, String> tags = new LinkedHashMap<>(spec.tags());
        tags.putAll(more.tags());
        DataSize size = sizeOf(source, spec);
        Place place = check(Checks.throwing(), source, spec, () -> more.zone() == null ? spec.zone() : more.zone())
                .get();
        CreateVolumeOption option = new CreateVolumeOption()
                .withName(spec.name())
                .withSize(Math.toIntExact(size.toGibRoundedUp()))
                .withAvailabilityZone(place.zone())
                .withVolumeType(VolumeTypeEnum.fromValue(place.type()));
        switch (source.kind()) {
            case BACKUP -> option.withBackupId(source.id());
            case SNAPSHOT -> option.withSnapshotId(source.id());
            case IMAGE -> option.withImageRef(source.id());
        }
        if (!spec.description().isEmpty()) {
            option.withDescription(spec.description());
        }
        if (!tags.isEmpty()) {
            option.withTags(tags);
        }
        if (!metadata.isEmpty()) {
            option.withMetadata(metadata);
        }
        return disks.create(option, request);
    }

    private static DataSize sizeOf(Source source, DiskSpec spec) {
        return spec.size() == null ? source.size() : spec.size();
    }

    /**
     * Checks what is refused of a new disk before it is created, and returns where it is placed.
     *
     * @param asked the zone that it has to be in; null: that of the original
     */
    private Found<Place> check(Checks checks, Source source, DiskSpec spec, Supplier<@Nullable String> asked) {
        checks.check(
                Preflight.Kind.SIZE,
                () -> requireSize(source, spec),
                () -> "the disk gets " + sizeOf(source, spec) + ", the original has " + source.size());
        return checks.find(Preflight.Kind.PLACEMENT, () -> place(source, spec, asked.get()), Place::toString);
    }

    private static void requireSize(Source source, DiskSpec spec) {
        DataSize size = sizeOf(source, spec);
        if (size.compareTo(source.size()) < 0) {
            throw new Invalid("disk size is " + size + ", less than the " + source.size()
                    + " of the original; nothing was created");
        }
    }

    /**
     * Runs the checks of a preflight: those of a new disk, and what EVS says of its zone and of the quota.
     *
     * @param asked the zone that it has to be in; null: that of the original
     */
    void preflight(Checks checks, Found<Source> source, DiskSpec spec, Supplier<@Nullable String> asked) {
        Source known = source.orNull();
        if (known == null) {
            return;
        }
        Found<Place> place = check(checks, known, spec, asked);
        checks.report(
                Preflight.Kind.ZONE, () -> PlacementReader.zone(place.get().zone(), disks.zones()));
        checks.report(
                Preflight.Kind.QUOTA,
                () -> PlacementReader.quota(
                        disks.quota(context.site().project()),
                        List.of(new PlacementReader.NewDisk(
                                place.get().type(), sizeOf(known, spec).toGibRoundedUp()))));
    }

    private Place place(Source source, DiskSpec spec, @Nullable String asked) {
        boolean fixed = source.kind() == Source.Kind.SNAPSHOT;
        JsonNode original = source.original() == null || (asked != null && spec.type() != null && !fixed)
                ? null
                : disks.find(source.original().id());
        String oldZone = original == null ? source.zone() : JsonFields.textOrNull(original, "availability_zone");
        String oldType = original == null ? null : JsonFields.textOrNull(original, "volume_type");
        if (source.zone() != null) {
            oldZone = source.zone();
        }
        if (fixed) {
            requireSame("zone", asked, oldZone, source);
            requireSame("type", spec.type(), oldType, source);
        }
        String zone = asked == null ? oldZone : asked;
        String type = spec.type() == null ? oldType : spec.type();
        if (type == null && source.kind() == Source.Kind.BACKUP) {
            type = SAFE_TYPE;
        }
        if (zone == null || type == null) {
            throw new Invalid((zone == null ? "zone" : "type") + " of disk \"" + spec.name()
                    + "\" is not given, and cannot be copied from the original disk: it does not exist any more, or"
                    + " EVS does not report it; give it in the spec; nothing was created");
        }
        return new Place(zone, type);
    }

    private static void requireSame(String what, @Nullable String asked, @Nullable String original, Source source) {
        if (asked != null && original != null && !asked.equals(original)) {
            throw new Invalid(what + " is " + asked + ", but a disk from snapshot " + source.id() + " has to be in "
                    + what + " " + original + "; nothing was created");
        }
    }

    private record Place(String zone, String type) {
        @Override
        public String toString() {
            return "zone " + zone + ", type " + type;
        }
    }

    /**
     * What a new disk needs beside its spec.
     *
     * @param zone the zone that it has to be in; null: as the spec says
     * @param tags more tags
     * @param metadata more metadata
     */
    record Additions(@Nullable String zone, Map<String, String> tags, Map<String, String> metadata) {}

    // ---- polling

    /** The step that the creation of a disk is at, as recorded in its token. */
    private sealed interface State {
        /**
         * A job is creating the disk.
         *
         * @param job the job; "": the service named none
         * @param disk the disk; "": the service has not named it yet
         */
        record Making(String job, String disk) implements State {}

        /**
         * The disk exists, or is about to.
         *
         * @param disk the disk; "": the service has not named it
         * @param seenReady whether the previous poll saw it ready
         */
        record Made(String disk, boolean seenReady) implements State {}
    }

    private static State read(Token token) {
        return token.step() == MAKING
                ? new State.Making(token.find("job"), token.find("disk"))
                : new State.Made(token.find("disk"), !token.find("good").isEmpty());
    }

    /** The token of a disk that is being created. */
    public static Token token(DiskCalls.Accepted accepted) {
        return Token.of(KIND).with("job", accepted.job()).with("disk", accepted.disk());
    }

    private static Step<Resource.Disk> next(Token token, State.Made made) {
        Token next = token.step() == MADE ? token : token.at(MADE);
        return new Step.Next<>(next.with("disk", made.disk()).with("good", made.seenReady() ? "1" : ""));
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public String words() {
        return "creating the disk";
    }

    @Override
    public TokenFields fields() {
        return FIELDS;
    }

    @Override
    public int steps() {
        return MADE + 1;
    }

    @Override
    public Class<Resource.Disk> resultType() {
        return Resource.Disk.class;
    }

    @Override
    public void expect(Token token) {
        watch.expect(token.find("disk"));
    }

    @Override
    public Step<Resource.Disk> poll(Token token) {
        State state = read(token);
        return state instanceof State.Making making ? making(token, making) : made(token, (State.Made) state);
    }

    private Step<Resource.Disk> making(Token token, State.Making state) {
        if (state.job().isEmpty()) {
            return next(token, new State.Made(state.disk(), false));
        }
        return state.disk().isEmpty()
                ? job(token, state, false)
                : watch.poll(
                        state.disk(),
                        listed -> job(token, state, DiskCalls.ready(listed)),
                        () -> job(token, state, false));
    }

    /**
     * Polls the job, which no list shows. It alone reports whether the disk has its data and, if not, why.
     *
     * @param seenReady whether the disk was seen ready
     */
    private Step<Resource.Disk> job(Token token, State.Making state, boolean seenReady) {
        Job job = disks.job(state.job());
        if (job.failed()) {
            String made = state.disk().isEmpty() ? job.made("volume_id") : state.disk();
            Token failed = job.keepFailure(token, "the disk could not be created; nothing was overwritten");
            return made == null
                    ? KeptFailure.end(failed)
                    : KeptFailure.endLeaving(failed, "disk " + made + " may be left: delete it if nobody needs it");
        }
        if (!job.done()) {
            watch.notYet(state.disk());
            return Step.going(job.percent(), "");
        }
        String named = job.made("volume_id");
        String disk = state.disk().isEmpty() && named != null ? named : state.disk();
        return next(token, new State.Made(disk, seenReady));
    }

    /** If the service no longer knows the job, the job is done, or the next step finds its disk missing. */
    @Override
    public Step<Resource.Disk> gone(Token token, NotFound missing) {
        return read(token) instanceof State.Making making && !making.disk().isEmpty()
                ? next(token, new State.Made(making.disk(), false))
                : KeptFailure.end(KeptFailure.keep(token, "the created disk no longer exists", missing));
    }

    private Step<Resource.Disk> made(Token token, State.Made state) {
        String id = state.disk();
        if (id.isEmpty()) {
            return new Step.Failed<>(new OperationFailed(
                    "the disk was created, but the service did not return its id; look for it by its name"));
        }
        return state.seenReady()
                ? madeAlone(token, state)
                : watch.poll(
                        id,
                        listed -> DiskCalls.ready(listed)
                                ? next(token, new State.Made(id, true))
                                : madeAlone(token, state),
                        () -> madeAlone(token, state));
    }

    /** Polls the disk itself: it has to be seen ready twice, and a list is trusted for the first time only. */
    private Step<Resource.Disk> madeAlone(Token token, State.Made state) {
        String id = state.disk();
        JsonNode disk = disks.get(id);
        if (DiskCalls.broken(disk)) {
            watch.forget(id);
            return new Step.Failed<>(new OperationFailed("disk " + id + " was created, but is " + DiskCalls.status(disk)
                    + "; delete it; nothing was overwritten"));
        }
        if (!DiskCalls.ready(disk)) {
            return state.seenReady()
                    ? next(token, new State.Made(id, false))
                    : Step.going("disk " + id + " is " + DiskCalls.status(disk));
        }
        if (!state.seenReady()) {
            return next(token, new State.Made(id, true));
        }
        watch.forget(id);
        return new Step.Done<>(Resource.disk(id));
    }

    /**
     * The source of a new disk.
     *
     * @param kind its kind
     * @param id its id
     * @param size the size of the disk that the data was taken of
     * @param zone the zone of that disk; null: it has to be read from the disk
     * @param original that disk; null: not known
     */
    public record Source(
            Kind kind, String id, DataSize size, @Nullable String zone, Resource.@Nullable Disk original) {

        public enum Kind {
            BACKUP,
            SNAPSHOT,
            IMAGE
        }
    }
}
