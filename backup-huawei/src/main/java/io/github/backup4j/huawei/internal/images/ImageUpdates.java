package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.ims.v2.ImsMeta;
import com.huaweicloud.sdk.ims.v2.model.BatchAddOrDeleteTagsRequest;
import com.huaweicloud.sdk.ims.v2.model.BatchAddOrDeleteTagsRequestBody;
import com.huaweicloud.sdk.ims.v2.model.BatchAddOrDeleteTagsRequestBody.ActionEnum;
import com.huaweicloud.sdk.ims.v2.model.ResourceTag;
import com.huaweicloud.sdk.ims.v2.model.UpdateImageRequest;
import com.huaweicloud.sdk.ims.v2.model.UpdateImageRequestBody;
import com.huaweicloud.sdk.ims.v2.model.UpdateImageRequestBody.OpEnum;
import io.github.backup4j.BackupException;
import io.github.backup4j.Conflict;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.NotFound;
import io.github.backup4j.ReservedNames;
import io.github.backup4j.huawei.internal.http.Changes;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.TagRoom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Changes the names, descriptions and tags of images. */
public final class ImageUpdates {
    private final Context context;
    private final ImageCalls images;

    public ImageUpdates(Context context, ImageCalls images) {
        this.context = context;
        this.images = images;
    }

    /** Makes up to three calls: if one fails, the changes of those before it stay, and the caller may retry the update. */
    Image update(ImageId id, String name, String description, Map<String, String> tags) {
        JsonNode seen = images.get(id);
        Image image = ImageReader.read(seen, context.site());
        if (!ImageReader.own(seen, context.site())) {
            throw new NotFound("image " + id
                    + " does not belong to this project, and cannot be updated by it; nothing was changed");
        }
        if (image.status() != Image.Status.ACTIVE) {
            throw new Conflict("image " + id + " is " + image.statusText() + ", not complete; nothing was changed");
        }
        Map<String, String> present = JsonFields.tags(seen.path("tags"));
        TagRoom.require("image " + id, present, tags);
        Changes changes = new Changes("updating image " + id);
        patch(changes, id, image, JsonFields.text(seen, "__description"), name, description);
        retag(changes, id, present, tags);
        return changes.read(() -> ImageReader.read(images.get(id), context.site()));
    }

    private void patch(Changes made, ImageId id, Image image, String marked, String name, String description) {
        List<UpdateImageRequestBody> changes = new ArrayList<>();
        if (!image.name().equals(name)) {
            changes.add(change(OpEnum.REPLACE, "/name", name));
        }
        boolean describe = !description.equals(image.description() == null ? "" : image.description());
        if (describe) {
            OpEnum op = marked.isEmpty() ? OpEnum.ADD : OpEnum.REPLACE;
            RequestMark mark = RequestMark.inDescription(marked);
            changes.add(change(op, "/__description", mark == null ? description : mark.behind(description)));
        }
        if (changes.isEmpty()) {
            return;
        }
        made.call(() -> replace(id, changes, describe));
    }

    private void replace(ImageId id, List<UpdateImageRequestBody> changes, boolean describe) {
        try {
            send(id, changes);
        } catch (BackupException e) {
            // The description was set or unset in the meantime, or IMS counts an empty one as set: use the other
            // operation.
            if (!describe || !e.code().orElse("").equals("IMG.0035")) {
                throw e;
            }
            UpdateImageRequestBody last = changes.get(changes.size() - 1);
            last.setOp(OpEnum.ADD.equals(last.getOp()) ? OpEnum.REPLACE : OpEnum.ADD);
            send(id, changes);
        }
    }

    private static UpdateImageRequestBody change(OpEnum op, String path, String value) {
        return new UpdateImageRequestBody().withOp(op).withPath(path).withValue(value);
    }

    private void send(ImageId id, List<UpdateImageRequestBody> changes) {
        UpdateImageRequest request =
                new UpdateImageRequest().withImageId(id.value()).withBody(changes);
        context.client().call(Service.IMS, ImsMeta.updateImage, request);
    }

    /** Replaces the tags; those with reserved names stay. */
    private void retag(Changes changes, ImageId id, Map<String, String> present, Map<String, String> wanted) {
        List<ResourceTag> gone = new ArrayList<>();
        ReservedNames.shown(present).forEach((key, value) -> {
            if (!wanted.containsKey(key)) {
                gone.add(new ResourceTag().withKey(key).withValue(value));
            }
        });
        List<ResourceTag> fresh = new ArrayList<>();
        wanted.forEach((key, value) -> {
            if (!value.equals(present.get(key))) {
                fresh.add(new ResourceTag().withKey(key).withValue(value));
            }
        });
        tag(changes, id, ActionEnum.DELETE, gone);
        tag(changes, id, ActionEnum.CREATE, fresh);
    }

    private void tag(Changes changes, ImageId id, ActionEnum action, List<ResourceTag> tags) {
        if (!tags.isEmpty()) {
            BatchAddOrDeleteTagsRequest request = new BatchAddOrDeleteTagsRequest()
                    .withImageId(id.value())
                    .withBody(new BatchAddOrDeleteTagsRequestBody()
                            .withAction(action)
                            .withTags(tags));
            changes.call(() -> context.client().call(Service.IMS, ImsMeta.batchAddOrDeleteTags, request));
        }
    }
}
