package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Image;
import io.github.backup4j.Image.Kind;
import io.github.backup4j.Image.Status;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.Reported;
import io.github.backup4j.ReservedNames;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.work.RequestMark;
import org.jspecify.annotations.Nullable;

/** Reads images of IMS. */
public final class ImageReader {
    /**
     * The tag that names the disk that an image's data came from, if the image was built from a temporary disk. It is not
     * shown, and it is left out if the image already has the maximum number of tags.
     */
    static final String ORIGINAL = "backup4j_disk";

    private ImageReader() {}

    public static Image read(JsonNode image, Site site) {
        String id = JsonFields.id(image, "id", "an image");
        Kind kind = kind(image);
        String backup = kind == Kind.WHOLE_SERVER ? JsonFields.idOrNull(image, "__backup_id", "image " + id) : null;
        return new Image(
                new ImageId(id),
                JsonFields.text(image, "name"),
                RequestMark.withoutMark(JsonFields.text(image, "__description")),
                // For an image of a single disk, IMS reports the content only as the image type.
                Reported.of(kind, JsonFields.text(image, "virtual_env_type")),
                Reported.of(status(JsonFields.text(image, "status")), JsonFields.text(image, "status")),
                source(image, kind),
                backup == null ? null : new RestorePointId(backup),
                JsonFields.requiredGib(image, "min_disk", "image " + id),
                encrypted(image),
                shared(image, site),
                ReservedNames.shown(JsonFields.tags(image.path("tags"))),
                JsonFields.instant(image, "created_at"));
    }

    private static Kind kind(JsonNode image) {
        if (JsonFields.flag(image, "__whole_image")) {
            return Kind.WHOLE_SERVER;
        }
        return switch (JsonFields.text(image, "virtual_env_type")) {
            case "DataImage" -> Kind.DATA_DISK;
            case "FusionCompute", "Ironic" -> Kind.SYSTEM_DISK;
            default -> Kind.UNRECOGNIZED;
        };
    }

    private static Status status(String status) {
        return switch (status) {
            case "queued" -> Status.QUEUED;
            case "saving" -> Status.SAVING;
            case "active" -> Status.ACTIVE;
            case "killed" -> Status.ERROR;
            case "deleted" -> Status.DELETED;
            default -> Status.UNRECOGNIZED;
        };
    }

    private static @Nullable ImageSource source(JsonNode image, Kind kind) {
        String origin = JsonFields.text(image, "__data_origin");
        int comma = origin.indexOf(',');
        String id = origin.substring(comma + 1);
        if (comma < 0 || !JsonFields.isId(id)) {
            return origin.isEmpty() ? null : new ImageSource.Unrecognized(origin);
        }
        return switch (origin.substring(0, comma)) {
            case "volume" -> ImageSource.disk(Resource.disk(id));
            case "server_backup" -> ImageSource.restorePoint(new RestorePointId(id));
            // For an image of a whole server, IMS does not report the vault.
            case "instance" ->
                kind == Kind.SYSTEM_DISK
                        ? ImageSource.systemDiskOf(Resource.server(id))
                        : new ImageSource.Unrecognized(origin);
            default -> new ImageSource.Unrecognized(origin);
        };
    }

    /** The server that the data came from; null: IMS does not report it. */
    static Resource.@Nullable Server server(JsonNode image) {
        String id = origin(image, "instance,");
        return id == null ? null : Resource.server(id);
    }

    /** The disk that the data came from; null: IMS does not report it. */
    static Resource.@Nullable Disk disk(JsonNode image) {
        String marked = JsonFields.tags(image.path("tags")).get(ORIGINAL);
        String id = marked != null && JsonFields.isId(marked) ? marked : origin(image, "volume,");
        return id == null ? null : Resource.disk(id);
    }

    private static @Nullable String origin(JsonNode image, String kind) {
        String origin = JsonFields.text(image, "__data_origin");
        String id = origin.startsWith(kind) ? origin.substring(kind.length()) : "";
        return JsonFields.isId(id) ? id : null;
    }

    private static boolean encrypted(JsonNode image) {
        String flag = JsonFields.text(image, "__system__encrypted");
        return flag.equals("1")
                || flag.equalsIgnoreCase("true")
                || JsonFields.textOrNull(image, "__system__cmkid") != null;
    }

    /** Whether the calling project owns an image; only the owner may change and delete it. */
    static boolean own(JsonNode image, Site site) {
        String owner = JsonFields.textOrNull(image, "owner");
        return !isPublic(image)
                && (owner == null
                        ? !JsonFields.text(image, "__imagetype").equals("shared")
                        : owner.equals(site.project()));
    }

    /** Public images, of the cloud or its market, do not count as shared, though another project owns them. */
    private static boolean shared(JsonNode image, Site site) {
        return !isPublic(image) && !own(image, site);
    }

    private static boolean isPublic(JsonNode image) {
        String type = JsonFields.text(image, "__imagetype");
        return type.equals("gold")
                || type.equals("market")
                || JsonFields.text(image, "visibility").equals("public");
    }
}
