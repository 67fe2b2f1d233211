package io.github.backup4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** The terminal of these tests, as machines that build have it: no login shell, {@code CI} set, no {@code script}. */
class TtyTest {
    private static ProcessBuilder scriptWith(String name, String value) {
        ProcessBuilder script = Tty.script("true");
        script.environment().put(name, value);
        return script;
    }

    @Test
    void at_shellOfTheUserRunsNothing_terminalWorks() throws IOException, InterruptedException {
        Tty.require();

        Tty.require(scriptWith("SHELL", "/bin/false"), "true");
        try (Tty tty =
                Tty.at(List.of("/bin/sh", "-c", "test -t 1 && echo at a terminal"), Map.of("SHELL", "/bin/false"))) {
            assertThat(tty.await("at a terminal").group()).isNotEmpty();
            assertThat(tty.exitCode()).isZero();
        }
    }

    @Test
    void require_noScriptHere_failsWhereAllTestsHaveToRunAndSkipsElsewhere() {
        assertThatThrownBy(() -> Tty.require(scriptWith("PATH", "/nowhere"), "true"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("no 'script' of util-linux here", "CI is set");
        assertThatThrownBy(() -> Tty.require(scriptWith("PATH", "/nowhere"), ""))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("no 'script' of util-linux here");
        assertThatThrownBy(() -> Tty.require(scriptWith("PATH", "/nowhere"), null))
                .isInstanceOf(TestAbortedException.class);
    }
}
