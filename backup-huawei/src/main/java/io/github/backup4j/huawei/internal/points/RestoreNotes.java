package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Busy;
import io.github.backup4j.Conflict;
import io.github.backup4j.Denied;
import io.github.backup4j.Invalid;
import io.github.backup4j.Preflight.Kind;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.Resource;
import io.github.backup4j.Unavailable;
import io.github.backup4j.huawei.internal.http.Failures;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.resources.DiskCalls;
import io.github.backup4j.huawei.internal.resources.ServerCalls;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.Request;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.spi.Checks;
import io.github.backup4j.spi.Checks.Found;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tags by which a restore or rollback is recognized on its disk: they are given before anything else changes, so that what {@link
 * DetachSteps} have to put back cannot be lost. It changes nothing but these tags.
 */
public final class RestoreNotes {
    private static final Logger LOG = LoggerFactory.getLogger("io.github.backup4j.huawei");

    private final Context context;
    private final Overwrite overwrite;
    private final DiskCalls disks;
    private final ServerCalls servers;

    public RestoreNotes(Context context, Overwrite overwrite, DiskCalls disks, ServerCalls servers) {
        this.context = context;
        this.overwrite = overwrite;
        this.disks = disks;
        this.servers = servers;
    }

    /**
     * Notes work on its disk before any change: what has to be put back cannot be lost, and each step reads it.
     *
     * @param request the request of the work
     * @param keepsEnd whether the disk keeps a tag for its end
     * @param more how many more tags the work needs later
     * @throws BackupException if the disk cannot be given the tags, or other work has to put another disk of the server back;
     *     nothing is changed
     */
    public void note(RestoreMark mark, JsonNode carrier, Request request, boolean keepsEnd, int more) {
        requireRoom(mark, carrier, keepsEnd, more);
        requireOnlyWorkOf(mark);
        List<String> inert = mark.inert(carrier);
        if (!inert.isEmpty()) {
            disks.untag(mark.carrier(), inert);
        }
        try {
            disks.tag(mark.carrier(), mark.noted(Proof.of(request.key()), context.serviceNow()));
        } catch (AmbiguousOutcome lost) {
            throw request.keyChosen() ? lost : withdrawn(mark, lost);
        } catch (QuotaExceeded | Denied | Invalid | Conflict refused) {
            BackupException why = unnoted(mark, refused, request.keyChosen());
            if (!request.keyChosen()) {
                // An attempt before the refused one may have been carried out.
                takeOff(mark, why);
            }
            throw why;
        }
    }

    /**
     * Notes that the service has accepted a restore: a repeated call then does not overwrite the disk because the log of the service no
     * longer shows it. Without this note, the restore goes on all the same.
     *
     * @param log the entry of the service's log; "": the service does not say which
     */
    void accepted(RestoreMark mark, String log, Proof proof) {
        try {
            disks.tag(mark.carrier(), mark.accepted(log, proof, context.serviceNow()));
        } catch (BackupException e) {
            LOG.info(
                    "disk {} does not say that the restore of {} was accepted; a repeated call relies on the log of the service: {}",
                    mark.carrier(),
                    mark.over(),
                    e.getMessage());
        }
    }

    /**
     * Nobody else knows the key, so that the note would stay forever: it is taken off. A request that is carried out later still puts it
     * on again, which the message says. Whether the disk is being overwritten is not in doubt: that needs further requests.
     */
    private Unavailable withdrawn(RestoreMark mark, AmbiguousOutcome lost) {
        Unavailable why = new Unavailable(
                "the " + overwrite.noun() + " did not begin: nothing was overwritten, and nothing will be by this call."
                        + " Whether disk " + mark.carrier() + " was given its tags is not known: " + lost.getMessage()
                        + orLater(mark),
                Failures.detailOf(lost),
                lost);
        takeOff(mark, why);
        return why;
    }

    private static String orLater(RestoreMark mark) {
        return "; if the disk carries them later, take the tags of this call off it: "
                + String.join(", ", mark.names());
    }

    /**
     * Reports whether {@link #note} would be refused.
     *
     * @param server the server that the disk is detached from; null: none, so that only work with a request key is noted
     * @param keepsEnd whether the disk keeps a tag for the end of work without a request key, too
     */
    public void preflight(
            Checks checks,
            Resource.Disk disk,
            Found<JsonNode> seen,
            Resource.@Nullable Server server,
            boolean keepsEnd) {
        preflight(checks, disk, seen, server, keepsEnd, 0);
    }

    /**
     * The same.
     *
     * @param more how many more tags the work needs later
     */
    void preflight(
            Checks checks,
            Resource.Disk disk,
            Found<JsonNode> seen,
            Resource.@Nullable Server server,
            boolean keepsEnd,
            int more) {
        RestoreMark mark = new RestoreMark(
                RequestMark.of("preflight", "", List.of(), Instant.EPOCH),
                disk.id(),
                "",
                disk,
                server == null ? "" : server.id(),
                "",
                false,
                RestoreMark.shortOf(""));
        checks.report(Kind.TAGS, () -> room(mark, seen.get(), keepsEnd, more));
        if (server != null) {
            checks.report(Kind.TARGET_STATUS, () -> onlyWork(mark, server));
        }
    }

    private Checks.Finding room(RestoreMark mark, JsonNode carrier, boolean keepsEnd, int more) {
        try {
            requireRoom(mark, carrier, true, more);
            return Checks.passes("disk " + mark.carrier() + " has room for the tags by which a " + overwrite.noun()
                    + (mark.server().isEmpty() ? " with a request key" : "") + " is recognized: it keeps "
                    + mark.staying(carrier) + " of at most " + DiskCalls.MOST_TAGS);
        } catch (Conflict full) {
            return mark.server().isEmpty() ? withKey(full) : roomWithoutKey(mark, carrier, keepsEnd, more, full);
        }
    }

    private Checks.Finding roomWithoutKey(
            RestoreMark mark, JsonNode carrier, boolean keepsEnd, int more, Conflict full) {
        if (keepsEnd) {
            return Checks.fails(full);
        }
        try {
            requireRoom(mark, carrier, false, more);
            return withKey(full);
        } catch (Conflict always) {
            return Checks.fails(always);
        }
    }

    private static Checks.Finding withKey(Conflict full) {
        return Checks.unknown("is refused with a request key alone: " + full.getMessage());
    }

    private Checks.Finding onlyWork(RestoreMark mark, Resource.Server server) {
        try {
            requireOnlyWorkOf(mark);
            return Checks.passes("no other work has stopped " + server);
        } catch (Busy other) {
            return Checks.fails(other);
        }
    }

    /** Removes the tags of work that did not begin, because another call's work continues instead. */
    public void takeOff(RestoreMark mark) {
        disks.untag(mark.carrier(), mark.names());
    }

    private void takeOff(RestoreMark mark, BackupException why) {
        try {
            takeOff(mark);
        } catch (BackupException e) {
            why.addSuppressed(e);
        }
    }

    /** Refuses if tags that the work needs later have no room: without them, nobody could tell that the disk was overwritten. */
    private void requireRoom(RestoreMark mark, JsonNode carrier, boolean keyed, int more) {
        int needed = (mark.server().isEmpty() ? 1 : 2) + overwrite.moreTags() + more + (keyed ? 1 : 0);
        int over = mark.staying(carrier) + needed - DiskCalls.MOST_TAGS;
        if (over > 0) {
            throw new Conflict("disk " + mark.carrier() + " has no room for the tags by which a " + overwrite.noun()
                    + " is recognized: it needs " + needed + ", and a disk can have " + DiskCalls.MOST_TAGS + "; take "
                    + over
                    + " off it; nothing was changed. Tags that begin with backup4j- are of other work: take off those of"
                    + " work that has ended, or whose outcome was unknown and whose key is not used any more");
        }
    }

    private void requireOnlyWorkOf(RestoreMark mark) {
        JsonNode other = mark.server().isEmpty() ? null : otherWork(mark);
        if (other != null) {
            throw new Busy("server " + mark.server() + " was stopped by other work, which overwrites disk "
                    + JsonFields.text(other, "id")
                    + "; try again once that work has ended; nothing was changed. If that work was given up,"
                    + " take its tags off that disk: "
                    + String.join(", ", RestoreMark.unfinishedFor(other, mark.server())));
        }
    }

    /**
     * Another disk that unfinished work has to put back to the server of this work; null: there is none. It reads all disks of the
     * project: a disk that was detached belongs to no server, and EVS finds a tag by its whole name alone, which holds the mark of
     * the other work.
     */
    @Nullable
    JsonNode otherWork(RestoreMark mark) {
        JsonNode server = servers.find(mark.server());
        Set<String> ids = new LinkedHashSet<>(server == null ? List.of() : ServerCalls.disks(server));
        for (JsonNode listed : disks.all()) {
            if (!RestoreMark.unfinishedFor(listed, mark.server()).isEmpty()) {
                ids.add(JsonFields.id(listed, "id", "a disk"));
            }
        }
        ids.remove(mark.carrier());
        return ids.stream()
                .map(disks::find)
                .filter(disk -> disk != null
                        && !RestoreMark.unfinishedFor(disk, mark.server()).isEmpty())
                .findFirst()
                .orElse(null);
    }

    private BackupException unnoted(RestoreMark mark, BackupException refused, boolean keyed) {
        String why = "disk " + mark.carrier() + " cannot be given the tags by which a " + overwrite.noun()
                + " is recognized, so that nothing was changed: " + refused.getMessage() + (keyed ? "" : orLater(mark));
        Detail detail = Failures.detailOf(refused);
        if (refused instanceof Denied) {
            return new Denied(
                    why + " (the " + overwrite.noun() + " needs the permission to tag disks)", detail, refused);
        }
        return refused instanceof QuotaExceeded
                ? new QuotaExceeded(why + " (take a tag off it)", detail, refused)
                : new Conflict(why, detail, refused);
    }
}
