package io.github.backup4j.examples.durable;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.VaultId;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Selector;
import io.github.backup4j.plan.Sizing;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A fleet to protect and to back up: the disks and servers with one tag. Engines store it as JSON, so it holds texts and numbers.
 *
 * @param name the name of its protection
 * @param tagKey the key of the tag
 * @param tagValue the value of the tag
 * @param dailyAt when the cloud's own policy takes backups, such as {@code "02:00"}
 * @param keeping how many restore points are kept of each disk and server
 * @param runsAtOnce how many backup runs may be in progress at once
 */
public record Fleet(String name, String tagKey, String tagValue, String dailyAt, int keeping, int runsAtOnce) {
    /** Refuses null. */
    public Fleet {
        Objects.requireNonNull(name, "name == null");
        Objects.requireNonNull(tagKey, "tagKey == null");
        Objects.requireNonNull(tagValue, "tagValue == null");
        Objects.requireNonNull(dailyAt, "dailyAt == null");
    }

    /**
     * Returns a fleet with usual settings: backed up daily at 02:00, 7 restore points, 20 runs at once.
     *
     * @param name the name of its protection
     * @param tagKey the key of the tag
     * @param tagValue the value of the tag
     */
    public static Fleet tagged(String name, String tagKey, String tagValue) {
        return new Fleet(name, tagKey, tagValue, "02:00", 7, 20);
    }

    /** Returns the desired state of its backups. */
    public Protection protection() {
        return Protection.named(name)
                .of(Selector.tagged(tagKey, tagValue))
                .every(Schedule.dailyAt(dailyAt))
                .keeping(Retention.latest(keeping))
                .inVaults(Sizing.ofMembers(2.0).autoExpanding());
    }

    /**
     * Returns the vaults that hold its disks and servers, each once.
     *
     * @param backup the cloud
     */
    public List<VaultId> vaults(CloudBackup backup) {
        try (Stream<ProtectableResource> members =
                backup.resources().list(ResourceFilter.all().tagged(tagKey, tagValue))) {
            return members.flatMap(member -> Stream.ofNullable(member.vault()))
                    .distinct()
                    .toList();
        }
    }
}
