package io.github.backup4j.huawei;

import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import java.util.random.RandomGenerator;

/** Builders of providers that call the emulator, with the settings that tests alone may change. */
public final class EmulatedBackup {
    private EmulatedBackup() {}

    /** A provider that takes the time of responses from the emulator's own header: its server sets {@code Date} by itself. */
    public static HuaweiBackup.Builder builder() {
        return HuaweiBackup.builder().dateHeader(HuaweiEmulator.DATE_HEADER);
    }

    /** The same, whose pauses follow from a seed. */
    public static HuaweiBackup.Builder builder(RandomGenerator random) {
        return builder().random(random);
    }
}
