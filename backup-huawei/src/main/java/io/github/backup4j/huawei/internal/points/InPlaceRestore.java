package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.cbr.v1.model.BackupRestore;
import com.huaweicloud.sdk.cbr.v1.model.BackupRestoreServerMapping;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.InPlace;
import io.github.backup4j.NotFound;
import io.github.backup4j.OperationRecord;
import io.github.backup4j.Progress;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.huawei.internal.http.CallMode;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.operations.OperationLogReader;
import io.github.backup4j.huawei.internal.points.RestoreState.Phase;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.ServerCalls;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.CreateAttempts;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.Token;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.OperationDriver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Restores in place: starts them and polls them.
 *
 * <p>All checks precede the first call that changes something; the service refuses a disk that is attached or changed
 * between the two. For an attached disk, {@link DetachSteps} stop the server, detach the disk, restore it, attach it
 * again and start the server; they attach the disk again when the restore fails, too.
 */
public final class InPlaceRestore implements RestoreWork {
    /** How long a restore that has ended waits for its disk: other work on the disk, such as a backup, may take hours. */
    private static final Duration LONGEST_SETTLING = Duration.ofDays(1);

    private final Context context;
    private final CreateAttempts attempts;
    private final InPlaceChecks checks;
    private final PointCalls points;
    private final RestoreLogs logs;
    private final RestoreWatch watch;
    private final RestoreKeys keys;
    private final DiskCalls disks;
    private final RestoreNotes notes;
    private final DetachSteps detaching;

    public InPlaceRestore(
            Context context,
            CreateAttempts attempts,
            InPlaceChecks checks,
            PointCalls points,
            RestoreLogs logs,
            RestoreWatch watch,
            RestoreKeys keys,
            DiskCalls disks,
            RestoreNotes notes,
            DetachSteps detaching) {
        this.context = context;
        this.attempts = attempts;
        this.checks = checks;
        this.points = points;
        this.logs = logs;
        this.watch = watch;
        this.keys = keys;
        this.disks = disks;
        this.notes = notes;
        this.detaching = detaching;
    }

    /** Recognizes a repeated call by the tags of a disk, whose check value only a caller with the key can compute. */
    OperationDriver<Resource> start(RestorePointId id, InPlace<?> target, Request request) {
        List<RestoreKeys.Noted> noted = keys.noted(request, target.overwritten());
        return noted.isEmpty() ? startUnlessOthersDid(id, target, request) : startedBefore(id, target, request, noted);
    }

    private OperationDriver<Resource> startUnlessOthersDid(RestorePointId id, InPlace<?> target, Request request) {
        RequestMark mark = Objects.requireNonNull(request.mark(), "a restore in place has one");
        try {
            return checkAndStart(id, target, request, mark);
        } catch (Conflict | Busy refused) {
            List<RestoreKeys.Noted> meanwhile = notedByOthers(request, target, mark, refused);
            if (meanwhile.isEmpty()) {
                throw refused;
            }
            return startedBefore(id, target, request, meanwhile);
        }
    }

    /** The restores that other callers with the key have started at the same moment: this call may be refused for that. */
    private List<RestoreKeys.Noted> notedByOthers(
            Request request, InPlace<?> target, RequestMark mark, BackupException refused) {
        try {
            return keys.noted(request, target.overwritten()).stream()
                    .filter(noted -> !noted.mark().equals(mark))
                    .toList();
        } catch (BackupException e) {
            refused.addSuppressed(e);
            return List.of();
        }
    }

    private OperationDriver<Resource> startedBefore(
            RestorePointId id, InPlace<?> target, Request request, List<RestoreKeys.Noted> noted) {
        Proof proof = Proof.of(request.key());
        RestoreKeys.Earlier earlier = keys.earlier(request, id.value(), target.overwritten(), noted);
        return earlier.ended()
                ? operation(RestoreState.marked(earlier.mark(), proof, true).ended())
                : goOn(id, target, request, earlier.mark(), carrier(noted, earlier.mark()), proof);
    }

    /** The disk that carries the tags of a restore. */
    private static JsonNode carrier(List<RestoreKeys.Noted> noted, RestoreMark mark) {
        return noted.stream()
                .filter(each -> each.mark().equals(mark.mark()))
                .map(RestoreKeys.Noted::disk)
                .filter(disk -> JsonFields.text(disk, "id").equals(mark.carrier()))
                .findFirst()
                .orElseThrow();
    }

    /** Continues a restore that an earlier call has started; it is started again only if it failed or was never sent. */
    private OperationDriver<Resource> goOn(
            RestorePointId id, InPlace<?> target, Request request, RestoreMark earlier, JsonNode carrier, Proof proof) {
        RestoreState state = RestoreState.marked(earlier, proof, true);
        if (!earlier.server().isEmpty()) {
            return operation(state);
        }
        RestoreLogs.Look log = logs.look(state);
        if (!log.id().isEmpty() && !log.failed()) {
            return operation(state.restoring(log.id()));
        }
        requireNotDone(id, earlier, carrier, log);
        return checkAndStart(id, target, request, earlier.mark());
    }

    /**
     * Refuses a restore that may have been carried out although the log does not show it, or shows only ones that have failed, which may
     * be of others: what was written since would be overwritten.
     */
    private void requireNotDone(RestorePointId id, RestoreMark earlier, JsonNode carrier, RestoreLogs.Look log) {
        String accepted = earlier.acceptedAs(carrier);
        if (accepted != null && !log.shows(accepted)) {
            if (earlier.notedSince(carrier, context.serviceNow().minus(Overwrite.LATE))) {
                throw new Busy("the restore of restore point " + id + " over " + earlier.over()
                        + " was accepted moments ago by a call with this request key, and the log of the service does not"
                        + " show it yet; nothing was changed by this call: repeat it later");
            }
            throw unknown(earlier, id, "the service accepted it, but its log does not show it, or no longer does");
        }
        if (!log.whole()) {
            throw unknown(earlier, id, "not all of the log of the service could be read");
        }
        if (!earlier.notedSince(carrier, context.serviceNow().minus(RestoreLogs.KEPT))) {
            throw unknown(
                    earlier,
                    id,
                    "it was begun more than " + RestoreLogs.KEPT.toDays()
                            + " days ago, and the log of the service may no longer show it");
        }
        if (log.id().isEmpty() && points.isPart(id)) {
            throw unknown(earlier, id, "the log of the service may not show the restore of a part");
        }
    }

    private static Conflict unknown(RestoreMark earlier, RestorePointId id, String why) {
        return new Conflict("whether the restore of restore point " + id + " over " + earlier.over()
                + " with this request key was carried out is not known, since " + why + "; nothing was"
                + " changed by this call, as that could overwrite what was written since. Check the content of "
                + earlier.over()
                + "; if the restore is still needed, begin it with another request key, and take its tags"
                + " off disk " + earlier.carrier() + ": " + earlier.named());
    }

    private OperationDriver<Resource> checkAndStart(
            RestorePointId id, InPlace<?> target, Request request, RequestMark mark) {
        InPlaceChecks.Checked checked = checks.run(Checks.throwing(), id, target);
        return target.overwritten() instanceof Resource.Disk disk
                ? disk(checked, disk, target, request, mark)
                : server(checked, (Resource.Server) target.overwritten(), target, request, mark);
    }

    // ---- a disk

    private OperationDriver<Resource> disk(
            InPlaceChecks.Checked checked, Resource.Disk disk, InPlace<?> target, Request request, RequestMark mark) {
        RestorePoint point = checked.point().get();
        JsonNode seen = checked.disk().get();
        Resource.Server server = DiskCalls.server(seen);
        if (server != null) {
            return free(checked, disk, server, target, request, mark);
        }
        String before = newest(point.id(), disk);
        RestoreMark noted =
                new RestoreMark(mark, disk.id(), point.id().value(), disk, "", "", false, RestoreMark.shortOf(before));
        return requestRestore(
                noted, seen, before, new BackupRestore().withVolumeId(disk.id()), request, checked.part());
    }

    /**
     * Begins a restore, and finds it in the service's log as one that was not there before. A restore that may be
     * requested again is noted on the disk before it begins. The restore of a part is requested once, as the log may not show it:
     * if the reply is lost, the note stays.
     */
    private OperationDriver<Resource> requestRestore(
            RestoreMark noted, JsonNode carrier, String before, BackupRestore restore, Request request, boolean part) {
        String id = noted.point();
        Resource over = noted.over();
        Proof proof = Proof.of(request.key());
        if (request.keyChosen()) {
            notes.note(noted, carrier, request, true, 0);
        }
        Supplier<Optional<String>> search =
                () -> Optional.ofNullable(logs.newest(id, over.id())).filter(log -> !log.equals(before));
        Instant since = context.serviceNow();
        String log;
        try {
            log = part
                    ? attempts.once(request.key(), search, () -> points.restore(CallMode.CHANGE, id, restore))
                    : attempts.create(request.key(), search, () -> points.restore(CallMode.KEYED, id, restore));
        } catch (AmbiguousOutcome unknown) {
            throw unknown;
        } catch (BackupException refused) {
            log = madeDespite(refused, search, noted, request);
        }
        if (request.keyChosen()) {
            notes.accepted(noted, log, proof);
        }
        RestoreState state = request.keyChosen()
                ? RestoreState.marked(noted, proof, true).restoring(log)
                : RestoreState.unmarked(id, over, log, before);
        watch.expect(state, since);
        return operation(state);
    }

    /**
     * If no restore has started, removes the note from the disk. The note of an earlier call stays: its restore may be
     * why this one is refused, and the log may show it late.
     */
    private String madeDespite(
            BackupException refused, Supplier<Optional<String>> search, RestoreMark noted, Request request) {
        try {
            return IdempotentCreate.madeDespite(refused, search);
        } catch (BackupException e) {
            if (request.keyChosen() && noted.mark().equals(request.mark())) {
                unnote(noted, e);
            }
            throw e;
        }
    }

    private void unnote(RestoreMark noted, BackupException refused) {
        try {
            disks.untag(noted.carrier(), List.of(noted.names().get(0)));
        } catch (BackupException e) {
            refused.addSuppressed(e);
        }
    }

    private OperationDriver<Resource> free(
            InPlaceChecks.Checked checked,
            Resource.Disk disk,
            Resource.Server server,
            InPlace<?> target,
            Request request,
            RequestMark mark) {
        RestorePoint point = checked.point().get();
        JsonNode carrier = checked.disk().get();
        boolean running = ServerCalls.running(checked.server().get());
        RestoreMark carried = new RestoreMark(
                mark,
                disk.id(),
                point.id().value(),
                disk,
                server.id(),
                DiskCalls.device(carrier),
                running && target.startAfterwards(),
                RestoreMark.shortOf(newest(point.id(), disk)));
        Proof proof = Proof.of(request.key());
        notes.note(carried, carrier, request, request.keyChosen(), checked.part() ? 1 : 0);
        return operation(RestoreState.marked(carried, proof, request.keyChosen()));
    }

    /** The log of the newest restore of a point to a resource; "": there is none. */
    private String newest(RestorePointId id, Resource resource) {
        String newest = logs.newest(id.value(), resource.id());
        return newest == null ? "" : newest;
    }

    // ---- a server

    private OperationDriver<Resource> server(
            InPlaceChecks.Checked checked,
            Resource.Server server,
            InPlace<?> target,
            Request request,
            RequestMark mark) {
        RestorePoint point = checked.point().get();
        List<BackupRestoreServerMapping> mappings = new ArrayList<>();
        checked.writes()
                .forEach((part, disk) -> mappings.add(new BackupRestoreServerMapping()
                        .withBackupId(part.id().value())
                        .withVolumeId(disk.id())));
        BackupRestore restore = new BackupRestore()
                .withServerId(server.id())
                .withMappings(mappings)
                .withPowerOn(target.startAfterwards());
        String before = newest(point.id(), server);
        String carrier = mappings.get(0).getVolumeId();
        JsonNode seen = disks.get(carrier);
        RestoreMark noted =
                new RestoreMark(mark, carrier, point.id().value(), server, "", "", false, RestoreMark.shortOf(before));
        return requestRestore(noted, seen, before, restore, request, false);
    }

    private OperationDriver<Resource> operation(RestoreState state) {
        return context.operation(this, state.token());
    }

    // ---- polling

    @Override
    public String kind() {
        return RestoreState.KIND;
    }

    @Override
    public String words() {
        return "restoring";
    }

    @Override
    public Step<Resource> poll(Token token) {
        RestoreState state = new RestoreState(token);
        return switch (state.phase()) {
            case RESTORE -> restore(state);
            case SETTLE -> settle(state);
            case STOP, DETACH, ATTACH, START, FORGET -> detaching.poll(state);
        };
    }

    @Override
    public void expect(Token token) {
        RestoreState state = new RestoreState(token);
        if (state.phase() == Phase.RESTORE) {
            watch.expect(state, null);
        }
    }

    private Step<Resource> restore(RestoreState state) {
        return watch.poll(state, log -> restore(state, log), () -> {
            String id = logs.of(state);
            if (id.isEmpty()) {
                throw new NotFound("the service has no record of the restore");
            }
            return restore(state, logs.show(id));
        });
    }

    /** The next step from the log of a restore: an entry is identified by its id, so an end that it reports is trusted. */
    private static Step<Resource> restore(RestoreState state, JsonNode log) {
        OperationRecord record = OperationLogReader.read(log);
        String note = "the restore is " + record.statusText();
        if (record.status() == OperationRecord.Status.WAITING) {
            return new Step.Going<>(Progress.Phase.QUEUED, record.percent(), note);
        }
        if (record.status() == OperationRecord.Status.RUNNING
                || record.status() == OperationRecord.Status.UNRECOGNIZED) {
            return Step.going(record.percent(), note);
        }
        RestoreState next = state.withLog(record.id());
        if (record.status() != OperationRecord.Status.SUCCEEDED) {
            next = next.failing(
                    "the restore of " + state.over() + " ended as " + record.statusText() + "; check its content"
                            + (record.failure() == null ? "" : ". " + record.failure()),
                    Objects.requireNonNullElse(record.failureCode(), ""));
        }
        return state.over() instanceof Resource.Disk ? next.at(Phase.SETTLE).next() : next.end();
    }

    private Step<Resource> settle(RestoreState state) {
        String disk = state.over().id();
        JsonNode seen = disks.get(disk);
        if (!DiskCalls.ready(seen) && !(state.failed() && DiskCalls.broken(seen))) {
            if (DiskCalls.broken(seen)) {
                return state.failing("disk " + disk + " is " + DiskCalls.status(seen), "")
                        .next();
            }
            return state.seenReady()
                    ? state.withSeenReady(false).next()
                    : settling(state, "disk " + disk + " is " + DiskCalls.status(seen));
        }
        if (!state.seenReady()) {
            return state.withSeenReady(true).next();
        }
        return state.detaches() ? state.putBack(Phase.ATTACH) : state.end();
    }

    private Step<Resource> settling(RestoreState state, String what) {
        return state.waiting(context.serviceNow(), LONGEST_SETTLING, what, watched -> {
            RestoreState failed = state.failing(
                    "the restore has ended, but " + what + watched + "; check the content of the disk", "");
            return state.detaches() ? failed.putBack(Phase.ATTACH) : failed.end();
        });
    }

    @Override
    public Step<Resource> gone(Token token, NotFound missing) {
        RestoreState state = new RestoreState(token);
        if (state.phase() != Phase.RESTORE) {
            return detaching.lost(state, missing);
        }
        RestoreState failed = state.failing("the outcome of the restore of " + state.over() + " is not known", missing);
        return state.over() instanceof Resource.Disk ? failed.putBack(Phase.SETTLE) : failed.end();
    }
}
