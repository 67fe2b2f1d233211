package io.github.backup4j.huawei.simulation;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.ImageId;
import io.github.backup4j.PolicyId;
import io.github.backup4j.Removal;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.SnapshotId;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.support.Inventory;
import io.github.backup4j.testkit.InMemoryCloud;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is in a world beside what was asked for. It may be there only if the provider has told of it, by the call that made it or
 * by a repetition of that call with its key; an operator then removes it.
 *
 * @param cloud the world behind the wire
 * @param reports what the provider told
 */
record Surplus(InMemoryCloud cloud, Reports reports) {
    private static final Duration DELETIONS = Duration.ofMinutes(3);

    /** The order in which an operator can remove things: what is held by something else comes after that. */
    private static final List<String> ORDER =
            List.of("server ", "disk ", "image ", "point ", "snapshot ", "vault ", "policy ");

    /** What differs from what shall be there, without the surplus that was told. */
    List<String> unexplained(SortedMap<String, String> expected) {
        return unexplained(expected, Inventory.of(cloud));
    }

    /** The same, of what was there a moment ago. */
    List<String> unexplained(SortedMap<String, String> expected, SortedMap<String, String> actual) {
        NavigableMap<String, String> left = new TreeMap<>(actual);
        told(expected, actual).forEach(left::remove);
        return Inventory.differences(expected, left);
    }

    /** How many things are there beside those that shall be. */
    static long count(SortedMap<String, String> expected, SortedMap<String, String> actual) {
        return actual.keySet().stream()
                .filter(key -> !expected.containsKey(key))
                .count();
    }

    /** Removes the surplus that was told. */
    void remove(SortedMap<String, String> expected) {
        List<String> told = told(expected, Inventory.of(cloud));
        for (String kind : ORDER) {
            told.stream().filter(key -> key.startsWith(kind)).forEach(this::remove);
        }
        if (!told.isEmpty()) {
            cloud.time().advance(DELETIONS);
        }
    }

    private List<String> told(SortedMap<String, String> expected, SortedMap<String, String> actual) {
        NavigableMap<String, String> beside = new TreeMap<>(actual);
        expected.keySet().forEach(beside::remove);
        return beside.keySet().stream().filter(this::isTold).toList();
    }

    private boolean isTold(String key) {
        String id = id(key);
        return reports.tell(id)
                || (key.startsWith("disk ") && servers(id).stream().anyMatch(server -> reports.tell(server.id())))
                || (key.startsWith("point ")
                        && isTold(cloud.backup().restorePoints().get(new RestorePointId(id))));
    }

    private List<Resource.Server> servers(String disk) {
        return cloud.backup().resources().get(Resource.disk(disk)).servers();
    }

    /** By the run that made it, or an image that was built by way of it. */
    private boolean isTold(RestorePoint point) {
        return (point.run() != null && reports.tell(point.run().value()))
                || point.images().stream().anyMatch(image -> reports.tell(image.value()));
    }

    private void remove(String key) {
        CloudBackup backup = cloud.backup();
        String id = id(key);
        switch (key.substring(0, key.indexOf(' '))) {
            case "server" -> cloud.delete(Resource.server(id));
            case "disk" -> cloud.delete(Resource.disk(id));
            case "image" -> backup.images().delete(new ImageId(id), Removal.KEEPING_RESTORE_POINTS);
            case "point" -> backup.restorePoints().delete(new RestorePointId(id));
            case "snapshot" -> backup.snapshots().delete(new SnapshotId(id));
            case "vault" -> backup.vaults().delete(new VaultId(id), Removal.KEEPING_RESTORE_POINTS);
            default -> backup.policies().delete(new PolicyId(id));
        }
    }

    private static String id(String key) {
        return key.substring(key.indexOf(' ') + 1);
    }
}
