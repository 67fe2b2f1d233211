package io.github.backup4j.huawei.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backup4j.DataSize;
import io.github.backup4j.Resource;
import io.github.backup4j.Site;
import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.contract.HuaweiHarness;
import io.github.backup4j.huawei.emulator.Form;
import io.github.backup4j.testkit.DiskSetup;
import io.github.backup4j.testkit.ServerSetup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;

/** The live contract, run against emulators of two regions: that it runs, answers every question, and leaves nothing behind. */
@DisplayName("The open questions, asked of the emulator")
class LiveQuestionsOnEmulatorTest extends LiveQuestions {
    private static final int MORE_THAN_GIBIBYTES = 48 << 20;

    private final HuaweiHarness harness = new HuaweiHarness(Form.RECORDED);
    private final Resource.Disk disk = harness.addDisk(DiskSetup.of("scratch", DataSize.gib(10)));
    private final Resource.Server server = harness.addServer(
            ServerSetup.of("scratch-server", harness.addDisk(DiskSetup.of("root", DataSize.gib(40)))));
    private final List<String> told = new ArrayList<>();

    @Override
    LiveSettings settings() {
        harness.write(disk, new byte[MORE_THAN_GIBIBYTES]);
        Site other = harness.otherRegion();
        Map<String, String> environment = new HashMap<>();
        environment.put("HUAWEICLOUD_SDK_AK", "AKEXAMPLE");
        environment.put("HUAWEICLOUD_SDK_SK", "SKEXAMPLE");
        environment.put("BACKUP4J_LIVE_REGION", harness.site().region());
        environment.put("BACKUP4J_LIVE_PROJECT", harness.site().project());
        environment.put("BACKUP4J_LIVE_DISPOSABLE_DISK", disk.id());
        environment.put("BACKUP4J_LIVE_DISPOSABLE_SERVER", server.id());
        environment.put("BACKUP4J_LIVE_OTHER_ZONE", "zone-2");
        environment.put("BACKUP4J_LIVE_OTHER_REGION", other.region());
        environment.put("BACKUP4J_LIVE_OTHER_PROJECT", other.project());
        environment.put("BACKUP4J_LIVE_MAY_ORDER", "yes");
        environment.put(
                "BACKUP4J_LIVE_ENDPOINT",
                harness.address(harness.site().region()).toString());
        environment.put(
                "BACKUP4J_LIVE_OTHER_ENDPOINT", harness.address(other.region()).toString());
        return LiveSettings.from(environment);
    }

    @Override
    TimeSource time() {
        return harness.time();
    }

    @Override
    Consumer<String> printer() {
        return told::add;
    }

    @AfterAll
    void leaveNothingBehind() {
        // Whichever of the two runs first: closing twice does no harm.
        close();
        var backup = harness.backup(harness.site());
        assertThat(backup.vaults().list()).isEmpty();
        assertThat(backup.images().list()).isEmpty();
        assertThat(harness.backup(harness.otherRegion()).images().list()).isEmpty();
        assertThat(told).anyMatch(line -> line.contains("used:"));
        harness.close();
    }
}
