package io.github.backup4j.huawei.emulator.internal.http;

import io.github.backup4j.ProtectableResource;
import java.util.List;
import java.util.stream.Stream;

/** Paging by marker. */
public final class Paging {
    private Paging() {}

    /** The page after the resource whose id is the {@code marker} of a request; empty if the marker is unknown. */
    public static Stream<ProtectableResource> after(List<ProtectableResource> all, WireRequest request, int limit) {
        String marker = request.query("marker").orElse("");
        if (marker.isEmpty()) {
            return all.stream().limit(limit);
        }
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).resource().id().equals(marker)) {
                return all.stream().skip(i + 1L).limit(limit);
            }
        }
        return Stream.empty();
    }
}
