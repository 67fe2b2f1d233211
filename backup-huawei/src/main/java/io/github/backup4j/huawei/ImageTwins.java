package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.Conflict;
import io.github.backup4j.Image;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes what a request that was delivered twice has made beside an image, as soon as it can be deleted. */
final class ImageTwins {
    private static final Logger LOG = LoggerFactory.getLogger(HuaweiBackup.class);

    /** How far apart one request that is delivered twice makes two images at most. */
    private static final Duration AT_ONCE = Duration.ofMinutes(1);

    private final ImageCalls images;

    ImageTwins(ImageCalls images) {
        this.images = images;
    }

    /**
     * Deletes a twin, if there is one.
     *
     * @param token the work, with the mark of its request
     * @param image the image that stays
     * @param then says what follows when there is none, or none that can be deleted
     */
    Step<Image> remove(Token token, String image, Function<Token, Step<Image>> then) {
        Mark mark = Mark.parse(token.find("mark"));
        if (mark == null) {
            return then.apply(token);
        }
        Optional<String> twin = images.marked().stream()
                .filter(marked -> marked.mark().equals(mark) && !marked.made().equals(image))
                .map(Once.Marked::made)
                .filter(other -> isTwin(other, image))
                .findFirst();
        return twin.isPresent() ? delete(token, twin.get(), then) : then.apply(token);
    }

    /** Not a copy that somebody made later, which may have inherited the mark. */
    private boolean isTwin(String one, String other) {
        JsonNode first = images.usable(one);
        JsonNode second = images.usable(other);
        Duration apart = Duration.between(
                Fields.instantOrEpoch(first, "created_at"), Fields.instantOrEpoch(second, "created_at"));
        return Fields.text(first, "name").equals(Fields.text(second, "name"))
                && Fields.text(first, "__data_origin").equals(Fields.text(second, "__data_origin"))
                && apart.abs().compareTo(AT_ONCE) <= 0;
    }

    /** With the backup that was made on the way to it; one that it was built from stays. */
    private Step<Image> delete(Token token, String twin, Function<Token, Step<Image>> then) {
        boolean backedUp = ImageFields.server(images.usable(twin)) != null;
        return Attempt.to(
                token,
                now -> {
                    images.delete(twin, backedUp);
                    return Step.going("its twin is being deleted");
                },
                (now, refused) -> {
                    if (refused instanceof Conflict) {
                        return Step.going("its twin is being built");
                    }
                    LOG.warn(
                            "image {}, made by a request that was delivered twice, could not be deleted: {}",
                            twin,
                            refused.getMessage());
                    return then.apply(now);
                });
    }
}
