package io.github.backup4j.examples.cli;

import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;

/**
 * Every command at a terminal on an emulator in this process, in whose world time passes only while a command waits. So the cloud is not
 * opened by its address: a provider that is opened by its name takes no clock. {@code TerminalTest} opens it by the address.
 */
class EveryCommandOnEmulatorTest extends EveryCommand {
    private @Nullable HuaweiEmulator emulator;

    @Override
    Map<String, String> environment() throws IOException {
        HuaweiEmulator started =
                HuaweiEmulator.builder().cloud(DemoWorld.create(DemoWorld.NOW)).start();
        emulator = started;
        return TerminalTest.environment(TerminalTest.address(started));
    }

    @AfterAll
    void stopEmulator() {
        if (emulator != null) {
            emulator.close();
        }
    }
}
