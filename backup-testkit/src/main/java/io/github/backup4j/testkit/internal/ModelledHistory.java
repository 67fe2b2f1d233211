package io.github.backup4j.testkit.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The data of a resource over time, as sizes only: what it held at each of its backups, and how much of it was new.
 *
 * <p>Version {@code k} is the data at backup {@code k}. From one version to the next, some data is added, and some is changed in
 * place.
 */
final class ModelledHistory {
    private final Blueprint.Growth growth;
    private final long most;
    private long[] lengths = new long[8];
    private long[] added = new long[8];
    private long[] changed = new long[8];
    private int count;
    private @Nullable Instant latest;

    /**
     * Creates the history of a resource that has never been backed up.
     *
     * @param growth how its data grows
     * @param most the size of the resource, in bytes: it never holds more
     */
    ModelledHistory(Blueprint.Growth growth, long most) {
        this.growth = growth;
        this.most = most;
    }

    /**
     * Adds the version of a restore point that is there already.
     *
     * @param at when it was taken
     * @param full whether it holds all data
     * @param stored the bytes that it takes
     */
    Version taken(Instant at, boolean full, long stored) {
        if (count == 0 || full) {
            append(at, stored, 0, stored);
        } else {
            long news = growth.ofWhichNew(stored);
            append(at, Math.max(lengths[count - 1], stored) + news, news, stored - news);
        }
        return new Version(this, count - 1);
    }

    /**
     * Adds the version that a backup finds.
     *
     * @param now the time of the backup
     */
    Version next(Instant now) {
        Instant before = latest;
        if (before == null) {
            append(now, Math.min(growth.first(), most), 0, 0);
        } else {
            long length = lengths[count - 1];
            long bytes = growth.over(Duration.between(before, now));
            long news = Math.min(growth.ofWhichNew(bytes), Math.max(0, most - length));
            long changes = Math.min(bytes - growth.ofWhichNew(bytes), most);
            append(now, Math.max(length + news, changes), news, changes);
        }
        return new Version(this, count - 1);
    }

    private void append(Instant at, long length, long addedBytes, long changedBytes) {
        if (count == lengths.length) {
            lengths = Arrays.copyOf(lengths, 2 * count);
            added = Arrays.copyOf(added, 2 * count);
            changed = Arrays.copyOf(changed, 2 * count);
        }
        lengths[count] = length;
        added[count] = addedBytes;
        changed[count] = changedBytes;
        count++;
        latest = at;
    }

    /**
     * The data of a resource at one backup.
     *
     * @param history the data of the resource over time
     * @param index the number of the backup
     */
    record Version(ModelledHistory history, int index) {
        /** The bytes of a copy that can share the data of another version; null: of a copy of its own. */
        long bytesOver(@Nullable Version base) {
            long length = history.lengths[index];
            if (base == null || base.history != history) {
                return length;
            }
            int first = Math.min(index, base.index);
            int last = Math.max(index, base.index);
            long news = 0;
            long changes = 0;
            for (int i = first + 1; i <= last; i++) {
                news += history.added[i];
                changes = history.growth.sameDataEachTime()
                        ? Math.max(changes, history.changed[i])
                        : changes + history.changed[i];
            }
            return Math.min(length, news + changes);
        }
    }
}
