package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.huaweicloud.sdk.ims.v2.ImsMeta;
import com.huaweicloud.sdk.ims.v2.model.CreateDataImage;
import com.huaweicloud.sdk.ims.v2.model.CreateImageRequest;
import com.huaweicloud.sdk.ims.v2.model.CreateImageRequestBody;
import com.huaweicloud.sdk.ims.v2.model.CreateWholeImageRequest;
import com.huaweicloud.sdk.ims.v2.model.CreateWholeImageRequestBody;
import com.huaweicloud.sdk.ims.v2.model.GlanceDeleteImageRequest;
import com.huaweicloud.sdk.ims.v2.model.GlanceDeleteImageRequestBody;
import com.huaweicloud.sdk.ims.v2.model.ListImagesRequest;
import com.huaweicloud.sdk.ims.v2.model.ShowJobRequest;
import com.huaweicloud.sdk.ims.v2.model.TagKeyValue;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.ImageId;
import io.github.backup4j.NotFound;
import io.github.backup4j.RequestKey;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.huawei.internal.http.CallMode;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Pages;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.http.ServiceClient;
import io.github.backup4j.huawei.internal.work.CreateAttempts;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.Job;
import io.github.backup4j.huawei.internal.work.Proof;
import io.github.backup4j.huawei.internal.work.RequestMark;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The calls of IMS about images that several kinds of work need. */
public final class ImageCalls {
    /** How many images one response holds. */
    static final int PAGE = 100;

    /** How many characters the description of an image may have. */
    static final int LONGEST_DESCRIPTION = 1024;

    private final ServiceClient client;

    public ImageCalls(ServiceClient client) {
        this.client = client;
    }

    /** An image of the project, or one offered to it: accepted, pending or rejected; null: there is none. */
    @Nullable
    JsonNode find(String id) {
        JsonNode own = findUsable(id);
        if (own != null) {
            return own;
        }
        for (ListImagesRequest.MemberStatusEnum status : List.of(
                ListImagesRequest.MemberStatusEnum.ACCEPTED,
                ListImagesRequest.MemberStatusEnum.PENDING,
                ListImagesRequest.MemberStatusEnum.REJECTED)) {
            JsonNode offered = first(
                    id,
                    new ListImagesRequest()
                            .withImagetype(ListImagesRequest.ImagetypeEnum.SHARED)
                            .withVisibility(ListImagesRequest.VisibilityEnum.SHARED)
                            .withMemberStatus(status));
            if (offered != null) {
                return offered;
            }
        }
        return null;
    }

    /** An image of the project or one that it has accepted; null: there is none. */
    @Nullable
    JsonNode findUsable(String id) {
        return first(id, new ListImagesRequest());
    }

    /** An image of the project or one that it has accepted. */
    JsonNode usable(String id) {
        JsonNode image = findUsable(id);
        if (image == null) {
            throw new NotFound("there is no image " + id);
        }
        return image;
    }

    /**
     * Returns the image that holds a restore point by the time that IMS has refused a call another one.
     *
     * @param key the request key of that call
     * @throws AmbiguousOutcome with the key if IMS does not show the image: it may be that of the first delivery of the refused request
     */
    JsonNode holderAfter(BackupException refused, RestorePoint point, RequestKey key) {
        ImageId held = point.images().get(0);
        String may = "image " + held + " holds restore point " + point.id()
                + ", and it may be the image of this very call; ";
        JsonNode holder;
        try {
            holder = findUsable(held.value());
        } catch (BackupException e) {
            throw CreateAttempts.ambiguous(key, refused, may + "reading it failed", e);
        }
        if (holder == null) {
            throw CreateAttempts.ambiguous(key, refused, may + "IMS does not list it yet", null);
        }
        return holder;
    }

    JsonNode get(ImageId id) {
        JsonNode image = find(id.value());
        if (image == null) {
            throw new NotFound("there is no image " + id);
        }
        return image;
    }

    List<JsonNode> page(ListImagesRequest request) {
        return JsonFields.list(client.call(Service.IMS, ImsMeta.listImages, request), "images", "a list of images");
    }

    /** The image with this id; other images in the list are ignored. */
    private @Nullable JsonNode first(String id, ListImagesRequest request) {
        return page(request.withId(id)).stream()
                .filter(image -> JsonFields.id(image, "id", "an image").equals(id))
                .findFirst()
                .orElse(null);
    }

    /** The ids of the project's images that carry a mark and are not broken, oldest first. */
    public List<IdempotentCreate.Marked<String>> marked() {
        return markedInAnyState()
                .filter(ImageCalls::isWhole)
                .map(marked -> marked.as(marked.id()))
                .toList();
    }

    /** The project's images that carry a mark, as listed, oldest first. */
    Stream<IdempotentCreate.Marked<JsonNode>> markedInAnyState() {
        return marked(own());
    }

    /** Those of some images that carry a mark. */
    static Stream<IdempotentCreate.Marked<JsonNode>> marked(Stream<JsonNode> images) {
        return images.flatMap(image -> {
            // A copy has its mark at the end of its description, and may have inherited the tags of the original.
            RequestMark described = RequestMark.inDescription(JsonFields.text(image, "__description"));
            RequestMark mark = described == null ? RequestMark.in(JsonFields.tags(image.path("tags"))) : described;
            if (mark == null) {
                return Stream.empty();
            }
            String id = JsonFields.id(image, "id", "an image");
            return Stream.of(new IdempotentCreate.Marked<>(mark, image, id, JsonFields.instant(image, "created_at")));
        });
    }

    static boolean isWhole(IdempotentCreate.Marked<JsonNode> image) {
        return !List.of("killed", "deleted").contains(JsonFields.text(image.made(), "status"));
    }

    /** The ids of the temporary images that calls with this proof have created and that are not broken, oldest first. */
    List<IdempotentCreate.Marked<String>> onTheWay(Proof proof) {
        return onTheWay(own(), proof);
    }

    /** The ids of those images that are temporary, that calls with this proof have created, and that are not broken. */
    static List<IdempotentCreate.Marked<String>> onTheWay(Stream<JsonNode> images, Proof proof) {
        return temporaries(
                images.filter(image -> !JsonFields.text(image, "status").equals("killed")), proof);
    }

    /** The same, also those that are broken. */
    static List<IdempotentCreate.Marked<String>> temporaries(Stream<JsonNode> images, Proof proof) {
        List<IdempotentCreate.Marked<String>> found = new ArrayList<>();
        images.forEach(image -> {
            RequestMark mark = RequestMark.in(JsonFields.tags(image.path("tags")));
            boolean gone = JsonFields.text(image, "status").equals("deleted");
            if (mark != null && !gone && Temporaries.imageNotOurs(image, new Origin(mark.text(), proof)) == null) {
                String id = JsonFields.id(image, "id", "an image");
                found.add(new IdempotentCreate.Marked<>(mark, id, id, JsonFields.instant(image, "created_at")));
            }
        });
        return found;
    }

    /** The id of the image that carries the mark of a call; empty also if the call has none. */
    Optional<String> withMark(@Nullable RequestMark mark) {
        return mark == null
                ? Optional.empty()
                : marked().stream()
                        .filter(marked -> marked.mark().equals(mark))
                        .map(IdempotentCreate.Marked::made)
                        .findFirst();
    }

    /** Returns the temporary image that a call has provably begun, even if it is broken. */
    Optional<JsonNode> temporary(Origin origin) {
        return own().filter(image -> !JsonFields.text(image, "status").equals("deleted"))
                .filter(image -> Temporaries.imageNotOurs(image, origin) == null)
                .findFirst();
    }

    /** The id of the image that was built from a disk. */
    Optional<String> fromDisk(String disk) {
        return own().filter(image -> JsonFields.text(image, "__data_origin").equals("volume," + disk))
                .map(image -> JsonFields.id(image, "id", "an image"))
                .findFirst();
    }

    /** The project's own images, oldest first. */
    Stream<JsonNode> own() {
        return pages(ownFromTheFirst());
    }

    /** The request for the project's own images, whose marker {@link #pages} advances. */
    static ListImagesRequest ownFromTheFirst() {
        return new ListImagesRequest()
                .withImagetype(ListImagesRequest.ImagetypeEnum.PRIVATE)
                .withSortKey(ListImagesRequest.SortKeyEnum.CREATED_AT)
                .withSortDir(ListImagesRequest.SortDirEnum.ASC)
                .withLimit(PAGE);
    }

    /**
     * All images that match a request, as IMS returns them: each page starts after the last image of the previous page.
     *
     * @param request the request, whose marker this advances
     */
    Stream<JsonNode> pages(ListImagesRequest request) {
        return pages(request, new Pages.Place<>());
    }

    /** The same, from a place on that the request has reached. */
    Stream<JsonNode> pages(ListImagesRequest request, Pages.Place<JsonNode> place) {
        return client.pages()
                .readGrowing(
                        PAGE,
                        PAGE,
                        (offset, limit) -> Pages.Page.of(nextPage(request)),
                        image -> JsonFields.text(image, "id"),
                        place);
    }

    private List<JsonNode> nextPage(ListImagesRequest request) {
        List<JsonNode> page = page(request);
        if (!page.isEmpty()) {
            request.withMarker(JsonFields.text(page.get(page.size() - 1), "id"));
        }
        return page;
    }

    Job job(String id) {
        return new Job(client.call(Service.IMS, ImsMeta.showJob, new ShowJobRequest().withJobId(id)));
    }

    // ---- creation

    /** Starts to build an image of all disks of a server from its restore point; returns the job. */
    String ofBackup(String backup, String name, String description, Map<String, String> tags, CallMode mode) {
        return whole(
                mode, described(name, description, tags).withBackupId(backup).withWholeImageType("CBR"));
    }

    /** Starts to build an image of all disks of a server, for which IMS backs it up into a vault; returns the job. */
    String ofServer(
            String server, String vault, String name, String description, Map<String, String> tags, CallMode mode) {
        return whole(
                mode, described(name, description, tags).withInstanceId(server).withVaultId(vault));
    }

    private String whole(CallMode mode, CreateWholeImageRequestBody body) {
        return client.make(
                mode,
                Service.IMS,
                ImsMeta.createWholeImage,
                new CreateWholeImageRequest().withBody(body),
                ImageCalls::job);
    }

    /** Starts to build an image of the boot disk of a server; returns the job. */
    String ofSystemDisk(String server, String name, String description, Map<String, String> tags, CallMode mode) {
        CreateImageRequestBody body =
                new CreateImageRequestBody().withName(name).withInstanceId(server);
        return create(mode, completed(body, description, tags));
    }

    /** Starts to build an image of a disk, as a system or data disk image like the disk; returns the job. */
    String ofDisk(JsonNode disk, String name, String description, Map<String, String> tags, CallMode mode) {
        String id = JsonFields.id(disk, "id", "a disk");
        if (!JsonFields.flag(disk, "bootable")) {
            CreateDataImage data = new CreateDataImage().withName(name).withVolumeId(id);
            if (!description.isEmpty()) {
                data.withDescription(description);
            }
            if (!tags.isEmpty()) {
                data.withTags(tags.entrySet().stream()
                        .map(tag -> tag.getKey() + "." + tag.getValue())
                        .toList());
            }
            return create(mode, new CreateImageRequestBody().withDataImages(List.of(data)));
        }
        CreateImageRequestBody body = new CreateImageRequestBody()
                .withName(name)
                .withVolumeId(id)
                .withType(CreateImageRequestBody.TypeEnum.ECS)
                .withOsVersion(osVersion(disk));
        return create(mode, completed(body, description, tags));
    }

    /** The OS version, which IMS requires; a disk that was created from an image has it in its image metadata. */
    private static String osVersion(JsonNode disk) {
        JsonNode image = disk.path("volume_image_metadata");
        String version = JsonFields.textOrNull(image, "__os_version");
        return version == null ? "Other(64 bit) 64bit" : version;
    }

    private static CreateImageRequestBody completed(
            CreateImageRequestBody body, String description, Map<String, String> tags) {
        if (!description.isEmpty()) {
            body.withDescription(description);
        }
        return tags.isEmpty() ? body : body.withImageTags(keyValues(tags));
    }

    private static CreateWholeImageRequestBody described(String name, String description, Map<String, String> tags) {
        CreateWholeImageRequestBody body = new CreateWholeImageRequestBody().withName(name);
        if (!description.isEmpty()) {
            body.withDescription(description);
        }
        return tags.isEmpty() ? body : body.withImageTags(keyValues(tags));
    }

    private static List<TagKeyValue> keyValues(Map<String, String> tags) {
        List<TagKeyValue> list = new ArrayList<>();
        tags.forEach((key, value) -> list.add(new TagKeyValue().withKey(key).withValue(value)));
        return list;
    }

    private String create(CallMode mode, CreateImageRequestBody body) {
        return client.make(
                mode, Service.IMS, ImsMeta.createImage, new CreateImageRequest().withBody(body), ImageCalls::job);
    }

    static String job(ObjectNode answer) {
        return JsonFields.id(answer, "job_id", "work on an image");
    }

    void delete(String id, boolean withBackup) {
        GlanceDeleteImageRequest request = new GlanceDeleteImageRequest()
                .withImageId(id)
                .withBody(new GlanceDeleteImageRequestBody().withDeleteBackup(withBackup));
        client.call(Service.IMS, ImsMeta.glanceDeleteImage, request);
    }
}
