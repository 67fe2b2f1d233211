package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Image;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Step;
import java.util.List;
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
        if (mark == null) {
            return ours.get();
        }
        List<IdempotentCreate.Marked<String>> all = IdempotentCreate.of(images.marked(), mark);
        if (all.stream().noneMatch(marked -> marked.made().equals(image))) {
            // Someone has removed its mark, or the list does not show it yet.
            return ours.get();
        }
        String origin = origin(image);
        List<IdempotentCreate.Marked<String>> same = all.stream()
                .filter(marked ->
                        marked.made().equals(image) || origin(marked.made()).equals(origin))
                .toList();
        IdempotentCreate.Marked<String> kept = same.get(0);
        if (!kept.made().equals(image)) {
            return older.apply(kept.made());
        }
        context.duplicates().report("image", null, kept, IdempotentCreate.others(same, kept));
        return ours.get();
    }

    /** The origin of an image's data: someone's copy of it has another origin, but may have inherited its tags. */
    private String origin(String image) {
        JsonNode seen = images.findUsable(image);
        return seen == null ? "" : JsonFields.text(seen, "__data_origin");
    }
}
