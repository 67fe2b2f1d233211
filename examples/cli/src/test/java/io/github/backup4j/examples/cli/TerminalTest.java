package io.github.backup4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.backup4j.TimeSource;
import io.github.backup4j.huawei.emulator.HuaweiEmulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The command as a person runs it: in a process of its own, at a terminal. The cloud is an emulator in this process, whose clock
 * the tests move.
 */
class TerminalTest {
    private static final String REDRAW = "\r\u001b[K";

    private static HuaweiEmulator emulator;
    private static Map<String, String> environment;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Tty.available(), "no 'script' of util-linux here, which provides the terminal");
        emulator = HuaweiEmulator.builder()
                .cloud(DemoWorld.create(TimeSource.system().now()))
                .start();
        environment = Map.of(
                "HUAWEICLOUD_SDK_AK",
                "any",
                "HUAWEICLOUD_SDK_SK",
                "any",
                "BACKUP4J_CLOUD",
                "huawei://demo-1/shop?endpoint=" + emulator.address() + "&credentials=environment&pollInterval=200ms");
    }

    @AfterAll
    static void stop() {
        if (emulator != null) {
            emulator.close();
        }
    }

    @Test
    void take_ctrlC_printsTokenByWhichAnotherProcessFinishes() throws IOException, InterruptedException {
        String token;
        try (Tty tty = Tty.at(environment, "take", "--vault", "vault-2")) {
            tty.await("backing up  \\[-{24}\\] +0 %");
            emulator.advance(Duration.ofMinutes(5));
            tty.await("backing up  \\[#{8,14}-+\\] +[3-5]\\d %");
            tty.type(Tty.CTRL_C);
            token = tty.await("Go on with: backup4j operations resume (\\S+) --cloud '(\\S+)'")
                    .group(1);
            assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.STILL_RUNNING);
            assertThat(tty.text()).contains(REDRAW + "backing up").doesNotContain("\nbacking up");
        }
        try (Tty tty = Tty.at(environment, "operations", "resume", token)) {
            tty.await("resumed  \\[#+-+\\]");
            emulator.advance(Duration.ofHours(1));
            assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.SAFE);
            assertThat(tty.text()).contains("Backed up: run", "disk:disk-5");
        }
    }

    @Test
    void take_withoutTerminal_plainLines() throws IOException, InterruptedException {
        try (Tty plain = Tty.without(environment, "take", "--vault", "vault-3")) {
            plain.await("backing up: 0 %");
            emulator.advance(Duration.ofHours(1));
            assertThat(plain.exitCode()).as(plain.text()).isEqualTo(ExitCode.SAFE);
            assertThat(plain.text()).contains("Backed up: run").doesNotContain("\u001b", "\r");
        }
    }

    @Test
    void restore_inPlace_asksForTheNameAndLeavesItOtherwise() throws IOException, InterruptedException {
        try (Tty tty = Tty.at(environment, "restore", "--newest-of", "invoices", "--in-place")) {
            tty.await("Type disk:disk-9 to overwrite it");
            tty.type("yes\n");
            tty.await("Nothing was changed");
            assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.FINDINGS);
        }
    }

    @Test
    void take_ctrlCBeforeTheCloudHasAnswered_printsTheRandomKey() throws IOException, InterruptedException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "huawei://demo-1/shop?endpoint=http://127.0.0.1:" + silent.getLocalPort()
                    + "&credentials=environment";
            try (Tty tty = Tty.at(environment, "take", "--vault", "vault-2", "--cloud", "'" + address + "'");
                    Socket unanswered = silent.accept()) {
                assertThat(unanswered.isConnected()).isTrue();
                tty.type(Tty.CTRL_C);
                tty.await("It may have been started.*: backup4j take --vault vault-2 --key \\S+ --cloud '\\S+'");
                assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.STILL_RUNNING);
            }
        }
    }

    @Test
    void drill_ctrlC_printsTheCommandThatGoesOnWithIt() throws IOException, InterruptedException {
        try (Tty tty = Tty.at(environment, "drill", "ledger", "--rto", "2h", "--key", "by-hand")) {
            tty.await("drilling  \\[");
            tty.type(Tty.CTRL_C);
            tty.await("backup4j drill disk:\\S+ --rto PT2H --key by-hand --cloud '\\S+'");
            tty.await("backup4j drill --sweep");
            assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.STILL_RUNNING);
        }
    }

    @Test
    void demoByDefault_takesAndSaysThatTheCloudIsMadeUp() throws IOException, InterruptedException {
        try (Tty tty = Tty.at(Map.of(), "take", "--vault", "vault-2")) {
            tty.await("This is memory:demo, a made-up cloud");
            tty.await("Backed up: run");
            assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.SAFE);
        }
    }

    @Test
    void usage_wrongOption_helpsAndEndsWithTwo() throws IOException, InterruptedException {
        try (Tty tty = Tty.at(environment, "posture", "--rop", "26h")) {
            tty.await("Unknown option");
            tty.await("--rpo");
            assertThat(tty.exitCode()).as(tty.text()).isEqualTo(ExitCode.USAGE);
        }
    }
}
