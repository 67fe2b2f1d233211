package io.github.backup4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The terminal of these tests, as machines that build have it: no login shell, {@code CI} set, no {@code script}. */
class TtyTest {
    /** What these tests run in an environment of its own: it needs a terminal, and says how that went. */
    static final class NeedsTerminal {
        private NeedsTerminal() {}

        /** Runs it. */
        public static void main(String... args) throws InterruptedException {
            try {
                Tty.require();
                try (Tty tty = Tty.at(List.of("/bin/sh", "-c", "test -t 1 && echo at a terminal"), Map.of())) {
                    System.out.println(tty.await("at a terminal").group() + ", code " + tty.exitCode());
                }
            } catch (IOException | RuntimeException | AssertionError e) {
                System.out.println(e);
            }
        }
    }

    private static String saidWith(Map<String, String> environment) throws IOException, InterruptedException {
        try (Tty tty = Tty.without(Tty.classes(NeedsTerminal.class), environment)) {
            assertThat(tty.exitCode()).as(tty.text()).isZero();
            return tty.text().strip();
        }
    }

    @Test
    void require_shellThatRunsNothing_terminalWorks() throws IOException, InterruptedException {
        Tty.require();

        assertThat(saidWith(Map.of("SHELL", "/bin/false", "CI", "true"))).isEqualTo("at a terminal, code 0");
    }

    @Test
    void require_noScriptHere_failsWhereAllTestsHaveToRunAndSkipsElsewhere() throws IOException, InterruptedException {
        assertThat(saidWith(Map.of("PATH", "/nowhere", "CI", "true")))
                .contains("AssertionError", "no 'script' of util-linux here", "CI is set");
        assertThat(saidWith(Map.of("PATH", "/nowhere", "CI", "")))
                .contains("TestAbortedException", "no 'script' of util-linux here");
    }
}
