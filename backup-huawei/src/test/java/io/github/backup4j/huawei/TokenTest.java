package io.github.backup4j.huawei;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.backup4j.CloudBackup;
import io.github.backup4j.InPlace;
import io.github.backup4j.Invalid;
import io.github.backup4j.Operation;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.huawei.emulator.Interference;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens that are resumed where they do not belong: refused with a reason, and nothing is done. */
class TokenTest {
    private final SmallWorld world = new SmallWorld(Interference.none());
    private final String token = begin();
    private final SortedMap<String, String> before = Inventory.of(world.cloud);

    @AfterEach
    void close() {
        world.close();
    }

    @ParameterizedTest
    @CsvSource({"region-2, project-1", "region-1, project-2"})
    void resume_elsewhere_refusedWithTheSiteThatIsMeant(String region, String project) {
        try (CloudBackup elsewhere =
                SmallWorld.open(new Site(region, project), world.emulator.address(), world.cloud.time())) {
            assertRefused(elsewhere, token, "token is of another region or project, not of " + region + "/" + project);
        }
    }

    @Test
    void resume_tokenOfANewerVersion_refusedAsSuch() {
        try (CloudBackup backup = world.open()) {
            String newer = token.replace("backup4j-1/", "backup4j-2/");

            assertRefused(backup, newer, "not written by this version of backup4j: it does not begin with backup4j-1");
        }
    }

    @Test
    void resume_stepOfANewerVersion_refusedAsSuch() {
        try (CloudBackup backup = world.open()) {
            Token known = Token.read(token, world.cloud.site());
            String newer = known.at(99).write(world.cloud.site());

            assertRefused(backup, newer, "token of restore is at step 99, which this version does not know");
        }
    }

    private void assertRefused(CloudBackup backup, String refused, String why) {
        assertThatThrownBy(() -> backup.operations().resume(refused))
                .isInstanceOf(Invalid.class)
                .hasMessageContaining(why);
        assertThat(Inventory.of(world.cloud)).isEqualTo(before);
    }

    private String begin() {
        try (CloudBackup backup = world.open()) {
            Operation<Resource.Disk> restore = backup.restorePoints()
                    .restore(world.dataPoint.id(), InPlace.over(world.data).detachingFirst());
            return restore.token();
        }
    }
}
