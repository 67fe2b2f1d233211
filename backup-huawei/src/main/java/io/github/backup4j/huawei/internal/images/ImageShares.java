package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.ims.v2.ImsMeta;
import com.huaweicloud.sdk.ims.v2.model.GlanceAddImageMemberRequest;
import com.huaweicloud.sdk.ims.v2.model.GlanceAddImageMemberRequestBody;
import com.huaweicloud.sdk.ims.v2.model.GlanceDeleteImageMemberRequest;
import com.huaweicloud.sdk.ims.v2.model.GlanceListImageMembersRequest;
import com.huaweicloud.sdk.ims.v2.model.GlanceUpdateImageMemberRequest;
import com.huaweicloud.sdk.ims.v2.model.GlanceUpdateImageMemberRequestBody;
import io.github.backup4j.Conflict;
import io.github.backup4j.Image;
import io.github.backup4j.ImageId;
import io.github.backup4j.Invalid;
import io.github.backup4j.QuotaExceeded;
import io.github.backup4j.Reported;
import io.github.backup4j.Share;
import io.github.backup4j.VaultId;
import io.github.backup4j.huawei.internal.http.CallMode;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.http.Service;
import io.github.backup4j.huawei.internal.points.RestorePointReader;
import io.github.backup4j.huawei.internal.vaults.VaultCalls;
import io.github.backup4j.huawei.internal.work.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Offers of images to other projects, with the synchronous calls; the calls for many images at once are jobs. */
public final class ImageShares {
    private static final int LIMIT = 128;
    private static final int WHOLE_SERVER_LIMIT = 10;

    private final Context context;

    private final VaultCalls vaults;

    public ImageShares(Context context, VaultCalls vaults) {
        this.context = context;
        this.vaults = vaults;
    }

    Share share(Image image, String project) {
        if (image.encrypted()) {
            throw new Conflict("image " + image.id() + " is encrypted and cannot be shared; nothing was offered");
        }
        List<Share> present = list(image.id());
        if (present.stream().anyMatch(share -> share.project().equals(project))) {
            throw new Conflict(
                    "image " + image.id() + " is offered to project " + project + " already; nothing was offered");
        }
        if (present.size() >= (image.kind() == Image.Kind.WHOLE_SERVER ? WHOLE_SERVER_LIMIT : LIMIT)) {
            throw new QuotaExceeded("image " + image.id() + " is offered to " + present.size()
                    + " projects, which is the maximum; nothing was offered");
        }
        GlanceAddImageMemberRequest request = new GlanceAddImageMemberRequest()
                .withImageId(image.id().value())
                .withBody(new GlanceAddImageMemberRequestBody().withMember(project));
        return context.client()
                .make(
                        CallMode.CHANGE,
                        Service.IMS,
                        ImsMeta.glanceAddImageMember,
                        request,
                        member -> read(member, null));
    }

    List<Share> list(ImageId id) {
        JsonNode answer = context.client()
                .call(
                        Service.IMS,
                        ImsMeta.glanceListImageMembers,
                        new GlanceListImageMembersRequest().withImageId(id.value()));
        return JsonFields.list(answer, "members", "a list of shares").stream()
                .map(member -> read(member, null))
                .toList();
    }

    void unshare(ImageId id, String project) {
        GlanceDeleteImageMemberRequest request =
                new GlanceDeleteImageMemberRequest().withImageId(id.value()).withMemberId(project);
        context.client().call(Service.IMS, ImsMeta.glanceDeleteImageMember, request);
    }

    Share acceptInto(Image image, VaultId vault) {
        if (!JsonFields.text(vaults.show(vault).path("billing"), "object_type").equals("server")) {
            throw new Invalid("vault " + vault + " is not for servers; nothing was accepted");
        }
        return answer(image.id(), "accepted", vault);
    }

    Share answer(ImageId id, String status, @Nullable VaultId vault) {
        GlanceUpdateImageMemberRequestBody body = new GlanceUpdateImageMemberRequestBody()
                .withStatus(GlanceUpdateImageMemberRequestBody.StatusEnum.fromValue(status));
        if (vault != null) {
            body.withVaultId(vault.value());
        }
        GlanceUpdateImageMemberRequest request = new GlanceUpdateImageMemberRequest()
                .withImageId(id.value())
                .withMemberId(context.site().project())
                .withBody(body);
        return context.client()
                .make(
                        CallMode.CHANGE,
                        Service.IMS,
                        ImsMeta.glanceUpdateImageMember,
                        request,
                        member -> read(member, vault));
    }

    private static Share read(JsonNode member, @Nullable VaultId vault) {
        String status = JsonFields.text(member, "status");
        return new Share(
                JsonFields.required(member, "member_id", "an offer of an image"),
                Reported.of(RestorePointReader.shareStatus(status), status),
                vault);
    }
}
