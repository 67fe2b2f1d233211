package io.github.backup4j.huawei.emulator.internal.http;

import io.github.backup4j.ProtectableResource;
import java.util.List;
import java.util.stream.Stream;

/** Pages that go on after a marker. */
public final class Paging {
    private Paging() {}

    /** The page after the thing whose id is the {@code marker} of a request; after one that is unknown, nothing. */
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
