package io.github.backup4j.huawei.emulator.internal.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The forms in which EVS and IMS write instants. */
public final class WireTime {
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private WireTime() {}

    /** Cinder's form: microseconds and no zone. */
    public static String micros(Instant instant) {
        return MICROS.format(instant);
    }

    /** Glance's form: seconds and a Z. */
    public static String seconds(Instant instant) {
        return SECONDS.format(instant);
    }
}
