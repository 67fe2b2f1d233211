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
 * Ends the building of an image with the one that every caller with its request key agrees on: the oldest. Others are reported, and
 * never deleted: while an image is being built it cannot be withdrawn, and afterwards somebody may use it.
 */
public final class ImageSurvivor {
    private final Context context;
    private final ImageCalls images;

    public ImageSurvivor(Context context, ImageCalls images) {
        this.context = context;
        this.images = images;
    }

    /**
     * Goes on with the oldest image of the request.
     *
     * @param mark the mark of the request; null: it has none
     * @param image the image that the work has built
     * @param older says what follows when another image, given by its id, is the oldest
     * @param ours says what follows when that of the work is
     */
    Step<Image> settle(
            @Nullable RequestMark mark, String image, Function<String, Step<Image>> older, Supplier<Step<Image>> ours) {
        if (mark == null) {
            return ours.get();
        }
        List<IdempotentCreate.Marked<String>> all = IdempotentCreate.of(images.marked(), mark);
        if (all.stream().noneMatch(marked -> marked.made().equals(image))) {
            // Somebody has taken its mark away, or the list does not show it yet.
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

    /** What an image was built from: somebody's copy of it has another origin, and may have inherited its tags. */
    private String origin(String image) {
        JsonNode seen = images.findUsable(image);
        return seen == null ? "" : JsonFields.text(seen, "__data_origin");
    }
}
