package io.github.backup4j.examples.cli;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.FleetOutcome;
import io.github.backup4j.FleetResult;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.RestorePoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The names of disks and servers that are backed up, for people to read. A thread of its own lists them while the backups run, since
 * no backup may wait for a list that is slow or fails, and the report waits for it a few seconds at most. What has no name in time is
 * shown by its id.
 */
final class NamesAside {
    /** How long a report waits for names. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Map<Resource, String> known = new HashMap<>();
    private final CompletableFuture<Map<Resource, String>> listed = new CompletableFuture<>();
    private final AtomicBoolean listing = new AtomicBoolean();

    /** Adds a name that was read anyway, before the backups begin. */
    void add(ProtectableResource found) {
        known.put(found.resource(), found.name());
    }

    /**
     * Begins to list names, unless it has begun before.
     *
     * @param filter which disks and servers to list
     */
    void list(CloudBackup backup, ResourceFilter filter) {
        if (!listing.compareAndSet(false, true)) {
            return;
        }
        Thread thread = new Thread(() -> listed.complete(read(backup, filter)), "backup4j-names");
        thread.setDaemon(true);
        thread.start();
    }

    private static Map<Resource, String> read(CloudBackup backup, ResourceFilter filter) {
        Map<Resource, String> names = new HashMap<>();
        try {
            backup.resources().list(filter).forEach(found -> names.put(found.resource(), found.name()));
        } catch (RuntimeException e) {
            // The cloud does not list them, or the command has ended meanwhile.
            return Map.of();
        }
        return names;
    }

    /**
     * Returns the names that are known of what a result speaks of.
     *
     * @param mayWait whether to wait some seconds for a list that was begun
     */
    Map<Resource, String> of(FleetResult result, boolean mayWait) {
        Map<Resource, String> names = new HashMap<>(known);
        for (RestorePoint point : result.restorePoints()) {
            String name = point.source().name();
            if (name != null) {
                names.putIfAbsent(point.resource(), name);
            }
        }
        if (result.outcomes().stream().map(FleetOutcome::resource).allMatch(names::containsKey)) {
            return names;
        }
        listed(mayWait && listing.get()).forEach(names::putIfAbsent);
        return names;
    }

    private Map<Resource, String> listed(boolean mayWait) {
        try {
            return mayWait ? listed.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) : listed.getNow(Map.of());
        } catch (TimeoutException | ExecutionException e) {
            return Map.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Map.of();
        }
    }
}
