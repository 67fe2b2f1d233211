package io.github.backup4j.huawei.support;

import io.github.backup4j.BackupRun;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Image;
import io.github.backup4j.Policy;
import io.github.backup4j.PolicyId;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.Snapshot;
import io.github.backup4j.Vault;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.testkit.InMemoryCloud;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is in a cloud: each thing by its kind and id, with what matters about it in words. It asks the cloud, not the wire. */
public final class Inventory {
    private static final String IS = "but is ";
    private static final String ENDED = "backup4j-done-";

    private Inventory() {}

    /** All things in a cloud, to compare and to change. */
    public static SortedMap<String, String> of(InMemoryCloud cloud) {
        CloudBackup backup = cloud.reopenForAnEmulator();
        SortedMap<String, String> things = new TreeMap<>();
        backup.resources().list().forEach(found -> things.put(key(found.resource()), words(cloud, found)));
        backup.vaults().list().forEach(vault -> things.put("vault " + vault.id(), words(vault)));
        backup.policies().list().forEach(policy -> things.put("policy " + policy.id(), words(policy)));
        backup.restorePoints().list().forEach(point -> things.put("point " + point.id(), words(point)));
        backup.snapshots().list().forEach(snapshot -> things.put("snapshot " + snapshot.id(), words(snapshot)));
        backup.images().list().forEach(image -> things.put("image " + image.id(), words(image)));
        return things;
    }

    /** What is missing, and what is there instead or beside. */
    public static List<String> differences(SortedMap<String, String> expected, SortedMap<String, String> actual) {
        List<String> differences = new ArrayList<>();
        expected.forEach((key, words) -> {
            if (!words.equals(actual.get(key))) {
                differences.add("should be " + key + " " + words);
            }
        });
        actual.forEach((key, words) -> {
            if (!words.equals(expected.get(key))) {
                differences.add(IS + key + " " + words);
            }
        });
        return differences;
    }

    /** Whether a difference is something that is there, and not something that is missing. */
    public static boolean isSurplus(String difference) {
        return difference.startsWith(IS);
    }

    /** The keys of what a call has returned. */
    public static List<String> keys(Object result) {
        if (result instanceof BackupRun run) {
            return run.restorePoints().stream()
                    .map(point -> "point " + point.id())
                    .sorted()
                    .toList();
        }
        if (result instanceof Resource resource) {
            return List.of(key(resource));
        }
        if (result instanceof Vault vault) {
            return List.of("vault " + vault.id());
        }
        if (result instanceof Policy policy) {
            return List.of("policy " + policy.id());
        }
        if (result instanceof Snapshot snapshot) {
            return List.of("snapshot " + snapshot.id());
        }
        if (result instanceof RestorePoint point) {
            return List.of("point " + point.id());
        }
        return result instanceof Image image ? List.of("image " + image.id()) : List.of();
    }

    public static String key(Resource resource) {
        return (resource.kind() == Resource.Kind.DISK ? "disk " : "server ") + resource.id();
    }

    /** A disk that is attached to nothing. */
    public static String freeDisk(String name, String content) {
        return "\"" + name + "\" AVAILABLE on [] holds \"" + content + "\"";
    }

    public static String attachedDisk(String name, Resource.Server server, String content) {
        return "\"" + name + "\" IN_USE on [" + server.id() + "] holds \"" + content + "\"";
    }

    /** A server; the order of the disks that it does not start from changes when one is detached and attached again. */
    public static String server(String name, boolean running, List<Resource.Disk> disks) {
        return "\"" + name + "\" " + (running ? "RUNNING" : "STOPPED") + " with " + ordered(disks);
    }

    private static List<String> ordered(List<Resource.Disk> disks) {
        return Stream.concat(
                        disks.stream().limit(1).map(Resource::id),
                        disks.stream().skip(1).map(Resource::id).sorted())
                .toList();
    }

    public static String point(Resource resource, VaultId vault) {
        return "of " + resource.id() + " in vault " + vault + " AVAILABLE";
    }

    public static String snapshot(Resource.Disk disk) {
        return "of " + disk.id() + " AVAILABLE";
    }

    public static String image(String name, Image.Kind kind) {
        return "\"" + name + "\" " + kind + " ACTIVE";
    }

    public static String vault(String name, List<? extends Resource> members, List<PolicyId> policies) {
        return "\"" + name + "\" with " + members.stream().map(Resource::id).toList() + ", policies " + policies;
    }

    public static String policy(String name) {
        return "\"" + name + "\"";
    }

    private static String words(InMemoryCloud cloud, ProtectableResource found) {
        if (found.resource() instanceof Resource.Disk disk) {
            List<String> servers = found.servers().stream().map(Resource::id).toList();
            Map<String, String> shown = withoutEnded(found.tags());
            String tags = shown.isEmpty() ? "" : " tagged " + shown;
            return "\"" + found.name() + "\" " + found.status() + " on " + servers + " holds \"" + cloud.readText(disk)
                    + "\"" + tags;
        }
        return "\"" + found.name() + "\" " + found.status() + " with " + ordered(found.disks());
    }

    /** What a disk keeps of a restore that has ended, for a repeat by key, is no difference; what it keeps of one under way is. */
    private static Map<String, String> withoutEnded(Map<String, String> tags) {
        Map<String, String> left = new TreeMap<>(tags);
        for (String name : tags.keySet()) {
            if (name.startsWith(ENDED)) {
                String mark = name.substring(ENDED.length());
                left.keySet()
                        .removeAll(List.of(
                                name, "backup4j-work-" + mark, "backup4j-from-" + mark, "backup4j-over-" + mark));
            }
        }
        return left;
    }

    private static String words(Vault vault) {
        List<Resource> members =
                vault.members().stream().map(Vault.Member::resource).toList();
        List<PolicyId> policies =
                vault.policies().stream().map(Vault.AttachedPolicy::policy).toList();
        String usable = vault.status() == Vault.Status.AVAILABLE ? "" : " " + vault.status();
        return vault(vault.name(), members, policies) + usable;
    }

    private static String words(Policy policy) {
        return policy(RequestMark.nameWithoutMark(policy.name()));
    }

    private static String words(RestorePoint point) {
        return "of " + point.resource().id() + " in vault " + point.vault() + " " + point.status();
    }

    private static String words(Snapshot snapshot) {
        return "of " + snapshot.disk().id() + " " + snapshot.status();
    }

    private static String words(Image image) {
        return "\"" + image.name() + "\" " + image.kind() + " " + image.status();
    }
}
