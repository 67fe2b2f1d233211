package io.github.backup4j.examples.cli;

import io.github.backup4j.BackupException;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Invalid;
import io.github.backup4j.ProtectableResource;
import io.github.backup4j.Resource;
import io.github.backup4j.ResourceFilter;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Disks and servers as people write them: {@code disk:ID}, {@code server:ID}, or a name that only one of them has. */
final class ResourceNames {
    private static final String DISK = "disk:";
    private static final String SERVER = "server:";

    private ResourceNames() {}

    static boolean isId(String text) {
        return text.startsWith(DISK) || text.startsWith(SERVER);
    }

    /** Returns the disk or server of {@code disk:ID} or {@code server:ID}. */
    static Resource byId(String text) {
        if (text.startsWith(DISK)) {
            return Resource.disk(text.substring(DISK.length()));
        }
        if (text.startsWith(SERVER)) {
            return Resource.server(text.substring(SERVER.length()));
        }
        throw new Invalid("resource is \"" + Words.line(text) + "\"; write disk:ID or server:ID");
    }

    /** Returns the disk or server of an id or of a name, which is looked up. */
    static Resource find(CloudBackup backup, String text) {
        if (isId(text)) {
            return byId(text);
        }
        List<ProtectableResource> found = backup.resources()
                .list(ResourceFilter.all().named(text))
                .filter(resource -> resource.name().equals(text))
                .toList();
        if (found.size() == 1) {
            return found.get(0).resource();
        }
        throw new Invalid(
                found.isEmpty()
                        ? "no disk or server is named \"" + Words.line(text) + "\"; write a name, disk:ID or server:ID"
                        : "\"" + Words.line(text) + "\" is the name of "
                                + found.stream()
                                        .map(resource -> of(resource.resource()))
                                        .collect(Collectors.joining(" and "))
                                + "; write one of these");
    }

    /** Returns the names of all disks and servers, for people; none if the cloud does not list them. */
    static Map<Resource, String> all(CloudBackup backup) {
        Map<Resource, String> names = new HashMap<>();
        try {
            backup.resources().list().forEach(found -> names.put(found.resource(), found.name()));
        } catch (BackupException e) {
            // What is reported has its ids.
            return Map.of();
        }
        return names;
    }

    /** Returns the id that an option of what destroys has to name, for an error; empty if the text is the name of nothing. */
    static String idOf(CloudBackup backup, String name) {
        return backup.resources()
                .list(ResourceFilter.all().named(name))
                .filter(resource -> resource.name().equals(name))
                .map(resource -> of(resource.resource()))
                .collect(Collectors.joining(" or "));
    }

    static List<Resource> findAll(CloudBackup backup, Collection<String> texts) {
        return texts.stream().map(text -> find(backup, text)).toList();
    }

    /** Returns what {@link #byId} reads. */
    static String of(Resource resource) {
        return resource instanceof Resource.Disk
                ? DISK + resource.id()
                : resource instanceof Resource.Server ? SERVER + resource.id() : resource.toString();
    }
}
