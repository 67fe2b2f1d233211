package io.github.backup4j.examples.durable;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Invalid;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import io.github.backup4j.Retention;
import io.github.backup4j.Schedule;
import io.github.backup4j.VaultId;
import io.github.backup4j.plan.Protection;
import io.github.backup4j.plan.Selector;
import io.github.backup4j.plan.Sizing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A fleet to protect and to back up: the disks and servers with one tag. Engines store it as JSON, so it holds texts and numbers.
 *
 * <p>The cloud's own policy backs it up daily, and deletes what exceeds {@code keeping}. A round of an engine takes one more backup, by
 * hand. <strong>No retention ever deletes those restore points, and nothing here does</strong>: they cost space in the vault until
 * somebody deletes them. Their ids are in the {@code FleetReport}, or in the table {@code backup_outcomes}. A vault that is full refuses
 * backups; it is not enlarged by itself.
 *
 * @param name the name of its protection
 * @param tagKey the key of the tag
 * @param tagValue the value of the tag
 * @param dailyAt when the cloud's own policy takes backups, such as {@code "02:00"}
 * @param keeping how many restore points of the policy are kept of each disk and server; those of rounds do not count
 * @param runsAtOnce how many of its backup runs may be in progress at once, at least 1; a Temporal workflow counts its own
 */
public record Fleet(String name, String tagKey, String tagValue, String dailyAt, int keeping, int runsAtOnce) {
    /** Refuses null, and with {@link Invalid} less than one run at once. */
    public Fleet {
        Objects.requireNonNull(name, "name == null");
        Objects.requireNonNull(tagKey, "tagKey == null");
        Objects.requireNonNull(tagValue, "tagValue == null");
        Objects.requireNonNull(dailyAt, "dailyAt == null");
        if (runsAtOnce < 1) {
            throw new Invalid("runsAtOnce is " + runsAtOnce + ", less than 1: no run would ever begin");
        }
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

    /**
     * Returns the same fleet with another number of runs at once.
     *
     * @param runs at least 1
     */
    public Fleet atMostRuns(int runs) {
        return new Fleet(name, tagKey, tagValue, dailyAt, keeping, runs);
    }

    /** Returns the desired state of its backups. */
    public Protection protection() {
        return Protection.of(name)
                .of(Selector.tagged(tagKey, tagValue))
                .every(Schedule.dailyAt(dailyAt))
                .keeping(Retention.latest(keeping))
                .inVaults(Sizing.ofMembers(2.0));
    }

    /**
     * Returns its disks and servers by the vault that holds them, and those that no round backs up, with the reason; also if there are
     * none, as after a tag was mistyped.
     *
     * @param backup the cloud
     */
    public FleetMembers members(CloudBackup backup) {
        Map<Resource, ProtectableResource> members = new LinkedHashMap<>();
        try (Stream<ProtectableResource> tagged =
                backup.resources().list(ResourceFilter.all().tagged(tagKey, tagValue))) {
            tagged.forEach(member -> members.put(member.resource(), member));
        }
        Map<VaultId, List<Resource>> vaults = new LinkedHashMap<>();
        List<String> uncovered = new ArrayList<>();
        if (members.isEmpty()) {
            uncovered.add(
                    "no disk or server has the tag " + tagKey + "=" + tagValue + ", so nothing is backed up: check it");
        }
        for (ProtectableResource member : members.values()) {
            VaultId vault = member.vault();
            if (vault != null) {
                vaults.computeIfAbsent(vault, unused -> new ArrayList<>()).add(member.resource());
            } else if (member.protectedThrough().stream().noneMatch(through -> members.containsKey(through.server()))) {
                uncovered.add(member.resource() + " is not backed up: " + whyNot(member));
            }
        }
        return new FleetMembers(
                vaults.entrySet().stream()
                        .map(entry -> VaultMembers.of(entry.getKey(), entry.getValue()))
                        .toList(),
                uncovered);
    }

    private static String whyNot(ProtectableResource member) {
        if (member.protectedThrough().isEmpty()) {
            return "no vault holds it" + (member.obstacle() == null ? "" : ", and none can: " + member.obstacle());
        }
        return "no vault holds it itself, and the servers that protect it do not have the tag: "
                + member.protectedThrough().stream()
                        .map(through -> through.server() + " in vault " + through.vault())
                        .collect(Collectors.joining(", "));
    }
}
