package io.github.backup4j.huawei.emulator.internal.ims;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.backup4j.CloudBackup;
import io.github.backup4j.Image;
import io.github.backup4j.ImageFilter;
import io.github.backup4j.ImageId;
import io.github.backup4j.ImageSource;
import io.github.backup4j.ImageSpec;
import io.github.backup4j.ImageUpdate;
import io.github.backup4j.Invalid;
import io.github.backup4j.NotFound;
import io.github.backup4j.Operation;
import io.github.backup4j.Reported;
import io.github.backup4j.Resource;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.RestorePointId;
import io.github.backup4j.Share;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.internal.http.Json;
import io.github.backup4j.huawei.emulator.internal.http.WireRequest;
import io.github.backup4j.huawei.emulator.internal.http.WireTime;
import io.github.backup4j.huawei.emulator.internal.world.Always;
import io.github.backup4j.huawei.emulator.internal.world.Emulation;
import io.github.backup4j.huawei.emulator.internal.world.WireJob;
import io.github.backup4j.testkit.InMemoryCloud;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The images of the in-memory cloud, as IMS and Glance show them. */
public final class WireImages {
    private static final int MOST_TAGS = 10;

    private final Emulation emulation;

    public WireImages(Emulation emulation) {
        this.emulation = emulation;
    }

    ObjectNode note(String id) {
        return emulation.note("image", id);
    }

    // ---- creating

    public Accepted build(WireRequest request, ImageSpec spec) {
        return begin(
                emulation.cloud(request),
                () -> emulation.backup(request).images().build(spec));
    }

    /** Starts the creation of an image in a cloud, and returns its id. */
    Accepted begin(InMemoryCloud where, Supplier<Operation<Image>> start) {
        CloudBackup there = where.backup();
        Set<String> before = new HashSet<>();
        there.images().list().forEach(image -> before.add(image.id().value()));
        Operation<Image> operation = start.get();
        String id = there.images()
                .list()
                .map(image -> image.id().value())
                .filter(one -> !before.contains(one))
                .findFirst()
                .orElse("");
        if (!id.isEmpty()) {
            note(id).put("owner", where.site().project());
        }
        return new Accepted(id, WireJob.Outcome.of(operation, ImsErrors::ofFailure));
    }

    // ---- reading

    /** An image of the project, or one that was shared with it. */
    public Optional<Image> find(WireRequest request, String id) {
        try {
            return Optional.of(inTransit(emulation.backup(request).images().get(new ImageId(id))));
        } catch (NotFound | Invalid e) {
            return emulation.publicImages.find(id);
        }
    }

    /** An image that a project owns or that was shared with it. */
    Optional<Image> findIn(String project, String id) {
        try {
            return Optional.of(inTransit(cloudOf(project).backup().images().get(new ImageId(id))));
        } catch (NotFound | Invalid e) {
            return Optional.empty();
        }
    }

    /** An image that waits for its file, or is being filled from it; in the in-memory cloud it exists already. */
    private Image inTransit(Image image) {
        ObjectNode note = note(image.id().value());
        if (note.path("awaits_file").asBoolean()) {
            return with(image, Image.Status.QUEUED, "queued");
        }
        String until = note.path("importing_until").asText();
        boolean importing = !until.isEmpty() && emulation.now().isBefore(Instant.parse(until));
        return importing ? with(image, Image.Status.SAVING, "saving") : image;
    }

    private static Image with(Image image, Image.Status status, String text) {
        return new Image(
                image.id(),
                image.name(),
                image.description(),
                image.reportedKind(),
                Reported.of(status, text),
                image.source(),
                image.restorePoint(),
                image.size(),
                image.encrypted(),
                image.shared(),
                image.tags(),
                image.createdAt());
    }

    /** Own and shared images, newest first, the shared ones with their {@code member_status}. */
    List<ObjectNode> all(WireRequest request) {
        List<ObjectNode> views = new ArrayList<>();
        CloudBackup backup = emulation.backup(request);
        backup.images().list().forEach(image -> views.add(view(request, inTransit(image))));
        backup.images().list(ImageFilter.all().sharedWithProject()).forEach(image -> {
            String status = shares(image.id().value()).stream()
                    .filter(share -> share.project().equals(emulation.project(request)))
                    .map(Share::statusText)
                    .findFirst()
                    .orElse("pending");
            views.add(view(request, image).put("member_status", status));
        });
        emulation.publicImages.all().forEach(image -> views.add(view(request, image)));
        return views;
    }

    /** The members of an image, as its owner sees them. */
    List<Share> shares(String id) {
        try {
            return ownerOf(id).backup().images().shares(new ImageId(id)).toList();
        } catch (NotFound e) {
            return List.of();
        }
    }

    /** The cloud of the project that owns an image. */
    InMemoryCloud ownerOf(String id) {
        String owner = note(id).path("owner").asText(emulation.home.site().project());
        return cloudOf(owner);
    }

    InMemoryCloud cloudOf(String project) {
        return emulation.home.at(new Site(emulation.region(), project));
    }

    ObjectNode view(WireRequest request, Image image) {
        String id = image.id().value();
        ObjectNode note = note(id);
        ObjectNode view = Json.object();
        String size = String.valueOf(image.size().bytes());
        view.put("id", id);
        view.put("name", image.name());
        view.put("schema", "/v2/schemas/image");
        view.put("self", "/v2/images/" + id);
        view.put("file", "/v2/images/" + id + "/file");
        view.put("status", status(image));
        view.put("owner", image.shared() ? ownerOf(id).site().project() : emulation.project(request));
        view.put("visibility", image.shared() ? "shared" : "private");
        view.put("__imagetype", image.shared() ? "shared" : "private");
        view.put("protected", false);
        view.put("container_format", "bare");
        view.put("disk_format", "zvhd2");
        view.put("min_disk", minDisk(request, image));
        view.put("min_ram", 0);
        if (emulation.form == Form.DOCUMENTED) {
            view.put("size", image.size().bytes());
        } else {
            view.put("size", 0);
        }
        view.putNull("virtual_size");
        view.put("checksum", "d41d8cd98f00b204e9800998ecf8427e");
        view.set("tags", strings(rawTags(image)));
        view.put("created_at", WireTime.seconds(Always.said(image.createdAt())));
        view.put("updated_at", WireTime.seconds(instant(note, "updated_at", Always.said(image.createdAt()))));
        view.put(
                "active_at",
                image.status() == Image.Status.ACTIVE ? view.path("updated_at").asText() : "");
        hardware(view, image);
        view.put("__image_size", image.status() == Image.Status.ACTIVE ? size : "0");
        view.put("__data_origin", origin(image.source()));
        if (image.restorePoint() != null) {
            view.put("__backup_id", image.restorePoint().value());
            view.put("__whole_image", "true");
        }
        if (image.description() != null) {
            view.put("__description", image.description());
        }
        if (image.encrypted()) {
            view.put("__system__encrypted", "1");
            view.put("__system__cmkid", keyOf(image));
        }
        view.put("enterprise_project_id", "0");
        note.path("properties").properties().forEach(entry -> view.set(entry.getKey(), entry.getValue()));
        inForm(view);
        emulation.publicImages.complete(view);
        return view;
    }

    private String status(Image image) {
        boolean queued = image.status() == Image.Status.SAVING && emulation.isQueued(Always.said(image.createdAt()));
        return queued ? "queued" : Always.said(image.statusText());
    }

    private static void hardware(ObjectNode view, Image image) {
        view.put("virtual_env_type", image.kind() == Image.Kind.DATA_DISK ? "DataImage" : "FusionCompute");
        view.put("__image_source_type", "uds");
        view.put("__isregistered", "true");
        view.put("__os_type", "Linux");
        view.put("__os_bit", "64");
        view.put("__platform", "CentOS");
        view.put("__os_version", "CentOS 7.6 64bit");
        view.put("__support_kvm", "true");
        view.put("__support_fc_inject", "true");
        view.put("hw_firmware_type", "bios");
        view.put("__lazyloading", "true");
        view.put("__root_origin", "instance");
        view.put("__sequence_num", "0");
    }

    /** {@code max_ram} is recorded as a string and documented as a number. */
    private void inForm(ObjectNode view) {
        JsonNode most = view.path("max_ram");
        if (!Json.isSent(most)) {
            return;
        }
        if (emulation.form == Form.DOCUMENTED) {
            view.put("max_ram", most.asInt());
        } else {
            view.put("max_ram", most.asText());
        }
    }

    private long minDisk(WireRequest request, Image image) {
        RestorePointId point = image.restorePoint();
        if (point != null && !image.shared()) {
            try {
                return emulation.backup(request).restorePoints().get(point).parts().stream()
                        .filter(RestorePoint.Part::bootable)
                        .mapToLong(part -> Always.said(part.size()).toGibRoundedUp())
                        .findFirst()
                        .orElse(1);
            } catch (NotFound e) {
                return image.size().toGibRoundedUp();
            }
        }
        return image.size().toGibRoundedUp();
    }

    /** The key of an encrypted image: that of the disk that it was made of, as long as that is known. */
    public String keyOf(Image image) {
        String id = image.id().value();
        if (!emulation.keys.isGiven(id)) {
            encryptedSource(ownerOf(id).backup(), image).ifPresent(disk -> emulation.keys.pass(disk.id(), id));
        }
        return emulation.keys.of(id);
    }

    private static Optional<Resource.Disk> encryptedSource(CloudBackup backup, Image image) {
        try {
            if (image.source() instanceof ImageSource.SystemDisk from) {
                return encryptedDisk(backup, from.server());
            }
            if (image.source() instanceof ImageSource.WholeServer from) {
                return encryptedDisk(backup, from.server());
            }
            if (image.source() instanceof ImageSource.OneDisk from) {
                return Optional.of(from.disk());
            }
            if (image.source() instanceof ImageSource.FromSnapshot from) {
                return Optional.of(backup.snapshots().get(from.snapshot()).disk());
            }
            if (image.source() instanceof ImageSource.FromRestorePoint from) {
                return backup.restorePoints().get(from.restorePoint()).parts().stream()
                        .filter(RestorePoint.Part::encrypted)
                        .map(RestorePoint.Part::disk)
                        .findFirst();
            }
            return Optional.empty();
        } catch (NotFound e) {
            return Optional.empty();
        }
    }

    private static Optional<Resource.Disk> encryptedDisk(CloudBackup backup, Resource.Server server) {
        return backup.resources().get(server).disks().stream()
                .filter(disk -> backup.resources().get(disk).encrypted())
                .findFirst();
    }

    private static String origin(@Nullable ImageSource source) {
        if (source instanceof ImageSource.SystemDisk from) {
            return "instance," + from.server().id();
        }
        if (source instanceof ImageSource.WholeServer from) {
            return "instance," + from.server().id();
        }
        if (source instanceof ImageSource.OneDisk from) {
            return "volume," + from.disk().id();
        }
        if (source instanceof ImageSource.FromRestorePoint from) {
            return "server_backup," + from.restorePoint().value();
        }
        return "";
    }

    static Instant instant(ObjectNode note, String key, Instant otherwise) {
        String text = note.path(key).asText();
        return text.isEmpty() ? otherwise : Instant.parse(text);
    }

    // ---- tags

    /** The tags as clients sent them, or as {@code k=v}. */
    List<String> rawTags(Image image) {
        List<String> sent = new ArrayList<>();
        note(image.id().value()).path("tags").forEach(tag -> sent.add(tag.asText()));
        if (parsed(sent).equals(image.tags())) {
            return sent;
        }
        return raw(image.tags());
    }

    static List<String> raw(Map<String, String> tags) {
        List<String> raw = new ArrayList<>();
        tags.forEach((key, value) -> raw.add(key + "=" + value));
        return raw;
    }

    /** Reads tags in the forms {@code k=v}, {@code k.v} and {@code k}. */
    static Map<String, String> parsed(List<String> raw) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String tag : raw) {
            int split = tag.indexOf('=') >= 0 ? tag.indexOf('=') : tag.indexOf('.');
            tags.put(split < 0 ? tag : tag.substring(0, split), split < 0 ? "" : tag.substring(split + 1));
        }
        return tags;
    }

    /** Replaces all tags of an image. */
    void putTags(WireRequest request, Image image, List<String> raw) {
        checkTags(parsed(raw));
        ObjectNode note = note(image.id().value());
        note.set("tags", strings(raw));
        var unused = emulation
                .backup(request)
                .images()
                .update(image.id(), new ImageUpdate(image.name(), Always.text(image.description()), parsed(raw)));
        note.put("updated_at", emulation.now().toString());
    }

    static void checkTags(Map<String, String> tags) {
        if (tags.size() > MOST_TAGS) {
            throw ImsErrors.bad("IMG.0116", "The number of image tags exceeds the quota.");
        }
        tags.forEach((key, value) -> {
            if (key.isBlank() || key.length() > 36 || value.length() > 43) {
                throw ImsErrors.bad("IMG.0115", "The image tag is invalid.");
            }
        });
    }

    static ArrayNode strings(List<String> texts) {
        ArrayNode array = Json.array();
        texts.forEach(array::add);
        return array;
    }

    /**
     * An image being created.
     *
     * @param id its id; empty if the creation failed at once
     * @param outcome the state of its creation
     */
    public record Accepted(String id, Supplier<WireJob.Outcome> outcome) {}
}
