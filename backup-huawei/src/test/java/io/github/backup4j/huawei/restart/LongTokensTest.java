package io.github.backup4j.huawei.restart;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.Image;
import io.github.backup4j.Invalid;
import io.github.backup4j.Operation;
import io.github.backup4j.huawei.HuaweiBackup;
import io.github.backup4j.huawei.emulator.Interference;
import io.github.backup4j.huawei.internal.work.TokenSeal;
import io.github.backup4j.huawei.support.Inventory;
import io.github.backup4j.huawei.support.SmallWorld;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is asked for, the token of the work is short enough to be stored; what would not be is refused before it begins. */
class LongTokensTest {
    private static final int LONGEST = 1024;

    /** How many characters more real regions and projects have than those of the emulator: such as 16 and 32. */
    private static final int REAL_SITE = 16 + 32 - "region-1project-1".length();

    static List<LongWork> works() {
        return LongWorks.all();
    }

    @ParameterizedTest
    @MethodSource("works")
    void token_signedAtEachStepInARealProject_fits(LongWork work) {
        try (SmallWorld world = work.world(Interference.none());
                CloudBackup backup = open(world)) {
            Operation<?> operation = work.begin().begin(world, backup, Restarts.key(world));
            do {
                assertThat(operation.token()).hasSizeLessThanOrEqualTo(LONGEST - REAL_SITE);
                world.cloud.time().advance(Restarts.PAUSE);
            } while (!operation.poll().ended());
            assertThat(operation.token()).hasSizeLessThanOrEqualTo(LONGEST - REAL_SITE);
        }
    }

    /** IMS would begin, and nobody could find it again. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "\u8def", "\ud83d\ude00", "\\", "\""})
    void export_locationThatNoTokenHasRoomFor_refusedBeforeItBegins(String unit) {
        try (SmallWorld world = new SmallWorld(Interference.none());
                CloudBackup backup = open(world)) {
            SortedMap<String, String> before = Inventory.of(world.cloud);
            String location = "bucket:" + unit.repeat((unit.equals("x") ? 394 : 390) / unit.length());

            assertThatThrownBy(() -> backup.images().export(world.freeImage, location, Image.Format.QCOW2))
                    .isInstanceOf(Invalid.class)
                    .hasMessageContaining("nothing was exported");

            world.cloud.time().advance(SmallWorld.LONG);
            assertThat(Inventory.of(world.cloud)).isEqualTo(before);
            assertThat(backup.operations().list())
                    .noneMatch(one -> requireNonNull(one.startedAt()).isAfter(world.begun));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\u8def"})
    void export_longestLocation_itsTokenFits(String unit) {
        try (SmallWorld world = new SmallWorld(Interference.none());
                CloudBackup backup = open(world)) {
            String location = "bucket:" + unit.repeat(unit.equals("x") ? 393 : 131);

            Operation<Image.Export> export = backup.images().export(world.freeImage, location, Image.Format.QCOW2);

            assertThat(export.token()).hasSizeLessThanOrEqualTo(LONGEST - REAL_SITE);
            assertThat(export.await(SmallWorld.LONG).location()).isEqualTo(location);
        }
    }

    private static CloudBackup open(SmallWorld world) {
        return HuaweiBackup.builder()
                .region(world.cloud.site().region())
                .project(world.cloud.site().project())
                .accessKey("AKEXAMPLE", "SKEXAMPLE")
                .endpoint(world.emulator.address())
                .timeSource(world.cloud.time())
                .tokenKey(new byte[TokenSeal.SHORTEST_KEY])
                .build();
    }
}
