package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Image;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.IdempotentCreate.Marked;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Step;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends the build of an image with the one image that all callers with the request key agree on: the oldest. It reports the
 * others and never deletes them: an image that is being built cannot be withdrawn, and afterwards someone may use it.
 */
public final class ImageSurvivor {
    private final Context context;
    private final ImageCalls images;

    public ImageSurvivor(Context context, ImageCalls images) {
        this.context = context;
        this.images = images;
    }

    /**
     * Continues with the oldest image of the request.
     *
     * @param mark the mark of the request; null: it has none
     * @param image the image that the work has built
     * @param older returns the next step if another image, given by its id, is the oldest
     * @param ours returns the next step if the image of the work is the oldest
     */
    Step<Image> settle(
            @Nullable RequestMark mark, String image, Function<String, Step<Image>> older, Supplier<Step<Image>> ours) {
        return mark == null ? ours.get() : settle(mark, image, whole(), older, ours);
    }

    private List<Marked<JsonNode>> whole() {
        return images.markedInAnyState().filter(ImageCalls::isWhole).toList();
    }

    /**
     * Continues with the oldest image of the request.
     *
     * @param listed the images that carry a mark and are not broken, or all of the request among them
     */
    Step<Image> settle(
            RequestMark mark,
            String image,
            List<Marked<JsonNode>> listed,
            Function<String, Step<Image>> older,
            Supplier<Step<Image>> ours) {
        List<Marked<JsonNode>> all = IdempotentCreate.of(listed, mark);
        Optional<Marked<JsonNode>> built =
                all.stream().filter(marked -> marked.id().equals(image)).findFirst();
        if (built.isEmpty()) {
            // Someone has removed its mark, or the list does not show it yet.
            return ours.get();
        }
        String origin = origin(built.get());
        List<Marked<JsonNode>> same =
                all.stream().filter(marked -> origin(marked).equals(origin)).toList();
        Marked<JsonNode> kept = same.get(0);
        if (!kept.id().equals(image)) {
            return older.apply(kept.id());
        }
        context.duplicates().report("image", null, kept, IdempotentCreate.others(same, kept));
        return ours.get();
    }

    /** The origin of an image's data: someone's copy of it has another origin, but may have inherited its tags. */
    private static String origin(Marked<JsonNode> image) {
        return JsonFields.text(image.made(), "__data_origin");
    }
}
