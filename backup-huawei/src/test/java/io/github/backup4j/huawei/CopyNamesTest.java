package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Conflict;
import io.github.backup4j.RequestKey;
import io.github.backup4j.RestorePoint;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.support.SmallWorld;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The log of copies tells the name that a copy was asked for with, so that another one is refused with its key. */
class CopyNamesTest {
    private static final RequestKey KEY = RequestKey.of("order 4711");

    @ParameterizedTest
    @EnumSource(Form.class)
    void copy_sameKeyOtherName_isAConflictThatNamesBoth(Form form) throws IOException {
        try (SmallWorld world = new SmallWorld(Interference.none());
                HuaweiEmulator emulator = HuaweiEmulator.start(world.cloud, form);
                CloudBackup backup = SmallWorld.open(world.cloud.site(), emulator.address(), world.cloud.time())) {
            RestorePoint copied = copy(world, backup, "the-copy");

            assertThat(copy(world, backup, "the-copy")).isEqualTo(copied);
            assertThatThrownBy(() -> copy(world, backup, "other-name"))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining("the-copy")
                    .hasMessageContaining("other-name")
                    .hasMessageContaining(KEY.value());

            assertThat(world.copies()).isEqualTo(1);
        }
    }

    private static RestorePoint copy(SmallWorld world, CloudBackup backup, String name) {
        return backup.restorePoints()
                .copy(world.webPoint.id(), SmallWorld.otherRegion(), world.elsewhere, name, KEY)
                .await(SmallWorld.LONG);
    }
}
