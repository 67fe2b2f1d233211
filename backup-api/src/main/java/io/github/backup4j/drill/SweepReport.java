package io.github.backup4j.drill;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What a sweep for leftovers of drills has found and deleted. A deleted resource no longer exists under its id.
 *
 * @param found everything with the tag of a temporary resource, in the first list; not a deleted image that is still listed
 * @param deleted what the sweep has deleted, or what was deleted by somebody else meanwhile
 * @param left what is left, and why: it has not expired, its mark cannot be read or was taken off, or it was refused
 * @param listedAt when the last list was read
 */
public record SweepReport(List<Leftover> found, List<Leftover> deleted, List<Leftover> left, Instant listedAt) {
    /** Refuses null, and copies the lists. */
    public SweepReport {
        found = List.copyOf(found);
        deleted = List.copyOf(deleted);
        left = List.copyOf(left);
        Objects.requireNonNull(listedAt, "listedAt == null");
    }

    /** Returns whether nothing is left, expired or not. */
    public boolean nothingLeft() {
        return left.isEmpty();
    }

    /** Returns the report for a terminal. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("sweep: ")
                .append(found.size())
                .append(" found, ")
                .append(deleted.size())
                .append(" deleted, ")
                .append(left.size())
                .append(" left, as listed at ")
                .append(listedAt);
        deleted.forEach(one -> text.append("\n  deleted  ").append(one));
        left.forEach(one -> text.append("\n  left     ").append(one));
        return text.toString();
    }
}
