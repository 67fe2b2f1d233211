package io.github.backup4j.huawei.emulator.internal.world;

import java.util.List;

/** The types of disks. */
public final class VolumeTypes {
    /** All types that a request may name. */
    public static final List<String> ALL =
            List.of("SATA", "SAS", "GPSSD", "SSD", "ESSD", "GPSSD2", "ESSD2", "co-p1", "uh-l1");

    private VolumeTypes() {}
}
