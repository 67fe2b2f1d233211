package io.github.backup4j.huawei.internal.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.ims.v2.model.ListImagesRequest;
import io.github.backup4j.huawei.internal.http.JsonFields;
import io.github.backup4j.huawei.internal.work.Context;
import io.github.backup4j.huawei.internal.work.IdempotentCreate;
import io.github.backup4j.huawei.internal.work.IdempotentCreate.Marked;
import io.github.backup4j.huawei.internal.work.ListedWork;
import io.github.backup4j.huawei.internal.work.Look;
import io.github.backup4j.huawei.internal.work.RequestMark;
import io.github.backup4j.huawei.internal.work.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Polls together all images that are being created: one list has all images of the project. An image is found by the mark of
 * the request that creates it, since only its job has its id. A list that shows an image at work is trusted; once it shows
 * the image active or broken, its job is polled, and the list also has the other images of the request.
 */
public final class ImageWatch implements ListedWork.Listing<ImageWatch.Sight> {
    private static final Set<String> AT_WORK = Set.of("queued", "saving");

    private final ListedWork<Sight> work;
    private final ListedWork<JsonNode> deletions;
    private final ImageCalls images;

    public ImageWatch(Context context, ImageCalls images) {
        work = new ListedWork<>(context, "images", this);
        deletions = new ListedWork<>(context, "images DELETED", new Deletions(images));
        this.images = images;
    }

    /**
     * An image, as listed.
     *
     * @param image the image that carries the mark
     * @param ofRequest all images of its request that are not broken, as listed
     */
    record Sight(JsonNode image, List<Marked<JsonNode>> ofRequest) {
        boolean is(String id) {
            return JsonFields.text(image, "id").equals(id);
        }

        boolean isActive() {
            return status().equals("active");
        }

        private String status() {
            return JsonFields.text(image, "status");
        }
    }

    /** Registers an image that will be polled; null: it carries no mark. */
    void expect(@Nullable RequestMark mark) {
        if (mark != null) {
            work.expect(mark.text());
        }
    }

    /** Forgets an image whose end was reported. */
    void forget(@Nullable RequestMark mark) {
        if (mark != null) {
            work.forget(mark.text());
        }
    }

    /** Continues to poll an image that a list has shown active or broken although its job continues. */
    void notYet(@Nullable RequestMark mark) {
        if (mark != null) {
            work.notYet(mark.text());
        }
    }

    /**
     * Returns the next step for an image, from the last poll of the list or from a new one.
     *
     * @param mark the mark of the request that creates it; null: it has none, and no list can show it
     * @param settled returns the next step for an image that is not being created any more, as listed
     * @param alone polls its creation by itself
     */
    <T> Step<T> poll(@Nullable RequestMark mark, Function<Sight, Step<T>> settled, Supplier<Step<T>> alone) {
        return mark == null ? alone.get() : work.poll(mark.text(), settled, alone);
    }

    /**
     * Returns the next step for an image that is being deleted, from the last poll of the list or from a new one. That the
     * list leaves it out proves nothing: it is then polled by itself.
     *
     * @param alone polls the image by itself
     */
    <T> Step<T> pollDeleted(String id, Supplier<Step<T>> alone) {
        return deletions.poll(
                id,
                seen -> {
                    deletions.forget(id);
                    return alone.get();
                },
                alone);
    }

    /** Forgets an image that is gone. */
    void forgetDeleted(String id) {
        deletions.forget(id);
    }

    /** The images that polls have listed so far, and the request that goes on from there. */
    private static final class Listed {
        final ListImagesRequest request = ImageCalls.ownFromTheFirst();
        final List<JsonNode> images = new ArrayList<>();
    }

    private record Deletions(ImageCalls images) implements ListedWork.Listing<JsonNode> {
        @Override
        public Map<String, JsonNode> list(Collection<String> ids, Look<?, ?> look) {
            Listed listed = look.part(Listed.class, Listed::new);
            images.pages(listed.request, look.place("images"))
                    .filter(image -> ids.contains(JsonFields.text(image, "id")))
                    .forEach(listed.images::add);
            Map<String, JsonNode> seen = new HashMap<>();
            listed.images.forEach(image -> seen.put(JsonFields.text(image, "id"), image));
            return seen;
        }

        @Override
        public ListedWork.State state(JsonNode image) {
            return Temporaries.isStill(image) ? ListedWork.State.READY : ListedWork.State.AT_WORK;
        }

        @Override
        public String words(JsonNode image) {
            return "the image on the way is being deleted";
        }
    }

    @Override
    public Map<String, Sight> list(Collection<String> marks, Look<?, ?> look) {
        Listed listed = look.part(Listed.class, Listed::new);
        images.pages(listed.request, look.place("images")).forEach(listed.images::add);
        List<Marked<JsonNode>> all = ImageCalls.marked(listed.images.stream()).toList();
        Map<String, List<Marked<JsonNode>>> byRequest = new HashMap<>();
        all.stream()
                .filter(ImageCalls::isWhole)
                .forEach(marked -> byRequest
                        .computeIfAbsent(RequestMark.request(marked.mark().text()), unused -> new ArrayList<>())
                        .add(marked));
        Map<String, Sight> seen = new HashMap<>();
        IdempotentCreate.byMark(all.stream(), marks).forEach((mark, image) -> {
            List<Marked<JsonNode>> same = byRequest.getOrDefault(RequestMark.request(mark), List.of());
            seen.put(mark, new Sight(image, List.copyOf(same)));
        });
        return seen;
    }

    @Override
    public ListedWork.State state(Sight seen) {
        if (seen.isActive()) {
            return ListedWork.State.READY;
        }
        return AT_WORK.contains(seen.status()) ? ListedWork.State.AT_WORK : ListedWork.State.BROKEN;
    }

    @Override
    public String words(Sight seen) {
        return "the image is " + seen.status();
    }
}
