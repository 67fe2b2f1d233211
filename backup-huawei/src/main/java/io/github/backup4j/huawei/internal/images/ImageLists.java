package io.github.backup4j.huawei.internal.images;

import com.huaweicloud.sdk.ims.v2.model.ListImagesRequest;
import com.huaweicloud.sdk.ims.v2.model.ListImagesRequest.MemberStatusEnum;
import io.github.backup4j.Image;
import io.github.backup4j.ImageFilter;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.spi.Listing;
import java.util.stream.Stream;

/** Lists images, which IMS pages by the last image of the previous page. */
public final class ImageLists {
    private final Context context;
    private final ImageCalls images;

    public ImageLists(Context context, ImageCalls images) {
        this.context = context;
        this.images = images;
    }

    Listing<Image> list(ImageFilter filter) {
        return filter.shared()
                ? Listing.inAnyOrder(offered(filter))
                : Listing.inOrder(images.pages(own(filter))
                        .filter(image -> ImageReader.own(image, context.site()))
                        .map(image -> ImageReader.read(image, context.site())));
    }

    private static ListImagesRequest own(ImageFilter filter) {
        return named(filter).withImagetype(ListImagesRequest.ImagetypeEnum.PRIVATE);
    }

    /** The images offered to the project: three lists of IMS, one for each status of an offer. */
    private Stream<Image> offered(ImageFilter filter) {
        return Stream.of(MemberStatusEnum.PENDING, MemberStatusEnum.ACCEPTED, MemberStatusEnum.REJECTED)
                .flatMap(status -> pages(named(filter)
                        .withImagetype(ListImagesRequest.ImagetypeEnum.SHARED)
                        .withVisibility(ListImagesRequest.VisibilityEnum.SHARED)
                        .withMemberStatus(status)));
    }

    private static ListImagesRequest named(ImageFilter filter) {
        ListImagesRequest request = new ListImagesRequest()
                .withSortKey(ListImagesRequest.SortKeyEnum.CREATED_AT)
                .withSortDir(ListImagesRequest.SortDirEnum.DESC)
                .withLimit(ImageCalls.PAGE);
        return filter.name() == null || filter.name().isEmpty() ? request : request.withName(filter.name());
    }

    private Stream<Image> pages(ListImagesRequest request) {
        return images.pages(request).map(image -> ImageReader.read(image, context.site()));
    }
}
