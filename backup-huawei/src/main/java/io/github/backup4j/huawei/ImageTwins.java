package io.github.backup4j.huawei;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.backup4j.AmbiguousOutcome;
import io.github.backup4j.BackupException;
import io.github.backup4j.Conflict;
import io.github.backup4j.Image;
import java.time.Duration;
import java.util.Optional;
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
     * Returns the step that work is at while there is a twin; empty: there is none.
     *
     * @param token the work, with the mark of its request
     * @param image the image that stays
     */
    Optional<Step<Image>> remove(Token token, String image) {
        Mark mark = Mark.parse(token.find("mark"));
        if (mark == null) {
            return Optional.empty();
        }
        return images.marked().stream()
                .filter(marked -> marked.mark().equals(mark) && !marked.made().equals(image))
                .map(Once.Marked::made)
                .filter(other -> isTwin(other, image))
                .findFirst()
                .flatMap(this::remove);
    }

    /** Not a copy that somebody made later, which may have inherited the mark. */
    private boolean isTwin(String one, String other) {
        JsonNode first = images.findUsable(one);
        JsonNode second = images.findUsable(other);
        if (first == null || second == null) {
            return false;
        }
        Duration apart = Duration.between(
                Fields.instantOrEpoch(first, "created_at"), Fields.instantOrEpoch(second, "created_at"));
        return Fields.text(first, "name").equals(Fields.text(second, "name"))
                && Fields.text(first, "__data_origin").equals(Fields.text(second, "__data_origin"))
                && apart.abs().compareTo(AT_ONCE) <= 0;
    }

    /** With the backup that was made on the way to it; one that it was built from stays. */
    private Optional<Step<Image>> remove(String twin) {
        JsonNode seen = images.findUsable(twin);
        boolean backedUp = seen != null && ImageFields.server(seen) != null;
        try {
            images.delete(twin, backedUp);
            return Optional.of(Step.going("its twin is being deleted"));
        } catch (Conflict e) {
            return Optional.of(Step.going("its twin is being built"));
        } catch (BackupException e) {
            if (e.retryable() || e instanceof AmbiguousOutcome) {
                return Optional.of(Step.going("its twin is to be deleted"));
            }
            LOG.warn(
                    "image {}, made by a request that was delivered twice, could not be deleted: {}",
                    twin,
                    e.getMessage());
            return Optional.empty();
        }
    }
}
