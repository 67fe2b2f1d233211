package io.github.backup4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.backup4j.DataSize;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import io.github.backup4j.testkit.DiskSetup;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Commands without a terminal and in the locale C, as a job of cron or in a container, one after the other in one process: the locale
 * is that of the process, so only the words of its own command line need another one ({@code TerminalTest}).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WithoutTerminalTest {
    /** A name in letters of Germany and China, and with one beyond the first 65,536. */
    static final String ABROAD = "b\u00fccher-\u8ba2\u5355-\ud840\udc00";

    private HuaweiEmulator emulator;
    private TypedCommands commands;

    @BeforeAll
    void start() throws IOException, InterruptedException {
        emulator =
                HuaweiEmulator.builder().cloud(DemoWorld.create(DemoWorld.NOW)).start();
        var unused =
                emulator.cloud().addDisk(DiskSetup.of(ABROAD, DataSize.gib(10)).withTags(Map.of("app", ABROAD)));
        Map<String, String> environment = new HashMap<>(TerminalTest.environment(TerminalTest.address(emulator)));
        environment.put("LC_ALL", "C");
        commands = TypedCommands.without(Tty.without(Tty.classes(CommandLoop.class), environment));
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        if (commands != null) {
            commands.close();
        }
        if (emulator != null) {
            emulator.close();
        }
    }

    @Test
    void take_plainLines() throws IOException, InterruptedException {
        assertThat(commands.run(ExitCode.SAFE, "take", "--vault", "vault-3"))
                .contains("backing up: 0 %", "Backed up: run")
                .doesNotContain("\u001b", "\r");
    }

    @Test
    void take_noWait_endsWhileTheCloudWorks() throws IOException, InterruptedException {
        String said = commands.run(ExitCode.STILL_RUNNING, "take", "--vault", "vault-2", "--no-wait");
        Matcher command = Pattern.compile("Continue with: backup4j operations resume (\\S+) --cloud")
                .matcher(said);
        assertThat(command.find()).as(said).isTrue();

        assertThat(commands.run(ExitCode.SAFE, "operations", "resume", command.group(1)))
                .contains("Backed up: run");
    }

    @Test
    void restore_asksNothingAndChangesNothing() throws IOException, InterruptedException {
        assertThat(commands.run(ExitCode.FINDINGS, "restore", "--newest-of", "invoices", "--in-place"))
                .contains("Nothing was changed. Name what is overwritten: --overwrite disk:disk-9");
    }

    @Test
    void posture_jsonAndTextHoldEachName() throws IOException, InterruptedException {
        String json = commands.run(ExitCode.FINDINGS, "posture", "--json");
        assertThat(json).isASCII();
        assertThat(new ObjectMapper().readTree(json).toString()).contains(ABROAD);

        assertThat(commands.run(ExitCode.FINDINGS, "posture")).contains(ABROAD);
    }
}
