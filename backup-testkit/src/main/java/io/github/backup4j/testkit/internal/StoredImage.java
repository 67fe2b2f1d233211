package io.github.backup4j.testkit.internal;

import io.github.backup4j.DataSize;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.Reported;
import io.github.backup4j.RestorePointId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An image in the world. */
final class StoredImage {
    final ImageId id;
    final Image.Kind kind;
    /** Null: it was built elsewhere. */
    final @Nullable ImageSource source;

    final Instant createdAt;
    String name;
    String description;
    Map<String, String> tags;
    Image.Status status = Image.Status.QUEUED;

    /** Its disks, with their content. */
    List<StoredPart> parts;

    /** The server that it was built from, whose size and network a new server takes over. */
    @Nullable
    StoredServer server;

    /** The restore point that holds the data of a whole-server image. */
    @Nullable
    StoredPoint point;

    final Map<String, StoredShare> shares = new LinkedHashMap<>();

    StoredImage(
            ImageId id,
            Image.Kind kind,
            @Nullable ImageSource source,
            Instant createdAt,
            String name,
            String description,
            Map<String, String> tags,
            List<StoredPart> parts) {
        this.id = id;
        this.kind = kind;
        this.source = source;
        this.createdAt = createdAt;
        this.name = name;
        this.description = description;
        this.tags = tags;
        this.parts = parts;
    }

    /** Replaces the whole content of an image of one disk. */
    void write(byte[] content) {
        StoredPart part = parts.get(0);
        if (kind == Image.Kind.WHOLE_SERVER) {
            throw new IllegalArgumentException(
                    "image " + id + " is of a whole server, whose data is in a restore point");
        }
        if (content.length > part.size().bytes()) {
            throw new IllegalArgumentException(
                    content.length + " bytes are more than the " + part.size() + " of image " + id);
        }
        parts = List.of(part.withContent(part.content().replacedBy(content)));
    }

    boolean encrypted() {
        return parts.stream().anyMatch(part -> part.encrypted());
    }

    Image view(boolean shared) {
        DataSize size = parts.stream().map(part -> part.size()).reduce(DataSize.ZERO, DataSize::plus);
        String text = switch (status) {
            case QUEUED -> "queued";
            case SAVING -> "saving";
            case ACTIVE -> "active";
            case ERROR -> "killed";
            case DELETED -> "deleted";
            case UNRECOGNIZED -> "unrecognized";
        };
        RestorePointId data = point == null ? null : point.id();
        return new Image(
                id,
                name,
                description,
                Reported.of(kind),
                Reported.of(status, text),
                source,
                data,
                size,
                encrypted(),
                shared,
                tags,
                createdAt);
    }
}
