package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Image;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Step;
import io.github.backup4j.huawei.internal.work.Token;
import java.util.List;
import java.util.function.Function;

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
     * @param token the work, with the mark of its request
     * @param name under which name the token keeps the image
     * @param image the image that the work has built
     * @param then says what follows when that is the oldest
     */
    Step<Image> settle(Token token, String name, String image, Function<Token, Step<Image>> then) {
        RequestMark mark = RequestMark.parse(token.find("mark"));
        if (mark == null) {
            return then.apply(token);
        }
        List<IdempotentCreate.Marked<String>> all = IdempotentCreate.of(images.marked(), mark);
        if (all.stream().noneMatch(marked -> marked.made().equals(image))) {
            // Somebody has taken its mark away, or the list does not show it yet.
            return then.apply(token);
        }
        String origin = origin(image);
        List<IdempotentCreate.Marked<String>> same = all.stream()
                .filter(marked ->
                        marked.made().equals(image) || origin(marked.made()).equals(origin))
                .toList();
        IdempotentCreate.Marked<String> kept = same.get(0);
        if (!kept.made().equals(image)) {
            return new Step.Next<>(token.with(name, kept.made()));
        }
        context.duplicates().report("image", null, kept, IdempotentCreate.others(same, kept));
        return then.apply(token);
    }

    /** What an image was built from: somebody's copy of it has another origin, and may have inherited its tags. */
    private String origin(String image) {
        JsonNode seen = images.findUsable(image);
        return seen == null ? "" : JsonFields.text(seen, "__data_origin");
    }
}
