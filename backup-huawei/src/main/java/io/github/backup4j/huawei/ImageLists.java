package io.github.backup4j.huawei;

import com.huaweicloud.sdk.ims.v2.model.ListImagesRequest;
import com.huaweicloud.sdk.ims.v2.model.ListImagesRequest.MemberStatusEnum;
import io.github.backup4j.Image;
import io.github.backup4j.ImageFilter;
import io.github.backup4j.huawei.internal.work.Context;
import java.util.Comparator;
import java.util.stream.Stream;

/** Lists images, which are paged by the last one seen. */
final class ImageLists {
    private final Context context;
    private final ImageCalls images;

    ImageLists(Context context) {
        this.context = context;
        images = new ImageCalls(context);
    }

    Stream<Image> list(ImageFilter filter) {
        Stream<Image> all = filter.shared()
                ? offered(filter)
                : images.pages(own(filter))
                        .filter(image -> ImageFields.own(image, context.site()))
                        .map(image -> ImageFields.read(image, context.site()));
        return all.filter(image -> matches(image, filter));
    }

    private static ListImagesRequest own(ImageFilter filter) {
        return named(filter).withImagetype(ListImagesRequest.ImagetypeEnum.PRIVATE);
    }

    /** Three lists of the service, by where the offers stand, are put together, so that the newest come first. */
    private Stream<Image> offered(ImageFilter filter) {
        return Stream.of(MemberStatusEnum.PENDING, MemberStatusEnum.ACCEPTED, MemberStatusEnum.REJECTED)
                .flatMap(status -> pages(named(filter)
                        .withImagetype(ListImagesRequest.ImagetypeEnum.SHARED)
                        .withVisibility(ListImagesRequest.VisibilityEnum.SHARED)
                        .withMemberStatus(status)))
                .sorted(Comparator.comparing(Image::createdAt).reversed());
    }

    private static ListImagesRequest named(ImageFilter filter) {
        ListImagesRequest request = new ListImagesRequest()
                .withSortKey(ListImagesRequest.SortKeyEnum.CREATED_AT)
                .withSortDir(ListImagesRequest.SortDirEnum.DESC)
                .withLimit(ImageCalls.PAGE);
        return filter.name() == null || filter.name().isEmpty() ? request : request.withName(filter.name());
    }

    private Stream<Image> pages(ListImagesRequest request) {
        return images.pages(request).map(image -> ImageFields.read(image, context.site()));
    }

    private static boolean matches(Image image, ImageFilter filter) {
        return (filter.name() == null || filter.name().equals(image.name()))
                && (filter.kind() == null || filter.kind() == image.kind())
                && (filter.status() == null || filter.status() == image.status())
                && (filter.restorePoint() == null || filter.restorePoint().equals(image.restorePoint()))
                && filter.shared() == image.shared();
    }
}
