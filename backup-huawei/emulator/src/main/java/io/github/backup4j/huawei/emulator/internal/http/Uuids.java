package io.github.backup4j.huawei.emulator.internal.http;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Ids that are the same in every run. */
public final class Uuids {
    private Uuids() {}

    /** Returns the UUID derived from a name. */
    public static String of(String kind, String name) {
        return UUID.nameUUIDFromBytes((kind + name).getBytes(StandardCharsets.UTF_8))
                .toString();
    }
}
