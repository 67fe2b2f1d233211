package io.github.backup4j.testkit;

import io.github.backup4j.Site;
import java.time.Instant;
import java.util.Objects;

/**
 * Something that happened in an {@link InMemoryCloud}.
 *
 * @param at when
 * @param site where
 * @param event what, such as {@code "vaults create"}, {@code "backup skipped"} or {@code "restore point expired"}
 * @param subject to what, such as {@code "vault-1"} or {@code "disk disk-2"}
 * @param detail more about it, or ""
 */
public record HistoryEntry(Instant at, Site site, String event, String subject, String detail) {
    /** Refuses null. */
    public HistoryEntry {
        Objects.requireNonNull(at, "at == null");
        Objects.requireNonNull(site, "site == null");
        Objects.requireNonNull(event, "event == null");
        Objects.requireNonNull(subject, "subject == null");
        Objects.requireNonNull(detail, "detail == null");
    }

    /** Returns the entry in one line. */
    @Override
    public String toString() {
        return at + " " + event + " " + subject + (detail.isEmpty() ? "" : " (" + detail + ")");
    }
}
