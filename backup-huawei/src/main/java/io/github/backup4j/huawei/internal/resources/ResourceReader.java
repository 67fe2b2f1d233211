package io.github.backup4j.huawei.internal.resources;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.DataSize;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.ProtectableResource.Status;
import io.github.backup4j.Reported;
import io.github.backup4j.ReservedNames;
import io.github.backup4j.Resource;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.JsonFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads disks as EVS returns them, and servers as ECS does. */
public final class ResourceReader {
    private static final Set<String> CHANGING_DISK = Set.of(
            "creating",
            "downloading",
            "uploading",
            "attaching",
            "detaching",
            "reserved",
            "maintenance",
            "extending",
            "retyping",
            "backing-up",
            "restoring-backup",
            "rollbacking",
            "awaiting-transfer",
            "deleting");
    private static final Set<String> CHANGING_SERVER = Set.of(
            "BUILD",
            "REBOOT",
            "HARD_REBOOT",
            "REBUILD",
            "RESIZE",
            "VERIFY_RESIZE",
            "REVERT_RESIZE",
            "MIGRATING",
            "PASSWORD");

    private ResourceReader() {}

    /**
     * A disk.
     *
     * @param words supplies CBR's obstacle to protecting it, or ""; called only if no vault holds it
     * @param through the servers that it is backed up with
     */
    public static ProtectableResource disk(
            JsonNode volume,
            @Nullable VaultId vault,
            Supplier<String> words,
            List<ProtectableResource.Through> through) {
        String statusText = JsonFields.text(volume, "status");
        Status status = diskStatus(statusText);
        String obstacle = obstacle(status, statusText, vault, words);
        return new ProtectableResource(
                Resource.disk(JsonFields.id(volume, "id", "a disk")),
                JsonFields.text(volume, "name"),
                JsonFields.requiredGib(volume, "size", "a disk"),
                Reported.of(status, statusText),
                JsonFields.text(volume, "availability_zone"),
                DiskCalls.encrypted(volume),
                List.of(),
                servers(volume),
                ReservedNames.shown(JsonFields.tags(volume.path("tags"))),
                new ProtectableResource.Protection(vault, obstacle, through));
    }

    /**
     * A server.
     *
     * @param volumes its disks and others, by id
     * @param words supplies CBR's obstacle to protecting it, or ""; called only if no vault holds it
     */
    public static ProtectableResource server(
            JsonNode server, Map<String, ListedDisks.Facts> volumes, @Nullable VaultId vault, Supplier<String> words) {
        String statusText = JsonFields.text(server, "status");
        Status status = serverStatus(server, statusText);
        String obstacle = obstacle(status, statusText, vault, words);
        List<Resource.Disk> disks = disks(server);
        List<ListedDisks.Facts> known = disks.stream()
                .map(disk -> volumes.get(disk.id()))
                .filter(volume -> volume != null)
                .toList();
        DataSize size = known.stream().map(ListedDisks.Facts::size).reduce(DataSize.ZERO, DataSize::plus);
        return new ProtectableResource(
                Resource.server(JsonFields.id(server, "id", "a server")),
                JsonFields.text(server, "name"),
                size,
                Reported.of(status, statusText),
                JsonFields.text(server, "OS-EXT-AZ:availability_zone"),
                known.stream().anyMatch(ListedDisks.Facts::encrypted),
                disks,
                List.of(),
                ReservedNames.shown(JsonFields.tags(server.path("tags"))),
                new ProtectableResource.Protection(vault, obstacle, List.of()));
    }

    /** The disks of a server, the one it starts from first. */
    public static List<Resource.Disk> disks(JsonNode server) {
        return JsonFields.listOrNone(server, "os-extended-volumes:volumes_attached", "a server").stream()
                .sorted(Comparator.comparing(
                        disk -> !JsonFields.text(disk, "bootIndex").equals("0")))
                .map(disk -> Resource.disk(JsonFields.id(disk, "id", "a disk of a server")))
                .toList();
    }

    static List<Resource.Server> servers(JsonNode volume) {
        List<Resource.Server> servers = new ArrayList<>();
        for (JsonNode attachment : JsonFields.listOrNone(volume, "attachments", "a disk")) {
            String server = JsonFields.idOrNull(attachment, "server_id", "an attachment of a disk");
            if (server != null) {
                servers.add(Resource.server(server));
            }
        }
        return servers;
    }

    private static Status diskStatus(String status) {
        return switch (status) {
            case "available" -> Status.AVAILABLE;
            case "in-use" -> Status.IN_USE;
            default -> {
                if (status.startsWith("error")) {
                    yield Status.ERROR;
                }
                yield CHANGING_DISK.contains(status) ? Status.CHANGING : Status.UNRECOGNIZED;
            }
        };
    }

    private static Status serverStatus(JsonNode server, String statusText) {
        if (JsonFields.textOrNull(server, "OS-EXT-STS:task_state") != null) {
            return Status.CHANGING;
        }
        String status = statusText.toUpperCase(Locale.ROOT);
        return switch (status) {
            case "ACTIVE" -> Status.RUNNING;
            case "SHUTOFF" -> Status.STOPPED;
            case "ERROR" -> Status.ERROR;
            default -> CHANGING_SERVER.contains(status) ? Status.CHANGING : Status.UNRECOGNIZED;
        };
    }

    private static String obstacle(Status status, String statusText, @Nullable VaultId vault, Supplier<String> asked) {
        if (vault != null) {
            return "it is in vault " + vault;
        }
        String words = asked.get();
        if (!words.isEmpty()) {
            return words;
        }
        return switch (status) {
            case AVAILABLE, IN_USE, RUNNING, STOPPED -> "";
            default -> "its status is " + (statusText.isEmpty() ? "not known" : statusText);
        };
    }
}
