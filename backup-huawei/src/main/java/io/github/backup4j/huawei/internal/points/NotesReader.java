package io.github.backup4j.huawei.internal.points;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.BackupException.Detail;
import io.github.backup4j.Conflict;
import io.github.backup4j.Resource;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.spi.Checks;
import java.time.Instant;
import java.util.List;

/** Whether a disk has room for the tags by which a restore or rollback is known again, as a finding of a preflight. */
public final class NotesReader {
    /** The most tags that a disk can have. */
    private static final int MOST_TAGS = 10;

    private NotesReader() {}

    /**
     * Whether a disk has room for the tags of new work; those of ended work that are taken off it first do not count.
     *
     * @param detaches whether the disk is detached first; if not, only work with a request key is noted
     * @param more the tags that the work adds beside those by which it is known again
     */
    public static Checks.Finding room(Resource.Disk disk, JsonNode seen, boolean detaches, int more) {
        int present = JsonFields.tags(seen.path("tags")).size() - inert(disk, seen);
        int needed = (detaches ? 2 : 1) + more;
        String said = disk + " has " + present + " tags of at most " + MOST_TAGS + ", and needs " + needed + " more"
                + (detaches ? "" : " with a request key");
        if (present + needed <= MOST_TAGS) {
            return Checks.passes(said);
        }
        return detaches
                ? Checks.fails(new Conflict(
                        said + ", by which the work is known again; take tags off it; nothing was overwritten",
                        Detail.code("EVS.1061"),
                        null))
                : Checks.unknown(said + ": take tags off it, or use no request key");
    }

    private static int inert(Resource.Disk disk, JsonNode seen) {
        RequestMark mark = RequestMark.of("preflight", "", List.of(), Instant.EPOCH);
        return new RestoreMark(mark, disk.id(), "", disk, "", "", false, RestoreMark.shortOf(""))
                .inert(seen)
                .size();
    }
}
